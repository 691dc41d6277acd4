"""`voicecoach export`: writes one answer as a file, or all answers as a table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import click

from voicecoach.cli.library_views import MAX_PROBLEMS_SHOWN, open_library, view_of, warn_problems
from voicecoach.cli.options import flag, option, options_of
from voicecoach.cli.shared_options import RECORDINGS, TAKE
from voicecoach.errors import ExitStatus, LibraryError, UsageError
from voicecoach.library import Answer, Library
from voicecoach.progress.baseline import measure_personal_medians
from voicecoach.safe_files import real_path, write_whole
from voicecoach.web.onefile import file_name

FORMATS = ("html", "md", "json", "vtt", "csv", "parquet")
TABLES = frozenset({"csv", "parquet"})
"""Formats that hold many answers, one a row."""
PAGES = frozenset({"html"})


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
    all_takes: bool = flag("--all-takes", help="csv, parquet: a row for every take.")
    names: bool = flag(
        "--names", help="csv, parquet: add the names of takes and files, which may name people."
    )
    recordings: Path | None = RECORDINGS.field()


@click.command()
@click.argument("ref", required=False)
@options_of(ExportOptions)
def command(ref: str | None, options: ExportOptions) -> int:
    """Write one answer as html (one file with its sound), md, json or vtt, or many as a table.

    REF is what `show` takes; the last answer by default. csv and parquet without REF hold every
    answer, one a row; REF may also be a folder that `analyze --out` made. The file goes to the
    current folder and is named after the answer.
    """
    _refuse_unused(options)
    damaged: list[LibraryError] = []
    if options.form in TABLES:
        data, name = _table(ref, options, damaged), "voicecoach"
    else:
        _refuse_folder(ref)
        library = open_library(options.recordings)
        answer = library.load(library.find(ref or "last", take=options.take))
        warn_problems(answer.problems)
        text = _render(
            library,
            answer,
            options.form,
            with_audio=not options.no_audio,
            with_notes=options.notes,
        )
        data, name = text.encode("utf-8", "replace"), file_name(answer)
    if options.output == "-":
        click.echo(data, nl=False)
        return _report_damaged(damaged)
    file = Path(options.output) if options.output else Path(f"{name}.{options.form}")
    write_new(file, data, force=options.force)
    click.echo(str(file))
    return _report_damaged(damaged)


def _report_damaged(damaged: list[LibraryError]) -> int:
    """Name the files that gave no row; return the exit status."""
    for error in damaged[:MAX_PROBLEMS_SHOWN]:
        click.echo(f"voicecoach: {error.message}\n  {error.remedy}", err=True)
    if len(damaged) > MAX_PROBLEMS_SHOWN:
        click.echo(f"  and {len(damaged) - MAX_PROBLEMS_SHOWN} more.", err=True)
    return ExitStatus.FAILED if damaged else ExitStatus.DONE


def _refuse_unused(options: ExportOptions) -> None:
    """Refuse an option that the chosen format has no use for."""
    for name, given, forms in (
        ("--no-audio", options.no_audio, PAGES),
        ("--notes", options.notes, PAGES),
        ("--all-takes", options.all_takes, TABLES),
        ("--names", options.names, TABLES),
    ):
        if given and options.form not in forms:
            raise UsageError(
                f"{name} does not go with --format {options.form}.",
                f"Leave it out, or take --format {' or '.join(sorted(forms))}.",
            )


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
        personal_medians=measure_personal_medians(library.entries(), answer.entry),
        notes=answer.notes if with_notes else "",
    )
    if not with_audio:
        return render_page(view)
    text, silent_because = render_one_file(view, answer.recording)
    if silent_because:
        click.echo(f"voicecoach: {silent_because}", err=True)
    return text


def _refuse_folder(ref: str | None) -> None:
    """Refuse a folder that `analyze --out` made where one answer is wanted."""
    from voicecoach.coaching.batch_folder import is_output

    if ref and is_output(Path(ref)):
        raise UsageError(
            f"{ref} holds the results of many files, not one answer.",
            "Add --format csv or --format parquet.",
        )


def _table(ref: str | None, options: ExportOptions, damaged: list[LibraryError]) -> bytes:
    """Return the table's file; what gave no row is added to ``damaged``."""
    from voicecoach.coaching.batch_folder import is_output
    from voicecoach.coaching.table_export import folder_rows, library_rows, render_table

    if ref and is_output(Path(ref)):
        if options.take or options.all_takes:
            raise UsageError(
                "A folder of results has no takes.", "Leave out --take and --all-takes."
            )
        found = folder_rows(Path(ref), names=options.names, on_damaged=damaged.append)
        return render_table(found, options.form)
    if options.all_takes and ref:
        raise UsageError("--all-takes goes with every answer, not with one.", "Leave REF out.")
    library = open_library(options.recordings)
    if ref or options.take:
        entries = [library.find(ref or "last", take=options.take)]
    else:
        shown = library.entries(all_takes=options.all_takes)[::-1]
        entries = [entry for entry in shown if entry.summary is not None]
        _say_left_out(len(shown) - len(entries), len(entries))
    rows = library_rows(
        library,
        entries,
        names=options.names,
        on_answer=lambda answer: warn_problems(answer.problems),
    )
    return render_table(rows, options.form)


def _say_left_out(n_left_out: int, n_rows: int) -> None:
    """Say on standard error which takes have no row, or that there is no row at all."""
    if n_left_out:
        click.echo(
            f"Not analysed, so without a row: {n_left_out}. "
            "`voicecoach analyze NUMBER` analyses one.",
            err=True,
        )
    elif not n_rows:
        click.echo("There is no answer yet, so the table has no row.", err=True)


def write_new(file: Path, data: bytes, *, force: bool) -> None:
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
    try:
        write_whole(file, data)
    except OSError as error:
        raise LibraryError(
            f"{file} could not be written: {error.strerror}.",
            "Free some space, or name another file with -o.",
            code="cannot-write",
        ) from error
