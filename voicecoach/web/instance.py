"""Finds a review site that already runs on the same library, so that a second start opens it.

A small file, readable by its owner alone, holds port and token of a running site.  It is trusted
only after the site has answered and proved that it knows the token.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import secrets
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from voicecoach.errors import LibraryError
from voicecoach.json_files import PRIVATE_FOLDER, write_text
from voicecoach.safe_files import real_path
from voicecoach.types import FORMAT_VERSION
from voicecoach.web.tokens import SiteTokens, is_same

HOST = "127.0.0.1"
ANSWER_S = 2.0
"""Seconds to wait for an answer: usually milliseconds, a second while a large library is read."""
MAX_STATE_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Running:
    """A running site: its process, its port, its token."""

    pid: int
    port: int
    token: str

    def link(self, path: str, token: str) -> str:
        """Return the link that opens a page of it."""
        from urllib.parse import quote

        return f"http://{HOST}:{self.port}{quote(path)}?token={token}"


def state_file(folder: Path, root: Path) -> Path:
    """Return the file that records the site of the library ``root``."""
    name = hashlib.sha256(os.fsencode(real_path(root))).hexdigest()[:16]
    return folder / f"review-{name}.json"


@contextmanager
def noted(file: Path, running: Running) -> Iterator[None]:
    """Record a site for as long as it runs; where the file cannot be written, do without."""
    text = json.dumps(
        {
            "format_version": FORMAT_VERSION,
            "pid": running.pid,
            "port": running.port,
            "token": running.token,
        }
    )
    try:
        file.parent.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        write_text(file, text + "\n")
    except (OSError, LibraryError):
        yield
        return
    try:
        yield
    finally:
        if read_state(file) == running:  # a later start may have written its own
            file.unlink(missing_ok=True)


def remove_dead_notes(folder: Path) -> int:
    """Delete the notes of sites that run no more, of any library; return how many."""
    n_removed = 0
    for file in folder.glob("review-*.json"):
        running = read_state(file)
        if running is None or is_alive(running) or not _is_gone(running):
            continue
        file.unlink(missing_ok=True)
        n_removed += 1
    return n_removed


def _is_gone(running: Running) -> bool:
    """Return whether a site's process is gone, or nobody listens on its port any more."""
    if os.name == "posix":
        try:
            os.kill(running.pid, 0)
        except ProcessLookupError:
            return True
        except OSError:
            pass  # somebody else's process has its number now
    try:
        socket.create_connection((HOST, running.port), timeout=ANSWER_S).close()
    except ConnectionRefusedError:
        return True
    except OSError:
        return False
    return False


def find_running(file: Path) -> Running | None:
    """Return the site recorded in the file, if it is alive and knows the token."""
    running = read_state(file)
    return running if running and is_alive(running) else None


def read_state(file: Path) -> Running | None:
    """Return the recorded site; None where others may read the file or it is invalid."""
    # do not follow a link, do not wait for a pipe
    flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(file, os.O_RDONLY | flags)
    except OSError:
        return None
    try:
        status = os.fstat(handle)
        own = os.name != "posix" or (status.st_uid == os.getuid() and not status.st_mode & 0o077)
        text = os.read(handle, MAX_STATE_BYTES) if own and stat.S_ISREG(status.st_mode) else b""
    finally:
        os.close(handle)
    try:
        data = json.loads(text)
        running = Running(int(data["pid"]), int(data["port"]), str(data["token"]))
    except (ValueError, KeyError, TypeError):
        return None
    return running if 0 < running.port < 65536 else None


def is_alive(running: Running) -> bool:
    """Return whether the site with this token answers at its port."""
    keys, challenge = SiteTokens(running.token), secrets.token_hex(16)
    connection = http.client.HTTPConnection(HOST, running.port, timeout=ANSWER_S)
    try:
        cookie = {"Cookie": f"{cookie_name(running.port)}={keys.cookie}"}
        connection.request("GET", f"/alive?challenge={challenge}", headers=cookie)
        answer = connection.getresponse()
        text = answer.read(MAX_STATE_BYTES).decode("ascii", "replace")
        return answer.status == 200 and is_same(text, keys.prove(challenge))
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def cookie_name(port: int) -> str:
    """Return the cookie's name: the ports of one host share their cookies."""
    return f"voicecoach-{port}"
