"""Searching, marking and the trash; and an index that lives on while the folder changes."""

from __future__ import annotations

import os
import shutil
import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples import (
    PACK,
    QUESTION,
    STARTED,
    complete_star,
    introduction,
    missing_result,
    store,
    without_transcript,
)
from tests.waits import wait_until
from voicecoach.errors import LibraryError
from voicecoach.library import Entry, Library, Marks
from voicecoach.library import index as index_module
from voicecoach.library.marks import MAX_NOTES, notes_version
from voicecoach.library.search import CLOSE, OPEN, match_expression, split_excerpt


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Return a library of three answers: a complete one, an introduction, one without words."""
    library = Library(tmp_path / "recordings")
    for day, analysis in enumerate((complete_star(), introduction(), without_transcript())):
        store(library, analysis, STARTED + timedelta(days=day))
    library.entries()
    return library


def by_question(library: Library, name: str) -> Entry:
    """Return the oldest answer to a question, its first take."""
    found = [e for e in library.entries(all_takes=True) if e.question_id == name]
    return min(found, key=lambda e: (e.started, e.take))


@pytest.mark.parametrize(
    ("query", "n"),
    [
        ("payments", 1),
        ("PAYMENTS company", 1),
        ("payment", 2),  # payments, payment systems: a word finds what begins with it
        ('"payment systems"', 1),
        ('"systems payment"', 0),
        ("payments booking", 0),
        ("tell me", 3),  # in the questions
        ("", 0),
        ("   ", 0),
        ('"', 0),
        ("* OR NEAR( ) - ^ : {}", 0),
        ("words:payments", 0),
        ("payments OR booking", 0),  # no operators: three words
        ("'; DROP TABLE takes; --", 0),
        ("payments\0", 1),
        ("x" * 5000, 0),
    ],
)
def test_search(library: Library, query: str, n: int) -> None:
    """Each word must be there; nothing that is typed is an operator or an error."""
    assert len(library.search(query)) == n


@given(st.text(max_size=60))
def test_no_query_breaks_the_search(query: str) -> None:
    """Whatever is typed becomes quoted terms alone."""
    expression = match_expression(query)
    assert "OR" not in expression.replace('"', " ").split() or '"' in expression
    assert expression.count('"') % 2 == 0


def test_every_odd_query_runs(library: Library) -> None:
    """FTS5 itself accepts what is made of them."""
    for query in (
        'a"b',
        '"',
        '""',
        "(",
        "NOT",
        "é*",
        "\ufffd",
        "a:b",
        "-",
        "NEAR(a b)",
        "\n\t",
        "🙂",
    ):
        library.search(query)


def test_excerpts_mark_the_hits_and_find_without_accents(library: Library) -> None:
    """The hit stands in its sentence; accents and case do not matter."""
    entry = by_question(library, "incomplete-information")
    library.save_notes(entry, "Erzähl von <b>Zoë</b>", seen=notes_version(""))
    library.entries()
    assert library.search("zoe") == {entry.ref}
    (pieces,) = library.excerpts("zoe", [entry.ref, "gone/gone/gone"]).values()
    assert [p.text for p in pieces if p.hit] == ["Zoë"]
    assert "<b>" in "".join(p.text for p in pieces), "raw: escaping is the page's"


def test_marks_that_a_text_holds_itself_are_dropped() -> None:
    """No text can pretend to be a hit or break the pieces."""
    pieces = split_excerpt(f"a{CLOSE}b{OPEN}hit{CLOSE} c{OPEN}d")
    assert "".join(p.text for p in pieces) == "abhit cd"
    assert [p.text for p in pieces if p.hit] == ["hit"]


def test_search_follows_the_files(library: Library) -> None:
    """What is edited or deleted by other programs is found or no longer found."""
    entry = by_question(library, "incomplete-information")
    (library.folder(entry).path / "notes.md").write_text("Zebra crossing", "utf-8")
    library.entries()
    assert library.search("zebra") == {entry.ref}
    (library.folder(entry).path / "notes.md").write_text("Giraffe", "utf-8")
    library.entries()
    assert not library.search("zebra")
    shutil.rmtree(library.folder(entry).path.parent)
    library.entries()
    assert not library.search("giraffe")
    (library.root / "index.db").unlink()
    library.entries()
    assert len(library.search("booking")) == 1


def test_search_without_a_place_for_the_index(library: Library) -> None:
    """Where no index can be written, search works in memory."""
    (library.root / "index.db").unlink()
    (library.root / "index.db").mkdir()
    other = Library(library.root)
    assert len(other.entries()) == 3
    assert len(other.search("booking")) == 1
    assert Library(library.root / "nothing").search("x") == frozenset()


def test_large_library_looks_at_folders_only(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where comparing files takes long, a changed folder is enough, and a file is found beside."""
    monkeypatch.setattr(index_module, "QUICK_S", -1.0)
    monkeypatch.setattr(index_module, "THOROUGH_EVERY_S", 0.0)
    for path in [library.root, *library.root.rglob("*")]:
        if path.is_dir():  # old enough to be trusted
            os.utime(path, ns=(time.time_ns() - 10**10,) * 2)
    library.entries()
    first = library.entries(all_takes=True)
    assert all(a is b for a, b in zip(first, library.entries(all_takes=True), strict=True))
    entry = by_question(library, "incomplete-information")
    library.save_analysis(library.folder(entry), missing_result())  # replaced: at once
    changed = by_question(library, "incomplete-information")
    assert changed.summary is not None
    assert changed.summary.star[3] == "missing"
    record = library.folder(entry).path.parent.parent / "session.json"
    text = record.read_text("utf-8").replace(PACK, "own-pack")
    with record.open("r+", encoding="utf-8") as file:  # in place: the folder does not change
        file.write(text)
        file.truncate()
    wait_until(
        lambda: by_question(library, "incomplete-information").pack == "own-pack",
        "an index that has seen the change",
    )
    shutil.rmtree(library.folder(entry).path)
    assert entry.ref not in {e.ref for e in library.entries(all_takes=True)}


