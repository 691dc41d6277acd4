"""What is known of one recording: where there is voice, and which words were recognised.

Times are seconds from the start of the recording, as floats; levels are dB relative to full
scale; probabilities lie in [0, 1].
"""

from __future__ import annotations

from dataclasses import dataclass

MAX_DURATION_S = 4 * 3600
"""Four hours of 48 kHz float32 are 2.8 GB: beyond any answer and near any laptop's memory."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the recording, ``0 <= start < end <= duration_s``."""

    start: float
    end: float

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class HeldSound:
    """A held voiced sound with steady pitch and spectrum: perhaps a hesitation no word covers."""

    start: float
    end: float
    probability: float


@dataclass(frozen=True, slots=True)
class PossibleHesitation:
    """Voice that no written word covers and that the recogniser takes for a hesitation.

    ``probability`` is that of being one; evidence beside the words, never a word itself.
    """

    start: float
    end: float
    probability: float


@dataclass(frozen=True, slots=True)
class VoiceVariation:
    """How much a voice varies over its voiced sound: standard deviations in semitones and dB.

    A figure that the recording does not carry is null, and its ``withheld`` says why.
    """

    pitch_semitones: float | None
    level_db: float | None
    pitch_withheld: str = ""
    level_withheld: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """Where there is voice, from the signal alone.

    ``speech`` is ordered and disjoint; spans nearer than 120 ms are one.  ``voice`` is null where
    it was stored before variation was measured.
    """

    duration_s: float
    speech: tuple[Span, ...]
    held_sounds: tuple[HeldSound, ...] = ()
    voice: VoiceVariation | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """What is known of one take's audio as a signal."""

    duration_s: float
    sample_rate: int
    n_samples: int
    sha256: str
    peak_db: float | None
    clipped_fraction: float
    noise_floor_db: float | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Sound that is missing: ``duration`` seconds of it, at second ``start`` of what is there.

    ``why`` is a clause: "the microphone did not answer".
    """

    start: float
    duration: float
    why: str


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word; times and probability are null where words came as text."""

    text: str
    start: float | None = None
    end: float | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """A doubt about a stretch of the transcript: shown, never silently removed.

    Codes: ``no-voice``, ``too-fast``, ``loop``, ``compressible``, ``stock-phrase``,
    ``low-probability``, ``unrecognised-speech``, ``other-language``.
    """

    code: str
    start: float | None
    end: float | None
    message: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words of one take.

    ``engine`` is ``faster-whisper``, or ``text`` for typed or pasted words, which are never
    presented as recognised.
    """

    engine: str
    model: str | None
    language: str
    text: str
    words: tuple[Word, ...]
    flags: tuple[Flag, ...] = ()
    possible_hesitations: tuple[PossibleHesitation, ...] = ()
