"""Where the words lie: in order, inside the recording, and in the voice that says them."""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from voicecoach.types import Span, Word

MIN_LENGTH_S = 0.06
"""A word that Whisper gives less time than this has no usable time: the shortest last 0.08 s."""

MAX_MOVE_S = 1.2
"""Times of hesitations are up to 1.05 s late (tiny.en); farther away lies another word's voice."""

MIN_FREE_S = 0.05
"""Voice between two words that is shorter than this is the end of one of them."""

TOLERANCE_S = 0.05
"""Added at both ends before voice is looked for: Whisper's times step by 0.02 s and the edges
of speech are exact to about as much."""

SENTENCE_MARKS = (".", "?", "!", "…", '"', "”")

NEVER_NAMES = frozenset(
    {"a", "an", "and", "as", "at", "after", "about", "all", "also", "because", "before", "but"}
    | {"by", "for", "from", "had", "has", "have", "he", "her", "his", "how", "if", "in", "into"}
    | {"is", "it", "its", "it's", "just", "like", "my", "no", "not", "of", "on", "or", "our"}
    | {"out", "she", "so", "some", "that", "that's", "the", "their", "then", "there", "these"}
    | {"they", "this", "those", "to", "um", "uh", "er", "up", "was", "we", "well", "were", "what"}
    | {"when", "where", "which", "while", "who", "why", "with", "would", "you", "your", "yeah"}
)
"""Words whose capital says only that a sentence, or a piece of sound, begins."""


def start_of(word: Word) -> float:
    """Return the word's start in seconds (0 where it has none)."""
    return float(word.start or 0.0)


def end_of(word: Word) -> float:
    """Return the word's end in seconds (0 where it has none)."""
    return float(word.end or 0.0)


def span_of(words: Sequence[Word]) -> tuple[float, float]:
    """Return start of the first and end of the last word, in seconds."""
    return start_of(words[0]), end_of(words[-1])


def spans_under(speech: Sequence[Span], start: float, end: float) -> Iterator[Span]:
    """Yield the spans (ordered, disjoint) that share time with ``start`` to ``end``."""
    for index in range(bisect_right(speech, start, key=lambda span: span.end), len(speech)):
        if speech[index].start >= end:
            return
        yield speech[index]


def voice_between(speech: Sequence[Span], start: float, end: float) -> float:
    """Return the seconds of voice between two moments."""
    return sum(min(s.end, end) - max(s.start, start) for s in spans_under(speech, start, end))


def voice_under(words: Sequence[Word], speech: Sequence[Span]) -> float:
    """Return the seconds of voice under words, each with the tolerance at both ends."""
    start, end = start_of(words[0]) - TOLERANCE_S, end_of(words[-1]) + TOLERANCE_S
    return voice_between(speech, start, end)


def within(speech: Sequence[Span], start: float, end: float) -> tuple[Span, ...]:
    """Return the voice between two moments, in seconds from the first of them."""
    return tuple(
        Span(max(span.start, start) - start, min(span.end, end) - start)
        for span in spans_under(speech, start, end)
    )


def goes_on(before: str, word: Word) -> Word:
    """Return a piece's first word as it goes on from the last word of the piece before.

    A recogniser begins every piece as a sentence.  Where the piece before did not end one,
    a word that is never a name is written small again.
    """
    inside = before[-1:] not in SENTENCE_MARKS
    if before and inside and word.text.rstrip(",.?!…").lower() in NEVER_NAMES:
        return replace(word, text=word.text[0].lower() + word.text[1:])
    return word


