"""What a pack file may hold: one pydantic model a table, and how they become `Pack`.

The descriptions below are what an editor shows while someone writes a pack: they go into
docs/schema/pack.schema.json (tools/write_schemas.py).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

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

MAX_PROMPT = 400
"""Characters: about 25 s of speech; nobody keeps a longer question in mind. Own rule."""

MAX_TITLE = 40
"""Characters: a question's title stands in one line of a list, also on a phone. Own rule."""

MAX_ID = 60
"""Characters: an id becomes the name of a folder, and of a column in lists. Own rule."""

MIN_TARGET_S = 10
MAX_TARGET_S = 900
"""Seconds. Below 10 s there is nothing to measure; 15 minutes end the longest take. Own rule."""

SHARES_TOLERANCE = 0.001
"""How far the four shares may be from 1: the rounding of three decimals, no more."""

_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSPEAKABLE = (
    (re.compile(r"https?:|www\.|\w//\w", re.IGNORECASE), "an address"),
    (re.compile(r"[\[\](){}<>]"), "brackets"),
    (re.compile(r"[*_`|~^\\]|^#|\s#|(?<!\w)/|/(?!\w)"), "marks of formatting"),
)


def _one_line(text: str) -> str:
    """Return a text as one paragraph; a multi-line string is a matter of layout only."""
    text = " ".join(text.split())
    # a pack may come from anybody: no text in it may move a reader's cursor or turn the line
    if not text.isprintable() and any(
        unicodedata.category(character) == "Cc" or character in _TURNS for character in text
    ):
        raise PydanticCustomError(
            "control_character",
            "holds an invisible control character",
            {"remedy": "Type the text again; something invisible came along when it was pasted."},
        )
    return text


def _speakable(text: str) -> str:
    for pattern, what in _UNSPEAKABLE:
        if found := pattern.search(text):
            raise PydanticCustomError(
                "unspeakable",
                "holds {what}, which cannot be heard: {found}",
                {
                    "what": what,
                    "found": repr(found.group().strip()),
                    "remedy": "Write the question as one says it.",
                },
            )
    return text


def _rising(target: tuple[float, float]) -> tuple[float, float]:
    if target[0] >= target[1]:
        raise PydanticCustomError(
            "not_rising",
            "is [{low}, {high}], and the first is not below the second",
            {
                "low": f"{target[0]:g}",
                "high": f"{target[1]:g}",
                "remedy": "Write the shortest good answer first, then the longest.",
            },
        )
    return target


def _iso_date(value: object) -> date:
    """Return a date of TOML or of an ISO string; nothing else counts as one."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:  # the 31st of June: told like every other date that is none
            pass
    raise PydanticCustomError(
        "no_date",
        "{value} is no date",
        {"value": repr(value), "remedy": 'Write year, month and day, such as "2026-11-24".'},
    )


Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_one_line)
]
Spoken = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_PROMPT),
    AfterValidator(_one_line),
    AfterValidator(_speakable),
]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TITLE),
    AfterValidator(_one_line),
]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=MAX_ID)]
Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
Day = Annotated[date, BeforeValidator(_iso_date)]
Seconds = Annotated[float, Field(ge=MIN_TARGET_S, le=MAX_TARGET_S, strict=True)]
Share = Annotated[float, Field(ge=0, le=1, strict=True)]


class Table(BaseModel):
    """What all tables share: no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FollowUpTable(Table):
    """A second question, and what in the answer calls for it."""

    when: Condition = Field(description="What the answer lacks, so that it calls for this.")
    ask: Spoken = Field(description="The second question, as it is spoken.")


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
    """What candidates often get wrong, and how it sounds."""

    phrases: list[Text] = Field(
        [], description="Words by which the mistake is heard in an answer, in lower case."
    )


class SourceTable(Table):
    """Where a fact of the pack comes from."""

    title: Text = Field(description="What it is and whose.")
    url: Annotated[
        str, StringConstraints(pattern=r"^(https?://\S+)?$"), AfterValidator(_one_line)
    ] = Field("", description="Its address, if it has one; with https:// in front.")
    note: Annotated[str, AfterValidator(_one_line)] = Field(
        "", description="What was taken from it, and how sure it is."
    )


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
    target_s: Annotated[tuple[Seconds, Seconds], AfterValidator(_rising)] = Field(
        description="Seconds of the shortest and of the longest good answer."
    )
    qualities: list[Text] = Field([], description="Names of the qualities it looks for.")
    listens_for: list[Text] = Field(
        min_length=1, description="What the interviewer listens for, one thing a line."
    )
    pitfalls: list[Text] = Field([], description="What often goes wrong in answers to it.")
    follow_ups: list[FollowUpTable] = Field([], description="Second questions.")
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
    skills: list[TitledTable] = Field([], description="What one should be able to talk about.")
    day: list[TitledTable] = Field([], description="What a working day in the role holds.")
    checklist: list[TitledTable] = Field([], description="What to do before the interview.")
    mistakes: list[MistakeTable] = Field([], description="What candidates often get wrong.")
    faq: list[TitledTable] = Field([], description="Questions candidates ask, with answers.")
    facts: list[TitledTable] = Field([], description="Length of the process, pay, how to apply.")
    sources: list[SourceTable] = Field([], description="Where the facts come from.")


def table_at(steps: tuple[int | str, ...], root: type[Table] = PackTable) -> type[Table]:
    """Return the model of the table in which a field stands; ``steps`` lead to the field."""
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
