"""Measures as CSV: one row for each answer, for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from voicecoach.report.answer_view import ReportView
from voicecoach.report.figures import count_fillers
from voicecoach.report.wording import clean
from voicecoach.types import PARTS

PACE_COLUMNS = ("pace_first_third_wpm", "pace_middle_third_wpm", "pace_last_third_wpm")

COLUMNS = (
    "ref",  # name of the take on the command line
    "started",  # ISO 8601 with offset
    "take",
    "pack",
    "question",
    "kind",
    "target_low_s",
    "target_high_s",
    "total_s",
    "span_s",
    "phonation_s",
    "pause_s",
    "response_latency_s",
    "first_word_latency_s",
    "n_words",
    "n_pauses",
    "n_long_pauses",
    "longest_pause_s",
    "speech_rate_wpm",
    "articulation_rate_wpm",
    "n_hesitations",
    "n_markers",
    "n_acoustic",
    "n_fillers_at_least",
    "n_fillers_likely",
    "fillers_per_minute_at_least",
    "fillers_per_minute_likely",
    "n_repetitions",
    "pitch_variation_semitones",
    "level_variation_db",
    *PACE_COLUMNS,
    *(f"{part}_{what}" for part in PARTS for what in ("verdict", "s", "share")),
    "number_in_result",  # yes, no, or empty where STAR does not apply
    "n_i",
    "n_we",
    "priority",  # code of the one thing to try next
    "words_from",  # engine of the transcript: faster-whisper, text
)
"""Column names in order. A value that could not be measured is an empty cell, never 0."""

Cell = str | int | float | None


def render_csv(views: Iterable[ReportView]) -> str:
    """Return the header and one row for each view, in RFC 4180 form with plain line breaks.

    A text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for view in views:
        cells = _cells(view)
        writer.writerow([_safe(cells.get(name)) for name in COLUMNS])
    return out.getvalue()


FILE_COLUMNS = tuple(name for name in COLUMNS if name not in {"ref", "started", "take"})
"""What is known of a file that lies in no library."""


def render_table(
    extra: Sequence[str], rows: Iterable[tuple[Sequence[str], ReportView | None]]
) -> str:
    """Return a table of files: ``extra`` columns, then ``FILE_COLUMNS``, empty without a view."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*extra, *FILE_COLUMNS))
    for first, view in rows:
        cells = _cells(view) if view else {}
        writer.writerow([_safe(cell) for cell in (*first, *map(cells.get, FILE_COLUMNS))])
    return out.getvalue()


def _cells(view: ReportView) -> dict[str, Cell]:
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
