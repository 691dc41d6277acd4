"""An answer recognised live in virtual time: what a machine with nothing else to do would need.

The clock of a rehearsal is the processor time that this process has spent on one thread, scaled
so that one pass of the encoder takes as long as it does on an idle machine, and what the worker
has waited for.  So it can be measured on a busy machine, and faster than it is spoken.  It takes
decoding to gain from more cores as much as encoding does.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np

from benchmarks.real_speech import KEY_S
from voicecoach.recognition import FasterWhisperTranscriber, LiveTranscription, live
from voicecoach.sound.files import Samples, load_audio
from voicecoach.sound.wav import BYTES_PER_SAMPLE, WavFile


class VirtualClock:
    """Seconds since it was started: processor time, scaled, and waiting."""

    def __init__(self, scale: float) -> None:
        self._scale = scale
        self._waited_s = 0.0
        self._began = time.process_time()

    def read(self) -> float:
        """Return the seconds by now."""
        return self._waited_s + self._scale * (time.process_time() - self._began)

    def wait(self, seconds: float) -> None:
        """Let so many seconds go by."""
        self._waited_s += seconds


class _Key:
    """Stands for the event that an answer has ended: pressed at a moment of the clock."""

    def __init__(self, clock: VirtualClock, at_s: float) -> None:
        self._clock, self._at_s = clock, at_s

    def is_set(self) -> bool:
        return self._clock.read() >= self._at_s

    def wait(self, seconds: float) -> None:
        self._clock.wait(seconds)


class _Microphone:
    """A finished file that gives no more than was said by now."""

    def __init__(self, file: object, clock: VirtualClock, rate: int) -> None:
        self._file, self._clock, self._rate = file, clock, rate
        self._n_read = 0

    def read(self, size: int) -> bytes:
        said = BYTES_PER_SAMPLE * int(self._clock.read() * self._rate)
        data: bytes = self._file.read(max(0, min(size, said - self._n_read)))  # type: ignore[attr-defined]
        self._n_read += len(data)
        return data

    def close(self) -> None:
        self._file.close()  # type: ignore[attr-defined]


class Rehearsal(LiveTranscription):
    """A live transcription whose sound and key come by a virtual clock.

    Parameters
    ----------
    transcriber
        Loaded, on one thread.
    path
        The finished recording, with the silence before the key.
    clock
        Started anew when the worker starts.
    key_s
        When the key is pressed.
    """

    def __init__(
        self, transcriber: FasterWhisperTranscriber, path: Path, clock: VirtualClock, key_s: float
    ) -> None:
        self._clock, self._key_s = clock, key_s
        self.end_s = 0.0
        """When the last word had come."""
        super().__init__(transcriber, path)

    def _work(self) -> None:
        clock = self._clock
        self._wav._file = _Microphone(self._wav._file, clock, self._rate)  # type: ignore[assignment]
        self._ended = _Key(clock, self._key_s)  # type: ignore[assignment]
        with mock.patch.object(live, "time", SimpleNamespace(monotonic=clock.read)):
            super()._work()
        self.end_s = clock.read()


def time_passes(whisper: Any, n_passes: int, clock: Callable[[], float]) -> list[float]:
    """Return what each pass of a model's encoder over 30 s takes by a clock, in seconds."""
    features = np.zeros((whisper.feature_extractor.mel_filters.shape[0], 3000), np.float32)
    times = []
    for _ in range(n_passes + 1):
        began = clock()
        whisper.encode(features)
        times.append(clock() - began)
    return times[1:]  # the first one makes room


def cpu_of_pass_s(transcriber: FasterWhisperTranscriber, n_passes: int = 3) -> float:
    """Return the processor seconds of one pass of a loaded model's encoder over 30 s."""
    return fmean(time_passes(transcriber._whisper, n_passes, time.process_time))


def write_wav(path: Path, samples: Samples, rate: int) -> None:
    """Write a finished recording as the recorder does."""
    wav = WavFile(path, rate)
    wav.write(np.clip(np.rint(samples * 32767), -32768, 32767).astype(np.int16).tobytes())
    wav.close()


def rehearse(transcriber: FasterWhisperTranscriber, file: Path, scale: float) -> float:
    """Return the seconds from the key, 0.3 s after the end of a sound file, to its last word."""
    audio = load_audio(file)
    whole = np.append(audio.samples, np.zeros(round(KEY_S * audio.sample_rate), np.float32))
    path = file.with_suffix(".rehearsed.wav")
    write_wav(path, whole, audio.sample_rate)
    key_s = len(whole) / audio.sample_rate
    try:
        rehearsal = Rehearsal(transcriber, path, VirtualClock(scale), key_s)
        rehearsal.wait()
        rehearsal.words()
    finally:
        path.unlink()
    return rehearsal.end_s - key_s
