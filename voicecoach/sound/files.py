"""Decodes any audio to mono float32, and measures level and peaks.

PyAV's FFmpeg decodes every format, even broken files, without an ffmpeg program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voicecoach.errors import AudioError
from voicecoach.sound.audio_decoding import AudioDecoder, open_audio
from voicecoach.sound.downmix import louder_channel
from voicecoach.sound.level import CLIP_LEVEL
from voicecoach.types import Gap, Recording

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
    the file's own.  ``gaps`` is where sound is missing; ``n_tracks`` how many sound tracks the
    file has; ``louder_channel`` the one that was taken alone since all together cancel each other.
    """

    samples: Samples
    sample_rate: int
    gaps: tuple[Gap, ...] = ()
    n_tracks: int = 1
    louder_channel: int | None = None

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate


def load_audio(path: Path, track: int = 0) -> Audio:
    """Decode one sound track of ``path`` to mono at its own sample rate.

    Where a part cannot be decoded, or the file breaks off, the rest is there and ``gaps`` says
    what is not.  Stereo becomes the mean of its channels, or the louder one where they cancel
    each other.  Samples that are no numbers become silence.

    Parameters
    ----------
    track
        Number of the sound track; the first is 0.

    Raises
    ------
    AudioError
        If the file is missing, empty, not audio, too short or too long, or has no such track.
    """
    audio = _load_mixed(path, track, None)
    if audio.louder_channel is not None:
        return _load_mixed(path, track, audio.louder_channel)
    return audio


def _load_mixed(path: Path, track: int, channel: int | None) -> Audio:
    """Decode to the mean of the channels, or to one of them alone."""
    chunks: list[Samples] = []
    energy: npt.NDArray[np.float64] = np.zeros(1)
    mean_energy = 0.0
    with open_audio(path) as container:
        n_tracks = len(container.streams.audio)
        if track >= n_tracks:
            raise AudioError(
                f"{path.name} has {n_tracks} sound track{'s' * (n_tracks > 1)}.",
                "Choose one of them with --track N; the first is 1.",
                code="no-track",
            )
        decoder = AudioDecoder(container, track)
        for frame in decoder.frames():
            planes = np.nan_to_num(frame.to_ndarray(), posinf=0.0, neginf=0.0)
            mixed = planes.mean(axis=0, dtype=np.float32) if channel is None else planes[channel]
            chunks.append(np.ascontiguousarray(mixed))
            energy = energy + np.square(planes, dtype=np.float64).sum(axis=1)
            mean_energy += float(np.square(mixed, dtype=np.float64).sum())
    samples = np.concatenate(chunks) if chunks else np.zeros(0, np.float32)
    if decoder.rate <= 0 or len(samples) < MIN_DURATION_S * decoder.rate:
        raise AudioError(
            f"{path} holds less than {MIN_DURATION_S} s of sound.",
            "Record the answer again.",
            code="too-short",
        )
    louder = channel if channel is not None else louder_channel(energy, mean_energy)
    return Audio(samples, decoder.rate, decoder.gaps, n_tracks, louder)


def count_tracks(path: Path) -> int:
    """Return how many sound tracks a file has, at least 1.

    Raises
    ------
    AudioError
        If it is missing, empty or no audio.
    """
    with open_audio(path) as container:
        return len(container.streams.audio)


def check_plays(path: Path) -> None:
    """Decode the beginning of ``path`` to check that it is audio; takes milliseconds.

    Raises
    ------
    AudioError
        If it is missing, empty or not audio.
    """
    with open_audio(path) as container:
        if next(AudioDecoder(container).frames(), None) is not None:
            return
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
        clipped_fraction=round(clipped_share(samples), 6),
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


def blocks(samples: Samples, size: int) -> Iterator[Samples]:
    """Yield ``samples`` in pieces of at most ``size``."""
    for start in range(0, len(samples), size):
        yield samples[start : start + size]


def clipped_share(samples: Samples) -> float:
    """Return the share of samples in runs of at least CLIP_RUN at full scale, in [0, 1]."""
    if not len(samples):
        return 0.0
    flat = np.concatenate([[False], np.abs(samples) >= CLIP_LEVEL, [False]])
    edges = np.flatnonzero(np.diff(flat.astype(np.int8)))
    lengths = edges[1::2] - edges[::2]
    return float(lengths[lengths >= CLIP_RUN].sum() / len(samples))


def _decibel(level: float) -> float | None:
    return round(20 * float(np.log10(level)), 1) if level > 0 else None
