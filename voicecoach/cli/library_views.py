"""What commands on stored answers share: the library, views of its answers, its problems."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from voicecoach.analysis.advice.story import DEFAULT_SHARES
from voicecoach.cli.progress_line import ProgressLine
from voicecoach.coaching.show_answer import view_answer
from voicecoach.config import Paths, find_recordings, load_settings
from voicecoach.errors import PackError
from voicecoach.library import Answer, Library, Problem
from voicecoach.report.answer_view import ReportView

MAX_PROBLEMS_SHOWN = 3


def open_library(recordings: Path | None) -> Library:
    """Return the library that the settings name; it need not exist.

    Raises
    ------
    ConfigError
        If a setting is unknown or impossible.
    """
    paths = Paths()
    settings = load_settings(paths, recordings=recordings)
    line = ProgressLine()

    def on_progress(share: float) -> None:
        if share < 1.0:
            line.step("Reading your answers", share)
        else:
            line.clear()

    return Library(find_recordings(settings, paths), on_progress)


def view_of(answer: Answer) -> ReportView:
    """Return what the renderings need of a stored answer; a broken pack is named.

    Raises
    ------
    LibraryError
        ``not-analysed`` where there is no analysis; its remedy says how to get one.
    """
    return view_answer(answer, _part_shares(answer.entry.pack))


def _part_shares(pack: str) -> tuple[float, float, float, float]:
    """Return the pack's shares; the usual ones where the pack is gone, since answers outlive it."""
    from voicecoach.cli.packs import warn_broken_pack
    from voicecoach.questions import find_pack, load_packs

    try:
        packs = load_packs((), user_folder=Paths().packs, on_broken=warn_broken_pack)
        return find_pack(packs, pack).part_shares
    except PackError:
        return DEFAULT_SHARES


def warn_problems(problems: Iterable[Problem]) -> None:
    """Print the first few problems on standard error."""
    found = list(problems)
    for problem in found[:MAX_PROBLEMS_SHOWN]:
        click.echo(f"voicecoach: {problem.path}: {problem.message}", err=True)
    if len(found) > MAX_PROBLEMS_SHOWN:
        more = len(found) - MAX_PROBLEMS_SHOWN
        click.echo(f"  and {more} more; `voicecoach data status` lists them.", err=True)
    if any(problem.code == "damaged" for problem in found):
        click.echo(
            "  `voicecoach data rebuild` sets broken files aside; your sound stays.", err=True
        )
