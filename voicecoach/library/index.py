"""Every take of a library with its summary, derived from the files and kept in ``index.db``.

Each refresh compares the files of every take (names, sizes, change times) with those its row was
made from, and reads only what changed.  So a file that was added, edited or deleted with a file
manager is noticed without any notification.

An ``Index`` that stays open (the review site's) remembers the rows.  In a large library it checks
only the change times of folders, which change whenever a file appears, disappears or is replaced.
A thread looks for files that were overwritten in place.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from voicecoach.library.folder_listing import Listings, TakeOnDisk
from voicecoach.library.folders import INDEX_FILE, TakeFolder
from voicecoach.library.index_file import (
    drop_index,
    find_odd,
    identify,
    load_entries,
    open_in_memory,
    open_index,
    store_entries,
)
from voicecoach.library.index_row import read_row, take_fingerprint
from voicecoach.library.reading import Problems
from voicecoach.library.records import Entry, Problem, Texts

Progress = Callable[[float], None]
"""Called now and then with the share of the reading that is done; with 1.0 at its end."""

REPORT_EVERY = 50
"""Takes read between two calls of ``on_progress``."""

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
            and (self._memory is not None or self._file == identify(self._root / INDEX_FILE))
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
                yield self._memory or open_in_memory()
                return
            with closing(open_index(self._root / INDEX_FILE)) as connection:
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
            problems.add(odd, "damaged", f"{odd.name} is a link or not a file, so it is not used.")
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
                self._memory = open_in_memory()
            return
        if self._memory is not None or (self._file and self._file == identify(file)):
            return
        self._forget()
        try:
            self._load_from(file)
        except (sqlite3.OperationalError, OSError):
            # read-only folder, full disk, or another process holds it for long: files are the truth
            self._memory = open_in_memory()
        except (sqlite3.DatabaseError, KeyError, TypeError, ValueError):
            drop_index(self._root)
            self._rows = {}
            self._load_from(file)

    def _load_from(self, file: Path) -> None:
        with closing(open_index(file)) as connection:
            stored = load_entries(connection)
            self._rows = {ref: IndexRow(mark, entry) for ref, mark, entry in stored}
        self._file = identify(file)

    def _compare(self, found: list[TakeOnDisk], *, thorough: bool) -> list[Entry]:
        entries: list[Entry] = []
        changed: dict[str, tuple[str, Entry, Texts]] = {}
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
                    changed[take.ref] = mark, entry, texts
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

    def _write(self, changed: dict[str, tuple[str, Entry, Texts]], gone: Iterable[str]) -> None:
        try:
            with self.connect() as connection:
                store_entries(connection, changed, gone)
        except (sqlite3.Error, OSError):
            # the disk filled up or the file broke meanwhile: next time read the files
            self._file = None
