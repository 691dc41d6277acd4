"""The mock interview of the site: begun, stopped, resumed, debriefed; no sound card, no browser."""

from __future__ import annotations

import json
import os
from html import escape
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

import pytest

from tests.coaching.mock_interview import hosted, short_answer
from tests.waits import wait_until
from tests.web.site import get, get_head, post, post_json, serving
from voicecoach.coaching.session_host import SessionHost
from voicecoach.errors import RecorderError
from voicecoach.json_files import to_json
from voicecoach.library import Library
from voicecoach.progress.mock_rounds import MockRecord
from voicecoach.web.practice import COMMANDS

PACK = "amazon-backend-developer"


@pytest.fixture
def library(own_home: Path) -> Library:
    """Return an empty library."""
    return Library(own_home / "recordings")


@pytest.fixture
def host(library: Library, tmp_path: Path) -> SessionHost:
    """Return what practises with a recorded answer in place of a microphone."""
    return hosted(library, short_answer(tmp_path))


def command(host: SessionHost, name: str) -> None:
    """Wait until the candidate may speak, and give a command."""
    wait_until(lambda: host.phase == "speaking", "the candidate may speak")
    host.send(COMMANDS[name])


def test_broken_settings_are_a_sentence(
    own_home: Path, library: Library, host: SessionHost
) -> None:
    """Pages that need none of them are shown; what needs them says which line is wrong."""
    own_home.mkdir(exist_ok=True)
    (own_home / "config.toml").write_text("bro ken\n", "utf-8")
    with serving(library, host=host, with_jobs=True) as running:
        shown = [get(running, path)[0] for path in ("/packs", "/practice/push-back", "/mock")]
        status, page = get(running, "/start")
        captions, answer = post_json(running, "/practice/captions", {"shown": True})
    assert shown == [200, 200, 200]
    assert status == captions == 409
    assert "is not valid TOML" in page
    assert answer["code"] == "config"
    assert answer["remedy"] == "Correct that line."


def test_odd_files_among_the_mock_interviews(
    own_home: Path, library: Library, host: SessionHost
) -> None:
    """Whatever a file is called or holds, its pages are shown or refused in a sentence."""
    folder = own_home / "mocks"
    folder.mkdir(parents=True)
    record = MockRecord("x", PACK, "2026-11-28T10:00:00+00:00", ())
    odd = 'l-\u03a9"\nx'
    (folder / f"{odd}.json").write_text(to_json(record), "utf-8")
    (folder / os.fsdecode(b"b-\xff.json")).write_text(to_json(record), "utf-8")
    (folder / "damaged.json").write_text("{", "utf-8")
    with serving(library, host=host) as running:
        listing, _ = get(running, "/mock")
        disposition = get_head(running, f"/mock/{quote(odd)}/debrief.md", "Content-Disposition")
        read, _ = get(running, "/mock/damaged")
        held, _, _ = post(running, "/mock", name="damaged")
        missing, _, _ = post(running, "/mock", name="never")
    assert listing == 200
    assert disposition == f"attachment; filename*=utf-8''{quote(odd)}.md"
    assert read == held == 409
    assert missing == 404


def test_without_a_microphone_the_page_says_so(library: Library) -> None:
    """Whoever begins and comes back to the page reads why nothing goes on, script or not."""

    def no_microphone(*_: object) -> NoReturn:
        raise RecorderError("No microphone was found.", "Plug one in.")

    host = SessionHost(no_microphone)
    with serving(library, host=host) as running:
        assert "No microphone" not in get(running, "/mock")[1]
        assert post(running, "/mock", pack=PACK, stage="bar-raiser")[0] == 303
        wait_until(lambda: not host.running, "the session is over")
        assert "No microphone was found. Plug one in." in get(running, "/mock")[1]


def test_begun_stopped_resumed_and_shown(library: Library, host: SessionHost) -> None:
    """Its page leads the way; a practice page leads back to it; Stop keeps what was said."""
    with serving(library, host=host) as running:
        _, before = get(running, f"/mock?pack={PACK}")
        assert post(running, "/mock", pack="never")[0] == 404
        unknown, refused, _ = post(running, "/mock", pack=PACK, stage="never")
        status, _, where = post(running, "/mock", pack=PACK, stage="bar-raiser")
        assert (status, where) == (303, "/mock")
        wait_until(lambda: host.phase == "speaking", "the candidate may speak")
        _, during = get(running, "/mock")
        asked = host.question
        _, elsewhere = get(running, "/practice/push-back")
        assert post(running, "/mock", pack=PACK)[2] == "/mock"
        command(host, "quit")
        wait_until(lambda: not host.running, "the interview has stopped")
        _, after = get(running, "/mock")
        name = after.partition('name="name" value="')[2].partition('"')[0]
        status, debrief = get(running, f"/mock/{name}")
        document = json.loads(get(running, f"/mock/{name}/debrief.json")[1])
        _, markdown = get(running, "/mock/last/debrief.md")
        assert post(running, "/mock", name=name)[0] == 303
        command(host, "quit")
        wait_until(lambda: not host.running, "the interview has stopped again")
        missing, sentence = get(running, "/mock/..%2f..")
    assert "Bar raiser round" in before
    assert "6 questions, 22 min" in before
    assert "Begun" not in before
    assert unknown == 404
    assert f"{PACK} has no stage &#39;never&#39;." in refused
    assert 'data-do="quit"' in during
    assert asked is not None
    assert f'<p class="asked">{escape(asked.prompt)}</p>' in during
    assert 'role="status">Speak.</p>' in during
    assert "<h1>Bar raiser round" in during
    assert f'href="/mock/{name}"' in during
    assert '<a class="button" href="/mock">Go to it</a>' in elsewhere
    assert "0 of 1 rounds over" in after
    assert status == 200
    assert "still open" in debrief
    assert [len(one["answers"]) for one in document["rounds"]] == [1]
    assert markdown.startswith("# Mock interview: Amazon: backend developer")
    assert len({entry.session for entry in library.entries()}) == 2
    assert missing == 404
    assert "/etc" not in sentence
