"""A library from somebody else, or from a bad disk: damage is named, links lead nowhere."""

from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
import soundfile

from tests.coaching.mock_interview import short_answer
from tests.samples import complete_star
from tests.web.spoken import QUESTION
from voicecoach.errors import LibraryError
from voicecoach.library import Library
from voicecoach.library.correction_log import writing

WHEN = datetime(2026, 11, 24, 10, 3, tzinfo=UTC)


@pytest.fixture
def library(own_home):
    """Return a library with a good answer and one that will be damaged (the newer one)."""
    library = Library(own_home / "recordings")
    for day in (1, 2):
        session = library.create_session(QUESTION.pack, WHEN.replace(day=day))
        take = library.create_take(library.create_answer(session, QUESTION))
        library.save_analysis(take, complete_star())
    return library


@pytest.fixture
def take(library):
    """Return the take that will be damaged."""
    return library.folder(library.entries()[0])


COMMANDS = (
    ("history", "--json"),
    ("show", "2"),
    ("data", "status", "--json"),
    ("data", "rebuild"),
    ("history", "--json"),
    ("show", "last"),
)


def run_all(run_cli, *, last=0):
    """Run every command: none says that it is a defect, and the good answer is always readable."""
    results = {argv: run_cli(*argv) for argv in COMMANDS}
    for argv, result in results.items():
        assert "defect" not in result.stderr, (argv, result.stderr)
    assert results["show", "2"].status == 0
    return results


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "1e300", "9" * 5000])
def test_numbers_that_are_none(library, take, run_cli, number):
    """Named, set aside by rebuild, and the rest goes on."""
    text = take.analysis.read_text("utf-8")
    duration = json.dumps(json.loads(text)["recording"]["duration_s"])
    take.analysis.write_text(
        text.replace(f'"duration_s": {duration}', f'"duration_s": {number}', 1)
    )
    problems = library.problems()
    assert [problem.code for problem in problems] == ["damaged"]
    run_all(run_cli)
    assert take.analysis.with_name("analysis.json.damaged-1").exists()
    assert not take.analysis.exists()


@pytest.mark.parametrize(
    "started",
    ["2026-11-24T10:03:12", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", 1e17, "soon"],
)
def test_dates_that_are_none(library, take, run_cli, started):
    """A date without offset or of an impossible year is damage; the folder's name tells the day."""
    file = take.path.parent.parent / "session.json"
    document = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({**document, "started": started}))
    assert [problem.code for problem in library.problems()] == ["damaged"]
    assert len(library.entries()) == 2
    run_all(run_cli)
    assert not file.exists()
    assert len(library.entries()) == 2


@pytest.mark.parametrize("name", ["analysis.json", "notes.md", "marks.json", "transcript.json"])
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_what_is_no_file_hangs_nobody(library, take, run_cli, name, kind):
    """A pipe or a device in the place of a file is named and not waited for."""
    path = (take.path.parent if name == "marks.json" else take.path) / name
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    run_all(run_cli)


@pytest.mark.parametrize("name", ["index.db", "index.db-journal", "index.db-wal"])
@pytest.mark.parametrize("target", ["a file", "a new name", "a folder", "itself"])
def test_an_index_that_is_a_link_is_not_written_through(
    library, take, run_cli, tmp_path, name, target
):
    """Answers are read without it, rebuild sets it aside, and nothing outside changes."""
    del take
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_bytes(b"")
    places = {"a file": outside / "precious", "a new name": outside / "new", "a folder": outside}
    for file in library.root.glob("index.db*"):
        file.unlink()
    link = library.root / name
    link.symlink_to(places.get(target, Path(name)))
    assert len(Library(library.root).entries()) == 2
    run_all(run_cli)
    assert [file.name for file in outside.iterdir()] == ["precious"]
    assert (outside / "precious").read_bytes() == b""
    assert not link.is_symlink()


def test_an_index_that_is_a_folder(library, take, run_cli):
    """It is set aside like any other damage."""
    del take
    (library.root / "index.db").unlink()
    (library.root / "index.db").mkdir()
    (library.root / "index.db" / "mine").write_text("mine")
    run_all(run_cli)
    assert (library.root / "index.db.damaged-1" / "mine").read_text() == "mine"
    assert (library.root / "index.db").is_file()


def test_the_lock_is_private_and_gone_afterwards(library, take):
    """While it is held only its owner may read it; afterwards nothing is left."""
    del library
    lock = take.path / ".corrections.lock"
    with writing(take):
        assert stat.S_IMODE(lock.stat().st_mode) == 0o600
    assert not lock.exists()


def test_a_lock_that_is_a_link_empties_nothing(library, take, tmp_path):
    """The file that it names stays, and the sentence says what is in the way."""
    del library
    outside = tmp_path / "precious"
    outside.write_text("not yours")
    (take.path / ".corrections.lock").symlink_to(outside)
    with pytest.raises(LibraryError, match="link in its place"), writing(take):
        pass
    assert outside.read_text() == "not yours"


@pytest.mark.parametrize("name", ["song.mp3", "Answer 1.wav", "audio.ogg"])
def test_a_sound_put_there_by_hand_is_analysed(library, take, run_cli, tmp_path, name):
    """`analyze` finds it as everything else does, and leaves it as it is."""
    sound = take.path / name
    soundfile.write(sound, *soundfile.read(short_answer(tmp_path), dtype="int16"))
    take.analysis.unlink()
    before = sound.read_bytes()
    assert library.entries()[0].has_audio
    result = run_cli("analyze", "last", "--no-words")
    assert result.status == 0, result.stderr
    assert take.analysis.exists()
    assert sound.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_library_that_cannot_be_written_still_shows_the_report(library, take, run_cli):
    """The report is printed, then why it could not be kept."""
    take.path.chmod(0o500)
    try:
        result = run_cli("analyze", "last", "--no-words")
    finally:
        take.path.chmod(0o700)
    assert "Figures" in result.stdout
    assert result.status == 1
    assert "could not be written" in result.stderr


def test_a_full_library_still_shows_the_report(library, take, run_cli, tmp_path, monkeypatch):
    """The disk is full when the analysis is to be stored: it is shown, then why it is not kept."""
    soundfile.write(take.flac, *soundfile.read(short_answer(tmp_path), dtype="int16"))
    take.analysis.unlink()

    def refuse(*_args):
        raise LibraryError(f"{take.analysis} could not be written: No space left on device.")

    monkeypatch.setattr(Library, "save_analysis", refuse)
    result = run_cli("analyze", "last", "--no-words")
    assert "Figures" in result.stdout
    assert result.status == 1
    assert "No space left" in result.stderr
