"""What a validation error means to the writer of a pack: where, what, and the remedy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from voicecoach.questions.field_types import MAX_TARGET_S, MIN_TARGET_S
from voicecoach.questions.tables import ENTRIES, Table, table_at

MAX_NAMES_LISTED = 12

MAX_COMPARED = 300
"""Names that a misspelt one is compared with; a pack has a tenth of it."""

MAX_LETTERS = 100
"""Longest name that is compared: comparing takes the product of two lengths."""


def suggest(name: str, known: Iterable[str]) -> str:
    """Return a sentence with the most similar known names, or with all of them."""
    names = sorted(known)
    near = get_close_matches(
        name[:MAX_LETTERS],
        [one for one in names[:MAX_COMPARED] if len(one) <= MAX_LETTERS],
        n=3,
        cutoff=0.5,
    )
    if near:
        return f"Did you mean {' or '.join(near)}?"
    if not names:
        return "The pack defines none."
    more = f" and {len(names) - MAX_NAMES_LISTED} more" if len(names) > MAX_NAMES_LISTED else ""
    return f"There are: {', '.join(names[:MAX_NAMES_LISTED])}{more}."


def explain(
    data: dict[str, Any], error: ErrorDetails, root: type[Table]
) -> tuple[str, str, str, str]:
    """Return the question (empty if it is in none), the field, what is wrong, and the remedy.

    Parameters
    ----------
    data
        The whole file as TOML reads it.
    error
        One error of pydantic.
    root
        The model that the file was checked against.
    """
    steps = error["loc"]
    if error["type"] == "missing" and isinstance(steps[-1], int):
        steps = steps[:-1]  # the list exists but one of its two numbers is missing
    question, field = _place(data, steps)
    message, remedy = _explain(error, root)
    return question, field, message, remedy


def _place(data: dict[str, Any], steps: tuple[int | str, ...]) -> tuple[str, str]:
    """Return the question (empty if in none) and the field of a validation error."""
    named = [f"#{step + 1}" if isinstance(step, int) else visible(step) for step in steps]
    if len(steps) < 2 or not isinstance(steps[1], int):
        return "", ".".join(named)
    entries = data.get(str(steps[0]))
    entry = entries[steps[1]] if isinstance(entries, list) else None
    known = entry if isinstance(entry, dict) else {}
    if steps[0] == "questions":
        return owner_of(known, steps[1] + 1), ".".join(named[2:])
    name = known.get("name")
    if isinstance(name, str) and name:
        named[1] = visible(name)
    return "", ".".join(named)


def owner_of(question: dict[str, Any], number: int) -> str:
    """Return the question's id, or its number in the file where it has none."""
    name = question.get("id")
    return visible(name) if isinstance(name, str) and name else f"question {number}"


def visible(text: str) -> str:
    """Return a text that can be printed: escaped where it holds what cannot be seen."""
    return text if text.isprintable() else ascii(text)


def _explain(error: ErrorDetails, root: type[Table]) -> tuple[str, str]:
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
        entry = f"[[{steps[-1]}]]" if steps[-1] in ENTRIES else f"{steps[-1]} = …"
        return "is missing.", f"Add `{entry}`. {_description(steps, root)}".strip()
    if kind == "extra_forbidden":
        return "does not exist.", _about_unknown(steps, root)
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
        return "is empty.", f"Write at least one. {_description(steps, root)}".strip()
    if kind == "string_too_long":
        return (
            f"has {len(str(found))} characters.",
            f"Shorten it to {limits['max_length']} at most.",
        )
    return f"is {_name_of(found)}, and that does not fit.", _expected(kind, steps, root)


def _about_unknown(steps: tuple[int | str, ...], root: type[Table]) -> str:
    key = str(steps[-1])
    known = table_at(steps, root).model_fields
    if near := get_close_matches(key, known, n=1):
        return f"Did you mean `{near[0]}`?"
    if key in root.model_fields and len(steps) > 1:
        return f"Move `{key}` to the top of the file, above the first [[…]]."
    return f"Remove it; known here: {', '.join(known)}."


def _description(steps: tuple[int | str, ...], root: type[Table]) -> str:
    while steps and isinstance(steps[-1], int):
        steps = steps[:-1]
    field = table_at(steps, root).model_fields.get(str(steps[-1]))
    return str(field.description) if field and field.description else ""


def _form(field: str) -> str:
    if field == "locale":
        return 'Write language and country, such as "en-GB".'
    if field == "url":
        return "Write the whole address with https:// in front, or leave it out."
    return 'Use lower-case words joined by hyphens, such as "first-call".'


def _expected(kind: str, steps: tuple[int | str, ...], root: type[Table]) -> str:
    kinds = {
        "string_type": 'Write a text in "quotation marks".',
        "float_type": "Write a number without quotation marks.",
        "list_type": f"Write a list in [brackets], or tables under [[{steps[0]}]].",
        "model_type": f"Write it as a table of its own: {_description(steps, root)}",
    }
    return kinds.get(kind, _description(steps, root) or "See docs/packs.md for its form.")


def _name_of(found: object) -> str:
    names = {bool: "true or false", str: "a text", list: "a list", dict: "a table"}
    return names.get(type(found), "a number" if isinstance(found, int | float) else "a date")
