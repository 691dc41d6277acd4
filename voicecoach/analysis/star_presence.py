"""Is a part there?  From the best sentences for it, wherever they stand."""

from __future__ import annotations

import math
from collections.abc import Sequence

from voicecoach.analysis.star_model import Logs

LARGEST_ODDS = 6.0
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
    return max(-LARGEST_ODDS, min(LARGEST_ODDS, log_probability - math.log(rest)))
