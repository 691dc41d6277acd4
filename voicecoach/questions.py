"""Question packs: load, validate, choose.

A pack is a TOML file (docs/packs.md).  Everything that is wrong with it is told at once,
each problem with its file, question, field and remedy.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from voicecoach.errors import PackError, UsageError
from voicecoach.types import (
    FollowUp,
    Pack,
    Quality,
    Question,
    QuestionKind,
    Source,
    Stage,
    Titled,
)

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

LONGEST_PROMPT = 400
"""Characters: about 25 s of speech; nobody keeps a longer question in mind."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Seconds = Annotated[float, Field(ge=10, le=900)]
Share = Annotated[float, Field(ge=0, le=1)]

_UNSPEAKABLE = re.compile(r"[\[\]{}<>*_`#|\\/]|https?:")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FollowUpTable(_Table):
    """A second question and what in the answer calls for it."""

    when: Condition = Field(description="What in the answer calls for it.")
    ask: Text = Field(description="The question, as it is spoken.")


class QualityTable(_Table):
    """Something the interviewer looks for."""

    name: Id = Field(description="Its id, used by questions.")
    title: Text = Field(description="What people read.")
    meaning: Text = Field(description="What is meant by it, in a sentence or two.")
    how_to_show: list[Text] = Field([], description="How an answer shows it.")
    phrases: list[Text] = Field([], description="Phrases in which candidates show it.")


class StageTable(_Table):
    """One round of the process."""

    name: Id = Field(description="Its id, used by questions.")
    title: Text = Field(description="What people read.")
    purpose: Text = Field(description="What the company wants to find out.")
    length: Text = Field(description="How long it takes.")
    advice: list[Text] = Field([], description="What helps here.")


class TitledTable(_Table):
    """A heading with its explanation."""

    title: Text
    text: Text


class SourceTable(_Table):
    """Where a fact comes from."""

    title: Text
    url: str = ""
    note: str = ""


class SharesTable(_Table):
    """Share of the answer's time for each part; they add up to 1."""

    situation: Share = 0.15
    task: Share = 0.10
    action: Share = 0.60
    result: Share = 0.15


class QuestionTable(_Table):
    """One question."""

    id: Id = Field(description="Unique within the pack.")
    stage: Id = Field(description="The stage it belongs to.")
    kind: QuestionKind = Field(description="What kind of answer it calls for.")
    prompt: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_PROMPT)
    ] = Field(description="The question, as it is spoken.")
    target_s: tuple[Seconds, Seconds] = Field(description="Shortest and longest good answer.")
    qualities: list[Id] = Field([], description="The qualities it looks for.")
    listens_for: list[Text] = Field(min_length=1, description="What the interviewer listens for.")
    pitfalls: list[Text] = Field([], description="What goes wrong in answers.")
    follow_ups: list[FollowUpTable] = Field([], description="Second questions.")
    glossary: list[Text] = Field([], description="Terms the recogniser should expect.")


class PackTable(_Table):
    """A question pack."""

    name: Id = Field(description="The file's name without .toml.")
    title: Text
    company: Text = Field(description='The company, or "any company".')
    role: Text
    locale: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
    summary: Text = Field(description="What the pack prepares for, in a sentence or two.")
    last_verified: date = Field(description="When its facts were last checked.")
    part_shares: SharesTable = Field(SharesTable(), description="Expected share of each STAR part.")
    company_terms: list[Text] = Field([], description="Words that show the company was studied.")
    stages: list[StageTable] = Field(min_length=1)
    qualities: list[QualityTable] = []
    questions: list[QuestionTable] = Field(min_length=1)
    skills: list[TitledTable] = []
    checklist: list[TitledTable] = []
    mistakes: list[TitledTable] = []
    faq: list[TitledTable] = []
    facts: list[TitledTable] = []
    sources: list[SourceTable] = []


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a pack: where it stands and what to do."""

    file: str
    question: str
    field: str
    message: str
    remedy: str

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.file, self.question, self.field) if part)
        return f"{place}: {self.message} {self.remedy}".strip()


def shipped_folder() -> Path:
    """Return the folder of the shipped packs: inside the wheel, or the checkout's."""
    here = Path(__file__).parent
    inside = here / "_questions"
    return inside if inside.is_dir() else here.parent / "questions"


def pack_files(user_folder: Path | None) -> list[Path]:
    """Return the shipped packs' files and the user's own, by name."""
    folders = [shipped_folder(), *([user_folder] if user_folder else [])]
    return [file for folder in folders for file in sorted(folder.glob("*.toml"))]


