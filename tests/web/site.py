"""A real review site over a real library, served on a port of its own while a test runs."""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from tests.waits import LIMIT_S
from voicecoach.cli.library_views import view_of
from voicecoach.coaching.job_queue import JobQueue
from voicecoach.coaching.machine import Machine
from voicecoach.coaching.session_host import SessionHost
from voicecoach.coaching.workspace import Workspace
from voicecoach.library import Library
from voicecoach.questions import load_packs
from voicecoach.web.instance import HOST, Running, cookie_name
from voicecoach.web.server import prepare
from voicecoach.web.site import Site
from voicecoach.web.tokens import FORM_HEADER, SiteTokens


@contextmanager
def serving(
    library: Library, *, with_jobs: bool = False, host: SessionHost | None = None
) -> Iterator[Running]:
    """Serve a library, to which files can be added ``with_jobs``; end it as Quit does.

    With a ``host`` questions can be practised as well.
    """
    jobs, machine = (JobQueue(), Machine(Workspace.load)) if with_jobs else (None, None)
    site = Site(library, view_of, lambda: load_packs(()), host=host, jobs=jobs, machine=machine)
    served = prepare(site, port=0)
    thread = threading.Thread(target=served.run, args=(list,), daemon=True)
    thread.start()
    try:
        yield served.running
    finally:
        with contextlib.suppress(OSError):  # the test has ended it itself
            post(served.running, "/quit")
        thread.join(LIMIT_S)
        assert not thread.is_alive()


def headers(running: Running) -> dict[str, str]:
    """Return what a browser sends that has opened the link."""
    return {"Cookie": f"{cookie_name(running.port)}={SiteTokens(running.token).cookie}"}


def exchange(
    running: Running,
    method: str,
    path: str,
    body: bytes | str | None = None,
    **more: str,
) -> tuple[int, str, http.client.HTTPMessage]:
    """Send a request as a browser that has opened the link; return status, text and headers."""
    connection = http.client.HTTPConnection(HOST, running.port, timeout=LIMIT_S)
    origin = {"Origin": f"http://{HOST}:{running.port}"} if method == "POST" else {}
    connection.request(method, path, body, headers(running) | origin | more)
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, text, answer.headers


def get(running: Running, path: str) -> tuple[int, str]:
    """Return status and text of a page."""
    return exchange(running, "GET", path)[:2]


def get_head(running: Running, path: str, name: str) -> str:
    """Return one header of a page's answer; empty where it is missing."""
    return exchange(running, "GET", path)[2].get(name, "")


def send_json(running: Running, path: str, body: str) -> tuple[int, str]:
    """Send a body as our own scripts do; return status and text."""
    head = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        FORM_HEADER: SiteTokens(running.token).form,
    }
    return exchange(running, "POST", path, body.encode(), **head)[:2]


def post_json(running: Running, path: str, value: object) -> tuple[int, dict[str, Any]]:
    """Send JSON as our own scripts do; return status and the JSON of the answer."""
    status, text = send_json(running, path, json.dumps(value))
    return status, json.loads(text)


def post(running: Running, path: str, **fields: str) -> tuple[int, str, str]:
    """Send a form as our own pages do; return status, text and where it leads."""
    body = urlencode({"token": SiteTokens(running.token).form, **fields})
    head = {"Content-Type": "application/x-www-form-urlencoded"}
    status, text, found = exchange(running, "POST", path, body, **head)
    return status, text, found.get("Location", "")
