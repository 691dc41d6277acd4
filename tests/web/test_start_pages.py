"""Getting ready without a browser: the example answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.coaching.mock_interview import hosted, short_answer
from tests.waits import wait_until
from tests.web.site import get, post, serving
from voicecoach.coaching.machine import Machine
from voicecoach.coaching.workspace import Workspace
from voicecoach.library import Library
from voicecoach.sound.level import MicrophoneCheck
from voicecoach.web.add import EXAMPLE_QUESTION


def test_an_example_can_be_read_and_played(own_home: Path, tmp_path: Path) -> None:
    """Without a model too: its report and its sound are there, under its question."""
    library = Library(own_home / "recordings")
    host = hosted(library, short_answer(tmp_path))
    with serving(library, with_jobs=True, host=host) as running:
        assert 'action="/add/example"' in get(running, "/start")[1]
        status, _, where = post(running, "/add/example")
        assert (status, where) == (303, "/add")
        wait_until(lambda: "Open the report" in get(running, where)[1], "the example's report")
        (entry,) = library.entries()
        read, page = get(running, f"/answer/{entry.ref}")
        played, _ = get(running, f"/answer/{entry.ref}/audio")
    assert entry.question_id == EXAMPLE_QUESTION
    assert read == played == 200
    assert "<audio" in page


@pytest.mark.usefixtures("own_home")
def test_another_microphone_has_not_been_heard() -> None:
    """The step stays done while a voice is chosen, and is open again behind another microphone."""
    machine = Machine(Workspace.load)
    machine.tried, machine.tried_wav = MicrophoneCheck("ok", "It is heard.", "", -20.0), b"RIFF"
    machine.choose("voice", "")
    assert machine.tried is not None
    machine.choose("device", "")
    assert machine.tried is None
    assert not machine.tried_wav
