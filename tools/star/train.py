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
import math
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # sums in one order: the same bytes

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from tools.star.corpus import Answer, load_corpus
from tools.star.items import Item, cut_bare, fold_of, prepare, result_first
from voicecoach.analysis.sentences import LONGEST
from voicecoach.analysis.star.episode import GATE_FEATURES, gate_features
from voicecoach.analysis.star.model import CLASSES, FEATURE_SCALE, MIN_LOG, MODEL_FORMAT, SCALE
from voicecoach.analysis.star.sentence_ends import gap_features
from voicecoach.analysis.star.sequence import PRESENCE_FEATURES, place_features, presence_features

MODEL = Path(__file__).parents[2] / "voicecoach" / "analysis" / "star" / "star_model.json"
VERSION = "4"

MIN_SENTENCES = 4
"""A feature counts if so many sentences hold it."""
STRENGTH = 1.0
"""Inverse of the L2 penalty of the sentence models (scikit-learn's C)."""
SMALL_STRENGTH = 0.1
"""The same for the few named numbers of presence and gate, and for sentence ends."""
FOLDS = 4
"""What a sentence model says of answers that it never saw teaches the later stages."""
OTHER_PART_WEIGHT = 0.3
"""Weight of a story without one part when another part is judged."""
RESULT_FIRST = 0.1
"""Weight of each story told once more with its result first: few are, and none must be misread."""
NEIGHBOURS = 0.15
"""Share of its length up to which a sentence's neighbours in length count with it."""
MIN_BOUNDARY = 5
"""Hundredths of log-odds; features of gaps with smaller weights are left out."""

Logs = dict[str, list[tuple[float, ...]]]
"""By answer, for each sentence, log-probabilities by a model that never saw the answer."""


def cut_unseen(items: Sequence[Item]) -> list[Item]:
    """Return each answer in bare words, cut by sentence ends learned from the other half."""
    out = []
    for half in range(2):
        boundary = train_boundary([i for i in items if fold_of(i.answer.group, 2) != half])
        out += [cut_bare(i, boundary) for i in items if fold_of(i.answer.group, 2) == half]
    return out


def fit(strength: float) -> LogisticRegression:
    """Return a logistic regression that converges far enough to round alike everywhere."""
    return LogisticRegression(C=strength, max_iter=2000, tol=1e-5)


def train_alone(items: Sequence[Item]) -> tuple[TfidfVectorizer, LogisticRegression]:
    """Return what counts features, and a model of sentences by themselves."""
    vectors = TfidfVectorizer(analyzer=list, sublinear_tf=True, min_df=MIN_SENTENCES)
    vectors.fit([features for item in items if item.weight == 1 for features in item.features])
    told = [(item.features[i], label, w) for item in items for i, label, w in item.examples()]
    features, truth, weight = zip(*told, strict=True)
    return vectors, fit(STRENGTH).fit(vectors.transform(features), truth, sample_weight=weight)


def train_sentences(items: Sequence[Item]) -> dict[str, Any]:
    """Return what tells the parts apart: a model of sentences alone, one with their place."""
    vectors, alone = train_alone(items)
    turned = [(item.take(result_first(item)), RESULT_FIRST) for item in items]
    told = [
        (item.features[i], places[i], label, weight)
        for item, times in [*((item, 1.0) for item in items), *turned]
        for places in [place_features(item.lengths)]
        for i, label, weight in item.examples(times)
    ]
    features, place, truth, weight = zip(*told, strict=True)
    rows = hstack([vectors.transform(features), csr_matrix([*place])]).tocsr()
    placed = fit(STRENGTH).fit(rows, truth, sample_weight=weight)
    n = len(vectors.vocabulary_)
    weights = np.vstack([alone.coef_, placed.coef_[:, :n]]) * vectors.idf_
    table = np.rint(np.vstack([vectors.idf_, weights]) * FEATURE_SCALE).astype(int)
    return {
        "sentence": {
            "bias": _rounded(alone.intercept_),
            "features": {
                name: table[:, column].tolist() for name, column in vectors.vocabulary_.items()
            },
        },
        "place": [
            {"weights": _rounded(placed.coef_[k, n:]), "bias": round(float(bias), 3)}
            for k, bias in enumerate(placed.intercept_)
        ],
    }


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(float(value), 4) for value in values]


def few_numbers(
    rows: Sequence[Sequence[float]],
    truth: Sequence[bool],
    weight: Sequence[float],
    names: Sequence[str],
) -> dict[str, Any]:
    """Return a logistic regression on named numbers, yes and no weighing the same in sum."""
    scaler = StandardScaler().fit(rows)
    yes = np.array(truth)
    even = np.array(weight)
    even[~yes] *= even[yes].sum() / even[~yes].sum()
    model = fit(SMALL_STRENGTH).fit(scaler.transform(rows), yes, sample_weight=even)
    raw = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - raw @ scaler.mean_)
    return {"features": list(names), "weights": _rounded(raw), "bias": round(bias, 4)}


