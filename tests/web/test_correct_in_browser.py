"""Correcting and comparing in a real browser: round trips, undo, two windows, two players."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.web.browser import (
    AUDIO,
    check_looks,
    needs_chromium,
    until,
    visiting,
)
from tests.web.site import serving
from tests.web.spoken import RealLibrary
from voicecoach.library import Library
from voicecoach.web.instance import Running

pytestmark = [*needs_chromium, pytest.mark.voice]

REVISION = "document.querySelector('.take-bar').dataset.revision"


@pytest.fixture
def real(answers: RealLibrary, tmp_path: Path) -> RealLibrary:
    """Return a copy of the library, for the test alone."""
    shutil.copytree(answers.library.root, tmp_path / "recordings")
    return replace(answers, library=Library(tmp_path / "recordings"))


@pytest.fixture
def running(real: RealLibrary) -> Iterator[Running]:
    """Serve the copy."""
    with serving(real.library) as running:
        yield running


@pytest.fixture
def page(browser: Any, running: Running, real: RealLibrary) -> Iterator[Any]:
    """Open the first take in Correct mode."""
    with correcting(browser, running, real, reduced_motion="reduce") as page:
        yield page


@contextmanager
def correcting(browser: Any, running: Running, real: RealLibrary, **look: Any) -> Iterator[Any]:
    """Open the first take in Correct mode, in a window of its own."""
    with visiting(browser, running, real.path("first"), **look) as page:
        until(page, f"{AUDIO}.readyState > 0")
        page.locator(".correct-mode").click()
        yield page


def choose(page: Any, text: str, **how: Any) -> None:
    """Click the first word with this text."""
    page.locator(".words .w", has_text=text).first.click(**how)


def saved(page: Any, revision: int) -> None:
    """Wait until the page shows this revision."""
    until(page, f"{REVISION} === '{revision}'")


def words_of(page: Any) -> str:
    """Return the transcript as the page has it."""
    return " ".join((page.locator(".passages").text_content() or "").split())


def test_a_word_is_corrected_and_all_follows(page: Any, real: RealLibrary, browser: Any) -> None:
    """The word reads as typed, is marked, plays from where it was; the original keeps its bytes."""
    folder = real.library.folder(real.library.find(real.first))
    before = (folder.transcript.read_bytes(), folder.analysis.read_bytes())
    choose(page, "lock")
    assert not page.evaluate(f"!{AUDIO}.paused")  # in this mode a click chooses
    field = page.locator(".editor [name=text]")
    assert field.input_value() == "lock"
    field.fill("log and trace")
    page.keyboard.press("Enter")
    saved(page, 1)
    assert "First I read the log and trace files," in words_of(page)
    assert page.locator(".w.edited").all_text_contents() == ["log", "and", "trace"]
    assert page.locator(".byline .tag").text_content() == "corrected"
    assert "Corrected by hand: 1 word." in page.locator("#answer").inner_text()
    assert "73 words" in page.locator(".figure", has_text="Length").inner_text()
    assert page.evaluate("document.activeElement.textContent") == "log"
    assert (folder.transcript.read_bytes(), folder.analysis.read_bytes()) == before
    page.reload()
    until(page, f"{AUDIO}.readyState > 0")
    page.locator(".words .w", has_text="trace").click()
    start = next(w.start for w in real.spoken.transcript.words if w.text == "lock")
    until(page, f"!{AUDIO}.paused && {AUDIO}.currentTime > {start}")


def test_a_stretch_is_rewritten_and_deleted(page: Any) -> None:
    """With Shift a stretch is chosen; what is typed replaces it; an empty one is gone."""
    choose(page, "So,")
    choose(page, "last", modifiers=["Shift"])
    assert page.locator(".editor [name=text]").input_value() == "So, um, last"
    page.locator(".editor [name=text]").fill("Last")
    page.locator(".editor [type=submit]").click()
    saved(page, 1)
    # espeak-ng says "So, um," in more or less than a second, by what it said before
    assert re.match("0:0[12] Last autumn I was", words_of(page).replace("Situation ", ""))
    choose(page, "you know,")
    page.locator("[data-wish=delete]").click()
    saved(page, 2)
    assert "files, and I wrote down" in words_of(page)


def test_fillers_are_struck_added_and_kept(page: Any) -> None:
    """A filler can be none, a word can be one; the counts follow."""
    assert page.locator(".words mark").all_text_contents() == ["So,", "um,", "you know,"]
    choose(page, "So,")
    page.locator("[data-wish=strike]").click()
    saved(page, 1)
    assert page.locator(".words mark").all_text_contents() == ["um,", "you know,"]
    choose(page, "watched")
    assert not page.locator(".of-filler").is_visible()
    page.locator("[data-wish=add]").click()
    saved(page, 2)
    assert "watched" in page.locator(".words mark").all_text_contents()
    choose(page, "you know,")
    page.locator("[data-wish=keep]").click()
    saved(page, 3)
    figure = page.locator(".figure", has=page.get_by_text("Fillers", exact=True))
    assert (figure.locator("b").text_content() or "").startswith("at least 3")


def test_parts_and_verdicts_are_the_candidates(page: Any) -> None:
    """A sentence moves to another part; a verdict overrules; the priority follows at once."""
    assert "no result" in page.locator(".next").inner_text()
    choose(page, "payment")
    page.locator(".parts-choice [data-part=result]").click()
    saved(page, 1)
    result = page.locator(".part-result", has=page.locator("h3"))
    assert "found" in result.locator("h3").inner_text()
    assert "no result" not in page.locator(".next").inner_text()
    page.locator("[data-part=task][data-verdict=weak]").click()
    saved(page, 2)
    assert "weak" in page.locator("article.part-task h3").inner_text()
    pressed = page.locator("[data-part=task][aria-pressed=true]")
    assert pressed.text_content() == "weak"


def test_undo_history_and_back_to_the_original(page: Any, real: RealLibrary) -> None:
    """The last step, any step, and all of them can be taken back, and put back again."""
    original = words_of(page)
    undo = page.locator(".undo")
    assert undo.get_attribute("aria-disabled") == "true"
    undo.press("Enter")
    until(page, "document.querySelector('.status-line').textContent.includes('nothing to undo')")
    for number, (old, new) in enumerate((("lock", "log"), ("payment", "billing")), start=1):
        choose(page, old)
        page.locator(".editor [name=text]").fill(new)
        page.keyboard.press("Enter")
        saved(page, number)
    page.locator(".undo").press("Enter")
    saved(page, 3)
    assert page.evaluate("document.activeElement.matches('.undo')"), "the keyboard stays"
    assert "payment team" in words_of(page)
    page.locator(".history summary").click()
    steps = page.locator(".history li")
    assert steps.count() == 2
    assert "“payment” → “billing” at 0:2" in steps.first.inner_text()
    assert "undone" in steps.first.inner_text()
    steps.first.locator("button").click()  # put back
    saved(page, 4)
    assert "billing team" in words_of(page)
    page.locator(".history li").last.locator("button").click()
    saved(page, 5)
    assert "lock files" in words_of(page)
    page.locator(".history > p button").click()
    saved(page, 6)
    assert words_of(page) == original
    assert page.locator(".byline .tag").count() == 0
    page.locator("h1").click()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    page.keyboard.press("Control+z")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert [one for one in asked if one.startswith("POST")] == []  # nothing is left to undo
    assert page.evaluate(REVISION) == "6"
    answer = real.library.load(real.library.find(real.first))
    assert answer.analysis == answer.original


def test_two_windows_do_not_overwrite_each_other(
    page: Any, browser: Any, running: Running, real: RealLibrary
) -> None:
    """The second is told what the first did, and may look at it or save on top."""
    with correcting(browser, running, real, quiet=False, reduced_motion="reduce") as other:
        choose(page, "lock")
        page.locator(".editor [name=text]").fill("log")
        page.keyboard.press("Enter")
        saved(page, 1)
        choose(other, "payment")
        other.locator(".editor [name=text]").fill("billing")
        other.keyboard.press("Enter")
        told = other.locator(".conflict")
        told.wait_for()
        assert "corrected in another window" in told.inner_text()
        assert "“lock” → “log” at 0:1" in told.inner_text()
        check_looks(other, "a conflict")
        folder = real.library.folder(real.library.find(real.first))
        assert json.loads(folder.corrections.read_text("utf-8"))["revision"] == 1
        other.locator("[data-wish=mine]").click()
        saved(other, 2)
        assert "log files" in words_of(other)
        assert "billing team" in words_of(other)


def test_the_late_window_can_show_what_is_there(
    browser: Any, running: Running, real: RealLibrary
) -> None:
    """Instead of saving on top, the late window takes over the other's state."""
    with correcting(browser, running, real, quiet=False, reduced_motion="reduce") as one:
        with correcting(browser, running, real, reduced_motion="reduce") as other:
            choose(other, "lock")
            other.locator(".editor [name=text]").fill("log")
            other.keyboard.press("Enter")
            saved(other, 1)
        choose(one, "lock")
        one.locator(".editor [name=text]").fill("padlock")
        one.keyboard.press("Enter")
        one.locator("[data-wish=theirs]").click()
        saved(one, 1)
        assert "log files" in words_of(one)
        assert "padlock" not in words_of(one)


