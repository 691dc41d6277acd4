"""What is due today, as the pages list it."""

from __future__ import annotations

from typing import Any

from voicecoach.coaching.due_today import plan_today
from voicecoach.coaching.preparations import current_for
from voicecoach.config import Paths
from voicecoach.progress.plan import interview_day
from voicecoach.progress.preparation import order_questions
from voicecoach.progress.schedule import DayPlan
from voicecoach.report.answer_view import title_of
from voicecoach.report.wording import count
from voicecoach.types import Pack
from voicecoach.web.library_cache import LibrarySnapshot


def describe_day(pack: Pack, shown: LibrarySnapshot) -> dict[str, Any]:
    """Return the plan for today with the questions that are due, and a sentence about the rest."""
    current = current_for(Paths(), pack.name)
    plan = plan_today(
        pack,
        shown.packs,
        shown.answers,
        questions=order_questions(current, pack) if current else None,
        interview=interview_day(current) if current else None,
    )
    return {
        "rows": [
            {
                "title": one.question.title or title_of(one.question.id),
                "id": one.question.id,
                "reason": one.reason(plan.today),
                "weak": one.grade == "weak",
            }
            for one in plan.due
        ],
        "minutes": f"{plan.minutes:.0f}",
        "n_done": plan.n_done,
        "rest": _rest(plan),
    }


def _rest(plan: DayPlan) -> str:
    """Return what comes after today."""
    parts = []
    if plan.n_tomorrow:
        parts.append(f"{count(plan.n_tomorrow, 'question')} will be due tomorrow")
    if n_new := plan.n_new - sum(one.last is None for one in plan.due):
        parts.append(f"{n_new} more not practised yet")
    return f"{', '.join(parts)}." if parts else ""
