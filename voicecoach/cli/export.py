"""`voicecoach export`: one answer as a file for others; all answers as a table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from voicecoach.cli.library_options import open_library, recordings_option, view_of, warn_problems
from voicecoach.errors import LibraryError, UsageError
from voicecoach.json_files import write_text
from voicecoach.library import Answer, Library
from voicecoach.progress.baseline import measure_personal_medians
from voicecoach.safe_files import real_path
from voicecoach.web.onefile import file_name

FORMATS = ("html", "md", "json", "vtt", "csv")


@click.command()
@click.argument("ref", required=False)
@click.option("--format", "form", type=click.Choice(FORMATS), default="html", show_default=True)
@click.option("--take", type=click.IntRange(min=1), metavar="N", help="Another take of it.")
@click.option(
    "-o", "--output", metavar="FILE", help="Where to write; `-` is standard output.", default=None
)
@click.option("--force", is_flag=True, help="Write over a file that exists.")
@click.option("--no-audio", is_flag=True, help="html: leave the sound out.")
@click.option("--all-takes", is_flag=True, help="csv: a row for every take.")
@recordings_option
def command(
    ref: str | None,
    form: str,
    take: int | None,
    output: str | None,
    force: bool,
    no_audio: bool,
    all_takes: bool,
    recordings: Path | None,
) -> None:
    """Write one answer as html (one file with its sound), md, json, vtt or csv.

    REF is what `show` takes; the last answer by default. csv without REF holds every
    answer, one a row. The file goes to the current folder and is named after the answer.
    """
    library = open_library(recordings)
    if form == "csv":
        text, name = _table(library, ref, take, all_takes), "voicecoach"
    else:
        answer = library.load(library.find(ref or "last", take=take))
        warn_problems(answer.problems)
        text, name = _render(library, answer, form, with_audio=not no_audio), file_name(answer)
    if output == "-":
        click.echo(text, nl=False)
        return
    file = Path(output) if output else Path(f"{name}.{form}")
    write_new(file, text, force=force)
    click.echo(str(file))


def _render(library: Library, answer: Answer, form: str, *, with_audio: bool) -> str:
    view = view_of(answer)
    if form == "json":
        from voicecoach.json_files import to_json

        return to_json(view.analysis, indent=1) + "\n"
    if form == "md":
        from voicecoach.report.markdown import render_markdown

        return render_markdown(view)
    if form == "vtt":
        from voicecoach.report.vtt import render_vtt

        return render_vtt(view)
    from voicecoach.report.html_page import render_page
    from voicecoach.web.onefile import render_one_file

    view = replace(
        view,
        personal_medians=measure_personal_medians(library.entries(all_takes=True), answer.entry),
    )
    if not with_audio:
        return render_page(view)
    text, silent_because = render_one_file(view, answer.recording)
    if silent_because:
        click.echo(f"voicecoach: {silent_because}", err=True)
    return text


def _table(library: Library, ref: str | None, take: int | None, all_takes: bool) -> str:
    from voicecoach.report.csv_export import render_csv

    if all_takes and ref:
        raise UsageError("--all-takes goes with every answer, not with one.", "Leave REF out.")
    if ref or take:
        return render_csv([view_of(library.load(library.find(ref or "last", take=take)))])
    views = []
    for entry in reversed(library.entries(all_takes=all_takes)):
        if entry.summary is not None:
            answer = library.load(entry)
            warn_problems(answer.problems)
            views.append(view_of(answer))
    return render_csv(views)


def write_new(file: Path, text: str, *, force: bool) -> None:
    """Write a file that must not exist yet, unless ``force``.

    Raises
    ------
    UsageError
        If it exists.
    LibraryError
        If it cannot be written.
    """
    if file.is_dir():
        raise UsageError(f"{file} is a folder.", "Name a file with --output.")
    if file.is_symlink():
        file = real_path(file)  # what the link leads to is meant, not the link
    if file.exists() and not file.is_file():
        raise UsageError(
            f"{file} is no ordinary file.", "Use `-o - > NAME` to write into it, or name a file."
        )
    if file.exists() and not force:
        raise UsageError(
            f"{file} exists already.", "Add --force to write over it, or name another with -o."
        )
    if not file.parent.is_dir():
        raise LibraryError(
            f"{file} could not be written: there is no folder {file.parent}.",
            "Make it, or name another file with -o.",
            code="cannot-write",
        )
    write_text(file, text)
