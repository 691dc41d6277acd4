"""Reports as text for standard output: wide as the terminal, coloured only on one."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from dataclasses import replace

from voicecoach.analysis.advice.story import DEFAULT_SHARES
from voicecoach.cli.library_views import view_of
from voicecoach.cli.progress_line import screen
from voicecoach.library import Answer
from voicecoach.report.answer_view import ReportView
from voicecoach.report.terminal import render_report
from voicecoach.report.terminal_short import render_short
from voicecoach.types import Analysis, Pack


def analysis_text(
    analysis: Analysis, *, title: str, pack: Pack | None = None, whole: bool = False
) -> str:
    """Return the report of an analysis that lies in no library; see `view_text`."""
    shares = pack.part_shares if pack else DEFAULT_SHARES
    view = ReportView(analysis, title, part_shares=shares)
    return view_text(view, rest="The same command with --all shows everything.", whole=whole)


def answer_text(
    answer: Answer, *, whole: bool = False, medians: Mapping[str, tuple[float, int]] | None = None
) -> str:
    """Return the report of a stored answer; see `view_text`.

    Parameters
    ----------
    medians
        The candidate's own, as `ReportView.personal_medians`; none are shown without them.

    Raises
    ------
    LibraryError
        If it has no analysis.
    """
    rest = f"Everything: `voicecoach show {answer.entry.ref} --all`, or `voicecoach review`."
    view = replace(view_of(answer), personal_medians=medians or {})
    return view_text(view, rest=rest, whole=whole)


def shows_all(*, whole: bool) -> bool:
    """Return whether `view_text` shows everything on this standard output."""
    return whole or not sys.stdout.isatty()


def view_text(view: ReportView, *, rest: str, whole: bool) -> str:
    """Return a report for this standard output: on a terminal what fits the first screen.

    Parameters
    ----------
    rest
        A sentence that says where everything stands.
    whole
        Whether everything is wanted on a terminal too; a file or pipe always gets it.
    """
    width, colour = screen()
    if shows_all(whole=whole):
        return render_report(view, width=width, colour=colour)
    lines = shutil.get_terminal_size((80, 24)).lines
    return render_short(view, rest=rest, width=width, lines=lines, colour=colour)
