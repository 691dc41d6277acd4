"""The pages of many answers in a real browser, over a real library that espeak-ng spoke."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.waits import LIMIT_S
from tests.web.browser import (
    NARROW,
    address,
    check_looks,
    follow,
    needs_chromium,
    until,
    visiting,
)
from tests.web.practice_of_weeks import AMAZON, Weeks
from tests.web.site import serving
from voicecoach.library import Library
from voicecoach.progress.trend_sentences import describe_trends
from voicecoach.web.instance import Running

pytestmark = [*needs_chromium, pytest.mark.voice]


@pytest.fixture
def weeks(spoken_weeks: Weeks, tmp_path: Path) -> Weeks:
    """Return a copy of the library, for the test alone."""
    shutil.copytree(spoken_weeks.library.root, tmp_path / "recordings")
    return replace(spoken_weeks, library=Library(tmp_path / "recordings"))


@pytest.fixture
def running(weeks: Weeks) -> Iterator[Running]:
    """Serve the copy."""
    with serving(weeks.library) as running:
        yield running


@pytest.fixture
def page(browser: Any, weeks_site: Running) -> Iterator[Any]:
    """Open home of the site that all share: only to be read."""
    with visiting(browser, weeks_site) as page:
        yield page


@pytest.fixture
def own_page(browser: Any, running: Running) -> Iterator[Any]:
    """Open home of the test's own site, where everything may be changed."""
    with visiting(browser, running) as page:
        yield page


def titles(page: Any) -> list[str]:
    """Return the questions that are listed."""
    return page.locator("#list h3 a").all_inner_texts()  # type: ignore[no-any-return]


def menu(page: Any, title: str) -> None:
    """Open the menu of a question."""
    page.locator("#list .answer", has_text=title).locator("summary").click()


# --- searching and filtering -----------------------------------------------------------------


def test_search_as_one_types(page: Any) -> None:
    """The list follows the words without a reload, marks the hits, tells how many, and clears."""
    page.evaluate("window.stayed = true")
    everything = titles(page)
    assert len(everything) == 5
    page.get_by_role("searchbox").fill("payment queue")
    until(page, "document.getElementById('found').textContent.includes(' of 13')")
    assert {t.lower() for t in page.locator("mark").all_inner_texts()} == {"payment", "queue"}
    assert titles(page) != everything
    assert "q=payment+queue" in page.url
    status = page.locator(".counted")
    until(page, "document.querySelector('.counted').textContent.includes('answers of 13')")
    assert status.get_attribute("role") == "status"
    page.get_by_role("searchbox").fill('"queue payment"')
    until(page, "document.getElementById('found').textContent.includes('none fits')")
    follow(page, page.get_by_role("link", name="Show all answers"))
    assert titles(page) == everything
    assert page.evaluate("window.stayed") is None, "a link is a link"


def test_a_search_can_be_shared_with_oneself(page: Any, weeks_site: Running) -> None:
    """A search is an address: it survives a reload, and each wish can be taken back."""
    page.goto(address(weeks_site, f"/?q=test&pack={AMAZON}&kind=star"))
    n = len(titles(page))
    assert 0 < n < 5
    page.reload()
    assert len(titles(page)) == n
    assert page.get_by_role("searchbox").input_value() == "test"
    follow(page, page.locator(".wishes a", has_text="A story"))
    assert "kind=" not in page.url
    follow(page, page.get_by_role("link", name="Clear all"))
    assert page.url == address(weeks_site, "/")


@pytest.mark.parametrize(
    ("label", "value", "n"),
    [
        ("Pack", "behavioural-core", 1),
        ("Stage", "hiring-manager", 9),
        ("Quality", "bias-for-action", 2),
        ("Kind", "introduction", 3),
        ("Story", "The payment evening", 1),
    ],
)
def test_each_filter(page: Any, label: str, value: str, n: int) -> None:
    """Each filter shows what it says, and how many there are before it is chosen."""
    page.get_by_text("Filters", exact=True).click()
    field = page.get_by_role("combobox", name=label, exact=True)
    option = field.locator(f'option[value="{value}"]')
    assert option.inner_text().endswith(f"({n})")
    field.select_option(value)
    until(page, f"document.getElementById('found').textContent.startsWith('{n} answer')")


