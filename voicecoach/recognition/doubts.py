"""Doubts about recognised words: each is flagged and shown, none is removed.

Whisper invents stock phrases in silence, loops, and crowds words; about one recording in a
hundred holds sentences nobody said (Koenecke et al. 2024).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import chain

from voicecoach.analysis.measures import MIN_PROBABILITY
from voicecoach.recognition.alignment import span_of, start_of, voice_between, voice_under
from voicecoach.recognition.segment import RecognisedSegment
from voicecoach.recognition.stock_phrases import (
    MIN_SEGMENT_VOICE_S,
    find_leaked_prompt,
    find_stock_phrases,
    plain_word,
    quote_words,
)
from voicecoach.types import Flag, Span, Word

MIN_VOICE_S = 0.05
"""A word with less voice under it than half a syllable was not said there (own rule)."""

MIN_SILENCE_S = 1.0
"""Silence that a word without voice must lie in to be doubted.  In shorter ones people do speak: a
word said in a low or creaky voice falls below what counts as voice (docs/lab/recognition.md)."""

MAX_WORDS, PER_SECONDS = 16, 2.0
"""Eight words a second: the fastest speakers reach six."""

MAX_LOOP = 4
MAX_REPEATS = 4
"""The same one to four words more than four times in a row are a loop if the voice under them is
too short for them: people do say "uh" six times, and a loop runs faster than speech."""

MAX_REPEATED_PER_S = 8.0
"""Repeated words a second of voice, as many as of other words: at five a second people's own
repetitions were taken for loops as often as loops were (docs/lab/recognition.md)."""

MAX_SPOKEN_REPEATS = 10
"""Nobody says the same more often than this in a row, however slowly (own rule)."""

MAX_COMPRESSION = 2.4
"""Whisper's own threshold for text that repeats itself (compression_ratio_threshold)."""

UNHEARD_S = 2.0
"""Voice of this length without any word is decoded again, and deserves a line if that did not help
(own rule)."""


def find_flags(
    segments: Sequence[RecognisedSegment],
    placed: Sequence[Word],
    speech: Sequence[Span] | None,
    prompt: str = "",
) -> tuple[Flag, ...]:
    """Return every doubt, in the order of time.

    Parameters
    ----------
    segments
        What the recogniser heard, in its own times: voice is looked for there.
    placed
        The same words, one for one, as the transcript has them: flags bear these times.
    speech
        Where there is voice, from the signal; rules that need it rest if it is not known.
    prompt
        The hint given to the recogniser, whose words must not come back as the answer.
    """
    heard = list(chain.from_iterable(segment.words for segment in segments))
    doubted: set[int] = set()
    flags = [
        *find_stock_phrases(segments, heard, placed, speech, doubted),
        *find_leaked_prompt(heard, placed, speech, prompt, doubted),
        *_without_voice(segments, heard, placed, speech, doubted),
        *_too_fast(placed),
        *_loops(placed, speech),
        *_compressible(segments, placed),
        *_unheard(placed, speech),
        *_guesses(placed),
    ]
    return tuple(sorted(flags, key=lambda flag: (flag.start or 0.0, flag.end or 0.0, flag.code)))


def _without_voice(
    segments: Sequence[RecognisedSegment],
    heard: Sequence[Word],
    placed: Sequence[Word],
    speech: Sequence[Span] | None,
    doubted: set[int],
) -> Iterator[Flag]:
    if speech is None:
        return
    # a word was placed into the voice beside it that no other word claims, if there is any
    silent = {i for i, word in enumerate(placed) if voice_under([word], speech) < MIN_VOICE_S}
    index = 0
    for segment in segments:
        indices = set(range(index, index + len(segment.words)))
        both = (heard[index : index + len(segment.words)], placed[index : index + len(indices)])
        if indices and all(voice_under(words, speech) < MIN_SEGMENT_VOICE_S for words in both):
            silent |= indices
        index += len(segment.words)
    for first, last in _runs(silent - doubted):
        said = placed[first : last + 1]
        if _silence_around(said, speech) < MIN_SILENCE_S:
            continue
        message = f"There is no sound where {quote_words(said)} stands; it may be invented."
        yield Flag("no-voice", *span_of(said), message)