def train_presence(items: Sequence[Item], logs: Logs) -> dict[str, Any]:
    """Return, for each part, what decides on its presence.

    Every story is also taken with each of its parts left out.
    """
    out = {}
    for index, part in enumerate("STAR"):
        rows, truth, weight = [], [], []
        for item in items:
            if item.answer.kind == "not-star" or part in item.answer.weak:
                continue
            for gone, kept, share in tellings(item):
                some = [logs[item.answer.slug][i] for i in kept]
                rows.append(presence_features(some, [item.lengths[i] for i in kept], index))
                truth.append(part != gone and part in item.labels)
                share *= item.weight
                weight.append(share if gone in {"", part} else share * OTHER_PART_WEIGHT)
        out[part] = few_numbers(rows, truth, weight, PRESENCE_FEATURES)
    return out


def tellings(item: Item) -> Iterator[tuple[str, list[int], float]]:
    """Yield what is left out, the sentences that stay, in order, and the weight of the telling."""
    for gone in ["", *(part for part in "STAR" if part in item.labels)]:
        for order, share in ((range(len(item.labels)), 1.0), (result_first(item), RESULT_FIRST)):
            kept = [i for i in order if item.labels[i] != gone]
            if len(kept) > 1:
                yield gone, kept, share


def train_gate(items: Sequence[Item], logs: Logs) -> dict[str, Any]:
    """Return what tells stories from other talk."""
    rows = [gate_features(item.tokens, logs[item.answer.slug]) for item in items]
    truth = [item.answer.kind != "not-star" for item in items]
    return few_numbers(rows, truth, [1.0] * len(rows), GATE_FEATURES)


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
    """Return what finds sentence ends in bare words: weights of gaps, log-odds of lengths."""
    gaps = [features for item in items for features in gap_features([*chain(*item.tokens)])]
    ends = [
        int(at in last)
        for item in items
        for last in [{end - 1 for end in accumulate(item.lengths)}]
        for at in range(sum(item.lengths) - 1)
    ]
    vectors = CountVectorizer(analyzer=list, binary=True, min_df=MIN_SENTENCES)
    model = fit(SMALL_STRENGTH).fit(vectors.fit_transform(gaps), ends)
    odds = np.rint(model.coef_[0] * SCALE).astype(int)
    return {
        "bias": round(float(model.intercept_[0]), 3),
        "features": {
            name: int(odds[column])
            for name, column in vectors.vocabulary_.items()
            if abs(odds[column]) >= MIN_BOUNDARY
        },
        "lengths": length_odds([n for item in items for n in item.lengths]),
    }


def length_odds(lengths: Sequence[int]) -> list[int]:
    """Return log-odds, in hundredths, of sentences of 1 to ``LONGEST`` words.

    Against chance, which ends one after each word alike; a length counts its neighbours too.
    """
    count = Counter(lengths)
    mean = sum(lengths) / len(lengths)
    out = []
    for k in range(1, LONGEST + 1):
        reach = 1 + NEIGHBOURS * k
        near = {j: math.exp(-(((j - k) / reach) ** 2)) for j in range(1, 2 * LONGEST)}
        usual = sum(share * count[j] for j, share in near.items()) / sum(near.values())
        chance = (1 - 1 / mean) ** (k - 1) / mean
        out.append(round(SCALE * math.log(usual / len(lengths) / chance)))
    return out


def train(
    answers: Sequence[Answer],
    boundary: dict[str, Any] | None = None,
    bare: Sequence[Item] = (),
) -> dict[str, Any]:
    """Return the model's document; ``boundary`` and ``bare`` spare what was done before."""
    written = [prepare(answer) for answer in answers]
    items = [*written, *(bare or cut_unseen(written))]
    boundary = boundary or train_boundary(written)
    logs: Logs = {}
    for fold in range(FOLDS):
        unseen = [item for item in items if fold_of(item.answer.group, FOLDS) == fold]
        others = [item for item in items if fold_of(item.answer.group, FOLDS) != fold]
        vectors, alone = train_alone(others)
        for item in unseen:
            said = alone.predict_log_proba(vectors.transform(item.features))
            logs[item.answer.slug] = [tuple(np.maximum(MIN_LOG, row).tolist()) for row in said]
    return train_sentences(items) | {
        "format": MODEL_FORMAT,
        "version": VERSION,
        "classes": CLASSES,
        "boundary": boundary,
        "presence": train_presence(items, logs),
        "gate": train_gate(written, logs),
        "transitions": count_transitions(written),
    }


def render(document: dict[str, Any]) -> str:
    """Return the document as it is stored: the same value, the same bytes."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def main() -> int:
    """Train; write the model, or compare with it."""
    text = render(train(load_corpus()))
    print(f"{len(text.encode()) / 1e6:.2f} MB, sha256 {sha256(text.encode()).hexdigest()[:16]}")
    if "--check" in sys.argv:
        same = MODEL.read_text("utf-8") == text
        print("the same as the model that is there" if same else "another model: train and commit")
        return 0 if same else 1
    MODEL.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
