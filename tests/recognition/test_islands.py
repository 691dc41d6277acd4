"""Voice that no word covers: where it lies, and what the recogniser says of it."""

from __future__ import annotations

from voicecoach.recognition.islands import (
    EVEN_LOG_ODDS,
    MAX_ISLANDS,
    find_islands,
    keep_unwritten,
    weigh_islands,
)
from voicecoach.types import PossibleHesitation, Span, Word

WORDS = (
    Word("I", 0.0, 0.3, 0.9),
    Word("moved", 0.3, 0.8, 0.9),
    Word("it", 2.0, 2.3, 0.9),
)
SPEECH = (Span(0.0, 0.8), Span(1.1, 1.5), Span(2.0, 2.3), Span(3.0, 3.4))


def test_islands_lie_between_words():
    """Voice before a word and after the last one; none where a word is."""
    found = find_islands(WORDS, SPEECH)
    assert [(island.span, island.before) for island in found] == [
        (Span(1.1, 1.5), 2),
        (Span(3.0, 3.4), 3),
    ]
    assert find_islands(WORDS, SPEECH[:1]) == ()


def test_short_voice_is_the_rest_of_a_word():
    """A tenth of a second beside a word is no island."""
    assert find_islands(WORDS, (Span(0.0, 0.95), Span(2.0, 2.4))) == ()


def test_what_the_recogniser_finds_likely_is_kept():
    """Even odds at the border that was measured; below a tenth nothing is left."""
    even, likely = weigh_islands(WORDS, SPEECH, lambda *_: [EVEN_LOG_ODDS, 2.0])
    none = weigh_islands(WORDS, SPEECH, lambda *_: [-20.0, -20.0])
    assert even == PossibleHesitation(1.1, 1.5, 0.5)
    assert likely.probability > 0.9
    assert none == ()


def noting(asked):
    """Return a weighing that notes before which words it is asked and finds even odds."""

    def weigh(_, islands):
        asked.extend(island.before for island in islands)
        return [0.0] * len(islands)

    return weigh


def test_a_written_hesitation_needs_no_second_evidence():
    """The island beside an "um" is its sound."""
    words = (*WORDS[:2], Word("um,", 1.1, 1.2, 0.9), *WORDS[2:])
    asked = []
    weigh_islands(words, SPEECH, noting(asked))
    assert asked == [4]


def test_only_the_longest_are_weighed():
    """Each costs time: a few in a window; a recogniser that cannot tell is fine."""
    words = tuple(Word("no", i, i + 0.3, 0.9) for i in range(20))
    speech = tuple(Span(i + 0.5, i + 0.7 + i / 100) for i in range(20))
    asked = []
    weigh_islands(words, speech, noting(asked))
    assert asked == list(range(20, 20 - MAX_ISLANDS, -1))
    assert weigh_islands(words, speech, lambda *_: ()) == ()


def test_what_one_hearing_wrote_stays_as_evidence():
    """An "um" of the first hearing that the second lacks; not one that the second has nearby."""
    before = (Word("Um,", 1.0, 1.3, 0.9), Word("I", 1.4, 1.5, 0.9), Word("uh,", 5.0, 5.4, 0.9))
    now = (Word("I", 1.4, 1.5, 0.9), Word("uh", 5.8, 5.8, 0.9))
    (kept,) = keep_unwritten(before, now)
    assert (kept.start, kept.end) == (1.0, 1.3)
    assert keep_unwritten(now, before) == ()
