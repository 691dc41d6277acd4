"""How much each finding costs the candidate: what the one priority is ranked by.

A scale of our own from 0 to 100: 100 leaves nothing to judge, 50 costs much of the answer, under
``MIN_HARM`` is worth a note and no more.  Where a finding has a size, the size decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from voicecoach.analysis.advice.delivery import DEFAULT_TARGET_S, NEUTRAL_WPM, USUAL_WPM
from voicecoach.analysis.advice.story import DEFAULT_SHARES, MAX_SETTING, asks_failure
from voicecoach.analysis.advice.word_choice import sentences_of
from voicecoach.analysis.star.outcome import find_amount
from voicecoach.analysis.words import normalise_text
from voicecoach.types import Analysis

MIN_HARM = 20.0
"""A smaller one is no priority: then the interviewer's next question is."""

MIN_OFF_LENGTH = 0.25
"""Nobody minds an answer that is off the target length by less than a quarter.  Own rule."""

BASE: dict[str, float] = {
    "no-episode": 100,
    "ask-no-question": 95,
    "missing-result": 90,
    "missing-action": 85,
    "introduction-present-missing": 75,
    "introduction-why-here-missing": 70,
    "motivation-company-missing": 70,
    "explain-definition-missing": 70,
    "missing-situation": 65,
    "introduction-past-missing": 60,
    "explain-example-missing": 60,
    "blame": 58,
    "explain-comparison-missing": 55,
    "motivation-link-missing": 55,
    "not-my-area": 52,
    "weak-result": 50,
    "mistake-heard": 50,
    "motivation-perks": 50,
    "introduction-private": 48,
    "ask-work-missing": 48,
    "motivation-generic": 42,
    "introduction-proof-missing": 40,
    "missing-task": 40,
    "ask-website": 36,
    "ask-closed": 34,
    "explain-decision-missing": 34,
    "explain-depends": 33,
    "ask-few": 32,
    "motivation-give-missing": 32,
    "empty-words": 30,
}
"""Findings without a size."""

MEASURABLE = re.compile(
    r"\b(?:improv\w+|reduc\w+|increas\w+|decreas\w+|faster|slower|fewer|quicker|cheaper|sooner|"
    r"grew|drop\w*|fell|rose|saved?|doubled|shorter|rarely|hardly any|went (?:up|down)|a lot|"
    r"many more|much (?:more|less|better))\b"
)
"""Words of a result that ask for a number: how much faster?"""


def harm_of(code: str, draft: Analysis) -> float:
    """Return what a finding costs, 0 to 100; 0 for what is no fault."""
    if code in _SIZED:
        return _SIZED[code](draft)
    return BASE.get(code, 0.0)


def _target(draft: Analysis) -> tuple[float, float]:
    return draft.question.target_s if draft.question else DEFAULT_TARGET_S


def _length(draft: Analysis) -> float:
    """Return how long the answer is in seconds; for a text, how long it would be aloud."""
    if draft.measures.span_s is not None:
        return draft.measures.span_s
    return 60 * (draft.measures.n_words or 0) / USUAL_WPM


def _off_length(off: float) -> float:
    """Return the harm of a length that is off by a share."""
    return min(60.0, 22 + 60 * (off - MIN_OFF_LENGTH)) if off >= MIN_OFF_LENGTH else 0.0


def _too_short(draft: Analysis) -> float:
    """Return half for a text, which may be notes."""
    low = _target(draft)[0]
    harm = _off_length((low - _length(draft)) / low)
    return harm if draft.measures.span_s is not None else harm / 2


def _too_long(draft: Analysis) -> float:
    high = _target(draft)[1]
    return _off_length((_length(draft) - high) / high)


def _many_fillers(draft: Analysis) -> float:
    rate = (draft.measures.fillers_per_minute or (0.0, 0.0))[0]
    return min(88.0, 10 + 4 * rate)


def _pace(draft: Analysis) -> float:
    slow, fast = NEUTRAL_WPM
    rate = draft.measures.speech_rate_wpm or slow
    return min(60.0, 12 + max(rate - fast, 0.7 * (slow - rate)))


def _pauses_inside(draft: Analysis) -> float:
    inside = [p for p in draft.pauses if p.kind != "brief" and p.at_clause_end is False]
    return min(50.0, 14 + 4 * len(inside))


def _situation_long(draft: Analysis) -> float:
    parts = draft.star.parts
    if parts is None:
        return 0.0
    share = (parts.situation.share or 0) + (parts.task.share or 0)
    most = MAX_SETTING * (DEFAULT_SHARES[0] + DEFAULT_SHARES[1])
    return max(20.0, min(60.0, 24 + 100 * (share - most)))


def _own_part(draft: Analysis) -> float:
    own = draft.star.ownership
    return min(70.0, 45 + 3 * own.we) if own else 0.0


def is_action_unclear(draft: Analysis) -> bool:
    """Return whether no deed is heard plainly: the action is weak or missing."""
    return draft.star.parts is not None and draft.star.parts.action.verdict != "found"


def _part_weak(draft: Analysis) -> float:
    """Return more where no deed is heard plainly."""
    return 48.0 if is_action_unclear(draft) else 24.0


def _hedge(draft: Analysis) -> float:
    return min(40.0, 10 + 3 * len(draft.content.hedges))


def _no_number(draft: Analysis) -> float:
    """Return more where a number would be natural: something changed, or was measured before."""
    result = " ".join(normalise_text(s.text) for s in sentences_of(draft.star, "result"))
    before = (s for s in draft.star.sentences if s.part in ("situation", "task"))
    natural = MEASURABLE.search(result) or any(find_amount(s.text) for s in before)
    return 34.0 if natural else 14.0


def _no_lesson(draft: Analysis) -> float:
    """Return more where the question is about a failure: there the lesson is the point."""
    return 45.0 if asks_failure(draft) else 15.0


_SIZED: dict[str, Callable[[Analysis], float]] = {
    "too-short": _too_short,
    "too-long": _too_long,
    "many-fillers": _many_fillers,
    "pace-fast": _pace,
    "pace-slow": _pace,
    "pauses-inside": _pauses_inside,
    "situation-long": _situation_long,
    "own-part-unclear": _own_part,
    "part-weak": _part_weak,
    "hedge": _hedge,
    "no-number": _no_number,
    "no-lesson": _no_lesson,
}
"""Findings whose size decides."""
