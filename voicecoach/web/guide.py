"""A question pack as a guide to read: stages, qualities, checklist, mistakes, facts, sources."""

from __future__ import annotations

from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from voicecoach.report.guide import facts_note, source_number
from voicecoach.web.pages import render
from voicecoach.web.site import Site


def routes(site: Site) -> list[BaseRoute]:
    """Return the page of one guide."""

    async def guide(request: Request) -> Response:
        """Answer with one pack's guide."""
        name = request.path_params["pack"]
        shown = await run_in_threadpool(site.library_cache.snapshot)
        pack = next((one for one in shown.packs if one.name == name), None)
        if pack is None:
            raise HTTPException(404, "There is no guide of that name.")
        histories = await run_in_threadpool(shown.histories)
        practised = {one.question_id for one in histories if one.pack == name}
        stages = [
            (
                stage,
                sum(q.stage == stage.name for q in pack.questions),
                sum(q.stage == stage.name and q.id in practised for q in pack.questions),
            )
            for stage in pack.stages
        ]
        context = {
            "pack": pack,
            "stages": stages,
            "note": facts_note(pack, date.today()),
            "facts": [(fact, source_number(pack, fact)) for fact in pack.facts],
        }
        return render(request, "guide.html.j2", context)

    return [Route("/guide/{pack}", guide)]
