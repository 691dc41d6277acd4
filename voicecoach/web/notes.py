"""The candidate's notes on an answer, its star and the name of its story."""

from __future__ import annotations

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from voicecoach.errors import LibraryError
from voicecoach.library import Answer
from voicecoach.library.marks import MAX_NOTES, MAX_STORY, notes_version, story_name
from voicecoach.report.notes_html import render_markdown
from voicecoach.web.forms import form_of, wants_json
from voicecoach.web.library_cache import LibrarySnapshot
from voicecoach.web.pages import local_path, render, templates
from voicecoach.web.site import TAKE, Site


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of notes and marks."""

    async def notes(request: Request) -> Response:
        """Lead to the notes, which stand on the page of their take."""
        entry = await site.find_take(request)
        return RedirectResponse(f"/answer/{entry.ref}#notes", 303)

    async def save_notes(request: Request) -> Response:
        """Save the notes; where they changed meanwhile, show both texts on a page."""
        form = form_of(request)
        entry = await site.find_take(request)
        text = form.get("notes", "")
        try:
            await run_in_threadpool(site.library.save_notes, entry, text, seen=form.get("seen", ""))
        except LibraryError as error:
            if wants_json(request) or error.code not in ("changed", "too-large"):
                raise
            answer = await site.load_take(request)
            context = _conflict(site, answer) | {"mine": text, "error": error}
            return render(request, "notes.html.j2", context, status=409)
        if wants_json(request):
            return JSONResponse({"html": await _render_kept(site, request)})
        return RedirectResponse(f"/answer/{entry.ref}?saved=notes#notes", 303)

    async def save_story(request: Request) -> Response:
        """Save the story's name."""
        entry = await site.find_take(request)
        story = form_of(request).get("story", "")
        await run_in_threadpool(site.library.save_story, entry, story)
        return _done(request, f"/answer/{entry.ref}?saved=story#notes", story=story_name(story))

    async def save_star(request: Request) -> Response:
        """Set or remove the star."""
        form = form_of(request)
        entry = await site.find_take(request)
        starred = form.get("starred") == "1"
        await run_in_threadpool(site.library.save_star, entry, starred=starred)
        return _done(request, local_path(form.get("back", "")), starred=starred)

    return [
        Route(f"{TAKE}/notes", notes),
        Route(f"{TAKE}/notes", save_notes, methods=["POST"]),
        Route(f"{TAKE}/story", save_story, methods=["POST"]),
        Route(f"{TAKE}/star", save_star, methods=["POST"]),
    ]


def _done(request: Request, place: str, **saved: object) -> Response:
    return JSONResponse(saved) if wants_json(request) else RedirectResponse(place, 303)


async def _render_kept(site: Site, request: Request) -> str:
    """Return the notes as they are stored now, with the form that changes them."""
    stored = await site.load_take(request)
    shown = await run_in_threadpool(site.library_cache.snapshot)
    context = notes_context(shown, stored)
    context["form_token"] = request.state.form_token
    return templates().get_template("kept_notes.html.j2").render(context)


def notes_context(shown: LibrarySnapshot, answer: Answer) -> dict[str, object]:
    """Return what the page of a take needs to show and edit its notes and its story's name."""
    return {
        "address": f"/answer/{answer.entry.ref}",
        "notes": answer.notes,
        "notes_html": Markup(render_markdown(answer.notes)),  # noqa: S704 - cleaned there
        "notes_seen": notes_version(answer.notes),
        "stories": [choice.value for choice in shown.choices["story"]],
        "longest_notes": MAX_NOTES,
        "longest_story": MAX_STORY,
        "saved": False,
    }


def _conflict(site: Site, answer: Answer) -> dict[str, object]:
    """Return the values of the page that is shown where notes could not be saved."""
    entry = answer.entry
    return {
        "entry": entry,
        "href": f"/answer/{entry.ref}",
        "title": site.library_cache.snapshot().titles.question(entry.pack, entry.question_id),
        "notes": answer.notes,
        "seen": notes_version(answer.notes),
        "longest_notes": MAX_NOTES,
    }
