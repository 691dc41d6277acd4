"""The page that shows which questions and qualities of a pack were practised."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from voicecoach.progress.quality_grid import build_grid
from voicecoach.types import Pack
from voicecoach.web.library_cache import LibrarySnapshot
from voicecoach.web.pages import render
from voicecoach.web.site import Site


def routes(site: Site) -> list[BaseRoute]:
    """Return the route of the page."""

    async def practised(request: Request) -> Response:
        """Send the grid of one pack."""
        context = await run_in_threadpool(_context, site, request)
        return render(request, "practised.html.j2", context)

    return [Route("/practised", practised)]


def _context(site: Site, request: Request) -> dict[str, object]:
    shown = site.library_cache.snapshot()
    name = request.query_params.get("pack", "")
    practised = {entry.pack for entry in shown.answers}
    pack = _choose(shown, name)
    return {
        # of guides for other countries only those that were practised: the list stays short
        "packs": [pack for pack in shown.packs if not pack.variant_of or pack.name in practised],
        "asked": name,
        "can_practise": site.host is not None,
        "grid": build_grid(pack, shown.answers) if pack else None,
    }


def _choose(shown: LibrarySnapshot, name: str) -> Pack | None:
    """Return the pack named, else the one practised last, else the first."""
    known = {pack.name: pack for pack in shown.packs}
    wanted = [name, *(entry.pack for entry in shown.answers[:50])] if not name else [name]
    found = next((known[one] for one in wanted if one in known), None)
    return found or (shown.packs[0] if shown.packs and not name else None)
