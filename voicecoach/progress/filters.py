"""Filters of the list of answers: read from a page's address, applied, and described."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from urllib.parse import urlencode

from voicecoach.library import Entry
from voicecoach.library.search import MAX_QUERY
from voicecoach.questions.choosing import main_question
from voicecoach.report.answer_view import title_of
from voicecoach.types import Pack

KINDS = {
    "star": "A story (STAR)",
    "introduction": "Introduction",
    "explain": "Explanation",
    "motivation": "Motivation",
    "ask_them": "Questions for them",
}
MAX_VALUE = 120
"""Longest value of a filter in characters; names of packs and stages are shorter."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions on answers; an empty one matches all.  Fields are named as in the address."""

    q: str = ""
    pack: str = ""
    stage: str = ""
    quality: str = ""
    kind: str = ""
    story: str = ""
    question: str = ""
    since: str = ""
    until: str = ""
    starred: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filter:
        """Return the filter in an address; invalid values are ignored."""
        values = {
            field.name: query.get(field.name, "").strip().replace("\0", "") for field in fields(cls)
        }
        for name in ("since", "until"):
            values[name] = values[name] if _date(values[name]) else ""
        values["starred"] = "1" if values["starred"] == "1" else ""
        longest = {"q": MAX_QUERY}
        return cls(**{k: v[: longest.get(k, MAX_VALUE)] for k, v in values.items()})

    @property
    def is_set(self) -> bool:
        """Whether any condition is set."""
        return self != Filter()

    @property
    def narrows(self) -> bool:
        """Whether any condition besides the search is set."""
        return replace(self, q="") != Filter()

    def address(self, path: str, **more: object) -> str:
        """Return ``path`` with this filter and the parameters ``more`` as its query."""
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        query = {name: value for name, value in (own | more).items() if value}
        return f"{path}?{urlencode(query)}" if query else path

    def without(self, name: str) -> Filter:
        """Return the filter without the condition ``name``."""
        return replace(self, **{name: ""})

    def select(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return the takes that match, except for the search ``q``, which the library does."""
        plain = {name: getattr(self, name) for name in ("pack", "stage", "kind", "story")}
        wishes = [(name, value) for name, value in plain.items() if value]
        tests: list[Callable[[Entry], bool]] = []
        if wishes:
            tests.append(lambda e: all(getattr(e, name) == value for name, value in wishes))
        if self.question:
            tests.append(lambda e: e.question_id == self.question)
        if self.quality:
            tests.append(lambda e: self.quality in e.qualities)
        if self.starred:
            tests.append(lambda e: e.starred)
        if since := _date(self.since):
            tests.append(lambda e: e.started.date() >= since)
        if until := _date(self.until):
            tests.append(lambda e: e.started.date() <= until)
        return [entry for entry in entries if all(test(entry) for test in tests)]


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """One value that a filter can take, its title, and the number of answers that have it."""

    value: str
    title: str
    n: int


class Titles:
    """Titles of packs, stages and qualities; where a pack is gone, its ids made readable."""

    def __init__(self, packs: Sequence[Pack]) -> None:
        self._packs = {pack.name: pack.title for pack in packs}
        self._questions = {(p.name, q.id): q.title for p in packs for q in p.questions}
        self._stages = {s.name: s.title for pack in packs for s in pack.stages}
        self._qualities = {q.name: q.title for pack in packs for q in pack.qualities}

    def question(self, pack: str, question_id: str, kept: str = "") -> str:
        """Return a question's title in its pack; else the one ``kept`` with an answer, else its id.

        An id is made readable.  A follow-up is called by the question that it follows.
        """
        main = main_question(question_id)
        title = self._questions.get((pack, main)) or kept or title_of(main)
        return title if main == question_id else f"{title}: follow-up"

    def pack(self, name: str) -> str:
        """Return a pack's title."""
        return self._packs.get(name) or title_of(name)

    def stage(self, name: str) -> str:
        """Return a stage's title."""
        return self._stages.get(name) or title_of(name)

    def quality(self, name: str) -> str:
        """Return a quality's title."""
        return self._qualities.get(name) or title_of(name)

    def kind(self, name: str) -> str:
        """Return the title of a kind of question."""
        return KINDS.get(name) or title_of(name)


def find_choices(entries: Sequence[Entry], titles: Titles) -> dict[str, list[FilterChoice]]:
    """Return for each filter the values that occur, and how often."""
    return {
        "pack": _choices(Counter(e.pack for e in entries), titles.pack),
        "stage": _choices(Counter(e.stage for e in entries), titles.stage),
        "quality": _choices(Counter(q for e in entries for q in e.qualities), titles.quality),
        "kind": _choices(Counter(e.kind or "" for e in entries), titles.kind),
        "story": _choices(Counter(e.story for e in entries), str),
    }


def describe(wanted: Filter, titles: Titles) -> list[tuple[str, str]]:
    """Return (name, text) of each condition, so that a page can offer to remove it."""
    wishes = {
        "q": f"“{wanted.q}”",
        "pack": titles.pack(wanted.pack),
        "stage": titles.stage(wanted.stage),
        "quality": titles.quality(wanted.quality),
        "kind": titles.kind(wanted.kind),
        "story": f"story: {wanted.story}",
        "question": titles.question(wanted.pack, wanted.question),
        "since": f"since {wanted.since}",
        "until": f"until {wanted.until}",
        "starred": "with a star",
    }
    return [(name, text) for name, text in wishes.items() if getattr(wanted, name)]


def _choices(found: Counter[str], title: Callable[[str], str]) -> list[FilterChoice]:
    choices = [FilterChoice(value, title(value), n) for value, n in found.items() if value]
    return sorted(choices, key=lambda choice: choice.title.casefold())


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
