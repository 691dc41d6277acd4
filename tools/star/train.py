"""Train the STAR model from the corpus with scikit-learn and write it as data.

Usage: python -m tools.star.train [--check]

Logistic regressions throughout: (1) which part a sentence belongs to, by itself and with its
place; (2) whether a part is there; (3) whether a text is a story; (4) where bare words end a
sentence.  (2) and (3) learn from what (1) says of answers that it never saw.  (1) and (2) also
learn from every answer in bare words, cut as (4) cuts answers that it never saw.  The same
corpus gives the same bytes; ``--check`` trains and compares with the model that is there.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import chain, compress, pairwise
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # sums in one order: the same bytes

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from tools.star.corpus import Answer, load_corpus
from voicecoach.analysis.sentences import LONGEST
from voicecoach.analysis.star.episode import gate_features
from voicecoach.analysis.star.features import sentence_features
from voicecoach.analysis.star.model import (
    CLASSES,
    FEATURE_SCALE,
    MIN_LOG,
    MODEL_FORMAT,
    SCALE,
    Boundary,
    Logs,
)
from voicecoach.analysis.star.sentence_ends import EAGER_ODDS, best_ends, gap_features, gap_odds
from voicecoach.analysis.star.sequence import place_features, presence_features
from voicecoach.analysis.words import normalise

MODEL = Path(__file__).parents[2] / "voicecoach" / "analysis" / "star" / "star_model.json"
VERSION = "6"

MIN_SENTENCES = 4
"""A feature counts if so many sentences hold it."""
STRENGTH = 1.0
"""Inverse of the L2 penalty of the sentence models (scikit-learn's C)."""
SMALL_STRENGTH = 0.1
"""Inverse of the L2 penalty of presence, gate and sentence ends, which have few features."""
FOLDS = 4
"""What a sentence model says of answers that it never saw teaches the later stages."""
BARE_WEIGHT = 0.5
"""Weight of an answer in bare words beside the same answer as written."""
OTHER_PART_WEIGHT = 0.3
"""Weight of a story without one part when another part is judged."""
RESULT_FIRST = 0.1
"""Weight of each story told once more with its result first: few are, and none must be misread."""
MIN_BOUNDARY = 5
"""Hundredths of log-odds; features of gaps with smaller weights are left out."""


@dataclass(frozen=True)
class Item:
    """An answer made ready: for each sentence its normalised words and the label of each word."""

    answer: Answer
    tokens: list[list[str]]
    spread: list[list[str]]
    weight: float = 1.0

    @cached_property
    def features(self) -> list[list[str]]:
        """The features of each sentence."""
        return [sentence_features(tokens) for tokens in self.tokens]

    @cached_property
    def labels(self) -> list[str]:
        """The commonest label of each sentence's words; the first of several."""
        return [max(dict.fromkeys(labels), key=labels.count) for labels in self.spread]

    @cached_property
    def lengths(self) -> list[int]:
        """Words of each sentence."""
        return [len(sentence) for sentence in self.tokens]

    def classes(self, i: int) -> Iterator[tuple[int, float]]:
        """Yield each class that words of a sentence bear, and how much it weighs."""
        for label in dict.fromkeys(self.spread[i]):
            share = self.spread[i].count(label) / len(self.spread[i])
            yield CLASSES.index(label), self.weight * share

    def tellings(self) -> Iterator[tuple[str, Sequence[int], float]]:
        """Yield what is left out, the sentences that stay, in order, and what that weighs."""
        every = range(len(self.labels))
        result_first = sorted(every, key=lambda i: self.labels[i] != "R")
        for gone in ["", *(part for part in "STAR" if part in self.labels)]:
            for order, share in ((every, 1.0), (result_first, RESULT_FIRST)):
                kept = [i for i in order if self.labels[i] != gone]
                if len(kept) > 1:
                    yield gone, kept, share


def prepare(answer: Answer) -> Item:
    """Return an answer made ready, without sentences that hold no word."""
    split = [(label, [*filter(None, map(normalise, t.split()))]) for label, t in answer.sentences]
    told = [(label, tokens) for label, tokens in split if tokens]
    return Item(answer, [t for _, t in told], [[label] * len(t) for label, t in told])


def cut_bare(item: Item, boundary: Boundary) -> Item:
    """Return an answer in bare words, in the sentences that the program would cut."""
    words, labels = [*chain(*item.tokens)], [*chain(*item.spread)]
    ends = best_ends([one + EAGER_ODDS for one in gap_odds(boundary, words)], LONGEST)
    where = [*pairwise([0, *(end + 1 for end in ends)])]
    tokens, spread = ([some[a:b] for a, b in where] for some in (words, labels))
    return Item(item.answer, tokens, spread, BARE_WEIGHT)


def cut_unseen(items: Sequence[Item]) -> list[Item]:
    """Return each answer in bare words, cut by sentence ends learned from the other half."""
    halves = [[i for i in items if fold_of(i.answer.group, 2) == half] for half in range(2)]
    learned = [Boundary(**train_boundary(half)) for half in reversed(halves)]
    return [cut_bare(i, b) for half, b in zip(halves, learned, strict=True) for i in half]


def fold_of(group: str, n: int) -> int:
    """Return a group's fold, the same on every machine."""
    return int.from_bytes(sha256(group.encode()).digest()[:4], "big") % n


def fit(strength: float) -> LogisticRegression:
    """Return a logistic regression that converges far enough to round alike everywhere."""
    return LogisticRegression(C=strength, max_iter=2000, tol=1e-5)


def train_alone(items: Sequence[Item]) -> tuple[TfidfVectorizer, LogisticRegression]:
    """Return what counts features, and a model of sentences by themselves."""
    vectors = TfidfVectorizer(analyzer=list, sublinear_tf=True, min_df=MIN_SENTENCES)
    vectors.fit(chain(*(item.features for item in items if item.weight == 1)))
    told = [
        (features, label, weight)
        for item in items
        for i, features in enumerate(item.features)
        for label, weight in item.classes(i)
    ]
    features, truth, weight = zip(*told, strict=True)
    return vectors, fit(STRENGTH).fit(vectors.transform(features), truth, sample_weight=weight)


def train_sentences(items: Sequence[Item]) -> dict[str, Any]:
    """Return what tells the parts apart: a model of sentences alone, one with their place."""
    vectors, alone = train_alone(items)
    told = [
        (item.features[i], place, label, share * weight)
        for item in items
        for gone, order, share in item.tellings()
        if not gone
        for i, place in zip(order, place_features([item.lengths[i] for i in order]), strict=True)
        for label, weight in item.classes(i)
    ]
    features, places, truth, weight = zip(*told, strict=True)
    rows = hstack([vectors.transform(features), csr_matrix([*places])]).tocsr()
    placed = fit(STRENGTH).fit(rows, truth, sample_weight=weight)
    n = len(vectors.vocabulary_)
    weights = np.vstack([alone.coef_, placed.coef_[:, :n]]) * vectors.idf_
    table = np.rint(np.vstack([vectors.idf_, weights]) * FEATURE_SCALE).astype(int)
    stored = {name: table[:, column].tolist() for name, column in vectors.vocabulary_.items()}
    return {
        "sentence": {"bias": _rounded(alone.intercept_), "features": stored},
        "place": [
            {"weights": _rounded(weights), "bias": round(float(bias), 4)}
            for weights, bias in zip(placed.coef_[:, n:], placed.intercept_, strict=True)
        ],
    }


def say_unseen(items: Sequence[Item]) -> list[list[Logs]]:
    """Return what a model that never saw an answer, nor its words, says of its sentences."""
    logs: dict[int, list[Logs]] = {}
    for fold in range(FOLDS):
        is_seen = [fold_of(item.answer.group, FOLDS) != fold for item in items]
        vectors, alone = train_alone([*compress(items, is_seen)])
        for k, item in enumerate(items):
            if not is_seen[k]:
                said = alone.predict_log_proba(vectors.transform(item.features))
                logs[k] = [tuple(row) for row in np.maximum(MIN_LOG, said).tolist()]
    return [logs[k] for k in range(len(items))]


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(float(value), 4) for value in values]


