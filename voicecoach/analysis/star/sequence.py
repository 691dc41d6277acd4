"""Which sentences belong to the parts that are there: neighbours, place and order, for display.

Nothing here decides whether a part is there; it only says where.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from voicecoach.analysis.star.model import Logs, StarModel, log_softmax

MAX_ODDS = 6.0
"""Log-odds are cut off here: one loud sentence is no better proof than a clear one."""

PRESENCE_FEATURES = ("best", "any")
"""The best sentence's log-odds; how likely it is that any sentence belongs, by length."""


def presence_features(logs: Sequence[Logs], index: int) -> list[float]:
    """Return what decides on the part ``index`` (0 situation … 3 result); order plays no role."""
    odds = [log_odds(one[index]) for one in logs]
    none = sum(math.log1p(-min(0.999, math.exp(one[index]))) for one in logs)
    return [max(odds), -none / math.sqrt(len(logs))]


def log_odds(log_probability: float) -> float:
    """Return log-odds for a log-probability, cut off on both sides."""
    rest = max(1e-6, 1.0 - math.exp(log_probability))
    return max(-MAX_ODDS, min(MAX_ODDS, log_probability - math.log(rest)))


N_CLASSES = 5
OTHER = 4
EDGE = 0.2
"""The first and the last fifth of an answer have a slope of their own."""

TRANSITION_WEIGHT = 0.5
"""How much the usual order counts beside the sentences themselves."""

_NONE: Logs = (0.0,) * N_CLASSES


def place_features(logs: Sequence[Logs], lengths: Sequence[int]) -> list[list[float]]:
    """Return, for each sentence, its own logs, its neighbours', those before and after, its place.

    ``lengths`` are in words.
    """
    n, whole = len(logs), sum(lengths)
    rows, said = [], 0
    for i, (own, length) in enumerate(zip(logs, lengths, strict=True)):
        place = (said + length / 2) / whole
        said += length
        rows.append(
            [
                *own,
                *_at(logs, i - 1),
                *_at(logs, i + 1),
                *(0.5 * v for v in _at(logs, i - 2)),
                *(0.5 * v for v in _at(logs, i + 2)),
                *_mean(logs[:i], lengths[:i]),
                *_mean(logs[i + 1 :], lengths[i + 1 :]),
                *(float(i == k) for k in (0, n - 1, 1, n - 2)),
                *(place, place**2, place**3),
                max(0.0, place - 1 + EDGE) / EDGE,
                max(0.0, EDGE - place) / EDGE,
            ]
        )
    return rows


def decode(
    model: StarModel, logs: Sequence[Logs], lengths: Sequence[int], present: Collection[int]
) -> list[int]:
    """Return the best class of each sentence among the present parts and other (Viterbi)."""
    classes = [*sorted(present), OTHER]
    rows = place_features(logs, lengths)
    fits = [log_softmax([linear(row) for linear in model.place]) for row in rows]
    totals = [fits[0][k] for k in classes]
    steps: list[list[int]] = []
    for fit in fits[1:]:
        came, sums = [], []
        for to in classes:
            ways = [
                total + TRANSITION_WEIGHT * model.transitions[k][to]
                for total, k in zip(totals, classes, strict=True)
            ]
            best = max(range(len(ways)), key=ways.__getitem__)
            came.append(best)
            sums.append(ways[best] + fit[to])
        steps.append(came)
        totals = sums
    at = max(range(len(totals)), key=totals.__getitem__)
    path = [at]
    for came in reversed(steps):
        at = came[at]
        path.append(at)
    return [classes[k] for k in reversed(path)]


def _at(logs: Sequence[Logs], i: int) -> Logs:
    return logs[i] if 0 <= i < len(logs) else _NONE


def _mean(logs: Sequence[Logs], lengths: Sequence[int]) -> list[float]:
    whole = sum(lengths)
    if not whole:
        return list(_NONE)
    return [sum(n * one[k] for n, one in zip(lengths, logs, strict=True)) / whole for k in range(5)]
