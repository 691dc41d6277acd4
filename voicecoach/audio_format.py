"""What is known about audio files without decoding them: their suffixes, the header of a WAV."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

AUDIO_SUFFIXES = frozenset(
    {".wav", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".webm", ".mp4"}
    | {".mov", ".mkv", ".wma", ".aif", ".aiff", ".amr", ".3gp", ".caf"}
)
"""What counts as a recording inside a folder; a file named on its own may be called anything."""

HEAD_BYTES = 12
"""``RIFF``, a size, ``WAVE``."""

MIN_FORMAT_BYTES, MAX_FORMAT_BYTES = 16, 40
"""Of a ``fmt`` chunk: the plain form, and the extensible one."""

PCM, EXTENSIBLE = 1, 0xFFFE
"""Format tags: whole numbers; "look further on"."""


@dataclass(frozen=True, slots=True)
class WavLayout:
    """Where in a WAV file its samples lie and what they are.

    ``start`` and ``n_bytes`` in bytes, the latter as the header declares it, right or not;
    ``frame_bytes`` is one sample of every channel; ``is_pcm`` is whether the samples are whole
    numbers of ``bits`` bits.
    """

    start: int
    n_bytes: int
    frame_bytes: int
    rate: int
    channels: int
    bits: int
    is_pcm: bool

    @property
    def bytes_per_second(self) -> int:
        """Bytes of a second of sound."""
        return self.frame_bytes * self.rate


def find_wav_layout(file: BinaryIO, size: int, *, rf64: bool = False) -> WavLayout | None:
    """Return the layout of a WAV of ``size`` bytes; None where it is no WAV.

    Parameters
    ----------
    rf64
        Whether RF64, the form for more than 4 GB, counts as well.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    kinds = (b"RIFF", b"RF64") if rf64 else (b"RIFF",)
    if len(head) < HEAD_BYTES or head[:4] not in kinds or head[8:] != b"WAVE":
        return None
    found: tuple[int, int, int, int, int] | None = None
    at = HEAD_BYTES
    while at + 8 <= size:
        file.seek(at)
        name, length = struct.unpack("<4sI", file.read(8))
        if name == b"data":
            if found is None:
                return None
            tag, channels, rate, frame_bytes, bits = found
            return WavLayout(at + 8, length, frame_bytes, rate, channels, bits, tag == PCM)
        if name == b"fmt " and length >= MIN_FORMAT_BYTES:
            form = file.read(min(length, MAX_FORMAT_BYTES))
            if len(form) < MIN_FORMAT_BYTES:
                return None
            tag, channels, rate, _, frame_bytes, bits = struct.unpack("<HHIIHH", form[:16])
            if tag == EXTENSIBLE and len(form) >= 26:
                (tag,) = struct.unpack("<H", form[24:26])
            found = (tag, channels, rate, frame_bytes, bits) if frame_bytes and rate else None
        at += 8 + length + length % 2
    return None
