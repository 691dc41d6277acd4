"""Reads the recordings folder; whatever is broken becomes a ``Problem`` and never a crash."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from voicecoach.analysis.corrections.log import Corrections
from voicecoach.audio_format import AUDIO_SUFFIXES, find_wav_layout
from voicecoach.errors import LibraryError
from voicecoach.json_files import from_json, is_newer
from voicecoach.library.folders import (
    ANSWER_NAME,
    SESSION_NAME,
    TAKE_NAME,
    AnswerFolder,
    SessionFolder,
    TakeFolder,
)
from voicecoach.library.records import (
    Answer,
    AnswerRecord,
    Entry,
    Marks,
    Problem,
    SessionRecord,
    StoredCorrected,
    StoredTranscript,
)
from voicecoach.safe_files import open_regular, read_regular
from voicecoach.types import FORMAT_VERSION, Analysis, Question, Transcript

T = TypeVar("T")

MAX_NOTES_BYTES = 1_000_000
MAX_DOCUMENT_BYTES = 50_000_000
"""Largest document that is read; the analysis of an hour's answer has less than a tenth."""


@dataclass(slots=True)
class Problems:
    """Collects what was found broken while reading; each path once."""

    root: Path
    found: dict[str, Problem] = field(default_factory=dict)

    def add(self, path: Path, code: str, message: str) -> None:
        """Remember a problem with ``path``."""
        name = path.relative_to(self.root).as_posix()
        self.found.setdefault(name, Problem(name, code, message))

    def as_tuple(self) -> tuple[Problem, ...]:
        """Return the problems, ordered by path."""
        return tuple(self.found[name] for name in sorted(self.found))


def is_inside(path: Path, root: Path) -> bool:
    """Return whether ``path``, with links followed, lies inside ``root``."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # a link to itself
        return False


def list_folders(folder: Path, pattern: re.Pattern[str], problems: Problems) -> list[Path]:
    """Return the folders whose names match, sorted; links out of the library are left out."""
    found: list[Path] = []
    try:
        with os.scandir(folder) as items:
            for item in items:
                if not pattern.fullmatch(item.name) or not _is_folder(item):
                    continue
                path = folder / item.name
                if item.is_symlink() and not is_inside(path, problems.root):
                    problems.add(
                        path,
                        "outside",
                        f"{item.name} is a link out of the recordings folder and is not followed.",
                    )
                    continue
                found.append(path)
    except FileNotFoundError:
        return []
    except OSError as error:
        if folder != problems.root:
            problems.add(folder, "unreadable", f"{folder.name} cannot be read: {error.strerror}.")
    return sorted(found, key=_natural)


def _is_folder(item: os.DirEntry[str]) -> bool:
    try:
        return item.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _natural(path: Path) -> tuple[str, int]:
    number = path.name.removeprefix("take-")
    return ("", int(number)) if TAKE_NAME.fullmatch(path.name) else (path.name, 0)


def find_take(root: Path, ref: str) -> TakeFolder | None:
    """Return the folder of a take that is named in full; None where there is no such take."""
    names = ref.split("/")
    patterns = (SESSION_NAME, ANSWER_NAME, TAKE_NAME)
    if len(names) != len(patterns) or "\0" in ref:
        return None
    if not all(p.fullmatch(name) for p, name in zip(patterns, names, strict=True)):
        return None
    path = root.joinpath(*names)
    try:
        return TakeFolder(path) if path.is_dir() and is_inside(path, root) else None
    except OSError:  # the name is too long for the file system
        return None


def walk_takes(problems: Problems) -> Iterator[tuple[Path, list[Path]]]:
    """Yield each answer's folder with the folders of its takes, oldest session first."""
    for session in list_folders(problems.root, SESSION_NAME, problems):
        for answer in list_folders(session, ANSWER_NAME, problems):
            yield answer, list_folders(answer, TAKE_NAME, problems)


def read_document(path: Path, kind: type[T], problems: Problems) -> T | None:
    """Return the document in ``path``; None if it is missing or broken (then a problem)."""
    try:
        if not is_inside(path, problems.root):
            problems.add(path, "outside", f"{path.name} is a link out of the recordings folder.")
            return None
        if path.stat().st_size > MAX_DOCUMENT_BYTES:
            problems.add(path, "damaged", f"{path.name} is far too large for what it should hold.")
            return None
        value = from_json(read_regular(path), kind, origin=path.name)
    except FileNotFoundError:
        return None
    except OSError as error:
        problems.add(path, "unreadable", f"{path.name} cannot be read: {error.strerror}.")
        return None
    except LibraryError as error:
        problems.add(
            path, "newer" if is_newer(read_regular(path, 200)) else "damaged", error.message
        )
        return None
    if getattr(value, "format_version", FORMAT_VERSION) > FORMAT_VERSION:
        problems.add(
            path, "newer", f"{path.name} was written by a newer VoiceCoach; update to read it."
        )
        return None
    return value


