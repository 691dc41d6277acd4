"""The page in a real browser: words play, keys work, nothing is refused or loaded."""

from __future__ import annotations

import base64
import io
import math
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.samples import QUESTION, STARTED, complete_star
from tests.web.browser import last_jump, needs_chromium, new_page, until
from voicecoach.report.answer_view import ReportView
from voicecoach.report.html_page import render_page

pytestmark = needs_chromium
SECONDS = 64


def tone() -> str:
    """Return a minute of sound as a data URL."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        second = bytes(128 + round(40 * math.sin(n / 4)) for n in range(8000))
        file.writeframes(second * SECONDS)
    return f"data:audio/wav;base64,{base64.b64encode(out.getvalue()).decode()}"


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page of the complete answer with its sound."""
    view = ReportView(
        complete_star(), "Incomplete", when=STARTED, question=QUESTION, audio_href=tone()
    )
    file = tmp_path_factory.mktemp("page") / "answer.html"
    file.write_text(render_page(view), "utf-8")
    return file


@pytest.fixture
def page(browser: Any, page_file: Path) -> Iterator[Any]:
    """Open the page from disk, on a telephone."""

    def is_inside(url: str) -> bool:
        return url.startswith(("file:", "data:", "blob:"))

    with new_page(browser, is_inside, viewport={"width": 360, "height": 800}) as page:
        page.goto(page_file.as_uri())
        yield page


def test_words_play_and_keys_work(page: Any) -> None:
    """A click on a word plays from it; the arrows go from word to word; Space stops."""
    now = "document.querySelector('audio').currentTime"
    transcript = complete_star().transcript
    assert transcript is not None
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.locator(".w", has_text="engineer").click()
    start = next(word.start for word in transcript.words if word.text == "engineer")
    assert last_jump(page) == pytest.approx(start, abs=0.05)
    until(page, f"{now} > {start} + 0.1")
    page.wait_for_selector(".w.now")
    page.locator("h1").click()
    page.keyboard.press("Space")
    assert page.evaluate("document.querySelector('audio').paused")
    page.locator(".w").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "in"
    page.keyboard.press("Enter")
    assert last_jump(page) < 6
    until(page, "!document.querySelector('audio').paused")


def test_keys_can_be_switched_off(page: Any) -> None:
    """Who has Keys off, or stands in a control, is left alone."""
    paused = "document.querySelector('audio').paused"
    page.keyboard.press("Space")
    until(page, f"!{paused}")
    page.keyboard.press("Space")
    page.keyboard.press("?")
    page.locator(".keys-on").uncheck()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("Space")
    page.keyboard.press("?")
    assert page.evaluate(paused)
    assert not page.evaluate("document.querySelector('dialog').open")
