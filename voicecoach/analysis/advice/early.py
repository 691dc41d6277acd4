"""What to say where the candidate stopped before the story began."""

from __future__ import annotations

from voicecoach.analysis.advice.asked import opening
from voicecoach.analysis.star.coverage import MIN_WORDS
from voicecoach.types import Analysis, Note, Priority, Question

CODE = "stopped-early"
MESSAGE = "You stopped before the story began."
AGAIN = "As last time, you stopped before the story began. That is fine: take a smaller step."

FIRST_STEP = "Start with one sentence: when and where."
SMALLER_STEPS = (
    "Do not record yet. Say aloud to yourself who was there and what went wrong. Then record that.",
    "Take an easier story: the last time something went wrong at work. Say what it was.",
)
"""Tried one after another by who stops early again."""


def is_stopped_early(draft: Analysis) -> bool:
    """Return whether a story was asked for and so few words came that nothing can be judged."""
    return draft.star.applicable and 0 < (draft.measures.n_words or 0) < MIN_WORDS


def advise_early(
    question: Question | None, previous: Analysis | None
) -> tuple[tuple[Note, ...], Priority]:
    """Return the notes and the priority: another step where the take before stopped early too."""
    before = previous.priority if previous else None
    if before is None or before.code != CODE:
        return (Note(CODE, "warn", MESSAGE),), Priority(CODE, MESSAGE, FIRST_STEP)
    begin = opening(question.prompt) if question else None
    finish = (f"Only finish this sentence aloud: “{begin}”",) if begin else ()
    steps = (FIRST_STEP, *finish, *SMALLER_STEPS)
    done = steps.index(before.try_next) if before.try_next in steps else 0
    step = steps[(done + 1) % len(steps)]
    return (Note("retake-same", "info", AGAIN),), Priority(CODE, MESSAGE, step)
