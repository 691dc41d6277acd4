"""Train the STAR model from the corpus and write it as data.

Usage: python -m tools.star.train [--check]

The same corpus gives the same bytes: no clock, no chance without a seed, no threaded sums.
``--check`` trains and compares with the model that is there.  Takes minutes on one core.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from tools.star.corpus import Answer, load_corpus
from tools.star.corrupt import Corruptor
from tools.star.fit import Floats, Rows, fit_classes, fit_yes_no
from tools.star.heard import hear
from voicecoach.analysis.sentences import LONGEST, split_sentences
from voicecoach.analysis.star.episode import GATE_FEATURES, gate_features
from voicecoach.analysis.star.features import sentence_features
from voicecoach.analysis.star.model import (
    CLASSES,
    MODEL_FORMAT,
    SCALE,
    Logs,
    StarModel,
    build_model,
    log_softmax,
)
from voicecoach.analysis.star.sentence_ends import gap_features
from voicecoach.analysis.star.sequence import PRESENCE_FEATURES, place_features, presence_features
from voicecoach.analysis.words import normalise
from voicecoach.types import Word

MODEL = Path(__file__).parents[2] / "voicecoach" / "analysis" / "star" / "star_model.json"
VERSION = "2"

MIN_ANSWERS = 20
"""A feature of a sentence must occur in so many answers: rarer ones tell what an answer is about.
With 4 there are four times as many, and answers that were not seen are judged no better."""

BOUNDARY_MIN_ANSWERS = 4
"""The same for the words around a sentence end: there rare ones do help."""

PENALTY, CUE_PENALTY, SECOND_PENALTY = 100.0, 30.0, 3.0
"""Strength of the pull to nought for words and frames, named cues, and the second stage.

Weaker ones learn the corpus by heart: at a thirtieth of these, all features kept, the log loss on
answers not seen was larger, in the corpus and on the choosing half (docs/methods-star.md).
"""

BOUNDARY_PENALTY = 10.0
"""The same for what finds sentence ends: the best of 1, 3, 10 and 30 on answers not seen."""

MIN_WEIGHT, BOUNDARY_MIN_WEIGHT = 2, 5
"""Hundredths; features of sentences, and of gaps, with smaller weights only are left out."""

NEIGHBOURS = 0.15
"""Share of its length up to which a sentence's neighbours in length count with it."""

ROUNDS = 60
"""Steps of each fit at most."""

RESULT_FIRST = 0.1
"""Weight of each story told once more with its result first, for the highlight."""

INNER_FOLDS = 4
"""What a sentence model says of answers that it never saw teaches the later stages."""

SEEN_AS = {"written": 1.0, "bare": 1.0, "both": 1.0}
"""Each answer is seen as written, without punctuation, and with word errors too, so weighted."""


@dataclass(frozen=True)
class Piece:
    """A stretch of words with its label, and the label of each word."""

    tokens: tuple[str, ...]
    label: str
    word_labels: tuple[str, ...]


def pieces_of(
    answer: Answer, variant: str, corruptor: Corruptor | None, model: StarModel | None
) -> list[Piece]:
    """Return an answer's pieces: its sentences, or what the segmentation makes of bare words."""
    if variant == "written":
        return [
            Piece(tokens, label, (label,) * len(tokens))
            for label, text in answer.sentences
            if (tokens := tuple(t for w in text.split() if (t := normalise(w))))
        ]
    assert corruptor is not None
    words = [w for _, text in answer.sentences for w in text.split() if normalise(w)]
    said = [label for label, text in answer.sentences for w in text.split() if normalise(w)]
    heard, where = hear(words, variant, corruptor, answer.slug)
    labels = [said[i] for i in where]
    pieces = []
    for first, last in split_sentences([Word(w) for w in heard], (), model):
        mine = tuple(labels[first : last + 1])
        most = Counter(mine).most_common(1)[0][0]
        pieces.append(Piece(tuple(heard[first : last + 1]), most, mine))
    return pieces


def fold_of(group: str, n: int) -> int:
    """Return a group's fold, the same on every machine."""
    return int.from_bytes(sha256(group.encode()).digest()[:4], "big") % n


def sparse(names: Sequence[Sequence[str]], columns: dict[str, int]) -> Rows:
    """Return rows of ones for the known names."""
    row = [i for i, some in enumerate(names) for name in some if name in columns]
    column = [columns[name] for some in names for name in some if name in columns]
    return Rows(
        len(names),
        len(columns),
        np.array(row, dtype=np.int64),
        np.array(column, dtype=np.int64),
        np.ones(len(row)),
    )


