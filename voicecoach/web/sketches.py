"""The sketch of a story: its four fields, and what takes left out of them."""

from __future__ import annotations

import contextlib
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from voicecoach.coaching.sketches import Sketches, compare_take
from voicecoach.config import Paths
from voicecoach.errors import LibraryError, UsageError
from voicecoach.library import Answer
from voicecoach.library.marks import MAX_STORY
from voicecoach.progress.sketch import (
    MAX_LETTERS,
    MAX_WORDS,
    Sketch,
    SketchComparison,
    comparison_line,
)
from voicecoach.progress.stories import choose_best, group_stories
from voicecoach.types import PARTS
from voicecoach.web.forms import form_of
from voicecoach.web.pages import render
from voicecoach.web.site import Site

SKETCH = "/stories/sketch"

HINTS = {
    "situation": "when, where, what was at stake",
    "task": "what was yours to do",
    "action": "what you did, step by step",
    "result": "what came of it, with a number",
}


def routes(site: Site) -> list[BaseRoute]:
    """Return the page of a sketch."""
    sketches = Sketches(Paths())

    async def sketch(request: Request) -> Response:
        """Answer with the sketch of a story, or with an empty one."""
        story = request.query_params.get("story", "")
        found = await run_in_threadpool(_find, sketches, story)
        context = await run_in_threadpool(_context, site, sketches, found)
        return render(
            request, "sketch.html.j2", context | {"saved": "saved" in request.query_params}
        )

    async def save(request: Request) -> Response:
        """Keep a sketch; where a field is too long, show it again with the reason."""
        form = form_of(request)
        fields: dict[str, str] = {name: form.get(name, "") for name in PARTS}
        wanted = Sketch(form.get("story", "")).with_parts(fields)
        try:
            kept = await run_in_threadpool(sketches.save, wanted)
        except (UsageError, LibraryError) as error:
            context = await run_in_threadpool(_context, site, sketches, wanted)
            return render(request, "sketch.html.j2", context | {"error": error}, status=400)
        return RedirectResponse(f"{sketch_address(kept.story)}&saved=1", 303)

    return [Route(SKETCH, sketch), Route(SKETCH, save, methods=["POST"])]


def sketch_address(story: str) -> str:
    """Return the page of a story's sketch."""
    return f"{SKETCH}?{urlencode({'story': story})}"


def describe_sketches(sketches: Sketches) -> list[dict[str, Any]]:
    """Return each story that has a sketch, with the key words that are shown while speaking."""
    return [{"story": one.story, "parts": one.key_words()} for one in sketches.all()]


def describe_comparison(sketches: Sketches, stored: Answer) -> dict[str, Any] | None:
    """Return a take beside its story's sketch; None where it tells none, or that has no sketch."""
    if not stored.entry.story:
        return None
    with contextlib.suppress(LibraryError):  # the comparison says what is wrong with its file
        if sketches.find(stored.entry.story).is_empty:
            return None
    return _describe(compare_take(sketches, stored))


def _describe(found: SketchComparison) -> dict[str, Any]:
    return {
        "story": found.story,
        "href": sketch_address(found.story),
        "withheld": found.withheld,
        "lines": [(part.name, comparison_line(part)) for part in found.parts],
    }


def _find(sketches: Sketches, story: str) -> Sketch:
    try:
        return sketches.find(story)
    except LibraryError as error:
        raise HTTPException(400, f"{error.message} {error.remedy}".strip()) from error


def _context(site: Site, sketches: Sketches, sketch: Sketch) -> dict[str, object]:
    takes = group_stories(site.library_cache.snapshot().takes).get(sketch.story, ())
    compared = None
    if takes:
        best = choose_best(takes)
        stored = site.library.load(best)
        found = describe_comparison(sketches, stored)
        compared = found | {"ref": f"/answer/{best.ref}"} if found else None
    return {
        "story": sketch.story,
        "fields": [(name, sketch.part(name), HINTS[name]) for name in PARTS],
        "key_words": sketch.key_words(),
        "longest_story": MAX_STORY,
        "max_words": MAX_WORDS,
        "max_letters": MAX_LETTERS,
        "sketch": compared,
        "error": None,
        "saved": False,
    }
