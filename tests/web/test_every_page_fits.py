"""Every page in every size, light and dark: axe is silent, nothing sideways, nothing covered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.browser import (
    NARROW,
    ZOOMED,
    address,
    check_looks,
    needs_chromium,
    unfold,
    visiting,
)
from tests.web.practice_of_weeks import AMAZON, Weeks
from tests.web.site import serving
from tests.web.spoken import STATES, RealLibrary
from voicecoach.coaching.make_practice import practice_from
from voicecoach.coaching.session_host import SessionHost
from voicecoach.coaching.workspace import Workspace
from voicecoach.library import Library
from voicecoach.web.instance import Running

pytestmark = [*needs_chromium, pytest.mark.voice]

OF_WEEKS = (
    "/", "/?q=payment", "/?q=payment&pack=x", "/?q=zebra", "/?starred=1&pack=x", "/trends",
    "/trends?q=zebra", "/practised", "/practised?pack=gone", "/stories", "/stories?pack=gone",
    "/session/last", "/trash", "/nowhere",
)  # fmt: skip
OF_COACH = (
    "/", f"/questions?pack={AMAZON}&stage=bar-raiser", "/questions?pack=gone",
    "/questions?kind=never", f"/guide/{AMAZON}",
    "/guide/gone", "/packs", "/plan", "/mock", "/mock?pack=gone", "/mock/last", "/add", "/start",
    f"/practice/incomplete-information?pack={AMAZON}", "/practice/gone", "/stories",
    "/stories/sketch", "/trends", "/practised", "/session/gone", "/trash",
)  # fmt: skip

REFUSED = {"/nowhere", "/guide/gone", "/practice/gone", "/mock/last", "/session/gone"}
"""Pages that say that there is nothing: the browser notes their status in its console."""

COVERED = """
() => {
  const bad = [];
  const controls = "main a, main button, main summary, main input, main select, main textarea,"
    + " header a, footer button, .player button, .player select";
  for (const one of document.querySelectorAll(controls)) {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.type === "hidden") continue;
    one.focus();
    if (document.activeElement !== one) one.scrollIntoView({ block: "center" });
    const box = one.getClientRects()[0];
    if (!box || box.width < 2) continue;
    const x = box.left + Math.min(box.width / 2, 12), y = box.top + Math.min(box.height / 2, 12);
    const hit = document.elementFromPoint(x, y);
    if (!hit || !(one.contains(hit) || hit.contains(one))) bad.push(one.outerHTML.slice(0, 90));
  }
  return bad;
}
"""


@pytest.fixture(scope="module")
def coach_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Serve the whole coach over an empty library; only to be read."""
    library = Library(tmp_path_factory.mktemp("coach") / "recordings")
    host = SessionHost(practice_from(Workspace.load))
    with serving(library, with_jobs=True, host=host) as running:
        yield running


def check(browser: Any, running: Running, path: str) -> None:
    """Look at a page in every size, with everything that folds closed and with it open."""
    with visiting(browser, running, quiet=path not in REFUSED, viewport=NARROW) as page:
        page.emulate_media(reduced_motion="reduce")
        page.goto(address(running, path))
        for size in (NARROW, ZOOMED):
            page.set_viewport_size(size)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], size
            assert page.evaluate(COVERED) == [], size
        unfold(page)
        check_looks(page, path)


@pytest.mark.parametrize("path", OF_WEEKS)
def test_pages_of_many_answers(browser: Any, weeks_site: Running, path: str) -> None:
    """Lists, charts, tables and the debrief over weeks of practice."""
    check(browser, weeks_site, path)


@pytest.mark.parametrize("path", OF_COACH)
def test_pages_before_the_first_answer(browser: Any, coach_site: Running, path: str) -> None:
    """Choosing, practising, getting ready, adding, the guide and the plan."""
    check(browser, coach_site, path)


def test_an_answer_with_notes(browser: Any, weeks_site: Running, spoken_weeks: Weeks) -> None:
    """The answer's page with a player, notes, a story's name and every menu."""
    check(browser, weeks_site, f"/answer/{spoken_weeks.whole}")


@pytest.mark.parametrize("state", sorted(STATES))
def test_an_answer_in_every_state(
    browser: Any, answers_site: Running, answers: RealLibrary, state: str
) -> None:
    """Without words, sound or analysis, with broken files: the page is whole."""
    check(browser, answers_site, answers.path(state))


def test_a_comparison(browser: Any, answers_site: Running, answers: RealLibrary) -> None:
    """Two players and two columns."""
    check(browser, answers_site, f"/compare?first={answers.first}&second={answers.second}")


def test_the_player_takes_one_line_on_a_telephone(
    browser: Any, answers_site: Running, answers: RealLibrary
) -> None:
    """It leaves nine tenths of a telephone's window to the page; the rest unfolds."""
    with visiting(browser, answers_site, answers.path("first"), viewport=NARROW) as page:
        player = page.locator(".player")
        assert player.bounding_box()["height"] < NARROW["height"] / 10
        assert page.locator(".player .more").is_hidden()
        page.get_by_role("button", name="More controls").click()
        assert page.locator(".player .more").is_visible()
        assert page.get_by_role("button", name="More controls").get_attribute("aria-expanded")
        page.set_viewport_size({"width": 1280, "height": 900})
        assert page.locator(".player .more").is_visible()
        assert page.get_by_role("button", name="More controls").is_hidden()


def test_one_width_for_all_pages(browser: Any, weeks_site: Running, spoken_weeks: Weeks) -> None:
    """Header, contents and footer begin and end at the same place on every page."""
    with visiting(browser, weeks_site, viewport={"width": 1400, "height": 900}) as page:
        edges = set()
        for path in ("/", "/trends", "/stories", f"/answer/{spoken_weeks.whole}", "/plan"):
            page.goto(address(weeks_site, path))
            edges |= {
                (box["x"], box["width"])
                for box in (page.locator(one).bounding_box() for one in (".site-head", "main"))
            }
        assert len(edges) == 1


def test_what_is_practised_is_a_list_on_a_telephone(browser: Any, weeks_site: Running) -> None:
    """By stage, with what each question asks for; the table is for wide windows. No script."""
    narrow = {"viewport": NARROW, "java_script_enabled": False}
    with visiting(browser, weeks_site, f"/practised?pack={AMAZON}", **narrow) as page:
        assert page.locator(".matrix").is_hidden()
        stage = page.locator(".by-stage section").nth(1)
        assert "Decision with incomplete information" in stage.inner_text()
        assert "Bias for Action" in stage.inner_text()
        page.set_viewport_size({"width": 1100, "height": 900})
        assert page.locator(".by-stage").is_hidden()
        assert page.locator(".matrix").is_visible()
