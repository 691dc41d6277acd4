"""Defines each figure of an answer once, for the list, the trends and the personal medians.

The rate of a single answer is that of its analysis.  Over several answers the counts are added up,
and rates are never averaged: `Counted` holds the counts behind a rate.
"""

from __future__ import annotations

from dataclasses import dataclass

from voicecoach.analysis.measures import share_of_silence
from voicecoach.library.records import Entry, Summary


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts behind a figure, which is ``top`` / ``bottom``.

    ``low`` is the smaller count where the figure is a range.
    """

    top: float
    bottom: float
    low: float | None = None


def length_s(summary: Summary | None) -> float | None:
    """Return the length of an answer: first to last speech in s, else the recording's."""
    if summary is None:
        return None
    return summary.span_s if summary.span_s is not None else summary.total_s


def silence_share(summary: Summary) -> float | None:
    """Return the share of an answer that is pauses of 250 ms and more, in [0, 1]."""
    return share_of_silence(summary.pause_s, summary.span_s)


def likely_fillers_per_minute(summary: Summary) -> float | None:
    """Return the upper end of the filler rate."""
    return summary.fillers_per_minute[1] if summary.fillers_per_minute else None


def count_fillers(entry: Entry) -> Counted | None:
    """Return likely fillers (``low``: the certain ones) over minutes from first to last speech."""
    s = entry.summary
    if s is None or s.n_fillers is None or not s.span_s:
        return None
    return Counted(s.n_fillers[1], s.span_s / 60, s.n_fillers[0])


def count_words(entry: Entry) -> Counted | None:
    """Return words without fillers over minutes from first to last speech."""
    s = entry.summary
    if s is None or s.n_spoken is None or not s.span_s:
        return None
    return Counted(s.n_spoken, s.span_s / 60)


def count_silence(entry: Entry) -> Counted | None:
    """Return seconds of pauses over seconds from first to last speech."""
    s = entry.summary
    if s is None or s.pause_s is None or not s.span_s:
        return None
    return Counted(s.pause_s, s.span_s)


def count_whole_stories(entry: Entry) -> Counted | None:
    """Return 1 of 1 where all four STAR parts were found; None where STAR does not apply."""
    s = entry.summary
    if s is None or not s.star:
        return None
    return Counted(float(all(verdict == "found" for verdict in s.star)), 1)


def count_in_range(entry: Entry) -> Counted | None:
    """Return 1 of 1 where the answer's length is inside its question's target, else 0 of 1."""
    length = length_s(entry.summary)
    if length is None or entry.target_s is None:
        return None
    low, high = entry.target_s
    return Counted(float(low <= length <= high), 1)
