"""Numbers in a result, as people say them; and numbers that say nothing about change."""

from __future__ import annotations

import pytest

from voicecoach.analysis.star.outcome import QUANTIFIED, find_amount
from voicecoach.analysis.words import normalise_text

CHANGES = (
    "we cut it by half",
    "the time went from forty minutes to nine",
    "forty to nine minutes",
    "It is about a third of what it was.",
    "nine out of ten of them",
    "errors dropped by 40%",
    "we saved two hundred thousand euros a year",
    "After that it dropped once a week.",
    "it took four days instead of eleven",
    "there were only three complaints",
    "twice as fast as before",
    "calls are down to one in every twenty",
    "zero incidents since",
    "we moved four million accounts over one weekend",
    "sales grew twelve percent",
    "it is thirty percent faster now",
)
NONE = (
    "we were a team of twelve",
    "we had two weeks to go",
    "at two in the morning it stopped",
    "one of my colleagues was happy",
    "she thanked me",
    "it took a while and then it worked",
    "that was in March twenty twenty",
)


@pytest.mark.parametrize("text", CHANGES)
def test_a_change_with_a_number(text):
    """Says how much changed."""
    assert QUANTIFIED.search(normalise_text(text))


@pytest.mark.parametrize("text", NONE)
def test_a_number_without_a_change(text):
    """Says nothing about how much changed."""
    assert not QUANTIFIED.search(normalise_text(text))


def test_the_last_amount_with_its_unit():
    """The amount that a missing result could be measured against."""
    assert find_amount("It ran every night and took like six hours.") == "six hours"
    assert find_amount("Nobody knew.") == ""
