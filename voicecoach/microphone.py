"""What two seconds of a microphone say about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecoach.meter import FLOOR_DB

CLIP_LEVEL = 0.999
"""A converter at its end stop delivers 32767/32768 = 0.99997; some stop a little earlier."""

CLIPPED_SHARE = 0.001
"""A thousandth of the samples at the end stop is 96 in two seconds: heard as crackling."""

QUIET_ROOM_DB = -75.0
"""Below this even a quiet room is not: the gain is down (16-bit converters hiss at -85)."""

MAINS_HZ = (50, 60)
OVERTONES = 4
HUM_WIDTH_HZ = 3.0
HUM_SHARE = 0.8
"""More than this share of the power within 3 Hz of 50 or 60 Hz and three overtones is hum."""

HUM_LEAST_DB = -50.0
"""Quieter hum lies 30 dB under speech and does no harm."""


@dataclass(frozen=True, slots=True)
class MicrophoneCheck:
    """What a microphone sounds like.

    ``code`` is ``ok``, ``silent``, ``too-quiet``, ``clipping`` or ``hum``; ``remedy`` is empty
    for ``ok``; ``level_db`` is the RMS in dB of full scale.
    """

    code: str
    message: str
    remedy: str
    level_db: float


def judge_microphone(samples: npt.NDArray[np.floating[Any]], rate: int) -> MicrophoneCheck:
    """Judge what a microphone delivered.

    Parameters
    ----------
    samples
        Mono, shape (n,), full scale is 1.
    rate
        Samples a second.
    """
    steady = float(np.mean(samples, dtype=np.float64)) if len(samples) else 0.0
    sound = samples.astype(np.float64) - steady
    power = float(np.mean(np.square(sound))) if len(sound) else 0.0
    if not np.any(samples) or power == 0.0:
        return MicrophoneCheck(
            "silent",
            "The microphone delivers only digital silence.",
            "Allow this terminal to use the microphone in the privacy settings, unmute it, or "
            "choose another with --device.",
            FLOOR_DB,
        )
    level = max(FLOOR_DB, 10 * float(np.log10(power)))
    if float(np.mean(np.abs(samples) >= CLIP_LEVEL)) > CLIPPED_SHARE:
        return MicrophoneCheck(
            "clipping",
            "The microphone is too loud: the sound is cut off at its peaks.",
            "Turn its level down in the sound settings, or move away from it.",
            level,
        )
    mains = _find_hum(sound, rate) if level > HUM_LEAST_DB else None
    if mains is not None:
        return MicrophoneCheck(
            "hum",
            f"The microphone hums at {mains} Hz: that is the mains, not you.",
            "Try another cable or socket, or unplug the charger.",
            level,
        )
    if level < QUIET_ROOM_DB:
        return MicrophoneCheck(
            "too-quiet",
            f"The microphone is very quiet ({level:.0f} dB).",
            "Turn its level up in the sound settings, or move nearer.",
            level,
        )
    return MicrophoneCheck("ok", "The microphone hears the room.", "", level)


def _find_hum(sound: npt.NDArray[np.float64], rate: int) -> int | None:
    """Return the mains frequency that drowns everything else, if one does."""
    spectrum = np.square(np.abs(np.fft.rfft(sound * np.hanning(len(sound)))))
    hz = np.fft.rfftfreq(len(sound), 1 / rate)
    for mains in MAINS_HZ:
        tones = [mains * n for n in range(1, OVERTONES + 1)]
        near = np.any([np.abs(hz - tone) < HUM_WIDTH_HZ for tone in tones], axis=0)
        if float(spectrum[near].sum()) > HUM_SHARE * float(spectrum.sum()):
            return mains
    return None
