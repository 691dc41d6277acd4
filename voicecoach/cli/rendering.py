"""Reports as text for standard output: wide as the terminal, coloured only on one."""

from __future__ import annotations

import os
import shutil
import sys

from voicecoach.analysis.advice.story import DEFAULT_SHARES
from voicecoach.cli.recordings import view_of
from voicecoach.library import Answer
from voicecoach.report.terminal import render_report
from voicecoach.report.view import ReportView
from voicecoach.types import Analysis, Pack

WIDEST = 100
"""Longer lines are hard to read: typographers stop at 75 characters of prose."""


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
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    width = min(WIDEST, shutil.get_terminal_size((80, 24)).columns)
    return render_report(view, width=width, colour=colour)
