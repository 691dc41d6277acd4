"""When a piece, or a part of it, is decoded a second time: before its words are doubted.

A prompt that invites fillers may come back as text, make the recogniser stop early, or start
a loop; the second try goes without it.  Nothing here is random: the same piece, the same words.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain

from voicecoach.recognition.agreement import worth_of_cut
from voicecoach.recognition.alignment import end_of, place_words, start_of, voice_between
from voicecoach.recognition.doubts import UNHEARD_S, find_flags
from voicecoach.recognition.pitch import RATE
from voicecoach.recognition.segment import RecognisedSegment, first_words, follow
from voicecoach.types import Span, Word

WORDLESS_SPAN_S = 0.5
"""A span of speech without any word is decoded again if it is as long as a word and no breath."""

EDGE_S = 0.05
"""Voice shorter than this beside a word is the word's own end."""

MARGIN_S = 0.2
"""Taken along on both sides of a stretch that is decoded again."""

MAX_RESTS = 3
"""Times that a text which ends before the voice does is gone on with, in one piece."""

MIN_CONTEXT_S, MAX_CONTEXT_S = 1.5, 8.0
"""Of what was heard already and is heard again with the rest: a few words alone are heard badly."""

MIN_GAIN_S = 0.2
"""Words that end no later than this behind the first try's say nothing new."""

LOOPS = frozenset({"loop", "compressible"})
"""Doubts about words that repeat: nobody said those."""

RETRY_FLAGS = LOOPS | {"stock-phrase"}
"""Doubts about a piece that a second try without the prompt may settle."""

Again = Callable[[int, int], Sequence[RecognisedSegment]]
"""Decodes samples ``first`` up to ``end`` again; times from ``first`` on."""


def hear_rest(
    heard: Sequence[RecognisedSegment],
    rest: Callable[[int], Sequence[RecognisedSegment]],
    speech: Sequence[Span],
    n_samples: int,
) -> tuple[RecognisedSegment, ...]:
    """Return a piece's words with those behind an early end.

    Whisper often ends its text although the voice goes on: it was trained to leave an unfinished
    sentence to the next window.  So the last sentence is heard again, from its beginning on,
    together with what follows it.

    Parameters
    ----------
    heard
        The first try, in seconds of the piece.
    rest
        Decodes the piece from a sample on; times from that sample on.
    speech
        Where there is voice in the piece.
    n_samples
        Of the piece at 16 kHz.
    """
    whole = tuple(heard)
    first = 0
    for _ in range(MAX_RESTS):
        words = place_words([w for one in whole for w in one.words], speech, n_samples / RATE)
        end = end_of(words[-1]) if words else math.inf
        behind = [Span(max(s.start, end), s.end) for s in speech if s.end > end]
        if not any(span.duration >= WORDLESS_SPAN_S for span in behind):
            break
        n = _find_restart(words, first / RATE)
        if not n:
            break
        first = round((end_of(words[n - 1]) + start_of(words[n])) / 2 * RATE)
        found = tuple(_later(one, first / RATE) for one in rest(first))
        new_end = max((end_of(w) for one in found for w in one.words), default=0.0)
        if new_end < end + MIN_GAIN_S:
            break
        whole = tuple(follow(first_words(whole, n), found))
    return whole


def _find_restart(words: Sequence[Word], before: float) -> int:
    """Return the number of the word that begins the last sentence or phrase; 0 if there is none.

    It lies behind the moment at which the last hearing began: from there all would be the same.
    """
    end = end_of(words[-1])
    near = [
        n
        for n in range(1, len(words))
        if MIN_CONTEXT_S <= end - start_of(words[n]) <= MAX_CONTEXT_S
        and start_of(words[n]) > before + MIN_CONTEXT_S
    ]
    return max(near, key=lambda n: (worth_of_cut(words, n), n), default=0)


def _later(heard: RecognisedSegment, seconds: float) -> RecognisedSegment:
    words = tuple(
        replace(w, start=seconds + start_of(w), end=seconds + end_of(w)) for w in heard.words
    )
    return replace(heard, words=words)


