"""Chromium for the pages of the site: nothing in the console, nothing from a network, axe."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from voicecoach.web.instance import HOST, Running

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
NARROW = {"width": 360, "height": 740}
WIDE = {"width": 1100, "height": 900}


@contextmanager
def chromium() -> Iterator[Any]:
    """Start the system's Chromium."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@contextmanager
def visiting(
    browser: Any, running: Running, *, quiet: bool = True, **context: Any
) -> Iterator[Any]:
    """Open the link; fail on a message in the console or a request to anything but the site.

    Parameters
    ----------
    quiet
        Whether messages in the console are a failure.
    """
    context.setdefault("viewport", WIDE)
    visit = browser.new_context(**context)
    visit.set_default_timeout(30_000)
    page = visit.new_page()
    messages: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(running.link("/", running.token))
    yield page
    if quiet:
        assert messages == []
    own = (f"http://{HOST}:{running.port}/", "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []
    visit.close()


def address(running: Running, path: str) -> str:
    """Return a page's address, once the link was opened."""
    return f"http://{HOST}:{running.port}{path}"


def follow(page: Any, control: Any) -> None:
    """Press a link or a button that leads to another page, and wait for that page."""
    with page.expect_navigation():
        control.click()


def until(page: Any, condition: str) -> None:
    """Wait until JavaScript finds ``condition`` true."""
    deadline = time.monotonic() + 30
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, f"never true: {condition}"
        page.wait_for_timeout(20)


def findings(page: Any) -> list[str]:
    """Return what axe-core finds wrong with a page, whatever its weight."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{one['impact']} {one['id']}: {node['html'][:120]}"
        for one in found
        for node in one["nodes"]
    ]
