"""Doubts about recognised words: each is flagged and shown, none is removed.

Whisper invents stock phrases in silence, loops, and crowds words; about one recording in a
hundred holds sentences nobody said (Koenecke et al. 2024).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voicecoach.types import Flag, Span, Word

LEAST_VOICE_S = 0.05
"""A word with less voice under it than half a syllable was not said there."""

MOST_WORDS, PER_SECONDS = 16, 2.0
"""Eight words a second: the fastest speakers reach six."""

MOST_REPEATS = 4
"""Nobody says the same one to four words more than four times in a row."""

MOST_COMPRESSION = 2.4
"""Whisper's own threshold for text that repeats itself."""

LEAST_PROBABILITY = 0.4
"""Mean word probability below which the words are guesses (our choice; real answers with
base.en lie above 0.7)."""

UNHEARD_S = 2.0
"""Speech of this length without any word deserves a line."""

STOCK_PHRASES = (
    "thank you for watching",
    "thanks for watching",
    "please subscribe",
    "like and subscribe",
    "see you next time",
    "subtitles by",
    "thank you very much",
)


@dataclass(frozen=True, slots=True)
class SegmentFigures:
    """What the recogniser says of one segment; seconds, and zlib's compression ratio."""

    start: float
    end: float
    compression_ratio: float


def place_words(
    words: Sequence[Word], speech: Sequence[Span] | None, duration: float
) -> tuple[Word, ...]:
    """Return the words in order, without overlap, inside the recording and, if known, in speech.

    A word's time comes from attention, which stretches over silence: an edge that lies in a
    pause moves to the nearest speech under the word.  A word with no speech under it stays.
    """
    placed: list[Word] = []
    before = 0.0
    for word in words:
        start, end = float(word.start or 0.0), float(word.end or 0.0)
        under = [s for s in speech or () if s.start < end and s.end > start]
        if under:
            widest = max(under, key=lambda s: min(s.end, end) - max(s.start, start))
            start, end = max(start, widest.start), min(end, widest.end)
        start = min(max(start, before), duration)
        end = min(max(end, start), duration)
        before = end
        placed.append(Word(word.text, round(start, 3), round(end, 3), word.probability))
    return tuple(placed)


def find_flags(
    words: Sequence[Word],
    figures: Sequence[SegmentFigures],
    speech: Sequence[Span] | None,
    prompt: str = "",
) -> tuple[Flag, ...]:
    """Return every doubt, in the order of time."""
    flags = [
        *_without_voice(words, speech),
        *_too_fast(words),
        *_loops(words),
        *_compressible(figures),
        *_stock_phrases(words, speech),
        *_leaked_prompt(words, prompt),
        *_unheard(words, speech),
        *_guesses(words),
    ]
    return tuple(sorted(flags, key=lambda flag: (flag.start or 0.0, flag.code)))


def _voice_under(start: float, end: float, speech: Sequence[Span]) -> float:
    return sum(max(0.0, min(s.end, end) - max(s.start, start)) for s in speech)


def _times(words: Sequence[Word]) -> tuple[float, float]:
    return float(words[0].start or 0.0), float(words[-1].end or 0.0)


def _without_voice(words: Sequence[Word], speech: Sequence[Span] | None) -> Iterator[Flag]:
    for word in words if speech is not None else ():
        start, end = _times([word])
        if _voice_under(start, end, speech or ()) < min(LEAST_VOICE_S, end - start):
            yield Flag("no-voice", start, end, f"“{word.text}” has no voice under it.")


def _too_fast(words: Sequence[Word]) -> Iterator[Flag]:
    reported = -1
    for index in range(len(words) - MOST_WORDS):
        start, end = _times(words[index : index + MOST_WORDS + 1])
        if end - start < PER_SECONDS and index > reported:
            reported = index + MOST_WORDS
            yield Flag("too-fast", start, end, "More words than anybody can say in this time.")


def _loops(words: Sequence[Word]) -> Iterator[Flag]:
    plain = [re.sub(r"\W", "", word.text.lower()) for word in words]
    index = 0
    while index < len(plain):
        for size in (1, 2, 3, 4):
            gram = plain[index : index + size]
            times = 1
            while plain[index + times * size : index + (times + 1) * size] == gram:
                times += 1
            if times > MOST_REPEATS:
                start, end = _times(words[index : index + times * size])
                text = " ".join(gram)
                yield Flag("loop", start, end, f"“{text}” stands here {times} times in a row.")
                index += times * size - 1
                break
        index += 1


def _compressible(figures: Sequence[SegmentFigures]) -> Iterator[Flag]:
    for one in figures:
        if one.compression_ratio > MOST_COMPRESSION:
            yield Flag("compressible", one.start, one.end, "The words here repeat themselves.")


def _stock_phrases(words: Sequence[Word], speech: Sequence[Span] | None) -> Iterator[Flag]:
    """Yield stock phrases with less than half a second of voice under them."""
    for phrase in STOCK_PHRASES:
        for first, last in _find(words, phrase):
            start, end = _times(words[first : last + 1])
            if speech is None or _voice_under(start, end, speech) < min(0.5, (end - start) / 2):
                yield Flag(
                    "stock-phrase", start, end, f"“{phrase}” is what recognisers hear in silence."
                )


def _leaked_prompt(words: Sequence[Word], prompt: str) -> Iterator[Flag]:
    """Yield where the prompt's first five words stand in its own order."""
    wanted = " ".join(prompt.split()[:5])
    for first, last in _find(words, wanted) if wanted else ():
        start, end = _times(words[first : last + 1])
        yield Flag("stock-phrase", start, end, "These are the words given as a hint.")


def _find(words: Sequence[Word], phrase: str) -> Iterator[tuple[int, int]]:
    wanted = [re.sub(r"\W", "", word.lower()) for word in phrase.split()]
    plain = [re.sub(r"\W", "", word.text.lower()) for word in words]
    for index in range(len(plain) - len(wanted) + 1):
        if plain[index : index + len(wanted)] == wanted:
            yield index, index + len(wanted) - 1


def _unheard(words: Sequence[Word], speech: Sequence[Span] | None) -> Iterator[Flag]:
    for span in speech or ():
        inside = [
            w for w in words if float(w.start or 0) < span.end and float(w.end or 0) > span.start
        ]
        last = max((float(word.end or 0) for word in inside), default=span.start)
        if span.end - last >= UNHEARD_S:
            yield Flag("unrecognised-speech", last, span.end, "Speech here gave no words.")


def _guesses(words: Sequence[Word]) -> Iterator[Flag]:
    known = [word.probability for word in words if word.probability is not None]
    if known and sum(known) / len(known) < LEAST_PROBABILITY:
        start, end = _times(words)
        yield Flag("low-probability", start, end, "Most of these words are guesses.")
