"""A mock interview held in a real browser: rounds, keys, a reload, a break, the debrief."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.coaching.mock_interview import hosted, short_answer
from tests.soundcard import SoundCard
from tests.web.browser import address, check_looks, follow, needs_chromium, visiting
from tests.web.coach import serving_coach
from tests.web.site import serving
from voicecoach.library import Library

pytestmark = needs_chromium

PACK = "amazon-backend-developer"
TWO_ROUNDS = """
name = "two-rounds"
title = "Two rounds"
company = "Example"
role = "tester"
locale = "en-GB"
summary = "Two short questions in two rounds."
last_verified = "2026-11-24"
part_shares = { situation = 0.15, task = 0.10, action = 0.60, result = 0.15 }
""" + "".join(
    f'''
[[stages]]
name = "{name}"
title = "The {name} round"
purpose = "A short talk."
length = "5 minutes"
advice = []

[[questions]]
id = "{name}-question"
title = "{name.capitalize()} question"
stage = "{name}"
kind = "introduction"
prompt = "{prompt}"
target_s = [10, 30]
listens_for = ["A clear sentence."]
'''
    for name, prompt in (("first", "What do you do?"), ("second", "Why here?"))
)


def test_held_in_the_browser(browser: Any, own_home: Path, tmp_path: Path) -> None:
    """Begin, answer, a reload in between, stop, debrief; axe looks at each."""
    library = Library(own_home / "recordings")
    host = hosted(library, short_answer(tmp_path))
    with serving(library, host=host) as running, visiting(browser, running) as page:
        page.goto(address(running, f"/mock?pack={PACK}"))
        check_looks(page, "rounds")
        page.get_by_label("Rounds").select_option("technical-onsite")
        follow(page, page.get_by_role("button", name="Begin"))
        page.wait_for_selector('#practice[data-phase="speaking"]')
        assert page.locator(".aloud").is_visible()
        asked = page.locator(".asked").inner_text()
        check_looks(page, "speaking")
        page.reload()
        assert page.locator(".asked").inner_text() == asked
        assert page.locator("h1").inner_text().startswith("On-site")
        page.wait_for_selector('#practice[data-phase="speaking"]')
        page.locator('[data-do="end"]').press("Enter")
        page.wait_for_function(
            "text => document.querySelector('.asked').textContent !== text", arg=asked
        )
        page.wait_for_selector('#practice[data-phase="speaking"]')
        assert page.evaluate("document.activeElement.dataset.do") == "end", "the keyboard stays"
        page.keyboard.press("q")
        page.wait_for_selector('#practice[data-phase="finished"]')
        check_looks(page, "stopped")
        follow(page, page.get_by_role("link", name="What it showed"))
        assert page.locator("h1").inner_text() == "What this mock interview showed"
        assert page.get_by_role("heading", name="Thinking aloud").count() == 1
        check_looks(page, "debrief")
        follow(page, page.get_by_role("link", name="Mock interviews"))
        assert page.get_by_role("button", name="Go on").count() == 1
        check_looks(page, "begun")


@pytest.mark.soundcard
@pytest.mark.voice
@pytest.mark.model
def test_two_rounds_live(soundcard: SoundCard, tmp_path: Path, browser: Any, tiny_en: Path) -> None:
    """Two questions heard, answered into the microphone and recognised, with a break between."""
    home = tmp_path / "home"
    (home / "questions").mkdir(parents=True)
    (home / "questions" / "two-rounds.toml").write_text(TWO_ROUNDS, "utf-8")
    with serving_coach(soundcard, home, browser, model=tiny_en) as coach:
        page = coach.page
        coach.go("/mock?pack=two-rounds")
        page.get_by_role("button", name="Begin").click()
        coach.wait_for("speaking")
        assert page.locator(".asked").inner_text() == "What do you do?"
        assert page.locator(".aloud").is_hidden()
        coach.speak("I build payment systems, and I like it when they are boring.")
        page.keyboard.press("Enter")
        coach.wait_for("choosing")
        assert page.locator(".choose .state").inner_text() == "Take a break."
        assert page.locator(".place").inner_text() == "Next: The second round"
        page.reload()
        coach.wait_for("choosing")
        assert page.locator(".choose .state").inner_text() == "Take a break."
        check_looks(page, "a break")
        page.get_by_role("button", name="Begin the next round").press("Enter")
        coach.wait_for("speaking")
        assert page.locator(".asked").inner_text() == "Why here?"
        coach.speak("I want to work where many people pay every day.")
        page.keyboard.press("Enter")
        coach.wait_for("finished")
        follow(page, page.get_by_role("link", name="What it showed"))
        assert "2 of 2 rounds over, 2 answers" in page.locator(".totals").inner_text()
        follow(page, page.get_by_role("link", name="First question").first)
        assert "payment" in page.locator(".passages").inner_text()
        kept = "take-1: activity.json, analysis.json, audio.flac, transcript.json"
        assert coach.takes() == [kept, kept]
