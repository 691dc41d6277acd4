"""Chromium for the pages of the site: nothing in the console, nothing from a network, axe."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.waits import LIMIT_S
from voicecoach.web.instance import HOST, Running

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = (
    shutil.which("chromium-headless-shell")
    or shutil.which("chromium")
    or shutil.which("chromium-browser")
)
"""The shell is the same browser without a window of its own, which costs more than most pages."""

needs_chromium = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
NARROW = {"width": 360, "height": 740}
TABLET = {"width": 768, "height": 1024}
DESKTOP = {"width": 1280, "height": 900}
ZOOMED = {"width": 640, "height": 450}
"""A window of 1280 by 900 pixels at 200 %."""
SIZES = (NARROW, TABLET, DESKTOP, ZOOMED)
WIDE = {"width": 1100, "height": 900}
AUDIO = "document.querySelector('.player audio')"
NOW = f"{AUDIO}.currentTime"
PLAYS = f"!{AUDIO}.paused"

NOTE_JUMPS = """
(() => {
  const { get, set } = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "currentTime");
  window.jumps = [];
  Object.defineProperty(HTMLMediaElement.prototype, "currentTime", {
    configurable: true,
    get,
    set(seconds) {
      window.jumps.push({ from: get.call(this), to: seconds });
      set.call(this, seconds);
    },
  });
})();
"""
"""Notes each place that a page sends its sound to.  Where the sound *is* when a test looks depends
on how long ago it was sent there, so on how busy the machine is; where it was sent does not."""


@contextmanager
def chromium() -> Iterator[Any]:
    """Start the system's Chromium."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu"],
            timeout=LIMIT_S * 1000,
        )
        yield browser
        browser.close()


@contextmanager
def new_page(
    browser: Any, is_own: Callable[[str], bool], *, quiet: bool = True, **context: Any
) -> Iterator[Any]:
    """Open an empty page in a window of its own.

    Parameters
    ----------
    is_own
        Whether a page may ask for an address; any other request fails the test.
    quiet
        Whether messages in the console are a failure.
    context
        What Playwright's ``new_context`` takes; ``WIDE`` unless a viewport is given.
    """
    context.setdefault("viewport", WIDE)
    visit = browser.new_context(**context)
    visit.set_default_timeout(LIMIT_S * 1000)
    visit.add_init_script(NOTE_JUMPS)
    page = visit.new_page()
    messages: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    try:
        yield page
        if quiet:
            assert messages == []
        assert [url[:100] for url in asked if not is_own(url)] == []
    finally:
        visit.close()


@contextmanager
def visiting(
    browser: Any, running: Running, path: str = "/", *, quiet: bool = True, **context: Any
) -> Iterator[Any]:
    """Open a page of a site by its link, in a window of its own; see ``new_page``."""
    own = (f"http://{HOST}:{running.port}/", "data:", "blob:")
    with new_page(browser, lambda url: url.startswith(own), quiet=quiet, **context) as page:
        page.goto(f"{address(running, path)}{'&' if '?' in path else '?'}token={running.token}")
        yield page


def address(running: Running, path: str) -> str:
    """Return a page's address, once the link was opened."""
    return f"http://{HOST}:{running.port}{path}"


def follow(page: Any, control: Any) -> None:
    """Press a link or a button that leads to another page, and wait for that page."""
    with page.expect_navigation():
        control.click()


def until(page: Any, condition: str) -> None:
    """Wait until JavaScript finds ``condition`` true (the pages' policy forbids Playwright's)."""
    deadline = time.monotonic() + LIMIT_S
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, f"never true: {condition}"
        page.wait_for_timeout(50)


def until_still(page: Any, selector: str) -> None:
    """Wait until an element stays where it is for two frames: gliding is over."""
    page.locator(selector).first.evaluate(
        """async (node) => {
          const frame = () => new Promise(requestAnimationFrame);
          const place = () => JSON.stringify(node.getBoundingClientRect());
          for (let last = null; last !== place(); await frame()) { last = place(); await frame(); }
        }"""
    )


def last_jump(page: Any) -> float:
    """Return the second that the page sent its sound to last."""
    until(page, "window.jumps.length > 0")
    return float(page.evaluate("window.jumps.at(-1).to"))


def unfold(page: Any) -> None:
    """Open everything in the body of a page that folds open."""
    page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true; })")


COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of axe whose outcome a colour scheme can change."""


def findings(page: Any, rules: tuple[str, ...] = ()) -> list[str]:
    """Return what axe-core finds wrong with a page, whatever its weight; by default by any rule."""
    from axe_playwright_python.sync_playwright import Axe

    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(
        """async (rules) => {
          const how = { resultTypes: ["violations"], ...(rules.length && { runOnly: rules }) };
          return (await axe.run(how)).violations.flatMap((one) => one.nodes.map((node) =>
            `${one.impact} ${one.id}: ${node.html.slice(0, 120)}`));
        }""",
        list(rules),
    )
    return list(found)


def check_looks(page: Any, state: str) -> None:
    """Fail where axe finds something in a state, or it is wider than its window.

    It is looked at on a telephone, a tablet and a desk, and at 200 % zoom; then in the dark, where
    nothing but colours is different.
    """
    before = page.viewport_size
    looks = [("light", size, ()) for size in SIZES]
    for scheme, size, rules in (*looks, ("dark", DESKTOP, COLOURS), ("dark", NARROW, COLOURS)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size(size)
        where = f"{state}, {scheme}, {size['width']} by {size['height']}"
        assert findings(page, rules) == [], where
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) <= 0, f"{where}: something stands sideways"
    page.set_viewport_size(before)
