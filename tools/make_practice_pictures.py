"""Make the pictures of practising in the browser: the question, the running take, the report.

Usage: python -m tools.make_practice_pictures   (needs Chromium, PulseAudio, espeak-ng and the
tests' model: `make setup-dev`)
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.real_model import FOLDER
from tests.soundcard import sound_card
from tests.web.browser import WIDE, chromium
from tests.web.coach import serving_coach
from voicecoach.sound.files import load_audio

ROOT = Path(__file__).parent.parent
ANSWER = ROOT / "voicecoach" / "demo" / "answers" / "decision.flac"
"""The demo's answer to the question, in a natural voice."""

PICTURES = ROOT / "docs" / "pictures"


def main() -> None:
    """Practise one question on a virtual sound card and write a PNG of each step."""
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        with (
            sound_card(folder / "card") as card,
            serving_coach(card, folder / "home", browser, model=FOLDER, viewport=WIDE) as coach,
        ):
            page = coach.page
            page.screenshot(path=PICTURES / "practice-questions.png")
            coach.start()
            answer = load_audio(ANSWER)
            said = card.play(answer.samples, answer.sample_rate)
            page.wait_for_timeout(20_000)
            page.screenshot(path=PICTURES / "practice-speaking.png")
            said.wait()
            page.keyboard.press("Enter")
            coach.wait_for("choosing")
            page.locator("#report .practised").wait_for()
            page.screenshot(path=PICTURES / "practice-report.png", full_page=True)
            coach.go("/start")
            page.locator("#rest details").first.wait_for()
            said = card.play(answer.samples, answer.sample_rate)
            page.get_by_role("button", name="Try it for three seconds").click()
            page.get_by_text("Your microphone works").wait_for()
            said.kill()
            page.screenshot(path=PICTURES / "practice-start.png", full_page=True)


if __name__ == "__main__":
    main()
