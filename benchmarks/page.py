"""Half an hour on one page: frames while it scrolls and plays, in a real browser.

Usage: python -m benchmarks.page   (needs Chromium and espeak-ng: `make setup-dev`)
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tests.web.browser import address, chromium, until, visiting
from tests.web.site import serving
from tests.web.spoken import build_library

AUDIO = "document.querySelector('.player audio')"
FRAMES = """async ([ms, how]) => {
  const gaps = [];
  const list = document.querySelector('.passages');
  let last = performance.now();
  const end = last + ms;
  while (last < end) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    gaps.push(now - last);
    last = now;
    if (how === 'transcript') list.scrollTop += 120;
    if (how === 'page') window.scrollBy(0, 20);
  }
  gaps.sort((a, b) => a - b);
  return [gaps.length, gaps[gaps.length >> 1], gaps[Math.floor(gaps.length * 0.95)],
          gaps[gaps.length - 1]];
}"""


def frames(page: Any, what: str, seconds: int, how: str = "") -> None:
    """Print the time from frame to frame; 16.7 ms is every frame of a screen of 60 Hz."""
    count, median, most, longest = page.evaluate(FRAMES, [seconds * 1000, how])
    print(f"| {what} | {count} | {median:.1f} | {most:.1f} | {longest:.1f} |")


def main() -> None:
    """Make half an hour of speech, open its page, scroll and play it."""
    with tempfile.TemporaryDirectory() as folder:
        real = build_library(Path(folder) / "recordings", odd=False, long=True)
        with (
            serving(real.library) as running,
            chromium() as browser,
            visiting(browser, running, viewport={"width": 1300, "height": 900}) as page,
        ):
            page.goto(address(running, real.path("half-hour")))
            until(page, f"{AUDIO}.readyState > 0")
            page.locator("h1").click()
            page.wait_for_timeout(1500)
            print(f"{page.locator('.w').count()} words\n")
            print("| what | frames | median ms | 95 of 100 below, ms | longest ms |")
            print("| --- | --- | --- | --- | --- |")
            frames(page, "nothing", 2)
            frames(page, "transcript scrolls", 4, "transcript")
            frames(page, "page scrolls", 3, "page")
            page.evaluate(f"(() => {{ {AUDIO}.currentTime = 900; return {AUDIO}.play(); }})()")
            frames(page, "plays and follows", 5)
            page.evaluate(f"{AUDIO}.playbackRate = 2")
            frames(page, "at twice the speed", 5)


if __name__ == "__main__":
    main()
