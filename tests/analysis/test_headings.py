"""Headings that the candidate set decide which part follows."""

from __future__ import annotations

import pytest

from tests.analysis.test_star import judge
from voicecoach.types import PARTS

NOTES = (
    "Situation: checkout too slow for the sale. Task: four times the load by Friday. Action: "
    "profiled the basket query, added an index. Result: p95 from 900 ms to 200 ms."
)


def parts_of(analysis):
    """Return the part of each sentence, in order."""
    return [sentence.part for sentence in analysis.star.sentences]


@pytest.mark.parametrize(
    "text",
    [
        NOTES,
        NOTES.replace(":", " –"),
        NOTES.replace("Situation:", "**Situation:**").replace("Task:", "**Task**:"),
        NOTES.replace("Situation", "S").replace("Task", "T").replace("Action", "A")
        .replace("Result", "R"),
        NOTES.replace(".", "").replace(":", ""),
        NOTES.replace("Situation", "Context").replace("Task", "Goal").replace("Result", "Outcome"),
        NOTES.replace("Action:", "Action I took:"),
    ],
    ids=["colons", "dashes", "bold", "letters", "bare", "other names", "three words"],
)  # fmt: skip
def test_written_headings_decide(text):
    """Notes are told apart as their writer told them apart, however they are punctuated."""
    analysis = judge(text)
    assert parts_of(analysis) == list(PARTS)
    assert {getattr(analysis.star.parts, name).verdict for name in PARTS} == {"found"}
    assert "no-episode" not in {note.code for note in analysis.notes}


def test_a_heading_holds_until_the_next():
    """What stands under a heading belongs to it, whatever it sounds like."""
    analysis = judge(
        "Situation: I was at a bank. I had built most of it. Task: I had to move it. Action: I "
        "copied the tables. In the end it worked. Result: Nobody noticed anything at all."
    )
    assert parts_of(analysis) == ["situation", "situation", "task", "action", "action", "result"]


def test_nothing_under_a_heading_is_missing():
    """An empty "Result:" is no result."""
    analysis = judge(NOTES[: NOTES.index("p95")])
    assert analysis.star.parts.result.verdict == "missing"
    assert analysis.priority.code == "missing-result"


def test_headings_said_aloud_decide():
    """An announcement such as "the situation was that …" is a heading as well."""
    analysis = judge(
        "The situation was that our shop lost parcels every week. My task was to find out where. "
        "The action I took was to weigh each parcel twice. I did that for a month. The result was "
        "that we found the hole in the belt."
    )
    assert parts_of(analysis) == ["situation", "task", "action", "action", "result"]


@pytest.mark.parametrize("write", [str.upper, str.title])
def test_capitals_throughout_mark_no_heading(write):
    """A sentence that merely holds such a word is not cut before it."""
    sentences = [
        "Last year the situation at our clinic was bad and people waited for weeks.",
        "My task was to bring the waiting time down.",
        "I called every family and wrote a list.",
        "As a result the waiting time fell from six weeks to two.",
    ]
    analysis = judge(write(" ".join(sentences)))
    assert [one.text for one in analysis.star.sentences] == [write(one) for one in sentences]


def test_words_that_are_no_headings():
    """One such word is a word like any other, and so is one within a sentence."""
    analysis = judge(
        "Last year the situation was getting worse at our clinic, and my manager asked me to take "
        "action. I called every family and I wrote a list. The situation was resolved by Friday, "
        "and since then no appointment has been lost."
    )
    assert parts_of(analysis)[-1] == "result"
    assert "action" in parts_of(analysis)
