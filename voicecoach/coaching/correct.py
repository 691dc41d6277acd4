"""Saves a correction and analyses the answer again; the original stays as it is.

corrections.json + transcript.json + activity.json -> analyze() -> corrected.json
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from voicecoach.analysis.corrections.log import Change, Corrections
from voicecoach.coaching.stored_answer import PackOf, analyse_corrected
from voicecoach.errors import LibraryError
from voicecoach.library import Answer, Entry, Library
from voicecoach.library.correction_log import check_revision, writing


def correct_answer(
    library: Library,
    entry: Entry,
    revision: int,
    *,
    when: datetime,
    pack_of: PackOf,
    changes: Iterable[Change] = (),
    undoes: Iterable[int] = (),
) -> Answer:
    """Add one edit to a take's corrections, analyse it again and return the new state.

    Parameters
    ----------
    revision
        The revision that the candidate saw; it differs if another window saved meanwhile.
    when
        Now, with its offset from UTC.

    Raises
    ------
    ConflictError
        If the corrections are no longer at ``revision``; nothing is written.
    LibraryError
        If the take has no analysis or no words, or cannot be written.
    """
    folder = library.folder(entry)
    with writing(folder):
        answer = library.load(entry)
        if answer.original is None or answer.transcript is None:
            raise LibraryError(
                f"{entry.ref} has no words to correct.",
                f"`voicecoach analyze {entry.ref}` recognises them once a model is installed.",
                code="no-words",
            )
        if any(p.path.endswith(folder.corrections.name) for p in answer.problems):
            raise LibraryError(
                f"The corrections of {entry.ref} cannot be read.",
                "`voicecoach data rebuild` sets the broken file aside.",
                code="damaged",
            )
        corrections = answer.corrections or Corrections()
        check_revision(corrections, revision)
        corrections = corrections.with_edit(when, changes=changes, undoes=undoes)
        corrected = analyse_corrected(library, answer, corrections, pack_of)
        library.save_corrections(folder, corrections, corrected)
    return library.load(entry)
