"""The recordings folder: layout, finding, damage, the index, deleting."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import sqlite3
import stat
import tempfile
import wave
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples import (
    PACK,
    QUESTION,
    STARTED,
    complete_star,
    fill_library,
    introduction,
    missing_result,
    question,
    store,
    without_transcript,
    zero_words,
)
from tests.waits import LIMIT_S
from voicecoach.errors import LibraryError
from voicecoach.library import (
    AnswerFolder,
    Library,
    SessionFolder,
    TakeFolder,
    folders,
    index,
    index_row,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "recordings"


def write_wav(path: Path, seconds: float, *, broken_header: bool = False) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(b"\0\0" * int(16_000 * seconds))
    if broken_header:  # what a writer that was killed leaves behind
        with path.open("r+b") as raw:
            raw.seek(4)
            raw.write(b"\0\0\0\0")
            raw.seek(40)
            raw.write(b"\0\0\0\0")


def test_layout_is_the_documented_one(root: Path) -> None:
    """Folders and files have the names of the data format, and are the owner's alone."""
    take = store(Library(root), complete_star())
    assert take.ref == f"2026-11-24T10-03_{PACK}/01_incomplete-information/take-1", (
        "names as documented"
    )
    assert {f.relative_to(root).as_posix() for f in root.rglob("*.json")} == {
        f"2026-11-24T10-03_{PACK}/session.json",
        f"2026-11-24T10-03_{PACK}/01_incomplete-information/answer.json",
        f"2026-11-24T10-03_{PACK}/01_incomplete-information/take-1/transcript.json",
        f"2026-11-24T10-03_{PACK}/01_incomplete-information/take-1/analysis.json",
    }
    Library(root).entries()
    for path in [root, *root.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_every_document_carries_its_version(root: Path) -> None:
    """Each JSON file says which format it has, and the session keeps its offset from UTC."""
    take = store(Library(root), complete_star())
    for file in root.rglob("*.json"):
        assert json.loads(file.read_text("utf-8"))["format_version"] == 1, file
    session = json.loads((take.path.parent.parent / "session.json").read_text("utf-8"))
    assert session["started"] == "2026-11-24T10:03:12+01:00"


def test_same_minute_same_pack_gets_its_own_folder(root: Path) -> None:
    """Two sessions begun in one minute do not share a folder."""
    library = Library(root)
    names = [library.create_session(PACK, STARTED).name for _ in range(3)]
    assert names == [f"2026-11-24T10-03_{PACK}{end}" for end in ("", "-2", "-3")]


def test_session_needs_an_offset(root: Path) -> None:
    """A moment without offset would be a different moment elsewhere."""
    with pytest.raises(ValueError, match="offset"):
        Library(root).create_session(PACK, datetime(2026, 1, 1))


def test_retake_never_overwrites(root: Path) -> None:
    """A new take gets the number after the highest, even where one was deleted."""
    library = Library(root)
    answer = library.create_answer(library.create_session(PACK, STARTED), QUESTION)
    first, second = library.create_take(answer), library.create_take(answer)
    assert (first.number, second.number) == (1, 2)
    first.path.rmdir()
    assert library.create_take(answer).number == 3
    assert library.create_answer(library_session(library), QUESTION).path.name.startswith("02_")


def library_session(library: Library) -> SessionFolder:
    return SessionFolder(next(path for path in library.root.iterdir() if path.is_dir()))


def test_takes_beyond_nine_are_in_order(root: Path) -> None:
    """Take 10 comes after take 9, not after take 1."""
    library = Library(root)
    answer = library.create_answer(library.create_session(PACK, STARTED), QUESTION)
    assert [library.create_take(answer).number for _ in range(11)] == list(range(1, 12))


@given(st.text(min_size=1, max_size=60))
def test_no_question_id_leaves_the_session(text: str) -> None:
    """Whatever a pack calls its question, the folder lies inside the session."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder) / "r")
        session = library.create_session(text, STARTED)
        answer = library.create_answer(session, replace(QUESTION, id=text))
        assert session.path.parent == library.root
        assert answer.path.parent == session.path
        assert folders.ANSWER_NAME.fullmatch(answer.path.name)
        assert folders.SESSION_NAME.fullmatch(session.name)


def test_gitignore_only_for_a_new_root_in_a_checkout(tmp_path: Path) -> None:
    """Recordings made inside a git checkout are not offered to git."""
    (tmp_path / "project" / ".git").mkdir(parents=True)
    inside, outside = tmp_path / "project" / "recordings", tmp_path / "elsewhere"
    for root in (inside, outside):
        Library(root).create_session(PACK, STARTED)
    assert (inside / ".gitignore").read_text() == "*\n"
    assert not (outside / ".gitignore").exists()
    existing = tmp_path / "project" / "mine"
    existing.mkdir()
    Library(existing).create_session(PACK, STARTED)
    assert not (existing / ".gitignore").exists()


def test_stored_values_come_back(root: Path) -> None:
    """What is saved is what is loaded."""
    library, (entry, *_) = fill_library(root, complete_star())
    answer = library.load(entry)
    assert answer.analysis == complete_star()
    assert answer.transcript == complete_star().transcript
    assert answer.question is not None
    assert answer.question.listens_for == QUESTION.listens_for
    assert answer.session is not None
    assert answer.session.started == STARTED
    assert answer.problems == ()
    assert entry.state == "complete"
    assert entry.summary is not None
    assert entry.summary.star == ("found", "found", "found", "weak")


@pytest.mark.parametrize(
    ("sample", "audio", "state"),
    [
        (complete_star, "audio.flac", "complete"),
        (without_transcript, "audio.flac", "no-transcript"),
        (zero_words, "audio.flac", "complete"),
        (None, "audio.flac", "no-analysis"),
        (None, "recording.wav", "unfinished"),
        (None, None, "empty"),
        (complete_star, None, "complete"),
    ],
)
def test_state_of_a_take(root: Path, sample: object, audio: str | None, state: str) -> None:
    """Every state of a take is told apart, and none is an error."""
    library = Library(root)
    answer = library.create_answer(library.create_session(PACK, STARTED), QUESTION)
    take = library.create_take(answer)
    if callable(sample):
        library.save_analysis(take, sample())
    if audio:
        write_wav(take.path / audio, 0.5)
    (entry,) = library.entries()
    assert (entry.state, entry.has_audio) == (state, audio is not None)
    loaded = library.load(entry)
    assert loaded.problems == ()
    assert loaded.recording == (take.path / audio if audio else None)


def test_unfinished_take_is_measured_although_its_header_lies(root: Path) -> None:
    """A recording left by a crash is found with its seconds and its question."""
    library = Library(root)
    answer = library.create_answer(library.create_session(PACK, STARTED), QUESTION)
    take = library.create_take(answer)
    write_wav(take.wav, 12.5, broken_header=True)
    (found,) = library.unfinished_takes()
    assert found.folder == take
    assert found.seconds == pytest.approx(12.5)
    assert found.question == QUESTION
    take.wav.write_bytes(b"RIFF")
    assert library.unfinished_takes()[0].seconds is None


# --- finding ------------------------------------------------------------------------


@pytest.fixture
def filled(root: Path) -> Library:
    """Three sessions: star, introduction, star again; the last one with two takes."""
    library, _ = fill_library(root, complete_star(), introduction(), missing_result())
    newest = library.folder(library.entries()[0])
    library.save_analysis(library.create_take(AnswerFolder(newest.path.parent)), complete_star())
    return library


@pytest.mark.parametrize(
    ("ref", "day", "take"),
    [
        ("last", 26, 2),
        ("", 26, 2),
        ("1", 26, 2),
        ("2", 25, 1),
        ("3", 24, 1),
        ("incomplete-information", 26, 2),
        (f"{PACK}/about-yourself", 25, 1),
        ("2026-11-25", 25, 1),
        ("2026-11-26T10-03_amazon-backend-developer", 26, 2),
        ("2026-11-26T10-03_amazon-backend-developer/01_incomplete-information/take-1", 26, 1),
        ("2026-11-26T10-03_amazon-backend-developer/01_incomplete-information/", 26, 2),
        ("about", 25, 1),
        ("25T10", 25, 1),
    ],
)
def test_find(filled: Library, ref: str, day: int, take: int) -> None:
    """An answer can be called by every name the help promises."""
    entry = filled.find(ref)
    assert (entry.started.day, entry.take) == (day, take)


def test_find_by_path(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path on disk names its take, from anywhere."""
    entry = filled.entries()[1]
    folder = filled.folder(entry).path
    assert filled.find(str(folder)) == entry
    assert filled.find(str(folder / "analysis.json")) == entry
    monkeypatch.chdir(filled.root.parent)
    assert filled.find(f"recordings/{entry.session}/{entry.answer}") == entry


@pytest.mark.parametrize(
    ("ref", "code"),
    [
        ("0", "not-found"),
        ("4", "not-found"),
        ("99999999999999999999", "not-found"),
        ("nothing-like-it", "not-found"),
        ("2026-11", "ambiguous"),
        ("take-1", "ambiguous"),
        ("/etc/passwd", "not-found"),
        ("../../etc", "not-found"),
        ("a\0b", "not-found"),
    ],
)
def test_find_refuses(filled: Library, ref: str, code: str) -> None:
    """What names no answer, or several, is refused with a way on."""
    with pytest.raises(LibraryError) as caught:
        filled.find(ref)
    assert caught.value.code == code
    assert caught.value.remedy


def test_find_another_take(filled: Library) -> None:
    """--take picks a take of the answer, and says which there are."""
    assert filled.find("last", take=1).take == 1
    with pytest.raises(LibraryError, match="no take 7"):
        filled.find("last", take=7)


def test_nothing_recorded_yet(root: Path) -> None:
    """An empty or missing library says how to begin, and stays untouched."""
    with pytest.raises(LibraryError) as caught:
        Library(root).find("last")
    assert caught.value.code == "nothing-recorded"
    assert Library(root).entries() == ()
    assert not root.exists()
    assert Library(root).status().n_takes == 0


# --- damage -------------------------------------------------------------------------

BROKEN = [b"", b"{", b"null", b"[]", b'{"format_version": 1}', b"\xff\xfe", b'{"a":' * 2000]


@pytest.mark.parametrize("content", BROKEN)
@pytest.mark.parametrize("name", ["analysis.json", "transcript.json"])
def test_damaged_document_is_named_and_set_aside(root: Path, name: str, content: bytes) -> None:
    """A broken file is told, the rest still loads, and rebuild renames it."""
    library, (entry,) = fill_library(root, complete_star())
    file = library.folder(entry).path / name
    file.write_bytes(content)
    answer = library.load(library.find("last"))
    assert [problem.path for problem in answer.problems] == [file.relative_to(root).as_posix()]
    rebuilt = library.rebuild()
    if name == "analysis.json":
        assert [path.name for path in rebuilt.set_aside] == ["analysis.json.damaged-1"]
        assert rebuilt.set_aside[0].read_bytes() == content
        assert library.load(library.find("last")).problems == ()
    assert rebuilt.n_takes == 1


@pytest.mark.parametrize("name", ["session.json", "answer.json"])
def test_damaged_frame_still_shows_the_answer(root: Path, name: str) -> None:
    """Without session.json or answer.json the folder's names say what they can."""
    library, (entry,) = fill_library(root, complete_star())
    place = library.folder(entry).path.parent
    file = (place if name == "answer.json" else place.parent) / name
    file.write_text("{", "utf-8")
    found = library.find("last")
    assert (found.pack, found.question_id) == (PACK, "incomplete-information")
    assert (found.started.hour, found.started.minute) == (10, 3)
    assert [problem.code for problem in library.problems()] == ["damaged"]
    library.rebuild()
    assert library.problems() == ()
    assert library.find("last").summary == entry.summary


def test_second_damage_keeps_the_first(root: Path) -> None:
    """Setting aside never overwrites what was set aside before."""
    library, (entry,) = fill_library(root, complete_star())
    file = library.folder(entry).analysis
    for content in ("{", "[", "("):
        file.write_text(content)
        library.rebuild()
    assert sorted(p.name for p in file.parent.glob("*.damaged-*")) == [
        f"analysis.json.damaged-{n}" for n in (1, 2, 3)
    ]


def test_newer_document_is_left_alone(root: Path) -> None:
    """A file from a later VoiceCoach is not broken: it is told and kept."""
    library, (entry,) = fill_library(root, complete_star())
    file = library.folder(entry).analysis
    data = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({**data, "format_version": 2}), "utf-8")
    assert [p.code for p in library.load(library.find("last")).problems] == ["newer"]
    assert library.rebuild().set_aside == ()
    file.write_text('{"format_version": 2, "all": "different"}', "utf-8")
    assert library.rebuild().set_aside == ()
    assert file.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_is_a_problem(root: Path) -> None:
    """A file without permission is named, not a crash."""
    library, (entry,) = fill_library(root, complete_star())
    library.folder(entry).analysis.chmod(0)
    assert [p.code for p in library.load(entry).problems] == ["unreadable"]


