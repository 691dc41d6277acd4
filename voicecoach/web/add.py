"""Bring recordings from elsewhere: drop or choose files, see each become an answer."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from voicecoach.coaching.add_recording import add_upload
from voicecoach.coaching.demo import FOLDER, PACK
from voicecoach.coaching.job_queue import JobQueue
from voicecoach.errors import PackError
from voicecoach.questions import find_pack, find_question
from voicecoach.temporary_folders import temporary_folder
from voicecoach.types import Pack, Question
from voicecoach.web.guard import UPLOAD_PATH
from voicecoach.web.pages import render
from voicecoach.web.questions import choose_pack, question_title
from voicecoach.web.site import Site

MAX_UPLOAD_BYTES = 2_000_000_000
"""Three hours of uncompressed CD sound; a phone's recording of an interview has 60 MB."""

EXAMPLE = FOLDER / "answers" / "decision.flac"
"""The demo's answer to `EXAMPLE_QUESTION`, spoken by a synthesised voice."""

EXAMPLE_QUESTION = "incomplete-information"

MAX_SILENT_S = 20.0
"""A browser on this machine sends without a break; who sends nothing for so long has gone."""

MAX_NAME_BYTES = 200
"""Most file systems take 255 bytes; the rest is for what we put before it."""


def routes(site: Site) -> list[BaseRoute]:
    """Return the page that adds recordings; none where this site only shows answers."""
    if site.jobs is None or site.machine is None:
        return []
    queue, machine = site.jobs, site.machine

    async def add(request: Request) -> Response:
        """Answer with the form and the files of this start."""
        context = await run_in_threadpool(_context, site, queue, request)
        return render(request, "add.html.j2", context)

    async def status(request: Request) -> Response:
        """Answer with how far each file is."""
        del request
        return JSONResponse({"jobs": [asdict(job) for job in queue.jobs()]})

    async def take_file(request: Request) -> Response:
        """Take one file, as it is sent, and queue it."""
        name = _plain_name(request.query_params.get("name", ""))
        pack, question = await run_in_threadpool(_asked, site, request)
        stack = contextlib.ExitStack()
        try:
            file = stack.enter_context(temporary_folder("upload")) / name
            await _receive(request, file)
            started = _moment(request.query_params.get("changed", ""))
        except BaseException:
            stack.close()
            raise
        work = add_upload(
            machine.load, file, stack.close, question=question, pack=pack, started=started
        )
        job = queue.submit(name, work)
        return JSONResponse(asdict(job))

    async def example(request: Request) -> Response:
        """Add the demo's answer and lead to where its progress stands."""
        del request
        shown = await run_in_threadpool(site.library_cache.snapshot)
        pack, question = find_question((find_pack(shown.packs, PACK),), EXAMPLE_QUESTION)
        now = datetime.now().astimezone()
        work = add_upload(
            machine.load, EXAMPLE, lambda: None, question=question, pack=pack, started=now
        )
        queue.submit("Example answer", work)
        return RedirectResponse("/add", 303)

    return [
        Route("/add", add),
        Route("/add/example", example, methods=["POST"]),
        Route("/add/status", status),
        Route(UPLOAD_PATH, take_file, methods=["POST"]),
    ]


def _context(site: Site, queue: JobQueue, request: Request) -> dict[str, object]:
    shown = site.library_cache.snapshot()
    pack = choose_pack(shown, request.query_params.get("pack", ""), site.default_pack)
    return {
        "jobs": queue.jobs(),
        "pack": pack,
        "questions": [
            (stage.title, _titles(pack, stage.name)) for stage in (pack.stages if pack else ())
        ],
    }


def _titles(pack: Pack | None, stage: str) -> list[tuple[str, str]]:
    """Return id and title of the questions of one stage."""
    questions = pack.questions if pack else ()
    return [(one.id, question_title(one)) for one in questions if one.stage == stage]


def _asked(site: Site, request: Request) -> tuple[Pack | None, Question | None]:
    """Return the question that the address names; nothing where it names none."""
    name, pack_name = request.query_params.get("question", ""), request.query_params.get("pack", "")
    if not name:
        return None, None
    try:
        return find_question((find_pack(site.library_cache.snapshot().packs, pack_name),), name)
    except PackError as error:
        raise HTTPException(404, error.message) from error


def _plain_name(name: str) -> str:
    """Return a file name without folders, short enough for any file system."""
    plain = "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable())
    plain = plain.strip().lstrip(".") or "recording"
    stem, dot, suffix = plain.rpartition(".")
    if not dot:
        return plain.encode()[:MAX_NAME_BYTES].decode("utf-8", "ignore")
    room = MAX_NAME_BYTES - len(suffix.encode()) - 1
    return f"{stem.encode()[: max(1, room)].decode('utf-8', 'ignore')}.{suffix[:12]}"


def _moment(milliseconds: str) -> datetime | None:
    """Return when a file was last changed, as a browser says it; nothing where it does not."""
    if not milliseconds.isdecimal() or not 0 < len(milliseconds) < 15:
        return None
    try:
        return datetime.fromtimestamp(int(milliseconds) / 1000, UTC).astimezone()
    except (OverflowError, OSError, ValueError):
        return None


async def _receive(request: Request, file: Path) -> None:
    """Write the body to ``file`` as it comes.

    Raises
    ------
    HTTPException
        408, 413 or 507 where it stops, is too large, or the disk is full.
    """
    n_bytes = 0
    stream = request.stream()
    try:
        with file.open("xb") as sink:
            while True:
                block = await asyncio.wait_for(anext(stream, None), MAX_SILENT_S)
                if block is None:
                    break
                n_bytes += len(block)
                if n_bytes > MAX_UPLOAD_BYTES:
                    raise HTTPException(413, "At most 2 GB can be added at once.")
                await run_in_threadpool(sink.write, block)
    except TimeoutError as error:
        raise HTTPException(408, "The file stopped arriving; add it again.") from error
    except ClientDisconnect as error:
        raise HTTPException(400, "The file broke off.") from error
    except OSError as error:
        raise HTTPException(507, f"The file cannot be kept: {error.strerror}.") from error
