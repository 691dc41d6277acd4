"""What two hearings agree on, and where the sound under it may be cut."""

from __future__ import annotations

import numpy as np

from voicecoach.recognition.agreement import (
    MIN_SETTLED_S,
    UNSETTLED_S,
    choose_cut,
    count_agreed,
    count_settled,
    find_quietest,
)
from voicecoach.types import Word


def say(text, each=0.5, gap=0.1):
    """Return the words of a text, one every ``each`` seconds."""
    return [Word(w, i * each, (i + 1) * each - gap, 0.9) for i, w in enumerate(text.split())]


def test_agreement_is_of_the_beginning():
    """Punctuation and capitals may change; the first other word ends it."""
    before = say("So, we moved the queue to a")
    assert count_agreed(before, say("so we moved the queue two are regions")) == 5
    assert count_agreed(before, []) == 0


def test_a_cut_prefers_the_end_of_a_sentence():
    """Long enough behind the beginning, far enough from the end, where silence or a mark is."""
    words = say("one two three four five six seven eight nine. ten eleven twelve a b c", each=1)
    assert choose_cut(words, len(words), 14.5) == 9
    words[8] = Word("nine", 8.0, 8.9, 0.9)
    assert choose_cut(words, len(words), 14.5) == 13
    n = choose_cut(words, len(words), 12.2)
    assert n is not None
    assert MIN_SETTLED_S <= words[n - 1].end <= 12.2 - UNSETTLED_S
    assert choose_cut(words, 7, 14.5) is None


def test_what_lies_near_the_end_is_not_settled():
    """A second and a half of the sound may still change, agreed or not."""
    assert count_settled(say("one two three four", each=1), 4, 4.0) == 2
    assert count_settled(say("one two three four", each=1), 1, 4.0) == 1


def test_the_cut_lies_where_it_is_quietest():
    """Between two words, to a hundredth of a second."""
    samples = np.ones(16_000, np.float32)
    samples[8_000:8_160] = 0
    assert abs(find_quietest(samples, 16_000, 0.48, 0.53) - 0.505) < 0.006
    assert find_quietest(samples[:10], 16_000, 0.4, 0.5) == 0.45
