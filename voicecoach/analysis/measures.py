"""Computes the figures of one answer, with a reason for each that is missing."""

from __future__ import annotations

from collections.abc import Sequence

from voicecoach.analysis.fillers import POSSIBLE, SURE
from voicecoach.analysis.timing import Latencies, silences
from voicecoach.types import Activity, Filler, Measures, Pause, Recording, Withheld, Word

MIN_RATE_S = 5.0
MIN_RATE_WORDS = 10
"""Fewest words of a rate: below, one word more would change it by more than 10 %."""

MIN_FILLER_S = 20.0
"""Shortest speech of a rate of fillers: below, one filler would already be three a minute."""

MIN_PROBABILITY = 0.4
"""Mean word probability below which the words count as guesses (own rule)."""


def mean_probability(words: Sequence[Word]) -> float | None:
    """Return the mean probability of the words that have one."""
    known = [word.probability for word in words if word.probability is not None]
    return sum(known) / len(known) if known else None


def measure(
    *,
    recording: Recording | None,
    activity: Activity | None,
    words: Sequence[Word] | None,
    skip: frozenset[int],
    pauses: Sequence[Pause],
    fillers: Sequence[Filler],
    n_repetitions: int,
    latencies: Latencies,
) -> tuple[Measures, tuple[Withheld, ...]]:
    """Return the measures and, for each that is None, the reason.

    ``total_s`` is the recording's length; ``span_s`` runs from first to last speech;
    ``phonation_s`` is the span without pauses of 250 ms and more; ``n_words`` counts every
    word, while the rates leave fillers out: words per minute of span (speech rate) and of
    phonation (articulation rate).
    """
    gaps: list[Withheld] = []
    span = phonation = pause = None
    if activity is not None and activity.speech:
        span = activity.speech[-1].end - activity.speech[0].start
        pause = sum(gap.duration for gap in silences(activity))
        phonation = span - pause
    else:
        gaps.append(Withheld("times", "There is no sound, only words."))
    counted = words
    if words is None:
        gaps.append(Withheld("words", "There are no words: no recognition model was used."))
    elif (mean := mean_probability(words)) is not None and mean < MIN_PROBABILITY:
        gaps.append(Withheld("words", f"Most words are guesses (mean probability {mean:.2f})."))
        counted = None
    speech_rate = articulation_rate = None
    n_spoken = len(counted or ()) - len([i for i in skip if i < len(counted or ())])
    if counted is not None and span is not None and phonation is not None:
        if phonation >= MIN_RATE_S and n_spoken >= MIN_RATE_WORDS:
            speech_rate = 60 * n_spoken / span
            articulation_rate = 60 * n_spoken / phonation
        else:
            why = f"Less than {MIN_RATE_S:.0f} s of speech or {MIN_RATE_WORDS} words."
            gaps.append(Withheld("rates", why))
    per_minute = None
    if counted is not None and span is not None and phonation is not None:
        if phonation >= MIN_FILLER_S:
            floor, likely = count_range(fillers)
            per_minute = (60 * floor / span, 60 * likely / span)
        else:
            why = f"Less than {MIN_FILLER_S:.0f} s of speech: one filler would weigh too much."
            gaps.append(Withheld("fillers_per_minute", why))
    if latencies.response_s is None:
        gaps.append(Withheld("response_latency_s", "The end of the question is not known."))
    measures = Measures(
        total_s=recording.duration_s if recording else None,
        span_s=span,
        phonation_s=phonation,
        pause_s=pause,
        response_latency_s=latencies.response_s,
        first_word_latency_s=latencies.first_word_s if counted else None,
        n_words=len(counted) if counted is not None else None,
        n_pauses=len(pauses) if activity else None,
        n_long_pauses=sum(p.kind != "brief" for p in pauses) if activity else None,
        longest_pause_s=max((p.end - p.start for p in pauses), default=0.0) if activity else None,
        speech_rate_wpm=speech_rate,
        articulation_rate_wpm=articulation_rate,
        n_hesitations=_count(fillers, "hesitation") if counted is not None else None,
        n_markers=_count(fillers, "marker") if counted is not None else None,
        n_acoustic=_count(fillers, "acoustic") if activity else None,
        fillers_per_minute=per_minute,
        n_repetitions=n_repetitions if counted is not None else None,
    )
    return measures, tuple(gaps)


def share_of_silence(pause_s: float | None, span_s: float | None) -> float | None:
    """Return the share of an answer that is pauses, in [0, 1]; None where it was not measured.

    Parameters
    ----------
    pause_s
        Seconds of pauses of 250 ms and more.
    span_s
        Seconds from the first to the last speech.
    """
    return pause_s / span_s if pause_s is not None and span_s else None


def count_range(fillers: Sequence[Filler]) -> tuple[int, int]:
    """Return (at least, likely): certain hesitations and markers; all that are likely."""
    sure = sum(f.probability >= SURE and f.kind != "acoustic" for f in fillers)
    return sure, sum(f.probability >= POSSIBLE for f in fillers)


def _count(fillers: Sequence[Filler], kind: str) -> int:
    return sum(filler.kind == kind for filler in fillers)
