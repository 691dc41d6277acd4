"""The page of trends over the chosen answers."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from voicecoach.library import Entry
from voicecoach.progress.filters import Filter, describe
from voicecoach.progress.trend_sentences import describe_trends
from voicecoach.progress.trends import BOTTOM, HEIGHT, LEFT, RIGHT, WIDTH, draw_all, split_time
from voicecoach.web.pages import render
from voicecoach.web.site import Site


def routes(site: Site) -> list[BaseRoute]:
    """Return the route of the trends."""

    async def trends(request: Request) -> Response:
        """Send the trends over the answers that match the address's filters."""
        return render(request, "trends.html.j2", await run_in_threadpool(_context, site, request))

    return [Route("/trends", trends)]


def _context(site: Site, request: Request) -> dict[str, object]:
    shown = site.library_cache.snapshot()
    wanted = Filter.read(request.query_params)
    answers = site.library_cache.select(shown, wanted)
    drawn = _draw(answers) if wanted.is_set else shown.once("trends", lambda: _draw(answers))
    return drawn | {
        "wanted": wanted,
        "wishes": describe(wanted, shown.titles),
        "choices": shown.choices,
        "n_answers": len(answers),
        "n_all": len(shown.answers),
        "box": {"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": WIDTH - RIGHT,
                "bottom": HEIGHT - BOTTOM},
    }  # fmt: skip


def _draw(answers: Sequence[Entry]) -> dict[str, object]:
    stretches = split_time(answers)
    return {
        "sentences": describe_trends(answers),
        "charts": draw_all(stretches),
        "stretch": stretches.name,
    }
