"""Writes the commented starter pack of `questions new`."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from voicecoach.errors import UsageError
from voicecoach.questions.field_types import MAX_ID

SCHEMA_FILE = "pack.schema.json"
"""Name of the schema beside a user's packs; the first line of a starter points to it."""


def starter_text(name: str, *, today: date, schema: str | None = None) -> str:
    """Return a commented pack that passes every check.

    Parameters
    ----------
    name
        The pack's name: lower-case words joined by hyphens, at most 60 characters.
    today
        Date written as ``last_verified``.
    schema
        Path (from the new file) or address of the schema of packs, for editors; without it the
        starter has no such line.

    Raises
    ------
    UsageError
        If the name has another form.
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) or len(name) > MAX_ID:
        raise UsageError(
            f"A pack cannot be called {name!r}.",
            f"Use lower-case words joined by hyphens, at most {MAX_ID} characters.",
        )
    text = (Path(__file__).parent / "starter.toml").read_text("utf-8")
    first = f"#:schema {schema}\n" if schema else ""
    title = name.replace("-", " ").capitalize()
    text = text.replace('"starter"', f'"{name}"').replace('"Starter"', f'"{title}"')
    return first + text.replace('"2026-11-24"', f'"{today.isoformat()}"')
