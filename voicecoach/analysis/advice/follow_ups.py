"""What an interviewer would ask next: the pack's questions, then the rules' own."""

from __future__ import annotations

from collections.abc import Sequence

from voicecoach.analysis.advice.harm import MIN_HARM, harm_of, is_action_unclear
from voicecoach.analysis.advice.priority import missing_parts
from voicecoach.analysis.words import normalise_text
from voicecoach.types import Analysis, Note, Question

MAX_FOLLOW_UPS = 3
"""Interviewers go three levels deep (the pack's own advice); a longer list is not read."""

ALTERNATIVES = (
    *("instead", "alternativ", "option", "rather than", "could have", "other way"),
    *("propos", "suggest", "offered"),
)
LESSONS = ("learn", "lesson", "next time", "looking back", "since then", "hindsight")

OWN: tuple[tuple[str, str], ...] = (
    ("no_result", "How did it end?"),
    ("no_action", "What did you do yourself, step by step?"),
    ("only_we", "What was your part in that?"),
    ("no_number", "How did you measure that?"),
    ("no_task", "What exactly were you expected to achieve?"),
    ("no_situation", "When was that, and what was at stake?"),
    ("no_alternative", "What else did you consider, and why did you turn it down?"),
    ("no_lesson", "What would you do differently today?"),
)
"""Asked where the pack has nothing for the case; the order is that of the priority."""

WITHOUT_EPISODE = (
    "Can you give me one example: when was that, and where?",
    "What did you do that day, step by step?",
)
"""What an interviewer asks who heard how things usually are; all else would ask of a story that was
not told."""


def choose_follow_ups(
    draft: Analysis, notes: Sequence[Note], question: Question | None
) -> tuple[str, ...]:
    """Return up to three follow-up questions, those that the answer itself calls for first."""
    if draft.transcript is None or draft.measures.n_words is None:
        return ()
    if "no-episode" in _codes(notes):
        return WITHOUT_EPISODE
    holds = _conditions(draft, notes)
    listed = question.follow_ups if question else ()
    called_for = [one for one in listed if one.when != "always" and holds.get(one.when)]
    covered = {one.when for one in called_for}
    asked = [one.ask for one in called_for]
    if draft.star.applicable and draft.star.parts is not None:
        asked += [ask for when, ask in OWN if when not in covered and holds[when]]
    asked += [one.ask for one in listed if one.when == "always"]
    return tuple(dict.fromkeys(asked))[:MAX_FOLLOW_UPS]


def _codes(notes: Sequence[Note]) -> set[str]:
    return {note.code for note in notes}


def _conditions(draft: Analysis, notes: Sequence[Note]) -> dict[str, bool]:
    codes, missing = _codes(notes), set(missing_parts(draft))
    text = normalise_text(draft.transcript.text) if draft.transcript else ""
    return {
        # only where something is told that could be measured
        "no_number": "no-number" in codes and harm_of("no-number", draft) >= MIN_HARM,
        "only_we": "own-part-unclear" in codes,
        "no_alternative": not any(word in text for word in ALTERNATIVES),
        "no_lesson": "lesson" not in codes and not any(word in text for word in LESSONS),
        "no_example": "explain-example-missing" in codes,
        "too_short": "too-short" in codes,
        **{f"no_{name}": name in missing for name in ("situation", "task", "result")},
        "no_action": is_action_unclear(draft),
    }
