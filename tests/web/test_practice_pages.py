"""The page of a running take: as it is sent, before any event; and its follow-up questions."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

from tests.coaching.mock_interview import hosted, short_answer
from tests.waits import wait_until
from tests.web.browser import address, needs_chromium, visiting
from tests.web.site import get, post, serving
from voicecoach.coaching.events import Command
from voicecoach.library import Library

QUESTION = "/practice/push-back?pack=amazon-backend-developer"

NOTE_TITLES = """() => {
  window.titles = [];
  const note = () => window.titles.push(document.title);
  new MutationObserver(note).observe(document.querySelector("title"), { childList: true });
}"""
"""Notes each title of the page: what it says of a phase stands there too, however short it is."""


def test_a_reload_shows_the_take_at_once(own_home: Path, tmp_path: Path) -> None:
    """The question, what to try this time, the take's number; then the follow-up question.

    The story is the main question's alone; practising it again leads to it from both answers.
    """
    library = Library(own_home / "recordings")
    host = hosted(library, short_answer(tmp_path))

    def page_when(phase: str, take: str = "") -> str:
        wait_until(lambda: host.phase == phase and take in take_now(), phase)
        return get(running, QUESTION)[1]

    def take_now() -> str:
        return library.entries(all_takes=True)[0].ref

    with serving(library, host=host) as running:
        _, ready = get(running, QUESTION)
        post(running, "/practice/push-back", pack="amazon-backend-developer", story="The queue")
        first = page_when("speaking")
        host.send(Command.END)
        page_when("choosing")
        host.send(Command.RETAKE)
        second = page_when("speaking", "take-2")
        host.send(Command.END)
        chosen = page_when("choosing", "take-2")
        host.send(Command.NEXT)
        wait_until(lambda: host.question.follows == "push-back", "the follow-up")  # type: ignore[union-attr]
        follow_up = page_when("speaking")
        asked = host.question
        host.send(Command.END)
        page_when("choosing")
        host.send(Command.QUIT)
        wait_until(lambda: not host.running, "the session is over")
        kept = {entry.question_id: entry for entry in library.entries()}
        answers = [get(running, f"/answer/{entry.ref}")[1] for entry in kept.values()]
    assert '<div class="live" tabindex="-1" hidden>' in ready
    assert '<div class="live" tabindex="-1">' in first
    assert 'role="status">Speak.</p>' in first
    assert '<span class="soft take" hidden>' in first
    assert '<span class="soft take">take 2</span>' in second
    assert '<p class="focus notice">This time: ' in second
    assert '<div class="live" tabindex="-1" hidden>' in chosen
    assert '<div class="choose" tabindex="-1">' in chosen
    assert asked is not None
    assert f'<p class="asked">{escape(asked.prompt, quote=True)}</p>' in follow_up
    assert "Another question is being practised" not in follow_up
    assert {name: entry.story for name, entry in kept.items()} == {
        "push-back": "The queue",
        asked.id: "",
    }
    assert all(f'href="{QUESTION}">Practise again</a>' in page for page in answers)


@needs_chromium[0]
@needs_chromium[1]
def test_a_follow_up_is_asked_on_the_page(browser: Any, own_home: Path, tmp_path: Path) -> None:
    """By keys alone: Enter starts and ends, F asks what the report would ask next, Q is the end."""
    library = Library(own_home / "recordings")
    host = hosted(library, short_answer(tmp_path))
    with serving(library, host=host) as running, visiting(browser, running) as page:

        def wait_for(phase: str) -> None:
            page.wait_for_selector(f'#practice[data-phase="{phase}"]')

        page.goto(address(running, QUESTION))
        asked = page.locator(".asked").inner_text()
        page.keyboard.press("Enter")
        wait_for("speaking")
        page.evaluate(NOTE_TITLES)
        page.keyboard.press("Enter")
        wait_for("choosing")
        titles = "\n".join(page.evaluate("window.titles"))
        assert re.search(r"^Stopped at \d+:\d\d\. Recognising the words …", titles, re.MULTILINE)
        page.get_by_role("button", name="Follow-up question").wait_for()
        page.keyboard.press("f")
        wait_for("speaking")
        assert host.question is not None
        assert host.question.follows == "push-back"
        assert page.locator(".asked").inner_text() == host.question.prompt != asked
        assert page.locator(".live .target").inner_text() == "of 0:15 to 1:00"
        page.keyboard.press("Enter")
        wait_for("choosing")
        page.locator("#report .practised").wait_for()
        page.keyboard.press("q")
        wait_for("finished")
    assert len(library.entries()) == 2


@needs_chromium[0]
@needs_chromium[1]
def test_no_recording_begins_without_a_script(browser: Any, own_home: Path, tmp_path: Path) -> None:
    """Nobody could end it: a sentence leads to the terminal instead."""
    host = hosted(Library(own_home / "recordings"), short_answer(tmp_path))
    begun = (
        (QUESTION, "Start", "voicecoach practice --question push-back"),
        ("/mock", "Begin", "voicecoach mock"),
    )
    with serving(Library(own_home / "recordings"), host=host) as running:
        for path, button, instead in begun:
            with visiting(browser, running, path) as page:
                page.get_by_role("button", name=button).wait_for()
                assert page.locator("noscript .notice").count() == 0
            with visiting(browser, running, path, java_script_enabled=False) as page:
                assert page.get_by_role("button", name=button).count() == 0
                assert page.locator("form.begins-take").count() > 0
                sentence = page.locator("noscript .notice")
                assert sentence.is_visible()
                assert "needs JavaScript" in sentence.inner_text()
                assert sentence.locator("code").inner_text() == instead
        with visiting(browser, running, QUESTION, java_script_enabled=False) as page:
            post(running, "/practice/push-back", pack="amazon-backend-developer")
            wait_until(lambda: host.phase == "speaking", "the candidate may speak")
            page.reload()
            assert page.locator(".live").is_visible()
            assert page.locator(".live button").count() == 4
            assert page.locator(".live button:visible").count() == 0
        host.send(Command.END)
        host.send(Command.QUIT)
        wait_until(lambda: not host.running, "the session is over")
