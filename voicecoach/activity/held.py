"""Held voiced sounds: perhaps a hesitation that no word covers (Goto, Itou and Hayamizu 1999).

While we hesitate the mouth stands still: pitch hardly moves and the spectrum stays what it
is.  In fluent speech both change all the time, and a sound that keeps still for 0.3 s is rare.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voicecoach.activity.speech import HOP, HOP_S, RATE, find_runs
from voicecoach.audio import Samples
from voicecoach.types import HeldSound, Span

SHORTEST_S = 0.30
"""Goto et al. 1999 trigger on filled pauses held for 300 ms; stressed vowels stay below 250."""

FRAME = 640
"""40 ms: three periods of the lowest voice."""

PITCH_HZ = (65.0, 400.0)
"""Adult voices, low men to high women."""

VOICED = 0.55
"""Normalised autocorrelation at the pitch period; noise stays below 0.3, voice above 0.6."""

STEP = 5
"""Frames over which change is measured: 50 ms, less than any diphthong."""

PITCH_DRIFT = 0.05
"""Relative change of pitch within 50 ms; speech melody moves by more, a held sound by less."""

SPECTRUM_DRIFT_DB = 4.0
"""RMS change of the band levels within 50 ms; measured on synthetic speech (methods-signal)."""

BANDS_HZ = (200, 350, 500, 650, 800, 1000, 1250, 1500, 1800, 2150, 2600, 3100, 3700)

LEAST_STILL = 0.7
"""Share of a held sound that keeps still; a wobble in its middle does not end it."""

QUIET_DB = 25.0
"""A sound this far below the loudest voice is its decay, not a hesitation."""

Frames = npt.NDArray[np.float64]


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
    measured = [(span, *_measure(sound, span)) for span in speech if span.duration >= SHORTEST_S]
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
            if end - start >= SHORTEST_S and still[first : last - STEP].mean() > LEAST_STILL:
                probability = min(0.95, 0.5 + (end - start - SHORTEST_S) * 1.5)
                found.append(HeldSound(round(start, 3), round(end, 3), round(probability, 3)))
    return tuple(found)


def _measure(sound: Samples, span: Span) -> tuple[npt.NDArray[np.bool_], Frames]:
    """Return for each 10 ms of a span whether the sound keeps still for 50 ms, and its level."""
    piece = sound[round(span.start * RATE) : round(span.end * RATE)]
    if len(piece) < FRAME + STEP * HOP:
        return np.zeros(0, np.bool_), np.zeros(0)
    frames = np.lib.stride_tricks.sliding_window_view(piece, FRAME)[::HOP] * np.hanning(FRAME)
    pitch, voiced = _track_pitch(frames)
    bands = _band_levels(frames)
    level = 10 * np.log10(np.mean(np.square(frames), axis=1) + 1e-12)
    shape = bands - bands.mean(axis=1, keepdims=True)
    drift = np.sqrt(np.mean(np.square(shape[STEP:] - shape[:-STEP]), axis=1))
    turn = np.abs(np.log(pitch[STEP:] / pitch[:-STEP]))
    both = voiced[STEP:] & voiced[:-STEP]
    return both & (drift < SPECTRUM_DRIFT_DB) & (turn < PITCH_DRIFT), level[:-STEP]


def _track_pitch(frames: Frames) -> tuple[Frames, npt.NDArray[np.bool_]]:
    """Return pitch in Hz and whether the frame is voiced, by autocorrelation (Boersma 1993).

    The frame's autocorrelation is divided by the window's, so that the peak at one period of
    a perfectly periodic sound is 1 at any pitch.
    """
    size = 2 * FRAME
    power = np.square(np.abs(np.fft.rfft(frames, size, axis=1)))
    correlation = np.fft.irfft(power, size, axis=1)[:, :FRAME]
    window = np.fft.irfft(np.square(np.abs(np.fft.rfft(np.hanning(FRAME), size))), size)[:FRAME]
    shortest, longest = round(RATE / PITCH_HZ[1]), round(RATE / PITCH_HZ[0])
    normal = correlation / np.maximum(correlation[:, :1], 1e-12) / (window / window[0] + 1e-3)
    lags = normal[:, shortest:longest]
    # the first peak nearly as high as the highest: half the pitch fits as well as the pitch
    best = lags.max(axis=1, keepdims=True)
    first = np.argmax(lags >= 0.9 * best, axis=1)
    local = np.minimum(first[:, None] + np.arange(12), lags.shape[1] - 1)
    peak = first + np.argmax(np.take_along_axis(lags, local, axis=1), axis=1)
    height = np.take_along_axis(lags, np.minimum(peak, lags.shape[1] - 1)[:, None], axis=1)[:, 0]
    return RATE / (shortest + peak).astype(np.float64), height > VOICED


def _band_levels(frames: Frames) -> Frames:
    """Return the level in dB of each band, shape (n_frames, n_bands)."""
    power = np.square(np.abs(np.fft.rfft(frames, axis=1)))
    edges = [round(hz * FRAME / RATE) for hz in BANDS_HZ]
    sums = np.add.reduceat(power[:, : edges[-1]], edges[:-1], axis=1)
    return 10 * np.log10(sums + 1e-9)
