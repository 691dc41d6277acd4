"""Pages that delete and restore answers, and show how much disk space they use."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from voicecoach.library import Deleted, Entry
from voicecoach.progress.filters import Titles
from voicecoach.web.forms import form_of, wants_json
from voicecoach.web.pages import local_path, render
from voicecoach.web.site import TAKE, Site

DEPTHS = {"session": 1, "answer": 2, "take": 3}


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of deleting and restoring."""

    async def trash(request: Request) -> Response:
        """Send the page with deleted answers and the disk space in use."""
        return render(request, "trash.html.j2", await run_in_threadpool(_context, site, request))

    async def delete(request: Request) -> Response:
        """Move a session, an answer or a take to the trash."""
        form = form_of(request)
        what = form.get("what", "answer")
        if what not in DEPTHS:
            raise HTTPException(400, "Only a session, an answer or a take can be deleted.")
        entry = await site.find_take(request)
        number = await run_in_threadpool(_delete, site, entry, DEPTHS[what])
        if wants_json(request):
            return JSONResponse({"deleted": number})
        back = local_path(form.get("back", ""))
        return RedirectResponse(f"{back}{'&' if '?' in back else '?'}deleted={number}", 303)

    async def restore(request: Request) -> Response:
        """Move what was deleted back to its old place."""
        form = form_of(request)
        number = form.get("number", "")
        if not number.isdecimal() or len(number) > 8:
            raise HTTPException(400, "There is nothing like that in the trash.")
        place = await run_in_threadpool(site.library.restore, int(number))
        if wants_json(request):
            return JSONResponse({"restored": place.name})
        back = local_path(form.get("back", ""))
        if back == "/trash":
            where = place.relative_to(site.library.root).as_posix()
            back = f"/trash?{urlencode({'restored': where})}"
        return RedirectResponse(back, 303)

    async def empty(request: Request) -> Response:
        """Delete for good what the trash holds."""
        if form_of(request).get("sure") != "1":
            raise HTTPException(400, "Tick the box first: what is deleted for good stays deleted.")
        freed = await run_in_threadpool(site.library.empty_trash)
        if wants_json(request):
            return JSONResponse({"freed": freed})
        return RedirectResponse(f"/trash?freed={freed}", 303)

    return [
        Route("/trash", trash),
        Route("/trash/restore", restore, methods=["POST"]),
        Route("/trash/empty", empty, methods=["POST"]),
        Route(f"{TAKE}/delete", delete, methods=["POST"]),
    ]


def _delete(site: Site, entry: Entry, depth: int) -> int:
    """Move a folder to the trash and return its number there."""
    folder = site.library.root.joinpath(*entry.ref.split("/")[:depth])
    place = site.library.delete(folder)
    assert place is not None  # noqa: S101 - only deleting for good returns nothing
    return int(place.parts[len(site.library.root.parts) + 1])


def title_deleted(thing: Deleted, titles: Titles) -> str:
    """Return the title of what was deleted: its question's, or for a session its pack's."""
    if not thing.question_id:
        return titles.pack(thing.pack)
    return titles.question(thing.pack, thing.question_id, thing.title)


def _short(folder: Path) -> str:
    """Return a folder as one names it: from the home folder on, where it lies there."""
    home = Path.home()
    return f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) else str(folder)


def _context(site: Site, request: Request) -> dict[str, object]:
    shown = site.library_cache.snapshot()
    freed = request.query_params.get("freed", "")
    restored = f"{request.query_params.get('restored', '')}/"
    back = next((one for one in shown.takes if f"{one.ref}/".startswith(restored)), None)
    return {
        "things": [(one, title_deleted(one, shown.titles)) for one in site.library.list_trash()],
        "n_bytes": sum(entry.n_bytes for entry in shown.takes),
        "n_trash_bytes": site.library.measure_trash(),
        "free_bytes": site.library.measure_free(),
        "folder": _short(site.library.root.absolute()),
        "restored": f"/answer/{back.ref}" if back else "",
        "restored_title": shown.titles.question(back.pack, back.question_id) if back else "",
        "n_takes": len(shown.takes),
        "freed": int(freed) if freed.isdecimal() and len(freed) < 16 else None,
    }
