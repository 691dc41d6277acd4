"""The debrief of a sitting or a mock interview: its answers read from the library."""

from __future__ import annotations

from collections.abc import Sequence

from voicecoach.coaching.mock_store import measure_bare_takes
from voicecoach.coaching.short_names import resolve_name
from voicecoach.errors import LibraryError
from voicecoach.library import Entry, Library
from voicecoach.progress.debrief import (
    Debrief,
    DebriefAnswer,
    build_debrief,
    find_sitting,
    select_answers,
)
from voicecoach.progress.mock_debrief import MockDebrief, build_mock_debrief
from voicecoach.progress.mock_rounds import MockRecord
from voicecoach.report.wording import title_of
from voicecoach.types import Pack


def debrief_session(library: Library, name: str, takes: Sequence[Entry] | None = None) -> Debrief:
    """Return what a sitting showed.

    Parameters
    ----------
    name
        A session's folder, the beginning of its name if only one begins so, or ``last``.
    takes
        Every take of the library, where they are known already.

    Raises
    ------
    LibraryError
        ``not-found`` if there is no such session, ``ambiguous`` if several begin so.
    """
    takes = library.scan()[0] if takes is None else takes
    entries = find_sitting(takes, _find_session(takes, name))
    return build_debrief([_read(library, entry) for entry in select_answers(entries)])


def _read(library: Library, entry: Entry) -> DebriefAnswer:
    stored = library.load(entry)
    title = stored.question.title if stored.question else ""
    return DebriefAnswer(entry, stored.analysis, title or title_of(entry.question_id))


def _find_session(takes: Sequence[Entry], name: str) -> str:
    names = sorted({entry.session for entry in takes})
    if not names:
        raise LibraryError(
            "There are no answers yet.", "Record one with `voicecoach practice`.", code="not-found"
        )
    last = max(takes, key=lambda entry: (entry.started, entry.session)).session
    return resolve_name(name, names, last=last, noun="session")


def debrief_mock(library: Library, record: MockRecord, pack: Pack | None) -> MockDebrief:
    """Return what a mock interview showed until now.

    Parameters
    ----------
    pack
        The pack of its questions; None where it is gone.
    """
    takes, _ = library.scan()
    sessions = {name for one in record.rounds for name in one.sessions}
    mine = select_answers([entry for entry in takes if entry.session in sessions])
    answers = {entry.ref: _read(library, entry) for entry in mine}
    lengths = measure_bare_takes(library, record, takes)
    return build_mock_debrief(record, pack, takes, answers, lengths)
