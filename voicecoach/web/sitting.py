"""The page of one sitting: what its answers showed together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from voicecoach.coaching.debrief_session import debrief_session
from voicecoach.progress.debrief import Debrief, DebriefAnswer, Pattern
from voicecoach.progress.entry_figures import length_s
from voicecoach.progress.filters import Titles
from voicecoach.report.wording import clock_length, seconds_text
from voicecoach.types import PARTS
from voicecoach.web.home import remark_on
from voicecoach.web.pages import render
from voicecoach.web.site import Site


def routes(site: Site) -> list[BaseRoute]:
    """Return the page of a sitting."""

    async def sitting(request: Request) -> Response:
        """Answer with the debrief of the sitting that a session belongs to."""
        context = await run_in_threadpool(_context, site, request.path_params["session"])
        return render(request, "sitting.html.j2", context)

    return [Route("/session/{session}", sitting)]


def _context(site: Site, session: str) -> dict[str, object]:
    shown = site.library_cache.snapshot()
    titles = shown.titles
    debrief = debrief_session(site.library, session, shown.takes)
    rows = [answer_row(one, titles) for one in debrief.answers]
    return describe_debrief(debrief, titles) | {
        "rows": rows,
        "spoken": seconds_text(debrief.spoken_s),
        "can_practise": site.host is not None,
    }


def describe_debrief(debrief: Debrief, titles: Titles) -> dict[str, object]:
    """Return what `debrief.html.j2` shows: one thing next, what repeated, qualities, stories."""
    by_ref = {one.entry.ref: _title(one, titles) for one in debrief.answers}
    return {
        "debrief": debrief,
        "missing": [_pattern(one, by_ref) for one in debrief.missing],
        "repeated": [_pattern(one, by_ref) for one in debrief.repeated],
        "shown": [(titles.quality(name), _links(refs, by_ref)) for name, refs in debrief.shown],
        "not_shown": [titles.quality(name) for name in debrief.not_shown],
        "twice": [(name, _links(refs, by_ref)) for name, refs in debrief.twice],
        "step": debrief.next_step,
        "step_title": _step_title(debrief, titles),
    }


def _title(one: DebriefAnswer, titles: Titles) -> str:
    return titles.question(one.entry.pack, one.entry.question_id, one.title)


def answer_row(one: DebriefAnswer, titles: Titles) -> dict[str, Any]:
    """Return what a list shows of one answer."""
    summary = one.entry.summary
    return {
        "title": _title(one, titles),
        "href": f"/answer/{one.entry.ref}",
        "length": clock_length(length_s(summary)),
        "star": list(zip(PARTS, summary.star, strict=True)) if summary and summary.star else [],
        "advice": one.analysis.priority.message if one.analysis and one.analysis.priority else "",
        "remark": remark_on(one.entry),
    }


def _pattern(one: Pattern, titles: Mapping[str, str]) -> dict[str, Any]:
    return {"text": one.text, "n": len(one.refs), "of": one.n_of, "links": _links(one.refs, titles)}


def _links(refs: tuple[str, ...], titles: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(f"/answer/{ref}", titles.get(ref, ref)) for ref in refs]


def _step_title(debrief: Debrief, titles: Titles) -> str:
    """Return the title of the question to practise, also where the advice is on a follow-up."""
    step = debrief.next_step
    if step is None:
        return ""
    kept = next((one.title for one in debrief.answers if one.entry.ref == step.ref), "")
    return titles.question(step.pack, step.question, kept)
