"""Asked on as an interviewer would: follow-ups recorded as answers of their own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests import signals
from tests.analysis.test_advice import AMAZON, asked, codes, judge
from tests.coaching.mock_interview import Candidate, short_answer
from tests.soundcard import RATE
from voicecoach.coaching.events import Notice
from voicecoach.coaching.session import Practice
from voicecoach.errors import AudioError
from voicecoach.library import Library, SessionFolder
from voicecoach.questions import follow_up_questions
from voicecoach.safe_files import is_held
from voicecoach.sound.file_recorder import FileRecorder
from voicecoach.sound.files import resample

SITTING = """
import sys, time
from pathlib import Path
from tests.analysis.test_advice import AMAZON, asked
from tests.scripted import ScriptedTranscriber
from voicecoach.coaching.events import Command, QuestionAsked, Reported
from voicecoach.library import Library
from voicecoach.coaching.session import Practice
from voicecoach.sound.recorder import SoundDeviceRecorder

STORY = (
    "Last year at my old company the nightly report took six hours and everybody was waiting. "
    "It was my job to make it faster. First I looked at the queries and I added an index."
)

class SessionUI:
    def show(self, event):
        if isinstance(event, QuestionAsked):
            print("asked", event.question.id, "|", event.question.prompt, flush=True)
            self.since = time.monotonic()
    def poll(self, timeout_s):
        time.sleep(timeout_s)
        return Command.END if time.monotonic() - self.since > 3.0 else None
    def confirm(self, text):
        return False
    def choose_next(self, *, last):
        print("next", last, flush=True)
        return Command.NEXT

practice = Practice(
    library=Library(Path(sys.argv[1])), pack=AMAZON, ui=SessionUI(),
    recorder=SoundDeviceRecorder(),
    transcriber=ScriptedTranscriber(lambda *_: STORY), ask_follow_ups=True,
)
practice.run([asked("push-back")])
"""


@pytest.mark.soundcard
@pytest.mark.voice
def test_follow_ups_are_answers_of_their_own(soundcard, tmp_path):
    """After the report the pack's and the rules' questions come, each kept beside the first."""
    spoken = signals.answer([0.5] * 10, lead=0.5)
    with soundcard.playing(resample(spoken.samples, spoken.rate, RATE)):
        sitting = subprocess.run(
            [sys.executable, "-c", SITTING, str(tmp_path / "recordings")],
            env=soundcard.env,
            capture_output=True,
            text=True,
            check=False,
        )
    assert sitting.returncode == 0, sitting.stderr
    lines = sitting.stdout.splitlines()
    prompts = [line.partition(" | ")[2] for line in lines if line.startswith("asked")]
    assert len(prompts) == 4
    assert [line for line in lines if line.startswith("next")] == ["next False"] * 3 + ["next True"]
    (session,) = (tmp_path / "recordings").glob("2*")
    folders = sorted(path.name for path in session.iterdir() if path.is_dir())
    assert folders == ["01_push-back", *(f"0{n}_push-back-follow-up-{n - 1}" for n in (2, 3, 4))]
    first = json.loads((session / folders[0] / "take-1" / "analysis.json").read_text())
    assert first["follow_ups"] == prompts[1:]
    second = json.loads((session / folders[1] / "take-1" / "analysis.json").read_text())
    assert second["question"]["prompt"] == prompts[1]
    assert second["star"]["applicable"] is False
    assert second["measures"]["span_s"] > 1


def test_a_reply_is_no_story():
    """Its parts are not judged, and neither is what its kind would ask for."""
    (question,) = follow_up_questions(asked("push-back"), ["What did you offer instead?"])
    analysis = judge("I offered them the smaller report by Friday.", question, seconds=20.0)
    assert not analysis.star.applicable
    assert analysis.star.parts is None
    assert all(sentence.part == "other" for sentence in analysis.star.sentences)
    assert not codes(analysis) & {"no-episode", "part-missing", "no-number"}
    (question,) = follow_up_questions(asked("why-amazon"), ["What would you miss?"])
    assert "motivation-company-missing" not in codes(judge("My team, I think.", question))


@pytest.mark.parametrize(("goes_on", "n_said"), [(True, 1), (False, 0)])
def test_only_who_goes_on_hears_that_there_is_no_follow_up(tmp_path, goes_on, n_said):
    """An answer without words has none; who is done did not ask for one."""
    recorder = FileRecorder([short_answer(tmp_path)])
    ui = Candidate(recorder, goes_on=goes_on)
    library = Library(tmp_path / "recordings")
    Practice(library, AMAZON, ui, recorder, ask_follow_ups=True).run([asked("push-back")])
    said = [event.text for event in ui.events if isinstance(event, Notice)]
    assert said.count("There is no follow-up question to this answer.") == n_said


def test_a_session_is_dropped_while_it_is_held(tmp_path, monkeypatch):
    """No other window can take the folder for left over before this one is done with it."""
    library, drop, held = Library(tmp_path / "recordings"), Library.drop_if_not_recorded, []

    def look_and_drop(library: Library, session: SessionFolder) -> bool:
        held.append(is_held(session.path))
        return drop(library, session)

    monkeypatch.setattr(Library, "drop_if_not_recorded", look_and_drop)
    recorder = FileRecorder([tmp_path / "no microphone"])
    practice = Practice(library, AMAZON, Candidate(recorder), recorder)
    with pytest.raises(AudioError):
        practice.run([asked("push-back")])
    assert held == [True]
    assert practice.session_name == ""
    assert list(library.root.glob("2*")) == []
