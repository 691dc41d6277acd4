"""The ways that STAR coverage is found elsewhere: key-word lists, position, n-grams with position.

The lists are of the kind that interview apps ship; they were written here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from tools.star.corpus import Answer
from tools.star.fit import fit_classes
from tools.star.train import columns_of, pieces_of, sparse
from voicecoach.analysis.star.language import plain_tokens

LISTS = {
    "S": r"situation|context|background|at the time|was working|company|team|project|previous",
    "T": r"task|goal|needed to|had to|responsible|responsibility|objective|challenge|asked to",
    "A": r"i (?:decided|implemented|created|led|built|worked|developed|organi[sz]ed|took|used)|"
    r"action|first|then|steps?",
    "R": r"result|outcome|achieved|increased|reduced|improved|success\w*|finally|learned|impact|#",
}
_PATTERNS = {part: re.compile(rf"\b(?:{words})(?=\W|$)") for part, words in LISTS.items()}
TENTHS = 10
Featurise = Callable[[Sequence[Sequence[str]]], list[list[str]]]
Label = Callable[[Sequence[Sequence[str]]], list[str]]


def key_words(sentences: Sequence[Sequence[str]]) -> list[str]:
    """Return, for each sentence, the part whose list it hits most, or N."""
    out = []
    for tokens in sentences:
        text = " ".join(plain_tokens(tokens))
        hits = {part: len(pattern.findall(text)) for part, pattern in _PATTERNS.items()}
        best = max(hits, key=lambda part: hits[part])
        out.append(best if hits[best] else "N")
    return out


def places(sentences: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return where each sentence stands: its tenth of the answer, first, last."""
    n = len(sentences)
    whole, said, out = max(1, sum(map(len, sentences))), 0.0, []
    for i, tokens in enumerate(sentences):
        tenth = min(TENTHS - 1, int(TENTHS * (said + len(tokens) / 2) / whole))
        said += len(tokens)
        out.append([f"tenth {tenth}", f"first {i == 0}", f"last {i == n - 1}"])
    return out


def n_grams(sentences: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return one to three words in a row, and the place."""
    out = []
    for tokens, place in zip(sentences, places(sentences), strict=True):
        plain = plain_tokens(tokens)
        grams = {
            " ".join(plain[i : i + size])
            for size in (1, 2, 3)
            for i in range(len(plain) - size + 1)
        }
        out.append([*sorted(grams), *(f"@{p}" for p in place)])
    return out


def fit_baseline(answers: Sequence[Answer], featurise: Featurise) -> Label:
    """Return a logistic regression on a baseline's features."""
    names: list[list[str]] = []
    truth: list[int] = []
    groups: list[str] = []
    for answer in answers:
        pieces = pieces_of(answer, "written", None, None)
        names += featurise([p.tokens for p in pieces])
        truth += ["STARN".index(p.label) for p in pieces]
        groups += [answer.slug] * len(pieces)
    columns = columns_of(names, groups, 3)
    weights, bias = fit_classes(
        sparse(names, columns), np.array(truth), 5, np.ones(len(truth)), np.ones(len(columns)), 60
    )

    def label(sentences: Sequence[Sequence[str]]) -> list[str]:
        rows = sparse(featurise(sentences), columns)
        scores = np.stack([rows.times(weights[:, k]) for k in range(5)], axis=1) + bias
        return ["STARN"[int(k)] for k in scores.argmax(axis=1)]

    return label
