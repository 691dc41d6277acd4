"""What to practise next: spaced repetition over the questions of a pack, in Leitner boxes.

A question climbs a box when its answer went well, stays when it went fairly, and goes back to
the first when it went badly; the higher its box, the later it returns (docs/methods-programme.md
says why boxes and no fitted model).  Nothing is stored: boxes follow from the answers.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from voicecoach.analysis.advice.harm import BASE
from voicecoach.library import Entry
from voicecoach.library.refs import shown_takes
from voicecoach.progress.entry_figures import length_s
from voicecoach.types import Pack, Question

Grade = Literal["weak", "fair", "good", "unjudged"]

GRADE_WORDS: dict[Grade, str] = {
    "weak": "weak",
    "fair": "nearly there",
    "good": "went well",
    "unjudged": "could not be judged",
}
"""What the candidate reads for each; a moment may follow (“went well yesterday”)."""

INTERVALS_D = (1, 3, 7, 14, 30)
"""Days until a question of the first, second, ... box returns.  Own rule: about doubled."""

MINUTES_A_DAY = 10.0
"""A full plan for one day, speaking and reading the reports."""

READING_S = 30.0
"""Seconds for the report of one answer.  Own rule."""

UNDATED_D = 21
"""Days in which every question is met once where no interview day is known.  Own rule."""

MAX_FINER_HARM = 36
"""Findings of this harm and less are finer points of an answer that stands.  Own rule."""

FINER_CODES = frozenset(
    {code for code, harm in BASE.items() if harm <= MAX_FINER_HARM}
    | {"pace-fast", "pace-slow", "many-fillers", "pauses-inside", "no-lesson", "hedge"}
    | {"follow-up", "again"}
)
"""Priorities of an answer that stands: delivery, finer points, or nothing at all."""

WEAK_CODES = (
    frozenset(
        {"no-episode", "ask-no-question"}
        | {code for code in BASE if code.endswith("-missing")}
        | {"missing-situation", "missing-task", "missing-action", "missing-result"}
    )
    - FINER_CODES
)
"""Priorities of an answer that lacks what was asked for."""


@dataclass(frozen=True, slots=True)
class QuestionStanding:
    """How a question stands today.

    Parameters
    ----------
    box
        1 to ``len(INTERVALS_D)``; 0 where it was never answered.
    grade
        How the last answer went; None where there is none.
    first, last
        The days of the first and the last answer.
    due
        The day it returns; None where it was never answered.
    n_answers
        How often it was answered; takes of one sitting count once.
    """

    question: Question
    box: int = 0
    grade: Grade | None = None
    first: date | None = None
    last: date | None = None
    due: date | None = None
    n_answers: int = 0

    @property
    def minutes(self) -> float:
        """Minutes that practising it takes: an answer of middle length, and its report."""
        return (sum(self.question.target_s) / 2 + READING_S) / 60

    def reason(self, today: date) -> str:
        """Return in a few words why it comes now."""
        if self.last is None:
            return "not practised yet"
        return describe_last(self.grade or "unjudged", self.last, today)


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What is due today, in the order to practise it, and what could come after that.

    ``n_new`` questions were never answered; ``minutes_done`` were practised today already.
    ``tomorrow`` is the number of questions that are due then.
    """

    today: date
    due: tuple[QuestionStanding, ...]
    later: tuple[QuestionStanding, ...]
    n_new: int
    n_done: int
    minutes_done: float
    n_tomorrow: int

    @property
    def minutes(self) -> float:
        """Minutes that everything due takes."""
        return sum(one.minutes for one in self.due)

    def first(self, n: int) -> tuple[Question, ...]:
        """Return what to practise next: what is due, then what would return soonest."""
        return tuple(one.question for one in (*self.due, *self.later)[:n])


def describe_last(grade: Grade, last: date, today: date) -> str:
    """Return in a few words how the last answer went, and when."""
    days = (today - last).days
    ago = "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"
    return f"{GRADE_WORDS[grade]} {ago}"


def answers_to(pack: Pack, entries: Iterable[Entry], whole_packs: Collection[str]) -> list[Entry]:
    """Return the takes that answer questions of a pack.

    Guides share parts, so an answer counts in each guide that asks its question; a whole pack
    has questions of its own.

    Parameters
    ----------
    whole_packs
        The names of the packs that are no guides.
    """
    ids = {question.id for question in pack.questions}
    if pack.parts is None:
        return [entry for entry in entries if entry.pack == pack.name and entry.question_id in ids]
    return [e for e in entries if e.pack not in whole_packs and e.question_id in ids]


def grade_answer(entry: Entry) -> Grade:
    """Return how a take went: by its priority, its parts and its length."""
    summary = entry.summary
    if summary is None or summary.n_words is None:
        return "unjudged"
    if summary.priority in WEAK_CODES or summary.star.count("missing") > 1:
        return "weak"
    length = length_s(summary)
    if length is not None and entry.target_s is not None and length < entry.target_s[0] / 2:
        return "weak"
    whole = all(verdict == "found" for verdict in summary.star)
    stands = summary.priority is None or summary.priority in FINER_CODES
    return "good" if whole and stands else "fair"


