"""What the files of a company, a role and a country may hold, of which guides are composed.

They are packs in parts: the tables are those of a pack, and each entry may say for which
companies, roles or countries it holds.  What a part says of the world carries its source.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints

from voicecoach.questions.field_types import Day, Id, Locale, Text, Title
from voicecoach.questions.tables import (
    MistakeTable,
    QualityTable,
    QuestionTable,
    SharesTable,
    SourceTable,
    StageTable,
    Table,
    TitledTable,
)

Round = Literal["screen", "skills", "case", "team", "final"]
ROUNDS: tuple[Round, ...] = get_args(Round)


class ConditionTable(Table):
    """For which guides an entry holds; for all where it names nothing."""

    companies: list[Id] = Field([], description="Only in guides for one of these companies.")
    roles: list[Id] = Field([], description="Only in guides for one of these roles.")
    countries: list[Id] = Field([], description="Only in guides for one of these countries.")


class PartStageTable(StageTable, ConditionTable):
    """One round; how long it takes is left out where nobody has published it."""

    length: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(
        "", description="How long it takes, and in which week; left out where it is not known."
    )


class CompanyStageTable(PartStageTable):
    """One round of a company's process."""

    takes: list[Round] = Field(
        [], description="Which rounds of a role are asked here: screen, skills, case, team, final."
    )


class RoleStageTable(PartStageTable):
    """One round of the process that is usual for a role."""

    round: Round = Field(
        description="What kind of round it is, by which a company's stage takes its questions: "
        "screen, skills, case, team, final."
    )


class PartQualityTable(QualityTable, ConditionTable):
    """Something the interviewer looks for."""


class PartQuestionTable(QuestionTable, ConditionTable):
    """One question; in a part each has a title."""

    title: Title = Field(description="What it is called in lists: at most 40 characters.")


class PartTitledTable(TitledTable, ConditionTable):
    """A heading with its explanation."""


class PartMistakeTable(MistakeTable, ConditionTable):
    """What candidates often get wrong, and how it sounds."""


class FactTable(TitledTable, ConditionTable):
    """A fact, with where it was read."""

    source: Text = Field(
        description="The title of the [[sources]] in which it was read; that needs a url."
    )


class DatedSourceTable(SourceTable, ConditionTable):
    """Where a fact of the part was read, and when."""

    read: Day = Field(description="The day it was read, such as 2026-11-28.")


class PartTable(Table):
    """What every part has."""

    name: Id = Field(description="The file's name without .toml; words-with-hyphens.")
    title: Text = Field(description="The part's name as people read it.")
    last_verified: Day = Field(
        description="The day its facts were last checked, such as 2026-11-24."
    )
    faq: list[PartTitledTable] = Field([], description="Questions candidates ask, with answers.")
    facts: list[FactTable] = Field([], description="What was read of it, each with its source.")
    sources: list[DatedSourceTable] = Field([], description="Where the facts were read.")


class AskingTable(PartTable):
    """What the parts have that bring questions."""

    summary: Text = Field(description="What it prepares for, in a sentence or two.")
    part_shares: SharesTable = Field(
        SharesTable(situation=0.15, task=0.10, action=0.60, result=0.15),
        description="The share of an answer's time that each part of STAR should have.",
    )
    company_terms: list[Text] = Field(
        [], description="Words by which a motivation shows that the company was studied."
    )
    say: dict[Text, Text] = Field(
        {},
        description='How terms in the questions are said, where no rule knows: S3 = "S three".',
    )
    qualities: list[PartQualityTable] = Field([], description="What interviewers look for.")
    questions: list[PartQuestionTable] = Field(min_length=1, description="The questions.")
    checklist: list[PartTitledTable] = Field([], description="What to do before the interview.")
    mistakes: list[PartMistakeTable] = Field([], description="What candidates often get wrong.")


class CompanyTable(AskingTable):
    """A company or a kind of employer: process, values, facts."""

    company: Text = Field(description="What it is called in a sentence.")
    stages: list[CompanyStageTable] = Field(
        min_length=1, description="The rounds of its process, in their order."
    )
    skills: list[PartTitledTable] = Field(
        [], description="Skills it asks for, where they are not those usual for the role."
    )
    only_countries: list[Id] = Field(
        [], description="Where it hires, if not everywhere; the first is meant where none is named."
    )


class RoleTable(AskingTable):
    """A role at any company: its rounds, skills, questions and day."""

    role: Text = Field(description="What it is called in a sentence.")
    stages: list[RoleStageTable] = Field(
        min_length=1, description="The rounds that are usual for it, in their order."
    )
    skills: list[PartTitledTable] = Field([], description="What one should be able to talk about.")
    day: list[PartTitledTable] = Field([], description="What a working day in the role holds.")


class CountryTable(PartTable):
    """A country: its currency and customs."""

    locale: Locale = Field(description="Language and country, such as en-GB.")
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = Field(
        description="The currency in which pay is named, by its code, such as GBP."
    )
