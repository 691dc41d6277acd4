"""Microphone, speaker, voice and model of this machine: tried, chosen and fetched for a face."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from dataclasses import dataclass

from voicecoach.coaching.model_fetch import ModelFetch
from voicecoach.coaching.natural_voices import NATURAL_VOICES, find_any_voice
from voicecoach.coaching.workspace import Workspace
from voicecoach.config import save_setting
from voicecoach.errors import DeviceError, SpeakerError
from voicecoach.sound.devices import Device, find_device, list_devices
from voicecoach.sound.level import MicrophoneCheck, judge_microphone
from voicecoach.sound.speaker import Voice, list_voices

SAMPLE = "Tell me about a time you had to decide with incomplete information."
"""What a voice is tried with: the kind of sentence it will say."""

TEST_S = 3.0
"""How long the microphone is tried: a sentence, and the room before and after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """What can speak; ``problems`` are the sentences for what could not be listed."""

    speakers: tuple[Device, ...] = ()
    voices: tuple[Voice, ...] = ()
    problems: tuple[str, ...] = ()


class Machine:
    """What a page or a terminal needs to get this machine ready.

    Parameters
    ----------
    load
        Reads the settings; called for each use, so that what was just chosen counts.
    """

    def __init__(self, load: Callable[[], Workspace]) -> None:
        self.load = load
        self.model = ModelFetch(load)
        self.tried_wav = b""
        """What the microphone delivered when it was last tried, as a WAV file; kept in memory."""
        self.tried: MicrophoneCheck | None = None
        """What the last trial of the microphone said."""
        self.level_db: float | None = None
        """RMS of the microphone's last block in dB of full scale; None while nothing is tried."""

    @property
    def settings_language(self) -> str:
        """The language of the answers, two letters."""
        return self.load().settings.language

    def chosen(self) -> dict[str, str]:
        """Return the settings that name equipment; empty where the system's default is used."""
        settings = self.load().settings
        return {
            "device": settings.device or "",
            "output": settings.output or "",
            "voice": settings.voice or "",
        }

    def list_microphones(self) -> tuple[Device, ...]:
        """Return every microphone; none where the sound system cannot list them."""
        with contextlib.suppress(DeviceError):
            return tuple(one for one in list_devices() if one.direction == "input")
        return ()

    def list_equipment(self) -> Equipment:
        """Return every speaker and every voice of the language; it takes a tenth of a second."""
        problems: list[str] = []
        devices: tuple[Device, ...] = ()
        voices: tuple[Voice, ...] = ()
        try:
            devices = list_devices()
        except DeviceError as error:
            problems.append(f"{error.message} {error.remedy}".strip())
        try:
            voices = list_voices()
        except SpeakerError as error:
            problems.append(f"{error.message} {error.remedy}".strip())
        paths, language = self.load().paths, self.settings_language
        natural = tuple(one.as_voice for one in NATURAL_VOICES if one.is_here(paths))
        mine = tuple(v for v in voices if any(tag.startswith(language) for tag in v.languages))
        return Equipment(
            speakers=tuple(one for one in devices if one.direction == "output"),
            voices=(*natural, *(mine or voices)),
            problems=tuple(problems),
        )

    def try_microphone(self, seconds: float = TEST_S) -> MicrophoneCheck:
        """Record for ``seconds``, keep the sound for hearing, and judge it.

        Raises
        ------
        RecorderError
            If the microphone cannot be opened or vanishes.
        """
        import soundfile

        self.tried_wav, self.tried = b"", None
        try:
            samples, rate = self.load().recorder().listen(seconds, self._hear)
        finally:
            self.level_db = None
        sink = io.BytesIO()
        soundfile.write(sink, samples, rate, format="WAV", subtype="PCM_16")
        self.tried_wav = sink.getvalue()
        self.tried = judge_microphone(samples, rate)
        return self.tried

    def _hear(self, level_db: float) -> None:
        self.level_db = level_db

    def say_sample(self) -> None:
        """Say a question with the chosen voice through the chosen speaker.

        Raises
        ------
        SpeakerError
            If there is no voice or no speaker, or either does not finish.
        """
        self.load().speaker().say(SAMPLE)

    @property
    def captions(self) -> bool:
        """Whether the words are shown while somebody speaks."""
        return self.load().settings.captions

    def show_captions(self, shown: bool) -> None:
        """Remember whether the words are shown while somebody speaks."""
        save_setting("captions", shown, self.load().paths)

    def choose(self, name: str, value: str) -> None:
        """Remember a microphone (``device``), speaker (``output``) or ``voice``.

        Parameters
        ----------
        value
            Its name or id; empty for the system's default.

        Raises
        ------
        DeviceError
            If there is none of that name.
        """
        found: str | None = None
        if value and name == "voice":
            found = find_any_voice(value).id
        elif value:
            found = find_device(value, "input" if name == "device" else "output").name
        save_setting(name, found, self.load().paths)
        if name == "device":  # what was heard is another microphone's
            self.tried_wav, self.tried = b"", None
