"""Encodes a finished take's WAV as FLAC and verifies every sample.

The length is that of the WAV file and not that in its header, which is too short if the writer was
killed between writing sound and header.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voicecoach.audio_format import WavLayout
from voicecoach.errors import AudioError
from voicecoach.safe_files import create_file
from voicecoach.sound.wav import read_layout, repair_wav

Samples16 = npt.NDArray[np.int16]

FLAC_BITS = 16
MAX_FLAC_CHANNELS = 8


def encode_flac(wav: Path, flac: Path) -> None:
    """Write ``flac`` from a 16-bit ``wav`` and compare every sample; the WAV is kept.

    The WAV's header is repaired first, so that every sample in the file counts.

    Raises
    ------
    AudioError
        If the WAV holds anything but 16-bit samples, or the FLAC cannot be written or differs;
        then a new ``flac`` is removed.  ``busy`` where another process is encoding it.
    """
    import soundfile

    repair_wav(wav)
    partial = flac.with_name(f".{flac.name}.partial")
    try:
        layout, size = _layout_of(wav), wav.stat().st_size
        descriptor = create_file(partial)
    except FileExistsError as error:
        raise AudioError(
            f"{wav.parent.name} is being finished by another VoiceCoach.",
            "Wait until that is done.",
            code="busy",
        ) from error
    except OSError as error:
        raise _cannot_encode(wav, error) from error
    try:
        _write_flac(descriptor, wav, layout)
        _prove_equal(wav, layout, partial)
        if wav.stat().st_size != size:
            raise OSError("the recording is still growing")  # noqa: TRY301 - cleaned up below
        os.fsync(descriptor)
        partial.replace(flac)
    except (soundfile.SoundFileError, OSError) as error:
        partial.unlink(missing_ok=True)
        raise _cannot_encode(wav, error) from error
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)


def _layout_of(wav: Path) -> WavLayout:
    layout = read_layout(wav)
    if not layout.is_pcm or layout.bits != FLAC_BITS or layout.channels > MAX_FLAC_CHANNELS:
        raise AudioError(
            f"{wav} does not hold 16-bit samples.",
            "It is kept and analysed without encoding.",
            code="not-16-bit",
        )
    if not layout.n_bytes:
        raise AudioError(f"{wav} holds no sound.", "Record the answer again.", code="empty")
    return layout


def _read_blocks(wav: Path, layout: WavLayout) -> Iterator[Samples16]:
    """Yield the samples of the file, a second at a time, each of shape (frames, channels)."""
    with wav.open("rb") as file:
        file.seek(layout.start)
        left = layout.n_bytes
        while left:
            data = file.read(min(left, layout.rate * layout.frame_bytes))
            if not data:
                raise OSError(f"{left} bytes are missing")
            left -= len(data)
            yield np.frombuffer(data, "<i2").reshape(-1, layout.channels)


def _write_flac(descriptor: int, wav: Path, layout: WavLayout) -> None:
    import soundfile

    with soundfile.SoundFile(
        descriptor,
        "w",
        layout.rate,
        layout.channels,
        f"PCM_{FLAC_BITS}",
        format="FLAC",
        closefd=False,
    ) as target:
        for block in _read_blocks(wav, layout):
            target.write(block)


def _prove_equal(wav: Path, layout: WavLayout, flac: Path) -> None:
    """Raise OSError unless the FLAC has exactly the samples of the WAV."""
    import soundfile

    with soundfile.SoundFile(flac) as copy:
        for block in _read_blocks(wav, layout):
            there = copy.read(len(block), dtype="int16", always_2d=True)
            if not np.array_equal(block, there):
                raise OSError("the copy differs from the original")
        if len(copy.read(1)):
            raise OSError("the copy is longer than the original")


def _cannot_encode(wav: Path, error: Exception) -> AudioError:
    why = getattr(error, "strerror", None) or str(error)
    return AudioError(
        f"{wav} could not be re-encoded to FLAC: {why}.",
        "Free some space; the WAV is complete and stays.",
        code="cannot-encode",
    )