def test_filter_by_date_and_star(page: Any) -> None:
    """From day to day, both included; with a star."""
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Since").fill("2026-09-14")
    page.get_by_label("Until").fill("2026-09-21")
    until(page, "document.getElementById('found').textContent.startsWith('3 answers')")
    page.get_by_label("Since").fill("")
    page.get_by_label("Until").fill("")
    page.get_by_label("With a star").check()
    until(page, "document.getElementById('found').textContent.startsWith('1 answer ')")
    assert titles(page) == ["Decision with incomplete information"]


def test_pages_of_a_long_list(browser: Any, weeks: Weeks) -> None:
    """More than fits is split into pages that keep the search."""
    session = weeks.library.root / weeks.whole.partition("/")[0]
    for number in range(60):
        copy = session.with_name(f"2026-08-{number % 28 + 1:02}T1{number % 7}-00_x-{number}")
        shutil.copytree(session, copy)
        for file in copy.glob("*/answer.json"):  # a question of its own: each has one row
            file.write_text(file.read_text("utf-8").replace('"id": "', f'"id": "q{number}-', 1))
    with serving(weeks.library) as running, visiting(browser, running, "/?q=payment") as page:
        assert "133" in page.locator(".totals").inner_text()
        assert len(titles(page)) == 25
        follow(page, page.get_by_role("link", name="Older"))
        assert "q=payment" in page.url
        assert "Page 2 of" in page.locator(".pages").inner_text()
        follow(page, page.get_by_role("link", name="Newer"))
        assert "page=" not in page.url
        page.goto(address(running, "/?page=9999"))
        assert page.get_by_role("link", name="Older").count() == 0


# --- one's own: star, story, notes -------------------------------------------------------------


def test_star_in_place(own_page: Any, weeks: Weeks) -> None:
    """A star changes at once, is kept in a file, and is there after a reload."""
    own_page.evaluate("window.stayed = true")
    star = own_page.get_by_role("button", name="Star: Owned a problem end to end")
    assert star.get_attribute("aria-pressed") == "false"
    star.click()
    until(own_page, "document.querySelectorAll('.icon[aria-pressed=true]').length === 1")
    assert own_page.evaluate("window.stayed")
    marks = weeks.library.folder(weeks.library.find(weeks.short)).path.parent / "marks.json"
    assert json.loads(marks.read_text("utf-8"))["starred"] is True
    own_page.reload()
    assert star.get_attribute("aria-pressed") == "true"
    star.click()
    until(own_page, "document.querySelectorAll('.icon[aria-pressed=true]').length === 0")
    assert not marks.exists()


def test_a_star_that_cannot_be_kept_is_told(browser: Any, weeks: Weeks) -> None:
    """Where the site has ended the page says so, and the star stays as it was."""
    with serving(weeks.library) as running, visiting(browser, running, quiet=False) as page:
        other = page.context.new_page()
        other.goto(address(running, "/trash"))
        follow(other, other.get_by_role("button", name="Quit"))
        other.get_by_text("VoiceCoach has ended").first.wait_for()
        star = page.get_by_role("button", name="Star: Owned a problem end to end")
        star.click()
        until(
            page, "document.querySelector('.status-line').textContent.includes('does not answer')"
        )
        assert star.get_attribute("aria-pressed") == "false"


def save(page: Any, name: str) -> None:
    """Press a button that saves in place, and wait until the page says so."""
    page.evaluate("document.querySelector('.status-line').textContent = ''")
    page.get_by_role("button", name=name).click()
    until(page, "document.querySelector('.status-line').textContent === 'Saved.'")


