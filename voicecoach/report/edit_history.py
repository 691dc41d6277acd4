"""Describes corrections in sentences, for their history and for a window that saved too late."""

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

MAX_CHANGES_LISTED = 6
"""Changes of one edit that are listed; a rewritten passage has more, and they say little."""


@dataclass(frozen=True, slots=True)
class Step:
    """One edit of the history.

    ``takes_back`` are the revisions that this step's button undoes: the step's own while it is
    in effect, otherwise the one that undid it.
    """

    revision: int
    when: datetime
    texts: tuple[str, ...]
    holds: bool
    takes_back: tuple[int, ...]


def build_history(corrections: Corrections) -> tuple[Step, ...]:
    """Return the edits that changed something, latest first."""
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
    """Describe an edit, one sentence for each change; the first few where there are many."""
    if edit.undoes:
        numbers = ", ".join(str(revision) for revision in edit.undoes)
        return (f"Undid step {numbers}.",)
    texts = tuple(describe_change(change) for change in edit.changes)
    if len(texts) <= MAX_CHANGES_LISTED:
        return texts
    return (*texts[:MAX_CHANGES_LISTED], f"And {len(texts) - MAX_CHANGES_LISTED} more.")


def describe_change(change: Change) -> str:
    """Describe one change, such as ``“lock” → “log” at 0:38``."""
    if isinstance(change, WordChange):
        old, place = clean(change.at.text), _place(change.at)
        if not change.text:
            return f"“{old}” deleted{place}."
        return f"“{old}” → “{clean(change.text)}”{place}."
    if isinstance(change, FillerChange):
        place = f" at {clock(change.start)}" if change.start is not None else ""
        verdict = "is no filler" if change.ruling == "strike" else "is a filler"
        return f"“{clean(change.text)}”{place} {verdict}."
    if isinstance(change, PartChange):
        first, last = clean(change.first.text), clean(change.last.text)
        part = "no part" if change.part == "other" else f"the {change.part}"
        return f"“{first} … {last}”{_place(change.first)} belongs to {part}."
    return f"{change.part.capitalize()}: {change.verdict}."


def _place(anchor: Anchor) -> str:
    return f" at {clock(anchor.start)}" if anchor.start is not None else ""
