"""Practising in the browser against the real program: virtual sound card, real voice, Chromium."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.random_whisper import build
from tests.soundcard import RATE as CARD_RATE
from tests.soundcard import SoundCard
from tests.waits import LIMIT_S, wait_until
from tests.web.browser import check_looks, follow, needs_chromium, until
from tests.web.coach import ANSWER, QUESTION, Coach, serving_coach

pytestmark = [*needs_chromium, pytest.mark.voice, pytest.mark.soundcard]


@pytest.fixture
def coach(soundcard: SoundCard, tmp_path: Path, browser: Any) -> Iterator[Coach]:
    """Serve the coach with an empty library and no model."""
    with serving_coach(soundcard, tmp_path / "home", browser) as coach:
        yield coach


def test_choose_hear_answer_report_again_and_done(
    soundcard: SoundCard, tmp_path: Path, browser: Any
) -> None:
    """One sitting: the report stands in place, the next take keeps its advice in view."""
    model = build(tmp_path / "random")
    with serving_coach(soundcard, tmp_path / "home", browser, model=model) as coach:
        page = coach.page
        assert "0 of 62 questions practised" in page.locator("main").inner_text()
        follow(
            page,
            page.get_by_role("link", name="Decision with incomplete information", exact=True),
        )
        page.keyboard.press("Enter")
        coach.wait_for("speaking")
        assert page.evaluate("document.activeElement.matches('.live')"), "the keyboard goes on"
        assert page.locator(".captions").is_hidden()
        page.keyboard.press("c")
        coach.speak(ANSWER)
        until(page, "() => document.querySelector('.captions').textContent !== ''")
        page.keyboard.press("Enter")
        coach.wait_for("choosing")
        page.locator("#report .practised").wait_for()
        advice = page.locator(".next .lead").inner_text()
        assert advice
        assert page.locator(".words-said .words").count() > 0
        page.keyboard.press("r")
        coach.wait_for("speaking")
        assert page.locator(".focus").inner_text().startswith("This time: ")
        assert page.locator(".take").inner_text() == "take 2"
        assert page.locator(".captions").is_visible()
        assert "captions = true" in (tmp_path / "home" / "config.toml").read_text("utf-8")
        page.get_by_role("button", name="Discard").click()
        page.get_by_role("button", name="Discard", exact=True).last.click()
        coach.wait_for("choosing")
        assert "Discarded." in page.locator(".notices").inner_text()
        assert page.title().startswith("What next?"), "there is no report of a discarded take"
        page.keyboard.press("q")
        coach.wait_for("finished")
        assert page.locator(".after .state").inner_text() == "Done. Your answers are kept."
        assert page.evaluate("document.activeElement.matches('.after')")
        (take,) = coach.takes()
        assert take == "take-1: activity.json, analysis.json, audio.flac, transcript.json"
        coach.go("/questions")
        assert "1 of 62 questions practised" in page.locator("main").inner_text()
        page.get_by_label("Not practised yet").check()
        page.get_by_role("button", name="Show").click()
        assert (
            page.get_by_role(
                "link", name="Decision with incomplete information", exact=True
            ).count()
            == 0
        )


def test_a_reload_and_a_closed_tab_find_the_running_take(coach: Coach) -> None:
    """The session belongs to the program: a page that is lost loses nothing."""
    coach.start()
    coach.page.reload()
    coach.wait_for("speaking")
    until(
        coach.page,
        "parseFloat(document.querySelector('.progress .said').getAttribute('width')) > 0",
    )
    other = coach.page.context.new_page()
    coach.page.close()
    (wav,) = coach.recordings.glob("*/*/take-1/recording.wav")
    before = wav.stat().st_size
    wait_until(lambda: wav.stat().st_size > before + 2 * CARD_RATE, "a second with nobody looking")
    other.goto(coach.address("/questions"))
    other.get_by_role("link", name="Go back to it").click()
    other.wait_for_selector('#practice[data-phase="speaking"]')
    coach.speak()
    other.keyboard.press("Enter")
    other.wait_for_selector('#practice[data-phase="choosing"]')
    other.locator("#report .practised").wait_for()
    assert "no recognition model is installed" in other.locator("#report").inner_text()
    href = other.get_by_role("link", name="Get a model").get_attribute("href")
    other.goto(coach.address(href))
    assert other.locator("#step-model").is_visible()
    assert len(coach.takes()) == 1


def test_two_tabs_never_run_two_takes(coach: Coach) -> None:
    """A second tab shows the running take; another question is refused with the way to it."""
    coach.start()
    same = coach.page.context.new_page()
    same.goto(coach.page.url)
    same.wait_for_selector('#practice[data-phase="speaking"]')
    other = coach.page.context.new_page()
    other.goto(coach.page.url.replace("incomplete-information", "push-back"))
    assert "Another question is being practised" in other.locator("main").inner_text()
    check_looks(other, "another question runs")
    assert other.get_by_role("button", name="Start").count() == 0
    same.keyboard.press("Escape")
    same.locator("dialog").get_by_role("button", name="Discard").click()
    coach.wait_for("choosing")
    assert coach.takes() == []


def test_pause_keeps_sound_out(coach: Coach) -> None:
    """Space pauses and goes on; what is said meanwhile is not in the take, the next not paused."""
    coach.start()
    coach.page.keyboard.press("Space")
    until(coach.page, "document.querySelector('.live .state').textContent.startsWith('Paused')")
    coach.speak()
    shown = coach.page.locator(".elapsed").inner_text()
    coach.page.keyboard.press("Space")
    until(coach.page, "document.querySelector('.live .state').textContent === 'Speak.'")
    assert int(shown.partition(":")[2]) <= 4
    coach.page.keyboard.press("Enter")
    coach.wait_for("choosing")
    assert "No speech was heard" in coach.page.locator(".notices").inner_text()
    coach.page.keyboard.press("r")
    coach.wait_for("speaking")
    coach.page.keyboard.press("Space")
    coach.page.wait_for_selector("#practice[data-paused]")
    coach.page.keyboard.press("Enter")
    coach.wait_for("choosing")
    coach.page.keyboard.press("r")
    coach.wait_for("speaking")
    pause = coach.page.locator('[data-do="pause"]')
    assert pause.inner_text().startswith("Pause")
    pause.press("Enter")
    coach.page.wait_for_selector("#practice[data-paused]")
    assert pause.inner_text().startswith("Go on")
    assert pause.get_attribute("aria-pressed") is None, "nobody hears: go on, pressed"


def test_quit_during_a_take_keeps_it(coach: Coach) -> None:
    """The Quit button ends the take as the End key does; nothing said is lost."""
    coach.start()
    coach.speak()
    other = coach.page.context.new_page()
    other.goto(coach.address("/questions"))
    other.get_by_role("button", name="Quit").click()
    coach.process.wait(LIMIT_S)
    (take,) = coach.takes()
    assert "audio.flac" in take or "recording.wav" in take


def test_a_killed_program_loses_nothing(coach: Coach, browser: Any) -> None:
    """After kill -9 the file holds what was said; the next start offers it and finishes it."""
    coach.start()
    coach.speak()
    coach.process.send_signal(signal.SIGKILL)
    coach.process.wait()
    coach.wait_for("failed")
    said = coach.page.locator(".after .state").inner_text()
    assert "What you said is kept." in said
    assert "Reload" not in said, "a program that is gone answers no reload"
    assert coach.page.locator(".live").is_hidden(), "nothing looks as if it went on"
    assert coach.page.locator(".after .drive").is_hidden(), "no button that can do nothing"
    (take,) = coach.takes()
    assert "recording.wav" in take
    (wav,) = coach.recordings.glob("*/*/take-1/recording.wav")
    assert wav.stat().st_size > 3 * CARD_RATE
    with serving_coach(coach.card, coach.recordings.parent, browser) as anew:
        assert "a recording was left unfinished" in anew.page.locator(".left-over").inner_text()
        check_looks(anew.page, "a recording left unfinished")
        anew.page.get_by_role("button", name="Finish it").click()
        anew.page.get_by_role(
            "link", name="Open the report on Decision with incomplete information"
        ).click()
        assert anew.page.locator("h1").inner_text() == "Decision with incomplete information"
        anew.go("/questions")
        assert anew.page.locator(".left-over").count() == 0
        (take,) = anew.takes()
        assert "analysis.json, audio.flac" in take


def test_no_microphone_is_said_with_its_cure(
    soundcard: SoundCard, tmp_path: Path, browser: Any
) -> None:
    """A microphone that is not there: one sentence and what to do, no take left behind."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").write_text('device = "no such microphone"\n', "utf-8")
    with serving_coach(soundcard, home, browser) as coach:
        coach.go(QUESTION)
        coach.page.get_by_role("button", name="Start").click()
        coach.wait_for("failed")
        assert "no such microphone" in coach.page.locator(".after .state").inner_text()
        check_looks(coach.page, "failed")


