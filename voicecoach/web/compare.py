"""Compares two takes of one answer, or of one question, side by side."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from voicecoach.library import Entry
from voicecoach.library.refs import analysed_takes_like
from voicecoach.report.comparison import build_comparison
from voicecoach.web.pages import render
from voicecoach.web.site import Site

MAX_CHOICES = 200
"""Takes of one question that the page offers; a longer list is not usable."""


def routes(site: Site) -> list[BaseRoute]:
    """Return the route of the comparison."""

    async def compare(request: Request) -> Response:
        """Send the page that compares the second take with the first."""
        first = await run_in_threadpool(site.take_named, request.query_params.get("first", ""))
        second = await run_in_threadpool(site.take_named, request.query_params.get("second", ""))
        context = await run_in_threadpool(_context, site, first, second)
        return render(request, "compare.html.j2", context)

    return [Route("/compare", compare)]


def _context(site: Site, first: Entry, second: Entry) -> dict[str, object]:
    sides = []
    for entry in (first, second):
        stored = site.library.load(entry)
        view = site.view_of(stored)
        href = f"/answer/{entry.ref}/audio" if stored.recording else None
        sides.append(dataclasses.replace(view, audio_href=href))
    shown = site.library_cache.snapshot()
    return {
        "title": shown.titles.question(second.pack, second.question_id),
        "prompt": second.prompt or first.prompt,
        "sides": sides,
        "names": _names(first, second),
        "comparison": build_comparison(sides[0].analysis, sides[1].analysis),
        "priority": sides[0].analysis.priority,
        "choices": _choices(shown.takes, first, second),
    }


def _names(first: Entry, second: Entry) -> tuple[str, str]:
    """Return the shortest names by which the two takes differ."""
    if (first.session, first.answer) == (second.session, second.answer):
        return f"Take {first.take}", f"Take {second.take}"
    dates = [f"{e.started.day} {e.started:%B}, take {e.take}" for e in (first, second)]
    if dates[0] == dates[1]:
        dates = [f"{e.started.day} {e.started:%B, %H:%M}, take {e.take}" for e in (first, second)]
    return dates[0], dates[1]


def _choices(entries: Sequence[Entry], first: Entry, second: Entry) -> list[tuple[str, str]]:
    """Return (ref, text) of the takes of the question, always including the two chosen."""
    same = [*analysed_takes_like(entries, second)[:MAX_CHOICES]]
    same += [entry for entry in (first, second) if entry not in same]
    return [
        (entry.ref, f"{entry.started.day} {entry.started:%B %Y, %H:%M}, take {entry.take}")
        for entry in same
    ]
