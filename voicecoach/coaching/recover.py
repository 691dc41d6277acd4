"""Recovers takes that a crash left unfinished: lists, keeps, finishes or discards them; cleans up.

A running session locks its folder, so an unlocked folder with an unfinished take was left by a
crash, however new it is.  Unfinished is a recording without its FLAC, a FLAC without a report, or a
file in which nothing was recorded.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach.coaching.analyse_audio import Progress, ignore_progress
from voicecoach.coaching.reanalyse import AnalysisResult, reanalyse_answer
from voicecoach.coaching.stored_answer import finish_recording, in_use
from voicecoach.library import Library, UnfinishedTake
from voicecoach.library.unfinished import is_temporary
from voicecoach.safe_files import hold_folder, remove_if_dead
from voicecoach.temporary_folders import remove_dead_folders

if TYPE_CHECKING:
    from voicecoach.coaching.workspace import Workspace
    from voicecoach.config import Paths


def keep_unfinished(take: UnfinishedTake) -> Path:
    """Encode the recording as the take's FLAC and return it; it can be analysed later.

    Raises
    ------
    LibraryError
        ``in-use`` where another process took it meanwhile.
    AudioError
        If its sound cannot be re-encoded; the WAV then stays as it is.
    """
    with hold_folder(take.folder.path.parent.parent) as held:
        if not held:
            raise in_use(take.folder)
        if take.folder.wav.exists():
            finish_recording(take.folder)
        return take.folder.flac


def finish_unfinished(
    workspace: Workspace, take: UnfinishedTake, *, on_progress: Progress = ignore_progress
) -> AnalysisResult:
    """Keep what was recorded, recognise and analyse it, store that and return it.

    Raises
    ------
    VoiceCoachError
        If it cannot be recognised, analysed or stored; the recording is kept.
    """
    keep_unfinished(take)
    result = reanalyse_answer(workspace, take.folder.ref, on_progress=on_progress)
    if result.failure is not None:
        raise result.failure
    return result


def discard_unfinished(library: Library, take: UnfinishedTake) -> None:
    """Delete the recording for good.

    Raises
    ------
    LibraryError
        If it cannot be deleted.
    """
    library.discard_take(take.folder)


def clean_up(library: Library, paths: Paths) -> int:
    """Remove what dead processes left: half-written files, locks, temporary folders.

    Returns how many there were.  Called when a program starts that writes.
    """
    n_removed = library.clean_up() + remove_dead_folders()
    places = {paths.data, paths.config_file.parent, paths.state}
    for folder in places | {paths.data / "preparations", paths.data / "mocks"}:
        n_removed += _remove_half_written(folder)
    return n_removed


def _remove_half_written(folder: Path) -> int:
    try:
        found = [path for path in folder.iterdir() if is_temporary(path.name)]
    except OSError:
        return 0
    return sum(remove_if_dead(path) for path in found)
