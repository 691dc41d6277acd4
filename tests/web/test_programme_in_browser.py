"""The pages of the rehearsal programme in a real browser, in every size, looked at by axe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.samples import PACK, complete_star, missing_result
from tests.web.browser import address, check_looks, follow, needs_chromium, unfold, visiting
from tests.web.site import serving
from voicecoach.library import Library
from voicecoach.questions import find_question, load_packs
from voicecoach.types import Priority
from voicecoach.web.instance import Running

pytestmark = needs_chromium

ADVERT = Path(__file__).parents[1] / "adverts" / "backend.md"
PAGES = (
    f"/questions?pack={PACK}",
    "/session/last",
    f"/stories?pack={PACK}",
    "/stories/sketch?story=The+queue+that+failed+every+evening",
    "/plan",
)


@pytest.fixture
def running(own_home: Path) -> Iterator[Running]:
    """Serve a library of one sitting whose two answers tell one story."""
    library = Library(own_home / "recordings")
    session = library.create_session(PACK, datetime.now().astimezone() - timedelta(days=1))
    weak = replace(missing_result(), priority=Priority("missing-result", "No result.", "Add it."))
    packs = load_packs((), only=PACK)
    for name, analysis in (("incomplete-information", weak), ("push-back", complete_star())):
        answer = library.create_answer(session, find_question(packs, name)[1])
        take = library.create_take(answer)
        assert analysis.transcript is not None
        library.save_transcript(take, analysis.transcript)
        library.save_analysis(take, analysis)
        library.save_story(library.find(take.ref), "The queue that failed every evening")
    with serving(library) as running:
        yield running


def test_every_page(browser: Any, running: Running) -> None:
    """From a pasted advert on: nothing in the console, nothing for axe, no page wider than it."""
    with visiting(browser, running, "/plan") as page:
        page.get_by_label("The advert, pasted whole").fill(ADVERT.read_text("utf-8"))
        page.get_by_label("Day of the interview, if known").fill("2099-12-10")
        follow(page, page.get_by_role("button", name="Make a plan"))
        assert page.locator("h1").inner_text() == "Senior Backend Engineer at Larkfield Payments"
        follow(page, page.get_by_role("button", name="Tick: Draw your own system"))
        untick = page.get_by_role("button", name="Untick: Draw your own system")
        assert untick.get_attribute("aria-pressed") == "true"
        for path in PAGES:
            page.goto(address(running, path))
            unfold(page)
            check_looks(page, path)


def test_from_home_to_a_sitting(browser: Any, running: Running) -> None:
    """Home leads to the last sitting, that to the answers that it speaks of."""
    with visiting(browser, running) as page:
        follow(page, page.get_by_role("link", name="what your last sitting showed"))
        assert page.locator("h1").inner_text() == "What this sitting showed"
        assert page.get_by_role("heading", name="One thing for tomorrow").is_visible()
        assert page.get_by_text("In an interview that is noticed").count() == 1
        follow(page, page.locator("#answers + ul a").first)
        assert "/answer/" in page.url
