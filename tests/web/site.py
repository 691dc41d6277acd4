"""A real review site over a real library, served on a port of its own while a test runs."""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

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


def get(running: Running, path: str) -> tuple[int, str]:
    """Return status and text of a page."""
    connection = http.client.HTTPConnection(HOST, running.port, timeout=LIMIT_S)
    connection.request("GET", path, headers=headers(running))
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, text


def get_head(running: Running, path: str, name: str) -> str:
    """Return one header of a page's answer; empty where it is missing."""
    connection = http.client.HTTPConnection(HOST, running.port, timeout=LIMIT_S)
    connection.request("GET", path, headers=headers(running))
    found = connection.getresponse().getheader(name, "")
    connection.close()
    return found


def post_json(running: Running, path: str, value: object) -> tuple[int, dict[str, Any]]:
    """Send JSON as our own scripts do; return status and the JSON of the answer."""
    connection = http.client.HTTPConnection(HOST, running.port, timeout=LIMIT_S)
    head = headers(running) | {
        "Origin": f"http://{HOST}:{running.port}",
        "Content-Type": "application/json",
        "Accept": "application/json",
        FORM_HEADER: SiteTokens(running.token).form,
    }
    connection.request("POST", path, json.dumps(value), head)
    answer = connection.getresponse()
    found = json.loads(answer.read())
    connection.close()
    return answer.status, found


def post(running: Running, path: str, **fields: str) -> tuple[int, str, str]:
    """Send a form as our own pages do; return status, text and where it leads."""
    from urllib.parse import urlencode

    connection = http.client.HTTPConnection(HOST, running.port, timeout=LIMIT_S)
    head = headers(running) | {
        "Origin": f"http://{HOST}:{running.port}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = urlencode({"token": SiteTokens(running.token).form, **fields})
    connection.request("POST", path, body, head)
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, text, answer.getheader("Location", "")
