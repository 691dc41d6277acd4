"""What a crash left: offered when nobody holds it, whatever its age; numbers never come twice."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.samples import complete_star
from tests.test_safe_files import kill, start_holder
from tests.web.spoken import QUESTION
from voicecoach.coaching.stored_answer import finish_recording, note_silence
from voicecoach.errors import LibraryError
from voicecoach.library import Library, SessionFolder
from voicecoach.sound.wav import WavFile

WHEN = datetime(2026, 11, 24, 10, 3, tzinfo=UTC)


@pytest.fixture
def library(tmp_path) -> Library:
    """Return an empty library."""
    return Library(tmp_path / "recordings")


@pytest.fixture
def answer(library):
    """Return the folder of one answer."""
    return library.create_answer(library.create_session(QUESTION.pack, WHEN), QUESTION)


def record(path: Path, seconds: float) -> None:
    """Write a WAV as a killed recorder leaves it."""
    wav = WavFile(path, 16_000)
    wav.write(np.zeros(round(seconds * 16_000), np.int16).tobytes())
    wav.close()


def states(library: Library) -> list[str]:
    """Return what is offered."""
    found = library.unfinished_takes()
    assert library.unfinished_takes(library.perhaps_unfinished(library.scan()[0])) == found, (
        "known takes tell the same"
    )
    return [left.state for left in found]


def test_every_stage_of_a_take_is_offered_at_once(library, answer):
    """Only a header; sound; a FLAC without report: each is offered, none for its age."""
    take = library.create_take(answer)
    assert states(library) == []
    record(take.wav, 0)
    assert states(library) == ["empty"]
    take.wav.unlink()
    record(take.wav, 3)
    (left,) = library.unfinished_takes()
    assert (left.state, left.seconds) == ("recorded", 3)
    finish_recording(take)
    (left,) = library.unfinished_takes()
    assert (left.state, left.seconds) == ("not-analysed", 3)
    library.save_analysis(take, complete_star())
    assert states(library) == []


def test_a_take_without_voice_is_finished(library, answer):
    """Heard and found silent is an end: it is not offered at every start."""
    take = library.create_take(answer)
    record(take.wav, 3)
    finish_recording(take)
    note_silence(library, take)
    assert states(library) == []


def test_a_header_that_is_behind_is_not_an_empty_take(library, answer):
    """The file's length counts, not what its header declares."""
    take = library.create_take(answer)
    record(take.wav, 2)
    with take.wav.open("r+b") as file:
        file.seek(40)
        file.write(bytes(4))
    (left,) = library.unfinished_takes()
    assert (left.state, left.seconds) == ("recorded", 2)


def test_what_a_living_process_holds_is_not_left_over(library, answer):
    """Another window's take is offered only when that process is gone."""
    take = library.create_take(answer)
    record(take.wav, 2)
    holder = start_holder("hold_folder", answer.path.parent)
    assert states(library) == []
    assert library.is_in_use(take)
    kill(holder)
    assert states(library) == ["recorded"]


def test_analyze_leaves_another_windows_recording_alone(library, answer, run_cli, monkeypatch):
    """`analyze` refuses a take that is being recorded, and its WAV stays."""
    monkeypatch.setenv("VOICECOACH_RECORDINGS", str(library.root))
    take = library.create_take(answer)
    record(take.wav, 2)
    holder = start_holder("hold_folder", answer.path.parent)
    result = run_cli("analyze", take.ref, "--no-words")
    kill(holder)
    assert result.status == 1
    assert "being recorded in another window" in result.stderr
    assert take.wav.exists()


def test_numbers_are_never_used_again(library, answer):
    """After take 2 is deleted the next is 3; restoring brings 2 back beside it."""
    takes = [library.create_take(answer) for _ in range(2)]
    for take in takes:
        library.save_analysis(take, complete_star())
    library.delete(takes[1].path)
    third = library.create_take(answer)
    assert third.number == 3
    library.save_analysis(third, complete_star())
    library.restore(library.list_trash()[0].number)
    assert [entry.take for entry in library.entries(all_takes=True)] == [3, 2, 1]


@pytest.mark.parametrize("for_good", [True, False])
def test_not_even_after_the_trash_was_emptied(library, answer, for_good):
    """A number that was given is remembered when nothing else of the take is left."""
    for _ in range(2):
        library.save_analysis(library.create_take(answer), complete_star())
    library.delete(answer.path / "take-2", for_good=for_good)
    library.empty_trash()
    assert library.create_take(answer).number == 3