def test_notes_and_story(own_page: Any, weeks: Weeks, running: Running) -> None:
    """Notes are Markdown in a file of one's own; a story's name becomes a filter; no reload."""
    menu(own_page, "Owned a problem end to end")
    follow(own_page, own_page.get_by_role("link", name="Notes on Owned a problem end to end"))
    own_page.evaluate("window.stayed = true")
    assert own_page.locator(".with-notes").get_attribute("hidden") is not None
    own_page.get_by_label("Write notes").fill(
        "# Next\n\n- say **why**\n\n<script>alert(1)</script>"
    )
    save(own_page, "Save notes")
    assert own_page.locator(".notes strong").inner_text() == "why"
    assert own_page.locator(".notes h2").inner_text() == "Next"
    assert "<script>alert(1)</script>" in own_page.locator(".notes").inner_text()
    assert own_page.evaluate("document.activeElement.textContent") == "Edit"
    assert own_page.locator(".with-notes").get_attribute("hidden") is None
    notes = weeks.library.folder(weeks.library.find(weeks.twice)).notes
    assert "**why**" in notes.read_text("utf-8")
    own_page.keyboard.press("Enter")
    own_page.get_by_label("Edit the notes").fill("")
    save(own_page, "Save notes")
    assert own_page.locator(".notes").count() == 0
    assert not notes.exists()
    own_page.get_by_label("Story", exact=True).fill(" The  payment evening ")
    save(own_page, "Save name")
    assert own_page.get_by_label("Story", exact=True).input_value() == "The payment evening"
    assert own_page.evaluate("window.stayed")
    own_page.goto(address(running, "/"))
    follow(own_page, own_page.get_by_role("link", name="The payment evening").first)
    assert len(titles(own_page)) == 2


def test_two_windows_do_not_overwrite_each_others_notes(own_page: Any, running: Running) -> None:
    """The second is told and has both texts; saving again keeps what it decided."""
    menu(own_page, "Owned a problem end to end")
    follow(own_page, own_page.get_by_role("link", name="Notes on Owned a problem end to end"))
    other = own_page.context.new_page()
    other.goto(own_page.url)
    own_page.get_by_label("Write notes").fill("from the first")
    save(own_page, "Save notes")
    other.get_by_label("Write notes").fill("from the second")
    follow(other, other.get_by_role("button", name="Save notes"))
    assert "another window" in other.get_by_role("alert").inner_text()
    assert other.locator(".stored").inner_text().strip() == "from the first"
    mine = other.get_by_label("Your text, not saved yet")
    assert mine.input_value() == "from the second"
    check_looks(other, "two texts of notes")
    mine.fill("from both")
    follow(other, other.get_by_role("button", name="Save notes"))
    assert other.locator(".notes").inner_text() == "from both"


# --- deleting ------------------------------------------------------------------------------------