def columns_of(names: Sequence[Sequence[str]], groups: Sequence[str], least: int) -> dict[str, int]:
    """Return a column for each name that occurs in enough groups, in alphabetical order."""
    seen: dict[str, set[str]] = defaultdict(set)
    for some, group in zip(names, groups, strict=True):
        for name in some:
            seen[name].add(group)
    return {n: i for i, n in enumerate(sorted(n for n, g in seen.items() if len(g) >= least))}


@dataclass(frozen=True)
class Boundaries:
    """What finds sentence ends: learned from every answer, and for each fold from the others."""

    whole: dict[str, Any]
    without: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Gaps:
    """An answer's gaps between words: what stands around each, and where sentences end."""

    group: str
    features: list[list[str]]
    ends: list[int]
    lengths: list[int]


def gaps_of(answer: Answer) -> Gaps:
    """Return an answer's gaps; 1 in ``ends`` where a sentence ends."""
    lengths = lengths_of(answer)
    last = ends_of(lengths)
    features = list(gap_features(answer.tokens))
    return Gaps(answer.group, features, [int(i in last) for i in range(len(features))], lengths)


def lengths_of(answer: Answer) -> list[int]:
    """Return the words of each written sentence of an answer."""
    return [len(piece.tokens) for piece in pieces_of(answer, "written", None, None)]


def ends_of(lengths: Sequence[int]) -> frozenset[int]:
    """Return the last words of sentences of these lengths, but for the very last."""
    return frozenset(end - 1 for end in accumulate(lengths[:-1]))


def train_boundaries(answers: Sequence[Answer]) -> Boundaries:
    """Return the weights that find sentence ends, from where the corpus ends its sentences.

    The later stages learn from texts cut by weights that never saw their ends, as it will be in
    practice.
    """
    gaps = [gaps_of(answer) for answer in answers]
    return Boundaries(
        train_boundary(gaps),
        tuple(
            train_boundary([one for one in gaps if fold_of(one.group, INNER_FOLDS) != fold])
            for fold in range(INNER_FOLDS)
        ),
    )


def cutters_of(boundaries: Boundaries) -> list[StarModel]:
    """Return, for each fold, a model that finds sentence ends, has not seen it, and no more."""
    nothing: dict[str, Any] = {"bias": [0.0] * 5, "features": {}}
    return [build_model(_document(nothing, boundary)) for boundary in boundaries.without]


def train_boundary(gaps: Sequence[Gaps]) -> dict[str, Any]:
    """Return the weights of gaps, and how much likelier than by chance each length is."""
    names = [features for one in gaps for features in one.features]
    groups = [one.group for one in gaps for _ in one.features]
    truth = np.array([end for one in gaps for end in one.ends])
    columns = columns_of(names, groups, BOUNDARY_MIN_ANSWERS)
    weights, bias = fit_classes(
        sparse(names, columns),
        truth,
        2,
        np.ones(len(truth)),
        np.full(len(columns), BOUNDARY_PENALTY),
        ROUNDS,
    )
    odds = np.rint((weights[:, 1] - weights[:, 0]) * SCALE).astype(int)
    return {
        "bias": round(float(bias[1] - bias[0]), 3),
        "features": {
            n: int(odds[i]) for n, i in columns.items() if abs(odds[i]) >= BOUNDARY_MIN_WEIGHT
        },
        "lengths": usual_lengths([n for one in gaps for n in one.lengths]),
    }


