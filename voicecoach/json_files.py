"""Values to JSON and back: written whole or not at all, validated when read."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from voicecoach.errors import LibraryError
from voicecoach.safe_files import PRIVATE_FILE, PRIVATE_FOLDER, write_whole

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from pydantic import TypeAdapter

T = TypeVar("T")

__all__ = ["PRIVATE_FILE", "PRIVATE_FOLDER", "from_json", "to_dict", "to_json", "write_text"]


def to_dict(value: DataclassInstance) -> dict[str, Any]:
    """Return a frozen value as plain data, ``format_version`` first, ``kind`` order kept."""
    data = asdict(value)
    if "format_version" in data:
        data = {"format_version": data.pop("format_version"), **data}
    return data


def to_json(value: DataclassInstance, *, indent: int | None = None) -> str:
    """Return a frozen value as JSON; the same value gives the same bytes."""
    return json.dumps(to_dict(value), ensure_ascii=False, indent=indent, allow_nan=False)


def from_json(text: str | bytes, kind: type[T], *, origin: str) -> T:
    """Return the value of type ``kind`` that ``text`` holds.

    Raises
    ------
    LibraryError
        If the text is no JSON or does not fit ``kind``; ``origin`` names it in the message.
    """
    from pydantic import ValidationError  # 60 ms, and only readers need it

    try:
        value: T = _adapter(kind).validate_json(text)  # type: ignore[arg-type]  # classes hash
        return value
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "the document"
        raise LibraryError(
            f"{origin} is damaged: {place}: {first['msg']}.",
            "Run `voicecoach data rebuild`, which sets broken files aside and keeps the audio.",
            code="damaged",
        ) from error


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)  # 5 ms for an Analysis, and a library holds thousands


def write_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` whole or not at all, readable by its owner alone.

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
            "Free some space or choose another folder with --recordings.",
            code="cannot-write",
        ) from error
