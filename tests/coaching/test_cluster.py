"""Many files on a cluster: real scheduler and workers on loopback, one of them killed."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from tests.waits import LIMIT_S, wait_until
from voicecoach.coaching import cluster, cluster_work
from voicecoach.coaching.batch import BatchCount, run_batch
from voicecoach.coaching.batch_folder import BatchItem, BatchJob
from voicecoach.coaching.batch_work import write_document
from voicecoach.coaching.cluster import ClusterOptions, run_on_cluster
from voicecoach.coaching.cluster_address import connect
from voicecoach.coaching.cluster_work import describe_worker, differences
from voicecoach.errors import LibraryError, NetworkError, UsageError

pytestmark = pytest.mark.cluster

JOB = BatchJob(words=False)
STORY = "Last year our tests took {n} minutes. It was my job. I made them faster. They took nine."


def start(program, *options, env):
    """Start a process of Dask on loopback, without its web page."""
    command = [sys.executable, "-m", "dask", program, "--no-dashboard", *options]
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture(autouse=True)
def no_client_left():
    """Collect a client that could not connect now, and not while Dask starts the next one.

    Dask ends such a client when it is collected, under the lock that starting an event loop holds:
    a collection just then would wait for itself without end, or in the loop's thread for ten
    seconds, after which the start is given up.
    """
    yield
    gc.collect()


@pytest.fixture
def inputs(tmp_path):
    """Give a folder of twelve texts and one that holds nothing."""
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(12):
        (folder / f"answer-{n:02}.txt").write_text(STORY.format(n=n + 20))
    (folder / "empty.txt").write_text("")
    return folder


def items_of(folder, out):
    """Return the inputs of a folder with their places in another."""
    return [BatchItem(file, out / f"{file.name}.json") for file in sorted(folder.glob("*.txt"))]


def documents(items):
    """Return what was written for each input."""
    return [item.target.read_text("utf-8") for item in items]


@pytest.fixture(scope="module")
def dask(tmp_path_factory):
    """Give the address of a scheduler on loopback, and its two workers."""
    from distributed import Client

    place = tmp_path_factory.mktemp("dask")
    file = place / "scheduler.json"
    env = {**os.environ, "VOICECOACH_HOME": str(place / "home")}
    with ExitStack() as stack:

        def run(program, *options):
            process = stack.enter_context(start(program, *options, env=env))
            stack.callback(process.kill)
            return process

        run("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", file)
        wait_until(lambda: file.is_file() and file.read_text(), "the scheduler")
        options = ("--scheduler-file", file, "--nthreads", "1", "--no-nanny")
        workers = [run("worker", *options), run("worker", *options)]
        address = json.loads(file.read_text())["address"]
        with Client(address, timeout=LIMIT_S) as client:
            client.wait_for_workers(len(workers), timeout=LIMIT_S)
        yield address, workers


def test_a_worker_that_is_killed_loses_nothing(inputs, tmp_path, dask):
    """Two workers, one killed after the first results: all documents, as one by one."""
    address, workers = dask
    alone, together = items_of(inputs, tmp_path / "alone"), items_of(inputs, tmp_path / "together")
    run_batch(alone, JOB, 1, lambda _: None)
    killed = []

    def kill_one(progress):
        if progress.n_done == 3:
            workers[0].kill()
            killed.append(workers[0].wait(LIMIT_S))

    progress = run_on_cluster(together, JOB, ClusterOptions(address, send_files=True), kill_one)
    assert killed
    assert progress.n_done == len(together)
    assert [Path(failure.source).name for failure in progress.failures] == ["empty.txt"]
    assert documents(together) == documents(alone)


def test_a_local_cluster_ends_with_ctrl_c_and_is_gone_on_with(run_cli, inputs, tmp_path):
    """Ctrl-C reaches every process and says one thing; --resume does the rest in any way."""
    out, alone = tmp_path / "together", items_of(inputs, tmp_path / "alone")
    together = items_of(inputs, out)
    options = ("analyze", str(inputs), "--no-words", "--out", str(out))
    process = subprocess.Popen(
        [sys.executable, "-m", "voicecoach", *options, "--cluster", "local"],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_until(lambda: together[1].target.exists(), "the first results")
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    _, said = process.communicate(timeout=LIMIT_S)
    assert "Traceback" not in said
    assert "--resume" in said or process.returncode == 1  # it may have been done before
    assert "13 files, 1 failed" in run_cli(*options, "--resume").stderr
    run_batch(alone, JOB, 1, lambda _: None)
    assert documents(together) == documents(alone)


def test_workers_with_other_versions_get_nothing(inputs, tmp_path, dask, monkeypatch):
    """A worker of another version is named with the difference, and is given no input."""
    monkeypatch.setattr(cluster_work, "__version__", "0.0.0")  # here, not in the worker
    monkeypatch.setattr(cluster, "NO_WORKER_S", 0.0)
    said = []
    items = items_of(inputs, tmp_path / "out")
    with pytest.raises(NetworkError) as caught:
        run_on_cluster(items, JOB, ClusterOptions(dask[0]), lambda _: None, said.append)
    assert caught.value.code == "cluster-versions"
    assert "VoiceCoach is" in said[0]
    assert "0.0.0 here" in said[0]
    assert not (tmp_path / "out").exists()


class Roster:
    """Answers as Dask's client does about who is there; each worker is gone when it is asked."""

    def __init__(self) -> None:
        self.there = {"tcp://127.0.0.1:1": 1}

    def nthreads(self):
        """Return the threads of each worker that is there."""
        return self.there

    def run(self, *_arguments, **_options):
        """Return what the workers answered."""
        return {}


