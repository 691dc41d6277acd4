"""What to practise next: boxes, days and ten minutes, and a month of it against chance."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import mean

import pytest

from tests.samples import QUESTION, complete_star, fill_library
from voicecoach.library import Entry
from voicecoach.progress.schedule import (
    INTERVALS_D,
    DayPlan,
    QuestionStanding,
    answers_to,
    describe_last,
    find_standings,
    grade_answer,
    plan_day,
)
from voicecoach.types import Pack, Question

TODAY = date(2026, 11, 2)


@pytest.fixture
def entries(own_home: Path) -> dict[str, Entry]:
    """Return one stored answer as it looks when it went well, nearly well, and badly."""
    library, *_ = fill_library(own_home / "recordings", complete_star())
    (stored,) = library.entries()
    assert stored.summary is not None
    whole, cut = ("found",) * 4, ("found", "found", "found", "missing")
    good = replace(stored.summary, star=whole, priority="follow-up")
    fair = replace(stored.summary, star=whole, priority="no-number")
    weak = replace(stored.summary, star=cut, priority="missing-result")
    grades = {"good": good, "fair": fair, "weak": weak}
    return {name: replace(stored, summary=summary) for name, summary in grades.items()}


def answered(entry: Entry, question_id: str, day: date, n: int = 1) -> Entry:
    """Return an answer given on one day."""
    started = datetime(day.year, day.month, day.day, 18, n).astimezone()
    return replace(
        entry, session=f"{day}-{n}", answer=f"01_{question_id}", question_id=question_id,
        started=started,
    )  # fmt: skip


def days_later(n: int) -> date:
    """Return a day of the month that tests live in."""
    return TODAY + timedelta(days=n)


def standing_after(entries: dict[str, Entry], *grades: tuple[int, str]) -> QuestionStanding:
    """Return how a question stands after (day, grade), seen much later."""
    told = [
        answered(entries[grade], QUESTION.id, days_later(day), n)
        for n, (day, grade) in enumerate(grades)
    ]
    return find_standings([QUESTION], told, days_later(100))[0]


def test_grades(entries: dict[str, Entry]) -> None:
    """A missing part is weak, a story that stands is good, what has no words is not judged."""
    assert {name: grade_answer(entry) for name, entry in entries.items()} == {
        "good": "good",
        "fair": "fair",
        "weak": "weak",
    }
    good = entries["good"]
    assert good.summary is not None
    assert grade_answer(replace(good, summary=None)) == "unjudged"
    assert describe_last("unjudged", TODAY, days_later(1)) == "could not be judged yesterday"
    short = replace(good.summary, span_s=12.0)
    merged = replace(good.summary, star=("found", "missing", "found", "found"), priority="hedge")
    assert grade_answer(replace(good, summary=merged)) == "fair"
    assert grade_answer(replace(good, summary=short)) == "weak"


def test_boxes(entries: dict[str, Entry]) -> None:
    """Good climbs, fair stays, weak begins again; the last answer of a day counts for it."""
    assert standing_after(entries, (0, "good")).box == 2
    assert standing_after(entries, (0, "fair")).box == 1
    assert standing_after(entries, (0, "good"), (3, "good"), (9, "fair")).box == 3
    assert standing_after(entries, (0, "good"), (3, "good"), (9, "weak")).box == 1
    assert standing_after(entries, *((7 * day, "good") for day in range(9))).box == len(INTERVALS_D)
    crammed = standing_after(entries, (0, "weak"), (0, "good"), (0, "good"))
    assert (crammed.box, crammed.n_answers) == (2, 3)
    assert crammed.due == days_later(INTERVALS_D[1])


def test_a_clock_that_was_wrong(entries: dict[str, Entry]) -> None:
    """An answer from the future counts as today's."""
    (one,) = find_standings(
        [QUESTION], [answered(entries["good"], QUESTION.id, days_later(900))], TODAY
    )
    assert (one.last, one.due) == (TODAY, days_later(INTERVALS_D[1]))


def test_answers_of_shared_parts(pack: Pack, entries: dict[str, Entry]) -> None:
    """An answer counts in each guide that asks its question, and never in another's whole pack."""
    question = pack.questions[0].id
    here = answered(entries["good"], question, TODAY)
    guide = replace(here, pack="amazon-data-engineer")
    own = replace(here, pack="mine")
    assert answers_to(pack, [here, guide, own], {"mine"}) == [here, guide]
    whole = replace(pack, name="mine", parts=None)
    assert answers_to(whole, [here, guide, own], {"mine"}) == [own]


def test_a_first_day(pack: Pack) -> None:
    """The first ten minutes are the pack's first questions, and the rest comes later."""
    plan = plan_day(find_standings(pack.questions, [], TODAY), TODAY)
    assert [one.question for one in plan.due] == list(pack.questions[: len(plan.due)])
    assert 6 < plan.minutes < 14
    assert plan.n_new == len(pack.questions)
    assert plan.first(200)[: len(plan.due)] == tuple(one.question for one in plan.due)
    assert sorted(q.id for q in plan.first(200)) == sorted(q.id for q in pack.questions)


