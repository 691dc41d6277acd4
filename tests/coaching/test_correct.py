"""Corrections on disk: beside the original, analysed at once, never lost to another window."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import Result
from tests.synthesis.answers import spoken_answer
from voicecoach.analysis.corrections.edits import edit_words
from voicecoach.analysis.corrections.log import Change, Corrections, VerdictChange
from voicecoach.coaching.analyse_audio import AnswerContext, analyse_file
from voicecoach.coaching.correct import correct_answer
from voicecoach.coaching.stored_answer import save_analysed
from voicecoach.errors import LibraryError
from voicecoach.library import Answer, ConflictError, Entry, Library
from voicecoach.types import Question

pytestmark = pytest.mark.voice

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
QUESTION = Question("own-it", "behavioural-core", "s", "star", "What did you own?", (30, 90))


@pytest.fixture
def library(own_home: Path) -> Library:
    """Return a library with a spoken answer, listened to."""
    library = Library(own_home / "recordings")
    session = library.create_session("behavioural-core", NOW)
    take = library.create_take(library.create_answer(session, QUESTION))
    spoken = spoken_answer("decision")
    shutil.copy(spoken.flac, take.flac)
    analysed = analyse_file(take.flac, AnswerContext(QUESTION), transcript=spoken.transcript)
    save_analysed(library, take, analysed, None)
    return library


def entry(library: Library) -> Entry:
    return library.find("last")


def correct(
    library: Library, revision: int, *changes: Change, undoes: tuple[int, ...] = ()
) -> Answer:
    return correct_answer(
        library,
        entry(library),
        revision,
        when=NOW,
        pack_of=lambda _: None,
        changes=changes,
        undoes=undoes,
    )


def reword(library: Library, old: str, new: str) -> tuple[Change, ...]:
    answer = library.load(entry(library))
    assert answer.transcript is not None
    at = next(i for i, w in enumerate(answer.transcript.words) if w.text.strip(",.") == old)
    changes = (answer.corrections or Corrections()).changes()
    return edit_words(answer.transcript, changes, at, at, new)


def test_the_original_is_untouched_and_every_report_holds_the_correction(
    library: Library, run_cli: Callable[..., Result]
) -> None:
    """transcript.json and analysis.json keep their bytes; show, export and the index do not."""
    folder = library.folder(entry(library))
    before = (folder.transcript.read_bytes(), folder.analysis.read_bytes())
    words = library.load(entry(library)).analysis
    answer = correct(library, 0, *reword(library, "payment", "billing"))
    assert (folder.transcript.read_bytes(), folder.analysis.read_bytes()) == before
    assert answer.original == words
    assert answer.corrections is not None
    assert answer.corrections.revision == 1
    for command in (
        ("show", "last"),
        ("show", "last", "--json"),
        ("export", "last", "--format", "md", "-o", "-"),
        ("export", "last", "--format", "html", "--no-audio", "-o", "-"),
        ("export", "last", "--format", "vtt", "-o", "-"),
    ):
        printed = run_cli(*command).stdout
        assert "billing" in printed
        if "vtt" not in command:
            assert "Corrected by hand: 1 word." in printed
    correct(library, 1, VerdictChange("result", "missing"))
    assert entry(library).summary is not None
    assert entry(library).summary.star[3] == "missing"


def test_undo_brings_the_original_back(library: Library) -> None:
    """After everything was taken back, the original is shown and nothing derived is left."""
    before = library.load(entry(library)).analysis
    correct(library, 0, *reword(library, "payment", "billing"))
    answer = correct(library, 1, undoes=(1,))
    assert answer.analysis == before
    assert not answer.folder.corrected.exists()
    assert answer.corrections is not None
    assert [edit.undoes for edit in answer.corrections.edits] == [(), (1,)]


def test_the_second_window_is_told(library: Library) -> None:
    """An edit made on an older revision changes nothing and says what was done since."""
    correct(library, 0, *reword(library, "payment", "billing"))
    stored = library.folder(entry(library)).corrections.read_bytes()
    with pytest.raises(ConflictError) as caught:
        correct(library, 0, VerdictChange("task", "weak"))
    assert caught.value.revision == 1
    assert [edit.revision for edit in caught.value.since] == [1]
    assert library.folder(entry(library)).corrections.read_bytes() == stored


def test_of_raced_corrections_exactly_one_is_saved(library: Library) -> None:
    """Eight windows save on revision 0 at once: one wins, seven are told, the file is whole."""
    told: list[type[Exception]] = []

    def save(number: int) -> None:
        try:
            correct(library, 0, *reword(library, "payment", f"billing-{number}"))
        except ConflictError as error:
            told.append(type(error))

    windows = [threading.Thread(target=save, args=(n,)) for n in range(8)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    assert len(told) == 7
    answer = library.load(entry(library))
    assert answer.corrections is not None
    assert answer.corrections.revision == 1
    assert answer.problems == ()


def test_analysing_again_keeps_the_corrections(
    library: Library, run_cli: Callable[..., Result]
) -> None:
    """`analyze last` measures anew and puts the corrections over the new figures."""
    correct(library, 0, *reword(library, "payment", "billing"))
    folder = library.folder(entry(library))
    folder.corrected.unlink()
    stale = library.load(entry(library))
    assert [problem.code for problem in stale.problems] == ["stale"]
    result = run_cli("analyze", "last", "--json")
    assert result.status == 0, result.stderr
    assert "billing" in json.loads(result.stdout)["transcript"]["text"]
    assert "billing" not in folder.transcript.read_text("utf-8")
    assert library.load(entry(library)).problems == ()


def test_without_activity_the_sound_is_heard_again(library: Library) -> None:
    """activity.json is derived: deleted, it is made again, and the figures are the same."""
    folder = library.folder(entry(library))
    stored = folder.activity.read_bytes()
    folder.activity.unlink()
    answer = correct(library, 0, VerdictChange("task", "weak"))
    assert folder.activity.read_bytes() == stored
    assert answer.analysis is not None
    assert answer.original is not None
    assert answer.analysis.pauses == answer.original.pauses


def test_without_sound_and_activity_nothing_is_guessed(library: Library) -> None:
    """Pauses cannot be known then: the candidate is told what to do."""
    folder = library.folder(entry(library))
    folder.activity.unlink()
    folder.flac.unlink()
    with pytest.raises(LibraryError, match=r"Put audio\.flac back"):
        correct(library, 0, VerdictChange("task", "weak"))
    assert not folder.corrections.exists()


def test_a_broken_log_is_never_written_over(library: Library) -> None:
    """What cannot be read stays as it is until `data rebuild` sets it aside."""
    folder = library.folder(entry(library))
    folder.corrections.write_text("{", "utf-8")
    with pytest.raises(LibraryError, match="cannot be read"):
        correct(library, 0, VerdictChange("task", "weak"))
    assert folder.corrections.read_text("utf-8") == "{"
    library.rebuild()
    assert correct(library, 0, VerdictChange("task", "weak")).corrections is not None
