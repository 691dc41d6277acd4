"""How well STAR coverage is found, beside simpler ways, on answers that stay outside the project.

Usage: python -m benchmarks.star ANSWERS.jsonl INCOMPLETE.jsonl [--shipped]

"trained without the source": what tells the parts apart is learned from this project's corpus and
all other sources (five folds, no source on both sides); the few weights of presence, gate and
sentence ends are those that ship.  There "missing" is said below one border for all parts, chosen
on the other folds.  "own corpus" is the model that ships, with its borders, which saw none of them.

macro-F1   over words, mean of situation, task, action, result, complete answers only
missing    pairs of a text and a part, incomplete texts and complete ones; a pair that the source
           calls weak is left out; a text without any story misses all four
stories    the same without the texts that hold no story
no story   share of the texts without a story in which three parts or more are found
told so    complete answers whose one priority says that a part is missing, or that there is no
           story at all; of them those that hear so of a single part
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from benchmarks.star_baselines import fit_plain, key_words
from tools.star.asr_noise import VARIANTS, Corruptor, hear
from tools.star.corpus import STORY_FROM, Answer, load_corpus
from tools.star.train import (
    MODEL,
    cut_bare,
    cut_unseen,
    fold_of,
    prepare,
    train_sentences,
)
from voicecoach.analysis import analyze
from voicecoach.analysis.sentences import split_sentences
from voicecoach.analysis.star.coverage import MIN_WORDS, MISSING_BELOW, measure_star, presence_odds
from voicecoach.analysis.star.model import StarModel, build_model, load_model
from voicecoach.analysis.words import normalise
from voicecoach.types import PARTS, PartName, Transcript, Word

FOLDS = 5
PRECISION = 0.6
"""Wanted of "missing": right six times in ten."""
HEARD = {
    "bare": "no capitals, no punctuation",
    "errors": "15 % word errors",
    "both": "word errors, no punctuation",
}
LETTERS = dict(zip(PARTS, "STAR", strict=True)) | {"other": "N"}


@dataclass(frozen=True)
class Case:
    """One answer in one variant: its words, the true label of each, and what is missing."""

    answer: Answer
    words: tuple[Word, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Verdicts:
    """What a method says: a label for each word, parts said to be missing, parts found."""

    labels: tuple[str, ...]
    missing: frozenset[str]
    found: frozenset[str]


Method = Callable[[Case], Verdicts]


def read(complete: Path, incomplete: Path) -> list[Answer]:
    """Return the answers of both files."""
    answers = []
    for path in (complete, incomplete):
        for line in path.read_text("utf-8").splitlines():
            entry = json.loads(line)
            sentences = tuple((s["label"] or "N", s["text"]) for s in entry["sentences"])
            labels = {label for label, _ in sentences}
            gone = frozenset(entry["missing"]) if path == incomplete else frozenset("STAR") - labels
            kind = {"N": "not-star", "derived": "incomplete", "real": "unlabelled"}.get(
                entry.get("kind", ""), "complete"
            )
            answers.append(
                Answer(
                    entry["id"], kind, entry["question"] or "–", sentences, gone,
                    frozenset(entry.get("weak", ())), group=entry["source_group"],
                )
            )  # fmt: skip
    return answers


def case_of(answer: Answer, variant: str, corruptor: Corruptor) -> Case:
    """Return an answer as written, or as it may be heard (tools/star/asr_noise.py)."""
    pairs = [(w, label) for label, text in answer.sentences for w in text.split() if normalise(w)]
    words, where = hear([word for word, _ in pairs], variant, corruptor, answer.slug)
    return Case(answer, tuple(map(Word, words)), tuple(pairs[i][1] for i in where))


def ours(model: StarModel, borders: Mapping[PartName, float] = MISSING_BELOW) -> Method:
    """Return the method that ships, with a given model and borders."""

    def judge(case: Case) -> Verdicts:
        ranges = split_sentences(case.words, ())
        star = measure_star(case.words, ranges, None, frozenset(), model, borders)
        labels = tuple(
            LETTERS[s.part] for s in star.sentences for _ in range(s.first_word, s.last_word + 1)
        )
        if star.parts is None:  # too short to be judged
            return Verdicts(labels, frozenset(), frozenset())
        said = {LETTERS[name]: getattr(star.parts, name).verdict for name in PARTS}
        return Verdicts(
            labels,
            frozenset(part for part, verdict in said.items() if verdict == "missing"),
            frozenset(part for part, verdict in said.items() if verdict == "found"),
        )

    return judge


def by_labels(label: Callable[[Sequence[Sequence[str]]], Sequence[str]]) -> Method:
    """Return a method that has a part where it labels a sentence so, as the usual ways do."""

    def judge(case: Case) -> Verdicts:
        ranges = split_sentences(case.words, ())
        tokens = [
            [t for w in case.words[first : last + 1] if (t := normalise(w.text))]
            for first, last in ranges
        ]
        said = label(tokens)
        spread = tuple(s for s, (a, b) in zip(said, ranges, strict=True) for _ in range(a, b + 1))
        have = frozenset(said) & frozenset("STAR")
        return Verdicts(spread, frozenset("STAR") - have, have)

    return judge


@dataclass(frozen=True)
class Row:
    """The figures of one method; shares from 0 to 1."""

    f1: dict[str, float]
    missing: tuple[float, float, float]
    stories: tuple[float, float, float]
    parts: dict[str, tuple[float, float, float]]
    no_story: float


def rates(pairs: Iterable[tuple[bool, bool]]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of pairs of truth and saying."""
    counts = Counter(pairs)
    hit, false, lost = counts[True, True], counts[False, True], counts[True, False]
    precision, recall = hit / max(1, hit + false), hit / max(1, hit + lost)
    return precision, recall, 2 * hit / max(1, 2 * hit + false + lost)


