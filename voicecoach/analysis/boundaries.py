"""Sentence ends in words without punctuation: what stands around a gap, pauses, commas, length."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from operator import add

from voicecoach.analysis.gap_features import gap_features
from voicecoach.analysis.star_model import SCALE, StarModel

LENGTH_WEIGHT = 0.5
"""How much the usual lengths of sentences count beside the words: in whole they would count
twice, since the words around a gap know some of it (the best of 0, 0.5 and 1 on the corpus)."""

PAUSE_ODDS = 3.0
"""Log-odds that a pause of 0.6 s and more adds to a sentence end: our choice, since most such
pauses end sentences (Campione and Véronis 2002)."""

COMMA_ODDS = 1.0
"""Log-odds that a comma adds: recognisers write one where they heard a phrase end."""

EAGER_ODDS = 1.8
"""Added to every gap where nothing is punctuated: two halves of a sentence harm STAR less than two
parts in one (the best of 1.2, 1.8 and 2.4 on the choosing half)."""


def gap_odds(
    model: StarModel, tokens: Sequence[str], pauses: Collection[int], commas: Collection[int]
) -> list[float]:
    """Return the log-odds of a sentence end after each normalised word but the last.

    ``pauses`` and ``commas`` hold the indices of words that a long pause, or a comma, follows.
    """
    weigh = model.boundary.get
    return [
        model.boundary_bias
        + sum(filter(None, map(weigh, features))) / SCALE
        + PAUSE_ODDS * (i in pauses)
        + COMMA_ODDS * (i in commas)
        for i, features in enumerate(gap_features(tokens))
    ]


def best_ends(model: StarModel, odds: Sequence[float]) -> list[int]:
    """Return the last words of the sentences with the largest sum of log-odds, the very last too.

    ``odds`` has a value for each gap; no sentence is longer than those whose usual lengths the
    model knows.
    """
    usual = [LENGTH_WEIGHT * value / SCALE for value in model.boundary_lengths][::-1]
    n = len(odds) + 1
    best, came = [0.0], [0]
    for end in range(1, n + 1):
        gain = odds[end - 1] if end < n else 0.0
        gained = [value + gain for value in best[-len(usual) :]]
        totals = list(map(add, gained, usual[-len(gained) :]))
        best.append(max(totals))
        came.append(end - len(totals) + totals.index(best[-1]))
    ends, at = [], n
    while at > 0:
        ends.append(at - 1)
        at = came[at]
    return ends[::-1]
