"""Pauses, latencies and pace: times come from the signal, words only give the places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voicecoach.analysis.words import count_spoken, ends_sentence, has_break, normalise
from voicecoach.types import Activity, PacePoint, Pause, PauseKind, Span, Word

MIN_PAUSE_S = 0.25
"""Shortest pause; thresholds around 250 ms relate best to fluency (De Jong and Bosker 2013)."""

LONG_PAUSE_S = 1.0
"""Shortest long pause; only spontaneous speech has longer ones (Campione and Véronis 2002)."""

STALL_S = 3.0
"""Shortest stall: a silence in which a listener begins to wonder. Own choice."""

PACE_WINDOW_S = 15.0
"""Seconds of a window, about 40 words; in shorter ones the rate jumps. Own choice."""

CLAUSE_OPENERS = frozenset(
    {"and", "but", "because", "so", "then", "when", "which", "while", "although", "if", "after"}
    | {"before", "since", "however", "first", "second", "finally", "as"}
)


@dataclass(frozen=True, slots=True)
class Latencies:
    """Seconds from the question's end to the first sound, and to the first real word."""

    response_s: float | None
    first_word_s: float | None


def silences(activity: Activity) -> tuple[Span, ...]:
    """Return the silences of at least 250 ms between the first and the last speech."""
    pairs = zip(activity.speech, activity.speech[1:], strict=False)
    gaps = (Span(one.end, two.start) for one, two in pairs)
    # times are rounded, so a pause may miss the threshold by a rounding error
    return tuple(gap for gap in gaps if gap.duration >= MIN_PAUSE_S - 1e-6)


def find_pauses(
    activity: Activity, words: Sequence[Word], ranges: Sequence[tuple[int, int]]
) -> tuple[Pause, ...]:
    """Return each pause with its kind and its place among the words.

    ``after_word`` is the last word that starts before the middle of the pause; a pause lies
    at a clause's end if that word ends a sentence, carries punctuation, or the next one
    opens a clause.
    """
    sentence_ends = {last for _, last in ranges}
    timed = bool(words) and all(word.start is not None for word in words)
    pauses = []
    for gap in silences(activity):
        after: int | None = None
        at_clause_end: bool | None = None
        if timed:
            middle = (gap.start + gap.end) / 2
            before = [i for i, word in enumerate(words) if (word.start or 0.0) < middle]
            after = before[-1] if before else None
            if after is not None:
                following = normalise(words[after + 1].text) if after + 1 < len(words) else ""
                at_clause_end = (
                    after in sentence_ends
                    or has_break(words[after].text)
                    or following in CLAUSE_OPENERS
                    or ends_sentence(words[after].text)
                )
        pauses.append(Pause(gap.start, gap.end, kind_of(gap.duration), after, at_clause_end))
    return tuple(pauses)


def kind_of(duration: float) -> PauseKind:
    """Return brief (below 1 s), long (below 3 s) or stall."""
    if duration >= STALL_S:
        return "stall"
    return "long" if duration >= LONG_PAUSE_S else "brief"


def measure_latencies(
    activity: Activity,
    words: Sequence[Word],
    skip: frozenset[int],
    question_end_s: float | None,
) -> Latencies:
    """Return both latencies; ``skip`` holds the indices of words that are fillers.

    Recognised words stretch over silence: a word that starts there counts from the next speech.
    """
    if question_end_s is None or not activity.speech:
        return Latencies(None, None)
    response = activity.speech[0].start - question_end_s
    starts = (w.start for i, w in enumerate(words) if i not in skip and w.start is not None)
    first = next(starts, None)
    if first is None:
        return Latencies(response, None)
    inside = any(span.start <= first < span.end for span in activity.speech)
    later = (span.start for span in activity.speech if span.start >= first)
    heard = first if inside else next(later, first)
    return Latencies(response, max(response, heard - question_end_s))


def measure_pace(words: Sequence[Word], skip: frozenset[int]) -> tuple[PacePoint, ...]:
    """Return the speech rate of consecutive windows of 15 s, fillers left out."""
    timed = [w for i, w in enumerate(words) if i not in skip and w.start is not None]
    if not timed:
        return ()
    begin, end = float(timed[0].start or 0), max(float(w.end or 0) for w in timed)
    points = []
    start = begin
    while end - start >= PACE_WINDOW_S / 2:
        stop = start + PACE_WINDOW_S
        if end - stop < PACE_WINDOW_S / 2:
            stop = end  # a short remainder is added to the last window
        count = count_spoken([w for w in timed if start <= float(w.start or 0) < stop])
        points.append(PacePoint(start, stop, 60 * count / (stop - start)))
        start = stop
    return tuple(points)
