"""A saved page as lines: headings begin with ``# ``, entries of a list with ``- ``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

BULLET = re.compile(
    r"^[ \t]*(?:[•●○▪■◦‣➢➤✓✔✅][ \t]*|(?:[·–—*+-]|o(?=\s{2,})|\(?\d{1,2}[.)]|\(?[a-z][.)])[ \t]+)"
)
"""What an entry of a list begins with; a round or square mark needs no blank behind it."""

ESSENTIAL = re.compile(r"(?:essential|required|must|mandatory)(?: criteria)?", re.IGNORECASE)
DESIRABLE = re.compile(
    r"(?:desirable|preferred|optional|nice to have)(?: criteria)?", re.IGNORECASE
)
EITHER = re.compile(
    r"essential\W*(?:e\W+)?(?:or|and)?\W*desirable\W*(?:d\W*)?(?:criteria)?\W*", re.IGNORECASE
)
"""What stands over a column that says which of both each row is: "Essential / Desirable"."""


class PageReader(HTMLParser):
    """Collects what a saved page shows: headings, entries, paragraphs, tables of criteria."""

    SKIPPED = frozenset({"script", "style", "nav", "footer", "noscript", "svg", "template"})
    BLOCKS = frozenset({"p", "div", "li", "ul", "ol", "br", "tr", "td", "section", "article", "dt",
                        "dd", "table", "main", "header", "title", "th"})  # fmt: skip
    HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._text: list[str] = []
        self._mark = ""
        self._skipped: list[str] = []
        self._cells: list[int] = []
        """Where each cell of the row begins in the lines; none outside of a row."""
        self._levels: list[str] = []
        """What each column of the table is: "# Essential", "# Desirable", or nothing of both."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a heading, an entry or a paragraph."""
        del attrs
        if tag in self.SKIPPED:
            self._skipped.append(tag)
        elif tag in self.HEADINGS:
            self._flush("# ")
        elif tag == "li":
            self._flush("- ")
        elif tag in self.BLOCKS and not (tag in ("p", "div") and self._mark and not self._said()):
            self._flush("")
        if tag in ("tr", "table"):  # a table in a cell ends the row that it stands in
            self._cells = []
        if tag == "table":
            self._levels = []
        elif tag in ("td", "th"):
            self._cells.append(len(self._lines))

    def handle_endtag(self, tag: str) -> None:
        """End what was begun."""
        if tag in self._skipped:  # one that was opened inside and not closed ends with it
            while self._skipped.pop() != tag:
                pass
        elif tag in self.HEADINGS or tag in self.BLOCKS:
            self._flush("")
            if tag == "tr":
                self._end_row()

    def handle_data(self, data: str) -> None:
        """Add to what is being read."""
        if not self._skipped:
            self._text.append(data)

    def lines(self) -> list[str]:
        """Return what was collected."""
        self._flush("")
        return self._lines

    def _said(self) -> str:
        return " ".join("".join(self._text).split())

    def _end_row(self) -> None:
        """Make entries of a row of criteria; any other row stays as it is."""
        if not self._cells:
            return
        ends = [*self._cells[1:], len(self._lines)]
        cells = [self._lines[a:b] for a, b in zip(self._cells, ends, strict=True)]
        first, self._cells = self._cells[0], []
        levels = [_level_of(cell) for cell in cells]
        if {*levels} >= {"# Essential", "# Desirable"}:  # the head of a table with both columns
            self._levels = levels
            del self._lines[first:]
        elif EITHER.fullmatch(" ".join(cells[-1])):  # of a table that says it in the last column
            del self._lines[first:]
        elif len(cells) > 1 and levels[-1]:
            self._lines[first:] = [levels[-1], *_entries(self._lines[first : ends[-2]])]
        elif any(self._levels) and len(cells) == len(self._levels):
            self._lines[first:] = [
                line
                for cell, level in zip(cells, self._levels, strict=True)
                for line in ([level, *_entries(cell)] if level and cell else cell)
            ]

    def _flush(self, mark: str) -> None:
        if text := self._said():
            if not self._mark and BULLET.match(text):  # a list of line breaks
                text = "- " + BULLET.sub("", text, count=1)
            self._lines.append(self._mark + text)
        self._text, self._mark = [], mark


def _level_of(cell: Sequence[str]) -> str:
    """Return the heading of a cell that says how much something is asked for; else nothing."""
    text = " ".join(cell).removeprefix("# ").strip(" :")
    if ESSENTIAL.fullmatch(text):
        return "# Essential"
    return "# Desirable" if DESIRABLE.fullmatch(text) else ""


def _entries(lines: Sequence[str]) -> list[str]:
    return [f"- {line.removeprefix('- ').removeprefix('# ')}" for line in lines]
