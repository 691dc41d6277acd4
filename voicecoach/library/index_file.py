"""``index.db``, an SQLite file: its tables, and opening, filling and deleting it safely."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from voicecoach.errors import LibraryError
from voicecoach.json_files import PRIVATE_FILE
from voicecoach.library.folders import INDEX_FILE
from voicecoach.library.index_row import entry_from_json, entry_to_json
from voicecoach.library.records import Entry, Texts

SCHEMA_VERSION = 5
"""1: first version; 2: figures for medians; 3: texts for search; 4: variation of the voice;
5: restarts and the spread of the pace.

Other versions are rebuilt."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS takes (
    id           INTEGER PRIMARY KEY,
    ref          TEXT NOT NULL UNIQUE,  -- SESSION/NN_question/take-N
    fingerprint  TEXT NOT NULL,         -- names, sizes and times of the files it was made from
    entry        TEXT NOT NULL          -- the Entry as JSON
);
CREATE VIRTUAL TABLE IF NOT EXISTS texts USING fts5(  -- its rowid is the take's id
    words, prompt, notes, story, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
"""

BUSY_S = 10.0
"""Seconds for which one process waits while another writes the index."""

INDEX_FILES = tuple(INDEX_FILE + suffix for suffix in ("", "-journal", "-wal", "-shm"))
"""The index and what SQLite writes beside it; it follows links, so none of them may be one."""

NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def open_index(file: Path) -> sqlite3.Connection:
    """Open the index, creating it for its owner alone where it is missing.

    Raises
    ------
    OSError
        If it cannot be created.
    sqlite3.Error
        If it cannot be read or is no database.
    ValueError
        If it is of another version.
    """
    if not file.exists():
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | NO_LINK, PRIVATE_FILE))
    return _prepare(sqlite3.connect(file, timeout=BUSY_S, isolation_level=None))


def open_in_memory() -> sqlite3.Connection:
    """Return an empty index in memory, which several threads may use."""
    return _prepare(sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None))


def _prepare(connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version not in (0, SCHEMA_VERSION):
            raise ValueError(f"index version {version}")  # noqa: TRY301 - closed below
        if version == 0:
            connection.executescript(SCHEMA)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    except BaseException:
        connection.close()
        raise
    return connection


def load_entries(connection: sqlite3.Connection) -> Iterator[tuple[str, str, Entry]]:
    """Yield each take's name, the fingerprint of its files and its entry."""
    stored = connection.execute("SELECT ref, fingerprint, entry FROM takes")
    for ref, fingerprint, text in stored:
        yield ref, fingerprint, entry_from_json(text)


def store_entries(
    connection: sqlite3.Connection,
    changed: Mapping[str, tuple[str, Entry, Texts]],
    gone: Iterable[str],
) -> None:
    """Write what changed, in one transaction.

    Parameters
    ----------
    changed
        By the take's name: the fingerprint of its files, its entry and its searchable texts.
    gone
        Names of the takes that are no longer there.
    """
    connection.execute("BEGIN IMMEDIATE")
    old = [(ref,) for ref in (*changed, *gone)]
    connection.executemany(
        "DELETE FROM texts WHERE rowid = (SELECT id FROM takes WHERE ref = ?)", old
    )
    connection.executemany("DELETE FROM takes WHERE ref = ?", old)
    for ref, (fingerprint, entry, texts) in changed.items():
        cursor = connection.execute(
            "INSERT INTO takes (ref, fingerprint, entry) VALUES (?, ?, ?)",
            (ref, fingerprint, entry_to_json(entry)),
        )
        connection.execute(
            "INSERT INTO texts (rowid, words, prompt, notes, story) VALUES (?, ?, ?, ?, ?)",
            (cursor.lastrowid, texts.words, texts.prompt, texts.notes, texts.story),
        )
    connection.execute("COMMIT")


def drop_index(root: Path) -> None:
    """Delete the index; the next reading builds it again.

    Raises
    ------
    LibraryError
        If the folder cannot be written.
    """
    for name in INDEX_FILES:
        file = root / name
        if file.is_dir() and not file.is_symlink():
            continue  # `rebuild` sets it aside
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise LibraryError(
                f"{file} could not be removed: {error.strerror}.",
                "Check the permissions of the recordings folder.",
                code="cannot-write",
            ) from error


def find_odd(root: Path) -> Path | None:
    """Return the first of the index's files that is a link or no file; None if there is none."""
    for name in INDEX_FILES:
        file = root / name
        try:
            if not stat.S_ISREG(file.lstat().st_mode):
                return file
        except OSError:
            continue  # not there
    return None


def identify(file: Path) -> tuple[int, int] | None:
    """Return (device, inode), which change when the file is replaced; None where there is none."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
