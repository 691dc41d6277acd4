"""How much the voice varies: pitch and level from the sound, pace by thirds of the answer.

Figures for the candidate's own comparison; no range of them is good or bad.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from voicecoach.analysis.measures import MIN_RATE_S, MIN_RATE_WORDS
from voicecoach.analysis.timing import silences
from voicecoach.analysis.words import count_spoken
from voicecoach.types import Activity, Withheld, Word

N_THIRDS = 3
"""Beginning, middle and end of an answer; smaller pieces hold too few words.  Own rule."""


def measure_pace_thirds(
    words: Sequence[Word], activity: Activity | None, skip: frozenset[int]
) -> tuple[float, ...] | None:
    """Return the words a minute of phonation in each third of it, fillers left out.

    Thirds of the time spoken, without pauses of 250 ms and more.  None where a third is shorter
    than 5 s or holds fewer than ten words, or where times are unknown.
    """
    spoken = [word for i, word in enumerate(words) if i not in skip]
    if activity is None or not activity.speech or any(w.start is None for w in spoken):
        return None
    begin, gaps = activity.speech[0].start, silences(activity)
    whole = activity.speech[-1].end - begin - sum(gap.duration for gap in gaps)
    if whole / N_THIRDS < MIN_RATE_S:
        return None
    thirds: list[list[Word]] = [[] for _ in range(N_THIRDS)]
    for word in spoken:
        start = float(word.start or 0)
        before = sum(min(gap.end, start) - gap.start for gap in gaps if gap.start < start)
        place = (start - begin - before) / whole
        thirds[max(0, min(N_THIRDS - 1, int(N_THIRDS * place)))].append(word)
    counts = [count_spoken(third) for third in thirds]
    if min(counts) < MIN_RATE_WORDS:
        return None
    return tuple(60 * count / (whole / N_THIRDS) for count in counts)


def why_no_pace_thirds(words: Sequence[Word], activity: Activity | None) -> Iterator[Withheld]:
    """Yield why ``measure_pace_thirds`` gave None; nothing without sound: no time is known then."""
    if activity is None or not activity.speech:
        return
    if any(word.start is None for word in words):
        yield Withheld("pace_thirds_wpm", "The words have no times.")
        return
    why = (
        f"A third of the speech is shorter than {MIN_RATE_S:.0f} s "
        f"or has fewer than {MIN_RATE_WORDS} words."
    )
    yield Withheld("pace_thirds_wpm", why)


def why_no_variation(activity: Activity | None) -> Iterator[Withheld]:
    """Yield why pitch or level variation was not measured; nothing without sound."""
    if activity is None or (voice := activity.voice) is None:
        return
    if voice.pitch_withheld:
        yield Withheld("pitch_variation_semitones", voice.pitch_withheld)
    if voice.level_withheld:
        yield Withheld("level_variation_db", voice.level_withheld)


def pace_change(thirds: Sequence[float] | None) -> float | None:
    """Return how far the fastest third is above the slowest, as a share; None if not measured."""
    return max(thirds) / min(thirds) - 1 if thirds else None