def place_words(
    words: Sequence[Word], speech: Sequence[Span] | None, duration: float
) -> tuple[Word, ...]:
    """Return the words, one for one, ordered, without overlap, inside the recording.

    A word's time comes from attention, which stretches over silence: an edge that lies in a
    pause moves to the speech that the word shares most time with.  A word without length,
    as hesitations often are, moves into the voice between its neighbours that no word claims.
    A word with no speech under it, and none beside it, keeps its time, and is doubted.

    Parameters
    ----------
    words
        In the order they were said, with times in seconds.
    speech
        Where there is voice (ordered, disjoint), or ``None`` if it is not known.
    duration
        Length of the recording in seconds.
    """
    placed: list[Word] = []
    before = 0.0
    # whole milliseconds, never past the end; a float just below one counts as it
    limit = min(math.floor(duration * 1000 + 1e-6) / 1000, duration)
    for word in words:
        start, end = span_of([word])
        under = list(spans_under(speech or (), start, end))
        if under:
            most = max(under, key=lambda s: min(s.end, end) - max(s.start, start))
            start, end = max(start, most.start), min(end, most.end)
        start = min(round(max(start, before), 3), limit)
        end = min(round(max(end, start), 3), limit)
        before = end
        placed.append(Word(word.text, start, end, word.probability))
    return tuple(_fill_voice(placed, speech, limit) if speech else placed)


def _fill_voice(placed: Sequence[Word], speech: Sequence[Span], limit: float) -> list[Word]:
    """Return the words, those without usable length moved into voice that nobody claims."""
    filled = list(placed)
    usable = [end_of(w) - start_of(w) >= MIN_LENGTH_S and _has_voice(w, speech) for w in placed]
    index = 0
    while index < len(filled):
        if usable[index]:
            index += 1
            continue
        last = index
        while (
            last + 1 < len(filled)
            and not usable[last + 1]
            and start_of(filled[last + 1]) - end_of(filled[last]) <= MAX_MOVE_S
        ):
            last += 1
        before = end_of(filled[index - 1]) if index else 0.0
        after = start_of(filled[last + 1]) if last + 1 < len(filled) else limit
        before = max(before, start_of(filled[index]) - MAX_MOVE_S)
        after = min(after, end_of(filled[last]) + MAX_MOVE_S)
        filled[index : last + 1] = _share_out(filled[index : last + 1], speech, before, after)
        index = last + 1
    return filled


def _has_voice(word: Word, speech: Sequence[Span]) -> bool:
    return any(True for _ in spans_under(speech, start_of(word), end_of(word)))


def _share_out(
    words: Sequence[Word], speech: Sequence[Span], before: float, after: float
) -> list[Word]:
    """Return words spread over the voice between two moments, each in one stretch of it."""
    free = [
        Span(max(s.start, before), min(s.end, after)) for s in spans_under(speech, before, after)
    ]
    free = [s for s in free if s.duration >= MIN_FREE_S] or []
    if not free:
        return list(words)
    if len(words) == 1:
        longest = max(free, key=lambda span: span.duration)
        return [replace(words[0], start=round(longest.start, 3), end=round(longest.end, 3))]
    total = sum(s.duration for s in free)
    letters = sum(len(w.text) for w in words)
    moved: list[Word] = []
    done = 0
    for word in words:
        start = _at(free, total * done / letters)
        done += len(word.text)
        end = _at(free, total * done / letters, last=True)
        part = max(
            (Span(max(s.start, start), min(s.end, end)) for s in spans_under(free, start, end)),
            key=lambda s: s.duration,
            default=Span(start, end),
        )
        moved.append(replace(word, start=round(part.start, 3), end=round(part.end, 3)))
    return moved


def _at(free: Sequence[Span], seconds: float, *, last: bool = False) -> float:
    """Return the moment at which so many seconds of the free voice are over."""
    for span in free:
        if seconds < span.duration or (last and seconds <= span.duration + 1e-9):
            return span.start + seconds
        seconds -= span.duration
    return free[-1].end


def split_word(text: str, start: float, end: float, probability: float) -> Iterator[Word]:
    """Yield the words in what the recogniser calls one; usually that is one.

    A token may hold spaces or control characters: the text of a transcript is its words
    joined by single spaces, and a terminal must not be told to clear itself.  The time is
    shared out by length.
    """
    parts = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text).split()
    letters = sum(map(len, parts))
    done = 0
    for part in parts:
        begin = start + (end - start) * done / letters
        done += len(part)
        yield Word(part, begin, start + (end - start) * done / letters, probability)
