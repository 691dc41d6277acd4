"""What a mock interview showed, made of stored answers without holding one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.samples import PACK, STARTED, missing_result, store
from voicecoach.coaching.debrief_session import debrief_mock
from voicecoach.library import Library
from voicecoach.progress.mock_debrief import MockDebrief
from voicecoach.progress.mock_rounds import MockRecord, MockRound
from voicecoach.progress.mock_text import mock_lines
from voicecoach.questions.choosing import follow_up_questions
from voicecoach.types import Pack, Question


def held(home: Path, pack: Pack, answered: list[Question], asked: list[str]) -> MockDebrief:
    """Return the debrief of one round with an answer to each of some questions."""
    library = Library(home / "recordings")
    sessions = [
        store(library, replace(missing_result(), question=one), STARTED).path.parent.parent.name
        for one in answered
    ]
    one = MockRound("technical", "Coding", tuple(asked), 900.0, tuple(sessions), "ended")
    record = MockRecord("one", PACK, STARTED.isoformat(), (one,))
    return debrief_mock(library, record, pack)


def lines(found: MockDebrief, heading: str) -> list[str]:
    """Return the lines under a heading."""
    return dict(mock_lines(found)).get(heading, [])


def test_a_reply_to_a_follow_up_is_no_explanation(own_home: Path, pack: Pack) -> None:
    """Only the answer to the question itself is judged as thinking aloud."""
    asked = next(one for one in pack.questions if one.kind == "explain")
    (reply,) = follow_up_questions(asked, ["What if it fails?"])
    found = held(own_home, pack, [asked, reply], [asked.id])
    (one,) = found.rounds
    assert len(one.answers) == 2
    assert [work.ref for work in one.spoken_work] == [one.answers[0].entry.ref]


def test_lines(own_home: Path, pack: Pack) -> None:
    """A missing part is counted once; questions and qualities bear the titles of their guide."""
    stories = [one for one in pack.questions if one.kind == "star"][:2]
    left = next(one for one in pack.questions if one.title)
    found = held(own_home, pack, stories, [*(one.id for one in stories), left.id])
    (missing,) = [line for line in lines(found, "What repeated over the rounds") if "No " in line]
    assert missing == "No result in 2 of 2 stories. (Coding)"
    assert lines(found, "Not reached") == [f"Coding, no time for: {left.title}."]
    known = {one.title for one in pack.qualities}
    shown = [line.partition(": ")[0] for line in lines(found, "Qualities") if "never" not in line]
    assert set(shown) <= known