def measure(judged: Sequence[tuple[Case, Verdicts]]) -> Row:
    """Return the figures for what a method said of each case."""
    hit, said, true = Counter[str](), Counter[str](), Counter[str]()
    for case, verdicts in judged:
        if case.answer.kind == "complete":
            for one, other in zip(case.labels, verdicts.labels, strict=True):
                true[one] += 1
                said[other] += 1
                hit[one] += one == other
    f1 = {p: 2 * hit[p] / max(1, said[p] + true[p]) for p in "STAR"}
    pairs = [
        (p, len(c.answer.missing) < 4, (p in c.answer.missing, p in v.missing))
        for c, v in judged
        for p in "STAR"
        if p not in c.answer.weak
    ]
    none = [v for c, v in judged if len(c.answer.missing) == 4]
    return Row(
        f1 | {"macro": sum(f1.values()) / 4},
        rates(pair for _, _, pair in pairs),
        rates(pair for _, story, pair in pairs if story),
        {p: rates(pair for q, story, pair in pairs if story and q == p) for p in "STAR"},
        sum(len(v.found) >= STORY_FROM for v in none) / max(1, len(none)),
    )


def usable(answers: Sequence[Answer]) -> list[Answer]:
    """Return the answers that a model may be trained on: labelled sentence by sentence."""
    return [a for a in answers if a.kind in {"complete", "not-star"}]


T = TypeVar("T")


def without_source(answers: Sequence[Answer], make: Callable[[Sequence[Answer]], T]) -> list[T]:
    """Return what was made, for each fold, of the answers of other folds."""
    by_fold = []
    for fold in range(FOLDS):
        by_fold.append(make([a for a in usable(answers) if fold_of(a.group, FOLDS) != fold]))
        print(f"fold {fold + 1} of {FOLDS} trained", flush=True)
    return by_fold


def by_source(methods: Sequence[Method]) -> Method:
    """Return a method that judges each answer by the method of its fold."""
    return lambda case: methods[fold_of(case.answer.group, FOLDS)](case)


def choose_borders(models: Sequence[StarModel], cases: Sequence[Case]) -> list[float]:
    """Return one border for each fold: the one with most recall at ``PRECISION`` on the others."""
    pairs: list[tuple[float, bool, int]] = []
    for case in cases:
        fold, missing = fold_of(case.answer.group, FOLDS), case.answer.missing
        if len(missing) < 4 and len(case.words) >= MIN_WORDS:
            odds = presence_odds(case.words, split_sentences(case.words, ()), models[fold])
            pairs += [
                (odds[name], LETTERS[name] in missing, fold)
                for name in PARTS
                if LETTERS[name] not in case.answer.weak
            ]
    return [_border([pair[:2] for pair in pairs if pair[2] != fold]) for fold in range(FOLDS)]


