"""Recognised words against the truth: word error, hesitations, moments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

import numpy as np

from voicecoach.types import Span, Word

HESITATIONS = frozenset({"um", "uh", "er", "hmm", "ah", "erm", "uhm", "mm"})
NEAR_S = 0.3
"""A hesitation is found where one is written this near to it."""


@dataclass
class Score:
    """Sums over any number of recordings."""

    n_words: int = 0
    n_errors: int = 0
    n_said: int = 0
    """Hesitations said."""
    n_written: int = 0
    n_found: int = 0
    starts_s: list[float] = field(default_factory=list)
    """How far each right word's start is from the truth, in seconds."""

    @property
    def word_error(self) -> float:
        """Substituted, missing and invented words a word said."""
        return self.n_errors / max(1, self.n_words)

    @property
    def precision(self) -> float:
        """Share of the written hesitations that were said."""
        return self.n_found / self.n_written if self.n_written else 1.0

    @property
    def recall(self) -> float:
        """Share of the hesitations said that are written."""
        return self.n_found / self.n_said if self.n_said else 1.0

    @property
    def start_error_s(self) -> float:
        """Median distance of a right word's start from the truth, in seconds."""
        return median(self.starts_s) if self.starts_s else float("inf")

    def __add__(self, other: Score) -> Score:
        return Score(
            self.n_words + other.n_words,
            self.n_errors + other.n_errors,
            self.n_said + other.n_said,
            self.n_written + other.n_written,
            self.n_found + other.n_found,
            [*self.starts_s, *other.starts_s],
        )


def score(said: Sequence[Word], heard: Sequence[Word]) -> Score:
    """Return the figures of one recording."""
    pairs, n_errors = match([plain(w.text) for w in said], [plain(w.text) for w in heard])
    starts = [abs((said[i].start or 0.0) - (heard[j].start or 0.0)) for i, j in pairs]
    wanted = [word for word in said if plain(word.text) in HESITATIONS]
    written = [word for word in heard if plain(word.text) in HESITATIONS]
    return Score(len(said), n_errors, len(wanted), len(written), _n_near(wanted, written), starts)


def plain(word: str) -> str:
    """Return a word without marks, in lower case."""
    return re.sub(r"[^\w']", "", word.casefold())


def match(said: Sequence[str], heard: Sequence[str]) -> tuple[list[tuple[int, int]], int]:
    """Return the index pairs of words that are right, and the number of errors (Levenshtein)."""
    table = np.zeros((len(said) + 1, len(heard) + 1), int)
    table[:, 0], table[0, :] = np.arange(len(said) + 1), np.arange(len(heard) + 1)
    for i, one in enumerate(said, 1):
        for j, other in enumerate(heard, 1):
            table[i, j] = min(
                table[i - 1, j - 1] + (one != other), table[i - 1, j] + 1, table[i, j - 1] + 1
            )
    pairs = []
    i, j = len(said), len(heard)
    while i and j:
        same = said[i - 1] == heard[j - 1]
        if table[i, j] == table[i - 1, j - 1] + (not same):
            i, j = i - 1, j - 1
            if same:
                pairs.append((i, j))
        elif table[i, j] == table[i - 1, j] + 1:
            i -= 1
        else:
            j -= 1
    return pairs[::-1], int(table[-1, -1])


def _n_near(wanted: Sequence[Word | Span], written: Sequence[Word | Span]) -> int:
    """Return how many of ``wanted`` have one of ``written`` near, each used once."""
    left = list(written)
    n = 0
    for one in wanted:
        start, end = (one.start or 0.0) - NEAR_S, (one.end or 0.0) + NEAR_S
        near = next((w for w in left if (w.end or 0) > start and (w.start or 0) < end), None)
        if near is not None:
            left.remove(near)
            n += 1
    return n
