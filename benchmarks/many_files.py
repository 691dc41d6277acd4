"""Many recordings: killed and resumed, on a cluster that loses a worker, and what it costs.

Usage: python -m benchmarks.many_files same MODEL [N]
       python -m benchmarks.many_files throughput MODEL…

`same` makes N files (200 by default: three in ten recordings of 3 s, one in twenty broken, the rest
texts) and analyses them one by one, with `--jobs 2` killed with SIGKILL and resumed, and on two
Dask workers of which one is killed.  It compares every document byte for byte.

`throughput` analyses the shipped spoken answers twice with one process, then with two, and prints
a row of a table for each model.  By its processor time it takes some three minutes for tiny.en
and base where nothing else runs.  The load stands in each row: where it is more than the number of
processes, others ran.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import soundfile

from voicecoach.coaching.batch_folder import ENDING, list_results

ROOT = Path(__file__).parents[1]
STORY = (
    "Last year our tests took {n} minutes. It was my job to make them faster. "
    "First I measured which were slow. As a result they went from {n} minutes to nine."
)
N_FILES = 200
PIECE_S = 3.0
DEADLINE_S = 3600.0


def make_files(folder: Path, n_files: int) -> None:
    """Write recordings, texts and broken files, spread over three folders."""
    samples, rate = soundfile.read(ROOT / "voicecoach/demo/answers/slow-page-2.flac")
    length = int(PIECE_S * rate)
    for number in range(n_files):
        place = folder / f"group-{number % 3}"
        place.mkdir(parents=True, exist_ok=True)
        if number % 20 == 7:
            (place / f"broken-{number:03}.wav").write_bytes(b"This is no sound." * number)
        elif number % 10 < 3:
            start = (number * 7919) % (len(samples) - length)
            piece = samples[start : start + length]
            soundfile.write(place / f"spoken-{number:03}.flac", piece, rate)
        else:
            (place / f"text-{number:03}.txt").write_text(STORY.format(n=number + 10))


def analyse(*arguments: object) -> subprocess.Popen[str]:
    """Start `voicecoach analyze`."""
    command = [sys.executable, "-m", "voicecoach", "analyze", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(folder: Path, n_results: int) -> None:
    """Wait until a folder holds so many results."""
    deadline = time.monotonic() + DEADLINE_S
    while not folder.is_dir() or len(list_results(folder)) < n_results:
        if time.monotonic() > deadline:
            sys.exit(f"{folder} never held {n_results} results")
        time.sleep(0.2)


def one_by_one(folder: Path, model: str) -> dict[str, str]:
    """Return the documents of a single process by the names of their files."""
    done = analyse(folder, "--model", model, "--json").communicate()[0]
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    lines = done.splitlines()
    return {
        f"{file.relative_to(folder).as_posix()}{ENDING}": f"{line}\n"
        for file, line in zip(files, lines, strict=True)
    }


def compare(name: str, out: Path, alone: dict[str, str]) -> bool:
    """Print whether the documents in a folder are those of one by one."""
    found = {
        file.relative_to(out).as_posix(): file.read_text("utf-8") for file in list_results(out)
    }
    other = [key for key, text in alone.items() if found.get(key) != text]
    failed = sum('"error":' in text for text in found.values())
    print(f"{name}: {len(found)} documents, {failed} failures, {len(other)} differ", *other[:5])
    return not other and len(found) == len(alone)


def killed_and_resumed(folder: Path, out: Path, model: str) -> None:
    """Run with two processes, kill with SIGKILL after some results, and resume."""
    process = analyse(folder, "--model", model, "--jobs", 2, "--out", out)
    wait_for(out, 5)
    process.kill()
    process.communicate()
    kept = len(list_results(out))
    said = analyse(folder, "--model", model, "--jobs", 2, "--out", out, "--resume").communicate()[1]
    print(f"killed with {kept} results; resumed: {said.strip().splitlines()[-1]}")


@contextmanager
def two_workers(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Give the address of a scheduler on loopback, and its two workers."""
    file = folder / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    options = ["--no-dashboard", "--scheduler-file", str(file)]
    processes = [
        subprocess.Popen(
            [*dask, "scheduler", *options, "--host", "127.0.0.1", "--port", "0"], **quiet
        )
    ]
    try:
        while not (file.is_file() and file.read_text()):
            time.sleep(0.2)
        worker = [*dask, "worker", *options, "--nthreads", "1", "--no-nanny"]
        processes += [subprocess.Popen(worker, **quiet) for _ in range(2)]
        yield json.loads(file.read_text())["address"], processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def on_a_cluster(folder: Path, out: Path, model: str, place: Path) -> None:
    """Run on two workers and kill one of them after some results."""
    with two_workers(place) as (address, workers):
        process = analyse(
            folder, "--model", model, "--cluster", address, "--send-files", "--out", out
        )
        wait_for(out, 5)
        workers[0].kill()
        kept = len(list_results(out))
        said = process.communicate()[1]
        print(f"a worker killed at {kept} results: {said.strip().splitlines()[-1]}")


def same(model: str, n_files: int) -> int:
    """Compare the ways with each other; return 1 if a byte differs."""
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        folder = place / "in"
        make_files(folder, n_files)
        alone = one_by_one(folder, model)
        killed_and_resumed(folder, place / "jobs", model)
        right = compare("--jobs 2", place / "jobs", alone)
        on_a_cluster(folder, place / "cluster", model, place)
        right &= compare("--cluster", place / "cluster", alone)
    return 0 if right else 1


def throughput(models: Sequence[str]) -> int:
    """Print a table row for each model and number of processes."""
    answers = sorted((ROOT / "voicecoach/demo/answers").glob("*.flac"))
    speech_s = sum(soundfile.info(file).duration for file in answers) * 2
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "in"
        folder.mkdir()
        for number in range(2):
            for file in answers:
                (folder / f"{number}-{file.name}").write_bytes(file.read_bytes())
        print(f"{2 * len(answers)} answers, {speech_s:.0f} s of speech")
        print(
            "| model | `--jobs` | processor time | elapsed | speech per core-hour | memory | load |"
        )
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for model in models:
            for n_jobs in (1, 2):
                out = Path(temporary) / f"{Path(model).name}-{n_jobs}"
                print(measure(folder, model, n_jobs, out, speech_s), flush=True)
    return 0


def measure(folder: Path, model: str, n_jobs: int, out: Path, speech_s: float) -> str:
    """Analyse a folder and return its row; memory is that of the largest process."""
    began = time.monotonic()
    process = analyse(folder, "--model", model, "--jobs", n_jobs, "--out", out)
    _, status, used = os.wait4(process.pid, 0)  # with the workers it has waited for
    elapsed_s = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(process.communicate()[1])
    processor_s = used.ru_utime + used.ru_stime
    return (
        f"| {Path(model).name} | {n_jobs} | {processor_s:.1f} s | {elapsed_s:.0f} s "
        f"| {speech_s / processor_s:.0f} h | {used.ru_maxrss / 1024:.0f} MB "
        f"| {os.getloadavg()[0]:.1f} |"
    )


def main() -> int:
    """Do what the command line names."""
    match sys.argv[1:]:
        case ["same", model]:
            return same(model, N_FILES)
        case ["same", model, number]:
            return same(model, int(number))
        case ["throughput", first, *models]:
            return throughput([first, *models])
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