def test_delete_undo_restore_and_empty(own_page: Any, weeks: Weeks, running: Running) -> None:
    """What is deleted can be had back at once or later, until the trash is emptied on purpose."""
    folder = weeks.library.folder(weeks.library.find(weeks.short)).path.parent
    menu(own_page, "Owned a problem end to end")
    follow(own_page, own_page.get_by_role("button", name="Delete Owned a problem end to end"))
    assert not folder.exists()
    assert len(titles(own_page)) == 4
    assert "“Owned a problem end to end”" in own_page.get_by_role("status").first.inner_text()
    follow(own_page, own_page.get_by_role("button", name="Undo"))
    assert folder.exists()
    assert len(titles(own_page)) == 5
    menu(own_page, "Owned a problem end to end")
    follow(own_page, own_page.get_by_role("button", name="Delete Owned a problem end to end"))
    follow(own_page, own_page.get_by_role("link", name="Trash", exact=True))
    assert "2 takes" in own_page.locator(".trash").inner_text()
    assert own_page.locator(".trash h3").inner_text().startswith("Owned a problem end to end")
    follow(own_page, own_page.get_by_role("button", name="Restore"))
    assert "The trash is empty" in own_page.locator("main").inner_text()
    assert folder.exists()
    follow(own_page, own_page.get_by_role("link", name="Owned a problem end to end"))
    assert own_page.locator("h1").inner_text() == "Owned a problem end to end"
    own_page.goto(address(running, f"/answer/{weeks.twice}/notes"))
    own_page.locator(".take-bar summary[aria-label=More]").click()
    follow(own_page, own_page.get_by_role("button", name="Delete this take"))
    assert folder.exists()
    assert not (folder / "take-2").exists()
    own_page.goto(address(running, f"/answer/{weeks.short}/notes"))
    own_page.locator(".take-bar summary[aria-label=More]").click()
    follow(own_page, own_page.get_by_role("button", name="Delete the whole session"))
    assert not folder.parent.exists()
    own_page.goto(address(running, "/trash"))
    assert len(own_page.locator(".trash .answer").all()) == 2
    own_page.get_by_role("button", name="Empty the trash").click()
    assert len(own_page.locator(".trash .answer").all()) == 2, "the box is not ticked"
    own_page.get_by_label("Delete all of it for good").check()
    follow(own_page, own_page.get_by_role("button", name="Empty the trash"))
    assert "freed" in own_page.get_by_role("status").first.inner_text()
    assert not (weeks.library.root / ".trash").exists()


# --- trends, practised ---------------------------------------------------------------------------


def test_trends_show_what_they_were_counted_from(page: Any, spoken_weeks: Weeks) -> None:
    """Sentences, then charts; each has a table, and says which answers are not counted and why."""
    follow(page, page.get_by_role("link", name="Trends"))
    charts = page.locator(".trend")
    assert charts.count() == 5
    assert all("table" in c.get_attribute("aria-label") for c in page.locator(".chart").all())
    told = page.locator(".told li").all_inner_texts()
    assert tuple(told) == describe_trends(spoken_weeks.library.entries())
    assert "stories were whole" in told[0]
    fillers = charts.filter(has_text="Fillers a minute")
    assert "shorter than 20 s" in fillers.locator(".summary").inner_text()
    fillers.get_by_text("As a table").click()
    rows = [row.inner_text().split("\t") for row in fillers.locator("tbody tr").all()]
    entries = [e for e in spoken_weeks.library.entries() if e.summary and e.summary.n_fillers]
    low = sum(e.summary.n_fillers[0] for e in entries)  # type: ignore[union-attr, index]
    high = sum(e.summary.n_fillers[1] for e in entries)  # type: ignore[union-attr, index]
    assert high > 0
    assert f"{low} to {high} in" in fillers.locator(".summary").inner_text()
    assert sum(int(row[3]) for row in rows) == len(entries)
    page.get_by_role("searchbox").fill("zebra")
    until(page, "document.querySelectorAll('.trend').length === 0")
    assert "no trend" in page.locator("#list").inner_text()


def test_practised_and_not_yet(page: Any) -> None:
    """The grid knows which questions were answered, and leads to them."""
    follow(page, page.get_by_role("link", name="Practised"))
    assert "of 62" in page.locator(".totals").inner_text()
    row = page.locator("tr", has_text="Decision with incomplete information")
    assert row.locator(".dot.full").count() == 2
    assert row.locator(".dot.full").first.inner_text() == "2"
    assert page.locator("tr", has_text="Why Amazon?").locator(".dot.full").count() == 0
    follow(page, row.get_by_role("link"))
    assert titles(page) == ["Decision with incomplete information"]
    assert page.locator(".take-dot").count() == 2
    follow(page, page.get_by_role("link", name="Practised"))
    page.get_by_role("combobox", name="Pack").select_option("behavioural-core")
    follow(page, page.get_by_role("button", name="Show"))
    assert "1 of 25" in page.locator(".totals").inner_text()