def _border(pairs: Sequence[tuple[float, bool]]) -> float:
    best, border, hits = 0, -math.inf, 0
    ranked = [*sorted(pairs), (math.inf, False)]
    for said, ((odds, true), (above, _)) in enumerate(pairwise(ranked), start=1):
        hits += true
        if hits >= PRECISION * said and hits > best and math.isfinite(odds):
            best, border = hits, (odds + min(above, odds + 1)) / 2
    return border


def count_false_priorities(cases: Sequence[Case]) -> tuple[int, int, int]:
    """Return how many complete answers hear of a missing part or no story, one part, and all."""
    codes = []
    for case in cases:
        if case.answer.kind == "complete":
            text = " ".join(word.text for word in case.words)
            heard = Transcript("text", None, "en", text, case.words)
            priority = analyze(None, None, heard, None).priority
            codes.append(priority.code if priority else "")
    one = sum(code.startswith("missing-") for code in codes)
    return one + codes.count("no-episode"), one, len(codes)


def show(name: str, row: Row) -> None:
    """Print one row of the table."""
    parts = " ".join(f"{row.f1[p]:.2f}" for p in "STAR")
    print(
        f"{name:<46} {row.f1['macro']:.3f} ({parts})   "
        + "   ".join("/".join(f"{v:.2f}" for v in some) for some in (row.missing, row.stories))
        + f"   {row.no_story:4.0%}",
        flush=True,
    )


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("complete", type=Path)
    options.add_argument("incomplete", type=Path)
    options.add_argument("--shipped", action="store_true", help="only the model that ships")
    asked = options.parse_args()
    answers = read(asked.complete, asked.incomplete)
    own = load_corpus()
    corruptor = Corruptor((t for a in own for t in a.tokens), seed=2)
    cases = {v: [case_of(a, v, corruptor) for a in answers] for v in VARIANTS}
    shipped = json.loads(MODEL.read_text("utf-8"))
    rows: dict[str, Row] = {}

    def run(name: str, method: Method, variant: str = "written") -> None:
        rows[name] = measure([(c, method(c)) for c in cases[variant]])
        show(name, rows[name])

    print(f"{len(answers)} texts")
    print(f"{'':<46} macro-F1 (S T A R)            missing P/R/F1   stories P/R/F1   no story")
    print("-- trained on the own corpus alone: what ships; key-word lists need no training")
    run("key-word lists", by_labels(key_words))
    run("shipped: our model", ours(load_model()))
    for variant, heard in HEARD.items():
        run(f"shipped: {heard}", ours(load_model()), variant)
    for variant in VARIANTS:
        told, part, n = count_false_priorities(cases[variant])
        print(f"{variant}: told so {told} of {n} ({told / n:.1%}), of a single part {part}")
    if not asked.shipped:
        written = [prepare(answer) for answer in own]
        items = [*written, *cut_unseen(written)]
        published = {answer.slug: prepare(answer) for answer in usable(answers)}
        boundary = load_model().boundary
        bare = {slug: cut_bare(item, boundary) for slug, item in published.items()}

        def make(seen: Sequence[Answer]) -> tuple[Method, StarModel]:
            more = [some[answer.slug] for some in (published, bare) for answer in seen]
            learned = train_sentences([*items, *more])
            return fit_plain([*own, *seen]), build_model(shipped | learned)

        run("own corpus: plain model", fit_plain(own))
        print("-- trained without the source")
        plain, models = zip(*without_source(answers, make), strict=True)
        run("plain model", by_source(plain))
        borders = choose_borders(models, cases["written"])
        print("borders of the folds: " + ", ".join(f"{border:.2f}" for border in borders))
        crossed = by_source(
            [ours(m, dict.fromkeys(PARTS, b)) for m, b in zip(models, borders, strict=True)]
        )
        run("our model", crossed)
        for variant, heard in HEARD.items():
            run(f"our model, {heard}", crossed, variant)
    print("\nmissing by part, stories only (precision/recall/F1)")
    for name in [name for name in ("our model", "shipped: our model") if name in rows]:
        said = (f"{p} " + "/".join(f"{v:.2f}" for v in rows[name].parts[p]) for p in "STAR")
        print(f"{name:<46} " + "   ".join(said))


if __name__ == "__main__":
    main()