def load_packs(files: Sequence[Path] = (), *, user_folder: Path | None = None) -> tuple[Pack, ...]:
    """Return the shipped packs, the user's own and ``files``.

    Raises
    ------
    PackError
        If one is broken, or two different files hold packs of one name.
    """
    packs: dict[str, tuple[Pack, Path]] = {}
    for file in [*pack_files(user_folder), *files]:
        pack = load_pack(file)
        known = packs.get(pack.name)
        if known and known[1].resolve() != file.resolve():
            raise PackError(
                f"Two packs are called {pack.name!r}: {known[1]} and {file}.",
                "Rename one file and the `name` in it: no pack may shadow another.",
                code="shadowed",
            )
        packs[pack.name] = (pack, file)
    return tuple(pack for pack, _ in packs.values())


def load_pack(path: Path) -> Pack:
    """Return the pack of one file.

    Raises
    ------
    PackError
        With every problem of the file.
    """
    table, problems = _validate(path)
    if problems or table is None:
        listing = "\n  ".join(str(problem) for problem in problems)
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise PackError(
            f"The pack {path.name} has {count}:\n  {listing}",
            f"Mend them; `voicecoach questions check {path}` looks again.",
        )
    return _to_pack(table)


def check_pack(path: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with the pack in ``path``; nothing if it is sound."""
    return _validate(path)[1]


def find_pack(packs: Iterable[Pack], name: str) -> Pack:
    """Return the pack of this name.

    Raises
    ------
    PackError
        If there is none; the nearest is named.
    """
    by_name = {pack.name: pack for pack in packs}
    if name in by_name:
        return by_name[name]
    raise PackError(f"There is no pack {name!r}.", _near(name, by_name), code="no-pack")


def find_question(packs: Iterable[Pack], ref: str) -> tuple[Pack, Question]:
    """Return a question by its id, or by ``pack/id``.

    Raises
    ------
    PackError
        If there is none, or several packs have it.
    """
    packs = tuple(packs)
    pack_name, _, name = ref.rpartition("/")
    if pack_name:
        packs = (find_pack(packs, pack_name),)
    found = [(pack, one) for pack in packs for one in pack.questions if one.id == name]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"{pack.name}/{name}" for pack, _ in found)
        raise PackError(f"Several packs have a question {name!r}.", f"Name one of: {names}.")
    ids = [question.id for pack in packs for question in pack.questions]
    raise PackError(f"There is no question {name!r}.", _near(name, ids), code="no-question")


def choose_questions(
    pack: Pack,
    *,
    count: int,
    stage: str | None = None,
    quality: str | None = None,
    kind: QuestionKind | None = None,
    question_ids: Sequence[str] = (),
    seed: int | None = None,
) -> tuple[Question, ...]:
    """Return at most ``count`` questions: named ones, or those of a stage, quality and kind.

    Parameters
    ----------
    seed
        Shuffles; the same seed gives the same order. The pack's own order if not given.

    Raises
    ------
    PackError, UsageError
        If a name is unknown, or nothing fits.
    """
    if question_ids:
        return tuple(find_question((pack,), one)[1] for one in question_ids)
    _check_known(stage, [one.name for one in pack.stages], "stage", pack)
    _check_known(quality, [one.name for one in pack.qualities], "quality", pack)
    fitting = [
        question
        for question in pack.questions
        if (stage is None or question.stage == stage)
        and (quality is None or quality in question.qualities)
        and (kind is None or question.kind == kind)
    ]
    if not fitting:
        raise UsageError(
            f"No question of {pack.name} fits.", "Ask for less; `voicecoach questions list`."
        )
    if seed is not None:
        random.Random(seed).shuffle(fitting)  # noqa: S311 - an order, not a secret
    return tuple(fitting[:count])


def _check_known(name: str | None, known: list[str], what: str, pack: Pack) -> None:
    if name is not None and name not in known:
        raise UsageError(f"{pack.name} has no {what} {name!r}.", _near(name, known))


def _near(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = get_close_matches(name, names, n=3, cutoff=0.5)
    return f"Did you mean {', '.join(near)}?" if near else f"There are: {', '.join(names[:12])}."


def _validate(path: Path) -> tuple[PackTable | None, tuple[Problem, ...]]:
    def problem(message: str, remedy: str, question: str = "", field: str = "") -> Problem:
        return Problem(path.name, question, field, message, remedy)

    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None, (problem("there is no such file.", "Check the name."),)
    except OSError as error:
        return None, (problem(f"cannot be read: {error.strerror}.", "Check its permissions."),)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return None, (problem(f"is no valid TOML: {error}.", "Mend that line."),)
    problems: list[Problem] = []
    try:
        table = PackTable.model_validate(data)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            question, field = _place(data, one["loc"])
            message, remedy = _explain(one)
            problems.append(problem(message, remedy, question, field))
        return None, tuple(problems)
    problems.extend(
        problem(message, remedy, question, field)
        for question, field, message, remedy in _contradictions(table, path)
    )
    return table, tuple(problems)


def _place(data: dict[str, Any], loc: tuple[int | str, ...]) -> tuple[str, str]:
    """Return the question (or other table) and the field that a validation error is about."""
    steps = list(loc)
    owner = ""
    if len(steps) >= 2 and isinstance(steps[1], int):
        entries = data.get(str(steps[0]))
        entry = entries[steps[1]] if isinstance(entries, list) else None
        known = entry if isinstance(entry, dict) else {}
        name = known.get("id") or known.get("name") or known.get("title")
        owner = str(name or f"{steps[0]} {steps[1] + 1}")
        steps = steps[2:]
    return owner, ".".join(str(step) for step in steps)


def _explain(error: Any) -> tuple[str, str]:
    """Return a validation error as what is wrong and what to do."""
    kind, message = error["type"], str(error["msg"])
    field = str(error["loc"][-1])
    if kind == "missing":
        return "is missing.", f"Add `{field} = …`."
    if kind == "extra_forbidden":
        known = {*PackTable.model_fields, *QuestionTable.model_fields, *StageTable.model_fields}
        known |= {*QualityTable.model_fields, *FollowUpTable.model_fields}
        near = get_close_matches(field, sorted(known), n=1)
        return "does not exist.", f"Did you mean `{near[0]}`?" if near else "Remove it."
    if kind == "string_pattern_mismatch":
        return f"{error['input']!r} has the wrong form.", "Use lower-case words joined by hyphens."
    if kind == "literal_error":
        return f"{error['input']!r} is not known.", message.replace("Input should be", "Use") + "."
    return f"{message[0].lower()}{message[1:]}.", "Change it."


def _contradictions(table: PackTable, path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield (question, field, message, remedy) of what each field alone does not show."""
    if table.name != path.stem:
        yield "", "name", f"{table.name!r} is not the file's name.", f"Call it {path.stem!r}."
    shares = table.part_shares
    if abs(shares.situation + shares.task + shares.action + shares.result - 1) > 0.001:
        yield "", "part_shares", "they do not add up to 1.", "Change one of them."
    for what, names in (
        ("questions", [one.id for one in table.questions]),
        ("stages", [one.name for one in table.stages]),
        ("qualities", [one.name for one in table.qualities]),
    ):
        for name, times in Counter(names).items():
            if times > 1:
                yield name, what, f"is there {times} times.", "Rename all but one."
    stages = [one.name for one in table.stages]
    qualities = [one.name for one in table.qualities]
    for question in table.questions:
        if question.stage not in stages:
            yield (
                question.id,
                "stage",
                f"{question.stage!r} is no stage.",
                _near(question.stage, stages),
            )
        for name in question.qualities:
            if name not in qualities:
                yield question.id, "qualities", f"{name!r} is no quality.", _near(name, qualities)
        if question.target_s[0] >= question.target_s[1]:
            yield question.id, "target_s", "the first is not below the second.", "Swap them."
        if match := _UNSPEAKABLE.search(question.prompt):
            yield (
                question.id,
                "prompt",
                f"{match.group()!r} cannot be spoken.",
                "Write the prompt as one says it.",
            )


def _to_pack(table: PackTable) -> Pack:
    shares = table.part_shares
    titled = {
        name: tuple(Titled(one.title, one.text) for one in getattr(table, name))
        for name in ("skills", "checklist", "mistakes", "faq", "facts")
    }
    return Pack(
        name=table.name,
        title=table.title,
        company=table.company,
        role=table.role,
        locale=table.locale,
        summary=table.summary,
        last_verified=table.last_verified.isoformat(),
        stages=tuple(
            Stage(one.name, one.title, one.purpose, one.length, tuple(one.advice))
            for one in table.stages
        ),
        qualities=tuple(
            Quality(one.name, one.title, one.meaning, tuple(one.how_to_show), tuple(one.phrases))
            for one in table.qualities
        ),
        questions=tuple(_to_question(one, table.name) for one in table.questions),
        part_shares=(shares.situation, shares.task, shares.action, shares.result),
        company_terms=tuple(table.company_terms),
        sources=tuple(Source(one.title, one.url, one.note) for one in table.sources),
        **titled,
    )


def _to_question(table: QuestionTable, pack: str) -> Question:
    return Question(
        id=table.id,
        pack=pack,
        stage=table.stage,
        kind=table.kind,
        prompt=table.prompt,
        target_s=table.target_s,
        qualities=tuple(table.qualities),
        listens_for=tuple(table.listens_for),
        pitfalls=tuple(table.pitfalls),
        follow_ups=tuple(FollowUp(one.when, one.ask) for one in table.follow_ups),
        glossary=tuple(table.glossary),
    )


CONDITIONS: tuple[str, ...] = get_args(Condition)
