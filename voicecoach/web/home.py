"""Home: one row a question with all its takes, searched and filtered, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from voicecoach.library import Entry, Problem
from voicecoach.progress.by_question import QuestionHistory
from voicecoach.progress.entry_figures import length_s
from voicecoach.progress.filters import Filter, Titles, describe
from voicecoach.report.wording import clock_length, count, rate, seconds_text
from voicecoach.types import PARTS
from voicecoach.web.left_over import describe_unfinished
from voicecoach.web.library_cache import LibrarySnapshot
from voicecoach.web.pages import render
from voicecoach.web.site import Site
from voicecoach.web.trash import title_deleted

QUESTIONS_A_PAGE = 25
"""Answers on one page of the list. Own choice."""

MAX_DOTS = 8
"""Takes of a question that are shown as dots, the newest; the rest is counted."""

STATES = {
    "no-transcript": "The words are not recognised yet.",
    "no-analysis": "There is no report yet.",
    "unfinished": "The recording was cut off. Its sound is kept.",
    "empty": "Nothing was recorded here.",
}
"""What is missing of an answer; its own page has the button, or names the command, that adds it."""


def routes(site: Site) -> list[BaseRoute]:
    """Return the route of the list of answers."""

    async def home(request: Request) -> Response:
        """Send one page of the answers that match the address's filters."""
        return render(request, "home.html.j2", await run_in_threadpool(_context, site, request))

    return [Route("/", home)]


