"""The mock interview of the site: begun, stopped, resumed, debriefed; no sound card, no browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.coaching.mock_interview import hosted, short_answer
from tests.waits import wait_until
from tests.web.site import get, post, serving
from voicecoach.coaching.session_host import SessionHost
from voicecoach.library import Library
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


def test_begun_stopped_resumed_and_shown(library: Library, host: SessionHost) -> None:
    """Its page leads the way; a practice page leads back to it; Stop keeps what was said."""
    with serving(library, host=host) as running:
        _, before = get(running, f"/mock?pack={PACK}")
        assert post(running, "/mock", pack="never")[0] == 404
        assert post(running, "/mock", pack=PACK, stage="never")[2] == "/mock"
        status, _, where = post(running, "/mock", pack=PACK, stage="bar-raiser")
        assert (status, where) == (303, "/mock")
        _, during = get(running, "/mock")
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
    assert "6 questions, 30 min" in before
    assert "Begun" not in before
    assert 'data-do="quit"' in during
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
