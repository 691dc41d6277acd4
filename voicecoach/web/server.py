"""Serves the review site on loopback until it is told to end."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from voicecoach.library import Library
from voicecoach.types import Pack
from voicecoach.web.app import build_site
from voicecoach.web.guard import MAX_HEAD_BYTES, Guard
from voicecoach.web.heads import timed_protocol
from voicecoach.web.instance import HOST, Running, noted
from voicecoach.web.site import ViewOf
from voicecoach.web.tokens import SiteTokens, new_token

DEFAULT_PORT = 8477
MAX_CONNECTIONS = 64
"""A browser opens six; the rest is for several windows."""
ENDING_S = 2
"""How long an answer that is being sent may take once the site was told to end."""


@dataclass(frozen=True)
class RunningServer:
    """A site that is ready to run: its port, its token, and what runs it until it is ended.

    ``run`` takes what is to be done once a second start would find the site.
    """

    running: Running
    run: Callable[[Callable[[], object]], None]


def prepare(
    library: Library,
    view_of: ViewOf,
    load_packs: Callable[[], Sequence[Pack]] = tuple,
    *,
    port: int | None = None,
    note: Path | None = None,
) -> RunningServer:
    """Bind a port of loopback and return the site; a port in use gives another.

    Parameters
    ----------
    port
        The wished port; 8477 if not given.
    note
        The file that tells a second start of this one; none by default.
    """
    listener = _bind(DEFAULT_PORT if port is None else port)
    running = Running(os.getpid(), int(listener.getsockname()[1]), new_token())

    def quit_site() -> None:
        server.should_exit = True

    site = build_site(library, view_of, quit_site, load_packs)
    guard = Guard(site, port=running.port, keys=SiteTokens(running.token))
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
        # Ctrl-C is how one ends it: uvicorn ends in order, then raises what it caught
        with contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as stack:
            if note is not None:
                stack.enter_context(noted(note, running))
            then()
            server.run(sockets=[listener])

    return RunningServer(running, run)


def _bind(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.bind((HOST, 0))
    listener.listen()  # a browser that is opened now waits, and is not refused
    return listener
