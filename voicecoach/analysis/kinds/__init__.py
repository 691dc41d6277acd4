"""Checks of the other kinds of answer: introduction, explanation, motivation, own questions."""

from __future__ import annotations

from collections.abc import Sequence

from voicecoach.analysis.kinds.ask_them import check_questions
from voicecoach.analysis.kinds.explain import check_explain
from voicecoach.analysis.kinds.introduction import check_introduction
from voicecoach.analysis.kinds.motivation import check_motivation
from voicecoach.analysis.kinds.parts import read_sentences
from voicecoach.types import Note, Pack, Question, Word


def check_kind(
    question: Question | None,
    pack: Pack | None,
    words: Sequence[Word],
    ranges: Sequence[tuple[int, int]],
) -> tuple[Note, ...]:
    """Return the notes of the kind's checks; none for a story, a follow-up or without words."""
    if question is None or question.kind == "star" or question.follows or not words:
        return ()
    said = read_sentences(words, ranges)
    if question.kind == "introduction":
        return tuple(check_introduction(said))
    if question.kind == "explain":
        return tuple(check_explain(said))
    if question.kind == "motivation":
        return tuple(check_motivation(pack, said))
    return tuple(check_questions(said))
