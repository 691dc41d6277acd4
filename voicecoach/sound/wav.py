"""Writes WAV files that stay readable after a crash, and repairs the headers of others."""

from __future__ import annotations

import errno
import os
import struct
import time
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO

from voicecoach.audio_format import WavLayout, find_wav_layout
from voicecoach.errors import AudioError
from voicecoach.json_files import PRIVATE_FILE

HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
RIFF_SIZE_AT = 4
DATA_SIZE_AT = 40
BYTES_PER_SAMPLE = 2
LARGEST = 0xFFFFFFFF
"""Largest size in a WAV header, 32 bits: 12.4 hours of 48 kHz mono."""

SYNC_EVERY_S = 5.0
"""Seconds of sound that a power cut may cost; a killed process loses nothing."""


class WavFile:
    """A new 16-bit mono WAV file whose header is updated after every block.

    Parameters
    ----------
    path
        The new file, which must not exist; only its owner may read it.
    rate
        Samples a second.

    Raises
    ------
    OSError
        If it exists, or its folder is missing, read-only or full.
    """

    def __init__(self, path: Path, rate: int) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, flags, PRIVATE_FILE)
        # unbuffered: the rest of a failed write must not be written again at close
        self._file = os.fdopen(descriptor, "r+b", buffering=0)
        self._n_bytes = 0
        self._synced = time.monotonic()
        try:
            _write_all(self._file, _header(rate))
        except OSError:
            self._file.close()
            path.unlink()
            raise

    def write(self, data: bytes) -> None:
        """Append whole samples.

        Raises
        ------
        OSError
            If the disk is full or gone; what was written before stays readable.
        """
        end = HEADER.size + self._n_bytes
        try:
            self._file.seek(end)
            _write_all(self._file, data)
        except OSError:
            self._file.truncate(end)
            raise
        self._n_bytes += len(data)
        _write_sizes(self._file, DATA_SIZE_AT, self._n_bytes)
        if time.monotonic() - self._synced > SYNC_EVERY_S:
            os.fsync(self._file.fileno())
            self._synced = time.monotonic()

    def close(self) -> None:
        """Close the file.

        Raises
        ------
        OSError
            If the disk is gone.
        """
        self._file.close()


def read_rate(file: RawIOBase) -> int:
    """Return the sample rate in Hz of a ``WavFile``, and leave ``file`` at its first sample.

    Raises
    ------
    AudioError
        If the file does not begin as a ``WavFile`` does.
    """
    data = file.read(HEADER.size) or b""
    if len(data) < HEADER.size or not data.startswith(b"RIFF"):
        raise AudioError("The recording has no header.", "Record the answer again.")
    return int(HEADER.unpack(data)[7])


def repair_wav(path: Path) -> float:
    """Correct the sizes in the header of an unfinished WAV; return the seconds of its sound.

    It repairs files whose writer was killed or whose disk was full, also those of other programs.
    No sample is added or removed, except an incomplete one at the end.  A second repair changes
    nothing.

    Raises
    ------
    AudioError
        If it is not a WAV file, or cannot be read or written.
    """
    try:
        with path.open("r+b") as file:
            return _repair(file, path)
    except OSError as error:
        raise AudioError(
            f"{path} cannot be repaired: {error.strerror}.",
            "Check that the file is there and may be written.",
            code="cannot-repair",
        ) from error


def read_layout(path: Path) -> WavLayout:
    """Return how a WAV file is laid out, as its header says.

    Raises
    ------
    AudioError
        If it is no WAV.
    OSError
        If it cannot be read.
    """
    with path.open("rb") as file:
        return _find_layout(file, file.seek(0, os.SEEK_END), path)


def _repair(file: BinaryIO, path: Path) -> float:
    size = file.seek(0, os.SEEK_END)
    layout = _find_layout(file, size, path)
    start, declared, block = layout.start, layout.n_bytes, layout.frame_bytes
    bytes_per_second = layout.bytes_per_second
    end = start + declared + declared % 2
    if end <= size and declared and _only_chunks(file, end, size):
        _write_sizes(file, start - 4, declared, riff=size - 8)
        return declared / bytes_per_second
    n_bytes = min(size - start, LARGEST - start) // block * block
    file.truncate(start + n_bytes)
    _write_sizes(file, start - 4, n_bytes)
    return n_bytes / bytes_per_second


def _find_layout(file: BinaryIO, size: int, path: Path) -> WavLayout:
    found = find_wav_layout(file, size)
    if found is None:
        raise AudioError(
            f"{path} is not a WAV file.", "Name a recording that ends in .wav.", code="no-wav"
        )
    return found


def _only_chunks(file: BinaryIO, at: int, size: int) -> bool:
    """Return whether only complete further chunks (titles, dates) follow the sound."""
    while at + 8 <= size:
        file.seek(at)
        name, length = struct.unpack("<4sI", file.read(8))
        if not name.isascii() or not name.decode("ascii").isprintable():
            return False
        at += 8 + length + length % 2
    return at == size


def _header(rate: int) -> bytes:
    riff = HEADER.size - 8
    bytes_per_second = rate * BYTES_PER_SAMPLE
    layout = (1, 1, rate, bytes_per_second, BYTES_PER_SAMPLE, 8 * BYTES_PER_SAMPLE)
    return HEADER.pack(b"RIFF", riff, b"WAVE", b"fmt ", 16, *layout, b"data", 0)


def _write_all(file: RawIOBase, data: bytes) -> None:
    """Write every byte: an unbuffered file may accept only a part at a time."""
    rest = memoryview(data)
    while rest:
        n_written = file.write(rest)
        if not n_written:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        rest = rest[n_written:]


def _write_sizes(
    file: BinaryIO | RawIOBase, data_size_at: int, n_bytes: int, *, riff: int | None = None
) -> None:
    """Write both sizes; ``data_size_at`` is the offset of the sound's size."""
    file.seek(data_size_at)
    file.write(struct.pack("<I", n_bytes))
    file.seek(RIFF_SIZE_AT)
    file.write(struct.pack("<I", data_size_at + 4 + n_bytes - 8 if riff is None else riff))
