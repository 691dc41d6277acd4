"""Computes the figures of one answer, with a reason for each that is missing."""

from __future__ import annotations

import math
from collections.abc import Sequence

from voicecoach.analysis.acoustic_fillers import one_sound
from voicecoach.analysis.fillers import POSSIBLE, SURE
from voicecoach.analysis.timing import Latencies, silences
from voicecoach.analysis.words import count_spoken
from voicecoach.types import (
    Activity,
    Analysis,
    Filler,
    Measures,
    PacePoint,
    Pause,
    Recording,
    Transcript,
    Withheld,
    Word,
)

MIN_RATE_S = 5.0
MIN_RATE_WORDS = 10
"""Fewest words of a rate: below, one word more would change it by more than 10 %."""

MIN_FILLER_S = 20.0
"""Shortest speech of a rate of fillers: below, one filler would already be three a minute."""

RECOGNISERS = frozenset({"faster-whisper"})
"""Engines that hear: they may leave something out."""

KNOWN_RECALL = {"tiny.en": 0.7, "base": 0.65}
USUAL_RECALL = 0.65
"""Share of people's hesitations that a model writes, measured on other speakers than it is used
for (docs/lab/recognition.md); of models that were not measured the lowest of those that were."""

MIN_PROBABILITY = 0.4
"""Mean word probability below which the words count as guesses (own rule)."""


def other_language(transcript: Transcript | None) -> str | None:
    """Return the sentence that says which other language was spoken; nothing if none was."""
    flags = transcript.flags if transcript else ()
    return next((flag.message for flag in flags if flag.code == "other-language"), None)


def are_words_guessed(analysis: Analysis) -> bool:
    """Return whether words were recognised of which most are guesses, not of another language."""
    transcript = analysis.transcript
    is_heard = transcript is not None and bool(transcript.words)
    return is_heard and analysis.measures.n_words is None and not other_language(transcript)


def mean_probability(words: Sequence[Word]) -> float | None:
    """Return the mean probability of the words that have one."""
    known = [word.probability for word in words if word.probability is not None]
    return sum(known) / len(known) if known else None


def measure(
    *,
    recording: Recording | None,
    activity: Activity | None,
    transcript: Transcript | None,
    skip: frozenset[int],
    pauses: Sequence[Pause],
    fillers: Sequence[Filler],
    n_repetitions: int,
    latencies: Latencies,
) -> tuple[Measures, tuple[Withheld, ...]]:
    """Return the measures and, for each that is None, the reason.

    ``total_s`` is the recording's length; ``span_s`` runs from first to last speech;
    ``phonation_s`` is the span without pauses of 250 ms and more; ``n_words`` counts every
    written word.  The rates leave fillers out and count what was spoken ("99.9%" is five
    words): words per minute of span (speech rate) and of phonation (articulation rate).
    """
    words = transcript.words if transcript else None
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
    elif (foreign := other_language(transcript)) is not None:
        gaps.append(Withheld("words", foreign))
        counted = None
    elif (mean := mean_probability(words)) is not None and mean < MIN_PROBABILITY:
        gaps.append(Withheld("words", f"Most words are guesses (mean probability {mean:.2f})."))
        counted = None
    speech_rate = articulation_rate = None
    n_spoken = count_spoken([w for i, w in enumerate(counted or ()) if i not in skip])
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
            floor, likely = count_range(fillers, transcript)
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


def per_minute(number: int | None, span_s: float | None) -> float | None:
    """Return a count as its rate a minute; None where it was not counted or speech is too short.

    Parameters
    ----------
    span_s
        Seconds from the first to the last speech.
    """
    if number is None or span_s is None or span_s < MIN_FILLER_S:
        return None
    return 60 * number / span_s


def pace_spread(pace: Sequence[PacePoint]) -> float | None:
    """Return by how many words a minute the fastest window is above the slowest; None below two."""
    rates = [point.wpm for point in pace]
    return max(rates) - min(rates) if len(rates) > 1 else None


def count_range(fillers: Sequence[Filler], transcript: Transcript | None = None) -> tuple[int, int]:
    """Return how many fillers there are at least and at most.

    At least: what is certain.  At most: also what may be one, what the recogniser could not
    decide, and as many more hesitations as its model is known to miss (``KNOWN_RECALL``).
    Typed words have nothing behind them that could be missed.
    """
    sure = sum(f.probability >= SURE for f in fillers)
    likely = sum(f.probability >= POSSIBLE for f in fillers)
    if transcript is None or transcript.engine not in RECOGNISERS:
        return sure, likely
    sounds = [f for f in fillers if f.kind != "marker"]
    undecided = [
        one
        for one in transcript.possible_hesitations
        if one.probability < POSSIBLE and not any(one_sound(one, sound) for sound in sounds)
    ]
    recall = KNOWN_RECALL.get(transcript.model or "", USUAL_RECALL)
    n_heard = sum(f.kind == "hesitation" for f in fillers)
    n_missed = math.ceil((n_heard + 1) * (1 - recall) / recall)
    return sure, likely + max(len(undecided), n_missed)


def _count(fillers: Sequence[Filler], kind: str) -> int:
    return sum(filler.kind == kind for filler in fillers)