@pytest.mark.parametrize("level", ["session", "answer", "take"])
def test_links_out_of_the_library_are_not_followed(tmp_path: Path, level: str) -> None:
    """A link to somewhere else shows nothing from there."""
    outside, (entry,) = fill_library(tmp_path / "outside", complete_star())
    inside, (own,) = fill_library(tmp_path / "inside", introduction())
    there = outside.folder(entry).path
    here = inside.folder(own).path
    target, link = {
        "session": (there.parent.parent, inside.root / there.parent.parent.name),
        "answer": (there.parent, here.parent.parent / "02_linked"),
        "take": (there, here.parent / "take-2"),
    }[level]
    link = link if not link.exists() else link.with_name(f"2026-12-01T10-00_{PACK}")
    link.symlink_to(target)
    assert [e.question_id for e in inside.entries(all_takes=True)] == ["about-yourself"]
    assert [problem.code for problem in inside.problems()] == ["outside"]


def test_linked_document_and_audio_are_not_read(tmp_path: Path) -> None:
    """A file that is a link out of the library is not read either."""
    outside, (entry,) = fill_library(tmp_path / "outside", complete_star())
    inside, (own,) = fill_library(tmp_path / "inside", introduction())
    folder = inside.folder(own)
    folder.analysis.unlink()
    folder.analysis.symlink_to(outside.folder(entry).analysis)
    (outside.root / "song.flac").write_bytes(b"x")
    folder.flac.symlink_to(outside.root / "song.flac")
    answer = inside.load(inside.find("last"))
    assert answer.analysis is None
    assert answer.recording is None
    assert [problem.code for problem in answer.problems] == ["outside"]


