"""Corrections of a preparation by hand: requirements, skills, questions, ticks.

Each function returns the changed preparation and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from voicecoach.errors import UsageError
from voicecoach.progress.plan import Plan
from voicecoach.progress.preparation import (
    Preparation,
    PreparedRequirement,
    PreparedTerm,
    choose_for,
)
from voicecoach.questions import find_pack
from voicecoach.types import Pack

T = TypeVar("T")


def toggle(plan: Plan, key: str) -> Preparation:
    """Return the plan's preparation with a line ticked, or no longer ticked.

    Parameters
    ----------
    key
        Of a line of the checklist, or of a requirement.

    Raises
    ------
    UsageError
        If the plan has no such line.
    """
    if key not in {item.key for item in plan.items} | {row.key for row in plan.requirements}:
        raise UsageError("The plan has no such line.", "It may have changed: look at it again.")
    ticked = set(plan.preparation.ticked) ^ {key}
    return replace(plan.preparation, ticked=tuple(sorted(ticked)))


def add_requirement(preparation: Preparation, text: str, packs: Sequence[Pack]) -> Preparation:
    """Return the preparation with one requirement more, and questions for it.

    Raises
    ------
    UsageError
        If the text is empty, or the requirement is there.
    PackError
        If the preparation's pack is gone.
    """
    text = _one_line(text, "requirement", "Write what is asked for.")
    _refuse_twice(text, (one.text for one in preparation.requirements))
    questions = choose_for(text, find_pack(packs, preparation.pack))
    added = PreparedRequirement(text, questions=questions)
    return replace(preparation, requirements=(*preparation.requirements, added))


def drop_requirement(preparation: Preparation, number: int) -> Preparation:
    """Return the preparation without a requirement; numbers count from 1.

    Raises
    ------
    UsageError
        If there is no such number.
    """
    kept = _without(preparation.requirements, number, "requirement")
    return replace(preparation, requirements=kept)


def add_question(
    preparation: Preparation, number: int, question: str, packs: Sequence[Pack]
) -> Preparation:
    """Return the preparation with a question of its guide to practise a requirement on.

    Parameters
    ----------
    number
        The requirement's, from 1.
    question
        The question's id.

    Raises
    ------
    UsageError
        If there is no such requirement, or the guide has no such question.
    PackError
        If the preparation's pack is gone.
    """
    _check_number(preparation.requirements, number, "requirement")
    pack = find_pack(packs, preparation.pack)
    if question not in {one.id for one in pack.questions}:
        raise UsageError(
            f"The guide {pack.name} has no question {question!r}.",
            f"`voicecoach questions list --pack {pack.name}` lists them.",
        )
    changed = [
        replace(one, questions=tuple(dict.fromkeys((*one.questions, question))))
        if n == number
        else one
        for n, one in enumerate(preparation.requirements, 1)
    ]
    return replace(preparation, requirements=tuple(changed))


def add_term(preparation: Preparation, term: str) -> Preparation:
    """Return the preparation with one skill or tool more.

    Raises
    ------
    UsageError
        If the name is empty, or the skill is there.
    """
    term = _one_line(term, "skill", "Write its name.")
    _refuse_twice(term, (one.term for one in preparation.terms))
    return replace(preparation, terms=(*preparation.terms, PreparedTerm(term)))


def drop_term(preparation: Preparation, term: str) -> Preparation:
    """Return the preparation without a skill or tool; capitals do not matter.

    Raises
    ------
    UsageError
        If it is not there.
    """
    kept = tuple(o for o in preparation.terms if o.term.casefold() != term.strip().casefold())
    if len(kept) == len(preparation.terms):
        known = ", ".join(one.term for one in kept) or "none"
        raise UsageError(f"There is no skill {term!r} in the plan.", f"There are: {known}.")
    return replace(preparation, terms=kept)


def add_own_question(preparation: Preparation, text: str) -> Preparation:
    """Return the preparation with one question more that the candidate will ask.

    Raises
    ------
    UsageError
        If the text is empty, or the question is there.
    """
    text = _one_line(text, "question", "Write what you would like to know.")
    _refuse_twice(text, preparation.own_questions)
    return replace(preparation, own_questions=(*preparation.own_questions, text))


def drop_own_question(preparation: Preparation, number: int) -> Preparation:
    """Return the preparation without a question that the candidate will ask, from 1.

    Raises
    ------
    UsageError
        If there is no such number.
    """
    kept = _without(preparation.own_questions, number, "question of your own")
    return replace(preparation, own_questions=kept)


def _one_line(text: str, what: str, remedy: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise UsageError(f"An empty {what} cannot be added.", remedy)
    return text


def _refuse_twice(text: str, others: Iterable[str]) -> None:
    if text.casefold() in {one.casefold() for one in others}:
        raise UsageError(f"{text!r} is in the plan already.", "Nothing was changed.")


def _check_number(entries: Sequence[object], number: int, what: str) -> None:
    if not 1 <= number <= len(entries):
        raise UsageError(f"There is no {what} {number}.", f"There are {len(entries)}.")


def _without(entries: tuple[T, ...], number: int, what: str) -> tuple[T, ...]:
    _check_number(entries, number, what)
    return entries[: number - 1] + entries[number:]
