"""The trained STAR model: weights as data, read once, applied in plain Python.

``star_model.json`` is written by ``python -m tools.star.train`` from the corpus of this project
alone; it belongs to the code as the rules do, and is the one file that the analysis reads.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from operator import mul
from typing import Any

from voicecoach.analysis.star.features import sentence_features

MODEL_FORMAT = 2
"""Version of the model file; another one is refused."""
CLASSES = "STARN"
SCALE = 100.0
"""Weights are stored as hundredths."""

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
class StarModel:
    """Everything that was learned.

    ``sentence`` gives a weight for each class by feature; ``presence`` judges a part from its
    best sentences; ``gate`` tells stories from other talk; ``place`` and ``transitions`` serve
    the highlight alone; ``boundary`` finds sentence ends where nothing is punctuated, with the
    usual lengths of sentences: hundredths of log-odds for one word, two, and so on.
    """

    version: str
    sentence: Mapping[str, Sequence[int]]
    bias: tuple[float, ...]
    presence: tuple[Linear, ...]
    gate: Linear
    place: tuple[Linear, ...]
    transitions: tuple[tuple[float, ...], ...]
    boundary: Mapping[str, int]
    boundary_bias: float
    boundary_lengths: tuple[int, ...]

    def score(self, features: Sequence[str]) -> Logs:
        """Return the log-probability of each class for a sentence's features."""
        rows = [row for feature in features if (row := self.sentence.get(feature)) is not None]
        sums = map(sum, zip(*rows, strict=True)) if rows else (0,) * len(CLASSES)
        return log_softmax([s / SCALE + b for s, b in zip(sums, self.bias, strict=True)])

    def read(self, tokens: Sequence[str]) -> Logs:
        """Return the log-probability of each class for a sentence's normalised words."""
        return self.score(sentence_features(tokens))

    def reasons(self, features: Sequence[str], index: int) -> list[tuple[float, str]]:
        """Return what speaks for a class against the others: log-odds and feature, largest first.

        Runs of the frame count but are not told: they mean nothing to a reader.
        """
        told = []
        for feature in features:
            row = self.sentence.get(feature)
            if row is not None and feature.startswith(("cue:", "w:")):
                gain = (row[index] - (sum(row) - row[index]) / 4) / SCALE
                if gain > 0:
                    told.append((gain, feature))
        return sorted(told, key=lambda pair: (-pair[0], pair[1]))


def log_softmax(sums: Sequence[float]) -> Logs:
    """Return log-probabilities, cut off at ``MIN_LOG``."""
    top = max(sums)
    whole = top + math.log(sum(math.exp(s - top) for s in sums))
    return tuple(max(MIN_LOG, s - whole) for s in sums)


def build_model(data: Mapping[str, Any]) -> StarModel:
    """Return the model from its document; raise ValueError if it is of another format."""
    if data.get("format") != MODEL_FORMAT or data.get("classes") != CLASSES:
        raise ValueError("the STAR model is of another format: train it again")
    return StarModel(
        version=data["version"],
        sentence=data["sentence"]["features"],
        bias=tuple(data["sentence"]["bias"]),
        presence=tuple(_linear(data["presence"][letter]) for letter in "STAR"),
        gate=_linear(data["gate"]),
        place=tuple(_linear(one) for one in data["place"]),
        transitions=tuple(tuple(row) for row in data["transitions"]),
        boundary=data["boundary"]["features"],
        boundary_bias=data["boundary"]["bias"],
        boundary_lengths=tuple(data["boundary"]["lengths"]),
    )


def _linear(data: Mapping[str, Any]) -> Linear:
    return Linear(tuple(data["weights"]), data["bias"])


@lru_cache(maxsize=1)
def load_model() -> StarModel:
    """Return the model that came with this version."""
    text = files("voicecoach.analysis.star").joinpath("star_model.json").read_text("utf-8")
    return build_model(json.loads(text))