def test_many_threads_may_ask(library: Library) -> None:
    """Requests come side by side."""
    failures: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(20):
                assert len(library.entries()) == 3
                assert len(library.search("booking")) == 1
        except BaseException as error:  # noqa: BLE001 - told below
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_counts_are_those_the_rates_were_made_from(library: Library) -> None:
    """Trends add counts: they equal the fillers and words that the analysis counted."""
    summary = by_question(library, "incomplete-information").summary
    assert summary is not None
    assert summary.n_fillers == (3, 5)
    analysis = complete_star()
    assert summary.n_spoken == analysis.measures.n_words
    assert summary.shown == ("bias-for-action",)
    wordless = library.entries()[0].summary
    assert wordless is not None
    assert (wordless.n_fillers, wordless.n_spoken) == (None, None)


def test_marks_belong_to_the_answer(library: Library) -> None:
    """Star and story hold for every take, survive the index and leave no file behind."""
    entry = by_question(library, "incomplete-information")
    library.save_star(entry, starred=True)
    library.save_story(entry, "  The \u202eFriday\n outage ")
    answer = library.folder(entry).path.parent
    (answer / "take-2").mkdir()
    (library.root / "index.db").unlink()
    for take in Library(library.root).entries(all_takes=True):
        if take.session == entry.session:
            assert (take.starred, take.story) == (True, "The Friday outage")
    assert (answer / "marks.json").stat().st_mode & 0o777 == 0o600
    library.save_star(entry, starred=False)
    library.save_story(entry, "")
    assert not (answer / "marks.json").exists()
    with pytest.raises(LibraryError, match="80 characters"):
        library.save_story(entry, "x" * 81)


def test_broken_marks_are_a_problem_and_not_the_end(library: Library) -> None:
    """A broken marks.json is named; the answer is there."""
    entry = by_question(library, "incomplete-information")
    (library.folder(entry).path.parent / "marks.json").write_text('{"starred": "maybe"', "utf-8")
    assert not by_question(library, "incomplete-information").starred
    assert any("marks.json" in p.path for p in library.problems())
    assert Marks() == Marks(starred=False, story="")


def test_notes_are_kept_as_written_and_never_overwritten_unseen(library: Library) -> None:
    """Who edits notes that changed meanwhile is told; empty notes leave no file."""
    entry = by_question(library, "incomplete-information")
    library.save_notes(entry, "one\r\ntwo\0", seen=notes_version(""))
    assert library.load(entry).notes == "one\ntwo\n"
    with pytest.raises(LibraryError) as changed:
        library.save_notes(entry, "three", seen=notes_version(""))
    assert changed.value.code == "changed"
    assert library.load(entry).notes == "one\ntwo\n"
    with pytest.raises(LibraryError) as large:
        library.save_notes(entry, "x" * (MAX_NOTES + 1), seen=notes_version("one\ntwo\n"))
    assert large.value.code == "too-large"
    library.save_notes(entry, " \n ", seen=notes_version("one\ntwo\n"))
    assert not library.folder(entry).notes.exists()