def few_numbers(
    rows: Sequence[Sequence[float]], truth: Sequence[bool], weight: Sequence[float]
) -> dict[str, Any]:
    """Return a logistic regression on named numbers, yes and no weighing the same in sum."""
    scaler = StandardScaler().fit(rows)
    yes = np.array(truth)
    even = np.array(weight)
    even[~yes] *= even[yes].sum() / even[~yes].sum()
    model = fit(SMALL_STRENGTH).fit(scaler.transform(rows), yes, sample_weight=even)
    raw = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - raw @ scaler.mean_)
    return {"weights": _rounded(raw), "bias": round(bias, 4)}


def train_presence(items: Sequence[Item], logs: Sequence[Sequence[Logs]], part: str) -> Any:
    """Return what decides on a part's presence, from stories with and without each part."""
    told = [
        (
            presence_features([one[i] for i in kept], [item.lengths[i] for i in kept], index),
            part != gone and part in item.labels,
            share * item.weight * (1.0 if gone in {"", part} else OTHER_PART_WEIGHT),
        )
        for index in [CLASSES.index(part)]
        for item, one in zip(items, logs, strict=True)
        if item.answer.kind != "not-star" and part not in item.answer.weak
        for gone, kept, share in item.tellings()
    ]
    return few_numbers(*map(list, zip(*told, strict=True)))