def read_answer(entry: Entry, folder: TakeFolder, problems: Problems) -> Answer:
    """Return everything stored about one take; ``problems`` also gets what is broken."""
    answer = folder.path.parent
    takes = list_folders(answer, TAKE_NAME, problems)
    corrections = read_corrections(folder, problems)
    analysis, original = read_shown(folder, corrections, problems)
    transcript = read_transcript(folder, problems)
    return Answer(
        entry=entry,
        folder=folder,
        session=read_session(answer.parent, problems),
        question=read_question(answer, problems),
        takes=tuple(TakeFolder(take).number for take in takes),
        recording=find_audio(folder, problems.root),
        transcript=transcript or (original.transcript if original else None),
        analysis=analysis,
        notes=read_notes(folder, problems),
        problems=problems.as_tuple(),
        original=original,
        corrections=corrections,
    )


def find_audio(folder: TakeFolder, root: Path) -> Path | None:
    """Return the take's audio: the finished file, else the raw one, else one the user put there."""
    try:
        names = sorted(
            item.name
            for item in os.scandir(folder.path)
            if Path(item.name).suffix.lower() in AUDIO_SUFFIXES and not item.name.startswith(".")
        )
    except OSError:
        return None
    first = (folder.flac.name, folder.wav.name)
    for name in [*(n for n in first if n in names), *(n for n in names if n not in first)]:
        path = folder.path / name
        if path.is_file() and is_inside(path, root):
            return path
    return None


def read_transcript(folder: TakeFolder, problems: Problems) -> Transcript | None:
    """Return the stored words of a take, if any."""
    stored = read_document(folder.transcript, StoredTranscript, problems)
    return stored.transcript if stored else None


def read_question(answer: Path, problems: Problems) -> Question | None:
    """Return the question as it was asked; None if ``answer.json`` is missing or broken."""
    record = read_document(AnswerFolder(answer).record, AnswerRecord, problems)
    return record.question if record else None


def read_session(session: Path, problems: Problems) -> SessionRecord | None:
    """Return ``session.json``; None if it is missing or broken."""
    return read_document(SessionFolder(session).record, SessionRecord, problems)


def read_corrections(folder: TakeFolder, problems: Problems) -> Corrections | None:
    """Return ``corrections.json``; None if it is missing or broken (then a problem)."""
    return read_document(folder.corrections, Corrections, problems)


def read_shown(
    folder: TakeFolder, corrections: Corrections | None, problems: Problems
) -> tuple[Analysis | None, Analysis | None]:
    """Return (analysis to show, original analysis); the first has the corrections applied.

    Where the corrected analysis is missing or older than the corrections, the original is shown
    and a problem names the command that updates it.
    """
    original = read_document(folder.analysis, Analysis, problems)
    if original is None or corrections is None or not corrections.changes():
        return original, original
    stored = read_document(folder.corrected, StoredCorrected, problems)
    if stored is not None and stored.revision == corrections.revision:
        return stored.analysis, original
    problems.add(
        folder.corrected,
        "stale",
        f"The corrections are not in the report yet; `voicecoach analyze {folder.ref}` adds them.",
    )
    return original, original


def read_marks(answer: Path, problems: Problems) -> Marks:
    """Return the star and story name of an answer; defaults where nothing is marked."""
    return read_document(AnswerFolder(answer).marks, Marks, problems) or Marks()


def read_notes(folder: TakeFolder, problems: Problems) -> str:
    """Return the candidate's notes on a take; empty where there are none."""
    try:
        if not is_inside(folder.notes, problems.root):
            return ""
        return read_regular(folder.notes, MAX_NOTES_BYTES).decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    except OSError as error:
        problems.add(folder.notes, "unreadable", f"notes.md cannot be read: {error.strerror}.")
        return ""


def measure_wav(path: Path) -> float | None:
    """Return the seconds of sound in a WAV file whose writer may have been killed.

    The sizes in its header may be wrong, so the length is computed from the file's size.
    None where the header itself is not readable.
    """
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            found = find_wav_layout(file, size, rf64=True)
    except OSError:
        return None
    return (size - found.start) / found.bytes_per_second if found else None