def test_notes_do_not_follow_a_link_out(library: Library, tmp_path: Path) -> None:
    """A link in the place of the notes is replaced, what it leads to stays."""
    entry = by_question(library, "incomplete-information")
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", "utf-8")
    library.folder(entry).notes.symlink_to(secret)
    assert library.load(entry).notes == ""
    library.save_notes(entry, "mine", seen=notes_version(""))
    assert secret.read_text("utf-8") == "secret"
    assert library.load(entry).notes == "mine\n"


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_trash_gives_back_what_it_took(library: Library, depth: int) -> None:
    """A session, an answer and a take come back with every byte, to where they were."""
    entry = by_question(library, "incomplete-information")
    folder = library.root.joinpath(*entry.ref.split("/")[:depth])
    (library.folder(entry).path.parent / "take-2").mkdir()
    before = {p.relative_to(library.root): p.read_bytes() for p in folder.rglob("*.*")}
    library.delete(folder)
    (deleted,) = library.list_trash()
    assert deleted.kind == ("session", "answer", "take")[depth - 1]
    assert deleted.name == "/".join(entry.ref.split("/")[:depth])
    assert deleted.n_bytes == sum(map(len, before.values()))
    assert deleted.n_takes == (1 if depth == 3 else 2)
    if depth > 1:
        assert deleted.question_id == "incomplete-information"
    assert deleted.pack == PACK
    assert library.restore(deleted.number) == folder
    after = {p.relative_to(library.root): p.read_bytes() for p in folder.rglob("*.*")}
    assert after == before
    assert library.list_trash() == ()
    assert library.measure_trash() == 0
    with pytest.raises(LibraryError, match="not in the trash"):
        library.restore(deleted.number)


def test_restoring_joins_and_never_overwrites(library: Library) -> None:
    """What lies in the place meanwhile stays; a take that would be hidden is refused."""
    session = library.create_session(PACK, STARTED)
    first = library.create_answer(session, QUESTION)
    second = library.create_answer(session, QUESTION)
    take = library.create_take(first)
    take.notes.write_text("old", "utf-8")
    library.create_take(second)
    library.delete(first.path)
    library.delete(session.path)
    whole, part = library.list_trash()
    library.restore(part.number)  # the session is gone, its answer comes back alone
    assert take.notes.read_text("utf-8") == "old"
    library.restore(whole.number)
    assert session.record.exists()
    assert second.path.is_dir()
    library.delete(take.path)
    take.path.mkdir()
    with pytest.raises(LibraryError, match="exists again"):
        library.restore(library.list_trash()[0].number)
    assert library.list_trash()[0].kind == "take"
    assert library.empty_trash() == 3
    assert library.list_trash() == ()


def test_trash_holds_no_surprise(library: Library, tmp_path: Path) -> None:
    """Links and strange things in the trash are passed over and never followed."""
    library.delete(library.root / by_question(library, "about-yourself").session)
    trash = library.root / ".trash"
    (trash / "7").symlink_to(tmp_path)
    (trash / "8").mkdir()
    (trash / "9").write_text("x", "utf-8")
    (trash / "words").mkdir()
    assert [one.number for one in library.list_trash()] == [1]
    with pytest.raises(LibraryError):
        library.restore(7)


@pytest.mark.parametrize(
    "ref",
    [
        "", "a/b/c", "../../etc", "{s}/{a}/take-0", "{s}/{a}/take-1/", "{s}/{a}/take-1\0",
        "{s}/../{s}/{a}/take-1", "{s}/{a}/take-2", "{s}/{a}/../take-1", "/{s}/{a}/take-1",
        "{s}/{a}/TAKE-1", "{s}/" + "01_" + "x" * 5000 + "/take-1", "{s}/{a}/take-1\n",
    ],
)  # fmt: skip
def test_take_by_its_full_name_alone(library: Library, ref: str) -> None:
    """A name from outside finds a take only where it is exactly that take's."""
    entry = by_question(library, "incomplete-information")
    assert library.take(entry.ref) == entry
    assert library.take(ref.format(s=entry.session, a=entry.answer)) is None


def test_take_behind_a_link_out_is_none(library: Library, tmp_path: Path) -> None:
    """A session that is a link out of the folder is not there; one that stays inside is."""
    entry = by_question(library, "incomplete-information")
    outside = Library(tmp_path / "outside")
    store(outside, complete_star())
    name = "2020-01-01T10-00_x"
    (library.root / name).symlink_to(outside.root / entry.session)
    assert library.take(f"{name}/{entry.answer}/take-1") is None
    (library.root / "2020-01-01T10-00_y").symlink_to(library.root / entry.session)
    assert library.take(f"2020-01-01T10-00_y/{entry.answer}/take-1") is not None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("C++", {"cpp"}),
        ("c#", {"sharp"}),
        ("C", {"cpp", "sharp", "plain"}),
        (".NET", {"sharp"}),
        ("C++ templates", {"cpp"}),
        ('"C#"', {"sharp"}),
        ("F#", set()),
        ("++", set()),
    ],
)
def test_names_with_signs_are_found_alone(tmp_path: Path, query: str, found: set[str]) -> None:
    """C++ is not C#, and neither is found by every word that begins with a c."""
    library = Library(tmp_path / "recordings")
    said = {
        "cpp": "I wrote C++ templates.",
        "sharp": "It was C# on .NET, with a net.",
        "plain": "Code in C.",
    }
    for name, text in said.items():
        session = library.create_session("pack", STARTED)
        answer = library.create_answer(session, replace(QUESTION, id=name))
        take = library.create_take(answer)
        library.save_analysis(take, complete_star())
        take.notes.write_text(text)
    asked = {entry.ref: entry.question_id for entry in library.entries()}
    matched = {asked[ref] for ref in library.search(query)}
    assert matched == found