# --- the index ----------------------------------------------------------------------


def test_index_follows_the_files(filled: Library) -> None:
    """Edited, added and deleted files show at once; nothing has to be told."""
    before = filled.entries()
    file = filled.folder(before[1]).analysis
    file.write_text(file.read_text("utf-8").replace('"n_words": 3', '"n_words": 9'), "utf-8")
    filled.save_analysis(filled.folder(before[2]), missing_result())
    shutil.rmtree(filled.folder(before[0]).path.parent)
    after = filled.entries()
    assert [entry.ref for entry in after] == [entry.ref for entry in before[1:]]
    assert after[1].summary is not None
    assert after[1].summary.star[3] == "missing"


@pytest.mark.parametrize("damage", ["missing", "garbage", "empty", "version", "rows", "truncated"])
def test_index_is_rebuilt_from_the_files(filled: Library, damage: str) -> None:
    """Whatever happens to the index, the entries are the same afterwards."""
    before = filled.entries(all_takes=True)
    file = filled.root / "index.db"
    if damage == "missing":
        file.unlink()
    elif damage == "garbage":
        file.write_bytes(b"this is no database" * 500)
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "truncated":
        file.write_bytes(file.read_bytes()[:5000])
    else:
        with sqlite3.connect(file) as connection:
            if damage == "version":
                connection.execute("PRAGMA user_version = 99")
            else:
                connection.execute("UPDATE takes SET entry = '{\"x\": 1}'")
    assert filled.entries(all_takes=True) == before
    assert filled.entries(all_takes=True) == before


