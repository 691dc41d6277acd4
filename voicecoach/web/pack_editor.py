"""The user's own question packs in the page: begin, edit and check one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from voicecoach.coaching.own_packs import (
    OwnPack,
    check_text,
    find_own_pack,
    locate_own_pack,
    own_packs,
    refuse_too_large,
    save_text,
    write_starter,
)
from voicecoach.config import Paths
from voicecoach.errors import PackError, UsageError
from voicecoach.questions import PackProblem
from voicecoach.web.forms import form_of, json_of, wants_json
from voicecoach.web.pages import render, status_of
from voicecoach.web.site import Site


def routes(site: Site) -> list[BaseRoute]:
    """Return the pages of own packs; none where this site only shows answers."""
    if site.machine is None:
        return []
    folder = Paths().packs

    async def listing(request: Request) -> Response:
        """Answer with the user's own packs."""
        found = await run_in_threadpool(lambda: list(own_packs(folder)))
        return render(request, "own_packs.html.j2", {"packs": found, "refused": "", "name": ""})

    async def begin(request: Request) -> Response:
        """Write a starter and lead to its text."""
        name = form_of(request).get("name", "").strip()
        try:
            await run_in_threadpool(_begin, name, folder)
        except (PackError, UsageError) as error:
            found = await run_in_threadpool(lambda: list(own_packs(folder)))
            refused = f"{error.message} {error.remedy}"
            context = {"packs": found, "refused": refused, "name": name}
            return render(request, "own_packs.html.j2", context, status=400)
        return RedirectResponse(_address(name), 303)

    async def edit(request: Request) -> Response:
        """Answer with the text of one pack and what is wrong with it."""
        pack = await run_in_threadpool(find_own_pack, folder, request.path_params["pack"])
        context = {"pack": pack, "refused": "", "digest": pack.digest}
        return render(request, "own_pack.html.j2", context)

    async def save(request: Request) -> Response:
        """Save the text; it is kept with its problems too."""
        return await run_in_threadpool(_save, folder, request)

    async def check(request: Request) -> Response:
        """Answer with what is wrong with a text that is not saved."""
        name = _locate(folder, request).stem
        wished = json_of(request)
        text = wished.get("text") if isinstance(wished, dict) else None
        if not isinstance(text, str):
            raise HTTPException(400, "Send the text of the pack.")
        refuse_too_large(text)
        problems = await run_in_threadpool(check_text, name, text)
        return JSONResponse({"problems": describe(problems)})

    return [
        Route("/packs", listing),
        Route("/packs", begin, methods=["POST"]),
        Route("/packs/{pack}", edit),
        Route("/packs/{pack}", save, methods=["POST"]),
        Route("/packs/{pack}/check", check, methods=["POST"]),
    ]


def _address(name: str) -> str:
    """Return the page that edits a pack, whatever its file is called."""
    return f"/packs/{quote(name, safe='')}"


def _begin(name: str, folder: Path) -> None:
    write_starter(name, None, folder, today=date.today())


def _save(folder: Path, request: Request) -> Response:
    form = form_of(request)
    text, digest = form.get("text", ""), form.get("digest", "")
    file = _locate(folder, request)
    try:
        pack = save_text(folder, file.stem, text, digest)
    except PackError as error:
        if wants_json(request) or error.code == "unreadable":
            raise
        problems = () if error.code == "too-large" else check_text(file.stem, text)
        kept = OwnPack(file.stem, file, text, problems)
        # not the digest of the unsaved text: the change began with what was saved
        context = {"pack": kept, "refused": f"{error.message} {error.remedy}", "digest": digest}
        return render(request, "own_pack.html.j2", context, status=status_of(error))
    if wants_json(request):
        return JSONResponse({"digest": pack.digest, "problems": describe(pack.problems)})
    return RedirectResponse(_address(pack.name), 303)


def _locate(folder: Path, request: Request) -> Path:
    return locate_own_pack(folder, request.path_params["pack"])


def describe(problems: tuple[PackProblem, ...]) -> list[dict[str, object]]:
    """Return problems as the page's script reads them."""
    return [
        {"place": one.place, "message": one.message, "remedy": one.remedy, "line": one.line}
        for one in problems
    ]
