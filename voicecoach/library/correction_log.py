"""Corrections beside the untouched original, and what is derived from them.

``corrections.json`` is the candidate's; ``corrected.json`` is the analysis with them applied,
``activity.json`` what the sound's analysis found: both derived, both can be deleted.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from voicecoach.analysis.corrections.log import Corrections, Edit
from voicecoach.errors import LibraryError
from voicecoach.json_files import write_text
from voicecoach.library.records import LOCK_FILE, TakeFolder
from voicecoach.safe_files import lock_file

MAX_EDITS = 10_000
"""Nobody corrects an answer this often; a log that long comes from a program gone wild."""

_WRITING = threading.Lock()


class ConflictError(LibraryError):
    """Somebody else changed the corrections meanwhile; ``since`` is what they did."""

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
    """Let one writer at a time into a take's corrections, other processes included.

    Raises
    ------
    LibraryError
        If the folder cannot be written, or a link or no file stands in the lock's place.
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
    """Refuse an edit that was made on an older state.

    Raises
    ------
    ConflictError
        If something was saved since.
    LibraryError
        If the log is absurdly long.
    """
    if corrections.revision != revision:
        raise ConflictError(corrections.revision, corrections.since(revision))
    if len(corrections.edits) >= MAX_EDITS:
        raise LibraryError(
            "This answer was corrected ten thousand times; no more fit.",
            "Delete its corrections.json to begin anew.",
            code="too-many-edits",
        )


def write_corrected(folder: TakeFolder, text: str | None) -> None:
    """Write ``corrected.json``, or delete it where no correction holds any more."""
    if text is None:
        folder.corrected.unlink(missing_ok=True)
    else:
        write_text(folder.corrected, text)
