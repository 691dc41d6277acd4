"""STAR coverage: which parts are there, and which sentences belong to them.

1. A gate: is this an account of one past episode at all? (episode.py)
2. Whether each part is there, from its best sentences and where people say it. (sequence.py)
3. Which sentences belong to a present part; this creates no part. (highlight.py)
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from voicecoach.analysis.sentences import is_punctuated
from voicecoach.analysis.star.episode import MIN_DEEDS_NOW, is_episode, passes_gate
from voicecoach.analysis.star.explained import explain_missing, explain_part
from voicecoach.analysis.star.headings import headed_parts
from voicecoach.analysis.star.highlight import (
    LABELS,
    MIN_LIKELY,
    PLAIN_DEED,
    Scored,
    best_of,
    highlight,
    plainest,
    score_sentence,
)
from voicecoach.analysis.star.language import plain_tokens
from voicecoach.analysis.star.model import StarModel, load_model
from voicecoach.analysis.star.outcome import (
    count_ownership,
    find_quantified,
    is_fragment,
    says_achieved,
    tells_deed_now,
)
from voicecoach.analysis.star.sequence import ACTION, OTHER, RESULT, TASK, presence_features
from voicecoach.analysis.words import text_of
from voicecoach.types import (
    PARTS,
    PartName,
    Question,
    Sentence,
    Star,
    StarPart,
    StarParts,
    Verdict,
    Word,
)

__all__ = ["MIN_WORDS", "is_episode", "measure_star", "presence_odds", "withheld_reason"]

MIN_WORDS = 15
"""Fewer hold no story: a verdict on them would be a guess."""

MISSING_BELOW: Mapping[PartName, float] = {
    "situation": -3.0,
    "task": -5.0,
    "action": -3.0,
    "result": -3.5,
}
SURE_BELOW = {"situation": -5.0, "task": -5.0, "action": -5.0, "result": -5.0}
FOUND_FROM = {"situation": -1.2, "task": -1.2, "action": -1.5, "result": -1.5}
"""Log-odds of being there: below the first a part is missing, from the last on found, between them
weak, which means "not clear".  Below the second it is so plainly missing that it may be the one
priority, if the sentence ends are written and not guessed.  How they were chosen, and what that
is worth: docs/methods-star.md."""

GUESSED_ENDS = 1.0
"""Where sentence ends are guessed a part must be this much farther below the border."""

MIN_SENTENCES = 3
"""In fewer one sentence holds several parts, and none is surely missing.  Own rule."""

N_LAST, MAX_TASK = 2, 0.5
"""So many last sentences are enough for a result where they say that something was achieved ("I
completed all tasks successfully") and are no likelier a task than this.  Own rule."""

MIN_UNDER_HEADING = 4
"""So many words, the heading among them, say something of the part it names.  Own rule."""

MIN_HEADED_STORY = 3
"""What does not sound like a story is one where so many parts have a heading.  Own rule."""


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
    missing_below: Mapping[PartName, float] = MISSING_BELOW,
) -> Star:
    """Return the STAR coverage; without a question the kind is star.

    ``parts`` is null where it does not apply or fewer than 15 words were said.  ``model`` and the
    borders are those that came with this version unless others are given.
    """
    model = model or load_model()
    scored = [score_sentence(model, words, first, last) for first, last in ranges]
    if (question is not None and question.kind != "star") or withheld_reason(words):
        plain = tuple(_sentence(words, one, OTHER) for one in scored)
        return Star(applicable=question is None or question.kind == "star", sentences=plain)
    odds, headed = _presence(model, scored), headed_parts(words, ranges)
    if max(odds.values()) == -math.inf and len(set(headed.values())) < MIN_HEADED_STORY:
        headed = {}
    odds |= _headed_odds(scored, headed)
    guessed = 0.0 if is_punctuated(words) else GUESSED_ENDS
    verdicts = {name: _verdict(name, odds[name], missing_below[name] - guessed) for name in PARTS}
    labels = highlight(model, scored, verdicts)
    for i, name in headed.items():
        labels[i] = PARTS.index(name) if verdicts[name] != "missing" else OTHER
    sentences = tuple(
        _sentence(words, one, label) for one, label in zip(scored, labels, strict=True)
    )
    ending = [s for s in sentences if s.part == "result"]
    if ending and all(map(is_fragment, ending)) and verdicts["result"] == "found":
        verdicts["result"] = "weak"
    order = tuple(dict.fromkeys(s.part for s in sentences if s.part != "other"))
    can_be_sure = is_punctuated(words) and len(scored) >= MIN_SENTENCES
    sure = {name: can_be_sure and odds[name] < SURE_BELOW[name] for name in PARTS}
    parts = StarParts(*(_part(n, verdicts[n], sure[n], scored, sentences) for n in PARTS))
    return Star(
        applicable=True,
        sentences=sentences,
        parts=parts,
        order=tuple(name for name in order if name in PARTS),
        quantified_result=find_quantified(sentences),
        ownership=count_ownership(words, sentences, skip),
    )


