"""Pages for the candidate's notes on an answer, its star and the name of its story."""

from __future__ import annotations

from functools import cache

import nh3
from markdown_it import MarkdownIt
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from voicecoach.errors import LibraryError
from voicecoach.library import Answer
from voicecoach.library.marks import MAX_NOTES, MAX_STORY, notes_version
from voicecoach.web.forms import form_of, wants_json
from voicecoach.web.pages import local_path, render
from voicecoach.web.site import TAKE, Site

TEXT_TAGS = {"a", "blockquote", "br", "code", "del", "em", "hr", "p", "pre", "s", "strong"}
SHAPE_TAGS = {"h2", "h3", "h4", "h5", "h6", "li", "ol", "ul"}
TABLE_TAGS = {"table", "tbody", "td", "th", "thead", "tr"}
TAGS = TEXT_TAGS | SHAPE_TAGS | TABLE_TAGS
"""HTML that notes may contain: formatted text.  No image (it would be fetched), no id or style."""


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of notes and marks."""

    async def notes(request: Request) -> Response:
        """Send the page that shows and edits the notes of a take."""
        answer = await site.load_take(request)
        context = _context(site, answer) | {"saved": "saved" in request.query_params}
        return render(request, "notes.html.j2", context)

    async def save_notes(request: Request) -> Response:
        """Save the notes; where they changed meanwhile, show both texts."""
        form = form_of(request)
        entry = await site.find_take(request)
        text = form.get("notes", "")
        try:
            await run_in_threadpool(site.library.save_notes, entry, text, seen=form.get("seen", ""))
        except LibraryError as error:
            if error.code not in ("changed", "too-large"):
                raise
            answer = await site.load_take(request)
            context = {**_context(site, answer), "mine": text, "error": error}
            return render(request, "notes.html.j2", context, status=409)
        return _done(request, f"/answer/{entry.ref}/notes?saved=notes")

    async def save_story(request: Request) -> Response:
        """Save the story's name."""
        entry = await site.find_take(request)
        await run_in_threadpool(site.library.save_story, entry, form_of(request).get("story", ""))
        return _done(request, f"/answer/{entry.ref}/notes?saved=story")

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


def _context(site: Site, answer: Answer) -> dict[str, object]:
    entry = answer.entry
    shown = site.library_cache.snapshot()
    return {
        "entry": entry,
        "href": f"/answer/{entry.ref}",
        "title": shown.titles.question(entry.pack, entry.question_id),
        "notes": answer.notes,
        "seen": notes_version(answer.notes),
        "rendered": render_markdown(answer.notes),
        "stories": [choice.value for choice in shown.choices["story"]],
        "longest_notes": MAX_NOTES,
        "longest_story": MAX_STORY,
        "error": None,
        "saved": False,
        "mine": answer.notes,
    }


def render_markdown(text: str) -> str:
    """Turn notes into HTML that can neither run nor load anything.

    The renderer drops raw HTML, and an allow-list cleans what it produces.  Headings start one
    level below those of the page.
    """
    html = _markdown().render(text)
    for level in (5, 4, 3, 2, 1):  # h1 becomes h2 and so on: only the page's title is h1
        deeper = f"h{level + 1}>"
        html = html.replace(f"<h{level}>", f"<{deeper}").replace(f"</h{level}>", f"</{deeper}")
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(
        ["table", "strikethrough"]
    )
