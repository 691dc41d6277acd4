"""The trash: keeps what was deleted until it is restored or the trash is emptied.

The folder ``SESSION/NN_question`` moves to ``.trash/7/SESSION/NN_question``, where 7 is the number
of the deletion.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from voicecoach.errors import LibraryError
from voicecoach.json_files import PRIVATE_FOLDER, write_text
from voicecoach.library.folders import (
    ANSWER_NAME,
    LAST_TAKE_FILE,
    SESSION_NAME,
    TAKE_NAME,
    TRASH_FOLDER,
    AnswerFolder,
    TakeFolder,
)
from voicecoach.library.index_row import started_from_name
from voicecoach.library.maintenance import find_trash
from voicecoach.library.reading import Problems, list_folders, read_question, read_session
from voicecoach.library.records import SessionRecord
from voicecoach.safe_files import measure_folder, read_regular
from voicecoach.types import Question

PATTERNS = (SESSION_NAME, ANSWER_NAME, TAKE_NAME)


@dataclass(frozen=True, slots=True)
class Deleted:
    """One deletion in the trash.

    ``name`` is its old path, of one part (a session), two (an answer) or three (a take).
    ``question_id``, ``title`` and ``prompt`` are empty for a session; ``title`` also where the
    question was kept without one.
    """

    number: int
    name: str
    deleted: datetime
    started: datetime
    pack: str
    question_id: str
    title: str
    prompt: str
    n_answers: int
    n_takes: int
    n_bytes: int

    @property
    def kind(self) -> str:
        """What was deleted: ``session``, ``answer`` or ``take``."""
        return ("session", "answer", "take")[self.name.count("/")]


def list_trash(root: Path) -> tuple[Deleted, ...]:
    """Return what the trash holds, the latest deletion first."""
    trash = root / TRASH_FOLDER
    if trash.is_symlink() or not trash.is_dir():
        return ()
    found = [_read(root, path) for path in trash.iterdir() if path.name.isdecimal()]
    return tuple(sorted((one for one in found if one), key=lambda one: one.number, reverse=True))


def _read(root: Path, path: Path) -> Deleted | None:
    thing = _find_thing(path)
    if thing is None:
        return None
    relative = thing.relative_to(path)
    depth = len(relative.parts)
    problems = Problems(root)
    answers = {1: list_folders(thing, ANSWER_NAME, problems), 2: [thing], 3: [thing.parent]}[depth]
    takes = [take for a in answers for take in list_folders(a, TAKE_NAME, problems)]
    # the question of a deleted take is still beside the remaining takes
    asked = root / relative.parent if depth == 3 else answers[0] if depth == 2 else None
    question = read_question(asked, problems) if asked else None
    fallback = relative.parts[1].partition("_")[2] if depth > 1 else ""
    session = read_session(thing if depth == 1 else root / relative.parts[0], problems)
    return Deleted(
        number=int(path.name),
        name=relative.as_posix(),
        deleted=datetime.fromtimestamp(path.lstat().st_ctime, UTC),
        started=started_from_name(relative.parts[0]),
        pack=_pack_of(relative.parts[0], question, session),
        question_id=question.id if question else fallback,
        title=question.title if question else "",
        prompt=question.prompt if question else "",
        n_answers=len(answers),
        n_takes=1 if depth == 3 else len(takes),
        n_bytes=measure_folder(path),
    )


def _pack_of(name: str, question: Question | None, session: SessionRecord | None) -> str:
    """Return the pack of what was deleted; where no document says it, its session's name does."""
    if question is not None:
        return question.pack
    return session.pack if session is not None else name.partition("_")[2]


def _find_thing(path: Path) -> Path | None:
    """Return the session, answer or take in one deletion's folder; None where there is none.

    A deletion moves one folder, so the folders above it hold nothing else.
    """
    for depth, pattern in enumerate(PATTERNS):
        if path.is_symlink() or not path.is_dir():
            return None
        inside = [item for item in path.iterdir() if pattern.fullmatch(item.name)]
        others = [item for item in path.iterdir() if not pattern.fullmatch(item.name)]
        if depth and (others or len(inside) != 1):
            return path
        if len(inside) != 1:
            return None
        path = inside[0]
    return path if path.is_dir() and not path.is_symlink() else None


