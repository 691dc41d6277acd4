"""Says text aloud and reports when the last word was really played.

A new process with a time limit (``tts_worker``) speaks the text into a file.  The file is played by
``playback``, which knows the time of its last sample.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Protocol

import numpy as np

from voicecoach.errors import SpeakerError
from voicecoach.sound.devices import find_device
from voicecoach.sound.files import Samples
from voicecoach.sound.playback import SpokenSpan, play
from voicecoach.sound.tts_worker import NO_ENGINE
from voicecoach.temporary_folders import temporary_folder

MAX_WORKER_S = 8.0
"""Limit for starting Python and a driver: usually 0.3 s, twenty times that on a busy machine."""

WORKER_S_PER_CHARACTER = 0.02
"""Synthesis takes about 0.0007 s a character; this allows thirty times that."""

WORKER: tuple[str, ...] = (sys.executable, "-P", "-m", "voicecoach.sound.tts_worker")
"""Command of the worker; -P so that it never imports a file of the current folder."""

INSTALL_VOICE = {
    "linux": "Install it: sudo apt-get install espeak-ng (dnf, pacman: espeak-ng).",
    "darwin": "Add a voice in System Settings, Accessibility, Spoken Content.",
    "win32": "Add a voice in Settings, Time & language, Speech.",
}


@dataclass(frozen=True, slots=True)
class Voice:
    """One of the system's voices."""

    id: str
    name: str
    languages: tuple[str, ...] = ()


class Speaker(Protocol):
    """Anything that can say a text aloud."""

    def prepare(self, text: str) -> None:
        """Make ``text`` ready in the background, if that saves time; return at once."""

    def say(self, text: str) -> SpokenSpan:
        """Say ``text`` and return once it was played; raise SpeakerError, never hang."""


class Synthesiser(Protocol):
    """What turns a text into sound."""

    def synthesise(self, text: str) -> tuple[Samples, int]:
        """Return mono float32 samples and their rate in Hz; raise SpeakerError, never hang."""


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
        Command that speaks into a file; tests replace it by a broken one.
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

    def say(self, text: str) -> SpokenSpan:
        """Say ``text`` and return once its last sample was played.

        Raises
        ------
        SpeakerError
            If there is no voice, no speaker, or either does not finish in time.
        """
        device = find_device(self._output, "output")
        samples, sample_rate = self.synthesise(text)
        return play(samples, sample_rate, device)

    def prepare(self, text: str) -> None:
        """Do nothing: this voice is ready within 50 ms."""

    def synthesise(self, text: str) -> tuple[Samples, int]:
        """Return the spoken text: mono float32 and its sample rate in Hz.

        The driver's file is read in any format: macOS writes AIFF (untested).

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
        with temporary_folder("speech") as folder:
            file = Path(folder, "spoken.wav")
            command = (*self._worker, str(file), str(self._rate_wpm), self._voice_id or "")
            limit = MAX_WORKER_S + WORKER_S_PER_CHARACTER * len(text)
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
    output = _run((*worker, "--voices"), "", MAX_WORKER_S)
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
        If there is none; the remedy suggests similar names.
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
    hint = f"Similar: {', '.join(near)}." if near else "`voicecoach devices` lists the voices."
    raise SpeakerError(f"There is no voice {name!r}.", hint, code="unknown-voice")


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
            "This system has no voice, because espeak-ng is not installed."
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
