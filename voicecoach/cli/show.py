"""`voicecoach show`: one answer again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import click

from voicecoach.cli.library_views import open_library, view_of, warn_problems
from voicecoach.cli.options import flag, option, options_of
from voicecoach.cli.progress_line import screen
from voicecoach.cli.shared_options import JSON, PLAIN, RECORDINGS, TAKE, WHOLE
from voicecoach.library import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowOptions:
    """The options of `show`."""

    take: int | None = TAKE.field()
    whole: bool = WHOLE.field()
    session: str | None = option(
        "--session",
        metavar="NAME|last",
        help="What a whole sitting showed: what repeated, what was missing, one thing next.",
    )
    transcript: bool = flag("--transcript", help="Only the words, with their marks.")
    plain: bool = PLAIN.field("No colour, bars or symbols; for screen readers.")
    as_json: bool = JSON.field("Print the analysis document.")
    recordings: Path | None = RECORDINGS.field()


@click.command()
@click.argument("ref", default="last")
@options_of(ShowOptions)
def command(ref: str, options: ShowOptions) -> None:
    """Show one answer again; the last one by default.

    A terminal shows what fits its first screen, with --all everything; a file or a pipe gets
    everything.

    \b
    REF is one of
      last                      the newest answer
      3                         its number in `voicecoach history`, 1 = newest
      incomplete-information    a question: its newest answer
      2026-11-24T10-03          part of its name, if only one answer fits
      recordings/…/take-1       its folder
    """
    from voicecoach.json_files import to_json

    library = open_library(options.recordings)
    if options.session is not None:
        _show_session(library, ref, options)
        return
    answer = library.load(library.find(ref, take=options.take))
    warn_problems(answer.problems)
    view = view_of(answer)
    if options.as_json:
        click.echo(to_json(view.analysis))
        return
    from voicecoach.cli.rendering import answer_text, shows_all
    from voicecoach.progress.baseline import measure_personal_medians
    from voicecoach.report.terminal import render_report, render_transcript

    medians = None
    if not options.transcript and shows_all(whole=options.whole or options.plain):
        medians = measure_personal_medians(library.entries(), answer.entry)
    if not (options.transcript or options.plain):
        text = answer_text(answer, whole=options.whole, medians=medians)
        click.echo(text, nl=False, color=None)
        return
    view = replace(view, personal_medians=medians or {})
    render = render_transcript if options.transcript else render_report
    width, colour = screen(plain=options.plain)
    click.echo(
        render(view, width=width, colour=colour, plain=options.plain), nl=False, color=colour
    )


def _show_session(library: Library, ref: str, options: ShowOptions) -> None:
    """Print the debrief of a sitting."""
    import json

    from voicecoach.coaching.debrief_session import debrief_session
    from voicecoach.coaching.workspace import Workspace
    from voicecoach.errors import UsageError
    from voicecoach.progress.debrief_text import debrief_document, render_debrief

    if ref != "last" or options.take is not None or options.transcript:
        raise UsageError(
            "--session shows a whole sitting.", "Leave REF, --take and --transcript out."
        )
    debrief = debrief_session(library, options.session or "last")
    warn_problems(library.problems())
    if options.as_json:
        click.echo(json.dumps(debrief_document(debrief), ensure_ascii=False))
        return
    width, colour = screen(plain=options.plain)
    titles = Workspace.load().titles({one.entry.pack for one in debrief.answers})
    text = render_debrief(debrief, titles, width=width, colour=colour)
    click.echo(text, nl=False, color=colour)
