"""The candidate's medians over earlier answers, with which a new answer is compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median

from voicecoach.analysis.measures import per_minute
from voicecoach.analysis.voice import pace_change
from voicecoach.library.records import Entry, Summary
from voicecoach.progress.entry_figures import likely_fillers_per_minute, silence_share
from voicecoach.report.figure_scale import MIN_EARLIER

NUMBERS: dict[str, Callable[[Summary], float | None]] = {
    "length": lambda summary: summary.span_s,
    "latency": lambda summary: summary.response_latency_s,
    "speech_rate": lambda summary: summary.speech_rate_wpm,
    "articulation_rate": lambda summary: summary.articulation_rate_wpm,
    "pace": lambda summary: summary.pace_spread_wpm,
    "pauses": silence_share,
    "fillers": likely_fillers_per_minute,
    "repetitions": lambda summary: per_minute(summary.n_repetitions, summary.span_s),
    "pitch_variation": lambda summary: summary.pitch_variation_semitones,
    "level_variation": lambda summary: summary.level_variation_db,
    "pace_change": lambda summary: pace_change(summary.pace_thirds_wpm),
}
"""The number that stands for each figure of the report (``report.figure_scale.KINDS``)."""


def find_usual_rate(answers: Sequence[Entry], entry: Entry) -> float | None:
    """Return the median words a minute of the answers before one; None where there are too few.

    Parameters
    ----------
    answers, entry
        As for `measure_personal_medians`.
    """
    rate, n_earlier = measure_personal_medians(answers, entry).get("speech_rate", (0.0, 0))
    return rate if n_earlier >= MIN_EARLIER else None


def measure_personal_medians(
    answers: Sequence[Entry], entry: Entry
) -> dict[str, tuple[float, int]]:
    """Return for each figure's key the median over earlier answers, and their number.

    Parameters
    ----------
    answers
        One take of each answer (``library.refs.shown_takes``), in any order.
    entry
        The take to compare; other takes of its answer are left out.
    """
    before = [
        other.summary
        for other in answers
        if other.summary is not None
        and (other.started, other.session, other.answer)
        < (entry.started, entry.session, entry.answer)
    ]
    found: dict[str, tuple[float, int]] = {}
    for key, number_of in NUMBERS.items():
        numbers = [n for summary in before if (n := number_of(summary)) is not None]
        if numbers:
            found[key] = (float(median(numbers)), len(numbers))
    return found
