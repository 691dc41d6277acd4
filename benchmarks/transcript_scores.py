"""Word errors, hesitations and times of a transcript against what was really said.

Both sides are brought into one form first: lower case, no punctuation, hyphens open, numbers
read out, every spelling of a hesitation one token.  Alignment is by least edits; a hesitation
is never matched with a word, so that an "um" that was heard as "and" counts as missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

HESITATION = "<h>"
_SPELLINGS = re.compile(r"^(u+h*m+|u+h+|e+r+m*|h+m+|a+h+|e+h+|mm+)$")
_ACRONYM = re.compile(r"^[a-z](\.[a-z])+\.?$")
_HALF_OF_DAY = re.compile(r"\b([ap])\.m\b")
_FULL_HOUR = re.compile(r"(\d):00(?!\d)")


@dataclass(frozen=True, slots=True)
class Token:
    """One spoken word; ``index`` is that of the written word it came from."""

    text: str
    index: int

    @property
    def hesitates(self) -> bool:
        """Whether it is a hesitation."""
        return self.text == HESITATION


@dataclass(frozen=True, slots=True)
class Score:
    """What an alignment shows; sums of scores are scores of all clips together."""

    n_words: int = 0
    n_substituted: int = 0
    n_deleted: int = 0
    n_inserted: int = 0
    n_hesitations: int = 0
    n_heard_hesitations: int = 0
    n_right_hesitations: int = 0

    def __add__(self, other: Score) -> Score:
        """Return the score of both together."""
        mine, theirs = (
            [getattr(one, name) for name in self.__dataclass_fields__] for one in (self, other)
        )
        return Score(*(a + b for a, b in zip(mine, theirs, strict=True)))

    @property
    def word_error(self) -> float:
        """Return edits for each word that was said, hesitations left out on both sides."""
        edits = self.n_substituted + self.n_deleted + self.n_inserted
        return edits / max(1, self.n_words)

    @property
    def recall(self) -> str:
        """Return right hesitations of those said."""
        return f"{self.n_right_hesitations}/{self.n_hesitations}"

    @property
    def precision(self) -> str:
        """Return right hesitations of those heard."""
        return f"{self.n_right_hesitations}/{self.n_heard_hesitations}"


def spoken_tokens(words: Iterable[str]) -> list[Token]:
    """Return the written words as they are said, in one form."""
    return [
        Token(HESITATION if _SPELLINGS.match(part) else part, index)
        for index, word in enumerate(words)
        for part in _parts(word)
    ]


def _parts(word: str) -> list[str]:
    text = word.lower().replace("’", "'")
    text = _FULL_HOUR.sub(r"\1", _HALF_OF_DAY.sub(r"\1m", text))
    if _ACRONYM.match(text):
        text = text.replace(".", " ")
    text = re.sub(r"(\d),(?=\d{3})", r"\1", text)
    text = re.sub(r"(\d+(?:\.\d+)?)", lambda found: f" {_say(found[1])} ", text)
    text = text.replace("%", " percent ").replace("$", " ").replace("&", " and ")
    return re.sub(r"[^\w' ]", " ", text).replace("_", " ").split()


def _say(digits: str) -> str:
    from num2words import num2words

    number = float(digits) if "." in digits else int(digits)
    return str(num2words(number)).replace("-", " ").replace(",", "")


def align(truth: Sequence[Token], heard: Sequence[Token]) -> list[tuple[int | None, int | None]]:
    """Return pairs of places in both lists; None where one side has nothing."""
    n, m = len(truth), len(heard)
    cost = np.zeros((n + 1, m + 1), np.int32)
    cost[:, 0], cost[0, :] = np.arange(n + 1) * 2, np.arange(m + 1) * 2
    for i, said in enumerate(truth, 1):
        for j, got in enumerate(heard, 1):
            cost[i, j] = min(
                cost[i - 1, j - 1] + _change(said, got), cost[i - 1, j] + 2, cost[i, j - 1] + 2
            )
    pairs: list[tuple[int | None, int | None]] = []
    i, j = n, m
    while i or j:
        if i and j and cost[i, j] == cost[i - 1, j - 1] + _change(truth[i - 1], heard[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif i and cost[i, j] == cost[i - 1, j] + 2:
            i -= 1
            pairs.append((i, None))
        else:
            j -= 1
            pairs.append((None, j))
    return pairs[::-1]


def _change(one: Token, other: Token) -> int:
    if one.text == other.text:
        return 0
    return 5 if one.hesitates != other.hesitates else 3


def score(truth: Sequence[str], heard: Sequence[str]) -> Score:
    """Return the score of one transcript against its truth, both as written words."""
    said, got = spoken_tokens(truth), spoken_tokens(heard)
    right = sum(
        i is not None and j is not None and said[i].hesitates and got[j].hesitates
        for i, j in align(said, got)
    )
    n_said, n_heard = (sum(t.hesitates for t in side) for side in (said, got))
    said, got = ([t for t in side if not t.hesitates] for side in (said, got))
    pairs = align(said, got)
    return Score(
        n_words=len(said),
        n_substituted=sum(
            i is not None and j is not None and said[i].text != got[j].text for i, j in pairs
        ),
        n_deleted=sum(j is None for _, j in pairs),
        n_inserted=sum(i is None for i, _ in pairs),
        n_hesitations=n_said,
        n_heard_hesitations=n_heard,
        n_right_hesitations=right,
    )


def right_words(truth: Sequence[str], heard: Sequence[str]) -> list[bool]:
    """Return for each heard word whether all of it was said there."""
    said, got = spoken_tokens(truth), spoken_tokens(heard)
    right = [True] * len(heard)
    for i, j in align(said, got):
        if j is not None and (i is None or said[i].text != got[j].text):
            right[got[j].index] = False
    return right
