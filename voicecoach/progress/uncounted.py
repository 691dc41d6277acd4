"""Says why answers are left out of a figure's trend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from voicecoach.analysis.measures import MIN_FILLER_S
from voicecoach.library.records import Entry
from voicecoach.progress.entry_figures import length_s

WITHOUT_ANALYSIS = {
    "unfinished": "cut off",
    "empty": "with nothing recorded",
    "no-analysis": "not analysed",
}
"""States of a take that has no figures, as they are said of answers."""

TYPED = "typed, so without times"
WORDLESS = "without words"


def describe_uncounted(name: str, entries: Iterable[Entry]) -> str:
    """Return how many answers have no figure, and why, as a sentence; empty where there is none.

    Parameters
    ----------
    name
        The figure, as `trends.KINDS` names it.
    entries
        The answers that have no such figure.
    """
    reasons = Counter(find_reason(name, entry) for entry in entries)
    listed = ", ".join(f"{n} {reason}" for reason, n in reasons.most_common())
    return f"Not counted: {listed}." if listed else ""


def find_reason(name: str, entry: Entry) -> str:
    """Return why an answer has no such figure, to stand behind a number of answers."""
    summary = entry.summary
    if summary is None:
        damaged = "with a damaged file" if entry.problems else "not analysed"
        return WITHOUT_ANALYSIS.get(entry.state, damaged) if not entry.problems else damaged
    if name == "star":
        wordless = entry.kind in (None, "star") and not summary.n_words
        return WORDLESS if wordless else "that tell no story"
    if name == "length":
        return TYPED if length_s(summary) is None else "without a target length"
    if name in ("fillers", "rate") and summary.n_words is None:
        return WORDLESS
    if not summary.span_s:
        return TYPED if summary.engine == "text" else "without speech"
    if name == "fillers" and summary.span_s < MIN_FILLER_S:
        return f"shorter than {MIN_FILLER_S:.0f} s"
    return "not measured"
