"""Decides which samples of a running microphone are kept, counted in samples.

Sound arrives late by a varying time (up to 180 ms on a busy machine, measured), never early.  So a
moment is converted into a sample number by the least late of the last blocks, and keeping starts
and stops at exact samples, also inside a block.
"""

from __future__ import annotations

from collections import deque

import numpy as np
import numpy.typing as npt

Block = npt.NDArray[np.int16]

ANCHORS = 150
"""Blocks that set the clock: 3 s of 20 ms, in which a cheap clock drifts little (0.05 %)."""


class SampleClock:
    """Converts ``time.monotonic()`` seconds into sample numbers since the stream began.

    Parameters
    ----------
    rate
        Samples a second.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._n_samples = 0
        self._offsets: deque[float] = deque(maxlen=ANCHORS)

    @property
    def n_samples(self) -> int:
        """Samples delivered so far."""
        return self._n_samples

    def note(self, arrived: float, n_samples: int) -> None:
        """Record that ``n_samples`` more were complete at ``arrived`` (monotonic seconds)."""
        self._n_samples += n_samples
        self._offsets.append(arrived - self._n_samples / self._rate)

    def sample_at(self, moment: float) -> int:
        """Return the number of the sample taken at ``moment``; negative before the stream began.

        Raises
        ------
        ValueError
            If no block was recorded yet.
        """
        return round((moment - min(self._offsets)) * self._rate)


class SampleGate:
    """Passes on the samples between a switch on and the next switch off.

    Parameters
    ----------
    position
        Number of the first sample to come.
    """

    def __init__(self, position: int) -> None:
        self._position = position
        self._keeping = False
        self._switches: deque[tuple[int, bool]] = deque()

    @property
    def position(self) -> int:
        """Number of the next sample."""
        return self._position

    def switch(self, sample: int, *, keep: bool) -> int:
        """Keep or drop from ``sample`` on and return the sample where that will happen.

        Samples already passed cannot be changed: a sample before the present position, or before
        an earlier switch, is moved to that position.
        """
        earliest = self._switches[-1][0] if self._switches else self._position
        sample = max(sample, earliest)
        self._switches.append((sample, keep))
        return sample

    def select(self, block: Block) -> Block:
        """Return the part of the next block that is kept."""
        end = self._position + len(block)
        kept: list[Block] = []
        start = self._position
        while self._switches and self._switches[0][0] < end:
            at, keep = self._switches.popleft()
            if self._keeping:
                kept.append(block[start - self._position : at - self._position])
            self._keeping = keep
            start = at
        if self._keeping:
            kept.append(block[start - self._position :])
        self._position = end
        return np.concatenate(kept) if kept else block[:0]
