"""Writes values as JSON files, completely or not at all, and validates them when they are read."""

from __future__ import annotations

import json
import math
import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, fields, is_dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from voicecoach.errors import LibraryError
from voicecoach.safe_files import (
    PRIVATE_FILE,
    PRIVATE_FOLDER,
    lock_file,
    read_regular,
    write_whole,
)
from voicecoach.types import FORMAT_VERSION

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from pydantic import TypeAdapter

T = TypeVar("T")

__all__ = [
    "PRIVATE_FILE",
    "PRIVATE_FOLDER",
    "from_json",
    "is_newer",
    "make_folder",
    "one_writer",
    "read_document",
    "to_dict",
    "to_json",
    "write_text",
]


def to_dict(value: DataclassInstance) -> dict[str, Any]:
    """Return a frozen value as plain data: ``format_version`` first, then the fields in order."""
    data = asdict(value)
    if "format_version" in data:
        data = {"format_version": data.pop("format_version"), **data}
    return data


def to_json(value: DataclassInstance, *, indent: int | None = None) -> str:
    """Return a frozen value as JSON; the same value gives the same bytes, a date is ISO 8601."""
    return json.dumps(
        to_dict(value),
        ensure_ascii=False,
        indent=indent,
        allow_nan=False,
        default=datetime.isoformat,
    )


def from_json(text: str | bytes, kind: type[T], *, origin: str) -> T:
    """Return the value of type ``kind`` that ``text`` holds.

    Raises
    ------
    LibraryError
        If the text is no JSON, holds a number or a date that is none (NaN, infinity, 5,000
        digits, the year 0001) or does not fit ``kind``; ``origin`` names it in the message.
    """
    from pydantic import ValidationError  # takes 60 ms, so only where something is read

    try:
        if _is_suspect(text):
            _check_numbers(text)
        value: T = _adapter(kind).validate_json(text)  # type: ignore[arg-type]  # classes hash
        _check_dates(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "the document"
        raise _damaged(origin, f"{place}: {first['msg']}") from error
    except (ValueError, RecursionError) as error:
        raise _damaged(origin, str(error) or "it is nested too deeply") from error
    return value


def is_newer(raw: bytes) -> bool:
    """Return whether a document says at its beginning that a later version wrote it."""
    found = re.search(rb'"format_version":\s*(\d+)', raw[:200])
    return found is not None and int(found[1]) > FORMAT_VERSION


def read_document(file: Path, kind: type[T], *, limit: int, remedy: str) -> T:
    """Return what a file beside the library holds.

    Parameters
    ----------
    limit
        Bytes that are read at most.
    remedy
        What to do about a file that is damaged.

    Raises
    ------
    LibraryError
        ``newer`` if a later version wrote it, ``damaged`` if it cannot be read.
    """
    try:
        raw = read_regular(file, limit)
    except OSError as error:
        why = f"{file} cannot be read: {error.strerror}."
        raise LibraryError(why, remedy, code="damaged") from error
    newer = LibraryError(
        f"{file} was written by a newer VoiceCoach.", "Update to read it.", code="newer"
    )
    try:
        value = from_json(raw, kind, origin=str(file))
    except LibraryError as error:
        if is_newer(raw):
            raise newer from error
        raise LibraryError(error.message, remedy, code="damaged") from error
    if getattr(value, "format_version", FORMAT_VERSION) > FORMAT_VERSION:
        raise newer
    return value


def _damaged(origin: str, why: str) -> LibraryError:
    return LibraryError(
        f"{origin} is damaged: {why.rstrip('.')}.",
        "Run `voicecoach data rebuild`, which sets broken files aside and keeps the audio.",
        code="damaged",
    )


SUSPECT = r"NaN|Infinity|[eE][+]?\d{2,}|\d{16,}"
"""What a number that is none looks like; such a text is read a second time, number by number."""
_SUSPECT_TEXT, _SUSPECT_BYTES = re.compile(SUSPECT), re.compile(SUSPECT.encode())


def _is_suspect(text: str | bytes) -> bool:
    found = _SUSPECT_TEXT.search(text) if isinstance(text, str) else _SUSPECT_BYTES.search(text)
    return found is not None


MAX_NUMBER = 1e12
"""Samples of a day are a thousandth of it; whatever is larger was not written by a program."""


def _check_numbers(text: str | bytes) -> None:
    """Raise ValueError where a number is none, or far too large for anything that is measured."""

    def refuse(name: str) -> NoReturn:
        raise ValueError(f"{name[:20]} is not a number that can be measured")

    def number(digits: str) -> float:
        value = float(digits) if len(digits) < MAX_DIGITS else math.inf
        return value if abs(value) <= MAX_NUMBER else refuse(digits)

    json.loads(text, parse_constant=refuse, parse_float=number, parse_int=number)


MAX_DIGITS = 400
"""A float that Python writes has at most 25 characters; of more than 4,300 it reads none."""

FIRST_YEAR, LAST_YEAR = 1970, 2200
"""Dates beyond are slips, and cannot be turned into the time of a place."""


def _check_dates(value: object) -> None:
    """Raise ValueError where a date of a document has no offset or an impossible year."""
    for field in fields(value) if is_dataclass(value) else ():
        date = getattr(value, field.name)
        if not isinstance(date, datetime):
            continue
        if date.tzinfo is None:
            raise ValueError(f"{field.name}: the date has no offset from UTC")
        if not FIRST_YEAR <= date.year <= LAST_YEAR:
            raise ValueError(f"{field.name}: {date.year} is not a year of any recording")


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)  # takes 5 ms for an Analysis, so it is kept for the next one


def plain_unicode(text: str) -> str:
    """Return text with “?” for what UTF-8 cannot hold: bytes of a file's name, half characters."""
    return text.encode("utf-8", "replace").decode("utf-8")


def make_folder(folder: Path) -> None:
    """Make a folder for its owner alone, if it is not there.

    Raises
    ------
    LibraryError
        If a file stands in its place, or the folder around it is read-only or full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    except OSError as error:
        raise LibraryError(
            f"The folder {folder} cannot be made: {error.strerror}.",
            "Move away what stands in its place, or free some space there.",
            code="cannot-write",
        ) from error


def write_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` completely or not at all, readable by its owner alone.

    Raises
    ------
    LibraryError
        If the folder is missing, read-only or full.
    """
    try:
        write_whole(path, text.encode("utf-8", "replace"))
    except OSError as error:
        raise LibraryError(
            f"{path} could not be written: {error.strerror}.",
            "Free some space there, or choose a folder in which you may write.",
            code="cannot-write",
        ) from error


_WRITING = threading.RLock()
"""Held by the thread that writes: where the system has no locks, threads still wait."""


@contextmanager
def one_writer(lock: Path) -> Iterator[None]:
    """Let one writer at a time read, change and save, other processes included.

    Parameters
    ----------
    lock
        Path of the lock's file, which is made and removed again.

    Raises
    ------
    LibraryError
        ``cannot-write`` if its folder cannot be written, or its path is a link or a folder.
    """
    with _WRITING, ExitStack() as stack:
        try:
            stack.enter_context(lock_file(lock))
        except OSError as error:
            raise LibraryError(
                f"{lock} could not be made: {error.strerror}.",
                "Check the permissions of its folder; a link in its place must go.",
                code="cannot-write",
            ) from error
        yield
