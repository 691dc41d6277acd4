"""What was practised, counted from the names of folders."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from voicecoach.library import Library
from voicecoach.progress import practised
from voicecoach.progress.practised import PracticeLog, Practised
from voicecoach.questions import find_question, load_packs
from voicecoach.types import Question


@pytest.fixture(scope="module")
def question() -> Question:
    return find_question(load_packs(only="backend-developer"), "follow-a-request")[1]


def practise(root: Path, question: Question, pack: str, day: int, n_takes: int = 1) -> None:
    library = Library(root)
    session = library.create_session(pack, datetime(2026, 11, day, 10, tzinfo=UTC))
    answer = library.create_answer(session, question)
    for _ in range(n_takes):
        library.create_take(answer)


def test_nothing_is_there(tmp_path: Path, question: Question) -> None:
    """No folder, no history, no complaint."""
    assert PracticeLog(tmp_path / "none", ()).of(question) is None


def test_takes_of_one_question_are_one_history(tmp_path: Path, question: Question) -> None:
    """From whichever guide it was asked; a second session in the same minute counts as well."""
    practise(tmp_path, question, "backend-developer", 3, n_takes=2)
    practise(tmp_path, question, "google-backend-developer", 9)
    practise(tmp_path, question, "google-backend-developer", 9)
    log = PracticeLog(tmp_path, ["mine"])
    assert log.of(question) == Practised(4, date(2026, 11, 9))
    assert log.of(replace(question, pack="amazon-backend-developer")) == log.of(question)
    assert log.of(replace(question, id="n-plus-one")) is None


def test_a_whole_pack_has_ids_of_its_own(tmp_path: Path, question: Question) -> None:
    """The same id in a pack of one's own is another question."""
    own = replace(question, pack="mine")
    practise(tmp_path, own, "mine", 5)
    practise(tmp_path, own, "mine", 5)
    log = PracticeLog(tmp_path, ["mine"])
    assert log.of(own) == Practised(2, date(2026, 11, 5))
    assert log.of(question) is None


def test_what_is_no_take_does_not_count(tmp_path: Path, question: Question) -> None:
    """Neither an answer without a take, nor other folders, files and links."""
    practise(tmp_path, question, "backend-developer", 3, n_takes=0)
    (tmp_path / "2026-13-45T10-00_backend-developer" / "01_follow-a-request" / "take-1").mkdir(
        parents=True
    )
    (tmp_path / ".trash" / "01_follow-a-request" / "take-1").mkdir(parents=True)
    (tmp_path / "notes.txt").write_text("x")
    elsewhere = tmp_path / "elsewhere"
    practise(elsewhere, question, "backend-developer", 4)
    (session,) = elsewhere.iterdir()
    (tmp_path / session.name).symlink_to(session)
    assert PracticeLog(tmp_path, ()).of(question) is None


def test_the_names_are_those_of_the_library() -> None:
    """The patterns here agree with those by which the library reads."""
    from voicecoach.library import folders

    for name in ("2026-11-24T10-03_a", "2026-11-24T10-03_a-2", "2026-11-24", "x"):
        assert bool(practised.SESSION.fullmatch(name)) == bool(folders.SESSION_NAME.fullmatch(name))
    for name in ("01_a", "123_b-c", "1_a", "a"):
        assert bool(practised.ANSWER.fullmatch(name)) == bool(folders.ANSWER_NAME.fullmatch(name))
    for name in ("take-1", "take-0", "take-12", "take"):
        assert bool(practised.TAKE.fullmatch(name)) == bool(folders.TAKE_NAME.fullmatch(name))
