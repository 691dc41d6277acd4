"""Praise must not rest on a word that was perhaps never said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from voicecoach.analysis.words import normalise
from voicecoach.types import Note, Word

DOUBTFUL_PROBABILITY = 0.5
"""Words less probable than this are marked (?) in reports."""

_QUOTE = re.compile(r"“([^”]+)”")


def drop_doubted_praise(notes: Sequence[Note], words: Sequence[Word]) -> Iterator[Note]:
    """Yield the notes without praise that quotes a doubted word."""
    plain = [normalise(word.text) for word in words]
    doubted = {
        i
        for i, word in enumerate(words)
        if word.probability is not None and word.probability < DOUBTFUL_PROBABILITY
    }
    for note in notes:
        if note.severity != "good" or not any(
            doubted & _places(quote, plain) for quote in _QUOTE.findall(note.message)
        ):
            yield note


def _places(quote: str, plain: Sequence[str]) -> frozenset[int]:
    """Return the numbers of the words that a quote may be of; a shortened one ends in dots."""
    wanted = [normalise(word) for word in quote.replace("…", " ").split()]
    n = len(wanted)
    return frozenset(
        at + k
        for at in range(len(plain) - n + 1)
        if list(plain[at : at + n]) == wanted
        for k in range(n)
    )
