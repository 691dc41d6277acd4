"""What a recogniser gives back for a piece of sound, before anything judges it."""

from __future__ import annotations

from dataclasses import dataclass

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
