"""Notes on how it was said: length, pace, fillers, pauses.  Never on how it sounded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from voicecoach.analysis.fillers import POSSIBLE
from voicecoach.analysis.measures import are_words_guessed
from voicecoach.types import Analysis, Note, Question

NEUTRAL_WPM = (120.0, 190.0)
"""Interviews run at about 190 words a minute, lectures at 140 to 155 (Tauroza and Allison 1990);
our choice of a band in which nothing is said about pace."""

USUAL_WPM = 150.0
"""About what people speak in English (NCVS); turns the words of a text into seconds."""

HARMLESS_FILLERS_PER_MINUTE = 5.0
HARMFUL_FILLERS_PER_MINUTE = 12.0
"""Speeches with five fillers a minute were judged like those with none, twelve were not
(Laske and DiGennaro Reed 2024)."""

LATE_FIRST_WORD_S = 5.0
"""No study gives a number for interviews; half a minute's thought is fine if announced."""

DEFAULT_TARGET_S = (60.0, 180.0)
"""Without a question: advice pages say one and a half to three minutes."""

MIN_INSIDE = 2
"""One long pause inside a clause happens to everybody.  Own rule."""


OWN_PACE_SHARE = 0.85
"""A slow rate from this share of one's usual one on is one's own, and no reason to warn: many
speak a second language more slowly, and are understood.  Own rule."""


def delivery_notes(
    draft: Analysis, question: Question | None, usual_wpm: float | None = None
) -> Iterator[Note]:
    """Yield what the clock and the signal say.

    Parameters
    ----------
    usual_wpm
        The candidate's median rate over earlier answers; None where there are too few.
    """
    if are_words_guessed(draft):  # noise that hides the words hides voice and pauses too
        return
    yield from _length_notes(draft, question)
    yield from _pace_notes(draft, usual_wpm)
    yield from _filler_notes(draft)
    yield from _pause_notes(draft)


def commonest_filler(draft: Analysis) -> tuple[str, int]:
    """Return the filler heard most often, and how often; an empty text where there is none."""
    counts = Counter(f.text for f in draft.fillers if f.probability >= POSSIBLE)
    return counts.most_common(1)[0] if counts else ("", 0)


def _length_notes(draft: Analysis, question: Question | None) -> Iterator[Note]:
    span, n_words = draft.measures.span_s, draft.measures.n_words
    low, high = question.target_s if question else DEFAULT_TARGET_S
    if span is None:
        yield from _length_in_words(n_words, low, high)
        return
    target = f"{_minutes(low)} to {_minutes(high)}"
    if round(span) < low:  # nobody hears a part of a second
        yield Note("too-short", "warn", f"You spoke for {_length(span)}. Aim for {target}.")
    elif round(span) > high:
        yield Note("too-long", "warn", f"You spoke for {_length(span)}. Aim for {target}.")
    else:
        yield Note("good-length", "good", f"{_length(span)} is a good length ({target}).")


def _minutes(seconds: float) -> str:
    """Return a length as minutes and seconds: ``1:30``."""
    return f"{round(seconds) // 60}:{round(seconds) % 60:02d}"


def _length(seconds: float) -> str:
    """Return a length as people say it: ``57 s`` below a minute, else ``1:30``."""
    return f"{seconds:.0f} s" if seconds < 59.5 else f"{_minutes(seconds)} min"


def _length_in_words(n_words: int | None, low: float, high: float) -> Iterator[Note]:
    """Judge a text by the time it would take aloud; only where any pace gives the same answer."""
    if not n_words:
        return
    spoken = f"{n_words} words take about {_length(60 * n_words / USUAL_WPM)} aloud"
    target = f"{_minutes(low)} to {_minutes(high)}"
    if 60 * n_words / NEUTRAL_WPM[0] < low:
        yield Note("too-short", "warn", f"{spoken}. Aim for {target}.")
    elif 60 * n_words / NEUTRAL_WPM[1] > high:
        yield Note("too-long", "warn", f"{spoken}. Aim for {target}.")


def _pace_notes(draft: Analysis, usual_wpm: float | None) -> Iterator[Note]:
    rate = draft.measures.speech_rate_wpm
    if rate is None:
        return
    if rate > NEUTRAL_WPM[1]:
        yield Note("pace-fast", "info", f"{rate:.0f} words a minute: faster than most.")
    elif rate < NEUTRAL_WPM[0] and usual_wpm is not None and rate >= OWN_PACE_SHARE * usual_wpm:
        yield Note("pace-own", "good", f"{rate:.0f} words a minute, as in your other answers.")
    elif rate < NEUTRAL_WPM[0]:
        yield Note("pace-slow", "info", f"{rate:.0f} words a minute: slower than most.")
    else:
        yield Note("good-pace", "good", f"{rate:.0f} words a minute is easy to follow.")


def _filler_notes(draft: Analysis) -> Iterator[Note]:
    if draft.measures.fillers_per_minute is None:
        return
    floor, likely = draft.measures.fillers_per_minute
    if floor > HARMLESS_FILLERS_PER_MINUTE:
        text, count = commonest_filler(draft)
        most = f", “{text}” {count} times" if count > 1 else ""
        message = f"At least {floor:.1f} fillers a minute{most}; a silent pause does the same work."
        first = next(f for f in draft.fillers if f.text == text)
        yield Note("many-fillers", "info", message, first.start, first.end)
    elif likely <= HARMLESS_FILLERS_PER_MINUTE:
        heard = "Not one filler was heard"
        if draft.fillers:
            message = f"At most {likely:.1f} fillers a minute; up to 5 did no harm in a study."
        elif likely:
            message = f"{heard}; with what recognition misses at most {likely:.1f} a minute."
        else:
            message = f"{heard}."
        yield Note("few-fillers", "good", message)


def _pause_notes(draft: Analysis) -> Iterator[Note]:
    first = draft.measures.first_word_latency_s
    if first is not None and first > LATE_FIRST_WORD_S:
        message = f"Your first word came after {first:.1f} s. Thinking is fine: say that you do."
        yield Note("late-start", "info", message, 0.0, first)
    inside = [p for p in draft.pauses if p.kind != "brief" and p.at_clause_end is False]
    if len(inside) >= MIN_INSIDE:
        message = f"{len(inside)} pauses over a second stand inside clauses; finish, then pause."
        yield Note("pauses-inside", "info", message, inside[0].start, inside[0].end)
    elif any(p.kind == "long" and p.at_clause_end for p in draft.pauses) and not inside:
        yield Note("good-pauses", "good", "You pause between thoughts. That helps the listener.")
