"""Sections, lists and columns for the terminal, and the printing of them with rich."""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from voicecoach.report.plain_page import NARROWEST

LABEL_CELLS = 16
# names of the sixteen terminal colours: the reader's palette decides how they look
THEME = Theme(
    {
        "title": "bold",
        "heading": "bold cyan",
        "soft": "dim",
        "good": "green",
        "warn": "yellow",
        "info": "default",
        "neutral": "default",
        "found": "green",
        "weak": "yellow",
        "missing": "bold red",
        "focus": "bold",
        "filler": "bold magenta",
        "sound": "magenta",
        "pause": "cyan",
        "doubtful": "italic",
        "word": "default",
        "value": "bold",
    }
)

# spaces at the end of a line, with or without the code that ends a colour
_TRAILING = re.compile(r" +((?:\x1b\[0m)?) *$")


def print_text(content: RenderableType, *, width: int, colour: bool) -> str:
    """Return the text that rich prints, without spaces at the ends of lines.

    Parameters
    ----------
    width
        Columns; at least 40 are used.
    colour
        Whether to use colour and bold.
    """
    out = StringIO()
    console = Console(
        file=out,
        width=max(width, NARROWEST),
        theme=THEME,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    console.print(content, crop=False)
    lines = (_TRAILING.sub(r"\1", line) for line in out.getvalue().split("\n"))
    return "\n".join(lines).rstrip("\n") + "\n"


def section(title: str, *content: RenderableType) -> Group:
    """Return a heading with its content indented below it."""
    return Group(Text(title, "heading"), *(Padding(item, (0, 0, 0, 2)) for item in content))


def items(texts: Iterable[str | Text], mark: str = "-") -> Table:
    """Return texts one below the other, each behind a mark."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True, style="soft")
    grid.add_column()
    for text in texts:
        grid.add_row(mark, text)
    return grid


def pairs(rows: Iterable[tuple[str | Text, RenderableType]]) -> Table:
    """Return labels with what belongs to each beside it."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=LABEL_CELLS)
    grid.add_column()
    for label, content in rows:
        grid.add_row(label, content)
    return grid
