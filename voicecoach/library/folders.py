"""The folders of sessions, answers and takes, and what the files in them are called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

SESSION_FILE = "session.json"
ANSWER_FILE = "answer.json"
RECORDING_FILE = "recording.wav"
INDEX_FILE = "index.db"
TRASH_FOLDER = ".trash"
LOCK_FILE = ".corrections.lock"
PARTIAL_FILE = ".audio.flac.partial"
LAST_TAKE_FILE = ".last-take"
"""Holds the highest number that a deleted take of an answer had: it is never given again."""

SESSION_NAME = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d_.+")
ANSWER_NAME = re.compile(r"\d{2,}_.+")
TAKE_NAME = re.compile(r"take-[1-9]\d*")


@dataclass(frozen=True, slots=True)
class SessionFolder:
    """The folder of a session."""

    path: Path

    @property
    def name(self) -> str:
        """Folder name, for example ``2026-11-24T10-03_amazon-backend-developer``."""
        return self.path.name

    @property
    def record(self) -> Path:
        """``session.json``."""
        return self.path / SESSION_FILE


@dataclass(frozen=True, slots=True)
class AnswerFolder:
    """The folder of an answer."""

    path: Path

    @property
    def record(self) -> Path:
        """``answer.json``."""
        return self.path / ANSWER_FILE

    @property
    def marks(self) -> Path:
        """The candidate's star and the story's name."""
        return self.path / "marks.json"


@dataclass(frozen=True, slots=True)
class TakeFolder:
    """The folder of a take and the paths of its files, none of which need exist."""

    path: Path

    @property
    def number(self) -> int:
        """The N of ``take-N``, 1 or more."""
        return int(self.path.name.removeprefix("take-"))

    @property
    def ref(self) -> str:
        """``SESSION/NN_question/take-N``, the name every command understands."""
        return "/".join(self.path.parts[-3:])

    @property
    def wav(self) -> Path:
        """The WAV file that is written while the candidate speaks; gone once the take ended."""
        return self.path / RECORDING_FILE

    @property
    def flac(self) -> Path:
        """The finished audio."""
        return self.path / "audio.flac"

    @property
    def transcript(self) -> Path:
        """The words as they were recognised."""
        return self.path / "transcript.json"

    @property
    def analysis(self) -> Path:
        """The analysis document."""
        return self.path / "analysis.json"

    @property
    def corrections(self) -> Path:
        """What the candidate corrected."""
        return self.path / "corrections.json"

    @property
    def corrected(self) -> Path:
        """The analysis with the corrections applied; derived."""
        return self.path / "corrected.json"

    @property
    def activity(self) -> Path:
        """Where there is voice, and the waveform; derived from the audio."""
        return self.path / "activity.json"

    @property
    def gaps(self) -> Path:
        """Where sound is missing in the recording."""
        return self.path / "gaps.json"

    @property
    def notes(self) -> Path:
        """The candidate's own notes."""
        return self.path / "notes.md"