def restore(root: Path, number: int) -> Path:
    """Move a deletion back to its old place and return that path.

    What was recorded there meanwhile is kept; a session or an answer is merged with it.

    Raises
    ------
    LibraryError
        ``not-found``, ``in-the-way`` (a take of that name exists again), ``cannot-write``.
    """
    folder = find_trash(root) / str(number)
    thing = _find_thing(folder)
    if thing is None:
        raise LibraryError(
            "That is not in the trash any more.",
            "Perhaps it was restored or the trash was emptied in another window.",
            code="not-found",
        )
    place = root / thing.relative_to(folder)
    try:
        place.parent.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        _check_free(thing, place)
        _join(thing, place)
        shutil.rmtree(folder)
    except OSError as error:
        raise LibraryError(
            f"{place} could not be restored: {error.strerror}.",
            "Check the permissions of the recordings folder.",
            code="cannot-write",
        ) from error
    return place


def _check_free(thing: Path, place: Path) -> None:
    """Refuse, before anything is moved, if a recording is in the way."""
    if not place.exists():
        return
    if place.is_symlink() or not place.is_dir() or TAKE_NAME.fullmatch(place.name):
        raise LibraryError(
            f"{place.name} exists again in {place.parent.name}.",
            "Delete that one first, then restore this one.",
            code="in-the-way",
        )
    for item in thing.iterdir():
        if item.is_dir():
            _check_free(item, place / item.name)


def _join(thing: Path, place: Path) -> None:
    """Move ``thing`` to ``place``; into an existing folder only what is missing there."""
    if not place.exists():
        thing.rename(place)
        return
    for item in thing.iterdir():
        if item.is_dir() or not (place / item.name).exists():
            _join(item, place / item.name)


def measure_trash(root: Path) -> int:
    """Return the bytes that emptying the trash would free."""
    trash = root / TRASH_FOLDER
    return 0 if trash.is_symlink() else measure_folder(trash)


def empty_trash(root: Path) -> int:
    """Delete the trash for good and return the number of bytes freed."""
    trash = find_trash(root)
    size = measure_folder(trash)
    if trash.is_dir():
        try:
            shutil.rmtree(trash)
        except OSError as error:
            raise LibraryError(
                f"The trash could not be emptied: {error.strerror}.",
                f"Check the permissions of {trash}.",
                code="cannot-write",
            ) from error
    return size


# --- numbers that are never given again --------------------------------------------------


def names_in_trash(root: Path, folder: Path) -> frozenset[str]:
    """Return the names that what was deleted from ``folder`` had there."""
    trash, relative = root / TRASH_FOLDER, folder.relative_to(root)
    if trash.is_symlink() or not trash.is_dir():
        return frozenset()
    places = [deletion / relative for deletion in trash.iterdir() if deletion.name.isdecimal()]
    return frozenset(item.name for place in places if place.is_dir() for item in place.iterdir())


def last_take_number(root: Path, answer: AnswerFolder) -> int:
    """Return the highest number that a take of an answer has or had; 0 where there was none."""
    names = {path.name for path in list_folders(answer.path, TAKE_NAME, Problems(root))}
    names |= {name for name in names_in_trash(root, answer.path) if TAKE_NAME.fullmatch(name)}
    numbers = [TakeFolder(answer.path / name).number for name in names]
    try:
        text = read_regular(answer.path / LAST_TAKE_FILE, 12)
        numbers.append(int(text) if text.strip().isdigit() else 0)
    except OSError:
        pass  # no take of it was ever deleted
    return max(numbers, default=0)


def remember_take(root: Path, take: TakeFolder) -> None:
    """Note the number of a take that is about to be deleted, so that it is never given again."""
    answer = AnswerFolder(take.path.parent)
    write_text(answer.path / LAST_TAKE_FILE, f"{last_take_number(root, answer)}\n")
