"""Starting the site: a port in use, a second start, who may read the state, how it ends."""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.samples import complete_star, fill_library
from tests.waits import LIMIT_S
from tests.web.site import get, post
from voicecoach.library import Library
from voicecoach.web.instance import (
    Running,
    find_running,
    is_alive,
    noted,
    read_state,
    state_file,
)
from voicecoach.web.tokens import SiteTokens

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def library(own_home: Path) -> Library:
    """Return the home's library with one answer."""
    return fill_library(own_home / "recordings", complete_star())[0]


@pytest.fixture
def start(library: Library) -> Iterator[Start]:
    """Return what starts `voicecoach review --no-browser --json`; all are ended afterwards."""
    started: list[subprocess.Popen[str]] = []

    def begin(*options: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "voicecoach", "review", "--no-browser", "--json"]
        site = subprocess.Popen(
            [*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started.append(site)
        return site

    yield begin
    for site in started:
        site.kill()
        site.communicate()


def printed(site: subprocess.Popen[str]) -> dict[str, Any]:
    """Return what a started site prints."""
    assert site.stdout is not None
    data: dict[str, Any] = json.loads(site.stdout.readline())
    return data


def running_of(data: dict[str, Any]) -> Running:
    """Return the site that was told of."""
    return Running(data["pid"], data["port"], data["link"].partition("token=")[2])


def the_state(home: Path) -> Path:
    """Return the state file of the home's library."""
    return state_file(home / "state", home / "recordings")


def test_the_link_works_at_once(start: Start) -> None:
    """What is printed is the truth, and a request that comes at once is answered."""
    site = start()
    data = printed(site)
    assert data["format_version"] == 1
    assert data["pid"] == site.pid
    assert not data["already_running"]
    assert get(running_of(data), "/")[0] == 200


def test_a_second_start_opens_the_first(start: Start, own_home: Path) -> None:
    """The second prints the first one's link and ends; the state is the owner's alone."""
    first = printed(start("--port", "0"))
    file = the_state(own_home)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    site = start("last")
    second = printed(site)
    assert site.wait(LIMIT_S) == 0
    assert second["already_running"]
    assert (second["port"], second["pid"]) == (first["port"], first["pid"])
    assert "/answer/" in second["link"]
    assert running_of(second).token == running_of(first).token


def test_a_port_in_use_gives_another(start: Start) -> None:
    """Whoever holds the wished port keeps it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        data = printed(start("--port", str(port)))
        assert data["port"] != port
        assert get(running_of(data), "/")[0] == 200


@pytest.mark.parametrize("way", ["quit", "ctrl-c", "killed"])
def test_how_it_ends(start: Start, own_home: Path, way: str) -> None:
    """Quit and Ctrl-C end it with status 0 and leave no state; a killed one hinders no start."""
    site = start("--port", "0")
    data = printed(site)
    running = running_of(data)
    assert get(running, "/")[0] == 200
    if way == "quit":
        assert "has ended" in post(running, "/quit")[1]
    else:
        site.send_signal(signal.SIGINT if way == "ctrl-c" else signal.SIGKILL)
    status = site.wait(LIMIT_S)
    if way == "killed":
        assert the_state(own_home).exists()
        again = printed(start("--port", "0"))
        assert not again["already_running"]
        return
    assert status == 0
    assert not the_state(own_home).exists()
    assert site.stderr is not None
    assert "Traceback" not in site.stderr.read()


def test_ctrl_c_does_not_wait_for_an_open_connection(start: Start) -> None:
    """A browser that keeps its connection open keeps no site alive."""
    site = start("--port", "0")
    data = printed(site)
    with socket.create_connection(("127.0.0.1", data["port"])) as kept:
        kept.sendall(b"GET / HTTP/1.1\r\n")
        site.send_signal(signal.SIGINT)
        assert site.wait(LIMIT_S) == 0


# --- the state file is believed only with proof -------------------------------------------------


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """Return a place for a state file."""
    return tmp_path / "state.json"


def write(file: Path, text: str, mode: int = 0o600) -> None:
    """Write a state file with the given mode."""
    file.write_text(text, "utf-8")
    file.chmod(mode)


GOOD = '{"format_version": 1, "pid": 1, "port": 8477, "token": "x"}'


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        (GOOD, 0o644), (GOOD, 0o620), ("", 0o600), ("{}", 0o600), ("[]", 0o600), ("\0", 0o600),
        (GOOD.replace("8477", "0"), 0o600), (GOOD.replace("8477", "99999"), 0o600),
        (GOOD.replace("8477", '"a"'), 0o600), (GOOD + " " * 5000 + "x", 0o600),
    ],
)  # fmt: skip
def test_state_that_is_not_believed(note: Path, text: str, mode: int) -> None:
    """Open to others, broken or impossible: as if it were not there."""
    write(note, text, mode)
    if len(text) > 4096:  # cut off before its end, and whole up to there
        assert read_state(note) is not None
        return
    assert read_state(note) is None
    assert find_running(note) is None


def test_a_link_in_the_place_of_the_state_is_not_followed(note: Path, tmp_path: Path) -> None:
    """Nobody can point a start at a state of their own."""
    write(tmp_path / "other.json", GOOD)
    note.symlink_to(tmp_path / "other.json")
    assert read_state(note) is None
    note.unlink()
    note.mkdir()
    assert read_state(note) is None


class Stranger(http.server.BaseHTTPRequestHandler):
    """Something else that listens on the port of a dead site, and says yes to everything."""

    def do_GET(self) -> None:
        """Answer every question with yes."""
        self.send_response(200)
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # who has heard enough hangs up
            self.wfile.write(b"yes" * 3000)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def test_a_stranger_on_the_port_is_not_taken_for_the_site(note: Path) -> None:
    """Only who knows the token can answer the challenge."""
    server = http.server.HTTPServer(("127.0.0.1", 0), Stranger)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        stranger = Running(os.getpid(), server.server_port, "token")
        assert not is_alive(stranger)
        with noted(note, stranger):
            assert read_state(note) == stranger
            assert find_running(note) is None
        assert not note.exists()
    finally:
        server.shutdown()
        server.server_close()


def test_a_later_start_keeps_its_note(note: Path) -> None:
    """Who ends takes away only what it wrote itself; where nothing can be written, it runs."""
    with noted(note, Running(1, 1, "first")):
        write(note, GOOD)
    assert note.exists()
    with noted(note / "below" / "a" / "file", Running(1, 1, "x")):
        pass


def test_one_time_links() -> None:
    """They open once, within a minute, from any process that knows the token."""
    keys, other = SiteTokens("secret"), SiteTokens("secret")
    link = other.make_one_time(now=1000.0)
    assert keys.opens(link, now=1030.0)
    assert not keys.opens(link, now=1031.0)
    assert not keys.opens(other.make_one_time(now=1000.0), now=1100.0)
    assert not keys.opens(SiteTokens("else").make_one_time(now=1000.0), now=1001.0)
    for made_up in ("", ".", "..", "1000.x.y", link + "0", "é", "\udcff"):
        assert not keys.opens(made_up, now=1000.0)
    assert keys.opens("secret")
    assert len({keys.cookie, keys.form, keys.token, keys.prove("")}) == 4
