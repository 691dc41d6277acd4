"""What is wrong with parts only when they are put together: every guide, composed and looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from voicecoach.questions.checking import PackProblem
from voicecoach.questions.composing import compose_all
from voicecoach.questions.explaining import suggest
from voicecoach.questions.field_types import MAX_ID
from voicecoach.questions.pack_parts import FOLDERS, PartFiles, Parts
from voicecoach.questions.part_tables import ConditionTable, PartTable
from voicecoach.types import Pack


@dataclass(frozen=True, slots=True)
class CheckedGuide:
    """One guide with what is wrong with it."""

    guide: Pack
    problems: tuple[PackProblem, ...]


def check_guides(parts: Parts) -> tuple[CheckedGuide, ...]:
    """Return every guide that the parts make, each with its problems."""
    return tuple(
        CheckedGuide(guide, (*_contradictions(guide), *_untaken(guide, parts)))
        for guide in compose_all(parts)
    )


def check_conditions(files: PartFiles, parts: Parts) -> Iterator[PackProblem]:
    """Yield each condition that names a part which is not there, and so never holds."""
    for folder in FOLDERS:
        tables: dict[str, PartTable] = getattr(parts, folder)
        for name, table in tables.items():
            for field, kind, wanted in _wanted(table):
                known: Sequence[str] = list(getattr(files, kind))
                if wanted not in known:
                    message = f"{wanted!r} is none of the {kind} there are."
                    file = str(getattr(files, folder)[name])
                    yield PackProblem(file, "", field, message, suggest(wanted, known))


def _wanted(table: PartTable) -> Iterator[tuple[str, str, str]]:
    """Yield the field, the kind and the name of each part that a part names."""
    for country in getattr(table, "only_countries", ()):
        yield "only_countries", "countries", country
    for field, entry in _entries(table):
        for kind in FOLDERS:
            for wanted in getattr(entry, kind):
                yield f"{field}.{kind}", kind, wanted


def _entries(table: PartTable) -> Iterator[tuple[str, ConditionTable]]:
    """Yield each entry that may have a condition, with its place."""
    for field in type(table).model_fields:
        values = getattr(table, field)
        for number, entry in enumerate(values if isinstance(values, list) else (), start=1):
            if isinstance(entry, ConditionTable):
                name = getattr(entry, "id", None) or getattr(entry, "name", f"#{number}")
                yield f"{field}.{name}", entry


def _contradictions(guide: Pack) -> Iterator[PackProblem]:
    """Yield what no part shows alone."""
    if len(guide.name) > MAX_ID:
        message = f"is called by {len(guide.name)} characters."
        yield PackProblem(guide.name, "", "name", message, f"Shorten it to {MAX_ID} at most.")
    for repeated in _repeated(question.id for question in guide.questions):
        message = "stands twice: in two parts, or in a round that two stages take."
        yield PackProblem(guide.name, repeated, "id", message, "Give each its own id.")
    for repeated in _repeated(stage.name for stage in guide.stages):
        message = f"{repeated!r} stands twice."
        yield PackProblem(guide.name, "", "stages.name", message, "Give each its own name.")
    qualities = [one.name for one in guide.qualities]
    stages = [one.name for one in guide.stages]
    for question in guide.questions:
        if question.stage not in stages:
            message = f"{question.stage!r} is no stage of this guide."
            remedy = suggest(question.stage, stages)
            yield PackProblem(guide.name, question.id, "stage", message, remedy)
        for quality in question.qualities:
            if quality not in qualities:
                message = f"{quality!r} is no quality of this guide."
                remedy = suggest(quality, qualities)
                yield PackProblem(guide.name, question.id, "qualities", message, remedy)


def _untaken(guide: Pack, parts: Parts) -> Iterator[PackProblem]:
    """Yield a problem where a company's guide asks nothing of its role."""
    if guide.parts and guide.parts.company:
        own = {question.id for question in parts.roles[guide.parts.role].questions}
        if not own & {question.id for question in guide.questions}:
            message = "asks none of the role's questions."
            remedy = 'Let a stage of the company take rounds: takes = ["skills", "case", "team"].'
            yield PackProblem(guide.name, "", "stages.takes", message, remedy)


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]
