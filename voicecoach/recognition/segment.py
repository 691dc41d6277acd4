"""What a recogniser gives back for a piece of sound, before anything judges it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from voicecoach.recognition.alignment import goes_on
from voicecoach.recognition.chunking import Chunk
from voicecoach.types import PossibleHesitation, Word


@dataclass(frozen=True, slots=True)
class RecognisedSegment:
    """One segment as the recogniser gave it: its words in its own times, zlib's ratio.

    ``possible_hesitations`` were not written, but the sound speaks for them.
    """

    words: tuple[Word, ...]
    compression_ratio: float
    possible_hesitations: tuple[PossibleHesitation, ...] = ()
    language: str = ""
    """What a multilingual model takes the sound for, where it is sure; two letters."""


def first_words(
    heard: Sequence[RecognisedSegment], n_words: int, end: float = math.inf
) -> tuple[RecognisedSegment, ...]:
    """Return the first words of what was heard, and the possible hesitations before a moment."""
    kept: list[RecognisedSegment] = []
    left = n_words
    for one in heard:
        possible = tuple(p for p in one.possible_hesitations if p.end <= end)
        words = one.words[: max(0, left)]
        left -= len(words)
        if words or possible:
            kept.append(replace(one, words=words, possible_hesitations=possible))
    return tuple(kept)


def keep_evidence(
    heard: Sequence[RecognisedSegment], before: Sequence[RecognisedSegment], start: float
) -> tuple[RecognisedSegment, ...]:
    """Return what was heard with the possible hesitations that an earlier hearing had found.

    Parameters
    ----------
    heard, before
        Both hearings of the same sound, in seconds of the recording; the later one was given up
        before it had weighed every place.
    start
        Where the later one begins: what was found before counts already.
    """
    known = [p for one in heard for p in one.possible_hesitations]
    kept = tuple(
        p
        for one in before
        for p in one.possible_hesitations
        if p.start >= start and not any(p.start < k.end and k.start < p.end for k in known)
    )
    return (*heard, RecognisedSegment((), 0.0, kept)) if kept else tuple(heard)


def follow(
    heard: Sequence[RecognisedSegment], piece: Sequence[RecognisedSegment]
) -> list[RecognisedSegment]:
    """Return what was heard with another piece behind it; a cut alone begins no sentence."""
    before = next((one.words[-1].text for one in reversed(heard) if one.words), "")
    new = list(piece)
    for index, one in enumerate(new):
        if one.words:
            new[index] = replace(one, words=(goes_on(before, one.words[0]), *one.words[1:]))
            break
    return [*heard, *new]


def shift(
    heard: Sequence[RecognisedSegment], piece: Chunk, sample_rate: int
) -> tuple[RecognisedSegment, ...]:
    """Return a piece's words in the time of the recording."""
    offset = piece.first / sample_rate
    length = (piece.end - piece.first) / sample_rate
    return tuple(
        replace(
            one,
            words=tuple(_moved(word, offset, length) for word in one.words),
            possible_hesitations=tuple(
                replace(p, start=round(offset + p.start, 3), end=round(offset + p.end, 3))
                for p in one.possible_hesitations
            ),
        )
        for one in heard
    )


def _moved(word: Word, offset: float, length: float) -> Word:
    start = min(max(0.0, word.start or 0.0), length)
    end = min(max(start, word.end or 0.0), length)
    return Word(word.text, offset + start, offset + end, word.probability)