def test_a_refused_worker_ends_nothing_while_others_may_come(inputs, tmp_path, monkeypatch):
    """The last good worker starts again beside one that is refused: it has a minute for that."""
    count = BatchCount(items_of(inputs, tmp_path / "out"), lambda _: None)
    roster = Roster()
    options = ClusterOptions("tcp://127.0.0.1:9")
    run = cluster._ClusterRun(roster, JOB, options, count, lambda _: None)
    assert run._live_workers() == set()
    monkeypatch.setattr(cluster, "NO_WORKER_S", -1.0)
    with pytest.raises(NetworkError) as caught:
        run._live_workers()
    assert caught.value.code == "cluster-versions"
    assert "0 of 13 results are kept" in caught.value.message
    roster.there = {}
    with pytest.raises(NetworkError) as caught:
        run._live_workers()
    assert caught.value.code == "cluster-lost"


def test_a_folder_that_cannot_be_made_is_no_lost_worker(inputs, tmp_path):
    """A file lies where the folder of a result should: that is said, as no network error."""
    (tmp_path / "out").write_text("")
    item = items_of(inputs, tmp_path / "out" / "late")[0]
    with pytest.raises(LibraryError) as caught:
        write_document(item, "{}")
    assert caught.value.code == "cannot-write"
    assert str(item.target.parent) in caught.value.message


def test_differences_are_said_in_words(tmp_path):
    """What differs is named with both values; a worker of the same kind differs in nothing."""
    here = describe_worker(JOB)
    assert differences(here, dict(here)) == []
    assert differences(here, here | {"av": "1.0"}) == [f"av is 1.0 there and {here['av']} here"]


def test_a_file_that_is_sent_is_named_as_it_was_given(tmp_path):
    """The document of a failure holds no path of the worker, whatever way the file came."""
    (tmp_path / "empty.txt").write_text("")
    path = str(tmp_path / "empty.txt")
    by_path, _ = cluster_work.analyse_remotely(JOB, "talks/empty.txt", path, None)
    by_bytes, failure = cluster_work.analyse_remotely(JOB, "talks/empty.txt", path, b"")
    assert by_path == by_bytes
    assert str(tmp_path) not in by_bytes
    assert failure is not None
    assert failure.source == "talks/empty.txt"


@pytest.mark.parametrize(
    ("address", "code", "error"),
    [
        ("tcp://127.0.0.1:9", "no-scheduler", NetworkError),
        ("carrier-pigeon://roof", "cluster-address", UsageError),
        ("tls://127.0.0.1:9", "cluster-address", UsageError),
        ("ucx://127.0.0.1:9", "cluster-address", UsageError),
        ("tcp://127.0.0.1", "cluster-address", UsageError),
    ],
)
def test_an_address_without_a_scheduler(inputs, tmp_path, monkeypatch, address, code, error):
    """One sentence says that nobody answers there, or that it is no address."""
    monkeypatch.setattr(cluster, "CONNECT_S", 0.5)
    with pytest.raises(error) as caught:
        run_on_cluster(items_of(inputs, tmp_path), JOB, ClusterOptions(address), lambda _: None)
    assert caught.value.code == code
    assert address in caught.value.message


@contextmanager
def answering(answer):
    """Give the address of a port that sends this to whoever connects, and then falls silent."""
    with socket.create_server(("127.0.0.1", 0)) as server, ExitStack() as stack:

        def serve():
            with suppress(OSError):
                while True:
                    stack.enter_context(server.accept()[0]).sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", bytes(64)])
def test_a_port_of_another_program_has_no_scheduler(inputs, tmp_path, answer):
    """What another program answers is neither a lack of memory nor a defect."""
    with answering(answer) as address, pytest.raises(NetworkError) as caught:
        run_on_cluster(items_of(inputs, tmp_path), JOB, ClusterOptions(address), lambda _: None)
    assert caught.value.code == "no-scheduler"


@pytest.mark.parametrize("part", [b"\1", bytes(4), (2).to_bytes(8, "little")])
def test_part_of_an_answer_is_not_waited_for(inputs, tmp_path, monkeypatch, part):
    """A port that sends the beginning of a message and falls silent is no scheduler."""
    monkeypatch.setattr(cluster, "CONNECT_S", 1.0)
    with answering(part) as address, pytest.raises(NetworkError) as caught:
        run_on_cluster(items_of(inputs, tmp_path), JOB, ClusterOptions(address), lambda _: None)
    assert caught.value.code == "no-scheduler"


def test_a_caller_with_an_event_loop_of_its_own():
    """Reaching a scheduler works inside one too, as in a notebook."""

    async def reach():
        connect("tls://127.0.0.1:9", 5.0)

    with ThreadPoolExecutor(1) as thread, pytest.raises(UsageError) as caught:
        thread.submit(asyncio.run, reach()).result()
    assert caught.value.code == "cluster-address"


def test_without_dask_one_sentence_says_so(run_cli, inputs, tmp_path, monkeypatch):
    """Without the extra the command names it."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = run_cli("analyze", inputs, "--out", tmp_path / "out", "--cluster", "local")
    assert done.status == 2
    assert "voicecoach[cluster]" in done.stderr


def test_nothing_left_to_do_needs_no_cluster():
    """Where every input is done already, no scheduler is looked for."""
    progress = run_on_cluster([], JOB, ClusterOptions("tcp://127.0.0.1:9"), lambda _: None)
    assert progress.n_total == 0


def test_options_that_need_each_other(run_cli, inputs, tmp_path):
    """A cluster needs a folder for the results; files are sent to a cluster alone."""
    assert run_cli("analyze", inputs, "--cluster", "local").status == 2
    assert run_cli("analyze", inputs, "--out", tmp_path / "o", "--send-files").status == 2