NOTE_CHANGES = """() => {
  window.said = [];
  window.widest = 0;
  const said = document.querySelector("#step-microphone .said");
  const bar = document.querySelector("#step-microphone .level span");
  new MutationObserver(() => window.said.push(said.textContent)).observe(said, { childList: true });
  new MutationObserver(() => {
    window.widest = Math.max(window.widest, parseFloat(bar.style.width));
  }).observe(bar, { attributes: true });
}"""


def test_the_microphone_is_tried_with_a_level(coach: Coach) -> None:
    """The meter follows the voice; the words, which are read aloud, change with the state alone."""
    page = coach.page
    coach.go("/start")
    page.evaluate(NOTE_CHANGES)
    speaking = coach.begin_to_speak(ANSWER)
    button = page.get_by_role("button", name="Try it for three seconds")
    button.press("Enter")
    until(page, "window.said.at(-1)?.startsWith('Your microphone works')")
    assert button.evaluate("button => button === document.activeElement"), "the keyboard stays"
    opening, speak, _ = page.evaluate("window.said")
    assert (opening, speak) == ("Opening the microphone …", "Say a sentence now …")
    assert page.evaluate("window.widest") > 20
    until(page, "document.querySelector('#step-microphone .level span').style.width === '0%'")
    check_looks(page, "the microphone was tried")
    speaking.wait()


