"""Sentences of spoken words: by punctuation where there is any, else by pauses and connectives."""

from __future__ import annotations

from collections.abc import Sequence

from voicecoach.analysis.words import ends_sentence, tokens_of
from voicecoach.types import Span, Word

SHORTEST = 4
LONGEST = 30
"""Spoken sentences have 8 to 20 words; a longer stretch without an end is cut at a connective."""

GOOD_LENGTH = 9
"""From this many words on a connective may begin a new sentence where nothing is punctuated."""

PAUSE_S = 0.6
"""Sentence-final pauses; within clauses they are shorter (Campione and Véronis 2002)."""

PUNCTUATED = 40
"""At least one sentence end in this many words counts as punctuated text."""

OPENERS = frozenset(
    {"so", "and", "then", "but", "first", "second", "finally", "after", "because", "when", "as"}
    | {"however", "eventually", "afterwards", "later", "initially", "meanwhile", "once"}
)
SUBJECTS = frozenset(
    {"i", "we", "he", "she", "they", "it", "the", "my", "our", "there", "this", "that", "one"}
    | {"then", "a", "result", "what", "in", "everyone", "nobody", "after", "first"}
)


def split_sentences(
    words: Sequence[Word], pauses: Sequence[Span] = ()
) -> tuple[tuple[int, int], ...]:
    """Return inclusive index ranges that cover all words in order."""
    if not words:
        return ()
    ends = [i for i, word in enumerate(words) if ends_sentence(word.text)]
    if len(ends) * PUNCTUATED < len(words):
        ends = sorted({*ends, *_guessed_ends(words, pauses)})
    ranges: list[tuple[int, int]] = []
    first = 0
    for last in [*ends, len(words) - 1]:
        if last >= first:
            ranges += _cut(words, first, last)
            first = last + 1
    return tuple(ranges)


def _guessed_ends(words: Sequence[Word], pauses: Sequence[Span]) -> list[int]:
    tokens = tokens_of(words)
    silent = {
        max(
            (i for i, w in enumerate(words) if (w.start or 0.0) < (p.start + p.end) / 2), default=-1
        )
        for p in pauses
        if p.duration >= PAUSE_S and words[0].start is not None
    }
    ends = []
    first = 0
    for i in range(len(words) - 1):
        length = i + 1 - first
        opens = tokens[i + 1] in OPENERS and i + 2 < len(tokens) and tokens[i + 2] in SUBJECTS
        paused = i in silent and length >= SHORTEST and tokens[i] not in OPENERS | {"the", "a"}
        if paused or (opens and length >= GOOD_LENGTH):
            ends.append(i)
            first = i + 1
    return ends


def _cut(words: Sequence[Word], first: int, last: int) -> list[tuple[int, int]]:
    """Cut a stretch that is too long where a connective or a comma offers itself."""
    if last - first + 1 <= LONGEST:
        return [(first, last)]
    tokens = tokens_of(words)
    middle = first + LONGEST // 2
    places = [
        i
        for i in range(first + SHORTEST, min(last - SHORTEST, first + LONGEST))
        if tokens[i + 1] in OPENERS or words[i].text.endswith((",", ";", ":"))
    ]
    at = min(places, key=lambda i: abs(i - middle)) if places else first + LONGEST - 1
    return [(first, at), *_cut(words, at + 1, last)]
