"""The sound of a WAV file that somebody else is still writing; what is not needed is forgotten."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from voicecoach.recognition.chunking import FULL_SCALE, Chunk
from voicecoach.sound.files import Samples
from voicecoach.sound.wav import BYTES_PER_SAMPLE, HEADER, read_rate

BLOCK_S = 5.0
"""Read at once at most: keeps memory flat when much is waiting."""


class GrowingWav:
    """A mono WAV of 16 bits, read from its beginning on.

    Parameters
    ----------
    path
        As ``voicecoach.sound.wav`` writes it.

    Raises
    ------
    OSError
        If it cannot be opened.
    AudioError
        If it is no such file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        # unbuffered: a buffer would remember where the file once ended
        self._file = path.open("rb", buffering=0)
        self.rate = read_rate(self._file)
        """Samples a second."""
        self._kept = np.zeros(0, np.float32)
        self._kept_from = 0
        self._n_read = 0

    @property
    def read_s(self) -> float:
        """Seconds of the recording that were read."""
        return self._n_read / self.rate

    @property
    def written_s(self) -> float:
        """Seconds of the recording that there are, whether read yet or not."""
        try:
            n_bytes = self._path.stat().st_size - HEADER.size
        except OSError:  # re-encoded meanwhile, or discarded
            return self.read_s
        return max(0, n_bytes) / BYTES_PER_SAMPLE / self.rate

    @property
    def kept_s(self) -> float:
        """Seconds of the recording that are held in memory."""
        return len(self._kept) / self.rate

    def read(self) -> Samples:
        """Return the next samples in [-1, 1], 5 s of them at most; none where no more came."""
        data = self._file.read(BYTES_PER_SAMPLE * round(BLOCK_S * self.rate))
        if len(data) % BYTES_PER_SAMPLE:  # the writer is in the middle of a sample
            self._file.seek(-1, 1)
            data = data[:-1]
        whole: npt.NDArray[np.int16] = np.frombuffer(data, np.int16)
        block = (whole / np.float32(FULL_SCALE)).astype(np.float32)
        self._n_read += len(block)
        if len(block):
            self._kept = np.concatenate([self._kept, block])
        return block

    def sound_of(self, piece: Chunk) -> Samples:
        """Return the samples of a piece that was read and is not forgotten."""
        return self._kept[piece.first - self._kept_from : piece.end - self._kept_from]

    def forget_before(self, sample: int) -> None:
        """Forget what lies before a sample of the recording."""
        drop = sample - self._kept_from
        if drop > 0:
            self._kept = self._kept[drop:].copy()
            self._kept_from += drop

    def close(self) -> None:
        """Close the file; what is kept stays."""
        self._file.close()
