"""A mock interview: rounds, an interviewer who moves on, stop and resume, kill -9."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.coaching.mock_interview import Candidate, begin, hold, short_answer, small_pack
from voicecoach.coaching.debrief_session import debrief_mock
from voicecoach.coaching.events import (
    AnswerNow,
    Event,
    Reported,
    RoundBegins,
    RoundEnded,
    TakeEnded,
)
from voicecoach.coaching.mock_store import Mocks, choose_mock
from voicecoach.coaching.recover import keep_unfinished
from voicecoach.config import Paths
from voicecoach.errors import AudioError, LibraryError, PackError, UsageError
from voicecoach.library import Library
from voicecoach.progress.mock_rounds import MockRecord, measure_round
from voicecoach.progress.mock_text import mock_document, render_mock, render_mock_markdown
from voicecoach.questions import find_pack
from voicecoach.types import Pack

ROOT = Path(__file__).parents[2]


@pytest.fixture
def mocks(own_home: Path) -> Mocks:
    """Return an empty folder of mock interviews."""
    return Mocks(Paths())


@pytest.fixture
def library(own_home: Path) -> Library:
    """Return an empty library."""
    return Library(own_home / "recordings")


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return six seconds of a spoken answer."""
    return short_answer(tmp_path_factory.mktemp("said"))


def test_a_whole_interview(mocks: Mocks, library: Library, answer: Path) -> None:
    """Each round is announced and ended, one follow-up an answer, and no report in between."""
    candidate = hold(mocks, mocks.propose(small_pack(), seed=1), library, answer)
    kinds = [type(event) for event in candidate.events]
    assert kinds.count(RoundBegins) == kinds.count(RoundEnded) == 2
    assert Reported not in kinds
    main = [name for name in candidate.asked if "follow-up" not in name]
    assert main == ["about-yourself", "ask-recruiter", "bigger-idea", "ask-bar-raiser"]
    follow_ups = [name for name in candidate.asked if "follow-up" in name]
    assert "bigger-idea-follow-up-1" in follow_ups
    assert all(name.endswith("follow-up-1") for name in follow_ups)
    record = mocks.load("last")
    assert record.is_over
    assert mocks.unfinished() is None
    found = debrief_mock(library, record, small_pack())
    assert [len(one.answers) for one in found.rounds] == [
        sum(name.startswith(("about", "ask-recruiter")) for name in candidate.asked),
        sum(name.startswith(("bigger", "ask-bar")) for name in candidate.asked),
    ]
    assert found.debrief is not None
    assert found.debrief.next_step is not None
    document = json.loads(json.dumps(mock_document(found)))
    assert document["over"]
    assert document["recorded_s"] == pytest.approx(6.0 * len(candidate.asked), abs=1.0)
    for text in (render_mock(found, "Amazon"), render_mock_markdown(found, "Amazon")):
        assert "One thing for tomorrow" in text
        assert "Bar raiser round" in text


def test_the_interviewer_moves_on(mocks: Mocks, library: Library, answer: Path) -> None:
    """Who never ends is cut off at the round's limit; what was not reached is said."""
    record = begin(mocks, small_pack(), seed=1, stage="bar-raiser")
    record = record.change(0, replace(record.rounds[0], limit_s=12.0))
    mocks.save(record)
    longer = short_answer(answer.parent, 14.0)
    candidate = hold(mocks, record, library, longer, ends=False)
    (ended,) = [event for event in candidate.events if isinstance(event, TakeEnded)]
    assert ended.why == "the time of this round is up"
    assert candidate.asked == ["bigger-idea"]
    (over,) = [event for event in candidate.events if isinstance(event, RoundEnded)]
    assert over.n_left == 1
    assert over.following == ""
    found = debrief_mock(library, mocks.load("last"), small_pack())
    assert found.rounds[0].not_reached == ("ask-bar-raiser",)
    assert "no-questions" in {one.code for one in found.mistakes}


def test_stop_and_resume_tomorrow(mocks: Mocks, library: Library, answer: Path) -> None:
    """Q ends the answer and keeps it; the next start asks what is left, and nothing twice."""
    begun = begin(mocks, small_pack(), seed=1)
    first = hold(mocks, begun, library, answer, stops_at=1)
    assert first.asked == ["about-yourself"]
    left = mocks.unfinished()
    assert left is not None
    assert [one.state for one in left.rounds] == ["begun", "waiting"]
    second = hold(mocks, left, library, answer, goes_on=False)
    assert [name for name in second.asked if "follow-up" not in name] == ["ask-recruiter"]
    begins = next(event for event in second.events if isinstance(event, RoundBegins))
    assert (begins.n_questions, begins.n_done) == (2, 1)
    assert begins.left_s == pytest.approx(begun.rounds[0].limit_s - 6.0, abs=0.5)
    third = mocks.unfinished()
    assert third is not None
    assert [one.state for one in third.rounds] == ["ended", "waiting"]
    assert len(third.rounds[0].sessions) == 2


