"""Sentence ends: what stands around a gap, the best cuts, and what is no word."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.analysis.sentences import split_sentences
from voicecoach.analysis.star.sentence_ends import best_ends, gap_features
from voicecoach.types import Span, Word

BARE = (
    "we moved the shelves to the other wall then i told my manager what it had cost and she said "
    "it's fine i'd asked the others before so nobody was surprised"
)


def around(tokens, gap):
    """Return the features of one gap of a text."""
    return list(gap_features(tokens.split()))[gap]


def test_one_list_for_each_gap():
    """A gap lies between two words; fewer words have none."""
    assert [len(list(gap_features(["word"] * n))) for n in (0, 1, 2, 9)] == [0, 0, 1, 8]
    for features in gap_features(BARE.split()):
        assert len(set(features)) == len(features)


@pytest.mark.parametrize(
    ("after", "roles"),
    [
        ("then i told my", "jsv."),  # a verb that the frame keeps as it is
        ("then i called my", "jsv."),
        ("i'd asked the others", "bv.."),  # subject and verb in one word
        ("it's fine she didn't", "b.sv"),
        ("the team's plan failed", "...v"),  # an s that is no verb
    ],
)
def test_subjects_and_verbs_are_seen(after, roles):
    """Contractions and small verbs count as what they are."""
    assert f"r> {roles}" in around(f"wall {after}", 0)


def test_the_nearest_verbs_are_counted():
    """Words since the last verb, and to the next one."""
    assert "v<> 4 2" in around("we moved the shelves up there then i told her", 5)


@given(st.lists(st.floats(-4, 4), max_size=8), st.integers(1, 5))
def test_the_best_cuts_are_the_best(odds, longest):
    """No other way to cut the words, none longer than allowed, has a larger sum."""
    n = len(odds) + 1

    def worth(ends):
        sizes = [b - a for a, b in zip([-1, *ends[:-1]], ends, strict=True)]
        return sum(odds[end] for end in ends[:-1]) if max(sizes) <= longest else float("-inf")

    every = [[*some, n - 1] for k in range(n) for some in combinations(range(n - 1), k)]
    assert worth(best_ends(odds, longest)) == pytest.approx(max(map(worth, every)))


def test_what_is_no_word_belongs_to_the_word_before():
    """Dashes alone are one sentence; one between two words begins none."""
    assert split_sentences([Word("–")] * 100) == ((0, 99),)
    assert split_sentences([]) == ()
    words = [word for said in BARE.split() for word in (Word(said), Word("…"))]
    cut = split_sentences(words)
    assert len(cut) > 1
    assert all(words[first].text != "…" for first, _ in cut)


@pytest.mark.parametrize("mark", ["-", "*", "•", "–"])
def test_each_point_of_a_list_is_a_sentence(mark):
    """Notes are cut where their writer began a new line, whose ends a transcript does not keep."""
    points = ["site hacked on a Saturday", "took it offline", "restored the backup of Friday"]
    words = [Word(w) for point in points for w in (mark, *point.split())]
    assert [(first, last) for first, last in split_sentences(words)] == [(0, 5), (6, 9), (10, 15)]
    headed = [Word("Action:"), *words]
    assert [first for first, _ in split_sentences(headed)] == [0, 1, 7, 11]


def test_dashes_between_thoughts_are_no_list():
    """Where no sentence may begin a dash is one within it."""
    said = "I called him - twice - and he came - late."
    words = [Word(w) for w in said.split()]
    assert split_sentences(words) == ((0, len(words) - 1),)


def test_a_dash_alone_counts_as_one_at_a_word():
    """Written "wall –" or "wall–", an end there is as likely."""
    said = BARE.split()
    alone = [Word(w) for w in [*said[:8], "–", *said[8:]]]
    joined = [Word(w) for w in [*said[:7], f"{said[7]}–", *said[8:]]]
    assert [last - (last > 7) for _, last in split_sentences(alone)] == [
        last for _, last in split_sentences(joined)
    ]


def test_no_cut_before_the_first_word_and_many_pauses():
    """A pause before the first word ends nothing; thousands of them cost no time to speak of."""
    words = [Word(w, 0.5 * i, 0.5 * i + 0.3) for i, w in enumerate((BARE.split() * 150)[:4000])]
    pauses = [Span(-2.0, -1.0), *(Span(0.5 * i - 0.9, 0.5 * i) for i in range(9, 4000, 9))]
    paused = set(range(9, 4000, 9))
    with_pauses, without = split_sentences(words, pauses), split_sentences(words)
    assert with_pauses[0][0] == 0
    n_with, n_without = (len(paused & {a for a, _ in cut}) for cut in (with_pauses, without))
    assert n_with > n_without + 20