def retry_doubtful(
    heard: Sequence[RecognisedSegment],
    retry: Again,
    speech: Sequence[Span],
    *,
    n_samples: int,
    prompt: str,
    most: int,
    hurried: Callable[[], bool] = lambda: False,
) -> tuple[RecognisedSegment, ...]:
    """Return a piece's words after at most ``most`` second tries.

    Parameters
    ----------
    heard
        The first try, in seconds of the piece.
    retry
        The second try.
    speech
        Where there is voice in the piece.
    n_samples
        Of the piece at 16 kHz.
    prompt
        What the first try was told.
    most
        0 leaves everything as it is.
    hurried
        Whether somebody waits by now: then no stretch without words is tried any more.
    """
    best = tuple(heard)
    left = most
    n_spoilt = _count_spoilt(best, speech, n_samples, prompt)
    if n_spoilt and left:
        left -= 1
        other = tuple(retry(0, n_samples))
        has_words = any(one.words for one in other)
        if has_words and _count_spoilt(other, speech, n_samples, prompt) < n_spoilt:
            best = other
    for gap in find_unheard(best, speech, n_samples / RATE)[:left]:
        if hurried():
            break
        first = max(0, round((gap.start - MARGIN_S) * RATE))
        end = min(n_samples, round((gap.end + MARGIN_S) * RATE))
        voice = Span(gap.start - first / RATE, gap.end - first / RATE)
        found = retry(first, end)
        # a breath or a held sound alone becomes "ha ha ha ha ha": nobody said that
        if not _count_spoilt(found, (voice,), end - first, prompt, LOOPS):
            inside = [_later(one, first / RATE) for one in _keep_inside(found, voice)]
            best = _insert(best, inside, gap)
    return best


def is_spoilt(heard: Sequence[RecognisedSegment], prompt: str) -> bool:
    """Tell whether words are a loop, a stock phrase or the prompt, wherever the voice is."""
    words = [w for one in heard for w in one.words]
    return any(flag.code in RETRY_FLAGS for flag in find_flags(heard, words, None, prompt))


def find_unheard(
    heard: Sequence[RecognisedSegment], speech: Sequence[Span], duration: float
) -> tuple[Span, ...]:
    """Return the stretches of speech that gave no words, the longest first."""
    words = place_words([w for one in heard for w in one.words], speech, duration)
    edges = [0.0, *chain.from_iterable((start_of(w), end_of(w)) for w in words), duration]
    found = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        inside = [s for s in speech if start <= s.start and s.end <= end]
        wordless = [s for s in inside if s.duration >= WORDLESS_SPAN_S]
        if voice_between(speech, start, end) >= UNHEARD_S:
            under = [s for s in speech if min(s.end, end) - max(s.start, start) > EDGE_S]
            found.append(Span(max(start, under[0].start), min(end, under[-1].end)))
        elif wordless:
            found.append(Span(wordless[0].start, wordless[-1].end))
    return tuple(sorted(found, key=lambda span: -span.duration))


def _count_spoilt(
    heard: Sequence[RecognisedSegment],
    speech: Sequence[Span],
    n_samples: int,
    prompt: str,
    codes: frozenset[str] = RETRY_FLAGS,
) -> int:
    words = [w for one in heard for w in one.words]
    placed = place_words(words, speech, n_samples / RATE)
    return sum(flag.code in codes for flag in find_flags(heard, placed, speech, prompt))


def _insert(
    heard: Sequence[RecognisedSegment], new: Sequence[RecognisedSegment], gap: Span
) -> tuple[RecognisedSegment, ...]:
    """Return the words with those found in a gap between them; words at its edges stay."""
    result: list[RecognisedSegment] = []
    for one in heard:
        for side in (True, False):
            words = tuple(w for w in one.words if (start_of(w) < gap.start) == side)
            if not side and words:
                result += new
                new = ()
            if words:
                result.append(replace(one, words=words))
    return (*result, *new)


def _keep_inside(found: Sequence[RecognisedSegment], gap: Span) -> list[RecognisedSegment]:
    """Return what was found without the words whose middle lies outside the gap."""
    kept = (
        replace(
            one,
            words=tuple(
                w for w in one.words if gap.start <= (start_of(w) + end_of(w)) / 2 <= gap.end
            ),
        )
        for one in found
    )
    return [one for one in kept if one.words]
