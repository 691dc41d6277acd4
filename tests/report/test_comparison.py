"""Two takes aligned, figures against their scale, corrections as sentences."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest

from tests.samples import complete_star, missing_result
from voicecoach.analysis.corrections.log import (
    Anchor,
    Corrections,
    FillerChange,
    PartChange,
    VerdictChange,
    WordChange,
)
from voicecoach.report.comparison import align, build_comparison
from voicecoach.report.edit_history import build_history, describe_change
from voicecoach.report.evidence_clip import find_proof
from voicecoach.report.figure_scale import build_standing, number_of
from voicecoach.report.figures import build_figures
from voicecoach.report.transcript_view import build_passages
from voicecoach.types import Priority

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_every_sentence_of_both_takes_once_in_order() -> None:
    """Aligning loses, doubles and reorders nothing."""
    one, two = build_passages(missing_result()), build_passages(complete_star())
    pairs = align(one, two)
    for side, passages in (("first", one), ("second", two)):
        kept = [getattr(pair, side) for pair in pairs]
        texts = [[m.piece for m in each.pieces] for each in kept if each is not None]
        assert texts == [list(passage.pieces) for passage in passages]


def test_a_take_beside_itself_is_the_same() -> None:
    """Every sentence has its partner and no word is new."""
    passages = build_passages(complete_star())
    for pair in align(passages, passages):
        assert pair.first is not None
        assert pair.first == pair.second
        assert all(marked.mark == "same" for marked in pair.first.pieces)


def test_the_second_take_is_judged_on_the_first() -> None:
    """What the first lacked is looked for in the second."""
    comparison = build_comparison(missing_result(), complete_star())
    assert comparison.judged is not None
    assert comparison.judged.code == "retake-improved"
    (result,) = [row for row in comparison.parts if row.label == "Result"]
    assert result.first.startswith("missing")
    assert not result.second.startswith("missing")


def test_a_figure_on_its_scale() -> None:
    """Median and band stand on one scale with the value; four answers make no median."""
    analysis = complete_star()
    figure = next(f for f in build_figures(analysis) if f.key == "speech_rate")
    few = build_standing(figure, analysis, {"speech_rate": (150.0, 4)})
    assert few.own == ""
    assert few.scale is not None
    assert few.scale.own is None
    known = build_standing(figure, analysis, {"speech_rate": (150.0, 5)})
    assert known.own == "your median of 5 earlier answers: 150 words a minute"
    assert known.scale is not None
    assert known.scale.band is not None
    assert 0 < known.scale.band[0] < (known.scale.own or 0) < known.scale.band[1] <= 100


@pytest.mark.parametrize(
    ("key", "own", "here"),
    [
        ("pace", "40 words a minute between slowest and fastest", " words a minute"),
        ("repetitions", "40 a minute begun again", " a minute"),
    ],
)
def test_a_count_and_a_range_have_a_median_too(key: str, own: str, here: str) -> None:
    """Restarts and pace stand beside one's own; the number that is compared is said."""
    analysis = complete_star()
    analysis = dataclasses.replace(
        analysis, measures=dataclasses.replace(analysis.measures, n_repetitions=2)
    )
    figure = next(f for f in build_figures(analysis) if f.key == key)
    assert build_standing(figure, analysis, {key: (40.0, 4)}).own == ""
    known = build_standing(figure, analysis, {key: (40.0, 5)})
    number = number_of(analysis, key)
    assert number
    begins = f"your median of 5 earlier answers: {own}; here "
    assert known.own.startswith(begins)
    assert known.own.endswith(here)
    assert known.scale is not None
    assert known.scale.own is not None


def test_the_proof_lies_in_the_recording() -> None:
    """What the button plays is a stretch of the answer; a missing result is heard at the end."""
    analysis = dataclasses.replace(
        missing_result(), priority=Priority("missing-result", "Your answer has no result.", "")
    )
    proof = find_proof(analysis)
    assert proof is not None
    assert analysis.recording is not None
    assert 0 <= proof.start < proof.end <= analysis.recording.duration_s


def test_changes_read_as_sentences() -> None:
    """Each kind of change says what, where and to what."""
    at = Anchor(3, "lock", 38.2)
    assert describe_change(WordChange(at, "log")) == "“lock” → “log” at 0:38."
    assert describe_change(WordChange(at, "")) == "“lock” deleted at 0:38."
    strike = FillerChange("strike", "like", 12.0, 12.3, at)
    assert describe_change(strike) == "“like” at 0:12 is no filler."
    part = PartChange(at, Anchor(9, "files.", 40.0), "task")
    assert describe_change(part) == "“lock … files.” at 0:38 belongs to the task."
    assert describe_change(VerdictChange("result", "weak")) == "Result: weak."


def test_a_history_knows_what_holds() -> None:
    """An undone step says so, and its button puts it back."""
    log = Corrections().with_edit(NOW, changes=[VerdictChange("task", "weak")])
    log = log.with_edit(NOW, undoes=[1])
    (step,) = build_history(log)
    assert (step.holds, step.takes_back) == (False, (2,))
    (again,) = build_history(log.with_edit(NOW, undoes=[2]))
    assert (again.holds, again.takes_back) == (True, (1,))
