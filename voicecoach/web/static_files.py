"""Serves the site's styles and scripts: a fixed list of files, each read once."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from voicecoach.report import html_page

HERE = Path(__file__).parent
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

KEPT = "private, max-age=31536000, immutable"
"""A browser keeps these files for a year: with another content they have another address."""


def routes() -> list[BaseRoute]:
    """Return one route for each file."""
    return [Route(f"{static_address()}/{name}", _serve) for name in static_files()]


@cache
def static_files() -> dict[str, bytes]:
    """Return the files by name; the site's come before the report's."""
    folders = (html_page.HERE / "static", HERE / "static")
    return {
        path.name: path.read_bytes()
        for folder in folders
        for path in sorted(folder.iterdir())
        if path.suffix in TYPES
    }


@cache
def static_address() -> str:
    """Return the folder of these files in addresses; its name changes with any of them."""
    mark = hashlib.sha256()
    for name, data in sorted(static_files().items()):
        mark.update(f"{name} {len(data)} ".encode() + data)
    return f"/static/{mark.hexdigest()[:16]}"


async def _serve(request: Request) -> Response:
    name = request.url.path.rpartition("/")[2]
    kind = f"{TYPES[Path(name).suffix]}; charset=utf-8"
    return Response(static_files()[name], media_type=kind, headers={"Cache-Control": KEPT})
