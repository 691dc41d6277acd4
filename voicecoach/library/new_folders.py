"""Makes the folders of a new session, answer or take; no name or number is given twice."""

from __future__ import annotations

import itertools
import re
from datetime import datetime
from pathlib import Path

from voicecoach import __version__
from voicecoach.errors import LibraryError
from voicecoach.json_files import PRIVATE_FOLDER, to_json, write_text
from voicecoach.library.folders import ANSWER_NAME, AnswerFolder, SessionFolder, TakeFolder
from voicecoach.library.maintenance import MAX_TRIES, make_new
from voicecoach.library.reading import Problems, list_folders
from voicecoach.library.records import AnswerRecord, SessionRecord
from voicecoach.library.trash import last_take_number, names_in_trash
from voicecoach.safe_files import real_path
from voicecoach.types import Question


def create_session(root: Path, pack: str, started: datetime) -> SessionFolder:
    """Create a session's folder and its ``session.json``; see `Library.create_session`."""
    if started.tzinfo is None:
        raise ValueError("started needs its offset from UTC")
    _create_root(root)
    name = f"{started:%Y-%m-%dT%H-%M}_{_safe_name(pack)}"
    deleted = names_in_trash(root, root)
    names = (name if n == 1 else f"{name}-{n}" for n in itertools.count(1))
    free = itertools.filterfalse(deleted.__contains__, names)
    session = SessionFolder(make_new(root, lambda _: next(free)))
    write_text(session.record, to_json(SessionRecord(pack, started, __version__), indent=1) + "\n")
    return session


def create_answer(
    root: Path, session: SessionFolder, question: Question | None, name: str
) -> AnswerFolder:
    """Create the folder of an answer and its ``answer.json``; see `Library.create_answer`."""
    first = len(list_folders(session.path, ANSWER_NAME, Problems(root))) + 1
    name = _safe_name(name or (question.id if question else ""))
    taken = {path.name[:2] for path in session.path.iterdir()}
    taken |= {name[:2] for name in names_in_trash(root, session.path)}
    numbers = [n for n in range(first, first + MAX_TRIES) if f"{n:02d}" not in taken]
    answer = AnswerFolder(make_new(session.path, lambda n: f"{numbers[n - 1]:02d}_{name}"))
    if question is not None:
        write_text(answer.record, to_json(AnswerRecord(question), indent=1) + "\n")
    return answer


def create_take(root: Path, answer: AnswerFolder) -> TakeFolder:
    """Create the folder of the next take of an answer."""
    last = last_take_number(root, answer)
    return TakeFolder(make_new(answer.path, lambda n: f"take-{last + n}"))


def _create_root(root: Path) -> None:
    if root.is_dir():
        return
    try:
        root.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"The recordings folder {root} could not be made: {error.strerror}.",
            "Choose another with --recordings.",
            code="cannot-write",
        ) from error
    if any((parent / ".git").exists() for parent in real_path(root).parents):
        write_text(root / ".gitignore", "*\n")


def _safe_name(name: str) -> str:
    """Turn ``name`` into part of a folder's name: lower case, no separators, no leading dot."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80] or "untitled"
