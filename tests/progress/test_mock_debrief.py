"""What a mock interview showed, made of stored answers without holding one."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from tests.samples import PACK, STARTED, missing_result, store
from voicecoach.coaching.debrief_session import debrief_mock
from voicecoach.library import Library
from voicecoach.progress.mock_debrief import MockDebrief
from voicecoach.progress.mock_rounds import MockRecord, MockRound
from voicecoach.progress.mock_text import (
    mock_document,
    mock_lines,
    render_mock,
    render_mock_markdown,
)
from voicecoach.progress.round_summary import round_sentences
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


def test_each_round_is_told_in_sentences(own_home: Path, pack: Pack) -> None:
    """A round of stories by parts, lengths and qualities; all renderings have the sentences."""
    story = next(one for one in pack.questions if one.kind == "star" and one.target_s[0] >= 60)
    found = held(own_home, pack, [story], [story.id])
    (one,) = found.rounds
    told = round_sentences(found, one)
    assert told[0] == "Your story left unclear: result."
    assert any(line.startswith("The answer was ") for line in told)
    text = " ".join(told)
    assert lines(found, "Round by round") == [f"Coding: {text}"]
    assert mock_document(found)["rounds"][0]["summary"] == told
    assert told[0] in " ".join(render_mock(found, "Amazon").split())
    assert told[0] in render_mock_markdown(found, "Amazon")
    assert not re.search(r"hire|hiring|confiden|recommend", text, re.IGNORECASE)


def test_an_answer_without_words_lacks_no_quality(own_home: Path, pack: Pack) -> None:
    """A round in which nothing was recognised says that, and no quality that was not shown."""
    story = next(one for one in pack.questions if one.kind == "star" and one.qualities)
    found = held(own_home, pack, [story], [story.id])
    (one,) = found.rounds
    assert any("not shown" in line for line in round_sentences(found, one))
    mute = replace(one, answers=tuple(replace(each, analysis=None) for each in one.answers))
    told = round_sentences(found, mute)
    assert any("without words" in line for line in told)
    assert not any("not shown" in line for line in told)


def test_a_round_of_stories_counts_them(own_home: Path, pack: Pack) -> None:
    """How many were whole, what was unclear in how many, how many had the length."""
    stories = [one for one in pack.questions if one.kind == "star"][:2]
    found = held(own_home, pack, stories, [one.id for one in stories])
    told = round_sentences(found, found.rounds[0])
    assert told[0] == "None of 2 stories had all four parts; not clear: result in 2."
    assert any(line.startswith("Inside their target length: ") for line in told)


def test_thinking_aloud_is_told_by_what_was_heard(own_home: Path, pack: Pack) -> None:
    """Parts of an explanation, silence and length; a round without an answer says so."""
    asked = [one for one in pack.questions if one.kind == "explain"][:2]
    found = held(own_home, pack, asked, [one.id for one in asked])
    (one,) = found.rounds
    first, second = one.spoken_work
    heard = replace(
        one,
        spoken_work=(
            replace(first, parts=("definition",), missing=("decision",), longest_silence_s=14.0),
            replace(second, parts=("definition", "example"), missing=(), longest_silence_s=2.0),
        ),
    )
    told = round_sentences(found, heard)
    assert (
        "Parts of an explanation that were heard: definition in 2 of 2 and example in 1 of 2."
        in told
    )
    assert "Not heard: decision." in told
    assert any(line.startswith("1 answer had a silence of 10 s and more") for line in told)
    calm = replace(one, spoken_work=(replace(first, longest_silence_s=2.0),))
    assert "While you thought, no silence was longer than 2.0 s." in round_sentences(found, calm)
    empty = replace(one, answers=(), spoken_work=())
    assert round_sentences(found, empty) == ["Nothing was answered in this round."]
