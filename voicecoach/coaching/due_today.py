"""What is due today of one pack: the answers there are, read as a plan for the day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from voicecoach.library import Entry
from voicecoach.progress.schedule import DayPlan, answers_to, find_standings, plan_day
from voicecoach.types import Pack, Question


def plan_today(
    pack: Pack,
    packs: Iterable[Pack],
    entries: Sequence[Entry],
    *,
    questions: Sequence[Question] | None = None,
    interview: date | None = None,
    today: date | None = None,
) -> DayPlan:
    """Return what is due today.

    Parameters
    ----------
    packs
        All packs there are: guides share their answers, whole packs do not.
    entries
        Takes of the library, in any order.
    questions
        Only these questions of the pack; all of them if not given.
    interview
        The day by which every question should have been met.
    today
        The day on this machine's calendar if not given.
    """
    today = today or datetime.now().astimezone().date()
    chosen = pack.questions if questions is None else questions
    whole_packs = {one.name for one in packs if one.parts is None}
    answers = answers_to(pack, entries, whole_packs)
    return plan_day(find_standings(chosen, answers, today), today, interview=interview)
