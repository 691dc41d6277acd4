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
    folders: list[str]
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
    """Remembers the folders of one library from one walk to the next.

    Folders are named by text, since a ``Path`` is made anew for each question to the disk.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[str, Listing] = {}
        self._takes: dict[str, tuple[str, TakeFolder]] = {}
        self._times: dict[str, int] = {}
        self._just_seen: dict[str, int] = {}
        """Change times that `is_unchanged` found a moment ago, for the walk that follows."""

    def is_unchanged(self) -> bool:
        """Whether no folder changed since the last walk; False if one is too recent to know."""
        self._just_seen = {}
        if not self._times or 0 in self._times.values():
            return False
        try:  # 22,000 folders in 50 ms
            seen = [os.stat(path).st_mtime_ns for path in self._times]  # noqa: PTH116
        except OSError:
            return False
        if seen == [*self._times.values()]:
            return True
        self._just_seen = dict(zip(self._times, seen, strict=True))
        return False

    def walk(self, problems: Problems) -> list[TakeOnDisk]:
        """Return every take, oldest session first; add to ``problems`` what cannot be read."""
        known, takes = self._known, self._takes
        self._known, self._takes, self._times = {}, {}, {}
        now = time.time_ns()
        found: list[TakeOnDisk] = []
        sessions = self._list(str(self._root), SESSION_NAME, problems, known, now)
        for session in sessions.folders:
            answers = self._list(session, ANSWER_NAME, problems, known, now)
            for answer in answers.folders:
                listed = self._list(answer, TAKE_NAME, problems, known, now)
                for path in listed.folders:
                    own = takes.get(path) or _name(path)
                    self._takes[path] = own
                    changed = self._look(path, now)
                    key = (answers.changed, listed.changed, changed)
                    found.append(TakeOnDisk(*own, len(listed.folders), key if all(key) else ()))
        self._just_seen = {}
        return found

    def _list(
        self,
        folder: str,
        pattern: re.Pattern[str],
        problems: Problems,
        known: dict[str, Listing],
        now: int,
    ) -> Listing:
        changed = self._look(folder, now)
        before = known.get(folder)
        if before is None or not changed or before.changed != changed:
            own = Problems(self._root)
            folders = [str(path) for path in list_folders(Path(folder), pattern, own)]
            before = Listing(changed, folders, own.found)
        self._known[folder] = before
        for name, problem in before.problems.items():
            problems.found.setdefault(name, problem)
        return before

    def _look(self, folder: str, now: int) -> int:
        """Note and return a folder's change time in nanoseconds; 0 where it is too recent."""
        changed = self._just_seen.get(folder)
        if changed is None:
            try:
                changed = os.stat(folder).st_mtime_ns  # noqa: PTH116 - half the time of Path.stat
            except OSError:
                changed = 0
        coarse = 2_000_000_000 if changed % 1_000_000_000 == 0 else YOUNG_NS
        self._times[folder] = 0 if changed > now - coarse else changed
        return self._times[folder]


def _name(path: str) -> tuple[str, TakeFolder]:
    folder = TakeFolder(Path(path))
    return folder.ref, folder
