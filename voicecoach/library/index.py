"""``index.db``: a summary and the words of every take, derived from the files.

Each refresh compares the files of every take (names, sizes, change times) with those its row was
made from, and reads only what changed.  So a file that was added, edited or deleted with a file
manager is noticed without any notification.

An ``Index`` that stays open (the review site's) remembers the rows.  In a large library it checks
only the change times of folders, which change whenever a file appears, disappears or is replaced.
A thread looks for files that were overwritten in place.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from voicecoach.errors import LibraryError
from voicecoach.json_files import PRIVATE_FILE
from voicecoach.library.folder_listing import Listings, TakeOnDisk
from voicecoach.library.index_row import entry_from_json, entry_to_json, read_row, take_fingerprint
from voicecoach.library.reading import Problems
from voicecoach.library.records import INDEX_FILE, Entry, Problem, TakeFolder, Texts

NO_LINK = getattr(os, "O_NOFOLLOW", 0)

SCHEMA_VERSION = 5
"""1: first version; 2: figures for medians; 3: texts for search; 4: variation of the voice.

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
Progress = Callable[[float], None]
"""Called now and then with the share of the reading that is done; with 1.0 at its end."""

REPORT_EVERY = 50
"""Takes read between two calls of ``on_progress``."""

BUSY_S = 10.0
"""Seconds for which one process waits while another writes the index."""

QUICK_S = 0.05
"""Seconds: if comparing every file takes longer, only folders are compared while one waits."""

THOROUGH_EVERY_S = 5.0
"""Seconds between two comparisons of every file in the thread."""


@dataclass(slots=True)
class IndexRow:
    """The remembered row of one take; ``key`` holds the change times of its folders."""

    fingerprint: str
    entry: Entry
    key: tuple[int, ...] = ()


