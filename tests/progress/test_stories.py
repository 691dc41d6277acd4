"""Stories: which take tells one best, which qualities it shows, and where it was told twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.samples import STARTED, complete_star, store
from voicecoach.coaching.story_board import load_board
from voicecoach.library import Entry, Library
from voicecoach.progress.filters import Titles
from voicecoach.progress.preparation import PreparedRequirement
from voicecoach.progress.stories import Story, board_document, build_board, choose_best
from voicecoach.progress.stories_text import render_board
from voicecoach.types import Pack


def weaker(entry: Entry, **changes: object) -> Entry:
    """Return a later take of another answer, without a result."""
    assert entry.summary is not None
    summary = replace(
        entry.summary, star=("found", "found", "found", "missing"), priority="missing-result"
    )
    later = entry.started + timedelta(days=1)
    return replace(entry, session="later", started=later, summary=summary, **changes)  # type: ignore[arg-type]


def only(takes: list[Entry], pack: Pack) -> Story:
    """Return the one story of a board."""
    (story,) = build_board(takes, pack, {}).stories
    return story


def test_the_best_take(told: Entry, pack: Pack) -> None:
    """A whole story beats a later one without its end; of two alike the later counts."""
    assert choose_best([told, weaker(told)]) == told
    again = replace(told, session="again", started=told.started + timedelta(days=2))
    assert choose_best([again, told]) == again
    story = only([told, weaker(told)], pack)
    assert (story.best, story.last_told) == (told, weaker(told).started)


def test_cells_hold_the_take_that_shows_it_best(told: Entry, pack: Pack) -> None:
    """A quality leads to the best take that shows it, not to the last; others stay empty."""
    story = only([told, weaker(told)], pack)
    assert {name: cell.ref for name, cell in story.cells.items()} == {"bias-for-action": told.ref}
    assert story.cells["bias-for-action"].grade == "good"
    board = build_board([told], pack, {})
    missing = [name for name, _ in board.missing]
    assert "ownership" in missing
    assert "bias-for-action" not in missing
    assert len(missing) + 1 == len(board.qualities)


def test_told_twice_to_one_stage(told: Entry, pack: Pack) -> None:
    """Two questions of a stage count, several takes or sittings of one question do not."""
    assert only([told, weaker(told)], pack).twice == ()
    other = weaker(told, question_id="push-back")
    assert only([told, other], pack).twice == (
        ("hiring-manager", ("incomplete-information", "push-back")),
    )
    reply = weaker(told, question_id=f"{told.question_id}-follow-up-1")
    assert only([told, reply], pack).twice == ()
    elsewhere = weaker(told, question_id="push-back", stage="bar-raiser")
    assert only([told, elsewhere], pack).twice == ()


def test_questions_that_it_fits(told: Entry, pack: Pack) -> None:
    """Further questions are proposed that look for what it shows, not those it answered."""
    fits = only([told], pack).fits
    assert fits
    assert all("bias-for-action" in question.qualities for question in fits)
    assert told.question_id not in [question.id for question in fits]


def test_answers_without_a_name(told: Entry, pack: Pack) -> None:
    """They are listed, and no story is made up for them."""
    board = build_board([replace(told, story="")], pack, {})
    assert board.stories == ()
    assert [entry.ref for entry in board.unnamed] == [told.ref]


def test_from_the_library(own_home: Path, pack: Pack) -> None:
    """The number comes from the best take's result; text and document say the same."""
    library = Library(own_home / "recordings")
    store(library, complete_star(), STARTED)
    library.save_story(library.find("last"), "The queue")
    board = load_board(library, library.scan()[0], pack)
    (story,) = board.stories
    assert "percent" in story.number or "minutes" in story.number
    text = render_board(board, Titles([board.pack]))
    assert max(map(len, text.split("\n"))) <= 80
    assert "1 story; 6 to 8 are the aim" in text
    assert "Bias for" in text
    document = board_document(board)
    assert document["stories"][0]["number"] == story.number
    assert "ownership" in document["missing"]


def test_what_the_advert_asks_for(told: Entry, pack: Pack) -> None:
    """A requirement is a column: the best take that answers one of its questions, else missing."""
    wanted = [
        PreparedRequirement("Production on call", questions=(told.question_id, "other")),
        PreparedRequirement("Five years of Rust", questions=("never-asked",)),
        PreparedRequirement("A driving licence"),
    ]
    board = build_board([told, weaker(told, answer="02", question_id="other")], pack, {}, wanted)
    (story,) = board.stories
    assert {number: cell.ref for number, cell in story.met.items()} == {0: told.ref}
    assert [one.text for one in board.unmet] == ["Five years of Rust"]
    text = render_board(board, Titles((pack,)))
    assert "Advert: Production on call" in text
    assert "- Five years of Rust" in text
    document = board_document(board)
    assert document["requirements"] == ["Production on call", "Five years of Rust"]
    assert document["stories"][0]["requirements"]["1"]["answer"] == told.ref