def find_standings(
    questions: Sequence[Question], entries: Sequence[Entry], today: date
) -> tuple[QuestionStanding, ...]:
    """Return how each question stands, in their order.

    Of several answers on one day the last counts: repeating at once is no repetition over time.

    Parameters
    ----------
    entries
        Takes that answer these questions (``answers_to``), in any order.  Days after ``today``
        (a clock that was wrong) count as today.
    """
    answered: dict[str, dict[date, Grade]] = {}
    counted: dict[str, int] = {}
    for entry in reversed(shown_takes(entries)):
        days = answered.setdefault(entry.question_id, {})
        days[min(entry.started.date(), today)] = grade_answer(entry)
        counted[entry.question_id] = counted.get(entry.question_id, 0) + 1
    return tuple(
        _standing(question, answered.get(question.id, {}), counted.get(question.id, 0))
        for question in questions
    )


def _standing(question: Question, days: dict[date, Grade], n_answers: int) -> QuestionStanding:
    if not days:
        return QuestionStanding(question)
    first, last = min(days), max(days)
    box, due = find_box(days)
    return QuestionStanding(question, box, days[last], first, last, due, n_answers)


def find_box(days: Mapping[date, Grade]) -> tuple[int, date]:
    """Return the box of what went so on these days, one at least, and the day it returns."""
    box = 1
    for day in sorted(days):
        if days[day] == "weak":
            box = 1
        elif days[day] == "good":
            box = min(box + 1, len(INTERVALS_D))
    return box, max(days) + timedelta(days=INTERVALS_D[box - 1])


def plan_day(
    standings: Sequence[QuestionStanding],
    today: date,
    *,
    interview: date | None = None,
    minutes: float = MINUTES_A_DAY,
) -> DayPlan:
    """Return what to practise today.

    New questions come at the rate at which all are met before the interview; one place at least
    stays for what returns.  Of that comes first what has waited longest for its box, so that
    weak answers return soon and strong ones are not forgotten.  At least one question is due
    while there is time left.

    Parameters
    ----------
    interview
        The day by which every question should have been met; ``UNDATED_D`` days from the first
        answer if not given or past.
    minutes
        How long today is practised, more than 0.
    """
    done = [one for one in standings if one.last == today]
    new = [one for one in standings if one.last is None]
    returning = sorted(
        (one for one in standings if one.due is not None and one.due <= today),
        key=lambda one: (-_waited(one, today), one.box),
    )
    spent = sum(one.minutes for one in done)
    left = minutes - spent
    n_begun = sum(one.first == today for one in standings)
    rate = _new_a_day(standings, today, interview, n_begun)
    queue = _merge(returning, new, max(0, rate - n_begun), has_review=len(done) > n_begun)
    due: list[QuestionStanding] = []
    for one in queue:
        if left <= 0 or (due and one.minutes > left + one.minutes / 2):
            break
        due.append(one)
        left -= one.minutes
    chosen = {one.question.id for one in due}
    rest = [one for one in (*returning, *new) if one.question.id not in chosen]
    waiting = sorted(
        (one for one in standings if one.due is not None and one.due > today),
        key=lambda one: (one.due or today, one.box),
    )
    tomorrow = today + timedelta(days=1)
    n_tomorrow = sum(one.due is not None and one.due <= tomorrow for one in (*rest, *waiting))
    return DayPlan(today, tuple(due), (*rest, *waiting), len(new), len(done), spent, n_tomorrow)


def _waited(one: QuestionStanding, today: date) -> float:
    """Return how long a question has waited, in intervals of its box."""
    days = (today - one.last).days if one.last is not None else 0
    return days / INTERVALS_D[one.box - 1]


def _new_a_day(
    standings: Sequence[QuestionStanding], today: date, interview: date | None, n_begun: int
) -> int:
    """Return how many questions to meet today so that all are met in time; those of today count."""
    n_new = sum(one.last is None for one in standings) + n_begun
    if interview is None or interview <= today:
        begun = min((one.first for one in standings if one.first is not None), default=today)
        interview = begun + timedelta(days=UNDATED_D)
    return math.ceil(n_new / max(1, (interview - today).days))


def _merge(
    returning: Sequence[QuestionStanding],
    new: Sequence[QuestionStanding],
    n_new: int,
    *,
    has_review: bool,
) -> list[QuestionStanding]:
    """Return returning and new questions in turn: one that returns, then the day's new ones.

    Without that first place a large pack would have no repetition at all before its end.
    """
    n_first = 0 if has_review else 1
    return [*returning[:n_first], *new[:n_new], *returning[n_first:], *new[n_new:]]
