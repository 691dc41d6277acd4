"""Many recordings on several machines: Dask's scheduler hands them to its workers.

The user starts scheduler and workers; ``local`` starts them here.  A worker has one input at a
time, so one that is lost costs the input that it had, which another gets.  Only workers with the
same versions, model and question are given any.  The documents come back and are written here.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from voicecoach.coaching import cluster_work
from voicecoach.coaching.batch import BatchCount, BatchProgress, OnProgress
from voicecoach.coaching.batch_folder import BatchItem, BatchJob
from voicecoach.coaching.batch_work import BatchFailure, finish_item, state_of, worker_died
from voicecoach.coaching.cluster_address import connect
from voicecoach.coaching.cluster_work import analyse_remotely, describe_worker, differences
from voicecoach.errors import NetworkError, UsageError, VoiceCoachError

LOCAL = "local"
"""The address that stands for scheduler and workers on this machine, started for one batch."""

MAX_TRIES = 3
"""Workers that may die over one input before it counts as its fault."""

POLL_S = 1.0
"""How often it is looked whether workers have come or gone."""

CONNECT_S = 15.0
"""Limit for reaching the scheduler, and for getting an answer back that is ready."""

NO_WORKER_S = 60.0
"""Limit for being without a worker to use; one that is started again is back in a few seconds."""


@dataclass(frozen=True, slots=True)
class ClusterOptions:
    """Where a batch runs.

    Parameters
    ----------
    address
        Of the scheduler, such as ``tcp://10.0.0.5:8786``; or ``local``.
    n_workers
        Number of worker processes of a local cluster.
    send_files
        Whether the files' bytes are sent; else workers read them under the same paths.
    """

    address: str
    n_workers: int = 1
    send_files: bool = False


def run_on_cluster(
    items: Sequence[BatchItem],
    job: BatchJob,
    options: ClusterOptions,
    on_progress: OnProgress,
    on_message: Callable[[str], None] = lambda _: None,
) -> BatchProgress:
    """Analyse every input on the cluster's workers; return how that went.

    Raises
    ------
    UsageError
        ``no-cluster`` where Dask is not installed; ``cluster-address`` for an impossible address.
    NetworkError
        If there is no scheduler, or no worker with the right versions, or they are gone.
    Interrupted
        After Ctrl-C; what was written stays.
    """
    count = BatchCount(items, on_progress)
    if not items:
        return count.progress  # all are done: no cluster is needed
    try:
        with _connected(options) as client:
            run = _ClusterRun(client, job, options, count, on_message)
            run.run(items)
    except KeyboardInterrupt:
        raise count.interrupted() from None
    return count.progress


@dataclass(frozen=True, slots=True)
class _Given:
    """An input that a worker has, and its ``state_of`` when the worker got it."""

    item: BatchItem
    n_tries: int
    worker: str
    state: tuple[int, int] | None


class _ClusterRun:
    """One batch on a cluster: what waits, what is with which worker, which workers may have any."""

    def __init__(
        self,
        client: Any,
        job: BatchJob,
        options: ClusterOptions,
        count: BatchCount,
        on_message: Callable[[str], None],
    ) -> None:
        self._client = client
        self._job = job
        self._options = options
        self._count = count
        self._on_message = on_message
        self._expected = describe_worker(job)
        self._accepted: dict[str, bool] = {}
        self._waiting: deque[tuple[BatchItem, int]] = deque()
        self._given: dict[Any, _Given] = {}
        self._n_sent = 0
        self._seen_worker = time.monotonic()

    def run(self, items: Sequence[BatchItem]) -> None:
        """Hand out the inputs until each has its document."""
        self._waiting.extend((item, 1) for item in items)
        try:
            while self._waiting or self._given:
                live = self._live_workers()
                self._take_back(live)
                self._give(live)
                self._collect()
        except (OSError, TimeoutError) as error:
            raise self._lost() from error
        finally:
            with suppress(Exception):  # a scheduler that has gone holds nothing any more
                self._client.cancel(list(self._given))

    def _live_workers(self) -> set[str]:
        """Return the workers that are there and may be given inputs; check those that are new."""
        there = set(self._client.nthreads())
        for address in sorted(there - self._accepted.keys()):
            self._accepted[address] = self._accept(address)
        live = {address for address in there if self._accepted[address]}
        if live:
            self._seen_worker = time.monotonic()
        elif time.monotonic() - self._seen_worker > NO_WORKER_S:
            raise self._none_fits() if there else self._lost()
        return live

    def _accept(self, address: str) -> bool:
        """Return whether a worker has the right versions; say so where it has not."""
        answers: Mapping[str, Any] = self._client.run(
            describe_worker, self._job, workers=[address], on_error="return"
        )
        found = answers.get(address)
        if found is None:
            return False  # it has gone again
        if isinstance(found, VoiceCoachError):
            why = [found.message.rstrip(".")]
        elif isinstance(found, Exception):
            why = [f"VoiceCoach does not run there ({type(found).__name__}: {found})"]
        else:
            why = differences(self._expected, found)
        if why:
            self._on_message(f"The worker {address} is not used: {'; '.join(why)}.")
        return not why

    def _take_back(self, live: set[str]) -> None:
        """Take back the inputs of workers that have gone."""
        gone = [future for future, given in self._given.items() if given.worker not in live]
        for future in gone:
            self._again(future)
        if gone:
            self._client.cancel(gone)

    def _give(self, live: set[str]) -> None:
        """Give each idle worker an input."""
        busy = {given.worker for given in self._given.values()}
        for worker in sorted(live - busy):
            if not self._waiting:
                return
            item, n_tries = self._waiting.popleft()
            state = state_of(item.source)
            try:
                data = item.source.read_bytes() if self._options.send_files else None
            except OSError:
                data = None  # the worker cannot read it either, and says why
            self._n_sent += 1
            future = self._client.submit(
                analyse_remotely,
                self._job,
                str(item.source),
                str(item.source.absolute()),
                data,
                key=f"voicecoach-{id(self)}-{self._n_sent}",
                workers=[worker],
                pure=False,
            )
            self._given[future] = _Given(item, n_tries, worker, state)

    def _collect(self) -> None:
        """Wait for a result, for a moment; write those that have come."""
        from distributed import wait

        if not self._given:
            time.sleep(POLL_S)
            return
        try:
            done = wait(list(self._given), timeout=POLL_S, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            return
        for future in done:
            try:
                document, failure = future.result(timeout=CONNECT_S)
            except Exception:  # noqa: BLE001 - Dask's many words for: the worker is lost
                self._again(future)
                continue
            given = self._given.pop(future)
            failure = finish_item(given.item, given.state, document, failure)
            self._count.add(given.item, failure)

    def _again(self, future: Any) -> None:
        """Let another worker have an input, unless it has cost too many already."""
        given = self._given.pop(future)
        if given.n_tries < MAX_TRIES:
            self._waiting.appendleft((given.item, given.n_tries + 1))
            return
        failure: BatchFailure = worker_died(given.item, given.n_tries)
        self._count.add(given.item, failure)

    def _none_fits(self) -> NetworkError:
        why = "No worker of the cluster can be used."
        return self._ended(why, "Install the same versions and model there", "cluster-versions")

    def _lost(self) -> NetworkError:
        return self._ended("The cluster has no workers any more.", "Start workers", "cluster-lost")

    def _ended(self, why: str, what_to_do: str, code: str) -> NetworkError:
        """Return the error of a batch that cannot go on, with how much of it is kept."""
        progress = self._count.progress
        return NetworkError(
            f"{why} {progress.n_done} of {progress.n_total} results are kept.",
            f"{what_to_do}, then the same command with --resume.",
            code=code,
        )


@contextmanager
def _connected(options: ClusterOptions) -> Iterator[Any]:
    """Give a client of the scheduler; a local cluster starts and ends with it."""
    try:
        import dask.config
        from distributed import Client, LocalCluster
    except ImportError:
        raise UsageError(
            "A cluster needs the library distributed (Dask), which is not installed.",
            "Install it with `pip install 'voicecoach[cluster]'`, or use --jobs.",
            code="no-cluster",
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what is lost is said here
    with warnings.catch_warnings(), _cluster_settings(dask.config):
        warnings.simplefilter("ignore")  # about large inputs, which recordings are
        if options.address == LOCAL:
            with (
                LocalCluster(
                    n_workers=options.n_workers,
                    threads_per_worker=1,
                    host="127.0.0.1",
                    dashboard_address=None,
                    memory_limit=0,
                    silence_logs=logging.CRITICAL,
                    preload=[cluster_work.__name__],
                ) as cluster,
                Client(cluster) as client,
            ):
                yield client
            return
        with connect(options.address, CONNECT_S) as client:
            yield client


def _cluster_settings(config: Any) -> Any:
    """Return Dask's settings for the time of a batch.

    Its own worker processes would get OMP_NUM_THREADS=1, which those of --jobs do not have.
    """
    return config.set({"distributed.nanny.pre-spawn-environ": {"MALLOC_TRIM_THRESHOLD_": 65536}})
