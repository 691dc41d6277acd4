"""How much pitch and level vary while somebody speaks, from the signal alone.

Pitch comes from the autocorrelation of ``pitch.track_pitch``; its octave errors are cut
off by the speaker's own range (De Looze and Hirst 2008).  Where a recording does not carry the
voice as it was, nothing is measured and the reason is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from voicecoach.recognition.pitch import FRAME, HOP_S, RATE, Frames, track_pitch
from voicecoach.recognition.voice_activity import Mask
from voicecoach.sound.files import Samples
from voicecoach.sound.level import CLIPPED_SHARE
from voicecoach.types import Span, VoiceVariation

STEP_S = 2 * HOP_S
"""Frames are looked at every 20 ms: pitch and level move more slowly."""
STEP = round(RATE * STEP_S)

MIN_VOICED_S = 8.0
"""Less voiced sound is two or three phrases, and one of them would decide.  Own rule."""

RANGE = (0.75, 1.5)
"""Pitch lies between these times the first and the third quartile of what was tracked (De Looze
and Hirst 2008); beyond are octave errors and creak."""

MIN_RUN = 3
"""Frames of one voiced stretch: 60 ms; what is shorter is no vowel."""

JUMP_SEMITONES, MAX_JUMPS = 6.0, 0.1
"""No voice moves so far in 20 ms.  Where more steps than this share do, octaves are mistaken or two
people speak (docs/methods.md has what was measured)."""

QUIET_DB = 30.0
"""Voiced frames this far below the loud ones are the ends of words and other people.  Own rule."""

MIN_SNR_DB = 15.0
"""With less between voice and noise, the noise fills the soft syllables.  Own rule."""

SPEECH_HZ, SIBILANT_HZ = (300.0, 3400.0), (4000.0, 7000.0)
"""What a telephone carries, and what it cuts off: an s lies above."""
TELEPHONE_DB = -45.0
"""Sibilants are at most 30 dB below vowels where they are carried; cut off, 50 and more."""

MIN_PAUSE_S, N_PAUSES = 1.0, 3
SETTLE_S, LEAD_S = 0.15, 0.05
"""So long pauses, and so many, tell whether the gain moves; their edges are left out."""
GAIN_RISE_DB = 6.0
"""Steady noise that grows this much within a pause is turned up by a machine.  Own rule."""

SILENCE_DB = -100.0
"""Digital silence has no level in dB; this one stands for it."""

TOO_LITTLE = f"Less than {MIN_VOICED_S:.0f} s of voiced sound."
JUMPING = "Pitch cannot be followed: it jumps between octaves, or several people speak."
TELEPHONE = "The recording holds the band of a telephone alone."
CLIPPED = "The recording is clipped: loud syllables are cut off."
NOISY = f"Less than {MIN_SNR_DB:.0f} dB between voice and noise."
AUTOMATIC = "The microphone's gain changes by itself: noise grows within pauses."


def measure_variation(
    sound: Samples, speech: Sequence[Span], sample_rate: int, clipped_fraction: float
) -> VoiceVariation:
    """Return how much pitch and level vary over the voiced sound of all speech.

    Parameters
    ----------
    sound
        Mono float32 of 16 kHz.
    speech
        Where there is voice, in seconds.
    sample_rate
        The recording's own, in Hz, before it was brought to 16 kHz.
    clipped_fraction
        Share of the recording's samples that are clipped, 0 to 1.
    """
    starts = np.arange(0, max(0, len(sound) - FRAME), STEP)
    inside = _inside(starts, speech)
    pitch, voiced, level, narrow = _look(sound, starts[inside])
    voiced = _long_runs(voiced)
    if voiced.sum() * STEP_S < MIN_VOICED_S:
        return VoiceVariation(None, None, TOO_LITTLE, TOO_LITTLE)
    if sample_rate < RATE or narrow:
        return VoiceVariation(None, None, TELEPHONE, TELEPHONE)
    why = _why_no_level(sound, speech, level[voiced], clipped_fraction)
    spread = None if why else round(level_spread(level[voiced]), 2)
    if share_of_jumps(pitch, voiced) > MAX_JUMPS:
        return VoiceVariation(None, spread, JUMPING, why)
    return VoiceVariation(round(pitch_spread(pitch[voiced]), 2), spread, "", why)


def pitch_spread(hertz: Frames) -> float:
    """Return the standard deviation of pitch in semitones, octave errors left out."""
    low, high = np.percentile(hertz, [25, 75])
    kept = hertz[(hertz >= RANGE[0] * low) & (hertz <= RANGE[1] * high)]
    return float(np.std(12 * np.log2(kept)))


def share_of_jumps(pitch: Frames, voiced: Mask) -> float:
    """Return the share of steps between voiced neighbours that no voice can make, 0 to 1."""
    both = voiced[1:] & voiced[:-1]
    steps = np.abs(12 * np.log2(pitch[1:][both] / pitch[:-1][both]))
    return float(np.mean(steps > JUMP_SEMITONES)) if len(steps) else 0.0


def level_spread(level: Frames) -> float:
    """Return the standard deviation of level in dB, the softest frames left out."""
    return float(np.std(level[level > np.percentile(level, 95) - QUIET_DB]))


def _inside(starts: npt.NDArray[np.int_], speech: Sequence[Span]) -> Mask:
    middles = (starts + FRAME / 2) / RATE
    inside = np.zeros(len(starts), np.bool_)
    for span in speech:
        first, last = np.searchsorted(middles, [span.start, span.end])
        inside[first:last] = True
    return inside


def _look(sound: Samples, starts: npt.NDArray[np.int_]) -> tuple[Frames, Mask, Frames, bool]:
    """Return pitch in Hz, voicing and level in dB of each frame, and whether the band is narrow."""
    window = np.hanning(FRAME)
    low, high = (
        slice(*(round(hz * FRAME / RATE) for hz in band)) for band in (SPEECH_HZ, SIBILANT_HZ)
    )
    pitch, voiced = np.zeros(len(starts)), np.zeros(len(starts), np.bool_)
    vowels, sibilants = np.zeros(len(starts)), np.zeros(len(starts))
    level = np.zeros(len(starts))
    for at in range(0, len(starts), 500):  # ten seconds at a time bound the memory
        some = slice(at, at + 500)
        frames = sound[starts[some, None] + np.arange(FRAME)] * window
        pitch[some], voiced[some] = track_pitch(frames)
        level[some] = np.mean(np.square(frames), axis=1)
        power = np.square(np.abs(np.fft.rfft(frames, axis=1)))
        vowels[some], sibilants[some] = power[:, low].sum(axis=1), power[:, high].sum(axis=1)
    narrow = bool(len(starts)) and (
        _decibels(np.percentile(sibilants, 95)) - _decibels(np.percentile(vowels, 95))
        < TELEPHONE_DB
    )
    return pitch, voiced, _decibels(level), bool(narrow)


def _decibels(power: npt.NDArray[np.float64] | np.float64) -> Frames:
    return 10 * np.log10(np.maximum(power, 10 ** (SILENCE_DB / 10)))


def _long_runs(voiced: Mask) -> Mask:
    """Return the voiced frames that stand in a row of at least ``MIN_RUN``."""
    kept = np.zeros_like(voiced)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], voiced, [False]]).astype(np.int8)))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        kept[start:end] = end - start >= MIN_RUN
    return kept


def _why_no_level(
    sound: Samples, speech: Sequence[Span], voice: Frames, clipped_fraction: float
) -> str:
    """Return why the level is not the voice's own; empty where it is."""
    if clipped_fraction > CLIPPED_SHARE:
        return CLIPPED
    starts = np.arange(0, max(0, len(sound) - FRAME), STEP)
    power = np.array([np.mean(np.square(sound[at : at + FRAME])) for at in starts])
    noise = _decibels(power.astype(np.float64))
    outside = noise[~_inside(starts, speech)]
    if len(outside) * STEP_S >= 1 and np.median(voice) - np.median(outside) < MIN_SNR_DB:
        return NOISY
    rises = []
    for one, then in pairwise(speech):
        if then.start - one.end >= MIN_PAUSE_S:
            first, last = (
                round(at / STEP_S)
                for at in (one.end + SETTLE_S, then.start - LEAD_S - FRAME / RATE)
            )
            middle = (first + last) // 2
            early, late = noise[first:middle], noise[middle:last]
            rises.append(float(np.percentile(late, 20) - np.percentile(early, 20)))
    if len(rises) >= N_PAUSES and np.median(rises) >= GAIN_RISE_DB:
        return AUTOMATIC
    return ""
