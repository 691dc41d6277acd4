"""Measures how loud a microphone is, detects a voice, and finds faults of the microphone."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecoach.sound.sample_clock import Block

FLOOR_DB = -90.0
"""Lowest level shown; the last bit of 16-bit sound lies at -90.3 dBFS."""

FULL_SCALE = 32768.0
"""One past the largest sample of 16 bits."""

PEAK_BLOCKS = 50
"""Blocks over which the peak is taken: the last second of 20 ms blocks, as meters show it."""

HISTORY_BLOCKS = 1500
"""30 s of 20 ms blocks: long enough to hold a breath, short enough to follow a fan."""

FLOOR_PERCENTILE = 10.0
"""Even in speech without pauses a tenth of the blocks are consonant closures and breaths."""

FLOOR_EVERY_BLOCKS = 10
"""The noise floor is measured every 0.2 s: it changes slowly, and sorting takes time."""

VOICE_OVER_FLOOR_DB = 10.0
VOICE_MIN_DB = -60.0
"""Voice is 10 dB over the noise floor, and above -60 dBFS, where a quiet laptop's hiss ends.
Own rule, not measured on people: it decides only the automatic stop, which is off by default."""

VOICE_BLOCKS = 3
"""60 ms in a row: a key or a mouse clicks for less, the shortest syllable is longer."""


class LevelMeter:
    """Level of the last block, peak of the last second, and whether a voice is speaking."""

    def __init__(self) -> None:
        self._levels: deque[float] = deque(maxlen=HISTORY_BLOCKS)
        self._peaks: deque[float] = deque(maxlen=PEAK_BLOCKS)
        self._floor_db = FLOOR_DB
        self._n_blocks = 0
        self._n_loud = 0
        self.level_db = FLOOR_DB
        """RMS of the last block in dB of full scale, -90 to 0."""

    @property
    def peak_db(self) -> float:
        """Loudest sample of the last second in dB of full scale, -90 to 0."""
        return max(self._peaks, default=FLOOR_DB)

    def add_block(self, block: Block) -> bool:
        """Measure a block of 20 ms and return whether it contains a voice."""
        samples = block.astype(np.float64) / FULL_SCALE
        self.level_db = decibel(float(np.sqrt(np.mean(np.square(samples)))) if len(block) else 0.0)
        self._peaks.append(decibel(float(np.max(np.abs(samples), initial=0.0))))
        self._levels.append(self.level_db)
        if self._n_blocks % FLOOR_EVERY_BLOCKS == 0:
            self._floor_db = float(np.percentile(self._levels, FLOOR_PERCENTILE))
        self._n_blocks += 1
        loud = self.level_db > max(VOICE_MIN_DB, self._floor_db + VOICE_OVER_FLOOR_DB)
        self._n_loud = self._n_loud + 1 if loud else 0
        return self._n_loud >= VOICE_BLOCKS


def decibel(amplitude: float) -> float:
    """Return an amplitude (1 is full scale) in dB, never below ``FLOOR_DB``."""
    return max(FLOOR_DB, 20 * float(np.log10(amplitude))) if amplitude > 0 else FLOOR_DB


CLIP_LEVEL = 0.999
"""Full scale is 32767/32768 = 0.99997; some converters clip a little below it."""

CLIPPED_SHARE = 0.001
"""A thousandth of the samples at full scale is 96 in two seconds, which crackles audibly."""

QUIET_ROOM_DB = -75.0
"""Even a quiet room is louder: below this the gain is too low (16-bit converters hiss at -85)."""

MAINS_HZ = (50, 60)
OVERTONES = 4
HUM_WIDTH_HZ = 3.0
HUM_SHARE = 0.8
"""More than this share of the power within 3 Hz of 50 or 60 Hz and three overtones is hum."""

HUM_MIN_DB = -50.0
"""Quieter hum lies 30 dB under speech and does no harm."""


@dataclass(frozen=True, slots=True)
class MicrophoneCheck:
    """Result of the microphone check.

    ``code`` is ``ok``, ``silent``, ``too-quiet``, ``clipping`` or ``hum``; ``remedy`` is empty
    for ``ok``; ``level_db`` is the RMS in dB of full scale.
    """

    code: str
    message: str
    remedy: str
    level_db: float


def judge_microphone(samples: npt.NDArray[np.floating[Any]], rate: int) -> MicrophoneCheck:
    """Check the sound of a microphone for silence, clipping, hum and a low level.

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
            "Unmute it, allow it in the system's privacy settings, or choose another one "
            "(`--device` in a terminal).",
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
    mains = _find_hum(sound, rate) if level > HUM_MIN_DB else None
    if mains is not None:
        return MicrophoneCheck(
            "hum",
            f"The microphone hums at {mains} Hz, the frequency of the mains.",
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
    return MicrophoneCheck("ok", "The microphone works.", "", level)


def _find_hum(sound: npt.NDArray[np.float64], rate: int) -> int | None:
    """Return the mains frequency (Hz) if its hum makes up most of the sound, else None."""
    spectrum = np.square(np.abs(np.fft.rfft(sound * np.hanning(len(sound)))))
    hz = np.fft.rfftfreq(len(sound), 1 / rate)
    for mains in MAINS_HZ:
        tones = [mains * n for n in range(1, OVERTONES + 1)]
        near = np.any([np.abs(hz - tone) < HUM_WIDTH_HZ for tone in tones], axis=0)
        if float(spectrum[near].sum()) > HUM_SHARE * float(spectrum.sum()):
            return mains
    return None
