"""The work of one process of a batch: its tools are made once, then one input after another.

Everything here can be imported by name, so that a process on another machine finds it too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from voicecoach.coaching.analyse_input import AnalyseOptions, analyse_input, choose_options
from voicecoach.coaching.batch_folder import BatchItem, BatchJob, make_folder
from voicecoach.coaching.failure_document import failure_document
from voicecoach.coaching.workspace import Workspace
from voicecoach.errors import ResourceError, VoiceCoachError, is_out_of_memory
from voicecoach.json_files import to_json, write_text


@dataclass(frozen=True, slots=True)
class BatchFailure:
    """An input that could not be analysed: why, and the exit status of that reason."""

    source: str
    code: str
    message: str
    exit_status: int


@dataclass(frozen=True, slots=True)
class BatchTools:
    """What a process needs for every input; the recognition model is loaded with the first."""

    workspace: Workspace
    options: AnalyseOptions


def make_tools(job: BatchJob) -> BatchTools:
    """Return the tools for a job, with one thread for the recogniser.

    Raises
    ------
    VoiceCoachError
        If the job names a model, pack or question that is not on this machine.
    """
    workspace = Workspace.load(model=job.model, language=job.language)
    # not by OMP_NUM_THREADS: that alone changes the last digit of some probabilities (measured)
    workspace = replace(workspace, n_threads=1)
    options = choose_options(
        workspace,
        question=job.question,
        pack=job.pack,
        question_end_s=job.question_end_s,
        words=job.words,
        track=job.track,
        speaker=job.speaker,
    )
    return BatchTools(workspace, options)


def analyse_document(tools: BatchTools, file: Path, source: str) -> tuple[str, BatchFailure | None]:
    """Return the document of one input, and why it failed, if it did.

    Parameters
    ----------
    file
        Where the input can be read here.
    source
        Its name as it was given; it stands in the document of a failure.
    """
    try:
        analysis = analyse_input(tools.workspace, str(file), tools.options).analysis
        return to_json(analysis), None
    except VoiceCoachError as error:
        return failed(source, error, file)
    except Exception as error:  # noqa: BLE001 - one bad file must not stop the others
        if is_out_of_memory(error):
            return failed(source, ResourceError("There is not enough memory for this."))
        text = f"This is a defect in VoiceCoach ({type(error).__name__}: {error})."
        return failed(source, VoiceCoachError(text, code="defect"))


def failed(
    source: str, error: VoiceCoachError, file: Path | None = None
) -> tuple[str, BatchFailure]:
    """Return the document of an input that failed, and its failure.

    ``file`` is the name under which it was read; the message names it as it was given instead.
    """
    message = error.message if file is None else error.message.replace(str(file), source)
    failure = BatchFailure(source, error.code, message, int(error.exit_status))
    named = VoiceCoachError(message, error.remedy, code=error.code)
    return failure_document(source, named), failure


def write_document(item: BatchItem, document: str) -> None:
    """Write an input's document to its place, whole or not at all.

    Raises
    ------
    LibraryError
        ``cannot-write`` if its folder cannot be made, is read-only or full.
    """
    make_folder(item.target.parent)
    write_text(item.target, f"{document}\n")


def analyse_item(tools: BatchTools, item: BatchItem) -> BatchFailure | None:
    """Analyse one input and write its document; return why it failed, if it did."""
    before = state_of(item.source)
    document, failure = analyse_document(tools, item.source, str(item.source))
    return finish_item(item, before, document, failure)


def finish_item(
    item: BatchItem,
    before: tuple[int, int] | None,
    document: str,
    failure: BatchFailure | None,
) -> BatchFailure | None:
    """Write an input's document, unless the input has changed meanwhile; return its failure.

    Its result would be newer than the input and count as done, and be of what is gone.

    Parameters
    ----------
    before
        What ``state_of`` said of the input before it was read.

    Raises
    ------
    LibraryError
        As ``write_document``.
    """
    if state_of(item.source) != before:
        error = VoiceCoachError(
            f"{item.source} was changed or removed while it was analysed.", code="changed"
        )
        document, failure = failed(str(item.source), error)
    write_document(item, document)
    return failure


def state_of(source: Path) -> tuple[int, int] | None:
    """Return what changes with a file: its size in bytes and its time in ns; None without one."""
    try:
        status = source.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def worker_died(item: BatchItem, n_tries: int) -> BatchFailure:
    """Write the document of an input whose process died each time; return the failure."""
    error = VoiceCoachError(
        f"The process that analysed it died {n_tries} times.",
        "It may need more memory than there is: take fewer --jobs, or fewer workers a machine.",
        code="worker-died",
    )
    document, failure = failed(str(item.source), error)
    write_document(item, document)
    return failure
