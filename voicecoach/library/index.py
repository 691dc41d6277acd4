"""``index.db``: a summary of every take, derived from the files and rebuilt from them at will.

Each refresh compares every take's files (names, sizes, times of change) with what the
row was made from and reads again only what changed.  So a file that was added, edited or
deleted with a file manager is noticed, and nothing has to be told about it.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from voicecoach.documents import PRIVATE_FILE
from voicecoach.library.reading import Problems, read_entry, walk_takes
from voicecoach.library.records import INDEX_FILE, Entry, Problem, Summary, TakeFolder

SCHEMA_VERSION = 1
"""1: first version.  A file of any other version is thrown away and built again."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS takes (
    ref          TEXT PRIMARY KEY,   -- SESSION/NN_question/take-N
    fingerprint  TEXT NOT NULL,      -- names, sizes and times of the files it was made from
    entry        TEXT NOT NULL       -- the Entry as JSON
) WITHOUT ROWID;
"""
BUSY_S = 10.0
"""How long one process waits while another writes the index."""


def read_index(root: Path) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Return every take, oldest first, and what could not be read.

    The index is brought up to date on the way.  Where it is missing, corrupt or of another
    version it is built again; where the folder cannot be written, the same is done in memory.
    """
    problems = Problems(root)
    folders = [
        (TakeFolder(take), len(takes)) for _, takes in walk_takes(problems) for take in takes
    ]
    if not folders and not (root / INDEX_FILE).exists():
        return (), problems.as_tuple()  # an empty folder stays as empty as it was found
    entries = _refresh(root, folders)
    for entry in entries:
        for problem in entry.problems:
            problems.found.setdefault(problem.path, problem)
    return entries, problems.as_tuple()


def drop_index(root: Path) -> None:
    """Delete the index; the next reading builds it again."""
    for name in (INDEX_FILE, f"{INDEX_FILE}-journal"):
        (root / name).unlink(missing_ok=True)


def _refresh(root: Path, folders: Sequence[tuple[TakeFolder, int]]) -> tuple[Entry, ...]:
    file = root / INDEX_FILE
    try:
        return _refresh_in(str(file), root, folders)
    except (sqlite3.OperationalError, OSError):
        # read-only folder, full disk, or another process holds it for long: the files are the truth
        return _refresh_in(":memory:", root, folders)
    except (sqlite3.DatabaseError, KeyError, TypeError, ValueError):
        drop_index(root)
        return _refresh_in(str(file), root, folders)


def _refresh_in(
    database: str, root: Path, folders: Sequence[tuple[TakeFolder, int]]
) -> tuple[Entry, ...]:
    if database != ":memory:":
        Path(database).touch(PRIVATE_FILE)
    with closing(sqlite3.connect(database, timeout=BUSY_S, isolation_level=None)) as connection:
        _prepare(connection)
        known = {
            ref: (fingerprint, entry)
            for ref, fingerprint, entry in connection.execute(
                "SELECT ref, fingerprint, entry FROM takes"
            )
        }
        entries: list[Entry] = []
        changed: list[tuple[str, str, str]] = []
        for folder, n_takes in folders:
            mark = take_fingerprint(folder)
            stored = known.pop(folder.ref, None)
            if stored and stored[0] == mark:
                entry = replace(entry_from_json(stored[1]), n_takes=n_takes)
            else:
                entry = read_entry(folder, n_takes, root)
                changed.append((folder.ref, mark, entry_to_json(entry)))
            entries.append(entry)
        if changed or known:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT OR REPLACE INTO takes VALUES (?, ?, ?)", changed)
            connection.executemany("DELETE FROM takes WHERE ref = ?", [(ref,) for ref in known])
            connection.execute("COMMIT")
    return tuple(entries)


def _prepare(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version not in (0, SCHEMA_VERSION):
        raise ValueError(f"index version {version}")  # caught by _refresh, which builds anew
    connection.execute(SCHEMA)
    if version == 0:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def take_fingerprint(folder: TakeFolder) -> str:
    """Return what changes whenever a file that the take's entry is made from changes."""
    marks: list[str] = []
    try:
        with os.scandir(folder.path) as items:
            for item in sorted(items, key=lambda item: item.name):
                if not item.name.startswith("."):
                    status = item.stat()
                    marks.append(f"{item.name}:{status.st_size}:{status.st_mtime_ns}")
    except OSError:
        marks.append("unreadable")
    answer = folder.path.parent
    for file in (answer / "answer.json", answer.parent / "session.json"):
        try:
            status = file.stat()
            marks.append(f"{file.name}:{status.st_size}:{status.st_mtime_ns}")
        except OSError:
            marks.append(f"{file.name}:-")
    return " ".join(marks)


def entry_to_json(entry: Entry) -> str:
    """Return an entry as the index stores it."""
    return json.dumps(asdict(entry), default=_plain, ensure_ascii=False)


def _plain(value: object) -> str:
    assert isinstance(value, datetime)  # noqa: S101 - the only such field of Entry
    return value.isoformat()


def entry_from_json(text: str) -> Entry:
    """Return an entry from the index; plain code, since 10,000 of them are read at once."""
    data: dict[str, Any] = json.loads(text)
    data["started"] = datetime.fromisoformat(data["started"])
    data["problems"] = tuple(Problem(**problem) for problem in data["problems"])
    if summary := data["summary"]:
        rates = summary["fillers_per_minute"]
        summary["fillers_per_minute"] = tuple(rates) if rates else None
        summary["star"] = tuple(summary["star"])
        data["summary"] = Summary(**summary)
    return Entry(**data)
