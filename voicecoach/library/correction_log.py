"""Stores corrections beside the original, which is never changed, and the analysis made from them.

``corrections.json`` is the candidate's work.  ``corrected.json`` is the analysis with it applied,
``activity.json`` holds where there is voice: both are derived and can be deleted.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from voicecoach.analysis.corrections.log import Corrections, Edit
from voicecoach.errors import LibraryError
from voicecoach.json_files import write_text
from voicecoach.library.folders import LOCK_FILE, TakeFolder
from voicecoach.safe_files import lock_file

MAX_EDITS = 10_000
"""Most edits of one answer; a longer log comes from a program that went wrong."""

_WRITING = threading.Lock()


class ConflictError(LibraryError):
    """The corrections were changed elsewhere meanwhile; ``since`` holds those edits."""

    default_code = "conflict"

    def __init__(self, revision: int, since: tuple[Edit, ...]) -> None:
        super().__init__(
            "This answer was corrected in another window since you opened it.",
            "Look at what changed there, then save again.",
        )
        self.revision = revision
        self.since = since


@contextlib.contextmanager
def writing(folder: TakeFolder) -> Iterator[None]:
    """Lock a take's corrections for one writer at a time, other processes included.

    Raises
    ------
    LibraryError
        If the folder cannot be written, or the lock's path is a link or a folder.
    """
    with _WRITING, contextlib.ExitStack() as stack:
        lock = folder.path / LOCK_FILE
        try:
            stack.enter_context(lock_file(lock))
        except OSError as error:
            raise LibraryError(
                f"{lock} could not be made: {error.strerror}.",
                "Check the permissions of its folder; a link in its place must go.",
                code="cannot-write",
            ) from error
        yield


def check_revision(corrections: Corrections, revision: int) -> None:
    """Refuse an edit made on an older revision.

    Raises
    ------
    ConflictError
        If other edits were saved since.
    LibraryError
        If the log holds ``MAX_EDITS`` edits.
    """
    if corrections.revision != revision:
        raise ConflictError(corrections.revision, corrections.since(revision))
    if len(corrections.edits) >= MAX_EDITS:
        raise LibraryError(
            "This answer has ten thousand corrections, which is the limit.",
            "Delete its corrections.json to start again.",
            code="too-many-edits",
        )


def write_corrected(folder: TakeFolder, text: str | None) -> None:
    """Write ``corrected.json``, or delete it where every correction was undone."""
    if text is None:
        folder.corrected.unlink(missing_ok=True)
    else:
        write_text(folder.corrected, text)
