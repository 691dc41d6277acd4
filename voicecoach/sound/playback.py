"""Plays samples and reports when the last one was really played."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from voicecoach.errors import SpeakerError
from voicecoach.sound.devices import Device, cannot_open, import_sounddevice, release
from voicecoach.sound.files import Samples

TAIL_S = 0.1
"""Silence after the text: sound systems drop up to 40 ms when a stream stops (measured)."""

PLAYBACK_GRACE_S = 3.0
"""Time allowed beyond the sound's length, for devices that start slowly (Bluetooth: 1 to 2 s)."""


@dataclass(frozen=True, slots=True)
class SpokenSpan:
    """Times of the first and last sample played, in ``time.monotonic()`` seconds.

    ``warning`` says why another voice than the chosen one spoke, where that is news.
    """

    started: float
    ended: float
    warning: SpeakerError | None = None


def play(
    samples: Samples, sample_rate: int, device: Device, stop: threading.Event | None = None
) -> SpokenSpan:
    """Play mono float32 samples and return once the last one was played.

    Ctrl-C stops the sound at once, and so does ``stop`` when it is set.

    Raises
    ------
    SpeakerError
        If the device cannot be opened or does not finish in time.
    """
    sounddevice = import_sounddevice()
    padded = np.concatenate([samples, np.zeros(round(TAIL_S * sample_rate), np.float32)])
    playback = _Playback(padded, len(samples), sample_rate, sounddevice.CallbackStop, stop)
    stream: Any = None
    try:
        stream = sounddevice.OutputStream(
            samplerate=sample_rate,
            device=device.index,
            channels=1,
            dtype="float32",
            callback=playback.fill,
            finished_callback=playback.finish,
        )
        stream.start()
        done = playback.finished.wait(len(padded) / sample_rate + PLAYBACK_GRACE_S)
        latency = float(stream.latency)
    except (sounddevice.PortAudioError, ValueError) as error:
        raise cannot_open(error, device) from error
    finally:
        if stream is not None:
            release(stream)
    if not done or playback.ended is None:
        raise SpeakerError(
            f"The speaker {device.name} did not play to the end.",
            "Check it with `voicecoach devices --say hello`, or use --no-voice.",
            code="speaker-stuck",
        )
    ended = playback.ended + latency
    # counted back from the end: the first callback comes before the first sample is audible
    return SpokenSpan(ended - len(samples) / sample_rate, ended)


class _Playback:
    """Passes samples to the device and records when the last one was passed."""

    def __init__(
        self,
        samples: Samples,
        n_heard: int,
        sample_rate: int,
        stop: type[Exception],
        cut: threading.Event | None = None,
    ) -> None:
        self._samples = samples
        self._n_heard = n_heard
        self._sample_rate = sample_rate
        self._stop = stop
        self._cut = cut
        self._position = 0
        self.ended: float | None = None
        self.finished = threading.Event()

    def fill(self, outdata: Any, frames: int, _time: object, _status: object) -> None:
        """Fill one block; runs in PortAudio's thread, so it only copies."""
        now = time.monotonic()
        block = self._samples[self._position : self._position + frames]
        outdata[: len(block), 0] = block
        outdata[len(block) :] = 0
        before = self._position
        self._position += frames
        if self.ended is None and self._position >= self._n_heard:
            self.ended = now + (self._n_heard - before) / self._sample_rate
        if self._cut is not None and self._cut.is_set():
            self.ended = now
            raise self._stop
        if self._position >= len(self._samples):
            raise self._stop

    def finish(self) -> None:
        """Record the end; PortAudio calls this also when a device disappears."""
        self.finished.set()
