"""Encodes any audio file as a FLAC with every decoded sample, or as a small MP3 for pages."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecoach.errors import AudioError
from voicecoach.safe_files import create_file
from voicecoach.sound.audio_decoding import AudioDecoder, open_audio
from voicecoach.sound.files import blocks, load_audio, resample
from voicecoach.types import Gap

Block = npt.NDArray[np.int16] | npt.NDArray[np.int32]

MP3_RATE = 24_000
"""Speech up to 12 kHz: nothing of a voice is missing, and half the bytes of 48 kHz."""


SIXTEEN_BIT = frozenset({"s16", "s16p", "u8", "u8p"})
"""Sample formats that 16-bit FLAC holds exactly; others become 24-bit."""


def encode_mp3(path: Path) -> bytes:
    """Return the sound of ``path`` as a mono MP3 of 24 kHz for pages (3 min ≈ 1.3 MB).

    Raises
    ------
    AudioError
        If the file cannot be read.
    """
    import soundfile

    audio = load_audio(path)
    samples = np.clip(resample(audio.samples, audio.sample_rate, MP3_RATE), -1, 1)
    buffer = io.BytesIO()
    with soundfile.SoundFile(
        buffer,
        "w",
        MP3_RATE,
        1,
        "MPEG_LAYER_III",
        format="MP3",
        compression_level=0.7,
        bitrate_mode="CONSTANT",
    ) as target:
        # libsndfile's MP3 encoder fails on one very long write
        for block in blocks(samples, MP3_RATE):
            target.write(block)
    return buffer.getvalue()


def copy_as_flac(source: Path, flac: Path, track: int = 0) -> tuple[Gap, ...]:
    """Write every sample of ``source`` into a new ``flac``, read it back and compare.

    Rate and channels stay.  Samples of up to 16 bits become 16-bit FLAC and those of 24 bits
    24-bit FLAC, both exactly; what decodes to floats (MP3, AAC, Opus) is rounded to 24 bits,
    an error of at most 2⁻²⁴ of full scale.  Of a damaged file everything is copied that can be
    decoded; what is missing is returned.

    Parameters
    ----------
    track
        The sound track, the first is 0.

    Raises
    ------
    AudioError
        If ``source`` cannot be read or is too long, or the copy cannot be written or differs;
        then no ``flac`` is left.
    """
    import soundfile

    partial = flac.with_name(f".{flac.name}.partial")
    try:
        descriptor = create_file(partial)
    except OSError as error:
        raise _cannot_copy(source, error) from error
    try:
        with open_audio(source) as container:
            stream = container.streams.audio[track]
            sixteen = stream.codec_context.format.name in SIXTEEN_BIT
            decoder = AudioDecoder(container, track, "s16" if sixteen else "s32")
            rate, channels = int(stream.rate), int(stream.codec_context.channels)
            dtype, subtype = ("int16", "PCM_16") if sixteen else ("int32", "PCM_24")
            written = hashlib.sha256()
            with soundfile.SoundFile(
                descriptor, "w", rate, channels, subtype, format="FLAC", closefd=False
            ) as target:
                for block in _decode(decoder, channels, sixteen=sixteen):
                    target.write(block)
                    written.update(block.tobytes())
        if _hash_samples(partial, rate, dtype) != written.hexdigest():
            raise OSError("the copy differs from the original")  # noqa: TRY301
        partial.replace(flac)
        return decoder.gaps
    except (soundfile.SoundFileError, OSError) as error:
        raise _cannot_copy(source, error) from error
    finally:
        partial.unlink(missing_ok=True)
        os.close(descriptor)


def _cannot_copy(source: Path, error: Exception) -> AudioError:
    return AudioError(
        f"{source} could not be copied as FLAC: {getattr(error, 'strerror', None) or error}.",
        "Free some space; the file itself is as it was.",
        code="cannot-encode",
    )


def _decode(decoder: AudioDecoder, channels: int, *, sixteen: bool) -> Iterator[Block]:
    """Yield blocks of shape (n, channels): int16, or int32 with its lowest 8 bits zero."""
    for packed in decoder.frames():
        block: Any = packed.to_ndarray().reshape(-1, channels)
        yield block if sixteen else _round_to_24_bits(block)


def _round_to_24_bits(block: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    highest = np.int64(2**31 - 256)
    rounded = np.minimum((block.astype(np.int64) + 128) & ~np.int64(255), highest)
    samples: npt.NDArray[np.int32] = rounded.astype(np.int32)
    return samples


def _hash_samples(flac: Path, rate: int, dtype: str) -> str:
    import soundfile

    found = hashlib.sha256()
    with soundfile.SoundFile(flac) as file:
        for block in file.blocks(rate, dtype=dtype, always_2d=True):
            found.update(block.tobytes())
    return found.hexdigest()
