"""STAR coverage: which parts are there, decided without position; which sentences belong to them.

1. A gate: is this an account of one past episode at all?
2. Presence of each part: the highest probability that any sentence reaches, position unseen.
3. Position only highlights which sentences belong to a present part; it creates none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from voicecoach.analysis.star_cues import BIAS, EPISODE, GENERAL, IMAGINED, QUANTIFIED, find_cues
from voicecoach.analysis.words import normalise, text_of
from voicecoach.types import (
    PARTS,
    Ownership,
    Pack,
    PartName,
    QuantifiedResult,
    Question,
    Sentence,
    SentencePart,
    Star,
    StarPart,
    StarParts,
    Verdict,
    Word,
)

LEAST_WORDS = 15
"""Fewer hold no story: a verdict on them would be a guess."""

FOUND = {"situation": 0.45, "task": 0.45, "action": 0.50, "result": 0.45}
WEAK = {"situation": 0.10, "task": 0.06, "action": 0.30, "result": 0.24}
"""From these probabilities of the best sentence on a part is found, or weak; chosen so that
"missing" is said rarely and rightly (docs/methods-star.md)."""

CUE_WEIGHT = 0.6
"""How much the cues count beside the place when sentences are highlighted."""

PLACES = {
    "situation": (0.08, 0.13),
    "task": (0.25, 0.10),
    "action": (0.55, 0.17),
    "result": (0.91, 0.11),
}
"""Where in an answer the parts usually stand and how far they stray, as shares of its words."""

FORWARD, BACKWARD = 0.5, 3.0
"""Cost in log-odds of going on to another part, and of going back: parts return, but rarely."""

MISSING_HINTS = {
    "situation": "One sentence would do: when and where it was, and what stood at stake.",
    "task": "One sentence would do: “It was my job to …”.",
    "action": "Say what you yourself did: “First I …, then I …”.",
    "result": "One sentence would do: “As a result, … went from … to …”.",
}


@dataclass(frozen=True, slots=True)
class _Scored:
    first: int
    last: int
    text: str
    probabilities: tuple[float, float, float, float]
    cues: tuple[tuple[str, tuple[float, float, float, float]], ...]


def withheld_reason(words: Sequence[Word]) -> str | None:
    """Return why STAR is not judged, or nothing if it is."""
    if len(words) < LEAST_WORDS:
        return f"Fewer than {LEAST_WORDS} words: too little to judge a story by."
    return None


def measure_star(
    words: Sequence[Word],
    ranges: Sequence[tuple[int, int]],
    question: Question | None,
    pack: Pack | None,
    skip: frozenset[int],
) -> Star:
    """Return the STAR coverage; without a question the kind is star.

    ``parts`` is null where it does not apply or fewer than 15 words were said.
    """
    del pack
    scored = [_score(words, first, last, skip) for first, last in ranges]
    if (question is not None and question.kind != "star") or withheld_reason(words):
        plain = tuple(_sentence(words, one, "other", 1.0) for one in scored)
        return Star(applicable=question is None or question.kind == "star", sentences=plain)
    verdicts = _verdicts(scored)
    labels = _highlight(scored, verdicts, len(words))
    sentences = tuple(
        _sentence(words, one, label, _probability(one, label))
        for one, label in zip(scored, labels, strict=True)
    )
    order = tuple(dict.fromkeys(s.part for s in sentences if s.part != "other"))
    parts = StarParts(*(_part(name, verdicts[name], scored, sentences) for name in PARTS))
    return Star(
        applicable=True,
        sentences=sentences,
        parts=parts,
        order=tuple(name for name in order if name in PARTS),
        quantified_result=_quantified(sentences),
        ownership=_ownership(words, sentences, skip),
    )


def is_episode(texts: Sequence[str]) -> bool:
    """Tell whether sentences tell of something that happened once, not of habits or opinions.

    What is told must not be drowned by what is general: at least half as many sentences.
    """
    told = sum(bool(EPISODE.search(text)) and not IMAGINED.search(text) for text in texts)
    general = sum(bool(GENERAL.search(text)) for text in texts)
    return told > 0 and told >= 0.5 * general


def _score(words: Sequence[Word], first: int, last: int, skip: frozenset[int]) -> _Scored:
    tokens = [normalise(words[i].text) for i in range(first, last + 1) if i not in skip]
    plain = " ".join(tokens)
    sums = list(BIAS)
    cues = []
    for cue in find_cues(plain):
        cues.append((cue.name, cue.weights))
        sums = [total + weight for total, weight in zip(sums, cue.weights, strict=True)]
    s, t, a, r = (1 / (1 + math.exp(-total)) for total in sums)
    return _Scored(first, last, plain, (s, t, a, r), tuple(cues))


def _verdicts(scored: Sequence[_Scored]) -> dict[PartName, Verdict]:
    if not is_episode([one.text for one in scored]):
        return dict.fromkeys(PARTS, "missing")
    verdicts: dict[PartName, Verdict] = {}
    for index, name in enumerate(PARTS):
        best = max(one.probabilities[index] for one in scored)
        verdicts[name] = (
            "found" if best >= FOUND[name] else "weak" if best >= WEAK[name] else "missing"
        )
    return verdicts


def _highlight(
    scored: Sequence[_Scored], verdicts: dict[PartName, Verdict], n_words: int
) -> list[SentencePart]:
    present = [name for name in PARTS if verdicts[name] != "missing"]
    if not present:
        return ["other"] * len(scored)
    labels: list[SentencePart] = list(_decode(scored, present, n_words))
    # the proof of a present part always belongs to it
    for name in present:
        index = PARTS.index(name)
        best = max(range(len(scored)), key=lambda i: scored[i].probabilities[index])
        if name not in labels and labels[best] != name and labels.count(labels[best]) > 1:
            labels[best] = name
    return labels


def _decode(scored: Sequence[_Scored], present: Sequence[PartName], n_words: int) -> list[PartName]:
    """Return the best sequence of present parts (Viterbi)."""
    totals = [_fit(scored[0], name, n_words) for name in present]
    paths: list[list[PartName]] = [[name] for name in present]
    for one in scored[1:]:
        new_totals, new_paths = [], []
        for to, name in enumerate(present):
            costs = [
                0.0 if f == to else FORWARD if f < to else BACKWARD for f in range(len(totals))
            ]
            best = max(
                range(len(totals)),
                key=[t - c for t, c in zip(totals, costs, strict=True)].__getitem__,
            )
            new_totals.append(totals[best] - costs[best] + _fit(one, name, n_words))
            new_paths.append([*paths[best], name])
        totals, paths = new_totals, new_paths
    return paths[totals.index(max(totals))]


def _fit(one: _Scored, name: PartName, n_words: int) -> float:
    probability = one.probabilities[PARTS.index(name)]
    mean, stray = PLACES[name]
    place = (one.first + one.last) / 2 / max(1, n_words - 1)
    near = -0.5 * ((place - mean) / stray) ** 2 - math.log(stray)
    return CUE_WEIGHT * math.log(probability / (1 - probability)) + near


def _probability(one: _Scored, label: SentencePart) -> float:
    return 1.0 if label == "other" else round(one.probabilities[PARTS.index(label)], 3)


def _sentence(
    words: Sequence[Word], one: _Scored, label: SentencePart, probability: float
) -> Sentence:
    index = None if label == "other" else PARTS.index(label)
    cues = tuple(name for name, weights in one.cues if index is not None and weights[index] > 0)
    return Sentence(
        text=text_of(words, one.first, one.last),
        start=words[one.first].start,
        end=words[one.last].end,
        first_word=one.first,
        last_word=one.last,
        part=label,
        probability=probability,
        cues=cues,
    )


def _part(
    name: PartName,
    verdict: Verdict,
    scored: Sequence[_Scored],
    sentences: Sequence[Sentence],
) -> StarPart:
    mine = [s for s in sentences if s.part == name]
    seconds = _seconds(mine)
    whole = _seconds([s for s in sentences if s.part != "other"])
    if seconds is not None and whole:
        share = seconds / whole
    else:
        n_all = sum(s.last_word - s.first_word + 1 for s in sentences if s.part != "other")
        share = sum(s.last_word - s.first_word + 1 for s in mine) / n_all if n_all else 0.0
    index = PARTS.index(name)
    best = max(range(len(scored)), key=lambda i: scored[i].probabilities[index])
    cues = [cue for cue, weights in scored[best].cues if weights[index] > 0]
    if verdict == "missing":
        if name == "task" and any(s.part == "situation" for s in sentences):
            why = "Not stated apart from the situation. " + MISSING_HINTS[name]
        else:
            why = MISSING_HINTS[name]
        return StarPart("missing", 0.0 if seconds is not None else None, 0.0, "", why)
    why = "Because of: " + ", ".join(cues) + "." if cues else "The nearest sentence."
    if verdict == "weak":
        why += " Say it more plainly."
    quote = sentences[best].text
    return StarPart(verdict, seconds, round(share, 3), quote, why)


def _seconds(sentences: Sequence[Sentence]) -> float | None:
    if any(s.start is None or s.end is None for s in sentences):
        return None
    return round(sum(float(s.end or 0) - float(s.start or 0) for s in sentences), 3)


def _quantified(sentences: Sequence[Sentence]) -> QuantifiedResult:
    for sentence in sentences:
        if sentence.part == "result" and QUANTIFIED.search(normalise_text(sentence.text)):
            return QuantifiedResult(True, sentence.text)
    return QuantifiedResult(False, "")


def normalise_text(text: str) -> str:
    """Return a sentence as the cues read it."""
    return " ".join(normalise(word) for word in text.split())


def _ownership(
    words: Sequence[Word], sentences: Sequence[Sentence], skip: frozenset[int]
) -> Ownership:
    tokens = [
        normalise(words[i].text).partition("'")[0]
        for s in sentences
        if s.part == "action"
        for i in range(s.first_word, s.last_word + 1)
        if i not in skip
    ]
    return Ownership(i=tokens.count("i"), we=tokens.count("we"))
