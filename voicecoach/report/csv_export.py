"""Measures as CSV: one row for each answer, for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

from voicecoach.report.answer_view import ReportView
from voicecoach.report.figures import count_fillers
from voicecoach.report.table_columns import FIGURES, PACE_COLUMNS, TABLE
from voicecoach.report.wording import clean
from voicecoach.types import PARTS

Cell = str | int | float | None

COLUMNS = tuple(column.name for column in TABLE)
"""Column names in order. A value that could not be measured is an empty cell, never 0."""

FILE_COLUMNS = tuple(column.name for column in FIGURES)
"""What is known of a file that lies in no library."""


def render_csv(views: Iterable[ReportView]) -> str:
    """Return the header and one row for each view, in RFC 4180 form with plain line breaks."""
    return render_rows(map(cells_of, views), COLUMNS)


def render_rows(rows: Iterable[Mapping[str, Cell]], columns: Sequence[str]) -> str:
    """Return a header of ``columns`` and the rows; a cell that a row lacks is empty.

    A text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_safe(row.get(name)) for name in columns])
    return out.getvalue()


def cells_of(view: ReportView) -> dict[str, Cell]:
    """Return what is known of a take by the names of the columns."""
    analysis, measures = view.analysis, view.analysis.measures
    sure, likely = count_fillers(analysis)
    counted = measures.n_hesitations is not None or measures.n_acoustic is not None
    rates = measures.fillers_per_minute or (None, None)
    cells: dict[str, Cell] = {
        name: getattr(measures, name) for name in COLUMNS if hasattr(measures, name)
    }
    cells |= {
        "ref": view.ref,
        "started": view.when.isoformat() if view.when else "",
        "take": view.take,
        "n_fillers_at_least": sure if counted else None,
        "n_fillers_likely": likely if counted else None,
        "fillers_per_minute_at_least": rates[0],
        "fillers_per_minute_likely": rates[1],
        **dict(zip(PACE_COLUMNS, measures.pace_thirds_wpm or (), strict=False)),
        "priority": analysis.priority.code if analysis.priority else "",
        "words_from": analysis.transcript.engine if analysis.transcript else "",
    }
    if asked := analysis.question:
        cells |= {"pack": asked.pack, "question": asked.id, "kind": asked.kind}
        cells |= {"target_low_s": asked.target_s[0], "target_high_s": asked.target_s[1]}
    return cells | _star_cells(view)


def _star_cells(view: ReportView) -> dict[str, Cell]:
    star = view.analysis.star
    cells: dict[str, Cell] = {}
    if star.parts is not None:
        for name in PARTS:
            part = getattr(star.parts, name)
            cells |= {f"{name}_verdict": part.verdict, f"{name}_s": part.seconds}
            cells[f"{name}_share"] = part.share
    if star.quantified_result is not None:
        cells["number_in_result"] = "yes" if star.quantified_result.found else "no"
    if star.ownership is not None:
        cells |= {"n_i": star.ownership.i, "n_we": star.ownership.we}
    return cells


def _safe(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = clean(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
