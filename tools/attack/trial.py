"""One trial: command lines in a process of their own, watched for defects, hangs and crashes."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

HANG_S = 60.0
"""Longer than any of these commands takes on a busy machine by a factor of ten."""

MEMORY_BYTES = 6 << 30
"""A file that never ends must not take the machine with it."""

MARKS = ("this is a defect", "Traceback (most recent call last)", "Segmentation fault")
STATUSES = frozenset({0, 1, 2, 3, 4, 5, 130})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one command line ended; ``fault`` is empty where it behaved."""

    argv: tuple[str, ...]
    status: int
    output: str
    fault: str


def run_forked(argv: Sequence[str], env: dict[str, str], cwd: Path) -> Outcome:
    """Run one command line of VoiceCoach in a forked process and judge how it ended."""

    def call() -> int:
        from voicecoach.cli.main import run

        return int(run(list(argv)))

    return fork(call, tuple(argv), env, cwd)


def fork(call: Callable[[], int], name: tuple[str, ...], env: dict[str, str], cwd: Path) -> Outcome:
    """Run ``call`` in a forked process, its output in a pipe, and judge how it ended."""
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        _become(call, writer, env, cwd)
    os.close(writer)
    output, hung = _drain(reader, HANG_S)
    os.close(reader)
    if hung:
        os.kill(process, signal.SIGKILL)
    _, waited = os.waitpid(process, 0)
    status = os.waitstatus_to_exitcode(waited)
    text = output.decode("utf-8", "replace")
    return Outcome(name, status, text, "hang" if hung else _judge(status, text))


def _become(call: Callable[[], int], writer: int, env: dict[str, str], cwd: Path) -> None:
    status = 70
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        os.environ.clear()
        os.environ.update(env)
        os.chdir(cwd)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.dup2(writer, 1)
        os.dup2(writer, 2)
        import sys

        sys.stdin = open(0, closefd=False)  # noqa: SIM115
        sys.stdout = open(1, "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
        status = call()
        sys.stdout.flush()
        sys.stderr.flush()
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else 1
    except BaseException:  # noqa: BLE001 - whatever comes through is the finding
        import traceback

        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(status & 0xFF)


def _drain(reader: int, limit_s: float) -> tuple[bytes, bool]:
    end, found = time.monotonic() + limit_s, bytearray()
    while (left := end - time.monotonic()) > 0:
        if select.select([reader], [], [], left)[0]:
            data = os.read(reader, 65536)
            if not data:
                return bytes(found), False
            found += data
    return bytes(found), True


def _judge(status: int, text: str) -> str:
    for mark in MARKS:
        if mark in text:
            line = next((line for line in text.splitlines() if mark in line), mark)
            return f"defect: {line.strip()[:200]}"
    return "" if status in STATUSES else f"status {status}"
