"""The one-file export opened from disk: sound inside, nothing loaded, everything works."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Result
from tests.web.browser import AUDIO, NOW, findings, last_jump, needs_chromium, new_page, until
from tests.web.spoken import FIRST, QUESTION, RATE, WITHOUT_END, add_take, lengthen, speak
from voicecoach.library import Library

pytestmark = [*needs_chromium, pytest.mark.voice]

MAX_BYTES = 4_000_000


def test_three_minutes_in_one_file(
    own_home: Path, tmp_path: Path, run_cli: Callable[..., Result], browser: Any
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
    with new_page(browser, is_inside, reduced_motion="reduce", offline=True) as page:
        page.goto(file.as_uri())
        until(page, f"{AUDIO}.readyState > 0")
        assert page.evaluate(f"{AUDIO}.duration") > 180
        word = page.locator(".words .w", has_text="decide").nth(5)
        start = float(word.get_attribute("data-start"))
        word.click()
        assert last_jump(page) == pytest.approx(start, abs=0.05)
        until(page, f"{NOW} > {start} + 0.3")
        page.keyboard.press("Space")
        assert page.evaluate(f"{AUDIO}.paused")
        page.keyboard.press("/")
        page.keyboard.type("lock files")
        assert "1 of" in page.locator(".search [role=status]").inner_text()
        assert page.locator(".correct-mode, .editor, .take-bar").count() == 0
        assert findings(page) == []


def is_inside(url: str) -> bool:
    """Return whether an address lies in the file itself."""
    return url.startswith(("file:", "data:", "blob:"))
