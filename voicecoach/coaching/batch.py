"""Many recordings at once: worker processes, one JSON file for each input, a summary at the end.

Each worker loads the recognition model once, uses one thread, and has one input at a time; it
writes the result itself, whole or not at all.  So memory does not grow with the number of files,
a worker that is killed costs the one input that it had, and what lies in the output folder is
all that resuming needs to know.
"""

from __future__ import annotations

import json
import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from multiprocessing.connection import Connection, wait
from pathlib import Path

from voicecoach.coaching.analyse_input import AnalyseOptions, analyse_input, choose_options
from voicecoach.coaching.failure_document import failure_document
from voicecoach.coaching.workspace import Workspace
from voicecoach.errors import (
    Interrupted,
    ResourceError,
    UsageError,
    VoiceCoachError,
    is_out_of_memory,
)
from voicecoach.json_files import from_json, to_json, write_text
from voicecoach.report.answer_view import ReportView
from voicecoach.report.csv_export import render_table
from voicecoach.types import FORMAT_VERSION, Analysis

SUMMARY = "summary.csv"
SETTINGS = "batch.json"
"""Names in the output folder: the table of all results, and what they were made with."""

MAX_TRIES = 2
"""A worker that dies may have been the victim of another program's hunger: once more, then no."""

OnProgress = Callable[["BatchProgress"], None]


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


@dataclass(frozen=True, slots=True)
class BatchFailure:
    """An input that could not be analysed: why, and the exit status of that reason."""

    source: str
    code: str
    message: str
    exit_status: int


@dataclass(slots=True)
class BatchProgress:
    """How far a batch is; ``left_s`` is an estimate by the bytes that remain, None at first."""

    n_total: int
    n_done: int = 0
    left_s: float | None = None
    failures: list[BatchFailure] = field(default_factory=list)


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
        If an input is no file, or two results would have one name.
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
        target = out / relative.with_name(f"{relative.name}.json")
        if target in taken:
            raise UsageError(
                f"{taken[target]} and {source} would both be {target}.",
                "Analyse them in two runs with two folders.",
            )
        taken[target] = source
    return tuple(BatchItem(source, target) for target, source in taken.items())


def open_output(out: Path, job: BatchJob, *, resume: bool) -> None:
    """Make the output folder, or check that it can be gone on with.

    Raises
    ------
    UsageError
        If it holds results and ``resume`` is false, or they were made with other settings.
    """
    from voicecoach import __version__

    made_with = asdict(job) | {"voicecoach_version": __version__}
    text = json.dumps({"format_version": FORMAT_VERSION, **made_with}, indent=1) + "\n"
    file = out / SETTINGS
    if file.exists() and not resume:
        raise UsageError(
            f"{out} holds a batch already.", "Add --resume to go on with it, or name another."
        )
    if file.exists() and file.read_text("utf-8") != text:
        raise UsageError(
            f"The results in {out} were made with other settings or another version.",
            f"Name another folder; {file} says what they were made with.",
        )
    out.mkdir(parents=True, exist_ok=True)
    write_text(file, text)


def is_done(item: BatchItem) -> bool:
    """Return whether an input has a result that is newer than itself; a failure is none."""
    try:
        if item.target.stat().st_mtime_ns < item.source.stat().st_mtime_ns:
            return False
        return "error" not in json.loads(item.target.read_bytes())
    except (OSError, ValueError):
        return False


def run_batch(
    items: Sequence[BatchItem], job: BatchJob, n_jobs: int, on_progress: OnProgress
) -> BatchProgress:
    """Analyse every input in ``n_jobs`` processes; return how that went.

    An input that fails gets a document with its error in place of a result and ends nothing.

    Raises
    ------
    Interrupted
        After Ctrl-C; what was written stays.
    """
    progress = BatchProgress(len(items))
    waiting = deque((item, 1) for item in items)
    total = sum(_size(item) for item in items)
    began, done_bytes = time.monotonic(), 0
    workers: list[_Worker] = []
    try:
        while waiting or workers:
            while waiting and len(workers) < n_jobs:
                workers.append(_Worker(job))
                workers[-1].give(*waiting.popleft())
            for worker in _ready(workers):
                item, tries = worker.item, worker.tries
                failure = worker.take()
                if worker.lost:
                    workers.remove(worker)
                    if tries < MAX_TRIES:
                        waiting.appendleft((item, tries + 1))
                        continue
                    failure = _write_failure(item, _worker_lost())
                progress.n_done += 1
                done_bytes += _size(item)
                progress.left_s = (time.monotonic() - began) * (total / done_bytes - 1)
                if failure is not None:
                    progress.failures.append(failure)
                on_progress(progress)
                if not worker.lost and waiting:
                    worker.give(*waiting.popleft())
                elif not worker.lost:
                    worker.end()
                    workers.remove(worker)
    except KeyboardInterrupt:
        raise Interrupted(
            f"Interrupted. {progress.n_done} of {len(items)} results are kept.",
            "The same command with --resume goes on.",
        ) from None
    finally:
        for worker in workers:
            worker.kill()
    return progress


