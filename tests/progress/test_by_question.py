"""A question's takes together: whether the advice before was met."""

from __future__ import annotations

from dataclasses import replace

from voicecoach.library import Entry
from voicecoach.progress.by_question import QuestionHistory


def with_priority(entry: Entry, code: str | None) -> Entry:
    """Return a take whose report advised something, or nothing."""
    assert entry.summary is not None
    return replace(entry, summary=replace(entry.summary, priority=code))


def was_met(entry: Entry, before: str | None, after: str | None) -> bool | None:
    """Return what is said of a take after another."""
    takes = (with_priority(entry, before), with_priority(entry, after))
    return QuestionHistory("pack", "question", takes).was_met


def test_advice_was_met_where_the_next_take_needs_it_no_more(told: Entry) -> None:
    """A take that needs nothing, or something else, has met it; the same advice has not."""
    assert was_met(told, "missing-result", None) is True
    assert was_met(told, "missing-result", "pace-fast") is True
    assert was_met(told, "missing-result", "missing-result") is False
    assert was_met(told, None, "missing-result") is None


def test_a_take_too_short_to_judge_has_met_nothing(told: Entry) -> None:
    """Fewer than fifteen words show no fault, which is no progress."""
    assert was_met(told, "missing-result", "stopped-early") is None