def test_a_deleted_answers_number_and_session_name(library, answer):
    """A second answer and a second session do not take the name of a deleted one."""
    library.save_analysis(library.create_take(answer), complete_star())
    session = answer.path.parent
    library.delete(answer.path)
    from voicecoach.library import SessionFolder

    again = library.create_answer(SessionFolder(session), QUESTION)
    assert again.path.name != answer.path.name
    library.save_analysis(library.create_take(again), complete_star())
    library.delete(session)
    assert library.create_session(QUESTION.pack, WHEN).path.name != session.name
    for deleted in library.list_trash():
        library.restore(deleted.number)
    assert len(library.entries()) == 2


def test_a_session_without_a_recording_is_dropped(library, answer):
    """Empty takes and answers go at once, with their session where nothing else is in it."""
    session = SessionFolder(answer.path.parent)
    library.create_take(answer)
    kept = library.create_take(library.create_answer(session, QUESTION))
    record(kept.wav, 3)
    assert not library.drop_if_not_recorded(session)
    assert not answer.path.exists()
    assert kept.wav.exists()
    kept.wav.unlink()
    assert library.drop_if_not_recorded(session)
    assert not session.path.exists()


def test_what_the_trash_gives_back_keeps_its_question(library, answer):
    """An answer whose only take is in the trash stays, and so does its session."""
    session = SessionFolder(answer.path.parent)
    take = library.create_take(answer)
    record(take.wav, 3)
    library.delete(take.path)
    assert not library.drop_if_not_recorded(session)
    assert answer.record.exists()


def test_a_trash_that_goes_meanwhile_raises_nothing(library, answer, monkeypatch):
    """Another window empties the trash: the session stays, and what ended it is still told."""

    def fail(root: Path, folder: Path) -> frozenset[str]:
        raise FileNotFoundError(root / ".trash" / "1")

    monkeypatch.setattr("voicecoach.library.unfinished.names_in_trash", fail)
    assert not library.drop_if_not_recorded(SessionFolder(answer.path.parent))
    assert answer.record.exists()


def test_half_written_files_and_locks_of_the_dead_are_removed(library, answer):
    """Hidden partial files, locks and empty folders go; everything else stays."""
    take = library.create_take(answer)
    library.save_analysis(take, complete_star())
    for name in (".audio.flac.partial", ".corrections.lock", ".analysis.json.a1b2c3d4"):
        (take.path / name).write_bytes(b"x")
    take.notes.write_text("mine")
    (take.path / ".hidden").write_text("mine too")
    empty = library.create_take(answer)
    import os

    for path in (empty.path,):
        os.utime(path, (1, 1))
    assert library.clean_up() == 4
    assert sorted(p.name for p in take.path.iterdir()) == [".hidden", "analysis.json", "notes.md"]
    assert not empty.path.exists()


def test_a_living_writers_files_stay(library, answer):
    """What another process writes this moment is not tidied away."""
    take = library.create_take(answer)
    library.save_analysis(take, complete_star())
    lock = take.path / ".corrections.lock"
    holder = start_holder("lock_file", lock)
    assert library.clean_up() == 0
    assert lock.exists()
    kill(holder)
    assert library.clean_up() == 1


def test_a_trash_that_is_a_link_moves_nothing_out(library, answer, tmp_path):
    """Deleting, restoring and emptying refuse; recordings stay in the library."""
    take = library.create_take(answer)
    library.save_analysis(take, complete_star())
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "precious").write_text("not yours")
    (library.root / ".trash").symlink_to(tmp_path / "elsewhere")
    for change in (
        lambda: library.delete(answer.path),
        lambda: library.restore(1),
        library.empty_trash,
    ):
        with pytest.raises(LibraryError, match="not a folder of this library"):
            change()
    assert take.analysis.exists()
    assert [p.name for p in (tmp_path / "elsewhere").iterdir()] == ["precious"]
    assert library.status().n_trash_bytes == 0


def test_flac_seconds_are_read_from_its_head(tmp_path):
    """As many as were written."""
    from voicecoach.library.unfinished import measure_flac

    soundfile.write(tmp_path / "a.flac", np.zeros(44_100 * 3, np.int16), 44_100)
    assert measure_flac(tmp_path / "a.flac") == 3
    (tmp_path / "b.flac").write_bytes(b"fLaC")
    assert measure_flac(tmp_path / "b.flac") is None
