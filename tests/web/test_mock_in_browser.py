"""A mock interview held in a real browser: rounds, keys, a reload, the debrief; no sound card."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.coaching.mock_interview import hosted, short_answer
from tests.web.browser import NARROW, address, findings, follow, needs_chromium, visiting
from tests.web.site import serving
from voicecoach.library import Library

pytestmark = needs_chromium

PACK = "amazon-backend-developer"


@pytest.mark.parametrize("viewport", [None, NARROW])
def test_held_in_the_browser(
    browser: Any, own_home: Path, tmp_path: Path, viewport: dict[str, int] | None
) -> None:
    """Begin, answer, a reload in between, stop, debrief: nothing for axe, no page too wide."""
    library = Library(own_home / "recordings")
    host = hosted(library, short_answer(tmp_path))
    look: dict[str, Any] = {"viewport": viewport} if viewport else {}
    with serving(library, host=host) as running, visiting(browser, running, **look) as page:

        def check(state: str) -> None:
            assert findings(page) == [], state
            wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(wide) <= 0, state

        page.goto(address(running, f"/mock?pack={PACK}"))
        check("rounds")
        page.get_by_label("Rounds").select_option("technical-onsite")
        follow(page, page.get_by_role("button", name="Begin"))
        page.wait_for_selector('#practice[data-phase="speaking"]')
        assert page.locator(".aloud").is_visible()
        asked = page.locator(".asked").inner_text()
        check("speaking")
        page.reload()
        page.wait_for_selector('#practice[data-phase="speaking"]')
        page.wait_for_function(  # the page knows the phase before the events bring the question
            "text => document.querySelector('.asked').textContent === text", arg=asked
        )
        assert page.locator("h1").inner_text().startswith("On-site")
        page.keyboard.press("Enter")
        page.wait_for_function(
            "text => document.querySelector('.asked').textContent !== text", arg=asked
        )
        page.wait_for_selector('#practice[data-phase="speaking"]')
        page.keyboard.press("q")
        page.wait_for_selector('#practice[data-phase="finished"]')
        check("stopped")
        follow(page, page.get_by_role("link", name="What it showed"))
        assert page.locator("h1").inner_text() == "What this mock interview showed"
        assert page.get_by_role("heading", name="Thinking aloud").count() == 1
        check("debrief")
        follow(page, page.get_by_role("link", name="Mock interviews"))
        assert page.get_by_role("button", name="Go on").count() == 1
        check("begun")
