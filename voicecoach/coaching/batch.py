"""Many recordings at once: worker processes, one JSON file for each input.

Each worker loads the recognition model once, uses one thread, and has one input at a time; it
writes the result itself, whole or not at all.  So memory does not grow with the number of files,
and a worker that is killed costs the one input that it had.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait

from voicecoach.coaching.batch_folder import BatchItem, BatchJob
from voicecoach.coaching.batch_work import (
    BatchFailure,
    BatchTools,
    analyse_item,
    make_tools,
    worker_died,
)
from voicecoach.errors import Interrupted, LibraryError

MAX_TRIES = 2
"""A worker that dies may have been the victim of another program's hunger: once more, then no."""

OnProgress = Callable[["BatchProgress"], None]


@dataclass(slots=True)
class BatchProgress:
    """How far a batch is; ``left_s`` is an estimate by the bytes that remain, None at first."""

    n_total: int
    n_done: int = 0
    left_s: float | None = None
    failures: list[BatchFailure] = field(default_factory=list)


class BatchCount:
    """Counts what is done of a batch and estimates the time left.

    Parameters
    ----------
    items
        All inputs.
    on_progress
        Called after each.
    """

    def __init__(self, items: Sequence[BatchItem], on_progress: OnProgress) -> None:
        self.progress = BatchProgress(len(items))
        self._on_progress = on_progress
        self._n_bytes = sum(map(_size, items))
        self._n_done_bytes = 0
        self._began = time.monotonic()

    def add(self, item: BatchItem, failure: BatchFailure | None) -> None:
        """Count an input whose document is written."""
        self._n_done_bytes += _size(item)
        passed = time.monotonic() - self._began
        self.progress.n_done += 1
        self.progress.left_s = passed * (self._n_bytes / self._n_done_bytes - 1)
        if failure is not None:
            self.progress.failures.append(failure)
        self._on_progress(self.progress)

    def interrupted(self) -> Interrupted:
        """Return the error after Ctrl-C."""
        done, total = self.progress.n_done, self.progress.n_total
        return Interrupted(
            f"Interrupted. {done} of {total} results are kept.",
            "The same command with --resume goes on.",
        )


def run_batch(
    items: Sequence[BatchItem], job: BatchJob, n_jobs: int, on_progress: OnProgress
) -> BatchProgress:
    """Analyse every input in ``n_jobs`` processes; return how that went.

    An input that fails gets a document with its error in place of a result and ends nothing.

    Raises
    ------
    Interrupted
        After Ctrl-C; what was written stays.
    LibraryError
        If a document cannot be written.
    """
    count = BatchCount(items, on_progress)
    waiting = deque((item, 1) for item in items)
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
                    failure = worker_died(item, tries)
                count.add(item, failure)
                if not worker.lost and waiting:
                    worker.give(*waiting.popleft())
                elif not worker.lost:
                    worker.end()
                    workers.remove(worker)
    except KeyboardInterrupt:
        raise count.interrupted() from None
    finally:
        for worker in workers:
            worker.kill()
    return count.progress


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
        """Return why its input failed, if it did; sets ``lost`` where the process has died.

        Raises
        ------
        LibraryError
            If the document could not be written: that is no fault of the input.
        """
        try:
            failure: BatchFailure | LibraryError | None = self.connection.recv()
        except (EOFError, OSError):
            self.lost = True
            self.process.join()
            return None
        if isinstance(failure, LibraryError):
            raise failure
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
    tools = make_tools(job)
    with suppress(EOFError, OSError):  # the parent has gone
        while True:
            connection.send(_try_item(tools, connection.recv()))


def _try_item(tools: BatchTools, item: BatchItem) -> BatchFailure | LibraryError | None:
    """Analyse one input; return why that failed, or why its document could not be written."""
    try:
        return analyse_item(tools, item)
    except LibraryError as error:
        return error


def _size(item: BatchItem) -> int:
    try:
        return max(1, item.source.stat().st_size)
    except OSError:
        return 1
