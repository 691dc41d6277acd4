"""Recovers takes that a crash left unfinished: lists, keeps, finishes or discards them.

A take is recorded into ``recording.wav``, which becomes ``audio.flac`` at its end.  A WAV that is
still there and no longer written to was left by a crash.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from voicecoach.coaching.analyse_audio import Progress, ignore_progress
from voicecoach.coaching.reanalyse import AnalysisResult, reanalyse_answer
from voicecoach.coaching.stored_answer import finish_recording
from voicecoach.coaching.workspace import Workspace
from voicecoach.library import Library, UnfinishedTake

STILL_RUNNING = timedelta(seconds=10)
"""A WAV written this recently is being recorded in another window, not left by a crash."""


def list_unfinished(library: Library, *, now: datetime | None = None) -> tuple[UnfinishedTake, ...]:
    """Return the takes that a crash left, oldest first, without one being recorded now.

    Parameters
    ----------
    now
        The present moment, with its offset from UTC; the clock's if not given.
    """
    now = now or datetime.now(UTC)
    return tuple(
        take for take in library.unfinished_takes() if now - take.last_written > STILL_RUNNING
    )


def keep_unfinished(take: UnfinishedTake) -> Path:
    """Encode the recording as the take's FLAC and return it; it can be analysed later.

    Raises
    ------
    AudioError
        If that fails; the WAV then stays as it is.
    """
    return finish_recording(take.folder)


def finish_unfinished(
    workspace: Workspace, take: UnfinishedTake, *, on_progress: Progress = ignore_progress
) -> AnalysisResult:
    """Keep what was recorded, recognise and analyse it, store that and return it.

    Raises
    ------
    VoiceCoachError
        If it cannot be recognised, analysed or stored; the recording is kept.
    """
    return reanalyse_answer(workspace, take.folder.ref, on_progress=on_progress)


def discard_unfinished(library: Library, take: UnfinishedTake) -> None:
    """Delete the recording for good.

    Raises
    ------
    LibraryError
        If it cannot be deleted.
    """
    library.discard_take(take.folder)
