"""What a crash left: listed, kept, finished or discarded, as values."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import soundfile

from tests.samples import question
from tests.synthesis.answers import spoken_answer
from voicecoach.coaching.recover import (
    discard_unfinished,
    finish_unfinished,
    keep_unfinished,
)
from voicecoach.coaching.workspace import Workspace
from voicecoach.errors import LibraryError
from voicecoach.library import UnfinishedTake
from voicecoach.safe_files import hold_folder

pytestmark = pytest.mark.voice

STARTED = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture
def workspace(own_home: Path) -> Workspace:
    """Return a workspace whose library holds one take that was cut off."""
    workspace = Workspace.load()
    library = workspace.library
    session = library.create_session("amazon-backend-developer", STARTED)
    take = library.create_take(library.create_answer(session, question()))
    samples, rate = soundfile.read(spoken_answer("decision").flac, dtype="int16")
    soundfile.write(take.wav, samples, rate, subtype="PCM_16")
    return workspace


def left_over(workspace: Workspace) -> UnfinishedTake:
    (take,) = workspace.library.unfinished_takes()
    return take


def test_a_recording_that_goes_on_is_none(workspace: Workspace) -> None:
    """What another process holds belongs to another window, and is not finished from here."""
    take = left_over(workspace)
    assert take.question == question()
    with hold_folder(take.folder.path.parent.parent):
        assert workspace.library.unfinished_takes() == ()
        with pytest.raises(LibraryError, match="another window"):
            keep_unfinished(take)


def test_kept(workspace: Workspace) -> None:
    """Every sample is in the FLAC, the WAV is gone, nothing is unfinished any more."""
    take = left_over(workspace)
    before = soundfile.read(take.folder.wav, dtype="int16")[0]
    flac = keep_unfinished(take)
    assert (soundfile.read(flac, dtype="int16")[0] == before).all()
    assert not take.folder.wav.exists()
    (rest,) = workspace.library.unfinished_takes()
    assert rest.state == "not-analysed"


def test_finished(workspace: Workspace) -> None:
    """Kept, analysed and stored; without a model the result says that words are missing."""
    result = finish_unfinished(workspace, left_over(workspace))
    assert result.no_model
    assert result.answer is not None
    assert result.answer.analysis == result.analysis
    assert result.analysis.question is not None
    assert workspace.library.entries()[0].state == "no-transcript"


def test_discarded(workspace: Workspace) -> None:
    """The take is gone."""
    take = left_over(workspace)
    discard_unfinished(workspace.library, take)
    assert not take.folder.path.exists()
