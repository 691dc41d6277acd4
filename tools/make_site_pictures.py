"""Make the pictures of the site's pages, in light, dark and narrow.

Usage: python -m tools.make_site_pictures   (needs Chromium and espeak-ng: `make setup-dev`)
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.web.browser import AUDIO, NARROW, address, chromium, until, visiting
from tests.web.practice_of_weeks import (
    AMAZON,
    FIRST,
    SHORT,
    WHOLE,
    build,
    keep,
    question_of,
    speak,
)
from tests.web.site import serving
from tests.web.spoken import RealLibrary, build_library
from voicecoach.library import Library

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
WINDOW = {"width": 1280, "height": 900}
PAGES = {"home": "/", "trends": "/trends", "practised": "/practised", "stories": "/stories"}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": WINDOW, "color_scheme": "light"},
    "dark": {"viewport": WINDOW, "color_scheme": "dark"},
    "narrow": {"viewport": NARROW, "color_scheme": "light"},
}
ASKED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("own-end-to-end", SHORT), ("mistake-others-felt", WHOLE), ("push-back", SHORT),
    ("production-incident", WHOLE), ("did-more-with-less", SHORT), ("estimate-went-wrong", WHOLE),
    ("own-end-to-end", WHOLE), ("push-back", WHOLE),
)  # fmt: skip
"""What is answered in the weeks after: a question may have several answers."""


def main() -> None:
    """Write a PNG for each page and look."""
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        with serving(practise_for_weeks(folder / "weeks")) as running:
            for look, options in LOOKS.items():
                with visiting(browser, running, **options) as page:
                    for title, path in PAGES.items():
                        page.goto(address(running, path))
                        save(page, f"{title}-{look}")
        real = build_library(folder / "answers", odd=False)
        with serving(real.library) as running:
            for look, options in LOOKS.items():
                with visiting(browser, running, **options) as page:
                    page.goto(address(running, real.path("first")))
                    until(page, f"{AUDIO}.readyState > 0")
                    save(page, f"review-answer-{look}".removesuffix("-light"))
            for look, title in (("light", "review-correct"), ("narrow", "review-correct-narrow")):
                with visiting(browser, running, **LOOKS[look]) as page:
                    correct(page, address(running, real.path("first")))
                    save(page, title)
            for look, title in (("light", "review-compare"), ("dark", "review-compare-dark")):
                with visiting(browser, running, **LOOKS[look]) as page:
                    page.goto(address(running, comparison(real)))
                    save(page, title)


def practise_for_weeks(root: Path) -> Library:
    """Return a library of some weeks, without the odd states that the tests need."""
    weeks = build(root)
    newest = weeks.library.entries()[0]
    shutil.rmtree(root / newest.session)
    library = Library(root)
    texts: tuple[tuple[str, ...], ...] = (SHORT, WHOLE)
    said = {text: speak(text) for text in texts}
    for number, (name, text) in enumerate(ASKED):
        asked = question_of(AMAZON, name)
        session = library.create_session(AMAZON, FIRST + timedelta(weeks=5, days=2 * number))
        keep(library, library.create_answer(session, asked), asked, said[text])
    return library


def correct(page: Any, path: str) -> None:
    """Open an answer and choose a word to correct."""
    page.goto(path)
    page.locator(".correct-mode").click()
    page.locator(".words [data-first]", has_text="lock").first.click()
    page.locator(".editor").wait_for()


def comparison(real: RealLibrary) -> str:
    """Return the page that sets the two takes side by side."""
    return f"/compare?first={real.first}&second={real.second}"


def save(page: Any, name: str) -> None:
    """Write what the window shows."""
    file = PICTURES / f"{name}.png"
    page.screenshot(path=file)
    print(f"wrote {file.name}, {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