def _context(site: Site, request: Request) -> dict[str, object]:
    shown = site.library_cache.snapshot()
    wanted = Filter.read(request.query_params)
    answers = site.library_cache.select(shown, wanted)
    histories = shown.histories()
    groups = (
        _group(answers, histories)
        if wanted.is_set
        else shown.once("home", lambda: _group(answers, histories))
    )
    n_pages = max(1, -(-len(groups) // QUESTIONS_A_PAGE))
    page = _page_number(request.query_params.get("page", "1"), n_pages)
    here = groups[(page - 1) * QUESTIONS_A_PAGE : page * QUESTIONS_A_PAGE]
    newest = [entries[0].ref for _, entries in here]
    excerpts = site.library.excerpts(wanted.q, newest) if wanted.q else {}
    return {
        "wanted": wanted,
        "wishes": describe(wanted, shown.titles),
        "choices": shown.choices,
        "n_answers": len(answers),
        "n_all": len(shown.answers),
        "rows": [_row(history, entries, shown, excerpts) for history, entries in here],
        "n_questions": len(groups),
        "problems": shown.once("problems", lambda: _loose_problems(shown)),
        "totals": shown.once("totals", lambda: _totals(shown.takes)),
        "page": page,
        "n_pages": n_pages,
        "back": wanted.address("/", page=page if page > 1 else ""),
        "deleted": _deleted(site, request, shown.titles),
        "unfinished": describe_unfinished(site, shown),
        "can_practise": site.host is not None,
    }


def _page_number(text: str, n_pages: int) -> int:
    number = int(text) if text.isdecimal() and len(text) < 9 else 1
    return min(max(number, 1), n_pages)


def _group(
    answers: Sequence[Entry], known: Sequence[QuestionHistory]
) -> list[tuple[QuestionHistory, list[Entry]]]:
    """Return each question that an answer found belongs to, with those answers, newest first."""
    wanted: dict[tuple[str, str], list[Entry]] = {}
    for entry in answers:
        wanted.setdefault((entry.pack, entry.question_id), []).append(entry)
    histories = {(one.pack, one.question_id): one for one in known}
    return [(histories[key], entries) for key, entries in wanted.items() if key in histories]


def _row(
    history: QuestionHistory,
    entries: Sequence[Entry],
    shown: LibrarySnapshot,
    excerpts: dict[str, Any],
) -> dict[str, Any]:
    """Return what the list shows of one question: its newest answer found, and all its takes."""
    newest = entries[0]
    dots = [_dot(take) for take in history.takes]
    return describe_answer(newest, shown, excerpts.get(newest.ref, ())) | {
        "pack": shown.titles.pack(history.pack),
        "date": f"{newest.started.day} {newest.started:%b %Y}",
        "n_answers": history.n_answers,
        "dots": dots[-MAX_DOTS:],
        "n_more": max(0, len(dots) - MAX_DOTS),
        "advice": history.advice,
        "met": history.was_met,
        "remarks": [
            (f"/answer/{entry.ref}", text)
            for entry in entries
            if (text := "" if entry.problems else remark_on(entry))
        ],
        "broken": [_broken(problem) for entry in entries for problem in entry.problems],
    }


def _dot(take: Entry) -> dict[str, str]:
    """Return one take as a dot: where it leads, how whole its story is, and both in words."""
    star = take.summary.star if take.summary else ()
    n_found = sum(verdict == "found" for verdict in star)
    kind = (
        "none" if not star else "whole" if n_found == len(PARTS) else "part" if n_found else "weak"
    )
    when = f"{take.started.day} {take.started:%b %Y}"
    parts = f", {n_found} of {len(PARTS)} parts" if star else ""
    return {"href": f"/answer/{take.ref}", "kind": kind, "label": f"Take of {when}{parts}"}


def describe_answer(
    entry: Entry, shown: LibrarySnapshot, excerpt: Sequence[object] = ()
) -> dict[str, Any]:
    """Return the values that the list shows of one answer."""
    summary = entry.summary
    return {
        "ref": entry.ref,
        "href": f"/answer/{entry.ref}",
        "title": shown.titles.question(entry.pack, entry.question_id),
        "prompt": entry.prompt,
        "stage": shown.titles.stage(entry.stage) if entry.stage else "",
        "take": entry.take,
        "n_takes": entry.n_takes,
        "starred": entry.starred,
        "story": entry.story,
        "has_notes": entry.has_notes,
        "figures": _figures(entry),
        "star": list(zip(PARTS, summary.star, strict=True)) if summary and summary.star else [],
        "remark": "" if entry.problems else remark_on(entry),
        "broken": [_broken(problem) for problem in entry.problems],
        "excerpt": excerpt,
    }


def remark_on(entry: Entry) -> str:
    """Return a sentence on what is missing of an answer; empty where nothing is."""
    if entry.state in STATES:
        return STATES[entry.state]
    if entry.has_audio:
        return ""
    typed = entry.summary is not None and entry.summary.engine == "text"
    return "Typed, so there is no sound." if typed else "The sound file is gone."


def _broken(problem: Problem) -> str:
    if problem.code != "damaged":
        return problem.message
    return f"{problem.message} `voicecoach data rebuild` sets it aside; your sound stays."


def _figures(entry: Entry) -> list[tuple[str, str]]:
    """Return (name, value) of the measured figures."""
    summary = entry.summary
    if summary is None:
        return []
    figures = []
    length = length_s(summary)
    if length is not None:
        figures.append(("long", clock_length(length)))
    if summary.n_words is not None:
        figures.append(("", count(summary.n_words, "word")))
    if summary.fillers_per_minute is not None:
        low, high = (rate(value) for value in summary.fillers_per_minute)
        both = low if low == high else f"{low} to {high}"
        figures.append(("fillers a minute", both))
    return figures


def _totals(takes: Sequence[Entry]) -> dict[str, object]:
    seconds = sum(
        (e.summary.phonation_s or e.summary.span_s or 0.0) for e in takes if e.summary is not None
    )
    return {
        "sessions": len({entry.session for entry in takes}),
        "takes": len(takes),
        "spoken": seconds_text(seconds) if seconds < 3600 else f"{seconds / 3600:.1f} h",
        "n_bytes": sum(entry.n_bytes for entry in takes),
    }


def _loose_problems(shown: LibrarySnapshot) -> list[str]:
    """Return the problems that belong to no listed answer."""
    shown_paths = {problem.path for entry in shown.takes for problem in entry.problems}
    return [f"{p.path}: {p.message}" for p in shown.problems if p.path not in shown_paths]


def _deleted(site: Site, request: Request, titles: Titles) -> dict[str, object] | None:
    """Return what was deleted just now, so that it can be had back; None where nothing was."""
    number = request.query_params.get("deleted", "")
    if not number.isdecimal() or len(number) > 8:
        return None
    found = (one for one in site.library.list_trash() if one.number == int(number))
    thing = next(found, None)
    if thing is None:
        return None
    name = (
        f"“{title_deleted(thing, titles)}”"
        if thing.question_id
        else (f"of {thing.started:%Y-%m-%d %H:%M}")
    )
    return {"number": thing.number, "what": f"{thing.kind} {name}"}
