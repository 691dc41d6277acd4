"""Counts which questions of a pack were practised, and which qualities the answers showed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from voicecoach.library.records import Entry
from voicecoach.progress.filters import Filter
from voicecoach.types import Pack, Question


@dataclass(frozen=True, slots=True)
class GridCell:
    """A question that asks for a quality: number of answers, and of those that showed it."""

    n_answers: int
    n_shown: int
    address: str


@dataclass(frozen=True, slots=True)
class GridLine:
    """One question; one cell for each quality of the pack, None where it does not ask for it.

    ``qualities`` are the titles of those it asks for, and whether an answer showed them.
    """

    question: Question
    n_answers: int
    address: str
    cells: tuple[GridCell | None, ...]
    qualities: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class QualityGrid:
    """One pack: stages with their questions, and each quality's (title, practised, questions)."""

    pack: Pack
    stages: tuple[tuple[str, tuple[GridLine, ...]], ...]
    qualities: tuple[tuple[str, int, int], ...]
    n_practised: int
    n_questions: int


def build_grid(pack: Pack, answers: Sequence[Entry]) -> QualityGrid:
    """Count for each question of the pack its answers and the qualities that they showed."""
    mine = [entry for entry in answers if entry.pack == pack.name]
    asked = Counter(entry.question_id for entry in mine)
    shown = Counter(
        (entry.question_id, quality)
        for entry in mine
        if entry.summary
        for quality in entry.summary.shown
    )
    titles = {quality.name: quality.title for quality in pack.qualities}
    used = [name for name in titles if any(name in q.qualities for q in pack.questions)]

    def line(question: Question) -> GridLine:
        address = Filter(pack=pack.name, question=question.id).address("/")
        n = asked[question.id]
        cells = (
            GridCell(n, shown[question.id, name], address) if name in question.qualities else None
            for name in used
        )
        asked_for = tuple(
            (titles[name], shown[question.id, name] > 0)
            for name in used
            if name in question.qualities
        )
        return GridLine(question, n, address, tuple(cells), asked_for)

    stages = tuple(
        (stage.title, tuple(line(q) for q in pack.questions if q.stage == stage.name))
        for stage in pack.stages
    )
    totals = tuple(
        (
            titles[name],
            sum(asked[q.id] > 0 for q in pack.questions if name in q.qualities),
            sum(name in q.qualities for q in pack.questions),
        )
        for name in used
    )
    return QualityGrid(
        pack,
        tuple((title, lines) for title, lines in stages if lines),
        totals,
        sum(asked[q.id] > 0 for q in pack.questions),
        len(pack.questions),
    )