def test_correcting_by_keyboard_alone(page: Any) -> None:
    """Arrows and Enter choose, Tab reaches every button, Escape leads back."""
    page.locator(".words .w").first.focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.locator(".editor [name=text]").input_value() == "last"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "last"
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.type("winter")
    page.keyboard.press("Enter")
    saved(page, 1)
    assert "last winter I was" in words_of(page)
    page.keyboard.press("Control+z")
    saved(page, 2)
    assert "last autumn I was" in words_of(page)
    page.keyboard.press("Escape")
    assert page.locator(".correct-mode").get_attribute("aria-pressed") == "false"


def test_the_editor_passes_axe_and_fits(browser: Any, running: Running, real: RealLibrary) -> None:
    """Open on a filler, with a history below: nothing overflows, axe finds nothing."""
    with correcting(browser, running, real, reduced_motion="reduce") as page:
        choose(page, "So,")
        page.locator("[data-wish=strike]").click()
        saved(page, 1)
        page.locator(".history summary").click()
        choose(page, "um,")
        check_looks(page, "the editor")


def test_scripts_in_corrections_stay_text(page: Any) -> None:
    """What is typed is shown as it was typed, in the words, the history and the notes."""
    evil = "<img/src=x/onerror=alert(1)>"
    choose(page, "lock")
    page.locator(".editor [name=text]").fill(evil)
    page.keyboard.press("Enter")
    saved(page, 1)
    assert evil in words_of(page)
    assert page.locator("#answer img").count() == 0
    assert evil in (page.locator(".history").text_content() or "")


