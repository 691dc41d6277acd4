"""The trained STAR model: weights as data, read once, applied in plain Python.

``star_model.json`` is written by ``python -m tools.star.train`` from the corpus of this project
alone; it belongs to the code as the rules do, and is the one file that the analysis reads.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from operator import mul
from typing import Any

from voicecoach.analysis.star.features import sentence_features

MODEL_FORMAT = 4
"""Version of the model file; another one is refused."""
CLASSES = "STARN"
SCALE = 100.0
"""Log-odds of sentence ends are stored as hundredths."""
FEATURE_SCALE = 10.0
"""Values of a sentence's features are stored as tenths."""

MIN_LOG = -8.0
"""Log-probabilities are cut off here: below it a model of this size knows nothing."""

Logs = tuple[float, ...]
"""Log-probabilities of situation, task, action, result, other."""


@dataclass(frozen=True)
class Linear:
    """A linear function of a few named numbers."""

    weights: tuple[float, ...]
    bias: float

    def __call__(self, values: Sequence[float]) -> float:
        """Return the log-odds for values in the order of the weights."""
        if len(values) != len(self.weights):
            raise ValueError(f"{len(self.weights)} values are needed, not {len(values)}")
        total: float = sum(map(mul, self.weights, values))
        return self.bias + total


@dataclass(frozen=True)
class Boundary:
    """What tells sentence ends in bare words: a bias, and hundredths of log-odds by feature."""

    bias: float
    weights: Mapping[str, int]


@dataclass(frozen=True)
class StarModel:
    """Everything that was learned.

    ``features`` holds eleven numbers for each feature of a sentence: how rare it is (inverse
    document frequency), and that times its weight for each class, first for a model that sees the
    sentence alone, then for one that knows its place too.  ``place`` holds the weights of the
    place (sequence.py).  ``presence`` judges whether a part is there, ``gate`` tells stories from
    other talk, ``transitions`` says how parts follow each other; ``boundary`` finds sentence ends
    where nothing is punctuated.
    """

    version: str
    features: Mapping[str, Sequence[int]]
    alone_bias: tuple[float, ...]
    place: tuple[Linear, ...]
    presence: tuple[Linear, ...]
    gate: Linear
    transitions: tuple[tuple[float, ...], ...]
    boundary: Boundary

    def score(self, features: Sequence[str]) -> tuple[Logs, tuple[float, ...]]:
        """Return a sentence's log-probabilities by itself, and its sums for the placed model.

        Features count by the logarithm of how often they occur, and the longer a sentence the
        less each of them (tf-idf with sublinear counts, each sentence of length one).
        """
        rows = [
            row if times == 1 else tuple((1 + math.log(times)) * value for value in row)
            for feature, times in Counter(features).items()
            if (row := self.features.get(feature)) is not None
        ]
        if not rows:
            return log_softmax(self.alone_bias), (0.0,) * len(CLASSES)
        length = math.sqrt(sum(row[0] * row[0] for row in rows))
        sums = [total / length for total in map(sum, zip(*rows, strict=True))]
        n = len(CLASSES)
        alone = [s + b for s, b in zip(sums[1 : n + 1], self.alone_bias, strict=True)]
        return log_softmax(alone), tuple(sums[n + 1 :])

    def read(self, tokens: Sequence[str]) -> Logs:
        """Return the log-probability of each class for a sentence's normalised words alone."""
        return self.score(sentence_features(tokens))[0]


def log_softmax(sums: Sequence[float]) -> Logs:
    """Return log-probabilities, cut off at ``MIN_LOG``."""
    top = max(sums)
    whole = top + math.log(sum(math.exp(s - top) for s in sums))
    return tuple(max(MIN_LOG, s - whole) for s in sums)


def build_model(document: Mapping[str, Any]) -> StarModel:
    """Return the model that a document describes; ``ValueError`` for another format."""
    if document.get("format") != MODEL_FORMAT or document.get("classes") != CLASSES:
        raise ValueError("this STAR model is of another format")

    def linear(part: Mapping[str, Any]) -> Linear:
        return Linear(tuple(map(float, part["weights"])), float(part["bias"]))

    sentence = document["sentence"]
    return StarModel(
        version=document["version"],
        features=sentence["features"],
        alone_bias=tuple(sentence["bias"]),
        place=tuple(map(linear, document["place"])),
        presence=tuple(linear(document["presence"][part]) for part in "STAR"),
        gate=linear(document["gate"]),
        transitions=tuple(map(tuple, document["transitions"])),
        boundary=Boundary(**document["boundary"]),
    )


@lru_cache(maxsize=1)
def load_model() -> StarModel:
    """Return the model that came with this version."""
    text = files("voicecoach.analysis.star").joinpath("star_model.json").read_text("utf-8")
    return build_model(json.loads(text))
