"""Tables of a pack file: one pydantic model for each, and their conversion to `Pack`.

The descriptions below are what an editor shows while someone writes a pack: they go into
docs/schema/pack.schema.json (tools/write_schemas.py).
"""

from __future__ import annotations

from typing import Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from voicecoach.questions.field_types import (
    Day,
    Id,
    Locale,
    OneLine,
    Share,
    Spoken,
    Target,
    Text,
    Title,
    Url,
)
from voicecoach.types import QuestionKind

Condition = Literal[
    "always",
    "no_number",
    "no_result",
    "no_task",
    "no_situation",
    "no_action",
    "only_we",
    "no_alternative",
    "no_lesson",
    "no_example",
    "too_short",
]
CONDITIONS: tuple[Condition, ...] = get_args(Condition)
KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)

SHARES_TOLERANCE = 0.001
"""Largest difference of the sum of shares from 1: the rounding of three decimals."""


class Table(BaseModel):
    """Base of all tables: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FollowUpTable(Table):
    """A follow-up question, and the lack in the answer that calls for it."""

    when: Condition = Field(description="What the answer lacks when this is asked.")
    ask: Spoken = Field(description="The follow-up question, as it is spoken.")


class QualityTable(Table):
    """Something the interviewer looks for."""

    name: Id = Field(description="Its id, by which questions name it; words-with-hyphens.")
    title: Text = Field(description="Its name as people read it.")
    meaning: Text = Field(description="What is meant by it, in a sentence or two.")
    how_to_show: list[Text] = Field([], description="How an answer shows it, one way a line.")
    phrases: list[Text] = Field(
        [], description="Words in which candidates show it; they are looked for in answers."
    )


class StageTable(Table):
    """One round of the interview process; stages stand in the order of the process."""

    name: Id = Field(description="Its id, by which questions name it; words-with-hyphens.")
    title: Text = Field(description="Its name as people read it.")
    purpose: Text = Field(description="What the company wants to find out in it.")
    length: Text = Field(description="How long it takes, and in which week.")
    advice: list[Text] = Field([], description="What helps here, one piece of advice a line.")


class TitledTable(Table):
    """A heading with its explanation."""

    title: Text = Field(description="The heading.")
    text: Text = Field(description="The explanation, one paragraph.")


class MistakeTable(TitledTable):
    """A common mistake, and phrases that show it in an answer."""

    phrases: list[Text] = Field(
        [], description="Phrases that show the mistake in an answer, in lower case."
    )


class SourceTable(Table):
    """Where a fact of the pack comes from."""

    title: Text = Field(description="What it is and whose.")
    url: Url = Field("", description="Its address, if it has one; with https:// in front.")
    note: OneLine = Field("", description="What was taken from it, and how sure it is.")


class SharesTable(Table):
    """The share of an answer's time for each part of STAR; the four add up to 1."""

    situation: Share = Field(description="Share of the situation.")
    task: Share = Field(description="Share of the task.")
    action: Share = Field(description="Share of the action.")
    result: Share = Field(description="Share of the result.")

    def as_tuple(self) -> tuple[float, float, float, float]:
        """Return the shares in the order of STAR."""
        return (self.situation, self.task, self.action, self.result)

    @model_validator(mode="after")
    def _add_up(self) -> Self:
        total = self.situation + self.task + self.action + self.result
        if abs(total - 1) > SHARES_TOLERANCE:
            raise PydanticCustomError(
                "shares",
                "adds up to {total} instead of 1",
                {
                    "total": f"{total:.3g}",
                    "remedy": "Change one share, or leave part_shares out for the usual ones.",
                },
            )
        return self


class QuestionTable(Table):
    """One question."""

    id: Id = Field(description="Its id, unique within the pack; words-with-hyphens.")
    title: Title | None = Field(
        None, description="What it is called in lists: at most 40 characters; else from the id."
    )
    stage: Text = Field(description="The name of the stage in which it is asked.")
    kind: QuestionKind = Field(
        description="What kind of answer it calls for: star (an event of the past), introduction, "
        "explain (something technical), motivation, ask_them (your questions to them)."
    )
    prompt: Spoken = Field(description="The question, as it is spoken: no brackets, no formatting.")
    target_s: Target = Field(description="Seconds of the shortest and of the longest good answer.")
    qualities: list[Text] = Field([], description="Names of the qualities it looks for.")
    listens_for: list[Text] = Field(
        min_length=1, description="What the interviewer listens for, one thing a line."
    )
    pitfalls: list[Text] = Field([], description="What often goes wrong in answers to it.")
    follow_ups: list[FollowUpTable] = Field([], description="Follow-up questions.")
    glossary: list[Text] = Field([], description="Terms and names the recogniser should expect.")


class PackTable(Table):
    """A question pack of VoiceCoach."""

    name: Id = Field(description="The file's name without .toml; words-with-hyphens.")
    title: Text = Field(description="The pack's name as people read it.")
    company: Text = Field(description='The company, or "any company".')
    role: Text = Field(description="The role it prepares for.")
    locale: Locale = Field(description="Language and country, such as en-GB.")
    summary: Text = Field(description="What it prepares for, in a sentence or two.")
    last_verified: Day = Field(
        description="The day its facts were last checked, such as 2026-11-24."
    )
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
    stages: list[StageTable] = Field(min_length=1, description="The rounds, in their order.")
    qualities: list[QualityTable] = Field([], description="What interviewers look for.")
    questions: list[QuestionTable] = Field(min_length=1, description="The questions.")
    skills: list[TitledTable] = Field([], description="What to be able to talk about.")
    day: list[TitledTable] = Field([], description="What a working day in the role holds.")
    checklist: list[TitledTable] = Field([], description="What to do before the interview.")
    mistakes: list[MistakeTable] = Field([], description="What candidates often get wrong.")
    faq: list[TitledTable] = Field([], description="Questions candidates ask, with answers.")
    facts: list[TitledTable] = Field([], description="Length of the process, pay, how to apply.")
    sources: list[SourceTable] = Field([], description="Where the facts come from.")


def table_at(steps: tuple[int | str, ...], root: type[Table] = PackTable) -> type[Table]:
    """Return the model of the table that contains a field; ``steps`` lead to the field."""
    table = root
    for step in steps[:-1]:
        field = table.model_fields.get(str(step))
        inner = _table_in(field.annotation) if field else None
        if inner is not None:
            table = inner
    return table


def _table_in(annotation: object) -> type[Table] | None:
    """Return the table that a field holds, alone or in a list; nothing where it holds none."""
    if isinstance(annotation, type) and issubclass(annotation, Table):
        return annotation
    return next(filter(None, map(_table_in, get_args(annotation))), None)


ENTRIES = frozenset(
    {"stages", "qualities", "questions", "sources", "skills", "day", "checklist", "faq", "facts"}
) | {"mistakes"}
"""What stands in a pack as ``[[entries]]``, many of a kind."""


def pack_schema() -> dict[str, Any]:
    """Return the JSON Schema of a pack file, by which editors complete its fields."""
    return PackTable.model_json_schema()
