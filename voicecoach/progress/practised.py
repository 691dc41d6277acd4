"""How often each question was practised, and when last, from the names of folders alone.

A list of questions must come at once, so nothing is opened: a session's folder carries the day
it began and its pack, an answer's its question, and each take is a folder (docs/data-format.md).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from voicecoach.types import Question

SESSION = re.compile(r"(\d{4}-\d\d-\d\d)T\d\d-\d\d_(.+)")
ANSWER = re.compile(r"\d{2,}_(.+)")
TAKE = re.compile(r"take-[1-9]\d*")


@dataclass(frozen=True, slots=True)
class Practised:
    """How many takes of a question there are, and the day of the last one."""

    n_takes: int
    last: date


class PracticeLog:
    """What was practised, counted for a question whichever guide it was asked from.

    Guides share parts, and an id means one question in all of them; a whole pack has ids of its
    own.

    Parameters
    ----------
    recordings
        The recordings folder; it need not exist.  Folders that cannot be read are passed over,
        the library says about them.
    whole_packs
        The names of the packs that are no guides.
    """

    def __init__(self, recordings: Path, whole_packs: Iterable[str]) -> None:
        self._whole = frozenset(whole_packs)
        self._found: dict[tuple[str, str], Practised] = {}
        for session, match in _folders(recordings, SESSION):
            try:
                day = date.fromisoformat(match[1])
            except ValueError:  # the 31st of February: no session of ours
                continue
            for answer, named in _folders(session, ANSWER):
                self._add(match[2], named[1], day, sum(1 for _ in _folders(answer, TAKE)))

    def of(self, question: Question) -> Practised | None:
        """Return how often and when last; nothing where it never was."""
        pack = question.pack if question.pack in self._whole else ""
        return self._found.get((pack, question.id))

    def _add(self, pack: str, question: str, day: date, n_takes: int) -> None:
        if not n_takes:
            return
        # the second session of one minute has a number behind its pack's name
        named = next((one for one in (pack, re.sub(r"-\d+$", "", pack)) if one in self._whole), "")
        before = self._found.get((named, question), Practised(0, day))
        after = Practised(before.n_takes + n_takes, max(before.last, day))
        self._found[named, question] = after


def _folders(folder: Path, pattern: re.Pattern[str]) -> Iterator[tuple[Path, re.Match[str]]]:
    """Yield the folders in ``folder`` whose names fit; links are not followed."""
    try:
        with os.scandir(folder) as items:
            for item in items:
                match = pattern.fullmatch(item.name)
                if match and item.is_dir(follow_symlinks=False):
                    yield Path(item.path), match
    except OSError:
        return
