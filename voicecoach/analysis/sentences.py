"""Splits spoken words into sentences, by punctuation if there is any, else by words and pauses."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from voicecoach.analysis.star.headings import heading_starts
from voicecoach.analysis.star.model import StarModel, load_model
from voicecoach.analysis.star.sentence_ends import EAGER_ODDS, best_ends, gap_odds
from voicecoach.analysis.words import begins_sentence, ends_sentence, normalise, tokens_of
from voicecoach.types import Sentence, Span, Word

PAUSE_S = 0.6
"""Pauses from here on suggest a sentence end; others are shorter (Campione and Véronis 2002)."""

PUNCTUATED = 40
"""At least one sentence end in this many words counts as punctuated text."""

LONGEST = 30
"""Most words of a sentence; a longer one is always split."""

SHORT_ENOUGH = 8
"""Text of at most so many words is one sentence where little is punctuated."""

BULLETS, MIN_POINTS = ("-", "*", "•", "–"), 3
"""With so many of one mark, each alone, notes are a list.  Own rule."""

PHRASE_ENDS = (",", ";", ":", "–", "—")


def split_sentences(
    words: Sequence[Word], pauses: Sequence[Span] = (), model: StarModel | None = None
) -> tuple[tuple[int, int], ...]:
    """Return inclusive index ranges that cover all words in order.

    ``model`` is the one shipped with this version unless another is given.
    """
    begins = {*heading_starts(words), *_listed(words)}
    ends = [i for i, word in enumerate(words) if ends_sentence(word.text) or i + 1 in begins]
    longest, eager = (LONGEST, 0.0) if is_punctuated(words) else (SHORT_ENOUGH, EAGER_ODDS)
    tokens = tokens_of(words)
    spoken = [i for i, token in enumerate(tokens) if token]
    ranges: list[tuple[int, int]] = []
    odds: list[float] | None = None
    for first, last in _stretches(ends, len(words)):
        low, high = bisect_left(spoken, first), bisect_right(spoken, last)
        if high - low <= longest:
            ranges.append((first, last))
            continue
        model = model or load_model()
        if odds is None:
            odds = _odds(model, words, [tokens[i] for i in spoken], spoken, pauses)
        inside = [value + eager for value in odds[low : high - 1]]
        # a token that is not a word, such as a dash, belongs to the word before it
        starts = [spoken[low + end + 1] for end in best_ends(inside, LONGEST)[:-1]]
        ranges += zip([first, *starts], [*(start - 1 for start in starts), last], strict=True)
    return tuple(ranges)


def _listed(words: Sequence[Word]) -> Iterator[int]:
    """Yield the marks that begin the points of a list: "- called the client - restored it".

    The first stands where a sentence may begin; else a dash is one between two thoughts.
    """
    for mark in BULLETS:
        marks = [
            i
            for i, (word, after) in enumerate(pairwise(words))
            if word.text == mark and normalise(after.text)
        ]
        if len(marks) >= MIN_POINTS and _may_begin(words, marks[0]):
            yield from marks


def _may_begin(words: Sequence[Word], i: int) -> bool:
    return begins_sentence(words, i) or words[i - 1].text.rstrip("*_").endswith(":")


def is_punctuated(words: Sequence[Word]) -> bool:
    """Return whether sentence ends are written; where they are not, they are guessed."""
    return sum(ends_sentence(word.text) for word in words) * PUNCTUATED >= len(words)


def _stretches(ends: Sequence[int], n_words: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges between sentence marks, both ends inclusive."""
    first = 0
    for last in dict.fromkeys([*ends, n_words - 1]):
        if last >= first:
            yield first, last
        first = last + 1


def _odds(
    model: StarModel,
    words: Sequence[Word],
    tokens: Sequence[str],
    spoken: Sequence[int],
    pauses: Sequence[Span],
) -> list[float]:
    """Return the log-odds of a sentence end after each spoken word but the last."""
    silent = _silent(words, spoken, pauses)
    commas = {
        k
        for k, after in enumerate(spoken[1:])
        if words[after - 1].text.endswith(PHRASE_ENDS)  # a dash may stand alone
    }
    return gap_odds(model.boundary, tokens, silent, commas)


def _silent(words: Sequence[Word], spoken: Sequence[int], pauses: Sequence[Span]) -> frozenset[int]:
    """Return the spoken words that a long pause follows; empty for words without times."""
    starts = [words[i].start for i in spoken]
    known = [start for start in starts if start is not None]
    if len(known) < len(starts):
        return frozenset()
    return frozenset(
        bisect_left(known, (pause.start + pause.end) / 2) - 1
        for pause in pauses
        if pause.duration >= PAUSE_S
    )


def total_seconds(sentences: Sequence[Sentence]) -> float | None:
    """Return how long the sentences last together, in s; None where one has no times."""
    if any(s.start is None or s.end is None for s in sentences):
        return None
    return round(sum(float(s.end or 0) - float(s.start or 0) for s in sentences), 3)
