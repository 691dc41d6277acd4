"""The site in a real browser: frames of a long answer, the first paint of pages, key to report.

python -m benchmarks.page frames                       half an hour scrolled and played
python -m benchmarks.page paint [ANSWERS] [FOLDER]     every page over 10,000 answers; aim 200 ms
python -m benchmarks.page report MODEL_FOLDER [FILE…]  aim: one encoder pass and 1 s

Each needs Chromium and espeak-ng, the last PulseAudio too (`make setup-dev`).  Run it on an idle
machine.  `report` speaks each file (those of the demo if none is named) into a virtual microphone
in real time, presses Enter, and waits for the frame in which the report stands on the page.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.after_the_key import ANSWERS, encoder_pass_s
from benchmarks.review import open_library, pages_of, practising
from benchmarks.tables import render_table
from tests.soundcard import sound_card
from tests.web.browser import DESKTOP, address, chromium, until, visiting
from tests.web.coach import serving_coach
from tests.web.site import serving
from tests.web.spoken import build_library
from voicecoach.recognition import FasterWhisperTranscriber
from voicecoach.sound.files import load_audio

AUDIO = "document.querySelector('.player audio')"
N_PAINTS = 7
REPORT_MARGIN_S = 1.0
FRAMES = """async ([ms, how]) => {
  const gaps = [];
  const list = document.querySelector('.passages');
  let last = performance.now();
  const end = last + ms;
  while (last < end) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    gaps.push(now - last);
    last = now;
    if (how === 'transcript') list.scrollTop += 120;
    if (how === 'page') window.scrollBy(0, 20);
  }
  gaps.sort((a, b) => a - b);
  return [gaps.length, gaps[gaps.length >> 1], gaps[Math.floor(gaps.length * 0.95)],
          gaps[gaps.length - 1]];
}"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
WATCH = """() => {
  addEventListener('keydown', () => { window.pressed ??= performance.now(); }, true);
  new MutationObserver(() => {
    if (!document.querySelector('#report .practised') || window.stands) return;
    window.stands = -1;
    requestAnimationFrame(() => setTimeout(() => { window.stands = performance.now(); }));
  }).observe(document.getElementById('report'), { childList: true });
}"""
"""Notes when a key is pressed and when the frame with the report has been painted."""


def frames(page: Any, what: str, seconds: int, how: str = "") -> None:
    """Print the time from frame to frame; 16.7 ms is every frame of a screen of 60 Hz."""
    count, median, most, longest = page.evaluate(FRAMES, [seconds * 1000, how])
    print(f"| {what} | {count} | {median:.1f} | {most:.1f} | {longest:.1f} |")


def measure_frames(folder: Path) -> None:
    """Make half an hour of speech, open its page, scroll and play it."""
    real = build_library(folder / "recordings", odd=False, long=True)
    with (
        serving(real.library) as running,
        chromium() as browser,
        visiting(browser, running, viewport={"width": 1300, "height": 900}) as page,
    ):
        page.goto(address(running, real.path("half-hour")))
        until(page, f"{AUDIO}.readyState > 0")
        page.locator("h1").click()
        page.wait_for_timeout(1500)
        print(f"{page.locator('.w').count()} words\n")
        print("| what | frames | median ms | 95 of 100 below, ms | longest ms |")
        print("| --- | --- | --- | --- | --- |")
        frames(page, "nothing", 2)
        frames(page, "transcript scrolls", 4, "transcript")
        frames(page, "page scrolls", 3, "page")
        page.evaluate(f"(() => {{ {AUDIO}.currentTime = 900; return {AUDIO}.play(); }})()")
        frames(page, "plays and follows", 5)
        page.evaluate(f"{AUDIO}.playbackRate = 2")
        frames(page, "at twice the speed", 5)


def measure_paint(folder: Path, n_answers: int, root: Path | None) -> None:
    """Open every page of a large library and print when its first text is painted."""
    library = open_library(n_answers, root or folder / "recordings")
    rows = []
    with (
        serving(library, with_jobs=True, host=practising()) as running,
        chromium() as browser,
        visiting(browser, running, viewport=DESKTOP) as page,
    ):
        for name, path in pages_of(library).items():
            if path.endswith("/practised"):
                continue  # a part that the page of a question fetches, no page of its own
            paints = []
            for _ in range(N_PAINTS):
                page.goto(address(running, path))
                until(page, f"{PAINT} !== null")
                paints.append(page.evaluate(PAINT))
            rows.append([name, f"{statistics.median(paints):.0f}", f"{max(paints):.0f}"])
            print(*rows[-1], flush=True)
    print(render_table(["page", "first paint, median ms", "worst ms"], rows))


def measure_report(folder: Path, model: Path, files: list[Path]) -> None:
    """Speak each file to the page and print how long after the key its report stands there."""
    FasterWhisperTranscriber(model, model.name).load()
    one_pass = encoder_pass_s(model)
    rows = []
    with sound_card(folder / "card") as card, chromium() as browser:
        for number, file in enumerate(files):
            answer = load_audio(file)
            home = folder / f"home-{number}"
            with serving_coach(card, home, browser, model=model, viewport=DESKTOP) as coach:
                coach.start()
                card.play(answer.samples, answer.sample_rate).wait()
                coach.page.evaluate(WATCH)
                coach.page.keyboard.press("Enter")
                until(coach.page, "window.stands > 0")
                after_s = coach.page.evaluate("(window.stands - window.pressed) / 1000")
            beyond = after_s - one_pass - REPORT_MARGIN_S
            rows.append(
                [file.stem, f"{answer.duration_s:.0f}", f"{after_s:.2f}", f"{one_pass:.2f}",
                 f"{beyond:+.2f}"]
            )  # fmt: skip
            print(*rows[-1], flush=True)
    heads = ["answer", "length s", "key to report s", "one encoder pass s", "beyond the aim s"]
    print(render_table(heads, rows))


def main() -> None:
    """Measure what the first argument names."""
    what, *rest = sys.argv[1:] or [""]
    if what not in ("frames", "paint", "report") or (what == "report" and not rest):
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["VOICECOACH_HOME"] = str(folder / "home")
        if what == "frames":
            measure_frames(folder)
        elif what == "paint":
            n_answers = int(rest[0]) if rest else 10_000
            measure_paint(folder, n_answers, Path(rest[1]) if rest[1:] else None)
        else:
            files = [Path(one) for one in rest[1:]] or sorted(ANSWERS.glob("*.flac"))
            measure_report(folder, Path(rest[0]), files)


if __name__ == "__main__":
    main()
