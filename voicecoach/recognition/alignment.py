"""Where the words lie: in order, inside the recording, and in the voice that says them."""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from voicecoach.types import Span, Word


def start_of(word: Word) -> float:
    """Return the word's start in seconds (0 where it has none)."""
    return float(word.start or 0.0)


def end_of(word: Word) -> float:
    """Return the word's end in seconds (0 where it has none)."""
    return float(word.end or 0.0)


def span_of(words: Sequence[Word]) -> tuple[float, float]:
    """Return start of the first and end of the last word, in seconds."""
    return start_of(words[0]), end_of(words[-1])


def spans_under(speech: Sequence[Span], start: float, end: float) -> Iterator[Span]:
    """Yield the spans (ordered, disjoint) that share time with ``start`` to ``end``."""
    for index in range(bisect_right(speech, start, key=lambda span: span.end), len(speech)):
        if speech[index].start >= end:
            return
        yield speech[index]


def voice_between(speech: Sequence[Span], start: float, end: float) -> float:
    """Return the seconds of voice between two moments."""
    return sum(min(s.end, end) - max(s.start, start) for s in spans_under(speech, start, end))


def place_words(
    words: Sequence[Word], speech: Sequence[Span] | None, duration: float
) -> tuple[Word, ...]:
    """Return the words, one for one, ordered, without overlap, inside the recording.

    A word's time comes from attention, which stretches over silence: an edge that lies in a
    pause moves to the speech that the word shares most time with.  A word with no speech
    under it keeps its time, and the guards flag it.

    Parameters
    ----------
    words
        In the order they were said, with times in seconds.
    speech
        Where there is voice (ordered, disjoint), or ``None`` if it is not known.
    duration
        Length of the recording in seconds.
    """
    placed: list[Word] = []
    before = 0.0
    # whole milliseconds, never past the end; a float just below one counts as it
    limit = min(math.floor(duration * 1000 + 1e-6) / 1000, duration)
    for word in words:
        start, end = span_of([word])
        under = list(spans_under(speech or (), start, end))
        if under:
            most = max(under, key=lambda s: min(s.end, end) - max(s.start, start))
            start, end = max(start, most.start), min(end, most.end)
        start = min(round(max(start, before), 3), limit)
        end = min(round(max(end, start), 3), limit)
        before = end
        placed.append(Word(word.text, start, end, word.probability))
    return tuple(placed)


def split_word(text: str, start: float, end: float, probability: float) -> Iterator[Word]:
    """Yield the words in what the recogniser calls one; usually that is one.

    A token may hold spaces or control characters: the text of a transcript is its words
    joined by single spaces, and a terminal must not be told to clear itself.  The time is
    shared out by length.
    """
    parts = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text).split()
    letters = sum(map(len, parts))
    done = 0
    for part in parts:
        begin = start + (end - start) * done / letters
        done += len(part)
        yield Word(part, begin, start + (end - start) * done / letters, probability)
