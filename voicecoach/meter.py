"""How loud the microphone is, and whether that sounds like a voice."""

from __future__ import annotations

from collections import deque

import numpy as np

from voicecoach.gate import Block

FLOOR_DB = -90.0
"""Below the last bit of 16-bit sound (-90.3 dBFS) there is no level to tell."""

FULL_SCALE = 32768.0
"""One past the largest sample of 16 bits."""

PEAK_BLOCKS = 50
"""The peak is that of the last second of 20 ms blocks, as meters show it."""

HISTORY_BLOCKS = 1500
"""30 s of 20 ms blocks: long enough to hold a breath, short enough to follow a fan."""

FLOOR_PERCENTILE = 10.0
"""Even in speech without pauses a tenth of the blocks lies in closures and breaths."""

FLOOR_EVERY_BLOCKS = 10
"""The floor is measured anew every 0.2 s: it changes slowly, and sorting costs time."""

VOICE_OVER_FLOOR_DB = 10.0
VOICE_LEAST_DB = -60.0
"""Voice is 10 dB over the noise floor, and above -60 dBFS, where a quiet laptop's hiss ends.
Own rule, not measured on people: it decides only the automatic stop, which is off by default."""

VOICE_BLOCKS = 3
"""60 ms in a row: a key or a mouse clicks for less, the shortest syllable is longer."""


class Meter:
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

    def hear(self, block: Block) -> bool:
        """Measure a block of 20 ms and tell whether a voice is speaking in it."""
        samples = block.astype(np.float64) / FULL_SCALE
        self.level_db = decibel(float(np.sqrt(np.mean(np.square(samples)))) if len(block) else 0.0)
        self._peaks.append(decibel(float(np.max(np.abs(samples), initial=0.0))))
        self._levels.append(self.level_db)
        if self._n_blocks % FLOOR_EVERY_BLOCKS == 0:
            self._floor_db = float(np.percentile(self._levels, FLOOR_PERCENTILE))
        self._n_blocks += 1
        loud = self.level_db > max(VOICE_LEAST_DB, self._floor_db + VOICE_OVER_FLOOR_DB)
        self._n_loud = self._n_loud + 1 if loud else 0
        return self._n_loud >= VOICE_BLOCKS


def decibel(amplitude: float) -> float:
    """Return an amplitude (1 is full scale) in dB, never below ``FLOOR_DB``."""
    return max(FLOOR_DB, 20 * float(np.log10(amplitude))) if amplitude > 0 else FLOOR_DB
