"""Long work in the background, one job after the other, each with its progress and its outcome.

Adding a recording, finishing what a crash left, analysing again: a page asks for it, goes on
at once, and looks later how far it is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from voicecoach.coaching.analyse_audio import Progress
from voicecoach.errors import VoiceCoachError

JobState = Literal["waiting", "working", "done", "failed"]

MAX_KEPT = 200
"""Finished jobs whose outcome is remembered for the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a job made: a take in the library, and what is missing of it if anything is."""

    ref: str
    message: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of work.

    Parameters
    ----------
    number
        Counts the jobs of this start, from 1.
    name
        What people call it: a file's own name, an answer's title.
    state
        How far it is; ``done`` also where words are missing, then ``message`` says why.
    step, share
        What is being done, and how much of it in [0, 1].
    ref
        Its take in the library, once it is there.
    message, remedy
        What went wrong, or what is missing, and what to do.
    """

    number: int
    name: str
    state: JobState = "waiting"
    step: str = ""
    share: float = 0.0
    ref: str = ""
    message: str = ""
    remedy: str = ""


Work = Callable[[Progress], Outcome]
"""Does a job; called with what takes its progress, raises VoiceCoachError where it cannot."""


class JobQueue:
    """Does jobs in a thread of its own, in their order; one that fails stops nothing."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[int, Work]] = []
        self._jobs: dict[int, Job] = {}
        self._n = 0
        self._thread: threading.Thread | None = None

    def submit(self, name: str, work: Work) -> Job:
        """Take a job over and return at once."""
        with self._lock:
            self._n += 1
            job = Job(number=self._n, name=name)
            self._jobs[job.number] = job
            self._waiting.append((job.number, work))
            for number in list(self._jobs)[:-MAX_KEPT]:
                if self._jobs[number].state in {"done", "failed"}:
                    del self._jobs[number]
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()
        return job

    def jobs(self) -> tuple[Job, ...]:
        """Return the jobs of this start, the newest first."""
        with self._lock:
            return tuple(reversed(self._jobs.values()))

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._thread = None
                    return
                number, work = self._waiting.pop(0)
            self._do(number, work)

    def _do(self, number: int, work: Work) -> None:
        def on_progress(step: str, share: float) -> None:
            self._change(number, state="working", step=step, share=share)

        on_progress("Beginning", 0.0)
        try:
            outcome = work(on_progress)
        except VoiceCoachError as error:
            self._change(number, state="failed", message=error.message, remedy=error.remedy)
        except Exception as error:  # noqa: BLE001 - a thread has nobody above it who could show it
            text = f"VoiceCoach made a mistake: {type(error).__name__}: {error}."
            self._change(number, state="failed", message=text)
        else:
            self._change(
                number,
                state="done",
                ref=outcome.ref,
                message=outcome.message,
                remedy=outcome.remedy,
            )

    def _change(self, number: int, **changes: object) -> None:
        with self._lock:
            self._jobs[number] = replace(self._jobs[number], **changes)  # type: ignore[arg-type]
