"""Corrections as sentences: for the history, and for a window that saved too late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from voicecoach.analysis.corrections.log import (
    Anchor,
    Change,
    Corrections,
    Edit,
    FillerChange,
    PartChange,
    WordChange,
)
from voicecoach.report.wording import clean, clock

MAX_TOLD = 6
"""Changes of one edit that are told; a rewritten stretch has more, and they say little."""


@dataclass(frozen=True, slots=True)
class Step:
    """One edit of the history.

    ``takes_back`` are the revisions to undo for this step's button: its own where it holds,
    those that undid it where it does not.
    """

    revision: int
    when: datetime
    texts: tuple[str, ...]
    holds: bool
    takes_back: tuple[int, ...]


def build_history(corrections: Corrections) -> tuple[Step, ...]:
    """Return the edits with changes, the latest first."""
    holding = {edit.revision for edit in corrections.effective_edits()}
    steps = []
    for edit in corrections.edits:
        if not edit.changes:
            continue
        holds = edit.revision in holding
        undoing = [e.revision for e in corrections.edits if edit.revision in e.undoes]
        back = (edit.revision,) if holds else tuple(undoing[-1:])
        steps.append(Step(edit.revision, edit.when, describe_edit(edit), holds, back))
    return tuple(reversed(steps))


def describe_edit(edit: Edit) -> tuple[str, ...]:
    """Return what an edit did, a sentence a change; the first few where there are many."""
    if edit.undoes:
        numbers = ", ".join(str(revision) for revision in edit.undoes)
        return (f"Took back step {numbers}.",)
    texts = tuple(describe_change(change) for change in edit.changes)
    if len(texts) <= MAX_TOLD:
        return texts
    return (*texts[:MAX_TOLD], f"And {len(texts) - MAX_TOLD} more.")


def describe_change(change: Change) -> str:
    """Return one change as a sentence, such as ``“lock” → “log” at 0:38``."""
    if isinstance(change, WordChange):
        old, place = clean(change.at.text), _place(change.at)
        if not change.text:
            return f"“{old}” deleted{place}."
        return f"“{old}” → “{clean(change.text)}”{place}."
    if isinstance(change, FillerChange):
        place = f" at {clock(change.start)}" if change.start is not None else ""
        said = "is no filler" if change.ruling == "strike" else "is a filler"
        return f"“{clean(change.text)}”{place} {said}."
    if isinstance(change, PartChange):
        first, last = clean(change.first.text), clean(change.last.text)
        part = "no part" if change.part == "other" else f"the {change.part}"
        return f"“{first} … {last}”{_place(change.first)} belongs to {part}."
    return f"{change.part.capitalize()}: {change.verdict}."


def _place(anchor: Anchor) -> str:
    return f" at {clock(anchor.start)}" if anchor.start is not None else ""