def _silence_around(words: Sequence[Word], speech: Sequence[Span]) -> float:
    """Return the seconds from the last voice before the words to the first voice behind them."""
    start, end = span_of(words)
    before = [span.end for span in speech if span.start < start]
    behind = [span.start for span in speech if span.end > end]
    # a recording that begins or ends without voice may be silent for as long as you like
    return min(behind, default=math.inf) - min(start, max(before, default=-math.inf))


def _runs(indices: set[int]) -> Iterator[tuple[int, int]]:
    """Yield (first, last) of each run of neighbouring numbers."""
    for first in sorted(index for index in indices if index - 1 not in indices):
        last = first
        while last + 1 in indices:
            last += 1
        yield first, last


def _too_fast(placed: Sequence[Word]) -> Iterator[Flag]:
    crowded: set[int] = set()
    for index in range(len(placed) - MAX_WORDS):
        after = index + MAX_WORDS
        if start_of(placed[after]) - start_of(placed[index]) < PER_SECONDS:
            crowded |= set(range(index, after + 1))
    for first, last in _runs(crowded):
        start, end = span_of(placed[first : last + 1])
        message = f"{last - first + 1} words in {end - start:.1f} s are more than people can say."
        yield Flag("too-fast", start, end, message)


def _loops(placed: Sequence[Word], speech: Sequence[Span] | None) -> Iterator[Flag]:
    """Yield what is repeated more often, or faster, than anybody repeats himself."""
    plain = [plain_word(word.text) for word in placed]
    index = 0
    while index < len(plain):
        size, times = max(
            ((n, _repeats(plain, index, n)) for n in range(1, MAX_LOOP + 1)),
            key=lambda found: (found[1] > MAX_REPEATS, -found[0]),
        )
        if times <= MAX_REPEATS:
            index += 1
            continue
        start, end = span_of(placed[index : index + times * size])
        voice = end - start if speech is None else voice_between(speech, start, end)
        if times > MAX_SPOKEN_REPEATS or times * size > MAX_REPEATED_PER_S * voice:
            message = (
                f"{quote_words(placed[index : index + size])} is repeated {times} times in a row."
            )
            yield Flag("loop", start, end, message)
        index += times * size


def _repeats(plain: Sequence[str], index: int, size: int) -> int:
    """Return how many times in a row the ``size`` words at ``index`` stand there."""
    gram = plain[index : index + size]
    if len(gram) < size or not any(gram):
        return 0
    times = 1
    while plain[index + times * size : index + (times + 1) * size] == gram:
        times += 1
    return times


def _compressible(segments: Sequence[RecognisedSegment], placed: Sequence[Word]) -> Iterator[Flag]:
    repeating: set[int] = set()
    index = 0
    for segment in segments:
        if segment.compression_ratio > MAX_COMPRESSION:
            repeating |= set(range(index, index + len(segment.words)))
        index += len(segment.words)
    for first, last in _runs(repeating):
        said = placed[first : last + 1]
        yield Flag("compressible", *span_of(said), "The words here repeat unusually often.")


def _unheard(placed: Sequence[Word], speech: Sequence[Span] | None) -> Iterator[Flag]:
    """Voice before, between and after words, pauses inside it left out of the count."""
    if not speech:
        return
    edges = [0.0, *chain.from_iterable(map(span_of, ([w] for w in placed))), speech[-1].end]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if voice_between(speech, start, end) < UNHEARD_S:
            continue
        under = [span for span in speech if span.start < end and span.end > start]
        first, last = round(max(start, under[0].start), 3), round(min(end, under[-1].end), 3)
        message = "Speech was found here, but no words were recognised; listen to it."
        yield Flag("unrecognised-speech", first, last, message)


def _guesses(placed: Sequence[Word]) -> Iterator[Flag]:
    known = [word.probability for word in placed if word.probability is not None]
    if known and sum(known) / len(known) < MIN_PROBABILITY:
        message = "The recogniser was unsure of most of these words; read them with care."
        yield Flag("low-probability", *span_of(placed), message)