def comparison_of(real: RealLibrary) -> str:
    return f"/compare?first={real.first}&second={real.second}"


def test_takes_side_by_side(browser: Any, answers_site: Running, answers: RealLibrary) -> None:
    """The first take's priority is judged in the second; figures and sentences are aligned."""
    with visiting(browser, answers_site, answers.path("second")) as page:
        with page.expect_navigation():
            page.locator(".take-bar a", has_text="Compare").click()
        assert "no result" in page.locator(".judged").inner_text()
        assert "now 4 s of it, with a number" in page.locator(".judged .lead").inner_text()
        rate = page.locator(".side-by-side tr", has_text="Speaking rate").inner_text()
        assert "more" in rate or "less" in rate
        pairs = page.locator(".aligned .pair")
        texts = [" ".join(text.split()) for text in pairs.all_text_contents()]
        beside = next(text for text in texts if text.count("I was on call,") == 2)
        assert "not said" not in beside
        assert "for one region" in " ".join(page.locator("del").all_text_contents())
        assert any("As" in text for text in page.locator("ins").all_text_contents())


def test_both_takes_play_and_never_at_once(
    browser: Any, answers_site: Running, answers: RealLibrary
) -> None:
    """A word plays in its own take; who begins stops the other."""
    audio = "document.querySelector('.player[data-side={}] audio')"
    first, second = audio.format("first"), audio.format("second")
    with visiting(browser, answers_site, comparison_of(answers)) as page:
        until(page, f"{first}.readyState > 0 && {second}.readyState > 0")
        word = page.locator("[data-side=first] .w", has_text="decide").first
        word.click()
        until(page, f"!{first}.paused && {first}.currentTime > {word.get_attribute('data-start')}")
        until(page, "document.querySelector('[data-side=first] .w.now') !== null")
        other = page.locator("[data-side=second] .w", has_text="failures").first
        other.click()
        until(
            page, f"!{second}.paused && {second}.currentTime > {other.get_attribute('data-start')}"
        )
        assert page.evaluate(f"{first}.paused")
        until(page, "document.querySelector('[data-side=second] .w.now') !== null")


def test_the_comparison_reads_without_a_script(
    browser: Any, answers_site: Running, answers: RealLibrary
) -> None:
    """Its words and both of the browser's own players are there."""
    with visiting(browser, answers_site, comparison_of(answers), java_script_enabled=False) as page:
        assert "I was on call," in page.locator(".aligned").inner_text()
        assert page.locator("audio[controls]").count() == 2