def write_summary(items: Sequence[BatchItem], out: Path) -> Path:
    """Write one row for each input, read back from its document; return the file."""
    file = out / SUMMARY
    write_text(file, render_table(("input", "error"), _rows(items, out)))
    return file


def _rows(
    items: Sequence[BatchItem], out: Path
) -> Iterator[tuple[tuple[str, str], ReportView | None]]:
    for item in items:
        name = item.target.relative_to(out).as_posix().removesuffix(".json")
        text = item.target.read_bytes()
        error = json.loads(text).get("error")
        if error:
            yield (name, error["code"]), None
        else:
            yield (name, ""), ReportView(from_json(text, Analysis, origin=str(item.target)), name)


# --- one worker -----------------------------------------------------------------------


class _Worker:
    """A process of its own, and the input that it has."""

    def __init__(self, job: BatchJob) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy threads and locks
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, job), daemon=True)
        self.process.start()
        theirs.close()
        self.lost = False
        self.item: BatchItem
        self.tries = 0

    def give(self, item: BatchItem, tries: int) -> None:
        """Hand it an input."""
        self.item, self.tries = item, tries
        with suppress(OSError):  # it died: `take` sees that
            self.connection.send(item)

    def take(self) -> BatchFailure | None:
        """Return why its input failed, if it did; sets ``lost`` where the process has died."""
        try:
            failure: BatchFailure | None = self.connection.recv()
        except (EOFError, OSError):
            self.lost = True
            self.process.join()
            return None
        return failure

    def end(self) -> None:
        """Let it end: there is nothing more to do."""
        self.connection.close()
        self.process.join()

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.join()


def _ready(workers: Sequence[_Worker]) -> list[_Worker]:
    """Wait for workers that have answered or died."""
    ready = wait([worker.connection for worker in workers])
    return [worker for worker in workers if worker.connection in ready]


def _work(connection: Connection, job: BatchJob) -> None:
    """Analyse what comes until the parent ends; the whole life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, which ends this
    workspace = Workspace.load(model=job.model, language=job.language)
    # not by OMP_NUM_THREADS: that alone changes the last digit of some probabilities (measured)
    workspace = replace(workspace, n_threads=1)
    how = choose_options(
        workspace,
        question=job.question,
        pack=job.pack,
        question_end_s=job.question_end_s,
        words=job.words,
        track=job.track,
        speaker=job.speaker,
    )
    with suppress(EOFError, OSError):  # the parent has gone
        while True:
            connection.send(analyse_one(workspace, connection.recv(), how))


def analyse_one(workspace: Workspace, item: BatchItem, how: AnalyseOptions) -> BatchFailure | None:
    """Analyse one input and write its document; return why it failed, if it did."""
    try:
        result = analyse_input(workspace, str(item.source), how)
        _write(item, to_json(result.analysis))
    except VoiceCoachError as error:
        return _write_failure(item, error)
    except Exception as error:  # noqa: BLE001 - one bad file must not stop the others
        if is_out_of_memory(error):
            return _write_failure(item, ResourceError("There is not enough memory for this."))
        text = f"This is a defect in VoiceCoach ({type(error).__name__}: {error})."
        return _write_failure(item, VoiceCoachError(text, code="defect"))
    return None


def _write(item: BatchItem, document: str) -> None:
    item.target.parent.mkdir(parents=True, exist_ok=True)
    write_text(item.target, f"{document}\n")


def _write_failure(item: BatchItem, error: VoiceCoachError) -> BatchFailure:
    _write(item, failure_document(str(item.source), error))
    return BatchFailure(str(item.source), error.code, error.message, int(error.exit_status))


def _worker_lost() -> VoiceCoachError:
    return VoiceCoachError(
        f"The process that analysed it died {MAX_TRIES} times.",
        "It may need more memory than there is: take fewer --jobs.",
        code="worker-died",
    )


def _size(item: BatchItem) -> int:
    try:
        return max(1, item.source.stat().st_size)
    except OSError:
        return 1
