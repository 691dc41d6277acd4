"""Sentence ends in words without punctuation: what stands around a gap, pauses, and length."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from voicecoach.analysis.star_language import form
from voicecoach.analysis.star_model import SCALE, StarModel

SHORTEST = 3
LONGEST = 30
"""Words in a sentence; a longer stretch is always cut."""

PAUSE_ODDS = 3.0
"""Log-odds that a pause of 0.6 s and more adds to a sentence end: our choice, since most such
pauses end sentences (Campione and Véronis 2002)."""

COMMA_ODDS = 1.0
"""Log-odds that a comma adds: recognisers write one where they heard a phrase end."""

EAGER_ODDS = 1.2
"""Added to every gap: two halves of a sentence harm STAR less than two parts in one."""

_EDGE = "|"


def gap_features(tokens: Sequence[str], i: int) -> list[str]:
    """Return what stands around the gap after token ``i``."""

    def at(k: int) -> str:
        return tokens[k] if 0 <= k < len(tokens) else _EDGE

    before, last, first, second, third = (at(i + k) for k in (-1, 0, 1, 2, 3))
    forms = [form(token) if token != _EDGE else _EDGE for token in (before, last, first, second)]
    return [
        f"1<{last}",
        f"1>{first}",
        f"2<{before} {last}",
        f"2>{first} {second}",
        f"3>{first} {second} {third}",
        f"+{last} {first}",
        f"f<{forms[0]} {forms[1]}",
        f"f>{forms[2]} {forms[3]} {form(third) if third != _EDGE else _EDGE}",
        f"f+{forms[1]} {forms[2]}",
    ]


def find_ends(
    model: StarModel,
    tokens: Sequence[str],
    *,
    pauses: Collection[int] = (),
    commas: Collection[int] = (),
) -> list[int]:
    """Return the indices of the last words of sentences, the very last one included.

    Parameters
    ----------
    tokens
        Normalised words.
    pauses, commas
        Indices of words that a long pause, or a comma, follows.
    """
    odds = []
    for i in range(len(tokens) - 1):
        known = sum(model.boundary.get(name, 0) for name in gap_features(tokens, i))
        hint = PAUSE_ODDS * (i in pauses) + COMMA_ODDS * (i in commas)
        odds.append(model.boundary_bias + known / SCALE + hint + EAGER_ODDS)
    return _best_cuts(len(tokens), lambda i: odds[i])


def _best_cuts(n: int, odds: Callable[[int], float]) -> list[int]:
    """Return the cuts with the largest sum of log-odds, sentences 3 to 30 words where possible."""
    best = [0.0] + [float("-inf")] * n
    came = [0] * (n + 1)
    for end in range(1, n + 1):
        gain = 0.0 if end == n else odds(end - 1)
        for start in range(max(0, end - LONGEST), end):
            short = end - start < SHORTEST
            total = best[start] + gain - (4.0 if short else 0.0)
            if total > best[end]:
                best[end], came[end] = total, start
    ends, at = [], n
    while at > 0:
        ends.append(at - 1)
        at = came[at]
    return ends[::-1]
