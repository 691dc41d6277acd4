"""The questions one can practise, with how often each was practised and how the last take went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from voicecoach.progress.by_question import QuestionHistory
from voicecoach.progress.filters import KINDS, MAX_VALUE, FilterChoice
from voicecoach.questions.choosing import main_question
from voicecoach.report.answer_view import title_of
from voicecoach.types import PARTS, Pack, Question
from voicecoach.web.due_list import describe_day
from voicecoach.web.left_over import describe_unfinished
from voicecoach.web.library_cache import LibrarySnapshot
from voicecoach.web.pages import render
from voicecoach.web.site import Site

MOCK = "/mock"
"""Where a mock interview is held."""


@dataclass(frozen=True, slots=True)
class QuestionFilter:
    """Which questions are shown; empty means any.  The names are those in the address."""

    pack: str = ""
    stage: str = ""
    quality: str = ""
    kind: str = ""
    new: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> QuestionFilter:
        """Return the filter that an address asks for."""
        names = [field.name for field in fields(cls)]
        return cls(**{name: query.get(name, "").strip()[:MAX_VALUE] for name in names})

    def fits(self, question: Question) -> bool:
        """Return whether a question of the pack is asked for."""
        return (
            self.stage in ("", question.stage)
            and (not self.quality or self.quality in question.qualities)
            and self.kind in ("", question.kind)
        )


def routes(site: Site) -> list[BaseRoute]:
    """Return the page of the questions."""

    async def questions(request: Request) -> Response:
        """Answer with the questions of one pack that fit the address."""
        context = await run_in_threadpool(_context, site, request)
        return render(request, "questions.html.j2", context)

    return [Route("/questions", questions)]


def _context(site: Site, request: Request) -> dict[str, object]:
    shown = site.library_cache.snapshot()
    wanted = QuestionFilter.read(request.query_params)
    pack = choose_pack(shown, wanted.pack, site.default_pack)
    context: dict[str, object] = {
        # of guides for other countries only the one that is shown: the list stays short
        "packs": [one for one in shown.packs if not one.variant_of or one is pack],
        "pack": pack,
        "asked": wanted.pack,
        "wanted": wanted,
        "can_practise": site.host is not None,
        "running": running_address(site),
        "unfinished": describe_unfinished(site, shown),
    }
    if pack is None:
        return context
    histories = {one.question_id: one for one in shown.histories() if one.pack == pack.name}
    fitting = [question for question in pack.questions if wanted.fits(question)]
    if wanted.new:
        fitting = [question for question in fitting if question.id not in histories]
    return context | {
        "n_questions": len(pack.questions),
        "n_practised": sum(question.id in histories for question in pack.questions),
        "n_fitting": len(fitting),
        "choices": _choices(pack),
        "day": describe_day(pack, shown),
        "stages": [
            (stage, rows)
            for stage in pack.stages
            if (rows := [_row(q, pack, histories) for q in fitting if q.stage == stage.name])
        ],
    }


def choose_pack(shown: LibrarySnapshot, name: str, default: str) -> Pack | None:
    """Return the pack asked for; else the one practised last, the settings' one, or the first."""
    known = {pack.name: pack for pack in shown.packs}
    if name:
        return known.get(name)
    wanted = [*(entry.pack for entry in shown.answers[:50]), default]
    found = next((known[one] for one in wanted if one in known), None)
    return found or (shown.packs[0] if shown.packs else None)


def practice_address(question_id: str, pack: str) -> str:
    """Return the page that practises a question."""
    return f"/practice/{question_id}?{urlencode({'pack': pack})}"


def running_address(site: Site) -> str:
    """Return the page of the question that is being practised; empty where none is."""
    host = site.host
    if host is not None and host.running and host.is_mock:
        return MOCK
    if host is None or not host.running or host.question is None or host.pack is None:
        return ""
    return practice_address(main_question(host.question.id), host.pack.name)


def _row(
    question: Question, pack: Pack, histories: Mapping[str, QuestionHistory]
) -> dict[str, object]:
    history = histories.get(question.id)
    summary = history.last.summary if history else None
    return {
        "question": question,
        "title": question_title(question),
        "address": practice_address(question.id, pack.name),
        "history": history,
        "last": f"/answer/{history.last.ref}" if history else "",
        "star": list(zip(PARTS, summary.star, strict=True)) if summary and summary.star else [],
    }


def question_title(question: Question) -> str:
    """Return a question's title from its pack, else its id made readable."""
    return question.title or title_of(question.id)


def _choices(pack: Pack) -> dict[str, Sequence[FilterChoice]]:
    stages = Counter(question.stage for question in pack.questions)
    qualities = Counter(name for question in pack.questions for name in question.qualities)
    kinds = Counter(question.kind for question in pack.questions)
    return {
        "stage": [FilterChoice(s.name, s.title, stages[s.name]) for s in pack.stages],
        "quality": [
            FilterChoice(q.name, q.title, qualities[q.name])
            for q in pack.qualities
            if qualities[q.name]
        ],
        "kind": [FilterChoice(kind, KINDS[kind], n) for kind, n in kinds.items()],
    }
