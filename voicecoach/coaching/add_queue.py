"""Recordings that are added in the background, one after the other, each with its progress."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from voicecoach.coaching.add_recording import add_recording
from voicecoach.coaching.workspace import Workspace
from voicecoach.errors import VoiceCoachError
from voicecoach.types import Pack, Question

AddState = Literal["waiting", "working", "added", "failed"]

MAX_KEPT = 200
"""Finished files whose outcome is remembered for the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddJob:
    """One file on its way into the library.

    Parameters
    ----------
    number
        Counts the files of this start, from 1.
    name
        The file's own name.
    state
        How far it is; ``added`` also where its words are missing, then ``message`` says why.
    step, share
        What is being done, and how much of it in [0, 1].
    ref
        Its take in the library, once it is there.
    message, remedy
        What went wrong, or what is missing, and what to do.
    """

    number: int
    name: str
    state: AddState = "waiting"
    step: str = ""
    share: float = 0.0
    ref: str = ""
    message: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    job: int
    file: Path
    question: Question | None
    pack: Pack | None
    started: datetime | None


class AddQueue:
    """Adds files in a thread of its own; a broken file stops nothing.

    Parameters
    ----------
    load
        Reads the settings; called for each file.
    """

    def __init__(self, load: Callable[[], Workspace]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._waiting: list[_Wanted] = []
        self._jobs: dict[int, AddJob] = {}
        self._n = 0
        self._thread: threading.Thread | None = None

    def add(
        self,
        file: Path,
        *,
        question: Question | None = None,
        pack: Pack | None = None,
        started: datetime | None = None,
    ) -> AddJob:
        """Take a file over and return at once; its folder is deleted when it has been added.

        Parameters
        ----------
        file
            In a folder of its own that nobody else uses.
        question, pack, started
            As in `add_recording`.
        """
        with self._lock:
            self._n += 1
            job = AddJob(number=self._n, name=file.name)
            self._jobs[job.number] = job
            wanted = _Wanted(
                job=job.number, file=file, question=question, pack=pack, started=started
            )
            self._waiting.append(wanted)
            for number in list(self._jobs)[:-MAX_KEPT]:
                if self._jobs[number].state in {"added", "failed"}:
                    del self._jobs[number]
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()
        return job

    def jobs(self) -> tuple[AddJob, ...]:
        """Return the files of this start, the newest first."""
        with self._lock:
            return tuple(reversed(self._jobs.values()))

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._thread = None
                    return
                wanted = self._waiting.pop(0)
            try:
                self._add(wanted)
            finally:
                shutil.rmtree(wanted.file.parent, ignore_errors=True)

    def _add(self, wanted: _Wanted) -> None:
        def on_progress(step: str, share: float) -> None:
            self._change(wanted.job, state="working", step=step, share=share)

        on_progress("Reading the file", 0.0)
        try:
            added = add_recording(
                self._load(),
                wanted.file,
                question=wanted.question,
                pack=wanted.pack,
                started=wanted.started,
                on_progress=on_progress,
            )
        except VoiceCoachError as error:
            # the name the candidate knows, not where the upload lay for a moment
            message = error.message.replace(str(wanted.file), wanted.file.name)
            self._change(wanted.job, state="failed", message=message, remedy=error.remedy)
            return
        except Exception as error:  # noqa: BLE001 - a thread has nobody above it who could show it
            text = f"VoiceCoach made a mistake: {type(error).__name__}: {error}."
            self._change(wanted.job, state="failed", message=text)
            return
        message, remedy = "", ""
        if added.failure is not None:
            message, remedy = added.failure.message, added.failure.remedy
        elif added.no_model:
            message = "No recognition model is installed: the words are missing."
        self._change(
            wanted.job, state="added", ref=added.folder.ref, message=message, remedy=remedy
        )

    def _change(self, number: int, **changes: object) -> None:
        with self._lock:
            self._jobs[number] = replace(self._jobs[number], **changes)  # type: ignore[arg-type]