def usual_lengths(lengths: Sequence[int]) -> list[int]:
    """Return log-odds, in hundredths, of sentences of 1 to ``LONGEST`` words against chance.

    Chance would end a sentence after every word with the same probability (a geometric
    distribution with the same mean).  A length counts its neighbours too, the more the longer it
    is, since long sentences are few.
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


def train_sentences(
    seen: Sequence[tuple[str, float, list[list[str]], list[Piece]]],
) -> dict[str, Any]:
    """Return the sentence weights; each item is a group, a weight, features and pieces."""
    names = [f for _, _, features, _ in seen for f in features]
    groups = [group for group, _, features, _ in seen for _ in features]
    truth = np.array([CLASSES.index(p.label) for _, _, _, pieces in seen for p in pieces])
    weight = np.array([w * len(p.tokens) ** 0.5 for _, w, _, pieces in seen for p in pieces])
    columns = columns_of(names, groups, MIN_ANSWERS)
    penalty = np.array([CUE_PENALTY if n.startswith("cue:") else PENALTY for n in columns])
    weights, bias = fit_classes(
        sparse(names, columns), truth, 5, weight / weight.mean(), penalty, ROUNDS
    )
    whole = np.rint(weights * SCALE).astype(int)
    kept = {
        name: [int(v) for v in whole[i]]
        for name, i in columns.items()
        if np.abs(whole[i]).max() >= MIN_WEIGHT
    }
    return {"bias": [round(float(b), 3) for b in bias], "features": kept}


def score_with(sentence: dict[str, Any], features: Sequence[Sequence[str]]) -> list[Logs]:
    """Return what a sentence model says of each sentence."""
    table, bias = sentence["features"], sentence["bias"]
    out = []
    for some in features:
        sums = [b * SCALE for b in bias]
        for name in some:
            if (row := table.get(name)) is not None:
                sums = [s + r for s, r in zip(sums, row, strict=True)]
        out.append(log_softmax([s / SCALE for s in sums]))
    return out


@dataclass(frozen=True)
class Seen:
    """An answer in one variant, with what a model that never saw it says of its sentences."""

    answer: Answer
    weight: float
    pieces: list[Piece]
    logs: list[Logs]


def _plain(weights: Floats, bias: float, mean: Floats, spread: Floats) -> dict[str, Any]:
    """Return weights for raw values from weights for standardised ones."""
    raw = weights / spread
    shift = bias - float(np.sum(raw * mean))
    return {"weights": [round(float(w), 4) for w in raw], "bias": round(shift, 4)}


def _standard(values: Floats) -> tuple[Floats, Floats, Floats]:
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-6
    return (values - mean) / spread, mean, spread


def _balanced(truth: Floats, weight: Floats) -> Floats:
    """Return weights with which yes and no weigh the same."""
    yes, no = weight[truth == 1].sum(), weight[truth == 0].sum()
    even = np.where(truth == 1, weight, weight * yes / max(1e-9, no))
    return np.asarray(even / even.mean())


def train_presence(seen: Sequence[Seen]) -> dict[str, Any]:
    """Return, for each part, what decides on its presence.

    Every story is also taken with each of its parts left out.
    """
    values: dict[str, list[list[float]]] = defaultdict(list)
    truth: dict[str, list[int]] = defaultdict(list)
    weight: dict[str, list[float]] = defaultdict(list)
    for one in seen:
        labels = [p.label for p in one.pieces]
        have = [letter for letter in "STAR" if letter in labels]
        for gone in ["", *have]:
            logs = [log for log, label in zip(one.logs, labels, strict=True) if label != gone]
            if len(logs) < 2 or not have:
                continue
            for k, letter in enumerate("STAR"):
                if letter in one.answer.weak:
                    continue
                values[letter].append(presence_features(logs, k))
                truth[letter].append(int(letter in have and letter != gone))
                weight[letter].append(one.weight * (1.0 if gone in {"", letter} else 0.3))
    out = {}
    for letter in "STAR":
        x, mean, spread = _standard(np.array(values[letter]))
        y = np.array(truth[letter])
        w, b = fit_yes_no(x, y, _balanced(y, np.array(weight[letter])))
        out[letter] = _plain(w, b, mean, spread) | {"features": list(PRESENCE_FEATURES)}
    return out


def train_gate(seen: Sequence[Seen]) -> dict[str, Any]:
    """Return what tells stories from other talk."""
    x, mean, spread = _standard(
        np.array([gate_features([p.tokens for p in one.pieces], one.logs) for one in seen])
    )
    y = np.array([int(one.answer.kind != "not-star") for one in seen])
    w, b = fit_yes_no(x, y, _balanced(y, np.array([one.weight for one in seen])))
    return _plain(w, b, mean, spread) | {"features": list(GATE_FEATURES)}


def result_first(seen: Seen) -> Seen:
    """Return an answer with its result told first: few are, and the highlight must follow them."""
    order = sorted(range(len(seen.pieces)), key=lambda i: seen.pieces[i].label != "R")
    return Seen(
        seen.answer,
        seen.weight * RESULT_FIRST,
        [seen.pieces[i] for i in order],
        [seen.logs[i] for i in order],
    )


def train_place(seen: Sequence[Seen]) -> tuple[list[dict[str, Any]], list[list[float]]]:
    """Return the weights of the highlight, and how parts follow each other."""
    stories = [one for one in seen if one.answer.kind != "not-star"]
    rows: list[list[float]] = []
    truth: list[int] = []
    weight: list[float] = []
    follow = np.full((5, 5), 0.5)
    for one in [*stories, *(result_first(story) for story in stories)]:
        lengths = [len(p.tokens) for p in one.pieces]
        labels = [CLASSES.index(p.label) for p in one.pieces]
        rows += place_features(one.logs, lengths)
        truth += labels
        weight += [one.weight * n for n in lengths]
        for a, b in pairwise(labels):
            follow[a, b] += one.weight
    x, mean, spread = _standard(np.array(rows))
    n, k = x.shape
    dense = Rows(n, k, np.repeat(np.arange(n), k), np.tile(np.arange(k), n), x.ravel())
    w = np.array(weight)
    weights, bias = fit_classes(
        dense, np.array(truth), 5, w / w.mean(), np.full(k, SECOND_PENALTY), 80
    )
    linear = [_plain(weights[:, c], float(bias[c]), mean, spread) for c in range(5)]
    usual = np.log(follow / follow.sum(axis=1, keepdims=True)) - np.log(
        follow.sum(axis=0) / follow.sum()
    )
    return linear, [[round(float(v), 3) for v in row] for row in usual]


def train(
    answers: Sequence[Answer],
    boundaries: Boundaries | None = None,
    say: Callable[[str], None] = lambda _: None,
    unseen: list[Seen] | None = None,
) -> dict[str, Any]:
    """Return the model's document, trained on these answers.

    ``boundaries`` spares the training of the sentence ends, where it was done before; ``unseen``
    is given every answer with what a model that never saw it says of its sentences.
    """
    boundaries = boundaries or train_boundaries(answers)
    say(f"sentence ends: {len(boundaries.whole['features'])} features")
    cutters = cutters_of(boundaries)
    corruptor = Corruptor(t for answer in answers for t in answer.tokens)
    items = []
    for answer in answers:
        for variant, weight in SEEN_AS.items():
            cutter = cutters[fold_of(answer.group, INNER_FOLDS)]
            pieces = pieces_of(answer, variant, corruptor, cutter)
            features = [sentence_features(p.tokens) for p in pieces]
            items.append((answer, weight, features, pieces))
    seen: list[Seen] = []
    for fold in range(INNER_FOLDS):
        others = [
            (a.group, w, f, p) for a, w, f, p in items if fold_of(a.group, INNER_FOLDS) != fold
        ]
        trained = train_sentences(others)
        for a, w, f, p in items:
            if fold_of(a.group, INNER_FOLDS) == fold:
                seen.append(Seen(a, w, p, score_with(trained, f)))
        say(f"fold {fold + 1} of {INNER_FOLDS}")
    if unseen is not None:
        unseen += seen
    sentence = train_sentences([(a.group, w, f, p) for a, w, f, p in items])
    say(f"sentences: {len(sentence['features'])} features")
    place, transitions = train_place(seen)
    return _document(sentence, boundaries.whole) | {
        "presence": train_presence(seen),
        "gate": train_gate(seen),
        "place": place,
        "transitions": transitions,
    }


def _document(sentence: dict[str, Any], boundary: dict[str, Any]) -> dict[str, Any]:
    nothing = {"weights": [], "bias": 0.0}
    return {
        "format": MODEL_FORMAT,
        "version": VERSION,
        "classes": CLASSES,
        "sentence": sentence,
        "boundary": boundary,
        "presence": dict.fromkeys("STAR", nothing),
        "gate": nothing,
        "place": [nothing] * 5,
        "transitions": [[0.0] * 5] * 5,
    }


def render(document: dict[str, Any]) -> str:
    """Return the document as it is stored: the same value, the same bytes."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def main() -> int:
    """Train; write the model, or compare with it."""
    text = render(train(load_corpus(), say=lambda line: print(line, flush=True)))
    print(f"{len(text.encode()) / 1e6:.2f} MB, sha256 {sha256(text.encode()).hexdigest()[:16]}")
    if "--check" in sys.argv:
        same = MODEL.read_text("utf-8") == text
        print("the same as the model that is there" if same else "another model: train and commit")
        return 0 if same else 1
    MODEL.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
