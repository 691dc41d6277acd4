"""Shows which questions of a pack were practised, and which qualities the answers showed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from voicecoach.library import Entry
from voicecoach.progress.filters import Filter
from voicecoach.types import Pack, Question
from voicecoach.web.library_cache import LibrarySnapshot
from voicecoach.web.pages import render
from voicecoach.web.site import Site


@dataclass(frozen=True, slots=True)
class Cell:
    """A question that asks for a quality: number of answers, and of those that showed it."""

    n_answers: int
    n_shown: int
    address: str


@dataclass(frozen=True, slots=True)
class Line:
    """One question; one cell for each quality of the pack, None where it does not ask for it."""

    question: Question
    n_answers: int
    address: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One pack: stages with their questions, and each quality's (title, practised, questions)."""

    pack: Pack
    stages: tuple[tuple[str, tuple[Line, ...]], ...]
    qualities: tuple[tuple[str, int, int], ...]
    n_practised: int
    n_questions: int


def routes(site: Site) -> list[BaseRoute]:
    """Return the route of the page."""

    async def practised(request: Request) -> Response:
        """Send the grid of one pack."""
        context = await run_in_threadpool(_context, site, request)
        return render(request, "practised.html.j2", context)

    return [Route("/practised", practised)]


def _context(site: Site, request: Request) -> dict[str, object]:
    shown = site.shelf.snapshot()
    name = request.query_params.get("pack", "")
    pack = _choose(shown, name)
    return {
        "packs": shown.packs,
        "asked": name,
        "grid": build_grid(pack, shown.answers) if pack else None,
    }


def _choose(shown: LibrarySnapshot, name: str) -> Pack | None:
    """Return the pack named, else the one practised last, else the first."""
    known = {pack.name: pack for pack in shown.packs}
    wanted = [name, *(entry.pack for entry in shown.answers[:50])] if not name else [name]
    found = next((known[one] for one in wanted if one in known), None)
    return found or (shown.packs[0] if shown.packs and not name else None)


def build_grid(pack: Pack, answers: Sequence[Entry]) -> Grid:
    """Count for each question of the pack its answers and the qualities that they showed."""
    mine = [entry for entry in answers if entry.pack == pack.name]
    asked = Counter(entry.question_id for entry in mine)
    shown = Counter(
        (entry.question_id, quality)
        for entry in mine
        if entry.summary
        for quality in entry.summary.shown
    )
    titles = {quality.name: quality.title for quality in pack.qualities}
    used = [name for name in titles if any(name in q.qualities for q in pack.questions)]

    def line(question: Question) -> Line:
        address = Filter(pack=pack.name, question=question.id).address("/")
        n = asked[question.id]
        cells = (
            Cell(n, shown[question.id, name], address) if name in question.qualities else None
            for name in used
        )
        return Line(question, n, address, tuple(cells))

    stages = tuple(
        (stage.title, tuple(line(q) for q in pack.questions if q.stage == stage.name))
        for stage in pack.stages
    )
    totals = tuple(
        (
            titles[name],
            sum(asked[q.id] > 0 for q in pack.questions if name in q.qualities),
            sum(name in q.qualities for q in pack.questions),
        )
        for name in used
    )
    return Grid(
        pack,
        tuple((title, lines) for title, lines in stages if lines),
        totals,
        sum(asked[q.id] > 0 for q in pack.questions),
        len(pack.questions),
    )
