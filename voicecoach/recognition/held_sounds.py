"""Held voiced sounds: perhaps a hesitation that no word covers (Goto, Itou and Hayamizu 1999).

While we hesitate the mouth stands still, and the spectrum stays what it is.  In fluent speech it
changes all the time, and a sound that keeps still for 0.3 s is rare.  Pitch, which Goto's rule
asks for, cannot be the test: half of people's hesitations are creaky and have none to track.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voicecoach.analysis.acoustic_fillers import MIN_HELD_S
from voicecoach.recognition.pitch import FRAME, HOP, HOP_S, RATE, Frames, cut_frames
from voicecoach.recognition.voice_activity import find_runs
from voicecoach.sound.files import Samples
from voicecoach.types import HeldSound, Span

STEP = 5
"""Frames over which change is measured: 50 ms, less than any diphthong."""

SPECTRUM_DRIFT_DB = 3.5
"""RMS change of the band levels within 50 ms, on people's speech (docs/lab/recognition.md)."""

LOW_HZ, HIGH_HZ = (80.0, 1000.0), (2000.0, 7000.0)
MIN_DARKNESS_DB = 0.0
"""A hesitation has no less level below than above: creaky voice has no pitch to track, but
its colour is that of a vowel, and that of s or f is not."""

BANDS_HZ = (200, 350, 500, 650, 800, 1000, 1250, 1500, 1800, 2150, 2600, 3100, 3700)
"""Edges of the bands whose levels make the shape of the spectrum: about critical bands."""

MIN_STILL = 0.85
"""Share of a held sound that keeps still; a wobble in its middle does not end it."""

QUIET_DB = 25.0
"""A sound this far below the loudest voice is its decay, not a hesitation."""


def find_held_sounds(sound: Samples, speech: tuple[Span, ...]) -> tuple[HeldSound, ...]:
    """Return the stretches of at least 0.30 s in which a voiced sound is held.

    Parameters
    ----------
    sound
        Mono float32 of 16 kHz.
    speech
        Where there is voice; nothing is looked for elsewhere.

    Returns
    -------
    tuple of HeldSound
        Ordered and disjoint; ``probability`` grows from 0.5 to 0.95 with the length.
    """
    measured = [(span, *_measure(sound, span)) for span in speech if span.duration >= MIN_HELD_S]
    measured = [entry for entry in measured if len(entry[1])]
    if not measured:
        return ()
    loudest = max(float(np.percentile(level, 95)) for _, _, level in measured)
    found: list[HeldSound] = []
    for span, steady, level in measured:
        still = steady & (level > loudest - QUIET_DB)
        # a run of comparisons covers the frames it compares; runs that touch are one sound
        covered = np.convolve(still, np.ones(STEP + 1), "full") > 0
        for first, last in find_runs(covered):
            start = span.start + first * HOP_S
            end = min(span.end, span.start + last * HOP_S)
            if end - start >= MIN_HELD_S and still[first : last - STEP].mean() > MIN_STILL:
                probability = min(0.95, 0.5 + (end - start - MIN_HELD_S) * 1.5)
                found.append(HeldSound(round(start, 3), round(end, 3), round(probability, 3)))
    return tuple(found)


def _measure(sound: Samples, span: Span) -> tuple[npt.NDArray[np.bool_], Frames]:
    """Return for each 10 ms of a span whether a vowel keeps still for 50 ms, and its level."""
    piece = sound[round(span.start * RATE) : round(span.end * RATE)]
    if len(piece) < FRAME + STEP * HOP:
        return np.zeros(0, np.bool_), np.zeros(0)
    frames = cut_frames(piece)
    power = np.square(np.abs(np.fft.rfft(frames, axis=1)))
    bands = _band_levels(power)
    level = 10 * np.log10(np.mean(np.square(frames), axis=1) + 1e-12)
    shape = bands - bands.mean(axis=1, keepdims=True)
    drift = np.sqrt(np.mean(np.square(shape[STEP:] - shape[:-STEP]), axis=1))
    dark = _sum_band(power, LOW_HZ) - _sum_band(power, HIGH_HZ) > MIN_DARKNESS_DB
    return dark[STEP:] & dark[:-STEP] & (drift < SPECTRUM_DRIFT_DB), level[:-STEP]


def _sum_band(power: Frames, band_hz: tuple[float, float]) -> Frames:
    """Return the level in dB of one band, shape (n_frames,)."""
    low, high = (round(hz * FRAME / RATE) for hz in band_hz)
    return np.asarray(10 * np.log10(power[:, low:high].sum(axis=1) + 1e-9))


def _band_levels(power: Frames) -> Frames:
    """Return the level in dB of each band, shape (n_frames, n_bands)."""
    edges = [round(hz * FRAME / RATE) for hz in BANDS_HZ]
    sums = np.add.reduceat(power[:, : edges[-1]], edges[:-1], axis=1)
    return 10 * np.log10(sums + 1e-9)
