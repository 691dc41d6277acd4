"""Which sentences belong to the parts that are there; this creates no part."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voicecoach.analysis.star.cues import find_reasons
from voicecoach.analysis.star.features import sentence_features
from voicecoach.analysis.star.language import plain_tokens
from voicecoach.analysis.star.model import Logs, StarModel
from voicecoach.analysis.star.sequence import ACTION, OTHER, RESULT, SITUATION, TASK, decode
from voicecoach.analysis.words import normalise
from voicecoach.types import PARTS, PartName, SentencePart, Verdict, Word

MIN_LIKELY = 0.05
"""A sentence with a smaller probability for a weak part, and no reason to show, is not taken for
it because of where it stands.  Own rule."""

PLAIN_PROBABILITY = 0.25
"""With at least this probability of a part and something to show for it ("In the end …", "since
then") a sentence is plainly of that part.  Own rule."""

PLAIN_DEED, SURELY_SETTING = math.log(0.5), math.log(3)
"""From the first log-probability on a sentence is a plain deed by itself.  Before the first one
what is likelier setting than action by the second is setting, and by any, where more setting
follows.  Own rule."""

HOW_MUCH = "how much changed"
"""The reason of a change with a number (cues.py)."""

LABELS: tuple[SentencePart, ...] = (*PARTS, "other")


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence by itself: its words, log-probabilities, and sums for the placed model."""

    first: int
    last: int
    tokens: tuple[str, ...]
    logs: Logs
    sums: tuple[float, ...]

    def reasons(self, label: int) -> tuple[str, ...]:
        """Return what the sentence says that belongs to a class, in words."""
        return find_reasons(" ".join(plain_tokens(self.tokens)), LABELS[label])

    def is_plainly(self, label: int) -> bool:
        """Return whether it is likely enough of a class, and says something that belongs there."""
        return math.exp(self.logs[label]) >= PLAIN_PROBABILITY and bool(self.reasons(label))


def score_sentence(model: StarModel, words: Sequence[Word], first: int, last: int) -> Scored:
    """Return the sentence from word ``first`` to ``last``, both included, as the model reads it."""
    tokens = tuple(t for word in words[first : last + 1] if (t := normalise(word.text)))
    return Scored(first, last, tokens, *model.score(sentence_features(tokens)))


def highlight(
    model: StarModel, scored: Sequence[Scored], verdicts: Mapping[PartName, Verdict]
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
    logs, sums = [one.logs for one in scored], [one.sums for one in scored]
    labels = decode(model, logs, sums, [len(one.tokens) for one in scored], present)
    found = [index for index in present if verdicts[PARTS[index]] == "found"]
    for index in found:
        best = plainest(scored, range(len(scored)), index)
        if index not in labels and (labels[best] not in found or labels.count(labels[best]) > 1):
            labels[best] = index
    told = [one for one, label in zip(scored, labels, strict=True) if label == RESULT]
    if RESULT in found and _is_headline(scored[0]) and not any(map(_is_outcome, told)):
        labels[0] = RESULT  # nothing behind it says so plainly how it ended
    _keep_setting(scored, labels, present)
    plain = [*found, OTHER]
    for i, one in enumerate(scored):
        if labels[i] not in plain and _is_unlikely(one, labels[i]):
            labels[i] = max(plain, key=lambda index: one.logs[index])
    return labels


def _keep_setting(scored: Sequence[Scored], labels: list[int], present: Sequence[int]) -> None:
    """Give back to the setting what counts as action before the first deed by its place alone.

    A long setting reaches into the places where others act ("The database was old").
    """
    settings = [index for index in (SITUATION, TASK) if index in present]
    deeds = (i for i, one in enumerate(scored) if one.logs[ACTION] >= PLAIN_DEED)
    needed = SURELY_SETTING
    for i in reversed(range(next(deeds, 0))):
        logs = scored[i].logs
        likelier = max(settings, key=logs.__getitem__, default=ACTION)
        if labels[i] == ACTION and logs[likelier] > logs[ACTION] + needed:
            labels[i] = likelier
        if labels[i] in settings:
            needed = 0.0


def _is_unlikely(one: Scored, index: int) -> bool:
    return math.exp(one.logs[index]) < MIN_LIKELY and not one.reasons(index)


def _is_outcome(one: Scored) -> bool:
    return one.is_plainly(RESULT)


def _is_headline(one: Scored) -> bool:
    """Return whether a first sentence gives the result away, with its number."""
    return _is_outcome(one) and HOW_MUCH in one.reasons(RESULT)


def plainest(scored: Sequence[Scored], among: Sequence[int], index: int) -> int:
    """Return which of some sentences is most plainly of a class.

    One that has a reason to show goes before one that is merely likelier ("Here is how it came
    about" behind "I cut the bill by forty per cent").
    """
    shown = [i for i in among if scored[i].is_plainly(index)]
    return best_of(scored, shown or among, index)


def best_of(scored: Sequence[Scored], among: Sequence[int], index: int) -> int:
    """Return which of some sentences is likeliest of a class."""
    return max(among, key=lambda i: scored[i].logs[index])