def test_stopping_in_the_last_answer_ends_it(mocks: Mocks, library: Library, answer: Path) -> None:
    """When everything was asked, Q leaves nothing to go on with."""
    record = begin(mocks, small_pack(), seed=1, stage="bar-raiser")
    (only,) = record.rounds
    record = record.change(0, replace(only, questions=("ask-bar-raiser",)))
    mocks.save(record)
    candidate = hold(mocks, record, library, answer, stops_at=1)
    assert candidate.asked == ["ask-bar-raiser"]
    assert mocks.load("last").is_over


def test_which_one_is_held(mocks: Mocks) -> None:
    """One that is not over goes on, by its name or the newest; a new one only if asked for."""
    pack = small_pack()
    first, second = begin(mocks, pack, seed=1), begin(mocks, pack, seed=2, stage="bar-raiser")

    def find(name: str) -> Pack:
        return find_pack([pack], name or pack.name)

    assert choose_mock(mocks, find, name=first.name)[0] == first
    assert choose_mock(mocks, find, stage="bar-raiser") == (second, pack)
    proposed, _ = choose_mock(mocks, find, new=True)
    assert proposed.name not in mocks.names()
    with pytest.raises(PackError, match="needs a pack that is gone"):
        choose_mock(mocks, lambda name: find_pack([], name), name=first.name)


def test_silence_takes_time_and_asks_nothing(
    mocks: Mocks, library: Library, tmp_path: Path
) -> None:
    """An answer without a voice counts as asked and as time; it is no question of one's own."""
    silence = tmp_path / "silence.wav"
    soundfile.write(silence, np.zeros(5 * 16_000), 16_000)
    record = begin(mocks, small_pack(), seed=1, stage="bar-raiser")
    candidate = hold(mocks, record, library, silence)
    assert candidate.asked == ["bigger-idea", "ask-bar-raiser"]
    found = debrief_mock(library, mocks.load("last"), small_pack())
    assert found.spent_s == pytest.approx(10.0, abs=0.5)
    assert "no-questions" in {one.code for one in found.mistakes}
    assert "could not be judged" in render_mock(found, "Amazon")


KILLED = """
import sys
from pathlib import Path
from tests.coaching.mock_interview import Candidate, small_pack
from voicecoach.coaching.events import AnswerNow, QuestionAsked
from voicecoach.coaching.mock import MockInterview
from voicecoach.coaching.mock_store import Mocks
from voicecoach.coaching.session import Practice
from voicecoach.config import Paths
from voicecoach.library import Library
from voicecoach.sound.file_recorder import FileRecorder

class Speaking(Candidate):
    def poll(self, timeout_s):
        if self.recorder.take.elapsed_s > 1.0:
            print("speaking", flush=True)
            sys.stdin.readline()
        return None

recorder = FileRecorder([Path(sys.argv[1])] * 9)
ui, mocks = Speaking(recorder), Mocks(Paths())
practice = Practice(library=Library(Path(sys.argv[2])), pack=small_pack(), ui=ui, recorder=recorder)
MockInterview(mocks, mocks.propose(small_pack(), seed=1), practice, ui).run()
"""


