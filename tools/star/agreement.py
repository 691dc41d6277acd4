"""How far a second reader, who saw no labels, agrees with the corpus.

Usage: python -m tools.star.agreement

Reads tools/star/reader.jsonl: one answer a line, ``id`` and ``labels`` by sentence.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tools.star.corpus import LABELS, load_corpus

READER = Path(__file__).parent / "reader.jsonl"


def kappa(pairs: Sequence[tuple[object, object]]) -> float:
    """Return Cohen's kappa of pairs of labels: 1 full agreement, 0 that of chance."""
    n = len(pairs)
    same = sum(a == b for a, b in pairs) / n
    ones, others = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(ones[k] * others[k] for k in ones) / n**2
    return (same - chance) / (1 - chance) if chance < 1 else 1.0


def read_pairs() -> tuple[list[tuple[str, str]], list[tuple[frozenset[str], frozenset[str]]]]:
    """Return pairs of labels by sentence, and pairs of the parts that are there by answer."""
    corpus = {answer.slug: answer for answer in load_corpus()}
    sentences: list[tuple[str, str]] = []
    answers = []
    for line in READER.read_text("utf-8").splitlines():
        entry = json.loads(line)
        ours = [label for label, _ in corpus[entry["id"]].sentences]
        sentences += zip(ours, entry["labels"], strict=True)
        answers.append((frozenset(ours), frozenset(entry["labels"])))
    return sentences, answers


def main() -> None:
    """Print agreement by sentence, by part, and on which parts are there."""
    sentences, answers = read_pairs()
    same = sum(a == b for a, b in sentences) / len(sentences)
    print(f"{len(answers)} answers, {len(sentences)} sentences")
    print(f"same label: {same:.1%}, kappa {kappa(sentences):.2f}")
    for part in LABELS:
        pairs = [(a == part, b == part) for a, b in sentences]
        both = sum(a and b for a, b in pairs)
        ours, theirs = sum(a for a, _ in pairs), sum(b for _, b in pairs)
        there = [(part in a, part in b) for a, b in answers]
        agree = sum(a == b for a, b in there) / len(there)
        print(
            f"{part}: kappa {kappa(pairs):.2f}, F1 {2 * both / max(1, ours + theirs):.2f}; "
            f"there or not: {agree:.0%} of answers, kappa {kappa(there):.2f}"
        )
    stray = Counter((a, b) for a, b in sentences if a != b)
    print("apart: " + ", ".join(f"{a}→{b} {n}" for (a, b), n in stray.most_common(8)))


if __name__ == "__main__":
    main()
