"""Maintains the recordings folder: status, rebuilding, deleting, and folders with new names."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from voicecoach.errors import LibraryError
from voicecoach.json_files import PRIVATE_FOLDER
from voicecoach.library.folders import ANSWER_NAME, TAKE_NAME, TRASH_FOLDER
from voicecoach.library.index import Index
from voicecoach.library.reading import Problems, is_inside, list_folders
from voicecoach.library.records import Entry, LibraryStatus, Problem, Rebuilt, UnfinishedTake
from voicecoach.safe_files import measure_folder, real_path

MAX_TRIES = 10_000
"""Numbers tried for a new folder's name; needing more means that something is wrong."""


def rebuild(root: Path, index: Index) -> Rebuilt:
    """Rename broken documents, rebuild the index and return what was found."""
    index.drop()
    _, problems = index.read()
    broken = [root / problem.path for problem in problems if problem.code == "damaged"]
    set_aside = tuple(_set_aside(path) for path in broken)
    entries, left = index.read()
    return Rebuilt(len(entries), set_aside, left)


def _set_aside(path: Path) -> Path:
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.name}.damaged-{number}")):
        number += 1
    try:
        return path.rename(aside)
    except OSError as error:
        raise LibraryError(
            f"{path} could not be set aside: {error.strerror}.",
            "Check the permissions of its folder.",
            code="cannot-write",
        ) from error


def find_folder(root: Path, entry: Entry, ref: str) -> Path:
    """Return the folder to delete for ``ref``, which names ``entry``; see `Library.find_folder`."""
    name = Path(ref.strip().strip("/")).name
    answer = root / entry.session / entry.answer
    if name == entry.session:
        return answer.parent
    if TAKE_NAME.fullmatch(name) and entry.n_takes > 1:
        return answer / f"take-{entry.take}"
    answers = list_folders(answer.parent, ANSWER_NAME, Problems(root))
    return answer.parent if answers == [answer] else answer


def delete(root: Path, folder: Path, *, for_good: bool) -> Path | None:
    """Move a session, answer or take to the trash (returned), or delete it for good (None)."""
    relative = folder.relative_to(root)
    if not 1 <= len(relative.parts) <= 3 or ".." in relative.parts or folder.is_symlink():
        raise LibraryError(f"{folder} is not a session, answer or take.", code="not-found")
    if not is_inside(folder, root):
        raise LibraryError(f"{folder} lies outside the recordings folder.", code="not-found")
    trash = find_trash(root)
    try:
        if for_good:
            shutil.rmtree(folder)
            return None
        trash.mkdir(PRIVATE_FOLDER, exist_ok=True)
        place = make_new(trash, str) / relative
        place.parent.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        return folder.rename(place)
    except OSError as error:
        raise LibraryError(
            f"{folder} could not be deleted: {error.strerror}.",
            "Check its permissions.",
            code="cannot-write",
        ) from error


def find_trash(root: Path) -> Path:
    """Return the trash, which need not exist yet.

    Raises
    ------
    LibraryError
        If something else stands in its place: a link would lead recordings out of the library.
    """
    trash = root / TRASH_FOLDER
    if trash.is_symlink() or (trash.exists() and not trash.is_dir()):
        raise LibraryError(
            f"{trash} is not a folder of this library.",
            "Remove or rename it; nothing was moved.",
            code="outside",
        )
    return trash


def measure_status(
    root: Path, index: Index, unfinished: tuple[UnfinishedTake, ...]
) -> LibraryStatus:
    """Count what the folder holds and measure its size."""
    entries, problems = index.read()
    trash = root / TRASH_FOLDER
    n_trash_bytes = 0 if trash.is_symlink() else measure_folder(trash)
    return LibraryStatus(
        path=root,
        n_sessions=len({entry.session for entry in entries}),
        n_answers=len({(entry.session, entry.answer) for entry in entries}),
        n_takes=len(entries),
        seconds=sum((entry.summary.total_s or 0.0) for entry in entries if entry.summary),
        n_bytes=measure_folder(root) - n_trash_bytes,
        n_trash_bytes=n_trash_bytes,
        free_bytes=measure_free(root),
        unfinished=unfinished,
        problems=(*problems, *_without_sound(entries)),
    )


def _without_sound(entries: tuple[Entry, ...]) -> Iterator[Problem]:
    """Report the takes that were measured and whose sound file is gone."""
    for entry in entries:
        if not entry.has_audio and entry.summary and entry.summary.total_s is not None:
            message = "The sound file of this take is gone; its figures are kept."
            yield Problem(entry.ref, "no-sound", message)


def measure_free(root: Path) -> int:
    """Return the free bytes of the disk that the folder lies on, or will lie on."""
    there = next(path for path in (root, *real_path(root).parents) if path.exists())
    return shutil.disk_usage(there).free


def make_new(folder: Path, name: Callable[[int], str]) -> Path:
    """Make the first folder ``name(1)``, ``name(2)`` … that does not exist, and return it."""
    for number in range(1, MAX_TRIES):
        path = folder / name(number)
        try:
            path.mkdir(PRIVATE_FOLDER)
        except FileExistsError:
            continue
        except OSError as error:
            raise LibraryError(
                f"{path} could not be made: {error.strerror}.",
                "Free some space, or choose another folder with --recordings.",
                code="cannot-write",
            ) from error
        return path
    raise LibraryError(f"{folder} holds too many folders.", "Choose another with --recordings.")
