"""Where a part is looked for, and which sentences belong to the parts that are there.

``presence_features`` decide whether a part is there: how much the best sentences look like it,
over the whole answer and where people usually say it.  ``decode`` highlights: it creates no part.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from itertools import accumulate

from voicecoach.analysis.star.model import CLASSES, Logs, StarModel, log_softmax

SITUATION, TASK, ACTION, RESULT, OTHER = range(len(CLASSES))

MAX_ODDS = 6.0
"""Log-odds are cut off here: one loud sentence is no better proof than a clear one."""
NOWHERE = -5.0
"""Log-odds where no sentence stands: a third of an answer that holds none."""

N_TENTHS = 10
PLACED_WEIGHT = 0.9
"""Share of the model that knows a sentence's place; the rest does not and keeps labels stable."""
TRANSITION_WEIGHT = 0.2
"""How much the usual order counts beside the sentences themselves (docs/lab/star.md)."""

PRESENCE_FEATURES = (
    "best", "second", "any", "sentences", "mean", "first third", "middle third", "last third",
    "first", "last", "best of the last two", "best of the first two", "action at the end",
)  # fmt: skip


def presence_features(logs: Sequence[Logs], lengths: Sequence[int], index: int) -> list[float]:
    """Return the values of ``PRESENCE_FEATURES`` for the part ``index`` (0 situation … 3 result).

    ``logs`` come from the model that sees each sentence alone, ``lengths`` are in words.
    """
    odds = [log_odds(one[index]) for one in logs]
    chances = [math.exp(one[index]) for one in logs]
    ranked = sorted(odds, reverse=True)
    none = sum(math.log1p(-min(0.999, chance)) for chance in chances)
    mean = sum(c * n for c, n in zip(chances, lengths, strict=True)) / max(1, sum(lengths))
    thirds = [NOWHERE] * 3
    for value, place in zip(odds, places(lengths), strict=True):
        thirds[min(2, int(3 * place))] = max(thirds[min(2, int(3 * place))], value)
    return [
        ranked[0],
        ranked[1] if len(ranked) > 1 else -MAX_ODDS,
        -none / math.sqrt(len(logs)),
        math.log(len(logs)),
        log_odds(math.log(max(mean, 1e-9))),
        *thirds,
        odds[0],
        odds[-1],
        max(odds[-2:]),
        max(odds[:2]),
        log_odds(logs[-1][ACTION]),
    ]


def log_odds(log_probability: float) -> float:
    """Return log-odds for a log-probability, cut off on both sides."""
    rest = max(1e-6, 1.0 - math.exp(log_probability))
    return max(-MAX_ODDS, min(MAX_ODDS, log_probability - math.log(rest)))


def places(lengths: Sequence[int]) -> list[float]:
    """Return where the middle of each sentence stands: 0 at the beginning, 1 at the end."""
    whole = max(1, sum(lengths))
    said = accumulate(lengths, initial=0)
    return [(before + n / 2) / whole for before, n in zip(said, lengths, strict=False)]


def place_features(lengths: Sequence[int]) -> list[list[float]]:
    """Return where each sentence stands: its tenth of the answer, first, last, place, squared."""
    last = len(lengths) - 1
    rows = []
    for i, place in enumerate(places(lengths)):
        tenth = min(N_TENTHS - 1, int(N_TENTHS * place))
        marks = [float(k == tenth) for k in range(N_TENTHS)]
        rows.append([*marks, float(i == 0), float(i == last), place, place * place])
    return rows


def decode(
    model: StarModel,
    alone: Sequence[Logs],
    sums: Sequence[Sequence[float]],
    lengths: Sequence[int],
    present: Collection[int],
) -> list[int]:
    """Return the best class of each sentence among the present parts and other (Viterbi)."""
    classes = [*sorted(present), OTHER]
    fits = []
    for logs, own, row in zip(alone, sums, place_features(lengths), strict=True):
        placed = log_softmax([s + linear(row) for s, linear in zip(own, model.place, strict=True)])
        fits.append(
            [PLACED_WEIGHT * p + (1 - PLACED_WEIGHT) * a for p, a in zip(placed, logs, strict=True)]
        )
    totals = [fits[0][k] for k in classes]
    steps: list[list[int]] = []
    for fit in fits[1:]:
        came, best_sums = [], []
        for to in classes:
            ways = [
                total + TRANSITION_WEIGHT * model.transitions[k][to]
                for total, k in zip(totals, classes, strict=True)
            ]
            best = max(range(len(ways)), key=ways.__getitem__)
            came.append(best)
            best_sums.append(ways[best] + fit[to])
        steps.append(came)
        totals = best_sums
    at = max(range(len(totals)), key=totals.__getitem__)
    path = [at]
    for came in reversed(steps):
        at = came[at]
        path.append(at)
    return [classes[k] for k in reversed(path)]
