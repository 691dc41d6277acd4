"""Trends in sentences: the last answers beside those before them, counted and not averaged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from voicecoach.library.records import Entry
from voicecoach.progress.trends import KINDS, Sum, TrendKind, sum_up

N_RECENT = 5
"""Answers that are set against as many before them: about a week of practice. Own rule."""

MIN_COUNTED = 2
"""Answers that a sentence needs: of one there is nothing to compare. Own rule."""

BEGINNINGS: dict[str, Callable[[str, str], str]] = {
    "star": lambda figure, whose: f"{figure} of {whose} stories {_was(figure)} whole",
    "length": lambda figure, whose: f"{figure} of {whose} answers {_was(figure)} on target length",
    "fillers": lambda figure, whose: f"{figure} fillers a minute in {whose} answers",
    "rate": lambda figure, whose: f"{figure} words a minute in {whose} answers",
    "silence": lambda figure, whose: f"{figure} of {whose} answers was silence",
}
"""How a sentence begins, from the figure and whose answers they are (“your last 5”)."""

COUNTS = frozenset({"star", "length"})
"""Figures that are a number of answers among others; the others are rates and shares."""


def describe_trends(entries: Iterable[Entry]) -> tuple[str, ...]:
    """Return a sentence for each figure that at least two of the answers have.

    Parameters
    ----------
    entries
        The answers, in any order; those without a figure are left out of its sentence.
    """
    ordered = sorted(entries, key=lambda e: (e.started, e.session, e.answer))
    sentences = (_describe(kind, _last_counted(kind, ordered)) for kind in KINDS)
    return tuple(filter(None, sentences))


def _last_counted(kind: TrendKind, ordered: Sequence[Entry]) -> list[Entry]:
    """Return the last answers that have a figure, as many as a sentence speaks of."""
    counted = (entry for entry in reversed(ordered) if kind.measure(entry) is not None)
    return list(islice(counted, 2 * N_RECENT))[::-1]


def _describe(kind: TrendKind, counted: Sequence[Entry]) -> str:
    if len(counted) < MIN_COUNTED:
        return ""
    begin = BEGINNINGS[kind.name]
    recent, before = counted[-N_RECENT:], counted[-2 * N_RECENT : -N_RECENT]
    figure = _figure(kind, sum_up(kind, recent))
    if not before:
        return f"{begin(figure, f'your {len(recent)}')}."
    return f"{begin(figure, f'your last {len(recent)}')}; {_describe_before(kind, before)}."


def _describe_before(kind: TrendKind, before: Sequence[Entry]) -> str:
    total = sum_up(kind, before)
    if kind.name in COUNTS and len(before) == 1:
        return "so was the one before" if total.top else "the one before was not"
    of = "in" if kind.name in ("fillers", "rate") else "of"
    which = f"the {len(before)} before" if len(before) > 1 else "the one before"
    return f"{_figure(kind, total).lower()} {of} {which}"


def _was(figure: str) -> str:
    return "was" if figure == "1" else "were"


def _figure(kind: TrendKind, total: Sum) -> str:
    if kind.name not in COUNTS:
        return kind.show(total)
    return f"{total.top:.0f}" if total.top else "None"
