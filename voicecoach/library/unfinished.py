"""Finds takes that a crash left without a report, and cleans up after dead processes.

A process locks its session's folder (`safe_files.hold_folder`), and the system releases the lock
when the process ends.  So the age of a file does not matter.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from voicecoach.errors import LibraryError
from voicecoach.json_files import from_json
from voicecoach.library import reading
from voicecoach.library.folders import (
    ANSWER_FILE,
    ANSWER_NAME,
    LAST_TAKE_FILE,
    LOCK_FILE,
    PARTIAL_FILE,
    RECORDING_FILE,
    SESSION_FILE,
    SESSION_NAME,
    TAKE_NAME,
    TRASH_FOLDER,
    TakeFolder,
)
from voicecoach.library.records import Entry, StoredActivity, UnfinishedState, UnfinishedTake
from voicecoach.library.trash import names_in_trash
from voicecoach.safe_files import is_held, read_regular, remove_if_dead

STILL_WRITTEN_S = 10.0
"""Seconds: without locks, a recording written so recently counts as in use."""

FLAC_HEAD_BYTES = 42
"""Bytes of a FLAC file's head: signature, block header and STREAMINFO."""

SETTLED_S = 10.0
"""Seconds: an empty folder younger than this may be a session that is just starting."""


def find_unfinished(
    problems: reading.Problems, takes: Iterable[Entry] | None
) -> tuple[UnfinishedTake, ...]:
    """Return those of the takes, by default of all, without a report and not in use.

    A take is in use where a running process holds its session.
    """
    if takes is None:
        folders = [TakeFolder(path) for _, paths in reading.walk_takes(problems) for path in paths]
    else:
        folders = [TakeFolder(problems.root / one.ref) for one in takes]
    found: list[UnfinishedTake] = []
    held: dict[Path, bool] = {}
    for folder in folders:
        session = folder.path.parent.parent
        try:
            state = _state(folder)
            if state is None:
                continue
            if session not in held:
                held[session] = is_in_use(session, folder)
            if not held[session]:
                found.append(_describe(folder, state, problems))
        except OSError:
            continue  # finished or deleted by another window this very moment
    return tuple(found)


