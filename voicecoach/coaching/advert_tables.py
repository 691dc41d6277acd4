"""Tables of an advert whose columns or rows say how much each thing is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

ESSENTIAL = re.compile(
    r"(essential|required|must|mandatory)( criteria| requirements)?", re.IGNORECASE
)
"""A cell that says: this is a must."""

DESIRABLE = re.compile(
    r"(desirable|preferred|optional|nice to have)( criteria| requirements)?", re.IGNORECASE
)
"""A cell that says: this is only wished for."""

EITHER = re.compile(
    r"essential\W*(?:e\W+)?(?:or|and)?\W*desirable\W*(?:d\W*)?(?:criteria)?\W*", re.IGNORECASE
)
"""What stands over a column that says which of both each row is: "Essential / Desirable"."""

_RULE = re.compile(r":?-+:?")


class CriteriaTable:
    """Reads the rows of one table in turn; what heads its columns counts for those below."""

    def __init__(self) -> None:
        self._columns: dict[int, str] = {}

    def read_row(self, cells: Sequence[str]) -> list[str]:
        """Return the lines of a row: those of its cells, where nothing says how they are asked for.

        Under a column that is headed "Essential" or "Desirable" each line of a cell is an entry
        below that heading; in a row that ends in one of these words so are those before it.

        Parameters
        ----------
        cells
            The lines of each, parted by line breaks; an empty cell keeps its place.
        """
        said = [cell.strip() for cell in cells]
        kinds = {at: kind for at, cell in enumerate(said) if (kind := _kind_of(cell))}
        last = max((at for at, cell in enumerate(said) if cell), default=0)
        if len(set(kinds.values())) > 1:
            self._columns = kinds
            return []
        if last and kinds.keys() == {last}:
            return _entries(kinds[last], said[:last])
        if said and EITHER.fullmatch(said[last]):
            return []  # the head of a column that says either in each row
        if self._columns:
            return [
                line
                for at, kind in self._columns.items()
                for line in _entries(kind, said[at : at + 1])
            ]
        return _lines_in(said)


def read_pipes(raw: Sequence[str]) -> list[str]:
    """Return the lines of a text with the tables of Markdown read by ``CriteriaTable``."""
    lines: list[str] = []
    table: CriteriaTable | None = None
    for line in raw:
        text = line.strip()
        if not (text.startswith("|") and text.endswith("|") and len(text) > 1):
            lines.append(line)
            table = None
            continue
        table = table or CriteriaTable()
        cells = [cell.strip().strip("*_") for cell in text[1:-1].split("|")]
        if not all(_RULE.fullmatch(cell) for cell in cells):
            broken = [re.sub(r"<br ?/?>", "\n", cell) for cell in cells]
            # blank lines keep each from being joined with the next
            lines += ["", *(part for one in table.read_row(broken) for part in (one, ""))]
    return lines


def _kind_of(cell: str) -> str:
    if ESSENTIAL.fullmatch(cell):
        return "Essential"
    return "Desirable" if DESIRABLE.fullmatch(cell) else ""


def _lines_in(cells: Sequence[str]) -> list[str]:
    return [text for cell in cells for line in cell.splitlines() if (text := line.strip())]


def _entries(kind: str, cells: Sequence[str]) -> list[str]:
    named = [f"- {line.removeprefix('- ')}" for line in _lines_in(cells)]
    return [f"# {kind}", *named] if named else []
