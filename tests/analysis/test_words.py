"""How many words were spoken, and how many fillers there are at least and at most."""

from __future__ import annotations

import pytest

from voicecoach.analysis.measures import KNOWN_RECALL, count_range
from voicecoach.analysis.words import count_spoken
from voicecoach.types import Filler, PossibleHesitation, Transcript, Word


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("99.9%", 5),
        ("$1,200,000", 6),
        ("$1,200,000,", 6),
        ("well-known", 1),
        ("e-commerce", 1),
        ("Node.js", 1),
        ("p99", 3),
        ("3.5", 3),
        ("10:30", 2),
        ("2019", 2),
        ("1st", 1),
        ("24/7", 3),
        ("10x", 2),
        ("120", 3),
        ("007", 3),
        ("C++", 1),
        ("—", 0),
        ("...", 0),
    ],
)
def test_words_as_they_were_spoken(text, count):
    """Numbers and signs as they are read out, anything else as one word."""
    assert count_spoken([Word(text)]) == count


def transcript(*possible, model="tiny.en", engine="faster-whisper"):
    """Return a transcript of no words with possible hesitations."""
    return Transcript(engine, model, "en", "", (), (), possible)


UM = Filler(1.0, 1.4, "um", "hesitation", 0, 1.0)
UNSURE = Filler(5.0, 5.4, "um", "hesitation", 3, 0.7)


def test_the_range_allows_for_what_a_model_misses():
    """At least what is certain; at most what may be one, and what the model leaves out."""
    assert count_range([UM] * 5 + [UNSURE], transcript()) == (5, 10)
    assert count_range([], transcript()) == (0, 1)
    assert KNOWN_RECALL["tiny.en"] < 1


def test_typed_words_are_all_there():
    """Nothing was left out of a text, so the range has no width but for doubtful words."""
    assert count_range([UM, UM], transcript(model=None, engine="text")) == (2, 2)
    assert count_range([UM, UNSURE]) == (1, 2)


def test_undecided_islands_widen_the_range():
    """Islands that nobody could decide count at the upper end, unless a word explains them."""
    islands = [PossibleHesitation(10.0 + i, 10.3 + i, 0.3) for i in range(4)]
    assert count_range([UM], transcript(*islands)) == (1, 5)
    beside = PossibleHesitation(1.5, 1.7, 0.3)
    assert count_range([UM], transcript(beside)) == count_range([UM], transcript())