def train_gate(items: Sequence[Item], logs: Sequence[Sequence[Logs]]) -> dict[str, Any]:
    """Return what tells stories from other talk."""
    rows = [gate_features(item.tokens, one) for item, one in zip(items, logs, strict=True)]
    return few_numbers(rows, [i.answer.kind != "not-star" for i in items], [1.0] * len(rows))


def count_transitions(items: Sequence[Item]) -> list[list[float]]:
    """Return how much likelier than by chance each part follows each, in log-odds."""
    follow = np.full((len(CLASSES), len(CLASSES)), 0.5)
    for item in items:
        if item.answer.kind != "not-star":
            for one, then in pairwise(item.labels):
                follow[CLASSES.index(one), CLASSES.index(then)] += 1
    usual = np.log(follow / follow.sum(axis=1, keepdims=True) / (follow.sum(axis=0) / follow.sum()))
    return [_rounded(row) for row in usual]


def train_boundary(items: Sequence[Item]) -> dict[str, Any]:
    """Return what finds sentence ends in bare words: log-odds of what stands around a gap."""
    gaps = [features for item in items for features in gap_features([*chain(*item.tokens)])]
    last = [[k == n - 1 for n in item.lengths for k in range(n)] for item in items]
    ends = [end for one in last for end in one[:-1]]
    vectors = CountVectorizer(analyzer=list, binary=True, min_df=MIN_SENTENCES)
    model = fit(SMALL_STRENGTH).fit(vectors.fit_transform(gaps), ends)
    odds = np.rint(model.coef_[0] * SCALE).astype(int).tolist()
    weights = {name: odds[column] for name, column in vectors.vocabulary_.items()}
    return {
        "bias": round(float(model.intercept_[0]), 3),
        "weights": {name: value for name, value in weights.items() if abs(value) >= MIN_BOUNDARY},
    }


def train(answers: Sequence[Answer]) -> dict[str, Any]:
    """Return the model's document."""
    written = [prepare(answer) for answer in answers]
    items = [*written, *cut_unseen(written)]
    logs = say_unseen(items)
    return train_sentences(items) | {
        "format": MODEL_FORMAT,
        "version": VERSION,
        "classes": CLASSES,
        "boundary": train_boundary(written),
        "presence": {part: train_presence(items, logs, part) for part in "STAR"},
        "gate": train_gate(written, logs[: len(written)]),
        "transitions": count_transitions(written),
    }


def render(document: dict[str, Any]) -> str:
    """Return the document as it is stored: the same value, the same bytes."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def main() -> None:
    """Train; write the model, or compare with it."""
    text = render(train(load_corpus()))
    if "--check" in sys.argv:
        sys.exit("another model: train and commit" if MODEL.read_text("utf-8") != text else 0)
    MODEL.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
