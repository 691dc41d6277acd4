"""A text with and without a hesitation against the same sound: what is compared with what."""

from __future__ import annotations

import numpy as np
import pytest

from voicecoach.recognition.islands import Island
from voicecoach.recognition.weighing import ENCODED_PER_S, NEAR_S, find_near, weigh
from voicecoach.types import Span, Word

WORDS = tuple(Word(f"word{n}", n + 0.1, n + 0.9, 0.9) for n in range(28))
ENCODED = np.zeros((1, 30 * ENCODED_PER_S, 4), np.float32)
ISLAND = Island(Span(13.95, 14.05), 14)


def test_only_what_is_near_is_weighed():
    """Six seconds of words and sound on either side, not the whole window."""
    asked = []

    def log_probability(part, text):
        asked.append((part.shape[1] / ENCODED_PER_S, text))
        return -float(len(text))

    (odds,) = weigh(ENCODED, WORDS, [(ISLAND, ("uh,",))], log_probability)
    (seconds, without), (_, with_it) = asked
    assert odds == -1
    assert 2 * NEAR_S <= seconds <= 2 * NEAR_S + 2
    assert without == [f"word{n}" for n in range(8, 20)]
    assert with_it == [*without[:6], "uh,", *without[6:]]


@pytest.mark.parametrize("before", [0, 1, 27, 28])
def test_an_island_at_the_edge_has_one_side(before):
    """Before the first word and after the last one there is nothing to take along."""
    island = Island(Span(max(0.0, before - 0.1), before + 0.1), before)
    first, end = find_near(WORDS, island)
    assert 0 <= first <= before <= end <= len(WORDS)
    assert weigh(ENCODED, WORDS, [(island, ("uh,",))], lambda *_: -1.0) == [0.0]
    assert weigh(ENCODED, (), [(Island(Span(1, 2), 0), ("Um,",))], lambda *_: -1.0) == [0.0]


def test_the_better_spelling_counts_and_a_hopeless_one_ends_it():
    """Both spellings are tried, but where the first is hopeless no time is spent on another."""
    fits = {"uh,": -3.0, "um,": -1.0, "hopeless,": -20.0}
    asked = []

    def log_probability(_, text):
        asked.append("".join(word for word in text if word in fits))
        return fits.get(asked[-1], 0.0)

    assert weigh(ENCODED, WORDS, [(ISLAND, ("uh,", "um,"))], log_probability) == [-1.0]
    assert weigh(ENCODED, WORDS, [(ISLAND, ("hopeless,", "um,"))], log_probability) == [-20.0]
    assert asked == ["", "uh,", "um,", "", "hopeless,"]
