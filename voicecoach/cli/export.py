"""`voicecoach export`: writes one answer as a file, or all answers as a table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import click

from voicecoach.cli.library_views import open_library, view_of, warn_problems
from voicecoach.cli.options import flag, option, options_of
from voicecoach.cli.shared_options import RECORDINGS, TAKE
from voicecoach.errors import LibraryError, UsageError
from voicecoach.json_files import write_text
from voicecoach.library import Answer, Library
from voicecoach.progress.baseline import measure_personal_medians
from voicecoach.safe_files import real_path
from voicecoach.web.onefile import file_name

FORMATS = ("html", "md", "json", "vtt", "csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """The options of `export`."""

    form: str = option(
        "--format",
        default="html",
        type=click.Choice(FORMATS),
        show_default=True,
        help="Format of the file.",
    )
    take: int | None = TAKE.field()
    output: str | None = option(
        "-o", "--output", metavar="FILE", help="Where to write; `-` is standard output."
    )
    force: bool = flag("--force", help="Replace a file that exists.")
    no_audio: bool = flag("--no-audio", help="html: leave the sound out.")
    notes: bool = flag("--notes", help="html: with your notes on the answer.")
    all_takes: bool = flag("--all-takes", help="csv: a row for every take.")
    recordings: Path | None = RECORDINGS.field()


@click.command()
@click.argument("ref", required=False)
@options_of(ExportOptions)
def command(ref: str | None, options: ExportOptions) -> None:
    """Write one answer as html (one file with its sound), md, json, vtt or csv.

    REF is what `show` takes; the last answer by default. csv without REF holds every
    answer, one a row. The file goes to the current folder and is named after the answer.
    """
    library = open_library(options.recordings)
    if options.form == "csv":
        text, name = _table(library, ref, options.take, options.all_takes), "voicecoach"
    else:
        answer = library.load(library.find(ref or "last", take=options.take))
        warn_problems(answer.problems)
        text, name = (
            _render(
                library,
                answer,
                options.form,
                with_audio=not options.no_audio,
                with_notes=options.notes,
            ),
            file_name(answer),
        )
    if options.output == "-":
        click.echo(text, nl=False)
        return
    file = Path(options.output) if options.output else Path(f"{name}.{options.form}")
    write_new(file, text, force=options.force)
    click.echo(str(file))


def _render(
    library: Library, answer: Answer, form: str, *, with_audio: bool, with_notes: bool
) -> str:
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
        notes=answer.notes if with_notes else "",
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
        file = real_path(file)  # write to the target of a link, not over the link
    if file.exists() and not file.is_file():
        raise UsageError(
            f"{file} is not a regular file.", "Use `-o - > NAME` to write into it, or name a file."
        )
    if file.exists() and not force:
        raise UsageError(
            f"{file} exists already.", "Add --force to replace it, or name another with -o."
        )
    if not file.parent.is_dir():
        raise LibraryError(
            f"{file} could not be written: there is no folder {file.parent}.",
            "Create it, or name another file with -o.",
            code="cannot-write",
        )
    write_text(file, text)
