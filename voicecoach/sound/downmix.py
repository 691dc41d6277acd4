"""Several channels to one: their mean, or the louder one where they cancel each other."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

CANCELS = 0.4
"""RMS of the mean beside that of the louder channel.  A voice in one channel alone gives 0.5, two
equal channels 1.0, two without relation 0.7; only opposite phase gives less."""

DECIDE_S = 0.5
"""Seconds of sound that are looked at before channels count as cancelling."""

AUDIBLE = 1e-5
"""Mean square of a full-scale-1 signal below which a block says nothing: -50 dB."""


class Downmix:
    """Mixes blocks of a running microphone to one channel.

    Parameters
    ----------
    channels
        Of the blocks.
    rate
        Samples a second.
    """

    def __init__(self, channels: int, rate: int) -> None:
        self.louder: int | None = None
        """The channel that is kept alone; None while their mean is."""
        self._energy = np.zeros(channels)
        self._mean_energy = 0.0
        self._n_heard = 0
        self._n_decide = round(DECIDE_S * rate)

    def mix(self, block: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
        """Return a block of shape (n, channels) as one channel of shape (n,)."""
        wide = block.astype(np.float32)
        mean = wide.mean(axis=1)
        self._listen(wide / 32768, mean / 32768)
        if self.louder is not None:
            return np.ascontiguousarray(block[:, self.louder])
        mixed: npt.NDArray[np.int16] = mean.round().astype(np.int16)
        return mixed

    def _listen(self, wide: npt.NDArray[Any], mean: npt.NDArray[Any]) -> None:
        energy = np.square(wide).mean(axis=0)
        if energy.max() < AUDIBLE or self.louder is not None:
            return
        self._energy += energy * len(mean)
        self._mean_energy += float(np.square(mean).sum())
        self._n_heard += len(mean)
        if self._n_heard >= self._n_decide:
            self.louder = louder_channel(self._energy, self._mean_energy)
            # what is decided once holds; until then the newest half second counts
            self._energy, self._mean_energy, self._n_heard = self._energy * 0, 0.0, 0


def louder_channel(energy: npt.NDArray[Any], mean_energy: float) -> int | None:
    """Return the loudest channel where the mean of all would cancel it; None elsewhere.

    Parameters
    ----------
    energy
        Sum of squares of each channel, shape (channels,).
    mean_energy
        Sum of squares of their mean.
    """
    if len(energy) < 2 or energy.max() <= 0:
        return None
    cancelled = mean_energy < CANCELS**2 * energy.max()
    return int(np.argmax(energy)) if cancelled else None
