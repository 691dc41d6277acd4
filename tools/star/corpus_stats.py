"""Is the corpus varied?  Names look-alikes and prints openings, cues, lengths and kinds.

Usage: python -m tools.star.corpus_stats

Exit status 1 if two answers look made from one mould.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from tools.star.corpus import KINDS, STORY, Answer, load_corpus
from voicecoach.analysis.star.cues import find_cues
from voicecoach.analysis.star.language import frame, plain_tokens
from voicecoach.analysis.words import normalise

SHINGLE = 4
"""Plain tokens in a row."""

MAX_ALIKE = 0.12
"""Share of such runs that two answers may have in common (Jaccard)."""

FRAME_SHINGLE = 8
MAX_SAME_FRAME = 0.08
"""Share of runs of the frame (content words that follow each other count as one sign) that two
answers may have in common: with more, one is the other with its nouns changed."""


def shingles(signs: Sequence[str], size: int) -> frozenset[tuple[str, ...]]:
    """Return the runs of a size."""
    return frozenset(tuple(signs[i : i + size]) for i in range(len(signs) - size + 1))


def look_alikes(answers: Sequence[Answer]) -> list[tuple[float, str, str]]:
    """Return pairs that look made from one mould, the most alike first."""
    plain = [plain_tokens(answer.tokens) for answer in answers]
    words = [shingles(one, SHINGLE) for one in plain]
    frames = [shingles(frame(one), FRAME_SHINGLE) for one in plain]
    found = []
    for i, k in combinations(range(len(answers)), 2):
        for runs, most in ((words, MAX_ALIKE), (frames, MAX_SAME_FRAME)):
            both = len(runs[i] & runs[k])
            share = both / max(1, len(runs[i]) + len(runs[k]) - both)
            if share > most:
                found.append((share, answers[i].slug, answers[k].slug))
    return sorted(found, reverse=True)


def _cue_lines(answers: Sequence[Answer]) -> list[str]:
    lines = []
    usual = {
        "S": ("a time", "a place or a job"),
        "T": ("had to, needed to", "my job was"),
        "A": ("I and a verb of doing", "steps in order"),
        "R": ("what came of it", "a change with a number"),
    }
    for label in STORY:
        texts = [
            " ".join(plain_tokens(normalise(w) for w in text.split()))
            for answer in answers
            for said, text in answer.sentences
            if said == label
        ]
        counts = Counter(cue for text in texts for cue in find_cues(text))
        none = sum(not set(usual[label]) & set(find_cues(text)) for text in texts) / len(texts)
        most = ", ".join(f"{cue} {n / len(texts):.0%}" for cue, n in counts.most_common(4))
        lines.append(
            f"  {label}: {len(texts)} sentences, {none:.0%} without {usual[label]}; {most}"
        )
    return lines


def main() -> int:
    """Print the measurement."""
    answers = load_corpus()
    kinds = Counter(a.kind for a in answers)
    print(f"{len(answers)} answers: " + ", ".join(f"{kinds[k]} {k}" for k in KINDS))
    gone = Counter(letter for a in answers for letter in a.missing)
    print("missing: " + ", ".join(f"{p} {gone[p]}" for p in STORY), end="; ")
    print(f"weak: {sum(bool(a.weak) for a in answers)}", end="; ")
    print(f"out of order: {sum(_out_of_order(a) for a in answers)}")
    print(f"jobs: {len({a.job for a in answers})}; questions: {len({a.question for a in answers})}")
    lengths = sorted(len(a.tokens) for a in answers)
    tenths = [lengths[int(q * (len(lengths) - 1))] for q in (0, 0.1, 0.25, 0.5, 0.75, 0.9, 1)]
    print(f"words, least to most by 0, 10, 25, 50, 75, 90, 100 %: {tenths}")
    for n in (1, 2, 3):
        starts = Counter(tuple(a.tokens[:n]) for a in answers)
        most = ", ".join(f"“{' '.join(t)}” {c}" for t, c in starts.most_common(4))
        print(f"openings of {n}: {len(starts)} different; {most}")
    parts = Counter("".join(dict.fromkeys(s for s, _ in a.sentences if s != "N")) for a in answers)
    print("orders: " + ", ".join(f"{o or '–'} {n}" for o, n in parts.most_common(12)))
    print("cues:", *_cue_lines(answers), sep="\n")
    alike = look_alikes(answers)
    for share, one, other in alike:
        print(f"alike: {one} and {other} share {share:.0%}")
    print(f"{len(alike)} pairs look alike")
    return 1 if alike else 0


def _out_of_order(answer: Answer) -> bool:
    places = [STORY.index(label) for label, _ in answer.sentences if label in STORY]
    return places != sorted(places)


if __name__ == "__main__":
    sys.exit(main())
