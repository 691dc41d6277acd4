"""Serves the review site on loopback until it is told to end."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass

import uvicorn

from voicecoach.library import Library
from voicecoach.web.guard import Guard, new_token
from voicecoach.web.site import ViewOf, build_site

HOST = "127.0.0.1"
DEFAULT_PORT = 8477


@dataclass(frozen=True)
class Served:
    """A site that is ready to run: its link, and what runs it."""

    link: str
    run: Callable[[], None]


def prepare(
    library: Library, view_of: ViewOf, *, port: int | None = None, path: str = "/"
) -> Served:
    """Bind a port of loopback and return the site; a port in use gives another.

    Parameters
    ----------
    port
        The wished port; 8477 if not given.
    path
        The page the link opens.
    """
    listener = _bind(DEFAULT_PORT if port is None else port)
    bound = int(listener.getsockname()[1])
    token = new_token()

    def quit_site() -> None:
        server.should_exit = True

    app = Guard(build_site(library, view_of, quit_site), port=bound, token=token)
    config = uvicorn.Config(app, log_level="critical", lifespan="off", server_header=False)
    server = uvicorn.Server(config)
    link = f"http://{HOST}:{bound}{path}?token={token}"
    return Served(link, lambda: server.run(sockets=[listener]))


def _bind(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.bind((HOST, 0))
    return listener
