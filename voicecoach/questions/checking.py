"""Checks a pack file and reports every problem with its place and remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from voicecoach.questions.explaining import explain, owner_of, suggest, visible
from voicecoach.questions.tables import PackTable, Table
from voicecoach.safe_files import read_regular

T = TypeVar("T", bound=Table)


@dataclass(frozen=True, slots=True)
class PackProblem:
    """One problem of a pack: where it is, what is wrong, and what to do.

    Parameters
    ----------
    file
        The file, as it was named.
    question
        The question's id, or its place (``question 3``) where it has none; empty where the
        problem is not in a question.
    field
        The field, with dots between the steps that lead to it (``follow_ups.#2.when``, entries
        counted from 1); empty where the whole file is meant.
    message, remedy
        What is wrong, and what to do next; a sentence each.
    line
        Line of the file, counted from 1; known for errors of syntax only.
    """

    file: str
    question: str
    field: str
    message: str
    remedy: str
    line: int | None = None

    @property
    def place(self) -> str:
        """Where in the file: line, question and field, as far as they are known."""
        line = f"line {self.line}" if self.line else ""
        question = self.question
        if question and not question.startswith("question "):
            question = f"question {question}"
        return ", ".join(part for part in (line, question, self.field) if part)

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.file, self.place) if part)
        return f"{place}: {self.message} {self.remedy}".strip()


def check_pack(path: Path) -> tuple[PackProblem, ...]:
    """Return every problem of the pack in ``path``; empty if it is valid."""
    return read_pack(path)[1]


def read_pack(path: Path) -> tuple[PackTable | None, tuple[PackProblem, ...]]:
    """Return the validated tables of a pack, or nothing and every problem it has."""
    return read_table(path, PackTable)


def read_table(path: Path, model: type[T]) -> tuple[T | None, tuple[PackProblem, ...]]:
    """Return a file as ``model``, or nothing and every problem it has."""
    data = _parse(path)
    if isinstance(data, PackProblem):
        return None, (data,)
    table: T | None = None
    problems: list[PackProblem] = []
    try:
        table = model.model_validate(data)
    except ValidationError as error:
        problems += [
            PackProblem(str(path), *explain(data, one, model))
            for one in islice(error.errors(include_url=False), MAX_PROBLEMS + 1)
        ]
    problems.extend(islice(_contradictions(path, data), MAX_PROBLEMS + 1))
    if len(problems) > MAX_PROBLEMS:
        more = PackProblem(str(path), "", "", "has more problems than these.", "Mend these first.")
        problems[MAX_PROBLEMS:] = [more]
    return (None if problems else table), tuple(problems)


MAX_PROBLEMS = 100
"""Problems that are listed: nobody reads more, and explaining 100,000 takes seconds."""


def _parse(path: Path) -> dict[str, Any] | PackProblem:
    def problem(message: str, remedy: str, line: int | None = None) -> PackProblem:
        return PackProblem(str(path), "", "", message, remedy, line)

    try:
        data = read_regular(path, MAX_PACK_BYTES + 1)
        if len(data) > MAX_PACK_BYTES:
            return problem("is far too large for a pack.", "Name a pack of questions.")
        text = data.decode("utf-8-sig")  # some editors on Windows write a mark
    except FileNotFoundError:
        return problem("there is no such file.", "Check its name and folder.")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return problem("is not in UTF-8.", "Save it again in UTF-8.", line)
    except OSError as error:
        return problem(
            f"cannot be read: {error.strerror}.", "Check that it is a file you may read."
        )
    if deep := DEEP_KEY.search(text):
        line = text.count("\n", 0, deep.start()) + 1
        message = f"has a key of more than {MAX_KEY_PARTS} parts."
        return problem(message, "Put a shorter key in its place.", line)
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also a number of 5,000 digits
        return problem(*_syntax(str(error), text))
    if not table:
        return problem("is empty.", "`voicecoach questions new NAME` writes a pack to start from.")
    return table


MAX_PACK_BYTES = 5_000_000
"""A hundred times the largest pack."""


MAX_KEY_PARTS = 32
"""Parts of a key, with dots between them; a pack has two.  The parser needs the square of them."""

_KEY_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
DEEP_KEY = re.compile(rf"(?<![\w-]){_KEY_PART}(?:[ \t]*+\.[ \t]*+{_KEY_PART}){{{MAX_KEY_PARTS}}}")


def _syntax(message: str, text: str) -> tuple[str, str, int]:
    """Return the message of the TOML parser, a remedy, and the line."""
    what, _, where = message.partition(" (at ")
    found = re.match(r"line (\d+), column (\d+)", where)
    line = int(found[1]) if found else max(len(text.splitlines()), 1)
    column = f" (column {found[2]})" if found else ""
    remedy = "Look for a missing quotation mark, comma or bracket there or just before."
    if "verwrite" in what or "eclare" in what:
        remedy = "A key or table occurs twice: remove or rename one."
    return f"is not valid TOML: {what[0].lower()}{what[1:]}{column}.", remedy, line


def _contradictions(path: Path, data: dict[str, Any]) -> Iterator[PackProblem]:
    """Yield contradictions between fields; uses the raw data, so that all are reported together."""
    name = data.get("name")
    if isinstance(name, str) and name != path.stem:
        message = f"{name!r} differs from the file's name."
        remedy = f'Write name = "{path.stem}", or call the file {name}.toml.'
        yield PackProblem(str(path), "", "name", message, remedy)
    yield from _repeated(path, data)
    questions = _entries(data, "questions")
    stages, qualities = set(_names(data, "stages")), set(_names(data, "qualities"))
    for number, question in questions:
        owner = owner_of(question, number)
        stage = question.get("stage")
        if isinstance(stage, str) and stage and stages and stage not in stages:
            message = f"{stage!r} is not a stage of this pack."
            yield PackProblem(str(path), owner, "stage", message, suggest(stage, stages))
        wanted = question.get("qualities")
        for quality in wanted if isinstance(wanted, list) else ():
            if isinstance(quality, str) and quality and quality not in qualities:
                message = f"{quality!r} is not a quality of this pack."
                remedy = suggest(quality, qualities) if qualities else "Add it as [[qualities]]."
                yield PackProblem(str(path), owner, "qualities", message, remedy)


def _repeated(path: Path, data: dict[str, Any]) -> Iterator[PackProblem]:
    for table, key in (("questions", "id"), ("stages", "name"), ("qualities", "name")):
        places: dict[str, list[int]] = {}
        for number, entry in _entries(data, table):
            if isinstance(entry.get(key), str):
                places.setdefault(entry[key], []).append(number)
        for name, numbers in places.items():
            if len(numbers) > 1:
                message = f"{name!r} occurs {len(numbers)} times: {table} {_listing(numbers)}."
                remedy = f"Give each its own {key}."
                question, field = (
                    (visible(name), key) if table == "questions" else ("", f"{table}.{key}")
                )
                yield PackProblem(str(path), question, field, message, remedy)


def _entries(data: dict[str, Any], table: str) -> list[tuple[int, dict[str, Any]]]:
    entries = data.get(table)
    listed = entries if isinstance(entries, list) else []
    return [(at, entry) for at, entry in enumerate(listed, start=1) if isinstance(entry, dict)]


def _names(data: dict[str, Any], table: str) -> list[str]:
    names = [entry.get("name") for _, entry in _entries(data, table)]
    return [name for name in names if isinstance(name, str)]


def _listing(numbers: list[int]) -> str:
    return f"{', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
