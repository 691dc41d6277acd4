"""Finds an answer by what a candidate types: last, a number, a question, part of a name, a path."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from voicecoach.errors import LibraryError
from voicecoach.library.records import Entry

MAX_CANDIDATES_SHOWN = 5


MAX_DIGITS = 9
"""Of a number that names an answer."""


def shown_takes(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return one take of each answer, newest answer first.

    It is the last take that has an analysis, else the last that has sound, else the last.
    """
    answers: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        key = (entry.session, entry.answer)
        if key not in answers or _worth(entry) >= _worth(answers[key]):
            answers[key] = entry
    return newest_first(tuple(answers.values()))


def newest_first(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries with the newest first."""
    return tuple(
        sorted(entries, key=lambda e: (e.started, e.session, e.answer, e.take), reverse=True)
    )


def analysed_takes_like(entries: Sequence[Entry], like: Entry) -> tuple[Entry, ...]:
    """Return the takes with an analysis of the question that ``like`` answers, newest first."""
    asked = (like.pack, like.question_id)
    return newest_first(
        [e for e in entries if e.summary is not None and (e.pack, e.question_id) == asked]
    )


def _worth(entry: Entry) -> tuple[bool, bool, int]:
    analysed = entry.summary is not None
    return (analysed, entry.has_audio and not analysed, entry.take)


def find_entry(entries: Sequence[Entry], ref: str, root: Path, *, take: int | None = None) -> Entry:
    """Return the take that ``ref`` names, or take number ``take`` of the same answer.

    Raises
    ------
    LibraryError
        ``nothing-recorded``, ``not-found``, or ``ambiguous`` with the first possible answers.
    """
    entry = _find_named(entries, ref, root)
    if take is None or take == entry.take:
        return entry
    takes = [e for e in entries if (e.session, e.answer) == (entry.session, entry.answer)]
    for other in takes:
        if other.take == take:
            return other
    there = ", ".join(str(e.take) for e in takes)
    raise LibraryError(
        f"{entry.session}/{entry.answer} has no take {take}.",
        f"It has: {there}.",
        code="not-found",
    )


def _find_named(entries: Sequence[Entry], ref: str, root: Path) -> Entry:
    shown = shown_takes(entries)
    if not shown:
        raise LibraryError(
            f"There are no answers in {root} yet.",
            "Record one with `voicecoach practice`, or try `voicecoach demo`.",
            code="nothing-recorded",
        )
    ref = ref.strip().removesuffix("/")
    if ref in ("", "last"):
        return shown[0]
    if ref.isdecimal():
        return _find_number(shown, ref)
    name = _relative_name(ref, root)
    exact = [entry for entry in entries if name in (entry.ref, *_parents(entry))]
    if exact:
        return _newest(exact)
    question = name.rpartition("/")[2] if name.count("/") == 1 else name
    asked = [e for e in shown if e.question_id == question and name in (question, _full_id(e))]
    if asked:
        return asked[0]
    for matches in (
        [entry for entry in entries if entry.ref.startswith(name)],
        [entry for entry in entries if name.lower() in entry.ref.lower()],
    ):
        if matches:
            return _the_one(matches, ref)
    raise LibraryError(
        f"There is no answer {ref!r} in {root}.",
        "`voicecoach history` lists them with their numbers.",
        code="not-found",
    )


def _full_id(entry: Entry) -> str:
    return f"{entry.pack}/{entry.question_id}"


def _parents(entry: Entry) -> tuple[str, str]:
    return (entry.session, f"{entry.session}/{entry.answer}")


def _find_number(shown: Sequence[Entry], ref: str) -> Entry:
    number = int(ref) if len(ref) <= MAX_DIGITS else 0  # Python reads no number of 5,000 digits
    if not 1 <= number <= len(shown):
        many = f"are {len(shown)} answers" if len(shown) > 1 else "is one answer"
        name = ref if len(ref) <= MAX_DIGITS else f"{ref[:MAX_DIGITS]}…"
        raise LibraryError(
            f"There is no answer number {name}; there {many}.",
            "Number 1 is the newest; `voicecoach history` lists them.",
            code="not-found",
        )
    return shown[number - 1]


def _relative_name(ref: str, root: Path) -> str:
    """Return a path on this machine as a name inside the root; other names unchanged."""
    try:
        path = Path(ref).expanduser()
        if not path.is_absolute() and not (path.parent.name and path.exists()):
            return ref.strip("/")
    except (OSError, RuntimeError, ValueError):  # too long, a user who is not there, no name
        return ref.strip("/")
    try:
        parts = path.resolve().relative_to(root.resolve()).parts
    except (ValueError, OSError, RuntimeError) as error:
        if not path.is_absolute():
            return ref
        raise LibraryError(
            f"{ref} does not lie in the recordings folder {root}.",
            "`voicecoach analyze` takes any audio file; `voicecoach history` lists the answers.",
            code="not-found",
        ) from error
    return "/".join(parts[:3])


def _newest(entries: Sequence[Entry]) -> Entry:
    return shown_takes(entries)[0]


def _the_one(matches: Sequence[Entry], ref: str) -> Entry:
    answers = shown_takes(matches)
    sessions = {entry.session for entry in answers}
    if len(answers) == 1 or (len(sessions) == 1 and sessions.pop().startswith(ref)):
        return answers[0]
    names = ", ".join(f"{e.session}/{e.answer}" for e in answers[:MAX_CANDIDATES_SHOWN])
    more = f" and {len(answers) - MAX_CANDIDATES_SHOWN} more"
    rest = more if len(answers) > MAX_CANDIDATES_SHOWN else ""
    raise LibraryError(
        f"{ref!r} matches {len(answers)} answers: {names}{rest}.",
        "Write more of the name, or take its number from `voicecoach history`.",
        code="ambiguous",
    )
