"""Practising in the browser against the real program: virtual sound card, real voice, Chromium."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.random_whisper import build
from tests.signals import RATE, say
from tests.soundcard import RATE as CARD_RATE
from tests.soundcard import SoundCard
from tests.waits import LIMIT_S
from tests.web.browser import NARROW, findings, needs_chromium, until
from voicecoach.sound.files import resample

pytestmark = [*needs_chromium, pytest.mark.voice, pytest.mark.soundcard]

QUESTION = "/practice/incomplete-information?pack=amazon-backend-developer"
ANSWER = (
    "Last autumn I was on call for an online shop, and I decided to turn the retries off. "
    "As a result failures dropped from nine percent to under one."
)
SHORT_ANSWER = "I decided to turn the retries off, and failures dropped to one percent."


@dataclass(frozen=True)
class Coach:
    """A running site, the page that visits it, and what the candidate says."""

    process: subprocess.Popen[str]
    link: str
    page: Any
    card: SoundCard
    recordings: Path

    def go(self, path: str) -> None:
        """Open a page of the site."""
        base = self.link.partition("?")[0].rpartition("/")[0]
        self.page.goto(base + path)

    def wait_for(self, phase: str) -> None:
        """Wait until the page shows a phase of the session."""
        self.page.wait_for_selector(f'#practice[data-phase="{phase}"]')

    def start(self) -> None:
        """Open the question, start, and wait until the microphone counts."""
        self.go(QUESTION)
        self.page.get_by_role("button", name="Start").click()
        self.wait_for("speaking")

    def speak(self, answer: str = SHORT_ANSWER) -> None:
        """Say an answer into the microphone, to its end."""
        samples = say(answer)
        loud = samples / np.max(np.abs(samples)) * 0.4
        self.card.play(resample(loud.astype(np.float32), RATE, CARD_RATE)).wait()

    def takes(self) -> list[str]:
        """Return the takes on disk and what each holds."""
        return sorted(
            f"{path.name}: {', '.join(sorted(file.name for file in path.iterdir()))}"
            for path in self.recordings.glob("*/*/take-*")
        )


@contextlib.contextmanager
def serving_coach(
    card: SoundCard, home: Path, browser: Any, *, model: Path | None = None, **context: Any
) -> Iterator[Coach]:
    """Run `voicecoach open` on a sound card and visit it; a message in the console fails."""
    env = {name: value for name, value in card.env.items() if not name.startswith("VOICECOACH_")}
    env |= {"VOICECOACH_HOME": str(home), "VOICECOACH_RECORDINGS": str(home / "recordings")}
    env |= {"HF_HOME": str(home / "none"), "VOICECOACH_VOICE_RATE": "300"}
    if model is not None:
        env["VOICECOACH_MODEL"] = str(model)
    command = [sys.executable, "-m", "voicecoach", "open", "--no-browser", "--json", "--port", "0"]
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    link = json.loads(process.stdout.readline())["link"]
    visit = browser.new_context(**context)
    visit.set_default_timeout(LIMIT_S * 1000)
    page = visit.new_page()
    messages: list[str] = []
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(link)
    try:
        yield Coach(process, link, page, card, home / "recordings")
        assert messages == [], messages
    finally:
        visit.close()
        process.kill()
        process.wait()


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
        page.get_by_role("link", name="Decision with incomplete information", exact=True).click()
        page.get_by_role("button", name="Start").click()
        coach.wait_for("speaking")
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
        page.keyboard.press("q")
        coach.wait_for("finished")
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
    time.sleep(1.0)  # nobody looks on, the take goes on
    other.goto(coach.link.partition("?")[0].rpartition("/")[0] + "/questions")
    other.get_by_role("link", name="Go back to it").click()
    other.wait_for_selector('#practice[data-phase="speaking"]')
    coach.speak()
    other.keyboard.press("Enter")
    other.wait_for_selector('#practice[data-phase="choosing"]')
    other.locator("#report .practised").wait_for()
    assert "no recognition model is installed" in other.locator("#report").inner_text()
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
    assert other.get_by_role("button", name="Start").count() == 0
    same.keyboard.press("Escape")
    same.locator("dialog").get_by_role("button", name="Discard").click()
    coach.wait_for("choosing")
    assert coach.takes() == []


def test_pause_keeps_sound_out(coach: Coach) -> None:
    """Space pauses and goes on; what is said meanwhile is not in the take."""
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


def test_quit_during_a_take_keeps_it(coach: Coach) -> None:
    """The Quit button ends the take as the End key does; nothing said is lost."""
    coach.start()
    coach.speak()
    other = coach.page.context.new_page()
    other.goto(coach.link.partition("?")[0].rpartition("/")[0] + "/questions")
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
    (take,) = coach.takes()
    assert "recording.wav" in take
    (wav,) = coach.recordings.glob("*/*/take-1/recording.wav")
    assert wav.stat().st_size > 3 * CARD_RATE
    with serving_coach(coach.card, coach.recordings.parent, browser) as anew:
        assert "a recording was left unfinished" in anew.page.locator(".left-over").inner_text()
        assert findings(anew.page) == []
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("narrow", [False, True])
def test_axe_finds_nothing_in_any_phase(
    soundcard: SoundCard, tmp_path: Path, browser: Any, scheme: str, narrow: bool
) -> None:
    """Questions, ready, speaking, paused, discarding, choosing, done: no finding of any weight."""
    look: dict[str, Any] = {"color_scheme": scheme} | ({"viewport": NARROW} if narrow else {})
    with serving_coach(soundcard, tmp_path / "home", browser, **look) as coach:
        page = coach.page

        def check(state: str) -> None:
            assert findings(page) == [], state
            assert not narrow or page.evaluate("document.documentElement.scrollWidth") == 360, state

        check("questions")
        coach.go(QUESTION)
        check("ready")
        page.get_by_role("button", name="Start").click()
        coach.wait_for("speaking")
        check("speaking")
        page.keyboard.press("Space")
        until(page, "document.querySelector('.live .state').textContent.startsWith('Paused')")
        check("paused")
        page.keyboard.press("Space")
        page.keyboard.press("Escape")
        check("discarding")
        page.get_by_role("button", name="Keep speaking").click()
        coach.speak()
        page.keyboard.press("Enter")
        coach.wait_for("choosing")
        page.locator("#report .practised").wait_for()
        check("choosing")
        page.keyboard.press("q")
        coach.wait_for("finished")
        check("finished")
