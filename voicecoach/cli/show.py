"""`voicecoach show`: one answer again."""

from __future__ import annotations

from pathlib import Path

import click

from voicecoach.cli.library_options import open_library, recordings_option, view_of, warn_problems
from voicecoach.cli.progress_line import screen


@click.command()
@click.argument("ref", default="last")
@click.option("--take", type=click.IntRange(min=1), metavar="N", help="Another take of it.")
@click.option("--all", "whole", is_flag=True, help="Everything, not only the first screen.")
@click.option("--transcript", is_flag=True, help="Only the words, with their marks.")
@click.option("--plain", is_flag=True, help="No colour, bars or symbols; for screen readers.")
@click.option("--json", "as_json", is_flag=True, help="Print the analysis document.")
@recordings_option
def command(
    ref: str,
    take: int | None,
    whole: bool,
    transcript: bool,
    plain: bool,
    as_json: bool,
    recordings: Path | None,
) -> None:
    r"""Show one answer again; the last one by default.

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

    library = open_library(recordings)
    answer = library.load(library.find(ref, take=take))
    warn_problems(answer.problems)
    view = view_of(answer)
    if as_json:
        click.echo(to_json(view.analysis))
        return
    from voicecoach.cli.rendering import answer_text
    from voicecoach.report.terminal import render_report, render_transcript

    if not (transcript or plain):
        click.echo(answer_text(answer, whole=whole), nl=False, color=None)
        return
    render = render_transcript if transcript else render_report
    width, colour = screen(plain=plain)
    click.echo(render(view, width=width, colour=colour, plain=plain), nl=False, color=colour)
