"""How well STAR coverage is found, on labelled answers that stay outside the project.

Usage: python -m benchmarks.star ANSWERS.jsonl INCOMPLETE.jsonl

Prints word-weighted macro-F1 over the four parts, precision, recall and F1 of "missing" by
part, and the share of texts without any story that pass for one (three parts or more).
The rules were written by hand with these files at hand: the figures are not held out.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from voicecoach.analysis.sentences import split_sentences
from voicecoach.analysis.star import measure_star
from voicecoach.types import PARTS, Star, Word

LETTERS = {"S": "situation", "T": "task", "A": "action", "R": "result", "N": "other"}


def read(file: str) -> list[dict[str, Any]]:
    """Return the entries of a JSON Lines file."""
    return [json.loads(line) for line in Path(file).read_text("utf-8").splitlines()]


def judge(entry: dict[str, Any], *, bare: bool) -> tuple[list[str], Star]:
    """Return the true part of each word, and what the rules say."""
    words: list[Word] = []
    truth: list[str] = []
    for sentence in entry["sentences"]:
        for token in sentence["text"].split():
            plain = token.lower().strip(".,;:!?") if bare else token
            if plain:
                words.append(Word(plain))
                truth.append(LETTERS[sentence["label"] or "N"])
    return truth, measure_star(words, split_sentences(words), None, None, frozenset())


def macro_f1(entries: list[dict[str, Any]], *, bare: bool) -> dict[str, float]:
    """Return the F1 of each part over words, and their mean."""
    hit: Counter[str] = Counter()
    said: Counter[str] = Counter()
    true: Counter[str] = Counter()
    for entry in entries:
        truth, star = judge(entry, bare=bare)
        guess = [s.part for s in star.sentences for _ in range(s.first_word, s.last_word + 1)]
        for one, other in zip(truth, guess, strict=True):
            true[one] += 1
            said[other] += 1
            hit[one] += one == other
    scores = {p: 2 * hit[p] / max(1, said[p] + true[p]) for p in PARTS}
    return {**scores, "macro": sum(scores.values()) / 4}


def missing(entries: list[dict[str, Any]], complete: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a line on the finding of missing parts for each part."""
    for part in PARTS:
        letter = part[0].upper()
        counts: Counter[str] = Counter()
        for entry in [*entries, *complete]:
            labels = {s["label"] or "N" for s in entry["sentences"]}
            if labels == {"N"}:
                continue
            gone = letter in entry.get("missing", []) or letter not in labels
            _, star = judge(entry, bare=False)
            said = star.parts is not None and getattr(star.parts, part).verdict == "missing"
            counts[f"{gone}{said}"] += 1
        hit, false, lost = counts["TrueTrue"], counts["FalseTrue"], counts["TrueFalse"]
        precision, recall = hit / max(1, hit + false), hit / max(1, hit + lost)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        yield f"missing {part:<9} precision {precision:.2f} recall {recall:.2f} F1 {f1:.2f}"


def main() -> None:
    """Print every figure."""
    complete, incomplete = read(sys.argv[1]), read(sys.argv[2])
    for bare in (False, True):
        scores = macro_f1(complete, bare=bare)
        text = " ".join(f"{name} {value:.2f}" for name, value in scores.items())
        print(("lower case, no punctuation: " if bare else "as written: ") + text)
    for line in missing(incomplete, complete):
        print(line)
    stories = [e for e in incomplete if {s["label"] or "N" for s in e["sentences"]} == {"N"}]
    passed = 0
    for entry in stories:
        parts = judge(entry, bare=False)[1].parts
        passed += parts is not None and (
            sum(getattr(parts, p).verdict == "found" for p in PARTS) >= 3
        )
    print(f"no story, taken for one: {passed} of {len(stories)}")


if __name__ == "__main__":
    main()
