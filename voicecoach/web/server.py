"""Serves the review site to this machine alone, until Ctrl-C or the Quit button ends it."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn

from voicecoach.web.app import build_site
from voicecoach.web.guard import MAX_HEAD_BYTES, Guard
from voicecoach.web.heads import timed_protocol
from voicecoach.web.instance import HOST, Running, noted
from voicecoach.web.site import Site
from voicecoach.web.tokens import SiteTokens, new_token

DEFAULT_PORT = 8477
MAX_CONNECTIONS = 64
"""Connections at a time: a browser opens six for each window."""
ENDING_S = 2
"""Seconds for answers that are still being sent when the site is asked to end."""


@dataclass(frozen=True)
class RunningServer:
    """A site that is ready to run: its port, its token, and the function that runs it.

    ``run`` takes a function to call once a second start can find the site.
    """

    running: Running
    run: Callable[[Callable[[], object]], None]


def prepare(site: Site, *, port: int | None = None, note: Path | None = None) -> RunningServer:
    """Bind a port on this machine and return the site; if the port is in use, another is taken.

    Parameters
    ----------
    port
        Preferred port; 8477 if not given.
    note
        File in which the running site is recorded for a second start; none by default.
    """
    listener = _bind(DEFAULT_PORT if port is None else port)
    running = Running(os.getpid(), int(listener.getsockname()[1]), new_token())

    def quit_site() -> None:
        server.should_exit = True

    def ending() -> bool:
        return server.should_exit

    pages = build_site(replace(site, quit_site=quit_site, ending=ending))
    guard = Guard(pages, port=running.port, keys=SiteTokens(running.token))
    config = uvicorn.Config(
        guard,
        log_level="critical",
        lifespan="off",
        server_header=False,
        http=timed_protocol(),
        h11_max_incomplete_event_size=MAX_HEAD_BYTES,
        ws="none",
        proxy_headers=False,
        limit_concurrency=MAX_CONNECTIONS,
        timeout_graceful_shutdown=ENDING_S,
    )
    server = uvicorn.Server(config)

    def run(then: Callable[[], object]) -> None:
        # on Ctrl-C uvicorn shuts down properly and then raises KeyboardInterrupt again
        with contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as stack:
            if note is not None:
                stack.enter_context(noted(note, running))
            then()
            try:
                server.run(sockets=[listener])
            finally:
                if site.host is not None:
                    # what is being said is kept, as if the End key had been pressed
                    site.host.close()

    return RunningServer(running, run)


def _bind(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.bind((HOST, 0))
    listener.listen()  # a browser opened before the server runs waits instead of failing
    return listener