def presence_odds(
    words: Sequence[Word], ranges: Sequence[tuple[int, int]], model: StarModel
) -> dict[PartName, float]:
    """Return the log-odds of each part being there, for choosing borders."""
    return _presence(model, [score_sentence(model, words, first, last) for first, last in ranges])


def _presence(model: StarModel, scored: Sequence[Scored]) -> dict[PartName, float]:
    """Return the log-odds of each part being there; what is no story has none of them."""
    logs = [one.logs for one in scored]
    if not passes_gate(model, [one.tokens for one in scored], logs):
        return dict.fromkeys(PARTS, -math.inf)
    lengths = [len(one.tokens) for one in scored]
    odds = {
        name: model.presence[index](presence_features(logs, lengths, index))
        for index, name in enumerate(PARTS)
    }
    deeds = [i for i, one in enumerate(scored) if one.logs[ACTION] >= PLAIN_DEED]
    ending = scored[deeds[-1] + 1 :] if deeds else scored
    # before another deed a plain result may be what came of a step
    plain = any(one.is_plainly(RESULT) for one in (scored[0], *ending))
    if plain or any(map(_is_achievement, scored[-N_LAST:])):
        odds["result"] = max(odds["result"], FOUND_FROM["result"])
    if sum(tells_deed_now(plain_tokens(one.tokens)) for one in scored) >= MIN_DEEDS_NOW:
        odds["action"] = max(odds["action"], FOUND_FROM["action"])
    return odds


def _headed_odds(scored: Sequence[Scored], headed: Mapping[int, PartName]) -> dict[PartName, float]:
    """Return the log-odds of parts that have a heading: found, unless nothing stands under it."""
    n_words = Counter[PartName]()
    for i, name in headed.items():
        n_words[name] += len(scored[i].tokens)
    return {
        name: FOUND_FROM[name] if n >= MIN_UNDER_HEADING else -math.inf
        for name, n in n_words.items()
    }


def _is_achievement(one: Scored) -> bool:
    chances = [math.exp(log) for log in one.logs]
    return (
        chances[RESULT] >= MIN_LIKELY
        and chances[TASK] < MAX_TASK
        and says_achieved(" ".join(plain_tokens(one.tokens)))
    )


def _verdict(name: PartName, odds: float, missing_below: float) -> Verdict:
    if odds < missing_below:
        return "missing"
    return "found" if odds >= FOUND_FROM[name] else "weak"


def _sentence(words: Sequence[Word], one: Scored, label: int) -> Sentence:
    return Sentence(
        text=text_of(words, one.first, one.last),
        start=words[one.first].start,
        end=words[one.last].end,
        first_word=one.first,
        last_word=one.last,
        part=LABELS[label],
        probability=1.0 if label == OTHER else round(math.exp(one.logs[label]), 3),
        cues=one.reasons(label),
    )


def _part(
    name: PartName,
    verdict: Verdict,
    sure: bool,
    scored: Sequence[Scored],
    sentences: Sequence[Sentence],
) -> StarPart:
    if verdict == "missing":
        return explain_missing(name, sentences, sure=sure)
    index = PARTS.index(name)
    mine = [i for i, s in enumerate(sentences) if s.part == name]
    pick = plainest if index == RESULT and mine else best_of
    best = pick(scored, mine or range(len(scored)), index)
    return explain_part(name, verdict, best, scored[best].reasons(index), sentences)