def test_what_was_weak_returns_tomorrow(pack: Pack, entries: dict[str, Entry]) -> None:
    """Tomorrow brings the weak one back, at the head and with the reason; the good one waits."""
    weak, good = pack.questions[0], pack.questions[1]
    told = [answered(entries["weak"], weak.id, TODAY), answered(entries["good"], good.id, TODAY)]
    same_day = plan_day(find_standings(pack.questions, told, TODAY), TODAY)
    assert {weak.id, good.id}.isdisjoint(one.question.id for one in same_day.due)
    assert (same_day.n_done, same_day.n_tomorrow) == (2, 1)
    next_day = plan_day(find_standings(pack.questions, told, days_later(1)), days_later(1))
    assert next_day.due[0].question == weak
    assert next_day.due[0].reason(days_later(1)) == "weak yesterday"
    assert good not in [one.question for one in next_day.due]


def test_ten_minutes_are_enough(pack: Pack, entries: dict[str, Entry]) -> None:
    """Who has practised ten minutes today has nothing due, and can go on all the same."""
    told = [answered(entries["good"], q.id, TODAY, n) for n, q in enumerate(pack.questions[:8])]
    plan = plan_day(find_standings(pack.questions, told, TODAY), TODAY)
    assert plan.due == ()
    assert len(plan.first(3)) == 3


def test_an_interview_next_week_brings_more_new_ones(pack: Pack, entries: dict[str, Entry]) -> None:
    """The nearer the day, the more questions are met in time; one place returns all the same."""
    told = [answered(entries["weak"], q.id, days_later(-1), n)
            for n, q in enumerate(pack.questions[:5])]  # fmt: skip
    standings = find_standings(pack.questions, told, TODAY)

    def n_new(interview: date | None) -> int:
        plan = plan_day(standings, TODAY, interview=interview)
        return sum(one.last is None for one in plan.due)

    assert 1 <= n_new(days_later(60)) < n_new(days_later(10))
    assert n_new(days_later(3)) == len(plan_day(standings, TODAY).due) - 1


# --- a month ---------------------------------------------------------------------------------

DAYS = 30


class Candidate:
    """Somebody for whom every fifth question is hard: it goes well at last after eight tries."""

    def __init__(self, questions: tuple[Question, ...], seed: int) -> None:
        self._chance = random.Random(seed)
        self.hard = {q.id for q in self._chance.sample(questions, len(questions) // 5)}
        self.tried: Counter[str] = Counter()

    def answer(self, question: Question) -> str:
        """Return how an answer goes."""
        self.tried[question.id] += 1
        likely = 0.05 + 0.1 * self.tried[question.id] if question.id in self.hard else 0.85
        if self._chance.random() < likely:
            return "good"
        return "weak" if question.id in self.hard else "fair"


def month(pack: Pack, entries: dict[str, Entry], seed: int) -> tuple[Candidate, list[DayPlan]]:
    """Practise what is due for thirty days."""
    candidate, told, plans = Candidate(pack.questions, seed), list[Entry](), list[DayPlan]()
    for day in range(DAYS):
        today = days_later(day)
        plan = plan_day(find_standings(pack.questions, told, today), today)
        plans.append(plan)
        for n, one in enumerate(plan.due):
            grade = candidate.answer(one.question)
            told.append(answered(entries[grade], one.question.id, today, n))
    return candidate, plans


def often(candidate: Candidate, questions: tuple[Question, ...]) -> float:
    """Return how much more often a hard question was practised than another, on average."""
    hard = [candidate.tried[q.id] for q in questions if q.id in candidate.hard]
    easy = [candidate.tried[q.id] for q in questions if q.id not in candidate.hard]
    return (sum(hard) / len(hard)) / (sum(easy) / len(easy))


SEEDS = range(8)
"""A month has some 130 answers: chance alone moves a single month by half."""


def test_thirty_days_against_chance(pack: Pack, entries: dict[str, Entry]) -> None:
    """In a month every question is met and weak ones return more often; by chance neither."""
    planned_often, chance_often, missed_by_chance = [], [], []
    for seed in SEEDS:
        planned, plans = month(pack, entries, seed)
        assert all(4 <= plan.minutes <= 14 for plan in plans)
        assert all(planned.tried[question.id] for question in pack.questions)
        planned_often.append(often(planned, pack.questions))

        drawn, chance = Candidate(pack.questions, seed), random.Random(seed + 1000)
        for _ in range(planned.tried.total()):  # as many answers, of all questions alike
            drawn.answer(chance.choice(pack.questions))
        chance_often.append(often(drawn, pack.questions))
        missed_by_chance.append(sum(not drawn.tried[q.id] for q in pack.questions))
    assert min(missed_by_chance) > 0
    assert mean(planned_often) > 1.5
    assert mean(planned_often) > 1.5 * mean(chance_often)
