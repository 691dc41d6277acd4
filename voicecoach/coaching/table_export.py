"""Many answers as one table: of the library, or of a folder that `analyze --out` made.

A row has no name in it unless that is asked for: files are often called after who speaks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from voicecoach.coaching.batch_folder import ENDING, list_results, read_result
from voicecoach.coaching.show_answer import view_answer
from voicecoach.errors import LibraryError, ResourceError, UsageError
from voicecoach.json_files import plain_unicode
from voicecoach.library import Answer, Entry, Library
from voicecoach.report.answer_view import ReportView
from voicecoach.report.csv_export import COLUMNS, Cell, cells_of, render_rows
from voicecoach.report.table_columns import TABLE
from voicecoach.types import Analysis

TABLE_FORMATS = ("csv", "parquet")

ID_DIGITS = 12
"""Hexadecimal digits of an id: two of a million recordings share one in one case of 600."""

Row = Mapping[str, Cell]


def library_rows(
    library: Library,
    entries: Iterable[Entry],
    *,
    names: bool = False,
    on_answer: Callable[[Answer], None] = lambda _: None,
) -> Iterator[Row]:
    """Yield one row for each take, in the order of ``entries``.

    Parameters
    ----------
    names
        Whether the take's name stands in the row: a recording that was added without its
        question is named after its file.
    on_answer
        Called with each answer that was read; its problems can be shown.

    Raises
    ------
    LibraryError
        If a take is not analysed.
    """
    groups: dict[str, int] = {}
    for entry in entries:
        group = groups.setdefault(entry.ref.partition("/")[0], len(groups) + 1)
        answer = library.load(entry)
        on_answer(answer)
        yield _row(view_answer(answer), entry.ref if names else "", group)


def folder_rows(
    out: Path,
    *,
    names: bool = False,
    on_damaged: Callable[[LibraryError], None] = lambda _: None,
) -> Iterator[Row]:
    """Yield one row for each result in the output folder of a batch, failures included.

    Parameters
    ----------
    names
        Whether the file's path below the folder stands in the row.
    on_damaged
        Called with the error of each JSON file that holds no result; it gets no row.
    """
    groups: dict[str, int] = {}
    for file in list_results(out):
        place = file.relative_to(out)
        try:
            analysis, error = read_result(file)
        except LibraryError as damaged:
            on_damaged(damaged)
            continue
        group = groups.setdefault(place.parent.as_posix(), len(groups) + 1)
        name = place.as_posix().removesuffix(ENDING) if names else ""
        if analysis is None:
            yield {"group": group, "ref": name, "error": error}
        else:
            # no take and no date: the file lies in no library
            yield _row(ReportView(analysis, name), name, group) | {"take": None, "started": ""}


def _row(view: ReportView, ref: str, group: int) -> dict[str, Cell]:
    return cells_of(view) | {"id": _id_of(view.analysis), "group": group, "ref": ref}


def _id_of(analysis: Analysis) -> str:
    """Return what distinguishes one answer from another and names nobody."""
    if analysis.recording is not None:
        return analysis.recording.sha256[:ID_DIGITS]
    text = analysis.transcript.text if analysis.transcript else ""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:ID_DIGITS]


def render_table(rows: Iterable[Row], form: str) -> bytes:
    """Return a file of all rows.

    Parameters
    ----------
    form
        One of ``TABLE_FORMATS``.

    Raises
    ------
    UsageError
        ``no-parquet`` where the library that writes Parquet is not installed.
    """
    if form == "parquet":
        return _render_parquet(list(rows))
    return render_rows(rows, COLUMNS).encode("utf-8", "replace")


def _render_parquet(rows: Sequence[Row]) -> bytes:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise UsageError(
            "Parquet needs the library pyarrow, which is not installed.",
            "Install it with `pip install 'voicecoach[parquet]'`, or take --format csv.",
            code="no-parquet",
        ) from None
    kinds: dict[str, Any] = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "time": pa.timestamp("us", tz="UTC"),
    }
    schema = pa.schema(
        [pa.field(one.name, kinds[one.kind], metadata={"meaning": one.meaning}) for one in TABLE]
    )
    columns = [[_value(row.get(one.name), one.kind) for row in rows] for one in TABLE]
    out = BytesIO()
    try:
        parquet.write_table(pa.table(columns, schema=schema), out, compression="zstd")
    except MemoryError as error:
        raise ResourceError("There is not enough memory for the table.") from error
    return out.getvalue()


def _value(cell: Cell, kind: str) -> Cell | datetime:
    """Return a cell as Parquet holds it: an empty text is no value, a date is in UTC."""
    if cell is None or cell == "":
        return None
    if kind == "time":
        return datetime.fromisoformat(str(cell)).astimezone(UTC)
    if isinstance(cell, str):
        return plain_unicode(cell)  # a file's name may be no UTF-8
    return float(cell) if kind == "number" else cell