class Index:
    """The takes of one library; several threads may use it.

    Where ``index.db`` is missing, corrupt or of another version it is rebuilt; where the folder
    cannot be written, the index is built in memory.
    """

    def __init__(self, root: Path, on_progress: Progress) -> None:
        self._root, self._on_progress = root, on_progress
        self._lock = threading.RLock()
        self._rows: dict[str, IndexRow] = {}
        self._listings = Listings(root)
        self._file: tuple[int, int] | None = None
        self._memory: sqlite3.Connection | None = None
        self._entries: tuple[Entry, ...] = ()
        self._problems: tuple[Problem, ...] = ()
        self._stale = False
        self._thorough_s = 0.0
        self._thorough_at = 0.0
        self._beside: threading.Thread | None = None

    def read(self) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
        """Return every take, oldest first, and the problems found while reading.

        While nothing changes on disk, the same tuple of entries is returned.
        """
        with self._lock:
            if self._thorough_s <= QUICK_S:
                return self._read(thorough=True)
            if not self._is_as_before():
                self._read(thorough=False)
            found = self._entries, self._problems
        if time.monotonic() - self._thorough_at > THOROUGH_EVERY_S and not self._is_busy():
            self._beside = threading.Thread(target=self._look_beside, daemon=True)
            self._beside.start()
        return found

    def _is_as_before(self) -> bool:
        return (
            not self._stale
            and (self._memory is not None or self._file == _identity(self._root / INDEX_FILE))
            and self._listings.is_unchanged()
        )

    def drop(self) -> None:
        """Delete the index; the next ``read`` rebuilds it from the files."""
        with self._lock:
            drop_index(self._root)
            self._forget()

    @contextmanager
    def connect(self) -> Iterator[sqlite3.Connection]:
        """Lend the database as the last ``read`` left it."""
        with self._lock:
            if self._file is None and self._memory is None:
                self._read(thorough=True)
            if self._file is None:  # in memory, or there is nothing yet
                yield self._memory or _prepare(sqlite3.connect(":memory:"))
                return
            with closing(_open(self._root / INDEX_FILE)) as connection:
                yield connection

    def _is_busy(self) -> bool:
        return self._beside is not None and self._beside.is_alive()

    def _look_beside(self) -> None:
        """Compare every file in a thread, so that no reader waits; the next ``read`` uses it."""
        for number, row in enumerate([*self._rows.values()]):
            if number % 100 == 0:
                time.sleep(0.003)  # let requests have the interpreter
            folder = TakeFolder(self._root.joinpath(*row.entry.ref.split("/")))
            if take_fingerprint(folder) != row.fingerprint:
                row.key, self._stale = (), True
        self._thorough_at = time.monotonic()

    def _forget(self) -> None:
        self._rows, self._file, self._entries = {}, None, ()
        if self._memory is not None:
            self._memory.close()
            self._memory = None

    def _read(self, *, thorough: bool) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
        began = time.monotonic()
        self._stale = False
        problems = Problems(self._root)
        found = self._listings.walk(problems)
        if (odd := find_odd(self._root)) is not None:
            problems.add(odd, "damaged", f"{odd.name} is a link or no file and is not used.")
        if not found and not (self._root / INDEX_FILE).exists():
            self._forget()
            self._problems = problems.as_tuple()
            return (), self._problems  # an empty folder gets no index file
        self._load()
        entries = self._compare(found, thorough=thorough)
        if len(entries) != len(self._entries) or any(
            a is not b for a, b in zip(entries, self._entries, strict=True)
        ):
            self._entries = tuple(entries)
        if thorough:
            self._thorough_at = time.monotonic()
            self._thorough_s = self._thorough_at - began
        for entry in self._entries:
            for problem in entry.problems:
                problems.found.setdefault(problem.path, problem)
        self._problems = problems.as_tuple()
        return self._entries, self._problems

    def _load(self) -> None:
        """Take the rows over from the file, unless it is the one they were written to."""
        file = self._root / INDEX_FILE
        if find_odd(self._root) is not None:  # a link would be written through
            if self._memory is None:
                self._forget()
                self._memory = _prepare(sqlite3.connect(":memory:", check_same_thread=False))
            return
        if self._memory is not None or (self._file and self._file == _identity(file)):
            return
        self._forget()
        try:
            self._load_from(file)
        except (sqlite3.OperationalError, OSError):
            # read-only folder, full disk, or another process holds it for long: files are the truth
            self._memory = _prepare(sqlite3.connect(":memory:", check_same_thread=False))
        except (sqlite3.DatabaseError, KeyError, TypeError, ValueError):
            drop_index(self._root)
            self._rows = {}
            self._load_from(file)

    def _load_from(self, file: Path) -> None:
        if not file.exists():
            os.close(os.open(file, os.O_RDWR | os.O_CREAT | NO_LINK, PRIVATE_FILE))
        with closing(_open(file)) as connection:
            stored = connection.execute("SELECT ref, fingerprint, entry FROM takes")
            self._rows = {ref: IndexRow(mark, entry_from_json(text)) for ref, mark, text in stored}
        self._file = _identity(file)

    def _compare(self, found: list[TakeOnDisk], *, thorough: bool) -> list[Entry]:
        entries: list[Entry] = []
        changed: dict[str, tuple[IndexRow, Texts]] = {}
        rows: dict[str, IndexRow] = {}
        for number, take in enumerate(found):
            row = self._rows.get(take.ref)
            if row is None or thorough or not take.key or row.key != take.key:
                mark = take_fingerprint(take.folder)
                if row is None or row.fingerprint != mark:
                    if len(changed) % REPORT_EVERY == 0:
                        self._on_progress(number / len(found))
                    entry, texts = read_row(take.folder, take.n_takes, self._root)
                    row = IndexRow(mark, entry)
                    changed[take.ref] = row, texts
                row.key = take.key
            if row.entry.n_takes != take.n_takes:
                row.entry = replace(row.entry, n_takes=take.n_takes)
            rows[take.ref] = row
            entries.append(row.entry)
        gone = self._rows.keys() - rows.keys()
        if changed or gone:
            self._write(changed, gone)
            self._on_progress(1.0)
        self._rows = rows
        return entries

    def _write(self, changed: dict[str, tuple[IndexRow, Texts]], gone: Iterable[str]) -> None:
        try:
            with self.connect() as connection:
                _store(connection, changed, gone)
        except (sqlite3.Error, OSError):
            # the disk filled up or the file broke meanwhile: next time read the files
            self._file = None


def _store(
    connection: sqlite3.Connection, changed: dict[str, tuple[IndexRow, Texts]], gone: Iterable[str]
) -> None:
    connection.execute("BEGIN IMMEDIATE")
    old = [(ref,) for ref in (*changed, *gone)]
    connection.executemany(
        "DELETE FROM texts WHERE rowid = (SELECT id FROM takes WHERE ref = ?)", old
    )
    connection.executemany("DELETE FROM takes WHERE ref = ?", old)
    for ref, (row, texts) in changed.items():
        cursor = connection.execute(
            "INSERT INTO takes (ref, fingerprint, entry) VALUES (?, ?, ?)",
            (ref, row.fingerprint, entry_to_json(row.entry)),
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


INDEX_FILES = tuple(INDEX_FILE + suffix for suffix in ("", "-journal", "-wal", "-shm"))
"""The index and what SQLite writes beside it; it follows links, so none of them may be one."""


def find_odd(root: Path) -> Path | None:
    """Return what stands in the place of one of the index's files and is none; None if all do."""
    for name in INDEX_FILES:
        file = root / name
        try:
            if not stat.S_ISREG(file.lstat().st_mode):
                return file
        except OSError:
            continue  # not there
    return None


def _open(file: Path) -> sqlite3.Connection:
    return _prepare(sqlite3.connect(file, timeout=BUSY_S, isolation_level=None))


def _prepare(connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        connection.isolation_level = None
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version not in (0, SCHEMA_VERSION):
            raise ValueError(f"index version {version}")  # noqa: TRY301 - _load rebuilds it
        if version == 0:
            connection.executescript(SCHEMA)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    except BaseException:
        connection.close()
        raise
    return connection


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
