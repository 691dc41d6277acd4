"""The one-file export opened from disk: sound inside, nothing loaded, everything works."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Result
from tests.web.browser import chromium, findings, needs_chromium, until
from tests.web.spoken import FIRST, QUESTION, RATE, WITHOUT_END, add_take, lengthen, speak
from voicecoach.library import Library

pytestmark = [*needs_chromium, pytest.mark.voice]

AUDIO = "document.querySelector('.player audio')"
MAX_BYTES = 4_000_000


def test_three_minutes_in_one_file(
    own_home: Path, tmp_path: Path, run_cli: Callable[..., Result]
) -> None:
    """Below 4 MB with its sound; nothing asked for; words, keys and search work; axe is still."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    library = Library(own_home / "recordings")
    one = speak(WITHOUT_END)
    long = lengthen(one, round(180 / (len(one.samples) / RATE)) + 1)
    assert len(long.samples) / RATE > 180
    session = library.create_session(QUESTION.pack, FIRST)
    add_take(library, library.create_answer(session, QUESTION), long, QUESTION)
    file = tmp_path / "answer.html"
    result = run_cli("export", "last", "-o", str(file))
    assert result.status == 0, result.stderr
    assert file.stat().st_size < MAX_BYTES
    with chromium() as browser:
        context = browser.new_context(reduced_motion="reduce", offline=True)
        page = context.new_page()
        messages: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.on("request", lambda request: asked.append(request.url[:30]))
        page.goto(file.as_uri())
        until(page, f"{AUDIO}.readyState > 0")
        assert page.evaluate(f"{AUDIO}.duration") > 180
        page.evaluate(
            f"{AUDIO}.addEventListener('seeked', () => window.at ??= {AUDIO}.currentTime)"
        )
        word = page.locator(".words .w", has_text="decide").nth(5)
        start = float(word.get_attribute("data-start"))
        word.click()
        until(page, "window.at !== undefined")
        assert abs(page.evaluate("window.at") - start) < 0.05 + 0.02
        until(page, f"!{AUDIO}.paused && {AUDIO}.currentTime > {start} + 0.3")
        page.keyboard.press("Space")
        assert page.evaluate(f"{AUDIO}.paused")
        page.keyboard.press("/")
        page.keyboard.type("lock files")
        assert "1 of" in page.locator(".search [role=status]").inner_text()
        assert page.locator(".correct-mode, .editor, .take-bar").count() == 0
        assert findings(page) == []
        assert messages == []
        assert all(url.startswith(("file:", "data:", "blob:")) for url in asked)
