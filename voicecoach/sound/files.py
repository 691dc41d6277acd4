"""Decodes any audio to mono float32, and measures level and peaks.

PyAV's FFmpeg decodes every format, even broken files, without an ffmpeg program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecoach.errors import AudioError
from voicecoach.sound.level import CLIP_LEVEL
from voicecoach.types import MAX_DURATION_S, Recording

Samples = npt.NDArray[np.float32]

MIN_DURATION_S = 0.1
"""Shortest recording accepted; the shortest syllables last about 0.1 s."""

CLIP_RUN = 3
"""Samples in a row at full scale that count as clipping; a single one may be a true peak."""

N_PEAKS = 1000
"""Columns of a drawn waveform: about one for each pixel of a wide page."""

LEVEL_FRAME_S = 0.02
NOISE_FLOOR_PERCENTILE = 10.0
"""Even without pauses about a tenth of speech frames are gaps before stop consonants."""


@dataclass(frozen=True, slots=True)
class Audio:
    """Decoded sound.

    ``samples`` is mono float32 of shape (n,), nominally in [-1, 1]; ``sample_rate`` in Hz is
    the file's own.
    """

    samples: Samples
    sample_rate: int

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate


def load_audio(path: Path) -> Audio:
    """Decode ``path`` to mono at its own sample rate.

    A truncated file is decoded to its end.  Stereo becomes the mean of its channels.  Samples
    that are not finite numbers become silence.

    Raises
    ------
    AudioError
        If the file is missing, empty, not audio, too short or too long.
    """
    with open_audio(path) as container:
        sample_rate = int(container.streams.audio[0].rate or 0)
        chunks = list(_decode(container, sample_rate))
    samples = np.concatenate(chunks) if chunks else np.zeros(0, np.float32)
    if sample_rate <= 0 or len(samples) < MIN_DURATION_S * sample_rate:
        raise AudioError(
            f"{path} holds less than {MIN_DURATION_S} s of sound.",
            "Record the answer again.",
            code="too-short",
        )
    return Audio(np.nan_to_num(samples, posinf=0.0, neginf=0.0), sample_rate)


@contextmanager
def open_audio(path: Path) -> Iterator[Any]:
    """Yield the opened PyAV container of ``path``, which holds at least one audio stream.

    Raises
    ------
    AudioError
        If the file is missing, empty or not audio, or cannot be decoded.
    """
    _check_readable(path)
    import av

    try:
        with av.open(str(path), metadata_errors="ignore") as container:
            if not container.streams.audio:
                raise AudioError(f"{path} holds no sound.", "Name an audio file.", code="no-audio")
            yield container
    except av.error.FFmpegError as error:
        raise AudioError(
            f"{path} cannot be read as audio: {_reason(error)}.",
            "Name a WAV, FLAC, MP3, M4A, OGG or WebM file.",
            code="unreadable-audio",
        ) from error


def check_plays(path: Path) -> None:
    """Decode the beginning of ``path`` to check that it is audio; takes milliseconds.

    Raises
    ------
    AudioError
        If it is missing, empty or not audio.
    """
    _check_readable(path)
    import av

    try:
        with av.open(str(path), metadata_errors="ignore") as container:
            if next(container.decode(audio=0), None) is not None:
                return
    except (av.error.FFmpegError, IndexError) as error:
        raise AudioError(
            f"{path.name} cannot be read as audio.",
            "Put the right file into its place.",
            code="unreadable-audio",
        ) from error
    raise AudioError(f"{path.name} holds no sound.", "Record the answer again.", code="too-short")


def resample(samples: Samples, from_rate: int, to_rate: int) -> Samples:
    """Return ``samples`` at another rate (Hz), band-limited, exactly ``round(n·to/from)`` long."""
    if from_rate == to_rate or not len(samples):
        return samples
    import av

    length = round(len(samples) * to_rate / from_rate)
    resampler = av.AudioResampler(format="flt", layout="mono", rate=to_rate)
    # the filter delays the sound: silence after it pushes the last samples out
    padded = np.concatenate([samples, np.zeros(from_rate // 10, np.float32)])
    chunks = []
    for block in [*blocks(padded, from_rate), None]:
        frame = None
        if block is not None:
            frame = av.AudioFrame.from_ndarray(block[None, :], format="flt", layout="mono")
            frame.sample_rate = from_rate
        chunks += [out.to_ndarray()[0] for out in resampler.resample(frame)]
    result = np.concatenate(chunks)
    return np.ascontiguousarray(result[:length], dtype=np.float32)


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def measure_recording(audio: Audio, sha256: str) -> Recording:
    """Return the recording's figures: length, level, clipping, noise floor.

    ``peak_db`` and ``noise_floor_db`` are None for digital silence, which has no level in dB.
    The noise floor is the 10th percentile of the RMS of 20 ms frames.
    """
    samples = audio.samples
    peak = float(np.max(np.abs(samples), initial=0.0))
    levels = frame_rms(samples, round(LEVEL_FRAME_S * audio.sample_rate))
    floor = float(np.percentile(levels, NOISE_FLOOR_PERCENTILE)) if len(levels) else 0.0
    return Recording(
        duration_s=round(audio.duration_s, 3),
        sample_rate=audio.sample_rate,
        n_samples=len(samples),
        sha256=sha256,
        peak_db=_decibel(peak),
        clipped_fraction=round(_clipped(samples), 6),
        noise_floor_db=_decibel(floor),
    )


def frame_rms(samples: Samples, frame: int) -> Samples:
    """Return the RMS of consecutive frames of ``frame`` samples, shape (n // frame,)."""
    count = len(samples) // frame
    squares = samples[: count * frame].reshape(count, frame)
    levels: Samples = np.sqrt(np.mean(np.square(squares, dtype=np.float64), axis=1)).astype(
        np.float32
    )
    return levels


def find_peaks(samples: Samples, n: int) -> list[tuple[float, float]]:
    """Return the lowest and highest sample of ``n`` equal slices, for drawing a waveform."""
    edges = np.linspace(0, len(samples), n + 1).astype(int)
    return [
        (round(float(samples[a:b].min()), 4), round(float(samples[a:b].max()), 4))
        if b > a
        else (0.0, 0.0)
        for a, b in pairwise(edges)
    ]


def _check_readable(path: Path) -> None:
    try:
        if path.is_dir():
            raise AudioError(f"{path} is a folder.", "Name a file in it.", code="unreadable-audio")
        with path.open("rb") as file:
            if not file.read(1):
                raise AudioError(f"{path} is empty.", "Record the answer again.", code="empty")
    except FileNotFoundError as error:
        raise AudioError(
            f"There is no file {path}.", "Check the name.", code="not-found"
        ) from error
    except OSError as error:
        raise AudioError(
            f"{path} cannot be read: {error.strerror}.", "Check its permissions."
        ) from error


def _decode(container: Any, sample_rate: int) -> Iterator[Samples]:
    """Yield mono blocks."""
    import av

    resampler = av.AudioResampler(format="fltp", layout=None, rate=None)
    seconds = 0.0
    for frame in decode_frames(container):
        for planar in resampler.resample(frame):
            block = planar.to_ndarray()
            yield block.mean(axis=0, dtype=np.float32)
            seconds += block.shape[1] / sample_rate
        check_length(seconds)


def decode_frames(container: Any) -> Iterator[Any]:
    """Yield the frames of the first audio stream; stop quietly where a good beginning breaks off.

    Raises
    ------
    av.error.FFmpegError
        If not even the beginning can be decoded.
    """
    import av

    n_yielded = 0
    frames = container.decode(audio=0)
    while True:
        try:
            frame = next(frames)
        except StopIteration:
            return
        except av.error.FFmpegError:
            if n_yielded:
                return
            raise
        yield frame
        n_yielded += 1


def check_length(seconds: float) -> None:
    """Raise AudioError where a recording is longer than VoiceCoach analyses."""
    if seconds > MAX_DURATION_S:
        raise AudioError(
            f"The recording is longer than {MAX_DURATION_S / 3600:.0f} hours.",
            "Cut out the answer.",
            code="too-long",
        )


def blocks(samples: Samples, size: int) -> Iterator[Samples]:
    """Yield ``samples`` in pieces of at most ``size``."""
    for start in range(0, len(samples), size):
        yield samples[start : start + size]


def _clipped(samples: Samples) -> float:
    """Return the share of samples in runs of at least CLIP_RUN at full scale, in [0, 1]."""
    if not len(samples):
        return 0.0
    flat = np.concatenate([[False], np.abs(samples) >= CLIP_LEVEL, [False]])
    edges = np.flatnonzero(np.diff(flat.astype(np.int8)))
    lengths = edges[1::2] - edges[::2]
    return float(lengths[lengths >= CLIP_RUN].sum() / len(samples))


def _decibel(level: float) -> float | None:
    return round(20 * float(np.log10(level)), 1) if level > 0 else None


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).rstrip(".").lower()