# --- the folder, odd states ---------------------------------------------------------------------


def reload_until(page: Any, wanted: list[str]) -> None:
    """Reload until these answers are listed.

    On a slow machine a file written over in place is looked for beside (library/index.py), so
    it may take a few looks.
    """
    deadline = time.monotonic() + LIMIT_S
    while titles(page) != wanted:
        assert time.monotonic() < deadline, titles(page)
        page.wait_for_timeout(200)
        page.reload()


def test_a_file_manager_at_work(own_page: Any, weeks: Weeks, running: Running) -> None:
    """What is moved, copied, deleted or edited by other programs shows at the next look."""
    root = weeks.library.root
    first = root / weeks.whole.partition("/")[0]
    shutil.rmtree(first / "01_incomplete-information")
    own_page.reload()
    assert "12 answers in" in own_page.locator(".totals").inner_text()
    shutil.copytree(first, root / "2026-11-01T10-00_copied")
    own_page.reload()
    assert "13 answers in" in own_page.locator(".totals").inner_text()
    notes = weeks.library.folder(weeks.library.find(weeks.short)).notes
    notes.write_text("A zebra.", "utf-8")
    own_page.goto(address(running, "/?q=zebra"))
    reload_until(own_page, ["Owned a problem end to end"])
    notes.write_text("No more", "utf-8")
    reload_until(own_page, [])


def test_each_odd_state_is_told(page: Any) -> None:
    """Without words, sound or analysis, cut off, broken or empty: each says what is the matter."""
    text = page.locator("#list").inner_text()
    for told in (
        "The words are not recognised yet", "The sound file is gone", "analysis.json is damaged",
        "The recording was cut off", "Nothing was recorded here", "Typed, so there is no sound",
    ):  # fmt: skip
        assert text.count(told) == 1, told


def test_an_empty_library(browser: Any, tmp_path: Path) -> None:
    """Nobody has practised yet: every page says how to begin, and nothing is written."""
    with serving(Library(tmp_path / "none")) as running, visiting(browser, running) as page:
        assert "voicecoach practice" in page.locator("main").inner_text()
        for path, told in (("/trends", "no trend"), ("/practised", "0 of"), ("/trash", "empty")):
            page.goto(address(running, path))
            assert told in page.locator("main").inner_text()
    assert not (tmp_path / "none").exists()


# --- for everybody -------------------------------------------------------------------------------


def test_axe_finds_nothing_after_a_deletion(own_page: Any, running: Running) -> None:
    """The notice with its Undo, and the trash with something in it, with nothing left of it."""
    menu(own_page, "Owned a problem end to end")
    follow(own_page, own_page.get_by_role("button", name="Delete Owned a problem end to end"))
    check_looks(own_page, "just deleted")
    own_page.goto(address(running, "/trash"))
    check_looks(own_page, "the trash")
    own_page.get_by_role("checkbox").check()
    follow(own_page, own_page.get_by_role("button", name="Empty the trash"))
    check_looks(own_page, "the trash emptied")


