"""The demo's speech in many formats, made with PyAV."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np

SECONDS = 6

CODECS: dict[str, tuple[str, str, int, str]] = {
    "wav": ("wav", "pcm_s16le", 16000, "s16"),
    "flac": ("flac", "flac", 16000, "s16"),
    "mp3": ("mp3", "libmp3lame", 44100, "fltp"),
    "m4a": ("mp4", "aac", 44100, "fltp"),
    "ogg": ("ogg", "libopus", 48000, "flt"),
    "webm": ("webm", "libopus", 48000, "flt"),
    "mkv": ("matroska", "aac", 44100, "fltp"),
    "amr.3gp": ("3gp", "libopencore_amrnb", 8000, "s16"),
    "aiff": ("aiff", "pcm_s16be", 16000, "s16"),
}
"""Container, codec, rate in Hz and sample format of each."""


def speech(rate: int, seconds: float = SECONDS) -> np.ndarray:
    """Return the demo's speech as mono float32 in [-1, 1] at a rate in Hz."""
    import voicecoach
    from voicecoach.sound.files import load_audio, resample

    demo = Path(voicecoach.__file__).parent / "demo" / "answers" / "slow-page-2.flac"
    audio = load_audio(demo)
    samples = resample(audio.samples, audio.sample_rate, rate)
    return samples[: round(seconds * rate)]


def encode(kind: str, samples: np.ndarray | None = None, *, rate: int | None = None) -> bytes:
    """Return a file of one format; the demo's speech if no samples are given.

    Parameters
    ----------
    kind
        A key of ``CODECS``.
    samples
        Mono, shape (n,), or channels × samples.
    rate
        Hz; the format's usual one by default.
    """
    container_name, codec, usual, sample_format = CODECS[kind]
    rate = rate or usual
    samples = speech(rate) if samples is None else samples
    planes = np.atleast_2d(samples).astype(np.float32)
    layout = "mono" if len(planes) == 1 else "stereo"
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container_name) as container:
        try:
            stream = container.add_stream(codec, rate=rate, layout=layout)
        except (ValueError, av.error.FFmpegError):  # an FFmpeg without that encoder
            return encode("wav", samples)
        resampler = av.AudioResampler(format=sample_format, layout=layout, rate=rate)
        position = 0
        for first in range(0, planes.shape[1], 4096):
            block = np.ascontiguousarray(planes[:, first : first + 4096])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=layout)
            frame.sample_rate = rate
            frame.pts = position
            position += block.shape[1]
            for out in resampler.resample(frame):
                container.mux(stream.encode(out))
        for out in resampler.resample(None):
            container.mux(stream.encode(out))
        container.mux(stream.encode(None))
    return buffer.getvalue()
