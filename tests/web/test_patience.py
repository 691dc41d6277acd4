"""The site under half-open requests, old links and killed predecessors."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.samples import complete_star, fill_library
from tests.waits import LIMIT_S
from tests.web.browser import (
    address,
    check_looks,
    follow,
    needs_chromium,
    new_page,
    visiting,
)
from tests.web.site import get, headers, post, serving
from voicecoach.library import Library
from voicecoach.web import heads
from voicecoach.web.instance import Running, remove_dead_notes, state_file


@pytest.fixture
def library(own_home: Path) -> Library:
    """Return the home's library with one answer."""
    return fill_library(own_home / "recordings", complete_star())[0]


@pytest.fixture
def running(library: Library) -> Iterator[Running]:
    """Serve it."""
    with serving(library) as running:
        yield running


def open_half(port: int, count: int, data: bytes) -> list[socket.socket]:
    """Open connections that send a part of a head and no more."""
    found = []
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", port), timeout=LIMIT_S)
        with contextlib.suppress(OSError):
            connection.sendall(data)
        found.append(connection)
    return found


@pytest.mark.parametrize("data", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nX-A: "])
def test_half_open_heads_keep_nobody_out(
    running: Running, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hundred of them: an honest request is answered before their time is over."""
    monkeypatch.setattr(heads, "HEAD_S", 2 * LIMIT_S)
    held = open_half(running.port, 200, data)
    assert get(running, "/")[0] == 200
    for connection in held:
        connection.close()


def test_a_head_has_a_time_limit(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection whose head does not come to its end is closed."""
    monkeypatch.setattr(heads, "HEAD_S", 0.2)
    (connection,) = open_half(running.port, 1, b"GET / HTTP/1.1\r\n")
    connection.settimeout(LIMIT_S)
    with contextlib.suppress(ConnectionResetError):
        assert connection.recv(1) == b""
    connection.close()


def test_the_second_head_on_a_connection_too(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an answer a half head on the same connection waits no longer than the first."""
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=LIMIT_S)
    connection.request("GET", "/", headers=headers(running))
    connection.getresponse().read()
    assert connection.sock is not None, "only a refusal closes it"
    monkeypatch.setattr(heads, "HEAD_S", 0.2)
    connection.sock.sendall(b"GET / HT")
    with contextlib.suppress(ConnectionResetError):
        assert connection.sock.recv(1) == b""


def test_a_slow_but_honest_head_is_answered(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that comes in pieces within the limit is a request like any other."""
    monkeypatch.setattr(heads, "HEAD_S", LIMIT_S)
    with socket.create_connection(("127.0.0.1", running.port), timeout=LIMIT_S) as connection:
        for piece in (b"GET /alive HTTP/1.1\r\n", b"Host: 127.0.0.1", b"\r\n\r\n"):
            connection.sendall(piece)
            time.sleep(0.3)
        assert connection.recv(12).startswith(b"HTTP/1.1 ")


def test_an_old_link_says_what_it_is(running: Running) -> None:
    """It belongs to an earlier start, and how to get the new one; without any, where the key is."""
    for path, sentence in (("/?token=of-an-earlier-start", "earlier start"), ("/", "printed")):
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=LIMIT_S)
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode()
        assert answer.status == 403
        assert sentence in text
        assert "voicecoach open" in text


def test_notes_of_killed_sites_are_removed(library: Library, own_home: Path) -> None:
    """Of any library; those of a living site and what is no note stay."""
    command = [
        sys.executable,
        "-m",
        "voicecoach",
        "review",
        "--no-browser",
        "--json",
        "--port",
        "0",
    ]
    site = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert site.stdout is not None
    assert json.loads(site.stdout.readline())["port"]
    folder = own_home / "state"
    alive = state_file(folder, own_home / "recordings")
    assert alive.exists()
    assert remove_dead_notes(folder) == 0
    (folder / "review-notes.json").write_text("mine")
    site.kill()
    site.wait()
    assert remove_dead_notes(folder) == 1
    assert [file.name for file in folder.iterdir()] == ["review-notes.json"]


class TestInABrowser:
    """What an open page says."""

    pytestmark = needs_chromium

    def test_after_quit_the_open_page_says_so(self, library: Library, browser: Any) -> None:
        """Another window ended the site: this one does not wait in vain."""
        with (
            serving(library) as running,
            visiting(browser, running, quiet=False) as page,
        ):
            assert "has ended" in post(running, "/quit")[1]
            note = page.get_by_role("alert")
            note.wait_for()
            assert "VoiceCoach has ended" in note.inner_text()

    def test_pages_without_the_site_have_its_look(self, library: Library, browser: Any) -> None:
        """Without the key, and after the end: styled, and each says what to do next."""
        with serving(library) as running:
            with new_page(browser, lambda _: True, quiet=False) as stranger:
                stranger.goto(address(running, "/"))
                assert stranger.locator("h1").inner_text() == "VoiceCoach needs its link"
                assert "voicecoach open" in stranger.locator("main").inner_text()
                check_looks(stranger, "without the key")
            with visiting(browser, running) as page:
                follow(page, page.get_by_role("button", name="Quit"))
                assert "voicecoach open" in page.locator("main").inner_text()
                check_looks(page, "ended")
