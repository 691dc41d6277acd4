"""Checks a pack file and reports every problem with its place and remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from voicecoach.questions.tables import (
    MAX_TARGET_S,
    MIN_TARGET_S,
    TABLES,
    PackTable,
    table_at,
)
from voicecoach.safe_files import read_regular

MAX_NAMES_LISTED = 12


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


def suggest(name: str, known: Iterable[str]) -> str:
    """Return a sentence with the most similar known names, or with all of them."""
    names = sorted(known)
    if near := get_close_matches(name, names, n=3, cutoff=0.5):
        return f"Did you mean {' or '.join(near)}?"
    if not names:
        return "The pack defines none."
    more = f" and {len(names) - MAX_NAMES_LISTED} more" if len(names) > MAX_NAMES_LISTED else ""
    return f"There are: {', '.join(names[:MAX_NAMES_LISTED])}{more}."


def read_pack(path: Path) -> tuple[PackTable | None, tuple[PackProblem, ...]]:
    """Return (tables, ()) of a valid file, or (None, problems)."""
    data = _parse(path)
    if isinstance(data, PackProblem):
        return None, (data,)
    table: PackTable | None = None
    problems: list[PackProblem] = []
    try:
        table = PackTable.model_validate(data)
    except ValidationError as error:
        problems.extend(_problem_of(path, data, one) for one in error.errors(include_url=False))
    problems.extend(_contradictions(path, data))
    return (None if problems else table), tuple(problems)


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
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also a number of 5,000 digits
        return problem(*_syntax(str(error), text))
    if not table:
        return problem("is empty.", "`voicecoach questions new NAME` writes a pack to start from.")
    return table


MAX_PACK_BYTES = 5_000_000
"""A hundred times the largest pack."""


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


def _problem_of(path: Path, data: dict[str, Any], error: ErrorDetails) -> PackProblem:
    steps = error["loc"]
    if error["type"] == "missing" and isinstance(steps[-1], int):
        steps = steps[:-1]  # the list exists but one of its two numbers is missing
    question, field = _place(data, steps)
    message, remedy = _explain(error)
    return PackProblem(str(path), question, field, message, remedy)


def _place(data: dict[str, Any], steps: tuple[int | str, ...]) -> tuple[str, str]:
    """Return the question (empty if in none) and the field of a validation error."""
    named = [f"#{step + 1}" if isinstance(step, int) else _visible(step) for step in steps]
    if len(steps) < 2 or not isinstance(steps[1], int):
        return "", ".".join(named)
    entries = data.get(str(steps[0]))
    entry = entries[steps[1]] if isinstance(entries, list) else None
    known = entry if isinstance(entry, dict) else {}
    if steps[0] == "questions":
        return _owner(known, steps[1] + 1), ".".join(named[2:])
    name = known.get("name")
    if isinstance(name, str) and name:
        named[1] = _visible(name)
    return "", ".".join(named)


def _owner(question: dict[str, Any], number: int) -> str:
    """Return the question's id, or its number in the file where it has none."""
    name = question.get("id")
    return _visible(name) if isinstance(name, str) and name else f"question {number}"


def _visible(text: str) -> str:
    return text if text.isprintable() else ascii(text)


def _explain(error: ErrorDetails) -> tuple[str, str]:
    """Return a validation error as what is wrong and what to do, a sentence each."""
    kind, found, limits = error["type"], error["input"], error.get("ctx", {})
    steps = error["loc"]
    if "remedy" in limits:  # our own rules bring their remedy
        return f"{error['msg']}.", str(limits["remedy"])
    if "target_s" in steps and kind not in {"missing", "greater_than_equal", "less_than_equal"}:
        what = "number of seconds" if isinstance(steps[-1], int) else "pair of numbers"
        return f"{found!r} is not a {what}.", "Write two numbers, such as target_s = [90, 150]."
    if kind == "missing" and isinstance(steps[-1], int):
        return "holds one number.", "Write two numbers, such as target_s = [90, 150]."
    if kind == "missing":
        entry = f"[[{steps[-1]}]]" if steps[-1] in TABLES else f"{steps[-1]} = …"
        return "is missing.", f"Add `{entry}`. {_description(steps)}".strip()
    if kind == "extra_forbidden":
        return "does not exist.", _about_unknown(steps)
    if kind == "literal_error":
        known = re.findall(r"'([^']+)'", str(limits["expected"]))
        return f"{found!r} is not known.", suggest(str(found), known)
    if kind == "string_pattern_mismatch":
        return f"{found!r} has the wrong form.", _form(str(steps[-1]))
    if kind in {"greater_than_equal", "less_than_equal"}:
        if "target_s" in steps:
            limit = f"{MIN_TARGET_S} to {MAX_TARGET_S} seconds"
            return f"{found!r} is out of range.", f"Choose from {limit}."
        return f"{found!r} is out of range.", "Choose a share from 0 to 1."
    if kind in {"string_too_short", "too_short"}:
        return "is empty.", f"Write at least one. {_description(steps)}".strip()
    if kind == "string_too_long":
        return (
            f"has {len(str(found))} characters.",
            f"Shorten it to {limits['max_length']} at most.",
        )
    return f"is {_name_of(found)}, and that does not fit.", _expected(kind, steps)


def _about_unknown(steps: tuple[int | str, ...]) -> str:
    key = str(steps[-1])
    known = table_at(steps).model_fields
    if near := get_close_matches(key, known, n=1):
        return f"Did you mean `{near[0]}`?"
    if key in PackTable.model_fields and len(steps) > 1:
        return f"Move `{key}` to the top of the file, above the first [[…]]."
    return f"Remove it; known here: {', '.join(known)}."


def _description(steps: tuple[int | str, ...]) -> str:
    while steps and isinstance(steps[-1], int):
        steps = steps[:-1]
    field = table_at(steps).model_fields.get(str(steps[-1]))
    return str(field.description) if field and field.description else ""


def _form(field: str) -> str:
    if field == "locale":
        return 'Write language and country, such as "en-GB".'
    if field == "url":
        return "Write the whole address with https:// in front, or leave it out."
    return 'Use lower-case words joined by hyphens, such as "first-call".'


def _expected(kind: str, steps: tuple[int | str, ...]) -> str:
    kinds = {
        "string_type": 'Write a text in "quotation marks".',
        "float_type": "Write a number without quotation marks.",
        "list_type": f"Write a list in [brackets], or tables under [[{steps[0]}]].",
        "model_type": f"Write it as a table of its own: {_description(steps)}",
    }
    return kinds.get(kind, _description(steps) or "See docs/packs.md for its form.")


def _name_of(found: object) -> str:
    names = {bool: "true or false", str: "a text", list: "a list", dict: "a table"}
    return names.get(type(found), "a number" if isinstance(found, int | float) else "a date")


def _contradictions(path: Path, data: dict[str, Any]) -> Iterator[PackProblem]:
    """Yield contradictions between fields; uses the raw data, so that all are reported together."""
    name = data.get("name")
    if isinstance(name, str) and name != path.stem:
        message = f"{name!r} differs from the file's name."
        remedy = f'Write name = "{path.stem}", or call the file {name}.toml.'
        yield PackProblem(str(path), "", "name", message, remedy)
    yield from _repeated(path, data)
    questions = _entries(data, "questions")
    stages, qualities = _names(data, "stages"), _names(data, "qualities")
    for number, question in questions:
        owner = _owner(question, number)
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
                    (_visible(name), key) if table == "questions" else ("", f"{table}.{key}")
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
