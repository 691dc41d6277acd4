"""The unit of work on a cluster: a function that can be imported, and what its process must have.

Dask sends a function by its name and its arguments as bytes, so what is sent here are names, paths
and the sound of a file, never a loaded model; each process loads its own once.
"""

from __future__ import annotations

import hashlib
import platform
import signal
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Lock

from voicecoach import __version__
from voicecoach.coaching.batch_folder import BatchJob
from voicecoach.coaching.batch_work import (
    BatchFailure,
    BatchTools,
    analyse_document,
    failed,
    make_tools,
)
from voicecoach.errors import VoiceCoachError
from voicecoach.json_files import to_json
from voicecoach.temporary_folders import temporary_folder

PACKAGES = ("faster-whisper", "ctranslate2", "onnxruntime", "av", "numpy", "num2words")
"""Libraries whose version can change a figure or a word."""

_one_at_a_time = Lock()
"""A worker that was started with several threads still recognises one file after the other."""


def dask_setup(_worker: object) -> None:
    """Prepare a worker process of a local cluster; Dask calls this where it starts one.

    Ctrl-C at a terminal reaches every process; the command ends its workers itself.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@lru_cache(maxsize=1)
def _tools(job: BatchJob) -> BatchTools:
    return make_tools(job)


def analyse_remotely(
    job: BatchJob, source: str, path: str, data: bytes | None
) -> tuple[str, BatchFailure | None]:
    """Return the document of one input, and why it failed, if it did.

    Parameters
    ----------
    source
        The input's name as it was given; it stands in the document of a failure.
    path
        Where this machine finds it.
    data
        Its bytes where it was sent; None where machines share the disk.
    """
    with _one_at_a_time:
        try:
            tools = _tools(job)
            if data is None:
                return analyse_document(tools, Path(path), source)
            with temporary_folder("cluster") as folder:
                file = folder / Path(path).name
                file.write_bytes(data)
                return analyse_document(tools, file, source)
        except VoiceCoachError as error:
            return failed(source, error)
        except OSError as error:
            text = f"{source} could not be kept on the worker: {error.strerror}."
            return failed(source, VoiceCoachError(text, code="resources"))


def describe_worker(job: BatchJob) -> dict[str, str]:
    """Return what must be alike in all processes of a job for their results to be alike.

    Raises
    ------
    VoiceCoachError
        If the job names a model, pack or question that is not on this machine.
    """
    tools = make_tools(job)
    context = tools.options.context
    folder = tools.workspace.model() if job.words else None
    known = {
        "VoiceCoach": __version__,
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "the model": _digest_of(folder.path) if folder else "none",
        "the question": to_json(context.question) if context.question else "none",
        "the pack": _short(to_json(context.pack).encode()) if context.pack else "none",
        "the setting `words`": ", ".join(context.own_words),
    }
    return known | {name: _version(name) for name in PACKAGES}


def differences(expected: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """Return in a few words each how a worker differs from what is expected."""
    return [
        f"{name} is {_shown(found.get(name, 'unknown'))} there and {_shown(value)} here"
        for name, value in expected.items()
        if found.get(name) != value
    ]


def _shown(value: str) -> str:
    return value if len(value) <= 40 else f"{value[:40]}…"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


@lru_cache(maxsize=4)
def _digest_of(folder: Path) -> str:
    """Return a short digest of all files of a model."""
    whole = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        if file.is_file():
            with file.open("rb") as opened:
                whole.update(file.name.encode() + hashlib.file_digest(opened, "sha256").digest())
    return whole.hexdigest()[:12]


def _short(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]
