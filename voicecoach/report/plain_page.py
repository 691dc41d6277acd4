"""Plain text, wrapped to a width: it reads aloud, and bold stands only where colour is on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

NARROWEST = 40
"""Columns: a narrower window wraps by itself. Own rule."""


class PlainPage:
    """Lines of text, wrapped to a width.

    Parameters
    ----------
    width
        Columns; at least 40 are used.
    colour
        Whether headings are bold.
    """

    def __init__(self, width: int, colour: bool) -> None:
        self._width = max(width, NARROWEST)
        self._colour = colour
        self._lines: list[str] = []

    def add(self, text: str, *, indent: str = "", rest: str | None = None) -> None:
        """Add a paragraph; ``rest`` is what its later lines are indented by."""
        self._lines += self._wrap(text, indent, indent if rest is None else rest)

    def blank(self) -> None:
        """Add an empty line."""
        self._lines.append("")

    def heading(self, text: str, *, indent: str = "") -> None:
        """Add a line that is bold where colour is on."""
        lines = self._wrap(text, indent, indent)
        self._lines += [f"\x1b[1m{line}\x1b[0m" if self._colour else line for line in lines]

    def items(self, texts: Iterable[str], *, indent: str = "  ") -> None:
        """Add a list."""
        for text in texts:
            self.add(text, indent=f"{indent}- ", rest=f"{indent}  ")

    def command(self, text: str, *, indent: str = "  ") -> None:
        """Add a command on a line of its own: never wrapped, so that it can be copied."""
        self._lines.append(indent + text)

    def section(self, title: str, texts: Sequence[str]) -> None:
        """Add a heading with a list; nothing where the list is empty."""
        if texts:
            self.blank()
            self.heading(title)
            self.items(texts)

    def chapter(self, title: str) -> None:
        """Add the heading of a chapter: in capitals, since it may have no colour."""
        self._lines += ["", ""]
        self.heading(title.upper())

    def text(self) -> str:
        """Return everything, ending with a line break."""
        return "\n".join(self._lines) + "\n"

    def _wrap(self, text: str, indent: str, rest: str) -> list[str]:
        return textwrap.wrap(
            text,
            self._width,
            initial_indent=indent,
            subsequent_indent=rest,
            # an address or an id that is cut cannot be copied
            break_long_words=False,
            break_on_hyphens=False,
        )
