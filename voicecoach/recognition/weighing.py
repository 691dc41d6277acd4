"""How much better a text fits its sound with a hesitation in an island of voice than without.

Only the words and the sound near an island are weighed: it is there that a hesitation changes
anything, and a pass over a whole window costs twice as much time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from voicecoach.recognition.alignment import end_of, start_of
from voicecoach.recognition.islands import Island
from voicecoach.recognition.transcriber import Ask, never
from voicecoach.types import Word

NEAR_S = 6.0
"""Words and sound are weighed so far on either side of an island (docs/lab/recognition.md)."""

MARGIN_S = 0.1
"""Of sound beside the outermost of these words: their times err by so much."""

ENCODED_PER_S = 50
"""Steps of the encoder in a second of sound."""

HOPELESS_LOG_ODDS = -10.2
"""Where one spelling lies below this no other is weighed: another one raises it by 3.4 at most, and
what lies below -6.8 is not kept (docs/lab/recognition.md)."""

LogProbability = Callable[[Any, Sequence[str]], float]
"""Tells how well the words fit the encoded sound."""


def weigh(
    encoded: Any,
    words: Sequence[Word],
    islands: Sequence[tuple[Island, Sequence[str]]],
    log_probability: LogProbability,
    given_up: Ask = never,
) -> list[float]:
    """Return for each island the log-odds of something said there.

    Parameters
    ----------
    encoded
        The window.
    words
        Of the window as they were recognised, placed into its voice.
    islands
        Each with the spellings to try there.
    log_probability
        Weighs a text against a sound.
    given_up
        Asked before each island; if it says yes, those left over are not weighed.

    Returns
    -------
    list of float
        The natural logarithm of the odds, of the best spelling; of the first where that is
        hopeless.
    """
    sound = np.array(encoded)
    odds: list[float] = []
    for island, spellings in islands:
        if given_up():
            break
        first, end = find_near(words, island)
        before = [word.text for word in words[first : island.before]]
        behind = [word.text for word in words[island.before : end]]
        part = _cut(sound, words[first:end], island)
        without = log_probability(part, [*before, *behind])
        best = -np.inf
        for one in spellings:
            best = max(best, log_probability(part, [*before, one, *behind]) - without)
            if best < HOPELESS_LOG_ODDS:
                break
        odds.append(float(best))
    return odds


def find_near(words: Sequence[Word], island: Island) -> tuple[int, int]:
    """Return the words near an island as (number of the first, one past the last)."""
    first = end = island.before
    while first and end_of(words[first - 1]) > island.span.start - NEAR_S:
        first -= 1
    while end < len(words) and start_of(words[end]) < island.span.end + NEAR_S:
        end += 1
    return first, end


def _cut(sound: Any, words: Sequence[Word], island: Island) -> Any:
    """Return the encoded sound of these words and around the island."""
    from ctranslate2 import StorageView

    start = min([island.span.start - NEAR_S, *(start_of(word) - MARGIN_S for word in words)])
    end = max([island.span.end + NEAR_S, *(end_of(word) + MARGIN_S for word in words)])
    steps = slice(max(0, int(start * ENCODED_PER_S)), int(end * ENCODED_PER_S) + 1)
    return StorageView.from_array(np.ascontiguousarray(sound[:, steps]))
