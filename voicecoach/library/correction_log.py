"""Corrections beside the untouched original, and what is derived from them.

``corrections.json`` is the candidate's; ``corrected.json`` is the analysis with them applied,
``activity.json`` what the sound's analysis found: both derived, both can be deleted.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from voicecoach.analysis.corrections.log import Corrections, Edit
from voicecoach.errors import LibraryError
from voicecoach.json_files import write_text
from voicecoach.library.records import TakeFolder

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
    """Let one writer at a time into a take's corrections, other processes included."""
    with _WRITING, _locked(folder.path):
        yield


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:  # no such lock on this system: one process is the rule anyway
        yield
        return
    with (path / ".corrections.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
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
