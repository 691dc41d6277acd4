"""Stores corrections beside the original, which is never changed, and the analysis made from them.

``corrections.json`` is the candidate's work.  ``corrected.json`` is the analysis with it applied,
``activity.json`` holds where there is voice: both are derived and can be deleted.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

from voicecoach.analysis.corrections.log import Corrections, Edit
from voicecoach.errors import LibraryError
from voicecoach.json_files import one_writer, write_text
from voicecoach.library.folders import LOCK_FILE, TakeFolder

MAX_EDITS = 10_000
"""Most edits of one answer; a longer log comes from a program that went wrong."""


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


def writing(folder: TakeFolder) -> AbstractContextManager[None]:
    """Lock a take's corrections for one writer at a time; raises as ``one_writer`` does."""
    return one_writer(folder.path / LOCK_FILE)


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
