"""Make the README's pictures: the demo's report as a terminal shows it at first, and as a page.

Usage: python -m tools.make_pictures   (needs Chromium: `make setup-dev`)
"""

from __future__ import annotations

import base64
import re
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from tests.real_model import FOLDER
from tests.web.browser import CHROMIUM
from voicecoach.cli.main import run
from voicecoach.json_files import from_json
from voicecoach.report.answer_view import ReportView
from voicecoach.report.html_page import render_page
from voicecoach.report.terminal_short import render_short
from voicecoach.sound.encoding import encode_mp3
from voicecoach.sound.files import find_peaks, load_audio
from voicecoach.types import Analysis

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"


def demo_analysis() -> Analysis:
    """Return the analysis that the demo makes with the model of the tests."""
    before, sys.stdout = sys.stdout, StringIO()
    try:
        options = ["--question", "incomplete-information", "--no-voice", "--json"]
        run(["demo", *options, "--model", str(FOLDER)])
        text = sys.stdout.getvalue()
    finally:
        sys.stdout = before
    return from_json(text, Analysis, origin="the demo")


def terminal_svg(report: str) -> str:
    """Return a coloured report as a picture of a terminal."""
    console = Console(record=True, width=84, file=StringIO(), force_terminal=True)
    console.print(Text.from_ansi(report))
    return console.export_svg(title="voicecoach demo", theme=MONOKAI)


def screenshot(page: Path, picture: Path, width: int, height: int) -> None:
    """Let Chromium draw a file into a PNG."""
    if CHROMIUM is None:
        sys.exit("Chromium is missing; `make setup-dev` installs it.")
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                CHROMIUM,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--hide-scrollbars",
                f"--user-data-dir={profile}",
                f"--window-size={width},{height}",
                f"--screenshot={picture}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
        )


def main() -> None:
    """Write both pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    analysis = demo_analysis()
    title = "Decision with incomplete information"
    rest = "Everything: `voicecoach show last --all`."
    report = render_short(ReportView(analysis, title), rest=rest, width=80, colour=True)
    sound = ROOT / "voicecoach" / "demo" / "answers" / "decision.flac"
    view = ReportView(
        analysis,
        title,
        peaks=tuple(find_peaks(load_audio(sound).samples, 400)),
        audio_href=f"data:audio/mpeg;base64,{base64.b64encode(encode_mp3(sound)).decode()}",
    )
    with tempfile.TemporaryDirectory() as folder:
        svg = terminal_svg(report)
        size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
        assert size is not None
        width, height = round(float(size[1])), round(float(size[2]))
        page = Path(folder, "report.html")
        page.write_text(f"<body style='margin:0'>{svg}</body>", "utf-8")
        screenshot(page, PICTURES / "report.png", width, height)
        page.write_text(render_page(view), "utf-8")
        screenshot(page, PICTURES / "page.png", 900, 1400)


if __name__ == "__main__":
    main()
