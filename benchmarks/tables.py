"""Tables in the docs that a benchmark writes: between two comments that name the table."""

from __future__ import annotations

import platform
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path


def render_table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def machine_line(command: str) -> str:
    """Return the sentence that says when, where and how a table was measured."""
    return (
        f"*Measured* on {date.today():%Y-%m-%d}, {platform.system()} {platform.machine()}, "
        f"{cores()} cores, Python {platform.python_version()}, by `{command}`."
    )


def cores() -> int:
    """Return how many cores this process may use."""
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def replace_table(page: Path, name: str, text: str) -> None:
    """Put ``text`` between ``<!-- NAME -->`` and ``<!-- /NAME -->`` of a page.

    Raises
    ------
    ValueError
        If the page does not hold the two comments.
    """
    old = page.read_text("utf-8")
    pattern = re.compile(
        rf"(<!-- {re.escape(name)} -->\n).*?(<!-- /{re.escape(name)} -->)", re.DOTALL
    )
    new, count = pattern.subn(lambda found: f"{found[1]}\n{text}\n\n{found[2]}", old)
    if count != 1:
        raise ValueError(f"{page.name} has no place for the table {name}")
    page.write_text(new, "utf-8")
