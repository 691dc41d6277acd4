"""Lists the takes on disk, reading again only the folders that changed."""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

from voicecoach.library.folders import ANSWER_NAME, SESSION_NAME, TAKE_NAME, TakeFolder
from voicecoach.library.reading import Problems, list_folders
from voicecoach.library.records import Problem

YOUNG_NS = 100_000_000
"""Nanoseconds in which a change may go unnoticed, as it falls into the same tick of the disk's
clock (up to 10 ms). A folder that changed so recently is listed again."""


@dataclass(slots=True)
class Listing:
    """The folders in one folder, listed at its change time ``changed`` (ns; 0: unknown)."""

    changed: int
    folders: list[Path]
    problems: dict[str, Problem]


@dataclass(slots=True)
class TakeOnDisk:
    """A take on disk; ``key`` holds the change times of its session, answer and take folder.

    The key is empty while one of them is more recent than ``YOUNG_NS``.
    """

    ref: str
    folder: TakeFolder
    n_takes: int
    key: tuple[int, ...]


class Listings:
    """Remembers the folders of one library from one walk to the next."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[Path, Listing] = {}
        self._takes: dict[Path, tuple[str, TakeFolder]] = {}
        self._times: dict[str, int] = {}

    def is_unchanged(self) -> bool:
        """Whether no folder changed since the last walk; False if one is too recent to know."""
        if not self._times or 0 in self._times.values():
            return False
        try:  # 22,000 folders in 50 ms
            return [os.stat(path).st_mtime_ns for path in self._times] == [*self._times.values()]  # noqa: PTH116
        except OSError:
            return False

    def walk(self, problems: Problems) -> list[TakeOnDisk]:
        """Return every take, oldest session first; add to ``problems`` what cannot be read."""
        known, takes = self._known, self._takes
        self._known, self._takes, self._times = {}, {}, {}
        now = time.time_ns()
        found: list[TakeOnDisk] = []
        sessions = self._list(self._root, SESSION_NAME, problems, known, now)
        for session in sessions.folders:
            answers = self._list(session, ANSWER_NAME, problems, known, now)
            for answer in answers.folders:
                listed = self._list(answer, TAKE_NAME, problems, known, now)
                for path in listed.folders:
                    own = takes.get(path) or _name(path)
                    self._takes[path] = own
                    self._times[str(path)] = changed = _changed(path, now)
                    key = (answers.changed, listed.changed, changed)
                    found.append(TakeOnDisk(*own, len(listed.folders), key if all(key) else ()))
        return found

    def _list(
        self,
        folder: Path,
        pattern: re.Pattern[str],
        problems: Problems,
        known: dict[Path, Listing],
        now: int,
    ) -> Listing:
        self._times[str(folder)] = changed = _changed(folder, now)
        before = known.get(folder)
        if before is None or not changed or before.changed != changed:
            own = Problems(self._root)
            before = Listing(changed, list_folders(folder, pattern, own), own.found)
        self._known[folder] = before
        for name, problem in before.problems.items():
            problems.found.setdefault(name, problem)
        return before


def _name(path: Path) -> tuple[str, TakeFolder]:
    folder = TakeFolder(path)
    return folder.ref, folder


def _changed(folder: Path, now: int) -> int:
    """Return a folder's change time in nanoseconds; 0 where it is too recent."""
    try:
        changed = os.stat(folder).st_mtime_ns  # noqa: PTH116 - half the time of Path.stat
    except OSError:
        return 0
    coarse = 2_000_000_000 if changed % 1_000_000_000 == 0 else YOUNG_NS
    return 0 if changed > now - coarse else changed
