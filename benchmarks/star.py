"""How well STAR coverage is found, beside simpler ways, on answers that stay outside the project.

Usage: python -m benchmarks.star ANSWERS.jsonl INCOMPLETE.jsonl [--half choosing]

Sources are split in two halves by name: thresholds and features were chosen on one, and the
table is printed for the other.  "trained without the source" trains on this project's corpus and
on all other sources (five folds, no source on both sides); "own corpus" is the model that ships.

macro-F1   over words, mean of situation, task, action, result, complete answers only
missing    pairs of a text and a part, incomplete texts and complete ones; a pair that the source
           calls weak is left out; a text without any story misses all four
stories    the same without the texts that hold no story
no story   share of the texts without a story in which three parts or more are found
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.star_baselines import fit_baseline, key_words, n_grams, places
from tools.star.corpus import STORY_FROM, Answer, load_corpus
from tools.star.corrupt import Corruptor
from tools.star.heard import VARIANTS, hear
from tools.star.train import fold_of, train, train_boundaries
from voicecoach.analysis.sentences import split_sentences
from voicecoach.analysis.star.coverage import measure_star
from voicecoach.analysis.star.model import Linear, StarModel, build_model, load_model
from voicecoach.analysis.words import normalise
from voicecoach.types import PARTS, Word

FOLDS = 5
HALVES = ("choosing", "reporting")
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


def halve(answers: Sequence[Answer]) -> dict[str, str]:
    """Return the half of each source; texts without a story and incomplete ones lie evenly."""
    weight: Counter[tuple[str, int]] = Counter()
    for answer in answers:
        weight[answer.group, 2 if len(answer.missing) == 4 else int(bool(answer.missing))] += 1
    held = {half: [0, 0, 0] for half in HALVES}
    out: dict[str, str] = {}
    groups = sorted({a.group for a in answers})
    for group in sorted(groups, key=lambda g: [-weight[g, k] for k in (2, 1, 0)]):
        mine = [weight[group, k] for k in range(3)]
        rarest = max(k for k in range(3) if mine[k])
        half = min(HALVES, key=lambda h: held[h][rarest])
        out[group] = half
        held[half] = [a + b for a, b in zip(held[half], mine, strict=True)]
    return out


def case_of(answer: Answer, variant: str, corruptor: Corruptor) -> Case:
    """Return an answer as written, or as it may be heard (tools/star/heard.py)."""
    pairs = [(w, label) for label, text in answer.sentences for w in text.split() if normalise(w)]
    words, where = hear([word for word, _ in pairs], variant, corruptor, answer.slug)
    return Case(answer, tuple(map(Word, words)), tuple(pairs[i][1] for i in where))


def ours(model: StarModel) -> Method:
    """Return the method that ships, with a given model."""

    def judge(case: Case) -> Verdicts:
        ranges = split_sentences(case.words, ())
        star = measure_star(case.words, ranges, None, frozenset(), model)
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


def without_gate(model: StarModel) -> StarModel:
    """Return the model with a gate that is always open."""
    return dataclasses.replace(model, gate=Linear((0.0,) * len(model.gate.weights), 99.0))


def without_place(model: StarModel) -> StarModel:
    """Return the model with a highlight that sees each sentence by itself."""
    n = len(model.place[0].weights)
    alone = tuple(Linear(tuple(float(i == k) for i in range(n)), 0.0) for k in range(5))
    flat = tuple((0.0,) * 5 for _ in range(5))
    return dataclasses.replace(model, place=alone, transitions=flat)


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


def cross_validated(
    answers: Sequence[Answer], make: Callable[[Sequence[Answer]], dict[str, Method]]
) -> dict[str, dict[str, Method]]:
    """Return methods by name, and by the group that they were not trained on."""
    own = load_corpus()
    out: dict[str, dict[str, Method]] = {}
    for fold in range(FOLDS):
        methods = make([*own, *(a for a in usable(answers) if fold_of(a.group, FOLDS) != fold)])
        for group in {a.group for a in answers if fold_of(a.group, FOLDS) == fold}:
            for name, method in methods.items():
                out.setdefault(name, {})[group] = method
        print(f"fold {fold + 1} of {FOLDS} trained", flush=True)
    return out


def variants_of(model: StarModel) -> dict[str, Method]:
    """Return the model whole, without its gate and without position."""
    return {
        "our model": ours(model),
        "our model without gate": ours(without_gate(model)),
        "our model without position": ours(without_place(model)),
    }


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
    options.add_argument("--half", choices=[*HALVES, "both"], default="reporting")
    asked = options.parse_args()
    answers = read(asked.complete, asked.incomplete)
    halves = halve(answers)
    kept = [a for a in answers if asked.half in ("both", halves[a.group])]
    own = load_corpus()
    corruptor = Corruptor((t for a in own for t in a.tokens), seed=2)
    cases = {v: [case_of(a, v, corruptor) for a in kept] for v in VARIANTS}
    boundaries = train_boundaries(own)

    def make(seen: Sequence[Answer]) -> dict[str, Method]:
        model = build_model(train(seen, boundaries))
        return {
            "position only": by_labels(fit_baseline(seen, places)),
            "n-grams with position": by_labels(fit_baseline(seen, n_grams)),
            **variants_of(model),
        }

    crossed = cross_validated(answers, make)
    print(f"\n{len(kept)} texts of the {asked.half} half; numpy {np.__version__}")
    print(f"{'':<46} macro-F1 (S T A R)            missing P/R/F1   stories P/R/F1   no story")
    print("-- trained without the source; key-word lists need no training")
    methods: dict[str, Callable[[Case], Verdicts]] = {"key-word lists": by_labels(key_words)} | {
        n: (lambda c, by=by: by[c.answer.group](c)) for n, by in crossed.items()
    }
    rows: dict[str, Row] = {}

    def run(name: str, method: Method, variant: str = "written") -> None:
        rows[name] = measure([(c, method(c)) for c in cases[variant]])
        show(name, rows[name])

    for name, method in methods.items():
        run(name, method)
    for variant, told in HEARD.items():
        run(f"our model, {told}", methods["our model"], variant)
    print("-- trained on these very texts as well: without cross-validation")
    run(
        "our model, not cross-validated",
        ours(build_model(train([*own, *usable(answers)], boundaries))),
    )
    print("-- trained on the own corpus alone: what ships")
    for name, method in variants_of(load_model()).items():
        run(f"shipped: {name}", method)
    for variant, told in HEARD.items():
        run(f"shipped: {told}", ours(load_model()), variant)
    print("\nmissing by part, stories only (precision/recall/F1)")
    for name in ("our model", "shipped: our model"):
        told = (f"{p} " + "/".join(f"{v:.2f}" for v in rows[name].parts[p]) for p in "STAR")
        print(f"{name:<46} " + "   ".join(told))


if __name__ == "__main__":
    main()
