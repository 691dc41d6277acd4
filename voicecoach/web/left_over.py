"""What still needs work: recordings that a crash left, and answers without words or report.

Each has its buttons; the work itself goes on in the background (`coaching.job_queue`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from voicecoach.coaching.job_queue import Outcome, Work
from voicecoach.coaching.reanalyse import reanalyse_answer
from voicecoach.coaching.recover import discard_unfinished, finish_unfinished
from voicecoach.coaching.workspace import Workspace
from voicecoach.library import UnfinishedTake
from voicecoach.report.answer_view import title_of
from voicecoach.report.wording import clock
from voicecoach.web.forms import form_of, wants_json
from voicecoach.web.library_cache import LibrarySnapshot
from voicecoach.web.pages import local_path
from voicecoach.web.site import TAKE, Site


def routes(site: Site) -> list[BaseRoute]:
    """Return where the buttons lead; nothing where this site only shows answers."""
    if site.jobs is None or site.machine is None:
        return []
    queue, load = site.jobs, site.machine.load

    async def finish(request: Request) -> Response:
        """Recognise and analyse a recording that a crash left."""
        take = await run_in_threadpool(_find, site, form_of(request).get("ref", ""))
        job = queue.submit(_title(take), _finishing(load, take))
        return _done(request, asdict(job))

    async def discard(request: Request) -> Response:
        """Delete a recording that a crash left."""
        take = await run_in_threadpool(_find, site, form_of(request).get("ref", ""))
        await run_in_threadpool(discard_unfinished, site.library, take)
        return _done(request, {"deleted": take.folder.ref})

    async def analyse(request: Request) -> Response:
        """Analyse a stored answer, with its words where they are missing and a model is here."""
        entry = await site.find_take(request)
        titles = (await run_in_threadpool(site.library_cache.snapshot)).titles
        title = titles.question(entry.pack, entry.question_id)
        job = queue.submit(title, _analysing(load, entry.ref))
        return _done(request, asdict(job))

    return [
        Route("/unfinished/finish", finish, methods=["POST"]),
        Route("/unfinished/discard", discard, methods=["POST"]),
        Route(f"{TAKE}/analyse", analyse, methods=["POST"]),
    ]


def describe_unfinished(site: Site, shown: LibrarySnapshot) -> list[dict[str, object]]:
    """Return what the pages show of each recording that a crash left and nobody works at.

    Nothing is offered where nobody could do the work.
    """
    if site.jobs is None:
        return []
    takes = shown.once("unfinished", lambda: site.library.perhaps_unfinished(shown.takes))
    return [
        {
            "ref": take.folder.ref,
            "title": _title(take),
            "length": clock(take.seconds) if take.seconds else "",
            "empty": take.state == "empty",
        }
        for take in site.library.unfinished_takes(takes)
    ]


def _find(site: Site, ref: str) -> UnfinishedTake:
    found = {take.folder.ref: take for take in site.library.unfinished_takes()}
    if ref not in found:
        raise HTTPException(404, "There is nothing unfinished of that name any more.")
    return found[ref]


def _title(take: UnfinishedTake) -> str:
    if take.question is not None:
        return take.question.title or title_of(take.question.id)
    return title_of(take.folder.path.parent.name[3:])


def _finishing(load: Callable[[], Workspace], take: UnfinishedTake) -> Work:
    def work(on_progress: Callable[[str, float], None]) -> Outcome:
        finish_unfinished(load(), take, on_progress=on_progress)
        return Outcome(ref=take.folder.ref)

    return work


def _analysing(load: Callable[[], Workspace], ref: str) -> Work:
    def work(on_progress: Callable[[str, float], None]) -> Outcome:
        reanalyse_answer(load(), ref, on_progress=on_progress)
        return Outcome(ref=ref)

    return work


def _done(request: Request, data: dict[str, object]) -> Response:
    if wants_json(request):
        return JSONResponse(data)
    return RedirectResponse(local_path(form_of(request).get("back", "/add")), 303)
