"""The figures: words, ranges, and nothing where nothing was measured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.samples import ALL, complete_star, typed_text, without_transcript, zero_words
from voicecoach.analysis import RULES_VERSION
from voicecoach.report.answer_view import ReportView
from voicecoach.report.figures import build_figures, count_fillers
from voicecoach.report.wording import (
    clean,
    clock,
    count,
    listing,
    moments,
    percent,
    rate,
    seconds_text,
    sentence,
)
from voicecoach.types import Analysis, Measures


def figure(analysis: Analysis, key: str) -> str:
    (found,) = [f for f in build_figures(analysis) if f.key == key]
    return f"{found.value} — {found.meaning}"


@pytest.mark.parametrize(
    ("span_s", "text"),
    [
        (63.0, "1 min 3 s — inside the 1:00 to 2:00 target"),
        (60.0, "1 min — inside the 1:00 to 2:00 target"),
        (40.0, "40 s — 20 s below the 1:00 to 2:00 target"),
        (150.0, "2 min 30 s — 30 s above the 1:00 to 2:00 target"),
    ],
)
def test_length_against_its_target(span_s: float, text: str) -> None:
    """The length says by how much it misses the target, and on which side."""
    analysis = complete_star()
    measures = replace(analysis.measures, span_s=span_s)
    assert figure(replace(analysis, measures=measures), "length") == text


@pytest.mark.parametrize(
    ("wpm", "where"), [(119.0, "below"), (120.0, "inside"), (190.0, "inside"), (191.0, "above")]
)
def test_rate_against_its_band(wpm: float, where: str) -> None:
    """The band is told in words, edges included."""
    analysis = complete_star()
    measures = replace(analysis.measures, speech_rate_wpm=wpm)
    text = figure(replace(analysis, measures=measures), "speech_rate")
    assert text == f"{wpm:.0f} words a minute — {where} the usual 120 to 190"


def test_fillers_as_a_floor_and_a_likely_range() -> None:
    """Fillers are never one proud figure while there is doubt."""
    assert figure(complete_star(), "fillers").startswith("at least 3, likely up to 5 — 2.9 to 4.8")
    assert count_fillers(complete_star()) == (3, 5)
    short = replace(
        complete_star(), measures=replace(complete_star().measures, fillers_per_minute=None)
    )
    assert figure(short, "fillers").startswith("at least 3, likely up to ")
    certain = replace(
        complete_star(),
        measures=Measures(span_s=60.0, n_hesitations=2, fillers_per_minute=(2.0, 2.0)),
    )
    assert figure(certain, "fillers").startswith("2 — 2 a minute")


@pytest.mark.parametrize(
    ("rates", "state", "says"),
    [
        ((1.0, 5.0), "good", "in one study 5 did no harm"),
        ((4.0, 9.0), "neutral", "in one study 5 did no harm"),
        ((5.1, 9.0), "info", "in one study 5 did no harm, 12 did"),
    ],
)
def test_fillers_against_what_was_measured(
    rates: tuple[float, float], state: str, says: str
) -> None:
    """No praise while the likely rate is above what was tested, and no claim beyond it."""
    whole = complete_star()
    measures = replace(whole.measures, fillers_per_minute=rates)
    (found,) = [f for f in build_figures(replace(whole, measures=measures)) if f.key == "fillers"]
    assert found.state == state
    assert found.meaning.endswith(says)


def test_what_was_not_measured_is_no_figure() -> None:
    """No figure is made up for an answer without words, times or anything."""
    keys = {f.key for f in build_figures(without_transcript())}
    assert keys == {"length", "latency", "pauses", "fillers"}
    assert {f.key for f in build_figures(typed_text())} == {"length", "fillers"}
    assert {f.key for f in build_figures(zero_words())} <= {"length", "pauses"}
    empty = replace(zero_words(), measures=Measures(), recording=None)
    assert build_figures(empty) == ()


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_figure_makes_sense_read_aloud(name: str) -> None:
    """Every figure has a label, a value and a definition that is a sentence."""
    for found in build_figures(ALL[name]()):
        assert found.label
        assert found.value
        assert found.definition.endswith(".")
        assert "None" not in f"{found.value}{found.meaning}{found.detail}"


def test_wording() -> None:
    """Times, rates, shares and lists are written one way everywhere."""
    assert [clock(s) for s in (None, -1, 0, 59.9, 61, 3661)] == [
        "", "0:00", "0:00", "0:59", "1:01", "1:01:01",
    ]  # fmt: skip
    assert [seconds_text(s) for s in (0.25, 9.94, 9.96, 59.6, 60, 125)] == [
        "0.2 s", "9.9 s", "10 s", "1 min", "1 min", "2 min 5 s",
    ]  # fmt: skip
    assert [percent(s) for s in (0, 0.001, 0.126, 1)] == ["0 %", "under 1 %", "13 %", "100 %"]
    assert [rate(r) for r in (3.0, 3.14)] == ["3", "3.1"]
    assert [count(n, "pause") for n in (0, 1, 2)] == ["0 pauses", "1 pause", "2 pauses"]
    assert listing(["a", "b", "c"]) == "a, b and c"
    assert moments([1, None, 62], most=1) == "0:01 and 1 more"
    assert sentence("Well done") == "Well done."
    assert clean("a\x1b[31m\tb\u202e") == "a [31m b"


def test_an_answer_of_other_rules_says_so():
    """Figures of older rules may count otherwise; an answer without analysis has none."""
    now = complete_star()
    assert "rules" not in ReportView(now, "A title").byline
    before = replace(now, rules_version="1")
    assert ReportView(before, "A title").byline.endswith(
        f"analysed by rules 1, now {RULES_VERSION}"
    )
    assert "rules" not in ReportView(replace(now, rules_version=""), "A title").byline
