"""`voicecoach data`: the recordings folder: its path and status, rebuilding, deleting."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import click

from voicecoach.cli.library_views import open_library
from voicecoach.cli.options import flag, options_of
from voicecoach.cli.shared_options import RECORDINGS, YES, FolderOptions, LibraryOptions
from voicecoach.errors import ExitStatus, UsageError
from voicecoach.library import Library, LibraryStatus
from voicecoach.report.wording import count, seconds_text, size_text
from voicecoach.types import FORMAT_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteOptions:
    """The options of `data delete`."""

    for_good: bool = flag("--for-good", help="Delete at once instead of moving to the trash.")
    empty_trash: bool = flag("--empty-trash", help="Delete for good what is in the trash.")
    yes: bool = YES.field()
    recordings: Path | None = RECORDINGS.field()


@click.group()
def command() -> None:
    """Show where your recordings are; count, rebuild or delete them."""


@command.command()
@options_of(FolderOptions)
def path(options: FolderOptions) -> None:
    """Print the folder of the recordings."""
    click.echo(str(open_library(options.recordings).root.absolute()))


@command.command()
@options_of(LibraryOptions)
def status(options: LibraryOptions) -> None:
    """Count sessions, answers and takes; name what is unfinished or broken."""
    found = open_library(options.recordings).status()
    if options.as_json:
        click.echo(json.dumps(_document(found), ensure_ascii=False))
        return
    rows = [
        ("Folder", f"{found.path}{'' if found.path.is_dir() else ' (not created yet)'}"),
        ("Recorded", _recorded(found)),
        ("Sound", seconds_text(found.seconds)),
        ("On disk", f"{size_text(found.n_bytes)}, {size_text(found.free_bytes)} free"),
    ]
    if found.n_trash_bytes:
        trash = f"{size_text(found.n_trash_bytes)}; `voicecoach data delete --empty-trash` frees it"
        rows.append(("Trash", trash))
    for label, text in rows:
        click.echo(f"{label:<10}{text}")
    for take in found.unfinished:
        length = seconds_text(take.seconds) if take.seconds is not None else "unknown length"
        ref = take.folder.ref
        click.echo(f"Unfinished: {ref} ({length}); `voicecoach analyze {ref}` reports on it.")
    for problem in found.problems:
        click.echo(f"Problem: {problem.path}: {problem.message}")
    if any(problem.code == "damaged" for problem in found.problems):
        click.echo("`voicecoach data rebuild` sets broken files aside; your sound stays.")


def _recorded(found: LibraryStatus) -> str:
    return ", ".join(
        (
            count(found.n_sessions, "session"),
            count(found.n_answers, "answer"),
            count(found.n_takes, "take"),
        )
    )


def _document(found: LibraryStatus) -> dict[str, object]:
    return {
        "format_version": FORMAT_VERSION,
        "path": str(found.path.absolute()),
        "n_sessions": found.n_sessions,
        "n_answers": found.n_answers,
        "n_takes": found.n_takes,
        "seconds": round(found.seconds, 3),
        "n_bytes": found.n_bytes,
        "n_trash_bytes": found.n_trash_bytes,
        "free_bytes": found.free_bytes,
        "unfinished": [
            {"ref": take.folder.ref, "seconds": take.seconds} for take in found.unfinished
        ],
        "problems": [
            {"path": problem.path, "code": problem.code, "message": problem.message}
            for problem in found.problems
        ],
    }


@command.command()
@options_of(LibraryOptions)
def rebuild(options: LibraryOptions) -> None:
    """Rebuild the index from the files; rename broken files, keep every recording."""
    library = open_library(options.recordings)
    done = library.rebuild()
    if options.as_json:
        document = {
            "format_version": FORMAT_VERSION,
            "n_takes": done.n_takes,
            "set_aside": [str(file.relative_to(library.root)) for file in done.set_aside],
            "problems": [{"path": p.path, "code": p.code, "message": p.message}
                         for p in done.problems],
        }  # fmt: skip
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    click.echo(f"{count(done.n_takes, 'take')} found.")
    for file in done.set_aside:
        click.echo(f"Set aside: {file.relative_to(library.root)}")
    for problem in done.problems:
        click.echo(f"Left as it is: {problem.path}: {problem.message}")


@command.command()
@click.argument("ref", required=False)
@options_of(DeleteOptions)
def delete(ref: str | None, options: DeleteOptions) -> int:
    """Move an answer to the trash: recordings/.trash, from where it can be moved back.

    REF is what `show` takes and means the answer with all its takes. A full name
    SESSION/NN_question/take-N means that take alone, a session's full name the session.
    """
    library = open_library(options.recordings)
    if options.empty_trash == bool(ref):
        raise UsageError("Name an answer, or --empty-trash.", "`voicecoach history` lists them.")
    if ref is None:
        return _empty_trash(library, options.yes)
    folder = library.find_folder(ref)
    name = folder.relative_to(library.root)
    takes = [entry for entry in library.entries(all_takes=True)
             if library.folder(entry).path.is_relative_to(folder)]  # fmt: skip
    how = "Delete for good" if options.for_good else "Move to the trash"
    asked = f"{how}: {name} ({count(len(takes), 'take')})?"
    if not (options.yes or _confirm(asked)):
        return _kept()
    place = library.delete(folder, for_good=options.for_good)
    click.echo(f"Deleted {name} for good." if place is None else f"Moved to {place}", err=True)
    return ExitStatus.DONE


def _confirm(asked: str) -> bool:
    """Ask for confirmation; without anybody to answer, name the option that skips it.

    Raises
    ------
    UsageError
        If standard input has ended.
    """
    try:
        return click.confirm(asked, err=True)
    except click.Abort as stop:
        if isinstance(stop.__context__, EOFError):
            click.echo(err=True)
            raise UsageError("Nobody answered.", "Add --yes to delete without asking.") from stop
        raise


def _empty_trash(library: Library, yes: bool) -> int:
    if not (yes or _confirm("Delete everything in the trash for good?")):
        return _kept()
    click.echo(f"{size_text(library.empty_trash())} freed.", err=True)
    return ExitStatus.DONE


def _kept() -> int:
    click.echo("Nothing was deleted.", err=True)
    return ExitStatus.FAILED
