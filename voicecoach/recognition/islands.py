"""Islands: voice between two words that no word covers; perhaps a hesitation left unwritten.

A recogniser that was trained on edited text drops many an "um", but it can still say how well
one would fit: the text is weighed with and without it against the same sound.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from voicecoach.recognition.alignment import end_of, spans_under, start_of
from voicecoach.types import PossibleHesitation, Span, Word

MIN_ISLAND_S = 0.15
"""Shorter than this is no hesitation: people's last 0.25 to 0.6 s, and word times err by 0.1."""

REACH_S = 0.05
"""A word's own voice reaches so far beyond its times."""

MAX_ISLANDS = 6
"""Weighed in one window at most, the longest: each costs as much as a few words."""

EVEN_LOG_ODDS, SCALE = -3.5, 1.5
"""Log-odds at which half of the islands are hesitations, and their spread; measured on people's
speech, tiny.en and base (docs/lab/recognition.md)."""

HEARD_ONCE = 0.6
"""Probability of a hesitation that one hearing wrote and a later one did not (own rule)."""

SAME_SOUND_S = 0.7
"""Written times of hesitations are up to so late: nearer ones are one sound."""

MIN_PROBABILITY = 0.1
"""Below this an island is breath or the rest of a word."""

HESITATION = re.compile(r"^(u+h*m+|u+h+|e+r+m*|h+m+|a+h+|m+m+)$")

Weigh = Callable[[Sequence[Word], Sequence["Island"]], Sequence[float]]
"""Gives the log-odds of a hesitation in each of the islands between the words."""


@dataclass(frozen=True, slots=True)
class Island:
    """The longest voice that no word covers before the word numbered ``before``."""

    span: Span
    before: int


def hesitates(text: str) -> bool:
    """Return whether a word is a hesitation as recognisers spell it."""
    return bool(HESITATION.match(re.sub(r"\W", "", text.casefold())))


def find_islands(words: Sequence[Word], speech: Sequence[Span]) -> tuple[Island, ...]:
    """Return the islands of a piece, at most one between two words, in their order.

    Parameters
    ----------
    words
        Placed into the speech (``alignment.place_words``).
    speech
        Where there is voice, ordered and disjoint.
    """
    return tuple(
        Island(longest, index)
        for index, (start, end) in enumerate(_gaps(words, speech))
        if (longest := _longest(speech, start, end)) and longest.duration >= MIN_ISLAND_S
    )


def weigh_islands(
    words: Sequence[Word], speech: Sequence[Span], weigh: Weigh
) -> tuple[PossibleHesitation, ...]:
    """Return the islands that may be hesitations, each with its probability."""
    islands = [
        island
        for island in find_islands(words, speech)
        if not any(hesitates(w.text) for w in words[max(0, island.before - 1) : island.before + 1])
    ]
    islands = sorted(islands, key=lambda island: -island.span.duration)[:MAX_ISLANDS]
    odds = weigh(words, islands)
    found = [
        PossibleHesitation(island.span.start, island.span.end, round(probability, 3))
        for island, value in zip(islands, odds, strict=False)
        if (probability := 1 / (1 + math.exp((EVEN_LOG_ODDS - value) / SCALE))) >= MIN_PROBABILITY
    ]
    return tuple(sorted(found, key=lambda one: one.start))


def keep_unwritten(before: Sequence[Word], now: Sequence[Word]) -> tuple[PossibleHesitation, ...]:
    """Return the hesitations that one hearing wrote and another one did not.

    Different passes lose different ones; what one of them heard stays as evidence.

    Parameters
    ----------
    before, now
        Both hearings of the same sound, in its time.
    """
    written = [word for word in now if hesitates(word.text)]
    return tuple(
        PossibleHesitation(start_of(word), end_of(word), HEARD_ONCE)
        for word in before
        if hesitates(word.text) and not any(_near(word, other) for other in written)
    )


def _near(one: Word, other: Word) -> bool:
    apart = max(start_of(one) - end_of(other), start_of(other) - end_of(one))
    return apart <= SAME_SOUND_S


def _gaps(words: Sequence[Word], speech: Sequence[Span]) -> Iterator[tuple[float, float]]:
    """Yield what lies before each word and after the last one."""
    before = 0.0
    for word in words:
        yield before, start_of(word) - REACH_S
        before = end_of(word) + REACH_S
    yield before, speech[-1].end if speech else before


def _longest(speech: Sequence[Span], start: float, end: float) -> Span | None:
    parts = [
        Span(max(span.start, start), min(span.end, end)) for span in spans_under(speech, start, end)
    ]
    return max(parts, key=lambda part: part.duration, default=None)
