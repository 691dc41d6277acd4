"""Reports as text for standard output: wide as the terminal, coloured only on one."""

from __future__ import annotations

from voicecoach.analysis.advice.story import DEFAULT_SHARES
from voicecoach.cli.library_options import view_of
from voicecoach.cli.progress_line import screen
from voicecoach.library import Answer
from voicecoach.report.answer_view import ReportView
from voicecoach.report.terminal import render_report
from voicecoach.types import Analysis, Pack


def analysis_text(analysis: Analysis, *, title: str, pack: Pack | None = None) -> str:
    """Return the report of an analysis that lies in no library."""
    shares = pack.part_shares if pack else DEFAULT_SHARES
    return view_text(ReportView(analysis, title, part_shares=shares))


def answer_text(answer: Answer) -> str:
    """Return the report of a stored answer.

    Raises
    ------
    LibraryError
        If it has no analysis.
    """
    return view_text(view_of(answer))


def view_text(view: ReportView) -> str:
    """Return a report for this standard output."""
    width, colour = screen()
    return render_report(view, width=width, colour=colour)