def test_unchanged_takes_are_not_read_again(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second look costs no JSON reading."""
    before = filled.entries()
    read: list[TakeFolder] = []
    monkeypatch.setattr(index, "read_row", lambda folder, *_: read.append(folder))
    assert filled.entries() == before
    assert read == []


def test_progress_is_told_while_answers_are_read_anew(filled: Library) -> None:
    """From the first to the end, once; what is known already is read in silence."""
    told: list[float] = []
    (filled.root / "index.db").unlink(missing_ok=True)
    library = Library(filled.root, told.append)
    library.entries()
    assert told[0] == 0.0
    assert told[-1] == 1.0
    assert told == sorted(told)
    told.clear()
    Library(filled.root, told.append).entries()
    assert told == []


def test_entries_survive_the_index(filled: Library) -> None:
    """An entry read from the index equals the one read from the files."""
    fresh = [
        index_row.read_entry(filled.folder(entry), entry.n_takes, filled.root)
        for entry in filled.entries(all_takes=True)
    ]
    assert list(filled.entries(all_takes=True)) == fresh


def test_index_that_cannot_be_opened_is_done_without(filled: Library) -> None:
    """Something else in the place of the index hides no answer."""
    before = filled.entries()
    (filled.root / "index.db").unlink()
    (filled.root / "index.db").mkdir()
    assert filled.entries() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_library_can_be_read(filled: Library) -> None:
    """A library on a read-only medium still opens."""
    before = filled.entries()
    (filled.root / "index.db").unlink()
    filled.root.chmod(0o500)
    try:
        assert filled.entries() == before
    finally:
        filled.root.chmod(0o700)


def read_again_and_again(root: str, n: int) -> None:
    library = Library(Path(root))
    for number in range(n):
        if number % 3 == 0:
            store(library, introduction(), STARTED + timedelta(days=number))
        library.entries()


def test_two_processes_share_the_index(root: Path) -> None:
    """Two processes that write and read at once both end well and see everything."""
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=read_again_and_again, args=(str(root), 12)) for _ in "ab"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(LIMIT_S)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert len(Library(root).entries()) == 8
    assert Library(root).problems() == ()


# --- deleting, status ------------------------------------------------------------------


def test_delete_moves_to_the_trash(filled: Library) -> None:
    """A deleted answer leaves the list and can be moved back by hand."""
    folder = filled.find_folder("last")
    there = filled.delete(folder)
    assert there is not None
    assert there.is_relative_to(filled.root / ".trash")
    assert there.name == folder.name
    assert len(filled.entries()) == 2
    assert filled.status().n_trash_bytes > 1000
    there.rename(folder)
    assert len(filled.entries()) == 3
    assert filled.empty_trash() == 0


@pytest.mark.parametrize(
    ("ref", "what"),
    [
        ("2", "2026-11-25T10-03_amazon-backend-developer"),
        ("2026-11-26T10-03_amazon-backend-developer", "2026-11-26T10-03_amazon-backend-developer"),
        ("2026-11-26T10-03_amazon-backend-developer/01_incomplete-information/take-1", "take-1"),
        ("2026-11-25T10-03_amazon-backend-developer/01_about-yourself/take-1",
         "2026-11-25T10-03_amazon-backend-developer"),
    ],
)  # fmt: skip
def test_what_delete_would_take(filled: Library, ref: str, what: str) -> None:
    """A take's full name means the take; a folder left empty goes as well."""
    assert filled.find_folder(ref).name == what


def test_delete_for_good_and_never_outside(filled: Library, tmp_path: Path) -> None:
    """Deleting for good leaves nothing, and nothing outside can be named."""
    folder = filled.find_folder("2")
    assert filled.delete(folder, for_good=True) is None
    assert not folder.exists()
    with pytest.raises(LibraryError):
        filled.delete(filled.root)
    with pytest.raises(LibraryError):
        filled.delete(filled.root / ".." / "x")
    with pytest.raises(ValueError, match="subpath"):
        filled.delete(tmp_path)


def test_status_counts(filled: Library) -> None:
    """The figures are those of the folder."""
    status = filled.status()
    assert (status.n_sessions, status.n_answers, status.n_takes) == (3, 3, 4)
    total = sum(e.summary.total_s or 0 for e in filled.entries(all_takes=True) if e.summary)
    assert status.seconds == pytest.approx(total)
    assert status.n_bytes == sum(f.stat().st_size for f in filled.root.rglob("*") if f.is_file())
    assert status.free_bytes > 0
    assert filled.owns(filled.root / "x")
    assert not filled.owns(filled.root.parent)


def test_notes_are_read_and_odd_kinds_stay_inside(filled: Library) -> None:
    """Notes in any encoding come back as text."""
    entry = filled.entries()[0]
    filled.folder(entry).notes.write_bytes(b"caf\xe9 \xff")
    assert "caf" in filled.load(entry).notes
    assert question("explain").kind == "explain"
