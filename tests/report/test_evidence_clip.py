"""The button beside the priority plays what the priority speaks of."""

from __future__ import annotations

import dataclasses

import pytest

from tests.samples import complete_star
from voicecoach.report.evidence_clip import LISTEN_S, find_proof
from voicecoach.types import Priority


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("missing-result", "Hear how you end"),
        ("no-lesson", "Hear how you end"),
        ("no-number", "Hear your result"),
        ("too-short", "Hear how you begin"),
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