def test_killed_in_the_middle_of_an_answer(mocks: Mocks, library: Library, answer: Path) -> None:
    """After kill -9 the sound is kept, the file is whole, and the next question comes next."""
    command = [sys.executable, "-c", KILLED, str(answer), str(library.root)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as held:
        assert held.stdout is not None
        assert held.stdout.readline() == "speaking\n"
        held.send_signal(signal.SIGKILL)
    record = mocks.unfinished()
    assert record is not None
    assert record.rounds[0].state == "begun"
    (unfinished,) = library.unfinished_takes()
    assert unfinished.seconds is not None
    assert unfinished.seconds > 0.9
    keep_unfinished(unfinished)
    progress = measure_round(record.rounds[0], library.scan()[0])
    assert progress.open_questions == ("ask-recruiter",)
    candidate = hold(mocks, record, library, answer, goes_on=False)
    assert candidate.asked[0] == "ask-recruiter"
    assert mocks.load(record.name).rounds[0].state == "ended"


def test_names_and_broken_files(mocks: Mocks) -> None:
    """One sentence for a name that is not there, a broken file, and a stage that is none."""
    with pytest.raises(LibraryError, match="no mock interview yet"):
        mocks.load("last")
    pack = small_pack()
    first, second = begin(mocks, pack, seed=1), begin(mocks, pack, seed=1)
    assert first.name != second.name
    with pytest.raises(LibraryError, match="no mock interview 'never'"):
        mocks.load("never")
    with pytest.raises(LibraryError, match="2 mock interviews begin with"):
        mocks.load("20")
    with pytest.raises(UsageError, match="no stage 'bar'"):
        mocks.propose(pack, stage="bar")
    newest = mocks.folder / f"{mocks.names()[0]}.json"
    newest.write_text('{"name": 3')
    with pytest.raises(LibraryError, match="damaged"):
        mocks.load("last")
    newest.write_text(newest.with_stem(mocks.names()[1]).read_text().replace("1", "2", 1))
    with pytest.raises(LibraryError, match="newer VoiceCoach"):
        mocks.load("last")
    newest.write_text('{"format_version": 2, "laps": []}')
    with pytest.raises(LibraryError, match="newer VoiceCoach"):
        mocks.load("last")
    assert mocks.unfinished() is not None


def test_one_process_holds_it(
    mocks: Mocks, library: Library, answer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second one is refused while the first lasts, and begins with what the first has done."""
    monkeypatch.setattr("voicecoach.safe_files.HOLD_PATIENCE_S", 0.0)
    old = begin(mocks, small_pack(), seed=1, stage="bar-raiser")
    with mocks.hold(old), pytest.raises(LibraryError, match="held in another window"):
        hold(mocks, old, library, answer)
    hold(mocks, old, library, answer, stops_at=1)
    second = hold(mocks, old, library, answer)
    assert second.asked[0] == "ask-bar-raiser"
    assert len(mocks.load("last").rounds[0].sessions) == 2
    elsewhere = replace(old, started="2026-11-24T10:00:00+00:00")
    with mocks.hold(elsewhere) as renamed:
        assert renamed.name == f"{old.name}-2"


def test_no_file_without_an_answer(mocks: Mocks, library: Library, tmp_path: Path) -> None:
    """A microphone that does not open leaves neither a mock interview nor a session."""
    with pytest.raises(AudioError):
        hold(mocks, mocks.propose(small_pack(), seed=1), library, tmp_path / "no microphone")
    assert mocks.names() == []
    assert library.entries() == ()
    assert list(library.root.glob("2*")) == []


def test_the_first_error_is_reported(
    mocks: Mocks, library: Library, answer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record that cannot be written after a round that failed does not hide why it failed."""

    def refuse(mocks: Mocks, record: MockRecord) -> None:
        raise LibraryError("The disk is full.")

    def fail(candidate: Candidate, event: Event) -> None:
        if isinstance(event, AnswerNow):
            monkeypatch.setattr(Mocks, "save", refuse)
            raise RuntimeError("first")

    record = begin(mocks, small_pack(), seed=1)
    monkeypatch.setattr(Candidate, "show", fail)
    with pytest.raises(RuntimeError, match="first"):
        hold(mocks, record, library, short_answer(answer.parent, 0.12))


def test_a_round_in_which_nothing_was_said(mocks: Mocks, library: Library, answer: Path) -> None:
    """Too short a take leaves no session, and its name belongs to no round."""
    nothing = short_answer(answer.parent, 0.12)
    hold(mocks, begin(mocks, small_pack(), seed=1), library, nothing, stops_at=1)
    assert list(library.root.glob("2*")) == []
    assert [one.sessions for one in mocks.load("last").rounds] == [(), ()]


def test_questions_that_are_gone(mocks: Mocks, library: Library, answer: Path) -> None:
    """They count neither as answered nor as a lack of time; the end of the round names them."""
    record = mocks.propose(small_pack(), seed=1)
    first, second = record.rounds
    record = record.change(0, replace(first, questions=("gone-1", "ask-recruiter")))
    record = record.change(1, replace(second, questions=("gone-2",)))
    candidate = hold(mocks, record, library, answer)
    (begins,) = [event for event in candidate.events if isinstance(event, RoundBegins)]
    assert (begins.n_questions, begins.n_done) == (1, 0)
    ended = [event for event in candidate.events if isinstance(event, RoundEnded)]
    assert [(event.n_left, event.n_gone) for event in ended] == [(0, 1), (0, 1)]
    found = debrief_mock(library, mocks.load("last"), small_pack())
    text = render_mock(found, "Amazon")
    assert "no longer in the pack: Gone 1." in text
    assert "no time for" not in text
    (document, _) = mock_document(found)["rounds"]
    assert (document["not_reached"], document["no_longer_in_pack"]) == ([], ["gone-1"])


def test_no_escape_reaches_the_terminal(mocks: Mocks, library: Library) -> None:
    """What a file holds as its date, or bears as its name, cannot move the cursor."""
    record = replace(begin(mocks, small_pack(), seed=1), started="\x1b[2J\x1b[H")
    assert "\x1b" not in render_mock(debrief_mock(library, record, None), "Amazon")
    mocks.save(replace(record, name="last\n\x1b[2Jone"))
    with pytest.raises(LibraryError) as refused:
        mocks.load("never")
    assert refused.value.remedy == "The last one is last [2Jone."
