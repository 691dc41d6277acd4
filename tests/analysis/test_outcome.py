"""Which sentence of the result says how much, and the amount that it could be measured against."""

from __future__ import annotations

import pytest

from voicecoach.analysis.star.outcome import find_amount, find_quantified, result_stretches
from voicecoach.types import Sentence


def told(*pairs):
    """Return sentences with their parts."""
    return [Sentence(text, None, None, 0, 0, part, 1.0) for part, text in pairs]


def test_the_last_sentence_that_says_how_much():
    """Of two figures the later one is quoted."""
    sentences = told(
        ("action", "I rewrote it."),
        ("result", "Errors fell by 40%."),
        ("result", "The team was happy."),
        ("result", "It saved us $1,200 a month."),
        ("result", "I am proud of it."),
    )
    assert find_quantified(sentences).quote == "It saved us $1,200 a month."


def test_a_result_between_two_actions_is_an_interim_state():
    """It counts only where the answer has no other result."""
    interim = ("result", "After that 30 orders were left.")
    first, then = ("action", "I sorted them."), ("action", "I called the rest.")
    end = ("result", "Everybody was happy.")
    assert not find_quantified(told(first, interim, then, end)).found
    assert find_quantified(told(first, interim, then)).found
    assert len(result_stretches(told(first, interim, then, end))) == 1


def test_a_result_told_first_counts():
    """The headline of an answer is a result like any other."""
    sentences = told(
        ("result", "We cut the calls by half."),
        ("situation", "It was last spring."),
        ("action", "I rewrote it."),
        ("result", "The team was happy."),
    )
    assert find_quantified(sentences).quote == "We cut the calls by half."


def test_a_piece_of_the_sentence_before_is_no_result():
    """A few words without a verb say how long, not what came of it."""
    action = ("action", "I put the two slowest on extra sessions before work.")
    assert not find_quantified(told(action, ("result", "Half an hour a day each."))).found
    assert find_quantified(told(action, ("result", "760 euro were in the box."))).found


@pytest.mark.parametrize(
    "result", ["All nine teams use the template.", "Sixty people use the tool today."]
)
def test_a_present_tense_result_is_one(result):
    """A short sentence whose verb is none of the known ones still says what came of it."""
    action = ("action", "I wrote the first version and showed it around.")
    assert find_quantified(told(action, ("result", result))).found


def test_no_number():
    """Nothing found, nothing quoted."""
    assert not find_quantified(told(("result", "She thanked me."))).found
    assert not find_quantified(told(("situation", "We lost 40% of them."))).found


def test_the_last_amount_with_its_unit():
    """The amount that a missing result could be measured against."""
    assert find_amount("It ran every night and took like six hours.") == "six hours"
    assert find_amount("Nobody knew.") == ""
