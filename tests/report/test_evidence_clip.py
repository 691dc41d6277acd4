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
