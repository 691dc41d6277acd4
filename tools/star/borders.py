"""What the borders of "missing" are worth on the corpus, by models that never saw the answer.

Usage: python -m tools.star.borders

For each part: how many of the answers without it are told so (recall), how many of the others
are told so wrongly, and how often "missing" would be right if one answer in ten lacked the part.
The gate and the presence weights have seen the answers, the sentence models have not.
The challenge (tools/star/challenge/) was never trained on: talk that sounds like a story.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tools.star.corpus import CHALLENGE, STORY_FROM, Answer, load_corpus
from tools.star.train import (
    INNER_FOLDS,
    SEEN_AS,
    Seen,
    cutters_of,
    ends_of,
    fold_of,
    lengths_of,
    train,
    train_boundaries,
)
from voicecoach.analysis.sentences import split_sentences
from voicecoach.analysis.star.coverage import MISSING_BELOW, measure_star
from voicecoach.analysis.star.episode import EPISODE_MIN, gate_features
from voicecoach.analysis.star.model import StarModel, build_model
from voicecoach.analysis.star.sequence import presence_features
from voicecoach.types import PARTS, PartName, Word

PREVALENCE = 0.1
STEPS = (-1.0, -0.5, 0.0, 0.5, 1.0)
"""Borders tried beside the one in use, in log-odds."""


def count_taken_for_stories(model: StarModel, folder: Path) -> tuple[int, int]:
    """Return how many of a folder's texts have three parts or more found, and how many it holds."""
    answers = load_corpus(folder)
    n_taken = 0
    for answer in answers:
        words = [Word(word) for word in answer.text.split()]
        star = measure_star(words, split_sentences(words, ()), None, frozenset(), model)
        assert star.parts is not None
        n_taken += sum(getattr(star.parts, name).verdict == "found" for name in PARTS) >= STORY_FROM
    return n_taken, len(answers)


def judge_ends(cutters: Sequence[StarModel], answers: Sequence[Answer]) -> tuple[float, float]:
    """Return precision and recall of sentence ends in bare words, by models that never saw them."""
    hit = said = true = 0
    for answer in answers:
        ends = ends_of(lengths_of(answer))
        words = [Word(token) for token in answer.tokens]
        cut = split_sentences(words, (), cutters[fold_of(answer.group, INNER_FOLDS)])
        found = {last for _, last in cut[:-1]}
        hit, said, true = hit + len(found & ends), said + len(found), true + len(ends)
    return hit / said, hit / true


def odds_of(model: StarModel, seen: list[Seen], name: PartName) -> list[tuple[float, bool]]:
    """Return the log-odds of a part in every story, and whether it is missing."""
    index, letter = PARTS.index(name), name[0].upper()
    return [
        (model.presence[index](presence_features(one.logs, index)), letter in one.answer.missing)
        for one in seen
        if one.answer.kind != "not-star" and letter not in one.answer.weak
    ]


def main() -> None:
    """Print the table."""
    seen: list[Seen] = []
    corpus = load_corpus()
    boundaries = train_boundaries(corpus)
    precision, recall = judge_ends(cutters_of(boundaries), corpus)
    f1 = 2 * precision * recall / (precision + recall)
    print(
        f"sentence ends in bare words: precision {precision:.2f}, recall {recall:.2f}, F1 {f1:.2f}"
    )
    model = build_model(train(corpus, boundaries, unseen=seen))
    for kind in ("complete", "incomplete", "not-star"):
        some = [
            model.gate(gate_features([p.tokens for p in one.pieces], one.logs)) >= EPISODE_MIN
            for one in seen
            if one.answer.kind == kind
        ]
        print(f"{kind}: {sum(some) / len(some):.1%} of {len(some) // len(SEEN_AS)} pass the gate")
    n_taken, n_texts = count_taken_for_stories(model, CHALLENGE)
    print(f"challenge: {n_taken} of {n_texts} taken for a story (three parts or more found)")
    print("part        border  recall  wrongly  right if one in ten lacks it")
    for name in PARTS:
        pairs = odds_of(model, seen, name)
        n_gone = sum(gone for _, gone in pairs)
        for step in STEPS:
            border = MISSING_BELOW[name] + step
            recall = sum(odds < border and gone for odds, gone in pairs) / n_gone
            wrongly = sum(odds < border and not gone for odds, gone in pairs) / (
                len(pairs) - n_gone
            )
            said = PREVALENCE * recall + (1 - PREVALENCE) * wrongly
            right = f"{PREVALENCE * recall / said:5.2f}" if said else "  –"
            mark = "*" if step == 0 else " "
            print(f"{name:<10} {mark}{border:6.1f}  {recall:6.2f}  {wrongly:7.3f}  {right}")


if __name__ == "__main__":
    main()
