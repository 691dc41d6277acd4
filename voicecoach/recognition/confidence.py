"""How far a word may be trusted: the model's own probability, set right on people's speech.

A word's probability alone misses too much: of the words below a half, less than half were wrong.
Three more things that a decoding shows say more together: the words around it, whether the
second-best text has another word there, and how likely the whole text is.  Their weights were
fitted for tiny.en on people's speech and synthetic answers, clip by clip left out, and tried on
base (docs/lab/recognition.md).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from voicecoach.recognition.islands import hesitates
from voicecoach.types import Word

EDGE = 1e-3
"""Keeps the log-odds of 0 and 1 finite."""

EVEN_DOUBT = 0.36
"""Probability of being wrong that becomes one half, where reports begin to mark a word (?): there
about half of the marked words are wrong, and half of the wrong words are marked."""

EVEN_DOUBT_BASE = 0.6
"""The same for base, which is wrong less often: below this most of the marked words are right."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each thing adds to the log-odds that a word is wrong.

    ``own``, ``before`` and ``after`` weigh the log-odds of the word's and its neighbours'
    probabilities, ``text`` the mean log-probability of the whole; ``agreed`` is added where the
    second-best text has the same word, ``constant`` always.  ``even_doubt`` is the probability of
    being wrong that becomes one half.
    """

    own: float
    before: float
    after: float
    agreed: float
    text: float
    constant: float
    even_doubt: float = EVEN_DOUBT


_TINY_EN = Weights(-0.699, -0.260, -0.038, -1.474, -1.412, 1.211)
KNOWN = {"tiny.en": _TINY_EN, "base": replace(_TINY_EN, even_doubt=EVEN_DOUBT_BASE)}
"""base with tiny.en's weights: a fit of its own, each speaker left out, marks no better words, and
by its own probability fewer of the marked words are wrong (docs/lab/recognition.md)."""


def trust(
    words: Sequence[Word], second_best: str, score: float, weights: Weights
) -> tuple[Word, ...]:
    """Return the words of one text with probabilities that mean what they say.

    Parameters
    ----------
    words
        Of the best text, with the model's own probabilities.  Hesitations keep theirs.
    second_best
        The next text that the decoder found.
    score
        Mean log-probability of the best one.
    weights
        Of the model.
    """
    agreed = _agreed([_plain(word.text) for word in words], second_best)
    odds = [_log_odds(1.0 if word.probability is None else word.probability) for word in words]
    certain = _log_odds(1.0)
    judged = []
    for index, word in enumerate(words):
        if word.probability is None or hesitates(word.text):
            judged.append(word)
            continue
        wrong = (
            weights.own * odds[index]
            + weights.before * (odds[index - 1] if index else certain)
            + weights.after * (odds[index + 1] if index + 1 < len(words) else certain)
            + weights.agreed * (index in agreed)
            + weights.text * score
            + weights.constant
        )
        right = 1 / (1 + math.exp(wrong - _log_odds(weights.even_doubt)))
        judged.append(replace(word, probability=round(right, 3)))
    return tuple(judged)


def _agreed(plain: Sequence[str], second_best: str) -> frozenset[int]:
    """Return the numbers of the words that the second-best text holds too, in order."""
    other = [_plain(word) for word in second_best.split()]
    blocks = SequenceMatcher(None, plain, other, autojunk=False).get_matching_blocks()
    return frozenset(i for block in blocks for i in range(block.a, block.a + block.size))


def _log_odds(probability: float) -> float:
    return math.log((probability + EDGE) / (1 - probability + EDGE))


def _plain(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum() or char in "_'")
