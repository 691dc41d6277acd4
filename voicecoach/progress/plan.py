"""The way to the interview: days left, what is done by practising, what is ticked by hand."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from voicecoach.library import Entry
from voicecoach.library.refs import shown_takes
from voicecoach.progress.preparation import Preparation, PreparedRequirement
from voicecoach.progress.schedule import DayPlan, grade_answer
from voicecoach.progress.stories import AIM
from voicecoach.progress.story_schedule import StoryStanding
from voicecoach.report.wording import count
from voicecoach.types import FORMAT_VERSION, Pack

OWN_QUESTIONS = 3
"""Questions of one's own that are written down: two are left if one was answered.  Own rule."""


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One line of the checklist.

    Parameters
    ----------
    key
        Its stable name, by which it is ticked.
    about
        A sentence more; empty where the text says it all.
    n_done, n_of
        How far practising has brought it; ``n_of`` is 0 where only a hand can tick it.
    ticked
        Whether it was ticked by hand.
    """

    key: str
    text: str
    about: str = ""
    n_done: int = 0
    n_of: int = 0
    ticked: bool = False

    @property
    def is_done(self) -> bool:
        """Done by practising, or ticked by hand."""
        return self.ticked or (self.n_of > 0 and self.n_done >= self.n_of)


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """A requirement and the takes that answered its questions.

    Parameters
    ----------
    key
        Its stable name, by which it is ticked.
    refs
        The takes, in their order.
    stands
        Whether one of them went well or fairly.
    ticked
        Whether it was ticked by hand.
    """

    key: str
    requirement: PreparedRequirement
    refs: tuple[str, ...]
    stands: bool
    ticked: bool = False

    @property
    def is_done(self) -> bool:
        """Done by practising, or ticked by hand."""
        return self.ticked or self.stands


@dataclass(frozen=True, slots=True)
class Plan:
    """A preparation as it stands today.

    ``days_left`` is None without a date, below 0 once the interview is over.
    ``spoken`` are the terms that were spoken about with an outcome.
    """

    preparation: Preparation
    pack: Pack
    days_left: int | None
    requirements: tuple[RequirementRow, ...]
    items: tuple[PlanItem, ...]
    spoken: frozenset[str]
    day: DayPlan
    due_stories: tuple[StoryStanding, ...] = ()

    @property
    def n_done(self) -> int:
        """How many lines of the checklist are done."""
        return sum(item.is_done for item in self.items)

    @property
    def countdown(self) -> str:
        """How long it is, in words."""
        days = self.days_left
        if days is None:
            return "No date yet"
        if days < 0:
            return "The interview is over"
        return {0: "The interview is today", 1: "The interview is tomorrow"}.get(
            days, f"{days} days until the interview"
        )


def build_plan(
    preparation: Preparation,
    pack: Pack,
    answers: Sequence[Entry],
    *,
    n_stories: int,
    spoken: Collection[str],
    day: DayPlan,
    due_stories: Sequence[StoryStanding] = (),
) -> Plan:
    """Return how a preparation stands.

    Parameters
    ----------
    answers
        Takes that answer questions of the pack (``schedule.answers_to``).
    n_stories
        How many stories have a name, whatever pack they answered.
    spoken
        Terms of the preparation that were spoken about with an outcome.
    day, due_stories
        What is due today.
    """
    shown = shown_takes(answers)
    ticked = set(preparation.ticked)
    rows = tuple(_row(one, shown, ticked) for one in preparation.requirements)
    items = [
        *_practised_items(preparation, pack, shown, rows, n_stories, spoken),
        *(PlanItem(f"hand-{_key(one.title)}", one.title, one.text) for one in pack.checklist),
    ]
    marked = tuple(
        PlanItem(i.key, i.text, i.about, i.n_done, i.n_of, i.key in ticked) for i in items
    )
    return Plan(
        preparation,
        pack,
        days_until(preparation, day.today),
        rows,
        marked,
        frozenset(spoken),
        day,
        tuple(due_stories),
    )


def days_until(preparation: Preparation, today: date) -> int | None:
    """Return the days to the interview; None where its day is not known."""
    when = interview_day(preparation)
    return (when - today).days if when is not None else None


def interview_day(preparation: Preparation) -> date | None:
    """Return the day of the interview; None where it is not known, or no date."""
    try:
        return date.fromisoformat(preparation.interview)
    except ValueError:
        return None


def _row(
    requirement: PreparedRequirement, shown: Sequence[Entry], ticked: Collection[str]
) -> RequirementRow:
    # with its signs: "C#" and "C++" are ticked apart
    key = f"requirement-{'-'.join(requirement.text.casefold().split())}"
    found = [entry for entry in shown if entry.question_id in requirement.questions]
    stands = any(grade_answer(entry) in ("good", "fair") for entry in found)
    refs = tuple(entry.ref for entry in found)
    return RequirementRow(key, requirement, refs, stands, key in ticked)


def _practised_items(
    preparation: Preparation,
    pack: Pack,
    shown: Sequence[Entry],
    rows: Sequence[RequirementRow],
    n_stories: int,
    spoken: Collection[str],
) -> list[PlanItem]:
    stages = {question.stage for question in pack.questions}
    practised = {entry.stage for entry in shown} & stages
    asked = any(e.kind == "ask_them" and grade_answer(e) in ("good", "fair") for e in shown)
    items = [
        PlanItem("requirements", "An example for each requirement",
                 "A good or fair answer to one of its questions ticks it, or you do.",
                 sum(row.is_done for row in rows), len(rows)),
        PlanItem("stories", f"{AIM[0]} stories with a name",
                 "Six to eight, told so often that their order is free.", n_stories, AIM[0]),
        PlanItem("stages", "Every stage practised", "", len(practised), len(stages)),
        PlanItem("terms", "Every skill spoken about with an outcome",
                 "An answer that names it and says how it ended.",
                 len(set(spoken)), len(preparation.terms)),
        PlanItem("own-written", "Questions of your own written down",
                 "You ask them at the end of an interview.",
                 len(preparation.own_questions), OWN_QUESTIONS),
        PlanItem("own-questions", "Questions of your own asked aloud", "", int(asked), 1),
    ]  # fmt: skip
    return [item for item in items if item.n_of]


def _key(title: str) -> str:
    return re.sub(r"\W+", "-", title.casefold()).strip("-")


def plan_document(plan: Plan) -> dict[str, Any]:
    """Return a plan as plain data."""
    preparation = plan.preparation
    return {
        "format_version": FORMAT_VERSION,
        "name": preparation.name,
        "company": preparation.company,
        "role": preparation.role,
        "pack": plan.pack.name,
        "interview": preparation.interview or None,
        "days_left": plan.days_left,
        "requirements": [
            {"text": row.requirement.text, "must": row.requirement.must,
             "questions": list(row.requirement.questions), "answers": list(row.refs),
             "done": row.is_done, "ticked": row.ticked}
            for row in plan.requirements
        ],
        "terms": [{"term": one.term, "in_cv": one.in_cv, "spoken": one.term in plan.spoken}
                  for one in preparation.terms],
        "own_questions": list(preparation.own_questions),
        "checklist": [
            {"key": item.key, "text": item.text, "done": item.is_done, "n_done": item.n_done,
             "n_of": item.n_of, "ticked": item.ticked}
            for item in plan.items
        ],
        "due_today": [one.question.id for one in plan.day.due],
        "stories_due": [
            {"story": one.name, "question": one.question.id if one.question else None}
            for one in plan.due_stories
        ],
    }  # fmt: skip


def summary_line(plan: Plan) -> str:
    """Return in one line how far it is."""
    return f"{plan.n_done} of {count(len(plan.items), 'line')} done. {plan.countdown}."
