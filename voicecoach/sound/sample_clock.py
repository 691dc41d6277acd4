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

    def forget(self) -> None:
        """Forget how late the earlier blocks were: sound is missing since."""
        self._offsets = deque([self._offsets[-1]], maxlen=ANCHORS)

    def sample_at(self, moment: float) -> int:
        """Return the number of the sample taken at ``moment``; negative before the stream began.

        Raises
        ------
        ValueError
            If no block was recorded yet.
        """
        return round((moment - min(self._offsets)) * self._rate)


MIN_GAP_S = 0.25
"""Less was never missing where it was measured: late blocks come in the end."""

SETTLED_S = 0.4
"""So long blocks must come steadily before they are the measure of what is missing: a machine
that was busy delivers what it has kept all at once, and nothing of that is lost."""


STEADY_BLOCKS = 500
"""Blocks that are the measure of lateness: 10 s, in which a cheap clock drifts by 5 ms."""


class GapFinder:
    """Finds out when and for how long a running stream delivered no sound.

    A stream that loses nothing has delivered, by the least late of its blocks, as many samples
    as time has passed.  After a sleep, a suspended process or a reopened device it is behind
    for good, and by that much.

    Parameters
    ----------
    rate
        Samples a second.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._n_samples = 0
        self._steady: deque[float] = deque(maxlen=STEADY_BLOCKS)
        self._recent: deque[tuple[float, float, int]] = deque()

    def note(self, arrived: float, n_samples: int, n_kept: int) -> tuple[int, float] | None:
        """Note a block; return (kept samples before a gap, its seconds) once one is certain.

        Parameters
        ----------
        arrived
            When the block was complete, in monotonic seconds.
        n_samples
            Samples in the block.
        n_kept
            Samples kept of the blocks before.
        """
        self._n_samples += n_samples
        lateness = arrived - self._n_samples / self._rate
        base = min(self._steady, default=lateness)
        if lateness < base + MIN_GAP_S:
            self._steady.append(lateness)
            self._recent.clear()
            return None
        self._recent.append((arrived, lateness, n_kept))
        if arrived - self._recent[0][0] < SETTLED_S:
            return None
        missing = min(late for _, late, _ in self._recent) - base
        kept_before = self._recent[0][2]
        self._steady.clear()
        self._steady.append(base + missing)
        self._recent.clear()
        return kept_before, missing


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
