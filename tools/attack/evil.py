"""Seeded damage: of values in a document, of bytes in a file, of what a name in a folder is."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    10**9,
    -(10**18),
    1e300,
    -1e-300,
    "",
    "x" * 5000,
    "\u202e\u0000\x1b[31m",
    "2026-11-24T10:03:12",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    [],
    {},
    [[[[[]]]]],
)
"""What a value of a document is replaced by."""

TEXTS = ("NaN", "Infinity", "-Infinity", "1e999", "9" * 5000, "[" * 3000 + "]" * 3000, "")
"""What a number of a document is replaced by in its text: no JSON, or none that a program reads."""

PLACE = "\ue123mark"


def damage_document(data: bytes, choice: random.Random) -> bytes:
    """Return a JSON document in which one value, or the text of one, is another."""
    document = json.loads(data)
    holder, key = choice.choice(_places(document))
    if choice.random() < 0.4:
        holder[key] = PLACE
        text = json.dumps(document, ensure_ascii=False)
        return text.replace(json.dumps(PLACE, ensure_ascii=False), choice.choice(TEXTS), 1).encode()
    if choice.random() < 0.2 and isinstance(holder, dict):
        del holder[key]
    else:
        holder[key] = choice.choice(VALUES)
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")


def _places(value: Any) -> list[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else range(len(value))
    found = [(value, key) for key in keys]
    for key in keys:
        if isinstance(value[key], dict | list):
            found += _places(value[key])
    return found


def damage_bytes(data: bytes, choice: random.Random) -> bytes:
    """Return bytes of which some are flipped, cut off, doubled, emptied or foreign."""
    kind = choice.randrange(7)
    at = choice.randrange(max(1, len(data)))
    length = choice.choice((1, 7, 100, 4000))
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + data[at + length :]
    if kind == 2:
        return data[:at] + choice.randbytes(length) + data[at + length :]
    if kind == 3:
        return data[:at] + data[at : at + length] * 3 + data[at + length :]
    if kind == 4:
        return data[:at] + bytes(length) + data[at + length :]
    if kind == 5:
        return choice.choice(
            (b"", b"\xff\xfe", b"\x00" * 64, b"RIFF", b"\xef\xbb\xbf", b"[" * 9999)
        )
    many = bytearray(data)
    for _ in range(choice.choice((1, 5, 50))):
        if many:
            many[choice.randrange(len(many))] ^= 1 << choice.randrange(8)
    return bytes(many)


def replace_name(path: Path, outside: Path, choice: random.Random) -> str:
    """Put something that is no file of ours in the place of ``path``; return what it is.

    ``outside`` is a folder beside the library whose contents must stay as they are.
    """
    kinds: dict[str, Callable[[], object]] = {
        "link to a file outside": lambda: path.symlink_to(outside / "precious.txt"),
        "link to a new name outside": lambda: path.symlink_to(outside / "new.txt"),
        "link to a folder outside": lambda: path.symlink_to(outside, target_is_directory=True),
        "link to itself": lambda: path.symlink_to(path.name),
        "pipe": lambda: os.mkfifo(path),
        "folder": lambda: path.mkdir(),
        "device": lambda: path.symlink_to("/dev/zero"),
        "nothing": lambda: None,
        "unreadable": lambda: (path.write_bytes(b"{}"), path.chmod(0)),
    }
    what = choice.choice(sorted(kinds))
    if path.is_dir() and not path.is_symlink():
        path.rename(path.with_name(f"{path.name}-away"))
    else:
        path.unlink(missing_ok=True)
    kinds[what]()
    return what
