"""Sentence ends in words without punctuation: what stands around a gap, pauses, and length."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from voicecoach.analysis.gap_features import gap_features
from voicecoach.analysis.star_model import SCALE, StarModel

LONGEST = 30
"""Words in a sentence; a longer stretch is always cut."""

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


def find_ends(
    model: StarModel,
    tokens: Sequence[str],
    *,
    pauses: Collection[int] = (),
    commas: Collection[int] = (),
    eager: float = 0.0,
) -> list[int]:
    """Return the indices of the last words of sentences, the very last one included.

    Parameters
    ----------
    tokens
        Normalised words.
    pauses, commas
        Indices of words that a long pause, or a comma, follows.
    eager
        Log-odds added to every gap.
    """
    odds = []
    for i, features in enumerate(gap_features(tokens)):
        known = sum(model.boundary.get(name, 0) for name in features)
        hint = PAUSE_ODDS * (i in pauses) + COMMA_ODDS * (i in commas)
        odds.append(model.boundary_bias + known / SCALE + hint + eager)
    return _best_cuts(odds, [LENGTH_WEIGHT * v / SCALE for v in model.boundary_lengths])


def _best_cuts(odds: Sequence[float], lengths: Sequence[float]) -> list[int]:
    """Return the last words of the sentences with the largest sum of log-odds.

    ``odds`` has a value for each gap, ``lengths`` one for sentences of one word, two, and so on.
    """
    n = len(odds) + 1
    best = [0.0] + [float("-inf")] * n
    came = [0] * (n + 1)
    for end in range(1, n + 1):
        gain = 0.0 if end == n else odds[end - 1]
        for start in range(max(0, end - len(lengths)), end):
            total = best[start] + gain + lengths[end - start - 1]
            if total > best[end]:
                best[end], came[end] = total, start
    ends, at = [], n
    while at > 0:
        ends.append(at - 1)
        at = came[at]
    return ends[::-1]
