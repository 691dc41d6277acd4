"""Builds the adapters from the settings; every command gets them from here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from voicecoach.cli.packs import tell_broken
from voicecoach.config import Places, Settings, find_recordings, load_settings
from voicecoach.errors import PackError
from voicecoach.library import Library
from voicecoach.models import ModelFolder, choose_model
from voicecoach.questions import find_pack, find_question, load_packs
from voicecoach.recorder import SoundDeviceRecorder
from voicecoach.speaker import Pyttsx3Speaker
from voicecoach.transcriber import FasterWhisperTranscriber
from voicecoach.types import Pack, Question


@dataclass(frozen=True)
class Wiring:
    """The settings in force and what is built from them, each thing once."""

    settings: Settings
    places: Places

    @classmethod
    def load(cls, **options: Any) -> Wiring:
        """Read the settings; ``options`` are the command line's, ``None`` where not given.

        Raises
        ------
        ConfigError
            If a setting is unknown or impossible.
        """
        places = Places()
        return cls(load_settings(places, **options), places)

    @cached_property
    def library(self) -> Library:
        """The recordings folder."""
        return Library(find_recordings(self.settings, self.places))

    def packs(self, *files: Path) -> tuple[Pack, ...]:
        """Return the shipped packs, the user's own and ``files``."""
        return load_packs(files, user_folder=self.places.packs, on_broken=tell_broken)

    def pack(self, name: str | None) -> Pack:
        """Return a pack by its name or file; the settings' one by default.

        Raises
        ------
        PackError
            If there is none.
        """
        name = name or self.settings.pack
        file = Path(name)
        if file.suffix == ".toml":
            packs = self.packs(file)
            return find_pack(packs, file.stem)
        return find_pack(self.packs(), name)

    def known_pack(self, name: str) -> Pack | None:
        """Return a pack by name, or nothing where it is gone or broken: old answers outlive it."""
        try:
            return find_pack(self.packs(), name)
        except PackError:
            return None

    def find_question(self, pack: str | None, question: str) -> tuple[Pack, Question]:
        """Return a question by its id, from ``pack`` or from whichever pack has it.

        Raises
        ------
        PackError
            If there is none.
        """
        if pack:
            return find_question((self.pack(pack),), question)
        return find_question(self.packs(), question)

    def model(self) -> ModelFolder | None:
        """Return the model to recognise with; nothing where none is installed.

        Raises
        ------
        ModelError
            If the settings name one that is not there or broken.
        """
        return choose_model(self.settings, self.places)

    @cached_property
    def transcriber(self) -> FasterWhisperTranscriber | None:
        """The recogniser, not yet loaded; nothing where no model is installed."""
        folder = self.model()
        if folder is None:
            return None
        return FasterWhisperTranscriber(folder.path, folder.name, self.settings.language)

    def recorder(self) -> SoundDeviceRecorder:
        """Return the microphone."""
        return SoundDeviceRecorder(self.settings.device)

    def speaker(self) -> Pyttsx3Speaker:
        """Return the voice that asks."""
        return Pyttsx3Speaker(
            voice=self.settings.voice,
            rate_wpm=self.settings.voice_rate,
            volume=self.settings.voice_volume,
            output=self.settings.output,
        )
