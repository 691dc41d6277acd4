"""The page of the stories: one row a story, the qualities as columns."""

from __future__ import annotations

from textwrap import shorten
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from voicecoach.coaching.preparations import current_for
from voicecoach.coaching.sketches import Sketches
from voicecoach.coaching.story_board import load_board
from voicecoach.config import Paths
from voicecoach.progress.schedule import GRADE_WORDS, grade_answer
from voicecoach.progress.stories import AIM, Story, StoryBoard
from voicecoach.report.wording import clock_length
from voicecoach.web.library_cache import LibrarySnapshot
from voicecoach.web.pages import render
from voicecoach.web.questions import choose_pack
from voicecoach.web.site import Site
from voicecoach.web.sketches import sketch_address

MAX_HEADING = 40
"""Characters of a requirement at the head of its column."""

MAX_UNNAMED = 8
"""Answers without a story's name that are listed; the newest come first."""


def routes(site: Site) -> list[BaseRoute]:
    """Return the page of the stories."""
    sketches = Sketches(Paths())

    async def stories(request: Request) -> Response:
        """Answer with the stories, seen from one pack."""
        context = await run_in_threadpool(_context, site, sketches, request)
        return render(request, "stories.html.j2", context)

    return [Route("/stories", stories)]


def _context(site: Site, sketches: Sketches, request: Request) -> dict[str, object]:
    shown = site.library_cache.snapshot()
    name = request.query_params.get("pack", "")
    current = current_for(Paths())
    known = {pack.name for pack in shown.packs}
    planned = current.pack if current and current.pack in known else ""
    pack = choose_pack(shown, name or planned, site.default_pack)
    context: dict[str, object] = {"packs": shown.packs, "pack": pack, "asked": name, "aim": AIM}
    if pack is None:
        return context
    board = load_board(site.library, shown.takes, pack, current.requirements if current else ())
    columns = _columns(board)
    guide = current.pack if current else pack.name
    names = [sketch.story for sketch in sketches.all()]
    told = {story.name for story in board.stories}
    return context | {
        "board": board,
        "columns": [title for _, title, _ in columns],
        "sums": [n for _, _, n in columns],
        "guide": guide,
        "unmet": [
            (one.text, [(q, shown.titles.question(guide, q)) for q in one.questions])
            for one in board.unmet
        ],
        "rows": [
            _row(story, [key for key, _, _ in columns], shown)
            | {"sketch": sketch_address(story.name), "has_sketch": story.name in names}
            for story in board.stories
        ],
        "sketched": [(name, sketch_address(name)) for name in names if name not in told],
        "broken_sketches": [str(error) for error in sketches.broken()],
        "unnamed": [
            (
                f"/answer/{entry.ref}#notes",
                shown.titles.question(entry.pack, entry.question_id),
                entry.started,
            )
            for entry in board.unnamed[:MAX_UNNAMED]
        ],
        "can_practise": site.host is not None,
    }


def _columns(board: StoryBoard) -> list[tuple[str | int, str, int]]:
    """Return (key, title, number of stories) of each quality and requirement with a story.

    The others are listed below the table, each with the way to its questions.
    """
    qualities: list[tuple[str | int, str, int]] = [
        (name, title, sum(name in story.cells for story in board.stories))
        for name, title in board.qualities
    ]
    requirements: list[tuple[str | int, str, int]] = [
        (number, f"Advert: {shorten(one.text, MAX_HEADING, placeholder=' …')}",
         sum(number in story.met for story in board.stories))
        for number, one in enumerate(board.requirements)
    ]  # fmt: skip
    return [column for column in (*qualities, *requirements) if column[2]]


def _row(story: Story, columns: list[str | int], shown: LibrarySnapshot) -> dict[str, Any]:
    title = shown.titles.question
    cells = [
        story.met.get(key) if isinstance(key, int) else story.cells.get(key) for key in columns
    ]
    return {
        "name": story.name,
        "href": f"/answer/{story.best.ref}",
        "best": f"{title(story.best.pack, story.best.question_id)}, take {story.best.take}",
        "grade": GRADE_WORDS[grade_answer(story.best)],
        "length": clock_length(story.length_s),
        "number": story.number,
        "last": f"{story.last_told.day} {story.last_told:%b %Y}",
        "cells": [
            {"href": f"/answer/{cell.ref}", "grade": cell.grade, "label": GRADE_WORDS[cell.grade]}
            if cell
            else None
            for cell in cells
        ],
        "twice": [
            (shown.titles.stage(stage), [title(story.best.pack, one) for one in ids])
            for stage, ids in story.twice
        ],
        "fits": [(one.id, title(one.pack, one.id, one.title)) for one in story.fits],
    }
