"""STAR coverage: which parts are there, decided without position; which sentences belong to them.

1. A gate: is this an account of one past episode at all? (star_gate.py)
2. Presence of each part from its best sentences, position unseen. (star_presence.py)
3. Place and order only highlight which sentences belong to a present part; they create none.
   (star_place.py)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from voicecoach.analysis.sentences import total_seconds
from voicecoach.analysis.star.episode import EPISODE_MIN, gate_features, is_episode
from voicecoach.analysis.star.features import sentence_features
from voicecoach.analysis.star.language import NUMBER
from voicecoach.analysis.star.model import Logs, StarModel, load_model
from voicecoach.analysis.star.outcome import QUANTIFIED, count_ownership, find_quantified
from voicecoach.analysis.star.sequence import OTHER, decode, presence_features
from voicecoach.analysis.words import normalise, text_of
from voicecoach.types import (
    PARTS,
    PartName,
    Question,
    Sentence,
    SentencePart,
    Star,
    StarPart,
    StarParts,
    Verdict,
    Word,
)

__all__ = ["is_episode", "measure_star", "withheld_reason"]

MIN_WORDS = 15
"""Fewer hold no story: a verdict on them would be a guess."""

MISSING_BELOW = {"situation": -2.4, "task": -2.2, "action": -3.4, "result": -2.6}
FOUND_FROM = {"situation": -0.8, "task": 0.0, "action": -1.5, "result": -0.8}
"""Log-odds of being there: below the first a part is missing, from the second on found, between
them weak.  How they were chosen, and what that is worth: docs/methods-star.md."""

MAX_CUES = 4
MIN_GAIN = 0.08
"""So many reasons are shown at most, and none that weighs less (log-odds)."""

OUTCOME_CUES = frozenset({"cue:what came of it", "cue:how it has been since"})
LIKELY_RESULT = 0.3
"""With such a cue, or with a number that changed, a result in doubt counts as found if the
sentence is one with at least this probability: it is the likeliest part, or the second after the
action ("I fixed it, and it has not stopped since then").  With both it belongs to the result
("As a result we cut the calls by half").  Own rules."""

MIN_LIKELY = 0.05
"""A sentence with a smaller probability for a weak part, and no reason to show, is not taken for
it because of where it stands.  Chosen on the choosing half, where it cost .005 of macro-F1."""

MIN_LETTERS = 4
"""Words in a row are shown as a reason only if one of them is that long."""

LABELS: tuple[SentencePart, ...] = (*PARTS, "other")

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
    tokens: tuple[str, ...]
    features: tuple[str, ...]
    logs: Logs


def withheld_reason(words: Sequence[Word]) -> str | None:
    """Return why STAR is not judged, or nothing if it is."""
    if len(words) < MIN_WORDS:
        return f"Fewer than {MIN_WORDS} words: too little to judge a story by."
    return None


def measure_star(
    words: Sequence[Word],
    ranges: Sequence[tuple[int, int]],
    question: Question | None,
    skip: frozenset[int],
    model: StarModel | None = None,
) -> Star:
    """Return the STAR coverage; without a question the kind is star.

    ``parts`` is null where it does not apply or fewer than 15 words were said.  ``model`` is the
    one that came with this version unless another is given.
    """
    model = model or load_model()
    scored = [_score(model, words, first, last) for first, last in ranges]
    if (question is not None and question.kind != "star") or withheld_reason(words):
        plain = tuple(_sentence(model, words, one, OTHER) for one in scored)
        return Star(applicable=question is None or question.kind == "star", sentences=plain)
    verdicts = _verdicts(model, scored)
    labels = _highlight(model, scored, verdicts)
    sentences = tuple(
        _sentence(model, words, one, label) for one, label in zip(scored, labels, strict=True)
    )
    order = tuple(dict.fromkeys(s.part for s in sentences if s.part != "other"))
    parts = StarParts(*(_part(model, name, verdicts[name], scored, sentences) for name in PARTS))
    return Star(
        applicable=True,
        sentences=sentences,
        parts=parts,
        order=tuple(name for name in order if name in PARTS),
        quantified_result=find_quantified(sentences),
        ownership=count_ownership(words, sentences, skip),
    )


def _score(model: StarModel, words: Sequence[Word], first: int, last: int) -> _Scored:
    tokens = tuple(t for word in words[first : last + 1] if (t := normalise(word.text)))
    features = tuple(sentence_features(tokens))
    return _Scored(first, last, tokens, features, model.score(features))


def _verdicts(model: StarModel, scored: Sequence[_Scored]) -> dict[PartName, Verdict]:
    logs = [one.logs for one in scored]
    if model.gate(gate_features([one.tokens for one in scored], logs)) < EPISODE_MIN:
        return dict.fromkeys(PARTS, "missing")
    verdicts: dict[PartName, Verdict] = {}
    for index, name in enumerate(PARTS):
        odds = model.presence[index](presence_features(logs, index))
        verdicts[name] = (
            "missing"
            if odds < MISSING_BELOW[name]
            else "found"
            if odds >= FOUND_FROM[name]
            else "weak"
        )
    if verdicts["result"] == "weak" and any(_is_plain_result(one) for one in scored):
        verdicts["result"] = "found"
    return verdicts


def _is_plain_result(one: _Scored) -> bool:
    """Tell whether a sentence may be a result and says "in the end", "since then", how much."""
    return _may_be_a_result(one) and (_tells_outcome(one) or _tells_change(one))


def _may_be_a_result(one: _Scored) -> bool:
    return math.exp(one.logs[PARTS.index("result")]) >= LIKELY_RESULT


def _tells_outcome(one: _Scored) -> bool:
    return not OUTCOME_CUES.isdisjoint(one.features)


def _tells_change(one: _Scored) -> bool:
    return QUANTIFIED.search(" ".join(one.tokens)) is not None


def _highlight(
    model: StarModel, scored: Sequence[_Scored], verdicts: dict[PartName, Verdict]
) -> list[int]:
    """Return the class of each sentence.

    A part that is found has a sentence: at least its best one, which a weak part yields to it,
    unless that is the only one of another found part.
    A weak part gets no sentence by force: what was nearest to it may be quite another thing.  Nor
    by place alone: an unlikely one with nothing to show goes to the likeliest other part.
    """
    present = [index for index, name in enumerate(PARTS) if verdicts[name] != "missing"]
    if not present:
        return [OTHER] * len(scored)
    logs = [one.logs for one in scored]
    labels = decode(model, logs, [one.last - one.first + 1 for one in scored], present)
    if verdicts["result"] == "found":
        for i, one in enumerate(scored):
            if _may_be_a_result(one) and _tells_outcome(one) and _tells_change(one):
                labels[i] = PARTS.index("result")
    found = [index for index in present if verdicts[PARTS[index]] == "found"]
    for index in found:
        best = _best(scored, range(len(scored)), index)
        if index not in labels and (labels[best] not in found or labels.count(labels[best]) > 1):
            labels[best] = index
    plain = [*found, OTHER]
    for i, one in enumerate(scored):
        if labels[i] not in plain and _is_unlikely(model, one, labels[i]):
            labels[i] = max(plain, key=lambda index: one.logs[index])
    return labels


def _is_unlikely(model: StarModel, one: _Scored, index: int) -> bool:
    return math.exp(one.logs[index]) < MIN_LIKELY and not _reasons(model, one, index)


def _best(scored: Sequence[_Scored], among: Sequence[int], index: int) -> int:
    return max(among, key=lambda i: scored[i].logs[index])


def _sentence(model: StarModel, words: Sequence[Word], one: _Scored, label: int) -> Sentence:
    return Sentence(
        text=text_of(words, one.first, one.last),
        start=words[one.first].start,
        end=words[one.last].end,
        first_word=one.first,
        last_word=one.last,
        part=LABELS[label],
        probability=1.0 if label == OTHER else round(math.exp(one.logs[label]), 3),
        cues=() if label == OTHER else _reasons(model, one, label),
    )


def _reasons(model: StarModel, one: _Scored, index: int) -> tuple[str, ...]:
    """Return the cues and words that weigh most, each stretch of words once."""
    told: list[str] = []
    for gain, feature in model.reasons(one.features, index):
        kind, _, text = feature.partition(":")
        text = text.strip("^$ ")
        if gain < MIN_GAIN or len(told) == MAX_CUES:
            break
        if kind == "cue":
            told.append(text)
        elif _means_something(text) and not any(text in other for other in told):
            told.append(f"“{text}”")
    return tuple(told)


def _means_something(words: str) -> bool:
    """Tell whether words in a row say something to a reader; "and the" and "of #" do not."""
    return (
        " " in words
        and NUMBER not in words
        and any(len(word) >= MIN_LETTERS for word in words.split())
    )


def _part(
    model: StarModel,
    name: PartName,
    verdict: Verdict,
    scored: Sequence[_Scored],
    sentences: Sequence[Sentence],
) -> StarPart:
    mine = [i for i, s in enumerate(sentences) if s.part == name]
    seconds = total_seconds([sentences[i] for i in mine])
    told = [s for s in sentences if s.part != "other"]
    whole = total_seconds(told)
    if seconds is not None and whole:
        share = seconds / whole
    else:
        n_all = sum(s.last_word - s.first_word + 1 for s in told)
        n_mine = sum(sentences[i].last_word - sentences[i].first_word + 1 for i in mine)
        share = n_mine / n_all if n_all else 0.0
    if verdict == "missing":
        why = MISSING_HINTS[name]
        if name == "task" and any(s.part == "situation" for s in sentences):
            why = "Not stated apart from the situation. " + why
        return StarPart("missing", 0.0 if seconds is not None else None, 0.0, "", why)
    if verdict == "weak" and not mine:
        why = "No sentence says it plainly. " + MISSING_HINTS[name]
        return StarPart("weak", 0.0 if seconds is not None else None, 0.0, "", why)
    index = PARTS.index(name)
    best = _best(scored, mine or range(len(scored)), index)
    cues = _reasons(model, scored[best], index)
    why = "Because of: " + ", ".join(cues) + "." if cues else "The nearest sentence."
    if verdict == "weak":
        why += " Say it more plainly."
    return StarPart(verdict, seconds, round(share, 3), sentences[best].text, why)
