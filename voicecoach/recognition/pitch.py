"""The pitch of a voice, frame by frame, and which frames are periodic at all."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voicecoach.sound.files import Samples

RATE = 16_000
"""Hz; what recognition works at, since the models and the voice-activity network do."""

HOP_S = 0.01
"""Seconds from frame to frame: pauses are known to this."""
HOP = round(RATE * HOP_S)

FRAME = 640
"""40 ms: three periods of the lowest voice."""

PITCH_HZ = (65.0, 400.0)
"""Adult voices, low men to high women."""

VOICED = 0.55
"""Normalised autocorrelation at the pitch period; noise stays below 0.3, voice above 0.6."""

PRE_EMPHASIS = 0.7
"""Lifts high against low before periods are looked for: without it a third of pink noise seems
periodic, with 0.9 half the voice at 10 dB seems not (docs/methods-signal.md)."""

Frames = npt.NDArray[np.float64]


def cut_frames(sound: Samples) -> Frames:
    """Return windowed frames of 40 ms, one each 10 ms, shape (n_frames, 640)."""
    if len(sound) < FRAME:
        return np.zeros((0, FRAME))
    return np.lib.stride_tricks.sliding_window_view(sound, FRAME)[::HOP] * np.hanning(FRAME)


def track_pitch(frames: Frames) -> tuple[Frames, npt.NDArray[np.bool_]]:
    """Return the pitch of each frame in Hz and whether it is voiced, each of shape (n_frames,).

    The frame's autocorrelation is divided by the window's, so that the peak at one period of
    a perfectly periodic sound is 1 at any pitch.
    """
    if not len(frames):
        return np.zeros(0), np.zeros(0, np.bool_)
    size = 2 * FRAME
    turn = np.exp(-2j * np.pi * np.arange(FRAME + 1) / size)
    emphasis = np.square(np.abs(1 - PRE_EMPHASIS * turn))
    power = np.square(np.abs(np.fft.rfft(frames, size, axis=1))) * emphasis
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


def find_periodic(sound: Samples, wanted: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return which of the wanted 10 ms frames are periodic, shape of ``wanted``.

    The frame of 40 ms is centred on the 20 ms that the level of the same index is measured
    over.  Only wanted frames are looked at: silence costs nothing.
    """
    periodic = np.zeros(len(wanted), np.bool_)
    indices = np.flatnonzero(wanted)
    padded = np.pad(sound, (HOP, FRAME))
    window = np.hanning(FRAME)
    for start in range(0, len(indices), 500):  # five seconds at a time bound the memory
        some = indices[start : start + 500]
        frames = padded[some[:, None] * HOP + np.arange(FRAME)] * window
        periodic[some] = track_pitch(frames)[1]
    return periodic