def test_by_keyboard_alone(own_page: Any, running: Running) -> None:
    """Skip, search, open filters, give a star, delete and undo without a mouse; focus is seen."""
    own_page.keyboard.press("Tab")
    assert own_page.evaluate("document.activeElement.textContent") == "To the content"
    own_page.keyboard.press("Enter")
    assert own_page.evaluate("document.activeElement.id") == "main"
    own_page.keyboard.press("/")
    assert own_page.evaluate("document.activeElement.name") == "q"
    own_page.keyboard.type("booking form")
    own_page.keyboard.press("Enter")
    until(own_page, "document.getElementById('found').textContent.includes(' of 13')")
    own_page.keyboard.press("Tab")  # the button
    own_page.keyboard.press("Tab")  # the filters
    own_page.keyboard.press("Enter")
    assert own_page.locator("details.more").get_attribute("open") is not None
    unseen: list[str] = []
    while not own_page.evaluate("document.activeElement.matches('.star button')"):
        own_page.keyboard.press("Tab")
        assert own_page.evaluate("document.activeElement !== document.body")
        if own_page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "none":
            unseen.append(own_page.evaluate("document.activeElement.outerHTML"))
    assert unseen == [], "focus is seen on everything"
    own_page.keyboard.press("Space")
    until(own_page, "document.activeElement.getAttribute('aria-pressed') === 'true'")
    while not own_page.evaluate("document.activeElement.matches('.menu summary')"):
        own_page.keyboard.press("Tab")
    own_page.keyboard.press("Enter")
    for _ in range(2):
        own_page.keyboard.press("Tab")
    assert "Delete" in own_page.evaluate("document.activeElement.getAttribute('aria-label')")
    own_page.keyboard.press("Enter")
    own_page.get_by_role("button", name="Undo").wait_for()
    own_page.get_by_role("button", name="Undo").press("Enter")
    until(own_page, "!document.querySelector('.notice')")


def test_every_target_is_large_enough(browser: Any, weeks_site: Running) -> None:
    """Buttons, fields and links outside of sentences are 24 px high and wide."""
    with visiting(browser, weeks_site, viewport=NARROW) as page:
        for path in ("/", "/trends", "/practised", "/trash"):
            page.goto(address(weeks_site, path))
            small = page.evaluate(
                """() => [...document.querySelectorAll(
                'button, select, input, summary, nav a, h3 a, .take-dot')]
                .filter(node => node.type !== 'hidden' && node.getClientRects().length)
                .map(node => [node.outerHTML.slice(0, 80), node.getBoundingClientRect()])
                .filter(([, box]) => box.height < 24 || box.width < 24).map(([html]) => html)"""
            )
            small = [html for html in small if 'type="checkbox"' not in html]  # their labels are
            assert small == [], path


def test_print_and_reduced_motion(page: Any) -> None:
    """On paper there are answers and no controls; nothing moves for those who asked for that."""
    page.emulate_media(media="print", reduced_motion="reduce")
    assert page.locator(".filters").is_hidden()
    assert page.get_by_role("button", name="Quit").is_hidden()
    assert page.locator(".answer h3").first.is_visible()
    moving = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter(node => {
        const style = getComputedStyle(node);
        return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0
          || style.scrollBehavior === 'smooth'; }).length"""
    )
    assert moving == 0


def test_without_a_script_everything_still_works(
    browser: Any, running: Running, weeks: Weeks
) -> None:
    """Links and forms carry it all: search, filter, star, notes, delete, undo, quit."""
    with visiting(browser, running, quiet=False, java_script_enabled=False) as page:
        page.get_by_role("searchbox").fill("payment")
        follow(page, page.get_by_role("button", name="Search"))
        assert "of 13" in page.locator("#found").inner_text()
        star = page.get_by_role("button", name="Star: Decision with incomplete information").first
        assert star.get_attribute("aria-pressed") == "true"
        follow(page, star)
        assert "q=payment" in page.url
        assert star.get_attribute("aria-pressed") == "false"
        menu(page, "Owned a problem end to end")
        follow(page, page.get_by_role("link", name="Notes on Owned a problem end to end"))
        page.get_by_label("Write notes").fill("*plain*")
        follow(page, page.get_by_role("button", name="Save notes"))
        assert page.locator(".notes em").inner_text() == "plain"
        page.goto(address(running, "/"))
        menu(page, "Owned a problem end to end")
        follow(page, page.get_by_role("button", name="Delete Owned a problem end to end"))
        follow(page, page.get_by_role("button", name="Undo"))
        assert len(titles(page)) == 5
        follow(page, page.get_by_role("button", name="Quit"))
        assert "has ended" in page.locator("h1").inner_text()
