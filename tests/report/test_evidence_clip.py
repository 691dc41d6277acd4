"""The button beside the priority plays what the priority speaks of."""

from __future__ import annotations

import dataclasses

import pytest

from tests.samples import complete_star
from voicecoach.report.evidence_clip import LISTEN_S, find_proof
from voicecoach.types import Filler, Note, Priority


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("missing-result", "Hear how you end"),
        ("no-lesson", "Hear how you end"),
        ("no-number", "Hear your result"),
        ("missing-situation", "Hear how you begin"),
    ],
)
def test_what_the_button_plays(code, label):
    """An end that is wanting is heard at the end."""
    analysis = dataclasses.replace(complete_star(), notes=(), priority=Priority(code, "", ""))
    proof = find_proof(analysis)
    assert proof.label == label
    last = analysis.transcript.words[-1].end
    if label == "Hear how you end":
        assert proof.end == last
        assert proof.end - proof.start <= LISTEN_S
    assert 0 <= proof.start < proof.end <= analysis.recording.duration_s


def test_a_length_is_shown_by_the_part_that_lacks_or_has_too_much():
    """Too short plays the shortest part, too long the longest."""
    analysis = dataclasses.replace(complete_star(), notes=())
    told = {
        code: find_proof(dataclasses.replace(analysis, priority=Priority(code, "", "")))
        for code in ("too-short", "too-long")
    }
    assert told["too-short"].label.startswith("Hear the shortest part")
    short, long = (proof.end - proof.start for proof in told.values())
    assert short < long


def test_many_fillers_are_heard_where_they_are_densest():
    """Ten seconds, and none other holds more."""
    fillers = tuple(
        Filler(start, start + 0.2, "um", "hesitation", None, 1.0)
        for start in (1.0, 20.0, 22.0, 24.0, 40.0)
    )
    note = Note("many-fillers", "info", "", 1.0, 1.2)
    analysis = dataclasses.replace(
        complete_star(), fillers=fillers, notes=(note,), priority=Priority("many-fillers", "", "")
    )
    proof = find_proof(analysis)
    assert (proof.start, proof.end) == (20.0, 30.0)


@pytest.mark.parametrize("code", ["follow-up", "again", "motivation-link-missing"])
def test_no_button_where_nothing_shows_it(code):
    """What is not in the sound cannot be heard."""
    analysis = dataclasses.replace(complete_star(), notes=(), priority=Priority(code, "", ""))
    assert find_proof(analysis) is None


@pytest.mark.parametrize(
    ("code", "after"), [("missing-action", "task"), ("missing-task", "situation")]
)
def test_a_missing_part_is_heard_from_the_sentence_before_it(code, after):
    """It begins with the sentence after which the part would come, not in the one before that."""
    analysis = dataclasses.replace(complete_star(), notes=(), priority=Priority(code, "", ""))
    proof = find_proof(analysis)
    before = [s for s in analysis.star.sentences if s.part == after][-1]
    assert proof.label == "Hear where it would come"
    assert proof.start == max(before.start, before.end - LISTEN_S)
    assert proof.end > before.end


def test_a_weak_part_is_heard_where_it_is():
    """Of several weak parts the one is played that the priority speaks of."""
    notes = (
        Note("part-weak", "info", "Situation is only hinted at: “At the bank.”", 1.0, 3.0),
        Note("part-weak", "info", "Action is only hinted at: “It was done.”", 20.0, 24.0),
    )
    priority = Priority("part-weak", "Your action is not clear.", "")
    analysis = dataclasses.replace(complete_star(), notes=notes, priority=priority)
    assert find_proof(analysis).start == 20.0
