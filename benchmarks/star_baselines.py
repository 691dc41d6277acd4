"""The ways that STAR coverage is found elsewhere: key-word lists, and a plain model of word runs.

The lists are of the kind that interview apps ship; they were written here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from tools.star.corpus import Answer
from voicecoach.analysis.sentences import split_sentences
from voicecoach.analysis.star.language import plain_tokens
from voicecoach.analysis.star.sequence import place_features
from voicecoach.analysis.words import normalise

if TYPE_CHECKING:
    from benchmarks.star import Case, Method

LISTS = {
    "S": r"situation|context|background|at the time|was working|company|team|project|previous",
    "T": r"task|goal|needed to|had to|responsible|responsibility|objective|challenge|asked to",
    "A": r"i (?:decided|implemented|created|led|built|worked|developed|organi[sz]ed|took|used)|"
    r"action|first|then|steps?",
    "R": r"result|outcome|achieved|increased|reduced|improved|success\w*|finally|learned|impact|#",
}
_PATTERNS = {part: re.compile(rf"\b(?:{words})(?=\W|$)") for part, words in LISTS.items()}
MISSING_BELOW = 0.35
"""Probability that any sentence belongs to a part: the best border on the development answers."""


def key_words(sentences: Sequence[Sequence[str]]) -> list[str]:
    """Return, for each sentence, the part whose list it hits most, or N."""
    out = []
    for tokens in sentences:
        text = " ".join(plain_tokens(tokens))
        hits = {part: len(pattern.findall(text)) for part, pattern in _PATTERNS.items()}
        best = max(hits, key=lambda part: hits[part])
        out.append(best if hits[best] else "N")
    return out


def fit_plain(answers: Sequence[Answer]) -> Method:
    """Return the plain model: one to three words in a row, place for the labels, none for presence.

    A part is missing where 1 − Π(1 − p) over the sentences is small.
    """
    from benchmarks.star import Verdicts

    texts, places, truth = [], [], []
    for answer in answers:
        split = [[t for w in text.split() if (t := normalise(w))] for _, text in answer.sentences]
        texts += [" ".join(plain_tokens(tokens)) for tokens in split]
        places += place_features([max(1, len(tokens)) for tokens in split])
        truth += ["STARN".index(label) for label, _ in answer.sentences]
    vectors = TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 3), min_df=4, sublinear_tf=True)
    rows = vectors.fit_transform(texts)
    alone = LogisticRegression(max_iter=1000).fit(rows, truth)
    placed = LogisticRegression(max_iter=1000).fit(
        hstack([rows, csr_matrix(places)]).tocsr(), truth
    )

    def judge(case: Case) -> Verdicts:
        ranges = split_sentences(case.words, ())
        tokens = [
            [t for w in case.words[first : last + 1] if (t := normalise(w.text))]
            for first, last in ranges
        ]
        seen = vectors.transform([" ".join(plain_tokens(one)) for one in tokens])
        where = csr_matrix(place_features([max(1, len(one)) for one in tokens]))
        labels = placed.predict(hstack([seen, where]).tocsr())
        said = ["STARN"[k] for k in labels]
        spread = tuple(s for s, (a, b) in zip(said, ranges, strict=True) for _ in range(a, b + 1))
        there = 1 - np.prod(1 - alone.predict_proba(seen), axis=0)
        gone = frozenset(p for k, p in enumerate("STAR") if there[k] < MISSING_BELOW)
        return Verdicts(spread, gone, frozenset("STAR") - gone)

    return judge
