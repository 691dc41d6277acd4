"""The mock interview in the browser: its rounds, holding it, and what it showed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from voicecoach.coaching.debrief_session import debrief_mock
from voicecoach.coaching.mock import MockInterview
from voicecoach.coaching.mock_store import Mocks, choose_mock
from voicecoach.coaching.preparations import current_for
from voicecoach.coaching.session import Practice
from voicecoach.coaching.session_host import HostedUI, SessionHost
from voicecoach.config import Paths
from voicecoach.errors import LibraryError, PackError, UsageError
from voicecoach.progress.filters import Titles
from voicecoach.progress.mock_debrief import MockDebrief, RoundResult
from voicecoach.progress.mock_rounds import MockRecord, thinks_aloud
from voicecoach.progress.mock_text import (
    mock_document,
    not_reached_text,
    render_mock_markdown,
    work_text,
)
from voicecoach.progress.round_summary import round_sentences
from voicecoach.questions import find_pack
from voicecoach.report.wording import clock, seconds_text, title_of
from voicecoach.web.forms import form_of, wants_json
from voicecoach.web.left_over import describe_unfinished
from voicecoach.web.pages import download_headers, render
from voicecoach.web.questions import MOCK, choose_pack, running_address
from voicecoach.web.session_events import describe_running
from voicecoach.web.site import Site
from voicecoach.web.sitting import answer_row, describe_debrief

MAX_LISTED = 20
"""Earlier mock interviews on the page; the newest come first."""


def routes(site: Site) -> list[BaseRoute]:
    """Return the pages of the mock interview; it is held only where this site practises."""
    mocks = Mocks(Paths())
    host = site.host

    async def page(request: Request) -> Response:
        """Answer with the running mock interview, or with what can be begun or resumed."""
        context = await run_in_threadpool(_context, site, mocks, request)
        return render(request, "mock.html.j2", context)

    async def debrief(request: Request) -> Response:
        """Answer with what a mock interview showed."""
        found = await run_in_threadpool(_find, site, mocks, request)
        return render(request, "mock_debrief.html.j2", _describe(site, *found))

    async def markdown(request: Request) -> Response:
        """Answer with the debrief as a Markdown file."""
        found, title = await run_in_threadpool(_find, site, mocks, request)
        return _file(render_mock_markdown(found, title), "text/markdown", f"{found.record.name}.md")

    async def document(request: Request) -> Response:
        """Answer with the debrief as a JSON document."""
        found, _ = await run_in_threadpool(_find, site, mocks, request)
        return JSONResponse(mock_document(found))

    pages: list[BaseRoute] = [
        Route(MOCK, page),
        Route(f"{MOCK}/{{name}}", debrief),
        Route(f"{MOCK}/{{name}}/debrief.md", markdown),
        Route(f"{MOCK}/{{name}}/debrief.json", document),
    ]
    if host is None:
        return pages

    async def start(request: Request) -> Response:
        """Begin a mock interview, or go on with one, and lead to its page."""
        try:
            await run_in_threadpool(_start, site, host, mocks, form_of(request))
        except UsageError as error:
            if wants_json(request) or error.code != "session-running":
                raise
            return RedirectResponse(running_address(site) or MOCK, 303)
        return JSONResponse({"address": MOCK}) if wants_json(request) else _go(MOCK)

    return [Route(MOCK, start, methods=["POST"]), *pages]


def _go(address: str) -> Response:
    return RedirectResponse(address, 303)


def _file(text: str, kind: str, name: str) -> Response:
    return Response(text, media_type=kind, headers=download_headers(name))


def _start(site: Site, host: SessionHost, mocks: Mocks, form: dict[str, str]) -> None:
    """Begin or resume as a form asks.

    Raises
    ------
    UsageError
        If a session is going on, or there is no such stage.
    LibraryError
        If there is no such mock interview, or its file is damaged.
    HTTPException
        404 where there is no such pack.
    """
    if host.running:  # before a file is written that nobody asked for
        raise UsageError(
            "A question is being practised already.", "End it first.", code="session-running"
        )
    packs = site.library_cache.snapshot().packs
    try:
        record, pack = choose_mock(
            mocks,
            lambda name: find_pack(packs, name),
            name=form.get("name", ""),
            pack="" if form.get("name") else form.get("pack", ""),
            stage=form.get("stage") or None,
            new=True,
        )
    except PackError as error:
        raise HTTPException(404, f"{error.message} {error.remedy}".strip()) from error
    host.start_mock(pack, record.name, _holding(mocks, record))


def _holding(mocks: Mocks, record: MockRecord) -> Callable[[Practice, HostedUI], object]:
    def hold(practice: Practice, ui: HostedUI) -> object:
        return MockInterview(mocks, record, practice, ui).run()

    return hold


def _context(site: Site, mocks: Mocks, request: Request) -> dict[str, object]:
    shown = site.library_cache.snapshot()
    current = current_for(Paths())
    name = request.query_params.get("pack", "") or (current.pack if current else "")
    pack = choose_pack(shown, name, site.default_pack)
    host = site.host
    running = host is not None and host.running and host.is_mock
    records = _records(mocks)
    known = {one.name: one.title for one in shown.packs}
    context: dict[str, object] = {
        "packs": [one for one in shown.packs if not one.variant_of or one is pack],
        "pack": pack,
        "asked": name,
        "can_practise": host is not None,
        "running_here": running,
        "running_name": host.mock_name if running and host else "",
        "running_elsewhere": "" if running else running_address(site),
        "failed": host.failure if host is not None and host.is_mock else None,
        "phase": host.phase if running and host else "idle",
        "now": describe_running(host) if running and host else None,
        "unfinished": describe_unfinished(site, shown),
        "open": [_list_row(one, known) for one in records if not one.is_over],
        "held": [_list_row(one, known) for one in records if one.is_over],
        "rounds": [],
    }
    if pack is None:
        return context
    proposed = mocks.propose(pack, seed=0)
    stages = {stage.name: stage for stage in pack.stages}
    questions = {question.id: question for question in pack.questions}
    rounds = [
        asdict(one)
        | {
            "minutes": f"{one.limit_s / 60:.0f}",
            "purpose": stages[one.stage].purpose,
            "is_spoken_work": thinks_aloud(questions[name] for name in one.questions),
        }
        for one in proposed.rounds
    ]
    total = sum(one.limit_s for one in proposed.rounds) / 60
    return context | {"rounds": rounds, "total": f"{total:.0f}"}


def _records(mocks: Mocks) -> list[MockRecord]:
    found = []
    for name in mocks.names()[:MAX_LISTED]:
        try:
            found.append(mocks.load(name))
        except LibraryError:  # `mock --list` names a broken file
            continue
    return found


def _list_row(one: MockRecord, known: dict[str, str]) -> dict[str, Any]:
    following = next((r.title for r in one.rounds if r.state != "ended"), "")
    return {
        "name": one.name,
        "title": known.get(one.pack, title_of(one.pack)),
        "is_known": one.pack in known,
        "started": one.started[:10],
        "n_ended": one.n_ended,
        "n_rounds": len(one.rounds),
        "following": following,
    }


def _find(site: Site, mocks: Mocks, request: Request) -> tuple[MockDebrief, str]:
    """Return the debrief of the mock interview that a path names, and its pack's title."""
    record = mocks.load(request.path_params["name"])
    packs = {pack.name: pack for pack in site.library_cache.snapshot().packs}
    pack = packs.get(record.pack)
    title = pack.title if pack else title_of(record.pack)
    return debrief_mock(site.library, record, pack), title


