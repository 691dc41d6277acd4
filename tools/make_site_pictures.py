"""Make the pictures of the site's pages, in light, dark and narrow.

Usage: python -m tools.make_site_pictures   (needs Chromium and espeak-ng: `make setup-dev`)
"""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import datetime, timedelta
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
from tests.web.site import post, serving
from tests.web.spoken import RealLibrary, build_library
from voicecoach.coaching.make_practice import practice_from
from voicecoach.coaching.session_host import SessionHost
from voicecoach.coaching.workspace import Workspace
from voicecoach.library import Library
from voicecoach.web.instance import Running

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
ADVERT = ROOT / "tests" / "adverts" / "backend.md"
WINDOW = {"width": 1280, "height": 900}
PAGES = {
    "home": "/", "trends": "/trends", "practised": "/practised", "stories": "/stories",
}  # fmt: skip
PAGES_OF_A_PLAN = {
    "plan": "/plan", "mock": f"/mock?pack={AMAZON}", "guide": f"/guide/{AMAZON}",
    "trash": "/trash",
}  # fmt: skip
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
        # the page of the trash shows where the recordings lie
        os.environ |= {"HOME": name, "VOICECOACH_HOME": str(folder / "home")}
        library = practise_for_weeks(folder / "recordings")
        host = SessionHost(practice_from(Workspace.load))
        with serving(library, with_jobs=True, host=host) as running:
            save_all(browser, running, PAGES)
            plan_and_delete(running, library)
            save_all(browser, running, PAGES_OF_A_PLAN)
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


def plan_and_delete(running: Running, library: Library) -> None:
    """Make a plan from an advert, and put an answer and a take into the trash."""
    text = ADVERT.read_text("utf-8")
    day = (datetime.now().astimezone() + timedelta(days=9)).date()
    assert post(running, "/plan/new", advert=text, date=day.isoformat())[0] == 303
    answers = library.entries()
    assert post(running, f"/answer/{answers[1].ref}/delete", what="answer")[0] == 303
    assert post(running, f"/answer/{answers[3].ref}/delete", what="session")[0] == 303


def save_all(browser: Any, running: Running, pages: dict[str, str]) -> None:
    """Write a picture of each page in each look."""
    for look, options in LOOKS.items():
        with visiting(browser, running, **options) as page:
            for title, path in pages.items():
                page.goto(address(running, path))
                save(page, f"{title}-{look}")


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
