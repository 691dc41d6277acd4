"""Why a take ends, and what is said on the way: a lost microphone, a full disk, a gap."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.coaching.mock_interview import short_answer, small_pack
from tests.samples import question
from tests.waits import LIMIT_S
from voicecoach.coaching.answer_take import AnswerTake
from voicecoach.coaching.events import AnswerNow, Command, Notice
from voicecoach.coaching.take_monitor import Limits, LiveTranscript, TakeMonitor
from voicecoach.errors import Interrupted, LibraryError
from voicecoach.library import Library
from voicecoach.library.reading import measure_wav
from voicecoach.sound.file_recorder import FileRecorder, FileTake
from voicecoach.sound.wav import WavFile
from voicecoach.types import Gap


@dataclass
class Take:
    """A take of which everything is known."""

    elapsed_s: float = 5.0
    level_db: float = -30.0
    peak_db: float = -20.0
    silence_s: float = 0.0
    heard_voice: bool = True
    paused: bool = False
    lost: str | None = None
    disk_failed: bool = False
    gaps: tuple[Gap, ...] = ()
    channels_cancel: bool = False


@dataclass
class UI:
    """Notes what is shown, and ends the take after some looks."""

    n_looks: int = 3
    shown: list[object] = field(default_factory=list)

    def show(self, event: object) -> None:
        """Note it."""
        self.shown.append(event)

    def poll(self, timeout_s: float) -> None:
        """Nobody presses a key."""
        del timeout_s


class Silent:
    """No words."""

    caption = ""

    def notices(self) -> list[Notice]:
        """Nothing to say."""
        return []

    remarks = notices


@pytest.mark.parametrize(
    ("sentence", "disk_failed", "clause"),
    [
        ("The microphone X is gone.", False, "the microphone was lost"),
        ("The recording cannot be written: No space left on device.", True, "not be written"),
    ],
)
def test_a_full_disk_is_told_as_a_full_disk(sentence, disk_failed, clause):
    """Nobody is sent to look for a microphone that is as good as before."""
    ui = UI()
    take = Take(lost=sentence, disk_failed=disk_failed)
    monitor = TakeMonitor(take, Silent(), ui, question(), Limits())
    assert clause in monitor.wait()
    (notice,) = [event for event in ui.shown if isinstance(event, Notice)]
    assert notice.text == sentence


def test_a_gap_and_cancelling_channels_are_told_once():
    """Where and how much is missing, and that one channel is kept alone."""
    take, ui = Take(gaps=(Gap(3.0, 4.5, "the microphone did not answer"),)), UI()
    take.channels_cancel = True
    monitor = TakeMonitor(take, Silent(), ui, question(), Limits(longest_take_s=10))

    def look_and_end(timeout_s: float) -> None:
        del timeout_s
        take.elapsed_s += 2.0

    ui.poll = look_and_end  # type: ignore[method-assign]
    assert "longest take" in monitor.wait()
    told = [event.text for event in ui.shown if isinstance(event, Notice)]
    assert sum("4.5 s are missing at 3 s" in text for text in told) == 1
    assert sum("cancel each other" in text for text in told) == 1


WAYS_OUT = {"Ctrl-C": KeyboardInterrupt(), "an error": RuntimeError("first"), "the end": None}


class Leaving:
    """Leaves a take once its sound was handed to the writer, in one of three ways."""

    def __init__(self, recorder: FileRecorder, way_out: str, ready: threading.Event | None) -> None:
        self.recorder, self.way_out, self.ready = recorder, way_out, ready
        self.notices: list[str] = []

    def show(self, event: object) -> None:
        """Wait for the sound, then leave."""
        if isinstance(event, Notice):
            self.notices.append(event.text)
        if not isinstance(event, AnswerNow):
            return
        take, end = self.recorder.take, time.monotonic() + LIMIT_S
        while take is not None and not take.finished and time.monotonic() < end:
            time.sleep(0.01)
        if self.ready is not None:
            assert self.ready.wait(LIMIT_S)
        if (error := WAYS_OUT[self.way_out]) is not None:
            raise error

    def poll(self, timeout_s: float) -> Command:
        """End the take, or discard it."""
        del timeout_s
        return Command.DISCARD if self.way_out == "discarding" else Command.END

    def confirm(self, text: str) -> bool:
        """Agree."""
        del text
        return True


def leave(
    root: Path, way_out: str, seconds: float, ready: threading.Event | None = None
) -> tuple[Leaving, FileTake, Path]:
    """Record a take and leave it; return the candidate, the take and its WAV."""
    library, asked = Library(root / "recordings"), small_pack().questions[0]
    session = library.create_session(asked.pack, datetime(2026, 11, 24, 10, tzinfo=UTC))
    folder = library.create_take(library.create_answer(session, asked))
    ui = Leaving(FileRecorder([short_answer(root, seconds)], hurried=True), way_out, ready)
    answer = AnswerTake(folder, asked, small_pack(), library, ui, None, ())  # type: ignore[arg-type]
    expected = {"Ctrl-C": Interrupted, "an error": RuntimeError}.get(way_out)
    if expected is None:
        assert answer.run(ui.recorder, time.monotonic, Limits(), None) is None
    else:
        with pytest.raises(expected):
            answer.run(ui.recorder, time.monotonic, Limits(), None)
    assert ui.recorder.take is not None
    return ui, ui.recorder.take, folder.wav


@pytest.mark.parametrize("n_in_time", [0, 50])
@pytest.mark.parametrize("way_out", WAYS_OUT)
def test_sound_that_the_disk_did_not_take_yet_is_not_deleted(
    tmp_path, monkeypatch, way_out, n_in_time
):
    """A disk that answers too late: what is still queued is in the WAV in the end."""
    answers, waits, write = threading.Event(), threading.Event(), WavFile.write
    written: list[bytes] = []

    def write_late(wav: WavFile, data: bytes) -> None:
        if len(written) >= n_in_time:
            waits.set()
            answers.wait(LIMIT_S)
        written.append(data)
        write(wav, data)

    monkeypatch.setattr(WavFile, "write", write_late)
    monkeypatch.setattr("voicecoach.sound.take_writer.WRITER_S", 0.0)
    ui, take, wav = leave(tmp_path, way_out, 2.0, waits)
    answers.set()
    take._writer._thread.join(LIMIT_S)
    assert measure_wav(wav) == pytest.approx(2.0, abs=0.05)
    told = sum("The disk does not answer" in text for text in ui.notices)
    assert told == (way_out != "an error")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("way_out", WAYS_OUT)
def test_a_writer_that_died_deletes_nothing(tmp_path, monkeypatch, way_out):
    """A fault of the program in the writer's thread is a failure of the take, and is told."""

    def fail(wav: WavFile, data: bytes) -> None:
        raise ValueError("a fault")

    monkeypatch.setattr(WavFile, "write", fail)
    ui, take, wav = leave(tmp_path, way_out, 2.0)
    assert take.disk_failed
    assert wav.exists()
    told = sum("The recording stopped: ValueError" in text for text in ui.notices)
    assert told == (way_out != "an error")


