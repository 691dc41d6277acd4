"""From validated tables to the values that the rest of the program works with."""

from __future__ import annotations

from collections.abc import Iterable

from voicecoach.questions.part_tables import FactTable
from voicecoach.questions.tables import (
    MistakeTable,
    PackTable,
    QualityTable,
    QuestionTable,
    SourceTable,
    StageTable,
    TitledTable,
)
from voicecoach.types import FollowUp, Mistake, Pack, Quality, Question, Source, Stage, Titled


def to_pack(table: PackTable) -> Pack:
    """Return the pack of one file."""
    return Pack(
        name=table.name,
        title=table.title,
        company=table.company,
        role=table.role,
        locale=table.locale,
        summary=table.summary,
        last_verified=table.last_verified.isoformat(),
        stages=to_stages(table.stages),
        qualities=to_qualities(table.qualities),
        questions=tuple(to_question(one, table.name) for one in table.questions),
        part_shares=table.part_shares.as_tuple(),
        company_terms=tuple(table.company_terms),
        skills=to_titled(table.skills),
        checklist=to_titled(table.checklist),
        mistakes=to_mistakes(table.mistakes),
        faq=to_titled(table.faq),
        facts=to_titled(table.facts),
        sources=to_sources(table.sources),
        day=to_titled(table.day),
        say=tuple(table.say.items()),
    )


def to_stages(tables: Iterable[StageTable]) -> tuple[Stage, ...]:
    """Return stages in their order."""
    return tuple(
        Stage(one.name, one.title, one.purpose, one.length, tuple(one.advice)) for one in tables
    )


def to_qualities(tables: Iterable[QualityTable]) -> tuple[Quality, ...]:
    """Return qualities in their order."""
    return tuple(
        Quality(one.name, one.title, one.meaning, tuple(one.how_to_show), tuple(one.phrases))
        for one in tables
    )


def to_titled(tables: Iterable[TitledTable]) -> tuple[Titled, ...]:
    """Return headings with their texts."""
    return tuple(Titled(one.title, one.text) for one in tables)


def to_facts(tables: Iterable[FactTable]) -> tuple[Titled, ...]:
    """Return facts with the titles of their sources."""
    return tuple(Titled(one.title, one.text, one.source) for one in tables)


def to_mistakes(tables: Iterable[MistakeTable]) -> tuple[Mistake, ...]:
    """Return mistakes with the words by which they are heard."""
    return tuple(Mistake(one.title, one.text, tuple(one.phrases)) for one in tables)


def to_sources(tables: Iterable[SourceTable]) -> tuple[Source, ...]:
    """Return sources, each once."""
    return tuple(dict.fromkeys(Source(one.title, one.url, one.note) for one in tables))


def to_question(table: QuestionTable, pack: str, stage: str | None = None) -> Question:
    """Return a question of a pack, set in ``stage`` where that is not its own."""
    return Question(
        id=table.id,
        pack=pack,
        stage=stage or table.stage,
        kind=table.kind,
        prompt=table.prompt,
        target_s=table.target_s,
        qualities=tuple(table.qualities),
        listens_for=tuple(table.listens_for),
        pitfalls=tuple(table.pitfalls),
        follow_ups=tuple(FollowUp(one.when, one.ask) for one in table.follow_ups),
        glossary=tuple(table.glossary),
        title=table.title or "",
    )