def test_the_first_start_opens_what_gets_one_ready(coach: Coach) -> None:
    """Without a model and without an answer; a silent microphone is said in the page's terms."""
    page = coach.page
    assert page.locator("h1").inner_text() == "Get ready"
    page.get_by_role("button", name="Try it for three seconds").click()
    page.locator("#step-microphone audio").wait_for()
    said = page.locator("#step-microphone .said")
    assert "choose another one" in said.inner_text()
    assert said.locator("code").inner_text() == "--device", "no backquote is left over"


def test_axe_finds_nothing_in_any_phase(soundcard: SoundCard, tmp_path: Path, browser: Any) -> None:
    """Questions, ready, speaking, paused, discarding, choosing, done: no finding of any weight."""
    with serving_coach(soundcard, tmp_path / "home", browser) as coach:
        page = coach.page
        coach.go("/questions")
        check_looks(page, "questions")
        coach.go(QUESTION)
        check_looks(page, "ready")
        page.get_by_role("button", name="Start").click()
        coach.wait_for("speaking")
        check_looks(page, "speaking")
        page.keyboard.press("Space")
        until(page, "document.querySelector('.live .state').textContent.startsWith('Paused')")
        check_looks(page, "paused")
        page.keyboard.press("Space")
        page.keyboard.press("Escape")
        check_looks(page, "discarding")
        page.get_by_role("button", name="Keep speaking").click()
        coach.speak()
        page.keyboard.press("Enter")
        coach.wait_for("choosing")
        page.locator("#report .practised").wait_for()
        check_looks(page, "choosing")
        page.keyboard.press("q")
        coach.wait_for("finished")
        check_looks(page, "finished")
