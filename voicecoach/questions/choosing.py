"""Chooses the pack and the questions that were asked for."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace

from voicecoach.errors import PackError, UsageError
from voicecoach.questions.explaining import suggest
from voicecoach.questions.tables import KINDS
from voicecoach.types import Pack, Question, QuestionKind


def find_pack(packs: Iterable[Pack], name: str) -> Pack:
    """Return the pack of this name.

    Raises
    ------
    PackError
        ``no-pack`` if there is none; the remedy suggests similar names.
    """
    by_name = {pack.name: pack for pack in packs}
    if name in by_name:
        return by_name[name]
    raise PackError(f"There is no pack {name!r}.", suggest(name, by_name), code="no-pack")


def find_question(packs: Iterable[Pack], ref: str) -> tuple[Pack, Question]:
    """Return a question and its pack, by the question's id or by ``pack/id``.

    In one pack its number in the pack's order does as well, counted from 1.  A question that
    stands in several guides because they share a part is found in the guide of its role at any
    company, else in the first of them.

    Raises
    ------
    PackError
        ``no-question`` if there is none, ``ambiguous`` if several packs have it.
    """
    packs = tuple(packs)
    pack_name, _, name = ref.rpartition("/")
    if pack_name:
        packs = (find_pack(packs, pack_name),)
    found = [(pack, one) for pack in packs for one in pack.questions if one.id == name]
    if len(packs) == 1 and not found and name.isdecimal():
        found = [(packs[0], _numbered(packs[0], int(name)))]
    if found and len({one.prompt for _, one in found}) == 1:
        return min(found, key=lambda one: bool(one[0].parts and one[0].parts.company))
    if found:
        raise PackError(
            f"{len(found)} packs have a question {name!r}.",
            f"Name one of: {', '.join(f'{pack.name}/{name}' for pack, _ in found)}.",
            code="ambiguous",
        )
    ids = {question.id for pack in packs for question in pack.questions}
    raise PackError(f"There is no question {name!r}.", suggest(name, ids), code="no-question")


def _numbered(pack: Pack, number: int) -> Question:
    """Return the question that lists give this number."""
    if not 1 <= number <= len(pack.questions):
        raise PackError(
            f"{pack.name} has no question {number}.",
            f"`voicecoach questions list --pack {pack.name}` shows 1 to {len(pack.questions)}.",
            code="no-question",
        )
    return pack.questions[number - 1]


def filter_questions(
    pack: Pack,
    *,
    stage: str | None = None,
    quality: str | None = None,
    kind: QuestionKind | None = None,
) -> tuple[Question, ...]:
    """Return the questions of a stage, a quality and a kind, in the pack's order.

    Raises
    ------
    UsageError
        If the pack has no such stage or quality; the remedy suggests similar names.
    """
    _check_known(stage, [one.name for one in pack.stages], "stage", pack)
    _check_known(quality, [one.name for one in pack.qualities], "quality", pack)
    _check_known(kind, KINDS, "kind", pack)
    return tuple(
        question
        for question in pack.questions
        if stage in (None, question.stage)
        and (quality is None or quality in question.qualities)
        and kind in (None, question.kind)
    )


def choose_questions(
    pack: Pack,
    *,
    count: int,
    stage: str | None = None,
    quality: str | None = None,
    kind: QuestionKind | None = None,
    question_ids: Sequence[str] = (),
    seed: int | None = None,
) -> tuple[Question, ...]:
    """Return the named questions, else at most ``count`` of a stage, a quality and a kind.

    Parameters
    ----------
    count
        Most questions, 1 or more; does not shorten ``question_ids``.
    question_ids
        Ids or ``pack/id``; they come in this order, and the other conditions are ignored.
    seed
        Seed of a random order; the same seed gives the same order.  None: the pack's order.

    Raises
    ------
    PackError
        If a named question is not in the pack.
    UsageError
        If there is no such stage or quality, no question matches, or ``count`` is below 1.
    """
    if question_ids:
        return tuple(find_question((pack,), one)[1] for one in question_ids)
    if count < 1:
        raise UsageError(f"{count} questions cannot be asked.", "Ask for one or more.")
    fitting = list(filter_questions(pack, stage=stage, quality=quality, kind=kind))
    if not fitting:
        asked = {"stage": stage, "quality": quality, "kind": kind}
        filters = " and ".join(f"{what} {name!r}" for what, name in asked.items() if name)
        raise UsageError(
            f"No question of {pack.name} has {filters}.",
            f"Leave one of them out; `voicecoach questions list --pack {pack.name}` shows all.",
        )
    if seed is not None:
        random.Random(seed).shuffle(fitting)  # noqa: S311 - an order, not a secret
    return tuple(fitting[:count])


def _check_known(name: str | None, known: Sequence[str], what: str, pack: Pack) -> None:
    if name is not None and name not in known:
        raise UsageError(f"{pack.name} has no {what} {name!r}.", suggest(name, known))


FOLLOW_UP_TARGET_S = (15.0, 60.0)
"""Seconds of a reply to one point; a longer one repeats the story.  Own rule."""


_FOLLOW_UP = "-follow-up-"


def main_question(question_id: str) -> str:
    """Return the id of the question that a follow-up belongs to; another id as it is."""
    return question_id.partition(_FOLLOW_UP)[0]


def follow_up_questions(question: Question, asked: Sequence[str]) -> tuple[Question, ...]:
    """Return follow-up prompts as questions of their own, to be asked and kept one by one.

    They keep the question's pack, stage, kind and glossary.  ``follows`` names the question they
    follow, so that their answers are not judged as whole stories.
    """
    return tuple(
        replace(
            question,
            id=f"{question.id}{_FOLLOW_UP}{number}",
            prompt=prompt,
            target_s=FOLLOW_UP_TARGET_S,
            qualities=(),
            listens_for=(),
            pitfalls=(),
            follow_ups=(),
            follows=question.id,
        )
        for number, prompt in enumerate(asked, 1)
    )
