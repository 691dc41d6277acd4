"""Practising in the browser: the page of one question, its events, and the keys as commands.

The session runs in the site's own process (`coaching.session_host`): the browser needs no
microphone permission, and the recording is a file on disk before the question is heard.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from voicecoach.coaching.events import (
    Command,
    Reported,
)
from voicecoach.coaching.session_host import SessionHost
from voicecoach.coaching.sketches import Sketches, name_and_compare
from voicecoach.config import Paths
from voicecoach.errors import LibraryError, PackError, UsageError, VoiceCoachError
from voicecoach.questions import find_pack, find_question
from voicecoach.report.figures import build_figures, split_figures
from voicecoach.types import Pack, Question
from voicecoach.web.answers import take_context
from voicecoach.web.forms import form_of, json_of, wants_json
from voicecoach.web.pages import render
from voicecoach.web.questions import practice_address, question_title, running_address
from voicecoach.web.session_events import describe_running, stream
from voicecoach.web.site import TAKE, Site
from voicecoach.web.sketches import describe_comparison, describe_sketches

COMMANDS = {
    "end": Command.END,
    "pause": Command.PAUSE,
    "discard": Command.DISCARD,
    "again": Command.RETAKE,
    "next": Command.NEXT,
    "quit": Command.QUIT,
}


def routes(site: Site) -> list[BaseRoute]:
    """Return the pages and addresses of practising; none where this site only shows answers."""
    host = site.host
    if host is None:
        return []
    sketches = Sketches(Paths())

    async def practise(request: Request) -> Response:
        """Answer with the page of one question, running or not."""
        context = await run_in_threadpool(_context, site, host, request)
        sketched = await run_in_threadpool(describe_sketches, sketches)
        context["sketches"] = sketched
        named = context["told"] | {str(one["story"]) for one in sketched}
        context["stories"] = sorted(named, key=str.casefold)
        wanted = request.query_params.get("story", "")
        context["story"] = host.story if context["running_here"] else wanted
        return render(request, "practice.html.j2", context)

    async def start(request: Request) -> Response:
        """Begin the session and lead to its page; a session that runs already is shown."""
        shown = await run_in_threadpool(site.library_cache.snapshot)
        pack, question = _find(shown.packs, request, form_of(request).get("pack"))
        story = form_of(request).get("story", "").strip()

        name_story = _story_namer(site, sketches, story)
        try:
            host.start(pack, [question], story=story, on_report=name_story)
        except UsageError:
            if wants_json(request):
                raise
            return RedirectResponse(running_address(site) or "/questions", 303)
        address = practice_address(question.id, pack.name)
        return JSONResponse({"address": address}) if wants_json(request) else _go(address)

    async def command(request: Request) -> Response:
        """Hand one key to the session."""
        wished = json_of(request)
        name = wished.get("do") if isinstance(wished, dict) else None
        if name not in COMMANDS:
            raise HTTPException(400, "There is no such command.")
        if not host.running:
            return JSONResponse({"message": "Nothing is being practised any more."}, 409)
        host.send(COMMANDS[name])
        return JSONResponse({"done": name})

    async def events(request: Request) -> Response:
        """Answer with the session's events as they come, from the current take's first on."""
        begin = request.headers.get("last-event-id") or request.query_params.get("after", "0")
        after = int(begin) if begin.isdecimal() and len(begin) < 12 else 0
        headers = {"X-Accel-Buffering": "no"}
        return StreamingResponse(
            stream(site, host, after), media_type="text/event-stream", headers=headers
        )

    async def report(request: Request) -> Response:
        """Answer with what stands on the practice page when the words are there."""
        stored = await site.load_take(request)
        context = await run_in_threadpool(take_context, site, stored)
        analysis = context["view"].analysis  # type: ignore[attr-defined]
        context["figures"] = split_figures(build_figures(analysis))[0]
        context["sketch"] = await run_in_threadpool(describe_comparison, sketches, stored)
        return render(request, "practice_report.html.j2", context)

    return [
        Route("/practice/events", events),
        Route("/practice/command", command, methods=["POST"]),
        Route("/practice/captions", _captions(site), methods=["POST"]),
        Route("/practice/{question}", practise),
        Route("/practice/{question}", start, methods=["POST"]),
        Route(f"{TAKE}/practised", report),
    ]


def _story_namer(site: Site, sketches: Sketches, story: str) -> Callable[[Reported], None] | None:
    """Return what gives each take that tells a story its name; None without a name."""

    def name_story(event: Reported) -> None:
        if event.question.asks_story:
            with contextlib.suppress(LibraryError):  # the report is worth more than its name
                name_and_compare(site.library, sketches, event.folder.ref, story)

    return name_story if story else None


def _captions(site: Site) -> Callable[[Request], Awaitable[Response]]:
    async def captions(request: Request) -> Response:
        """Show the words while somebody speaks, or not, from now on."""
        wished = json_of(request)
        shown = wished.get("shown") if isinstance(wished, dict) else None
        if not isinstance(shown, bool):
            raise HTTPException(400, "Say whether captions are shown: true or false.")
        if site.machine is not None:
            await run_in_threadpool(site.machine.show_captions, shown)
        return JSONResponse({"shown": shown})

    return captions


def _go(address: str) -> Response:
    return RedirectResponse(address, 303)


def _find(packs: Sequence[Pack], request: Request, pack_name: str | None) -> tuple[Pack, Question]:
    """Return the question that a path names.

    Raises
    ------
    HTTPException
        404 where there is none.
    """
    name = request.path_params["question"]
    try:
        if pack_name:
            pack = find_pack(packs, pack_name)
            return find_question((pack,), name)
        return find_question(packs, name)
    except PackError as error:
        raise HTTPException(404, f"{error.message} {error.remedy}".strip()) from error


def _context(site: Site, host: SessionHost, request: Request) -> dict[str, Any]:
    shown = site.library_cache.snapshot()
    pack, question = _find(shown.packs, request, request.query_params.get("pack"))
    mine = host.running and running_address(site) == practice_address(question.id, pack.name)
    now = describe_running(host) if mine else None
    order = [one.id for one in pack.questions]
    place = order.index(question.id)
    following = pack.questions[(place + 1) % len(order)]
    return {
        "pack": pack,
        "question": question,
        "title": question_title(question),
        "stage": next((s for s in pack.stages if s.name == question.stage), None),
        "running_here": mine,
        "running_elsewhere": "" if mine or not host.running else running_address(site),
        "next_question": following if following.id != question.id else None,
        "next_title": question_title(following),
        "next_address": practice_address(following.id, pack.name),
        "phase": host.phase if mine else "idle",
        "now": now,
        "captions": _wants_captions(site),
        "told": {choice.value for choice in shown.choices["story"]},
    }


def _wants_captions(site: Site) -> bool:
    try:
        return site.machine is not None and site.machine.captions
    except VoiceCoachError:  # broken settings: the question can be read all the same
        return False
