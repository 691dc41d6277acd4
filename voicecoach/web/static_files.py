"""Serves the site's styles and scripts: a fixed list of files, each read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from voicecoach.report import html_page
from voicecoach.web.pages import HERE

TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def routes() -> list[BaseRoute]:
    """Return one route ``/static/NAME`` for each file; the site's come before the report's."""
    return [Route(f"/static/{name}", _serve) for name in static_files()]


@cache
def static_files() -> dict[str, Path]:
    """Return the files by name."""
    folders = (html_page.HERE / "static", HERE / "static")
    return {
        path.name: path for folder in folders for path in folder.iterdir() if path.suffix in TYPES
    }


async def _serve(request: Request) -> Response:
    path = static_files()[request.url.path.rpartition("/")[2]]
    return Response(path.read_bytes(), media_type=f"{TYPES[path.suffix]}; charset=utf-8")
