"""The output folder of many recordings: where each result goes, what is done, the summary.

What lies in the folder is all that resuming and exporting need to know.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from voicecoach.errors import LibraryError, UsageError
from voicecoach.json_files import from_json, plain_unicode, write_text
from voicecoach.report.answer_view import ReportView
from voicecoach.report.csv_export import FILE_COLUMNS, Cell, cells_of, render_rows
from voicecoach.safe_files import hold_folder, read_regular
from voicecoach.types import FORMAT_VERSION, Analysis

SUMMARY = "summary.csv"
SETTINGS = "batch.json"
"""Names in the output folder: the table of all results, and what they were made with."""

ENDING = ".json"
"""What the name of a result has after the name of its input."""

MAX_NAME_BYTES = 240
"""Longest name of a result: systems allow 255, and while it is written it has 10 more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchJob:
    """What is done with every input; the same names as the options of `analyze`."""

    model: str | None = None
    language: str | None = None
    question: str | None = None
    pack: str | None = None
    question_end_s: float = 0.0
    words: bool = True
    track: int | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class BatchItem:
    """One input and the file of its result."""

    source: Path
    target: Path


def plan_batch(inputs: Sequence[str], items: Iterable[str], out: Path) -> tuple[BatchItem, ...]:
    """Return where each input's result goes: its path below the folder that was named.

    Parameters
    ----------
    inputs
        What was named on the command line.
    items
        The files that it stands for.
    out
        The output folder.

    Raises
    ------
    UsageError
        If an input is no file, its name is too long, or two results would have one name.
    """
    folders = [Path(one) for one in inputs if Path(one).is_dir()]
    taken: dict[Path, Path] = {}
    for item in items:
        source = Path(item)
        if not source.is_file():
            raise UsageError(
                f"{item} is no file.", "A batch takes files and folders of them.", code="not-found"
            )
        base = next((one for one in folders if one in source.parents), source.parent)
        relative = source.relative_to(base)
        target = out / relative.with_name(f"{relative.name}{ENDING}")
        if len(os.fsencode(target.name)) > MAX_NAME_BYTES:
            raise UsageError(
                f"The name of {item} is too long for a result with {ENDING} behind it.",
                "Give the file a shorter name.",
            )
        if target in taken:
            raise UsageError(
                f"{taken[target]} and {source} would both be {target}.",
                "Analyse them in two runs with two folders.",
            )
        taken[target] = source
    return tuple(BatchItem(source, target) for target, source in taken.items())


@contextmanager
def open_output(out: Path, job: BatchJob, *, resume: bool) -> Iterator[None]:
    """Make the output folder, or check that it can be gone on with; no other batch may use it.

    Raises
    ------
    UsageError
        If it holds results and ``resume`` is false, or they were made with other settings;
        ``in-use`` if another batch is writing there.
    LibraryError
        ``damaged`` if the file that says what they were made with cannot be read;
        ``cannot-write`` if the folder cannot be made, is read-only or full.
    """
    make_folder(out)
    with hold_folder(out) as held:
        if not held:
            raise UsageError(
                f"Another batch is writing into {out}.",
                "Let it end, or name another folder.",
                code="in-use",
            )
        _check_settings(out, job, resume=resume)
        yield


def make_folder(folder: Path) -> None:
    """Make a folder in the place of the results, unless it is there.

    Raises
    ------
    LibraryError
        ``cannot-write`` if it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"The folder {folder} could not be made: {error.strerror}.",
            "Free some space there, or choose another folder with --out.",
            code="cannot-write",
        ) from error


def _check_settings(out: Path, job: BatchJob, *, resume: bool) -> None:
    """Write down what the results are made with, unless those that are there differ in it."""
    from voicecoach import __version__

    made_with = asdict(job) | {"voicecoach_version": __version__}
    text = json.dumps({"format_version": FORMAT_VERSION, **made_with}, indent=1) + "\n"
    file = out / SETTINGS
    if file.exists() and not resume and list_results(out):
        raise UsageError(
            f"{out} holds a batch already.", "Add --resume to go on with it, or name another."
        )
    if resume and file.exists() and _read_settings(file) != json.loads(text):
        raise UsageError(
            f"The results in {out} were made with other settings or another version.",
            f"Name another folder; {file} says what they were made with.",
        )
    write_text(file, text)


def _read_settings(file: Path) -> object:
    try:
        return json.loads(read_regular(file))
    except (OSError, ValueError, RecursionError) as error:
        raise LibraryError(
            f"{file} is damaged: it does not say what the results were made with.",
            "Delete it if they were made with the same options, or name another folder.",
            code="damaged",
        ) from error


def is_done(item: BatchItem) -> bool:
    """Return whether an input has an analysis that is newer than itself.

    A failure and a damaged file are none: such an input is analysed again.
    """
    try:
        if item.target.stat().st_mtime_ns < item.source.stat().st_mtime_ns:
            return False
        return read_result(item.target)[0] is not None
    except (OSError, LibraryError):
        return False


def write_summary(items: Sequence[BatchItem], out: Path) -> Path:
    """Write one row for each input, read back from its document; return the file."""
    rows: Iterator[dict[str, Cell]] = (
        read_cells(item.target)
        | {"input": item.target.relative_to(out).as_posix().removesuffix(ENDING)}
        for item in items
    )
    file = out / SUMMARY
    write_text(file, render_rows(rows, ("input", "error", *FILE_COLUMNS)))
    return file


def read_cells(result: Path) -> dict[str, Cell]:
    """Return what a result holds by the names of the table's columns.

    Raises
    ------
    LibraryError
        If it is no analysis document.
    """
    analysis, error = read_result(result)
    if analysis is None:
        return {"error": error}
    return cells_of(ReportView(analysis, result.name))


def read_result(result: Path) -> tuple[Analysis | None, str]:
    """Return the analysis in a result's file, or None and the code of its failure.

    Raises
    ------
    LibraryError
        ``damaged`` if it is no analysis document.
    OSError
        If it cannot be read.
    """
    text = read_regular(result)
    try:
        error = json.loads(text).get("error")
    except (ValueError, AttributeError, RecursionError):
        error = None  # the reader below says what is wrong with it
    if isinstance(error, dict):
        code = str(error.get("code", "failed"))
        return None, plain_unicode(code)
    try:
        return from_json(text, Analysis, origin=str(result)), ""
    except LibraryError as damaged:
        raise LibraryError(
            damaged.message,
            "If `voicecoach analyze` made it, delete it and run that again with --resume.",
            code=damaged.code,
        ) from damaged


def list_results(out: Path) -> tuple[Path, ...]:
    """Return the files of all results in an output folder, by name."""
    found = (file for file in out.rglob(f"*{ENDING}") if file != out / SETTINGS)
    return tuple(sorted(file for file in found if file.is_file()))


def is_output(folder: Path) -> bool:
    """Return whether a folder was made by a batch; a name that no system allows is none."""
    try:
        return (folder / SETTINGS).is_file()
    except OSError:
        return False
