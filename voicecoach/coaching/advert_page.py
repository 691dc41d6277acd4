"""A saved page as lines: headings begin with ``# ``, entries of a list with ``- ``."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from voicecoach.coaching.advert_tables import CriteriaTable

BULLET = re.compile(
    r"^[ \t]*(?:[•●○▪■◦‣➢➤→⇒►▶✓✔✅][ \t]*"
    r"|(?:[·–—*+-]|o(?=\s{2,})|\(?\d{1,2}[.)]|\(?[a-z][.)])[ \t]+)"
)
"""What an entry of a list begins with; a round or square mark needs no blank behind it."""


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
        self._table = CriteriaTable()

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
            self._table = CriteriaTable()
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
        """Replace the lines of a row by what the table makes of them."""
        if not self._cells:
            return
        ends = [*self._cells[1:], len(self._lines)]
        cells = ["\n".join(self._lines[a:b]) for a, b in zip(self._cells, ends, strict=True)]
        self._lines[self._cells[0] :] = self._table.read_row(cells)
        self._cells = []

    def _flush(self, mark: str) -> None:
        if text := self._said():
            if not self._mark and BULLET.match(text):  # a list of line breaks
                text = "- " + BULLET.sub("", text, count=1)
            self._lines.append(self._mark + text)
        self._text, self._mark = [], mark
