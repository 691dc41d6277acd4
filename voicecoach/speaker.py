"""Says text aloud and knows when it was really over.

The text is spoken into a file by a fresh process with a time limit (``speech_worker``), and
played through a stream of our own, whose last sample we see leave.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from voicecoach.audio import Samples
from voicecoach.devices import Device, cannot_open, find_device, import_sounddevice, release
from voicecoach.errors import SpeakerError
from voicecoach.speech_worker import NO_ENGINE

TAIL_S = 0.1
"""Zeros behind the text: sound systems drop up to 40 ms when a stream stops (measured)."""

SLOWEST_WORKER_S = 8.0
"""Starting Python and a driver takes 0.3 s here; a loaded machine twenty times that."""

WORKER_S_PER_CHARACTER = 0.02
"""Synthesis runs at 100 times real time, speech at 15 characters a second: 30 times to spare."""

PLAYBACK_GRACE_S = 3.0
"""Over the sound's own length, for devices that wake up slowly (Bluetooth: 1 to 2 s)."""

WORKER: tuple[str, ...] = (sys.executable, "-P", "-m", "voicecoach.speech_worker")
"""-P: a ``wave.py`` where the candidate happens to stand is not ours to run."""

INSTALL_VOICE = {
    "linux": "Install it: sudo apt-get install espeak-ng (dnf, pacman: espeak-ng).",
    "darwin": "Add a voice in System Settings, Accessibility, Spoken Content.",
    "win32": "Add a voice in Settings, Time & language, Speech.",
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """When a text was heard: first and last sample, ``time.monotonic()`` seconds."""

    started: float
    ended: float


@dataclass(frozen=True, slots=True)
class Voice:
    """One of the system's voices."""

    id: str
    name: str
    languages: tuple[str, ...] = ()


class Speaker(Protocol):
    """Whoever asks the questions."""

    def say(self, text: str) -> Spoken:
        """Say ``text``, return when it was really heard; raise SpeakerError, never hang."""


class Pyttsx3Speaker:
    """The system's own voice.

    Parameters
    ----------
    voice
        Its id or part of its name; the system's default if not given.
    rate_wpm
        Words a minute, 80 to 400.
    volume
        0 (mute) to 1.
    output
        Speaker: its number or part of its name; the system's default if not given.
    worker
        The command that speaks into a file; the tests put a broken one here.
    """

    def __init__(
        self,
        voice: str | None = None,
        rate_wpm: int = 170,
        volume: float = 1.0,
        output: str | None = None,
        *,
        worker: Sequence[str] = WORKER,
    ) -> None:
        self._voice = voice
        self._voice_id = None if voice else ""
        self._rate_wpm = rate_wpm
        self._volume = volume
        self._output = output
        self._worker = tuple(worker)

    def say(self, text: str) -> Spoken:
        """Say ``text`` and return when its last sample was heard.

        Raises
        ------
        SpeakerError
            If there is no voice, no speaker, or either does not finish in time.
        """
        device = find_device(self._output, "output")
        samples, sample_rate = self.synthesise(text)
        return play(samples, sample_rate, device)

    def synthesise(self, text: str) -> tuple[Samples, int]:
        """Return the spoken text: mono float32 and its sample rate in Hz.

        Whatever format the driver writes is read by its content: macOS writes AIFF (untested).

        Raises
        ------
        SpeakerError
            If there is no voice or it does not finish in time.
        """
        import soundfile

        text = "".join(letter for letter in text if letter.isprintable() or letter.isspace())
        if not text.strip():
            raise SpeakerError("There is no text to say.", "Give the question a prompt.")
        if self._voice_id is None and self._voice:
            self._voice_id = find_voice(self._voice, worker=self._worker).id
        with tempfile.TemporaryDirectory(prefix="voicecoach-") as folder:
            file = Path(folder, "spoken.wav")
            command = (*self._worker, str(file), str(self._rate_wpm), self._voice_id or "")
            limit = SLOWEST_WORKER_S + WORKER_S_PER_CHARACTER * len(text)
            _run(command, text, limit)
            try:
                samples, sample_rate = soundfile.read(file, dtype="float32", always_2d=True)
            except (soundfile.SoundFileError, OSError) as error:
                raise _no_sound() from error
        mono = samples.mean(axis=1, dtype=np.float32)
        if not np.any(mono):
            raise _no_sound()
        return np.asarray(mono * self._volume, np.float32), int(sample_rate)


def list_voices(*, worker: Sequence[str] = WORKER) -> tuple[Voice, ...]:
    """Return the system's voices.

    Raises
    ------
    SpeakerError
        If the system has no speech synthesis.
    """
    output = _run((*worker, "--voices"), "", SLOWEST_WORKER_S)
    try:
        return tuple(
            Voice(str(entry["id"]), str(entry["name"]), tuple(entry["languages"]))
            for entry in json.loads(output)
        )
    except (ValueError, KeyError, TypeError) as error:
        raise _no_sound() from error


def find_voice(name: str, *, worker: Sequence[str] = WORKER) -> Voice:
    """Return the voice with this id or with this in its name.

    Raises
    ------
    SpeakerError
        If there is none; the nearest names are named.
    """
    voices = list_voices(worker=worker)
    wanted = name.lower()
    for voice in voices:
        if voice.id.lower() == wanted or voice.id.lower().rpartition("/")[2] == wanted:
            return voice
    for voice in voices:
        if wanted in voice.name.lower():
            return voice
    names = [voice.name for voice in voices] + [voice.id for voice in voices]
    near = get_close_matches(name, names, n=3, cutoff=0.4)
    hint = f"Near: {', '.join(near)}." if near else "`voicecoach devices` lists the voices."
    raise SpeakerError(f"There is no voice {name!r}.", hint, code="unknown-voice")


def play(
    samples: Samples, sample_rate: int, device: Device, stop: threading.Event | None = None
) -> Spoken:
    """Play mono float32 samples and return when the last one was heard.

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
    # not the first callback: the device's buffer is filled before its first sample sounds
    return Spoken(ended - len(samples) / sample_rate, ended)


class _Playback:
    """Hands samples to the device and notes when the last one went."""

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
        """Note the end; called by PortAudio also when a device vanishes."""
        self.finished.set()


def _run(command: Sequence[str], text: str, limit_s: float) -> bytes:
    """Run the worker within ``limit_s`` and return its standard output."""
    try:
        done = subprocess.run(
            command, input=text.encode(), capture_output=True, timeout=limit_s, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise SpeakerError(
            f"The system's voice did not answer within {limit_s:.0f} s.",
            "Use --no-voice, or try another voice with --voice.",
            code="voice-stuck",
        ) from error
    except OSError as error:
        raise SpeakerError(f"The voice cannot be started: {error.strerror}.") from error
    if done.returncode == NO_ENGINE:
        raise SpeakerError(
            "This system has no voice: espeak-ng is not installed."
            if sys.platform == "linux"
            else "This system has no voice that can be used.",
            INSTALL_VOICE.get(sys.platform, INSTALL_VOICE["linux"]),
            code="no-voice",
        )
    if done.returncode != 0:
        raise _no_sound()
    return done.stdout


def _no_sound() -> SpeakerError:
    return SpeakerError(
        "The system's voice produced no sound.",
        "Try another with --voice, or use --no-voice; `voicecoach devices` lists them.",
        code="no-sound",
    )