def select_perhaps_unfinished(root: Path, takes: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the takes whose files are worth a look: without a report, or with a WAV left."""
    return tuple(
        one
        for one in takes
        if one.summary is None or os.path.lexists(f"{root}/{one.ref}/{RECORDING_FILE}")
    )


def is_in_use(session: Path, folder: TakeFolder) -> bool:
    """Return whether a running process records or finishes takes of a session."""
    held = is_held(session)
    if held is not None:
        return held
    try:
        return time.time() - folder.wav.stat().st_mtime < STILL_WRITTEN_S
    except OSError:
        return False


def _state(folder: TakeFolder) -> UnfinishedState | None:
    if _is_regular(folder.wav):
        seconds = reading.measure_wav(folder.wav)
        n_bytes = folder.wav.stat().st_size
        return "empty" if seconds == 0 or n_bytes == 0 else "recorded"
    if not _is_regular(folder.flac) or folder.analysis.exists():
        return None
    return None if _was_silent(folder) else "not-analysed"


def _was_silent(folder: TakeFolder) -> bool:
    """Return whether the sound was analysed and had no voice, which finishes a take as well."""
    try:
        stored = from_json(
            read_regular(folder.activity, reading.MAX_DOCUMENT_BYTES),
            StoredActivity,
            origin=folder.activity.name,
        )
    except (OSError, LibraryError):
        return False
    return not stored.activity.speech


def _is_regular(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _describe(
    folder: TakeFolder, state: UnfinishedState, problems: reading.Problems
) -> UnfinishedTake:
    sound = folder.wav if state != "not-analysed" else folder.flac
    seconds = reading.measure_wav(sound) if sound == folder.wav else measure_flac(sound)
    written = datetime.fromtimestamp(sound.stat().st_mtime, UTC)
    question = reading.read_question(folder.path.parent, problems)
    return UnfinishedTake(folder, seconds, written, question, state)


def measure_flac(path: Path) -> float | None:
    """Return the seconds that a FLAC file declares; None where its head is not readable."""
    try:
        head = read_regular(path, FLAC_HEAD_BYTES)
    except OSError:
        return None
    if len(head) < FLAC_HEAD_BYTES or head[:4] != b"fLaC":
        return None
    packed = int.from_bytes(head[18:26], "big")  # rate 20, channels 3, bits 5, samples 36 bits
    rate, n_samples = packed >> 44, packed & ((1 << 36) - 1)
    return n_samples / rate if rate and n_samples else None


# --- cleaning up -----------------------------------------------------------------------


def clean_up(root: Path) -> int:
    """Remove what ended processes left in a library: half-written files, locks, empty folders.

    Returns the number removed.  Files with sound, words or figures are never touched.
    """
    n_removed = 0
    for name, folders, files in os.walk(root, topdown=False):
        folder = Path(name)
        n_removed += sum(remove_if_dead(folder / file) for file in files if is_temporary(file))
        in_trash = TRASH_FOLDER in folder.relative_to(root).parts
        if folder != root and not folders and not in_trash:
            n_removed += _remove_empty(folder)
    return n_removed


_TEMPORARY = re.compile(r"\.(?:.+\.(?:json|md|toml|txt)|\.gitignore)\.[a-z0-9_]{8}")
"""Names of the temporary files that `safe_files.write_whole` renames at the end."""


def is_temporary(name: str) -> bool:
    """Return whether a file is a temporary file of a write, or a lock."""
    return name in {LOCK_FILE, PARTIAL_FILE} or _TEMPORARY.fullmatch(name) is not None


_KINDS = (
    (TAKE_NAME, frozenset[str]()),
    (ANSWER_NAME, frozenset({ANSWER_FILE, LAST_TAKE_FILE})),
    (SESSION_NAME, frozenset({SESSION_FILE})),
)
"""Takes, answers and sessions, and the files that each has before anything is recorded."""


def _remove_empty(folder: Path) -> bool:
    """Remove a take without a file, an answer without takes, a session without answers."""
    for pattern, own in _KINDS:
        if not pattern.fullmatch(folder.name):
            continue
        session = folder if pattern is SESSION_NAME else _session_of(folder)
        if session is None or is_held(session) is not False:
            return False
        try:
            if time.time() - folder.stat().st_mtime < SETTLED_S:
                return False
        except OSError:
            return False
        return _remove_with(folder, own)
    return False


def _remove_with(folder: Path, own: frozenset[str]) -> bool:
    """Remove a folder that holds nothing but files of its own; return whether it is gone."""
    try:
        names = {item.name for item in folder.iterdir()}
        if names - own:
            return False
        for name in names:
            (folder / name).unlink()
        folder.rmdir()
    except OSError:
        return False
    return True


def remove_if_not_recorded(session: Path) -> bool:
    """Remove what a session that is over holds without a recording; return whether it is gone.

    Takes without a file go, answers without takes, and the session where none is left.  What
    holds anything else stays, also an answer of which the trash keeps a take.  Where the trash
    cannot be read, the rest stays for `clean_up`.
    """
    try:
        return _remove_not_recorded(session)
    except OSError:
        return False


def _remove_not_recorded(session: Path) -> bool:
    root = session.parent
    takes, answers, sessions = _KINDS
    for answer in reading.list_folders(session, answers[0], reading.Problems(root)):
        for take in reading.list_folders(answer, takes[0], reading.Problems(root)):
            _remove_with(take, takes[1])
        if not names_in_trash(root, answer):
            _remove_with(answer, answers[1])
    return not names_in_trash(root, session) and _remove_with(session, sessions[1])


def _session_of(folder: Path) -> Path | None:
    return next((p for p in folder.parents if SESSION_NAME.fullmatch(p.name)), None)