@pytest.mark.parametrize("way_out", WAYS_OUT)
def test_a_take_without_a_word_is_deleted(tmp_path, way_out):
    """Where everything was written and that is next to nothing, the folder goes."""
    _, _, wav = leave(tmp_path, way_out, 0.12)
    assert not wav.parent.exists()


@pytest.mark.parametrize("way_out", ["Ctrl-C", "an error"])
def test_a_folder_that_stays_hides_no_error(tmp_path, monkeypatch, way_out):
    """What ended the take is raised, also where its folder cannot be deleted."""

    def refuse(library: Library, folder: object) -> None:
        raise LibraryError("The disk is read-only.")

    monkeypatch.setattr(Library, "discard_take", refuse)
    leave(tmp_path, way_out, 0.12)


@pytest.mark.parametrize("way_out", [*WAYS_OUT, "discarding"])
def test_the_microphone_is_closed_first(tmp_path, monkeypatch, way_out):
    """Whatever recognition does when it is stopped, no microphone stays open."""
    order: list[str] = []
    stop = FileTake.stop

    def note_stop(take: FileTake) -> object:
        order.append("microphone closed")
        return stop(take)

    monkeypatch.setattr(FileTake, "stop", note_stop)
    monkeypatch.setattr(LiveTranscript, "cancel", lambda _live: order.append("cancelled"))
    monkeypatch.setitem(WAYS_OUT, "discarding", None)
    leave(tmp_path, way_out, 0.12)
    assert order == ["microphone closed", "cancelled"]
