"""Answers made ready for training: as written, and in bare words as the program would cut them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain, pairwise
from types import SimpleNamespace
from typing import Any

from tools.star.corpus import Answer
from voicecoach.analysis.sentences import SHORT_ENOUGH
from voicecoach.analysis.star.features import sentence_features
from voicecoach.analysis.star.model import CLASSES
from voicecoach.analysis.star.sentence_ends import EAGER_ODDS, best_ends, gap_odds
from voicecoach.analysis.words import normalise

BARE_WEIGHT = 0.5
"""Weight of an answer in bare words beside the same answer as written."""


@dataclass(frozen=True)
class Item:
    """An answer made ready: normalised words, features and the label of each word of a sentence."""

    answer: Answer
    tokens: list[list[str]]
    features: list[list[str]]
    spread: list[list[str]]
    weight: float = 1.0

    def take(self, order: Sequence[int]) -> Item:
        """Return the answer with only these sentences, in this order."""
        tokens, features = [self.tokens[i] for i in order], [self.features[i] for i in order]
        return Item(self.answer, tokens, features, [self.spread[i] for i in order], self.weight)

    @property
    def labels(self) -> list[str]:
        """The commonest label of each sentence's words; the first of several."""
        return [max(dict.fromkeys(labels), key=labels.count) for labels in self.spread]

    def examples(self, times: float = 1.0) -> list[tuple[int, int, float]]:
        """Return sentence, class and weight, for each label that a sentence's words bear."""
        return [
            (i, CLASSES.index(label), times * self.weight * labels.count(label) / len(labels))
            for i, labels in enumerate(self.spread)
            for label in dict.fromkeys(labels)
        ]

    @property
    def lengths(self) -> list[int]:
        """Words of each sentence."""
        return [len(sentence) for sentence in self.tokens]


def prepare(answer: Answer) -> Item:
    """Return an answer made ready, without sentences that hold no word."""
    read = [
        (label, [token for word in text.split() if (token := normalise(word))])
        for label, text in answer.sentences
    ]
    read = [(label, tokens) for label, tokens in read if tokens]
    return Item(
        answer,
        [tokens for _, tokens in read],
        [sentence_features(tokens) for _, tokens in read],
        [[label] * len(tokens) for label, tokens in read],
    )


def cut_bare(item: Item, boundary: dict[str, Any]) -> Item:
    """Return an answer in bare words, in the sentences that the program would cut."""
    words, labels = [*chain(*item.tokens)], [*chain(*item.spread)]
    known: Any = SimpleNamespace(
        boundary=boundary["features"],
        boundary_bias=boundary["bias"],
        boundary_lengths=boundary["lengths"],
    )
    odds = [one + EAGER_ODDS for one in gap_odds(known, words, (), ())]
    ends = best_ends(known, odds) if len(words) > SHORT_ENOUGH else [len(words) - 1]
    where = [*pairwise([0, *(end + 1 for end in ends)])]
    tokens = [words[a:b] for a, b in where]
    answer = replace(item.answer, slug=f"{item.answer.slug} bare")
    features = [sentence_features(one) for one in tokens]
    return Item(answer, tokens, features, [labels[a:b] for a, b in where], BARE_WEIGHT)


def fold_of(group: str, n: int) -> int:
    """Return a group's fold, the same on every machine."""
    return int.from_bytes(sha256(group.encode()).digest()[:4], "big") % n


def result_first(item: Item) -> list[int]:
    """Return an answer's sentences with those of the result in front."""
    return sorted(range(len(item.labels)), key=lambda i: item.labels[i] != "R")
