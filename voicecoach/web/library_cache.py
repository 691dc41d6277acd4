"""Keeps a snapshot of the library, shared by all pages about many answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from voicecoach.library import Entry, Library, Problem
from voicecoach.library.refs import shown_takes
from voicecoach.progress.by_question import QuestionHistory, group_by_question
from voicecoach.progress.filters import Filter, FilterChoice, Titles, find_choices
from voicecoach.types import Pack

T = TypeVar("T")

PACKS_S = 10.0
"""Seconds after which packs are read again, so that an edited pack shows without a restart."""


@dataclass(frozen=True, slots=True)
class LibrarySnapshot:
    """The library at one moment: every take, one take of each answer, the packs' titles."""

    takes: tuple[Entry, ...]
    answers: tuple[Entry, ...]
    choices: dict[str, list[FilterChoice]]
    titles: Titles
    packs: tuple[Pack, ...]
    problems: tuple[Problem, ...]
    _made: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return what ``make`` makes of this snapshot; it is made once and kept with it."""
        if name not in self._made:
            self._made[name] = make()
        made: T = self._made[name]
        return made

    def histories(self) -> tuple[QuestionHistory, ...]:
        """Return the takes by question, the newest practised first."""
        return self.once("histories", lambda: group_by_question(self.takes))


class LibraryCache:
    """Reads the library when it has changed, and keeps what was derived from it until then."""

    def __init__(self, library: Library, load_packs: Callable[[], Sequence[Pack]]) -> None:
        self._library = library
        self._load_packs = load_packs
        self._lock = threading.Lock()
        self._packs: tuple[Pack, ...] = ()
        self._packs_at = float("-inf")
        self._last: LibrarySnapshot | None = None

    def snapshot(self) -> LibrarySnapshot:
        """Return the current state of the library."""
        takes, problems = self._library.scan()
        with self._lock:
            if time.monotonic() - self._packs_at > PACKS_S:
                packs = tuple(self._load_packs())
                if packs != self._packs:
                    self._packs, self._last = packs, None
                self._packs_at = time.monotonic()
            if self._last is None or self._last.takes is not takes:
                answers, titles = shown_takes(takes), Titles(self._packs)
                choices = find_choices(answers, titles)
                self._last = LibrarySnapshot(takes, answers, choices, titles, self._packs, problems)
            return self._last

    def select(self, shown: LibrarySnapshot, wanted: Filter) -> Sequence[Entry]:
        """Return the answers that match, newest first.

        A search looks at every take; the matching take stands for its answer.
        """
        if not wanted.q:
            return wanted.select(shown.answers) if wanted.narrows else shown.answers
        found = self._library.search(wanted.q)
        best = [answer for answer in shown.answers if answer.ref in found]
        there = {(answer.session, answer.answer) for answer in best}
        others = [
            take
            for take in shown.takes
            if take.ref in found and (take.session, take.answer) not in there
        ]
        return wanted.select(shown_takes([*best, *others]))