def _describe(site: Site, found: MockDebrief, title: str) -> dict[str, object]:
    titles = site.library_cache.snapshot().titles
    record = found.record
    context: dict[str, object] = {
        "title": title,
        "record": record,
        "when": record.started[:10],
        "spent": seconds_text(found.spent_s),
        "rounds": [_round_row(found, one, titles) for one in found.rounds],
        "mistakes": [
            {"title": one.title, "advice": one.advice, "quote": one.quote,
             "links": [(f"/answer/{ref}", found.round_of(ref)) for ref in one.refs]}
            for one in found.mistakes
        ],
        "rows": [a for one in found.rounds for a in one.answers],
        "can_practise": site.host is not None,
        "debrief": None,
    }  # fmt: skip
    if found.debrief is None:
        return context
    described = describe_debrief(found.debrief, titles)
    by_round = [
        (titles.quality(name), [(f"/answer/{ref}", found.round_of(ref)) for ref in refs])
        for name, refs in found.debrief.shown
    ]
    return context | described | {"shown": by_round}


def _round_row(found: MockDebrief, one: RoundResult, titles: Titles) -> dict[str, Any]:
    return {
        "title": one.round.title,
        "state": one.round.state,
        "time": clock(one.spent_s),
        "limit": f"{one.round.limit_s / 60:.0f}",
        "rows": [answer_row(a, titles) for a in one.answers],
        "summary": " ".join(round_sentences(found, one)),
        "work": [(f"/answer/{work.ref}", work_text(work)) for work in one.spoken_work],
        "not_reached": not_reached_text(found, one),
    }
