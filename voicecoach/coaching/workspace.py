"""The settings in force, and the library, packs, model, microphone and voice that they name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from voicecoach.coaching.natural_voices import make_speaker
from voicecoach.config import Paths, Settings, find_recordings, load_settings
from voicecoach.errors import PackError
from voicecoach.library import Library
from voicecoach.progress.filters import Titles
from voicecoach.questions import find_pack, find_question, load_packs
from voicecoach.recognition import FasterWhisperTranscriber
from voicecoach.recognition.models import MAX_FACTOR, ModelFolder, candidates, choose_model
from voicecoach.recognition.speed import find_factor, measure_speed
from voicecoach.sound.files import Audio, load_audio
from voicecoach.sound.prepared_speaker import PreparedSpeaker
from voicecoach.sound.recorder import SoundDeviceRecorder
from voicecoach.types import Pack, Question

OnBroken = Callable[[Path, PackError], None]


def _pass_over(_file: Path, _error: PackError) -> None:
    """Leave a broken pack out without a message."""


@dataclass(frozen=True)
class Workspace:
    """The settings in force and what is built from them, each thing once."""

    settings: Settings
    paths: Paths
    on_broken_pack: OnBroken = _pass_over
    n_threads: int | None = None
    """Threads of a recogniser of files; by default it uses the cores as it thinks best."""

    @classmethod
    def load(cls, *, on_broken_pack: OnBroken = _pass_over, **options: Any) -> Workspace:
        """Read the settings; ``options`` come from the command line, None where not given.

        Parameters
        ----------
        on_broken_pack
            Called with each question pack that cannot be used, and why; it is left out.

        Raises
        ------
        ConfigError
            If a setting is unknown or impossible.
        """
        paths = Paths()
        return cls(load_settings(paths, **options), paths, on_broken_pack)

    @cached_property
    def library(self) -> Library:
        """The recordings folder."""
        return Library(find_recordings(self.settings, self.paths))

    def packs(self, *files: Path, only: str = "") -> tuple[Pack, ...]:
        """Return all guides, the user's own packs and ``files``; or the one called ``only``."""
        return load_packs(
            files, user_folder=self.paths.packs, on_broken=self.on_broken_pack, only=only
        )

    def titles(self, packs: Iterable[str]) -> Titles:
        """Return what the questions, stages and qualities of these packs are called.

        Parameters
        ----------
        packs
            Names of packs; only these are read, since reading all guides takes a moment.  One that
            is gone or broken is left out: titles fall back on what is stored.
        """
        try:
            return Titles([pack for name in sorted(set(packs)) for pack in self.packs(only=name)])
        except PackError:
            return Titles([])

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
        return find_pack(self.packs(only=name), name)

    def known_pack(self, name: str) -> Pack | None:
        """Return a pack by name, or None where it is gone or broken, as for old answers."""
        try:
            return find_pack(self.packs(only=name), name)
        except PackError:
            return None

    def find_question(self, pack: str | None, question: str) -> tuple[Pack, Question]:
        """Return a question by its id, from ``pack`` or from any pack that has it.

        Raises
        ------
        PackError
            If there is none.
        """
        if pack:
            return find_question((self.pack(pack),), question)
        return find_question(self.packs(), question)

    def model(self) -> ModelFolder | None:
        """Return the recognition model; None where none is installed.

        Raises
        ------
        ModelError
            If the settings name one that is not there or broken.
        """
        return choose_model(
            self.settings, self.paths, lambda folder: find_factor(self.paths, folder)
        )

    def measure_models(self, on_message: Callable[[str], None]) -> None:
        """Measure once how fast the installed models are, if there is more than one.

        The smallest comes first; after the first that is too slow the larger ones are not tried.
        """
        folders = candidates(self.settings, self.paths)
        if self.settings.model or len(folders) < 2:
            return
        for folder in folders:
            factor = find_factor(self.paths, folder)
            if factor is None:
                on_message(f"Measuring once how fast {folder.name} is on this machine …")
                factor = self.measure(folder)
            if factor > MAX_FACTOR:
                return

    def measure(self, folder: ModelFolder) -> float:
        """Measure one model, keep the result and return its real-time factor.

        Raises
        ------
        ModelError
            If it cannot be loaded or fails.
        """
        audio = load_demo_audio()
        transcriber = FasterWhisperTranscriber(folder.path, folder.name, self.settings.language)
        return measure_speed(self.paths, folder, transcriber, audio.samples, audio.sample_rate)

    @cached_property
    def transcriber(self) -> FasterWhisperTranscriber | None:
        """The recogniser, not loaded yet; None where no model is installed.

        One window at a time, on all cores, for a file too: two at a time took 1.4 times the
        memory and no less time, since an answer is two to five windows.
        """
        folder = self.model()
        if folder is None:
            return None
        return FasterWhisperTranscriber(
            folder.path, folder.name, self.settings.language, cpu_threads=self.n_threads
        )

    def recorder(self) -> SoundDeviceRecorder:
        """Return the microphone."""
        return SoundDeviceRecorder(self.settings.device)

    def speaker(self) -> PreparedSpeaker:
        """Return the voice that asks."""
        return make_speaker(self.settings, self.paths)


def load_demo_audio() -> Audio:
    """Return the shipped spoken answer, on which models are tried."""
    recorded = resources.files("voicecoach") / "demo" / "answers" / "slow-page-2.flac"
    with resources.as_file(recorded) as file:
        return load_audio(Path(file))
