"""Sentences of spoken words: by punctuation where there is any, else by words and pauses."""

from __future__ import annotations

from collections.abc import Sequence

from voicecoach.analysis.boundaries import EAGER_ODDS, LONGEST, find_ends
from voicecoach.analysis.star_model import StarModel, load_model
from voicecoach.analysis.words import ends_sentence, tokens_of
from voicecoach.types import Span, Word

PAUSE_S = 0.6
"""Sentence-final pauses; within clauses they are shorter (Campione and Véronis 2002)."""

PUNCTUATED = 40
"""At least one sentence end in this many words counts as punctuated text."""

SHORT_ENOUGH = 8
"""A stretch of so few words is one sentence."""


def split_sentences(
    words: Sequence[Word], pauses: Sequence[Span] = (), model: StarModel | None = None
) -> tuple[tuple[int, int], ...]:
    """Return inclusive index ranges that cover all words in order."""
    if not words:
        return ()
    tokens = tokens_of(words)
    ends = [i for i, word in enumerate(words) if ends_sentence(word.text)]
    punctuated = len(ends) * PUNCTUATED >= len(words)
    most, eager = (LONGEST, 0.0) if punctuated else (SHORT_ENOUGH, EAGER_ODDS)
    silent = _silent(words, pauses)
    ranges: list[tuple[int, int]] = []
    first = 0
    for last in [*ends, len(words) - 1]:
        if last < first:
            continue
        if last - first + 1 <= most:
            ranges.append((first, last))
        else:
            ranges += _cut(words, tokens, first, last, silent, eager, model or load_model())
        first = last + 1
    return tuple(ranges)


def _cut(
    words: Sequence[Word],
    tokens: Sequence[str],
    first: int,
    last: int,
    silent: frozenset[int],
    eager: float,
    model: StarModel,
) -> list[tuple[int, int]]:
    """Cut a stretch without sentence ends where one is likely."""
    inside = range(first, last + 1)
    cuts = find_ends(
        model,
        tokens[first : last + 1],
        pauses={i - first for i in inside if i in silent},
        eager=eager,
        commas={i - first for i in inside if words[i].text.endswith((",", ";", ":", "–", "—"))},
    )
    starts = [0, *(cut + 1 for cut in cuts[:-1])]
    return [(first + a, first + b) for a, b in zip(starts, cuts, strict=True)]


def _silent(words: Sequence[Word], pauses: Sequence[Span]) -> frozenset[int]:
    """Return the words that a long pause follows; none for words without times."""
    if words[0].start is None:
        return frozenset()
    return frozenset(
        max(
            (i for i, w in enumerate(words) if (w.start or 0.0) < (p.start + p.end) / 2), default=-1
        )
        for p in pauses
        if p.duration >= PAUSE_S
    )
