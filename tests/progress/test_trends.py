"""Figures over many answers: one definition each, added up from counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.samples import complete_star, fill_library, missing_result, without_transcript
from voicecoach.library import Entry
from voicecoach.library.index_row import summarise
from voicecoach.progress.baseline import NUMBERS, find_usual_rate, measure_personal_medians
from voicecoach.progress.entry_figures import (
    count_fillers,
    count_silence,
    count_whole_stories,
    count_words,
    length_s,
    silence_share,
)
from voicecoach.progress.trends import KINDS, MAX_POINTS, add_up, draw_all, nice_ceiling, split_time
from voicecoach.report.figure_scale import KINDS as FIGURES
from voicecoach.report.figure_scale import number_of


@pytest.fixture
def entries(own_home: Path) -> tuple[Entry, ...]:
    """Return three stored answers, newest first."""
    samples = (complete_star(), missing_result(), without_transcript())
    return fill_library(own_home / "recordings", *samples)[0].entries()


def spread(entry: Entry, n: int, days: int) -> list[Entry]:
    """Return copies of an answer, one every ``days`` days."""
    start = datetime(2025, 1, 6, 18, 0).astimezone()
    return [
        replace(entry, session=f"s{i}", started=start + timedelta(days=i * days)) for i in range(n)
    ]


def test_one_definition(entries: tuple[Entry, ...]) -> None:
    """The list's, the trends' and the report's numbers are the same numbers."""
    analyses = {"complete": complete_star(), "missing": missing_result()}
    for entry, analysis in zip(reversed(entries), analyses.values(), strict=False):
        summary = entry.summary
        assert summary is not None
        counted = count_silence(entry)
        assert counted is not None
        assert silence_share(summary) == counted.top / counted.bottom
        assert silence_share(summary) == number_of(analysis, "pauses")
        assert length_s(summary) == number_of(analysis, "length")
        words, fillers = count_words(entry), count_fillers(entry)
        assert words is not None and fillers is not None  # noqa: PT018
        speech_rate, filler_rate = (number_of(analysis, k) for k in ("speech_rate", "fillers"))
        assert words.top / words.bottom == pytest.approx(speech_rate, rel=0.01)
        assert fillers.top / fillers.bottom == pytest.approx(filler_rate, abs=0.6)


def test_what_was_not_measured_is_not_counted(entries: tuple[Entry, ...]) -> None:
    """An answer without words has a length and a silence, and no rates."""
    newest = entries[0]
    assert count_words(newest) is None
    assert count_fillers(newest) is None
    assert count_whole_stories(newest) is None
    assert count_silence(newest) is not None


def test_sums_are_made_of_counts(entries: tuple[Entry, ...]) -> None:
    """Two unequal answers of a stretch give total over total, not the mean of two rates."""
    one, other = entries[2], entries[1]
    assert one.summary is not None
    short = replace(one, summary=replace(one.summary, pause_s=1.0, span_s=10.0))
    assert other.summary is not None
    long = replace(other, summary=replace(other.summary, pause_s=45.0, span_s=90.0))
    same_day = [replace(entry, started=one.started, session="s") for entry in (short, long)]
    silence = next(kind for kind in KINDS if kind.name == "silence")
    (total,), unknown = add_up(silence, split_time(same_day))
    assert total.value == pytest.approx(0.46)
    assert (total.n, unknown) == (2, [])


@pytest.mark.parametrize(
    ("n", "days", "stretch"), [(20, 1, "session"), (60, 1, "week"), (50, 7, "month")]
)
def test_the_finest_stretch_that_fits(
    entries: tuple[Entry, ...], n: int, days: int, stretch: str
) -> None:
    """No chart has more points than it can show, and no answer is lost."""
    answers = spread(entries[2], n, days)
    stretches = split_time(answers)
    assert stretches.name == stretch
    assert len(stretches.parts) <= MAX_POINTS
    assert sum(len(part) for _, part in stretches.parts) == n


def test_charts(entries: tuple[Entry, ...]) -> None:
    """Every point lies in the chart; one answer makes no chart."""
    assert draw_all(split_time(spread(entries[2], 1, 1))) == []
    charts = draw_all(split_time(spread(entries[2], 5, 1)))
    assert {chart.name for chart in charts} >= {"fillers", "rate", "silence", "star"}
    for chart in charts:
        assert all(0 <= point.x <= 640 and 0 <= point.y <= 180 for point in chart.points)
        assert len(chart.rows) == 5


@pytest.mark.parametrize(("value", "top"), [(0, 1), (1, 1), (3, 4), (4.1, 5), (11, 20), (99, 100)])
def test_a_round_end_of_the_axis(value: float, top: float) -> None:
    """The axis ends at or just above the highest value."""
    assert nice_ceiling(value) == top


def test_personal_medians(entries: tuple[Entry, ...]) -> None:
    """Only answers from before count."""
    newest, middle, oldest = entries
    assert measure_personal_medians(entries, oldest) == {}
    medians = measure_personal_medians(entries, newest)
    assert oldest.summary is not None and middle.summary is not None  # noqa: PT018
    both = [silence_share(oldest.summary), silence_share(middle.summary)]
    known = [share for share in both if share is not None]
    assert medians["pauses"] == (pytest.approx(sum(known) / len(known)), len(known))


def test_the_usual_rate_needs_five_answers(entries: tuple[Entry, ...]) -> None:
    """With four earlier answers none is named; with five it is their median."""
    last = max(entries, key=lambda entry: entry.started)
    assert last.summary is not None

    def earlier(n: int) -> list[Entry]:
        return [
            replace(
                last,
                session=f"earlier-{number}",
                started=last.started - timedelta(days=number + 1),
                summary=replace(last.summary, speech_rate_wpm=100.0 + number),
            )
            for number in range(n)
        ]

    assert find_usual_rate([last, *earlier(4)], last) is None
    assert find_usual_rate([last, *earlier(5)], last) == 102.0


@pytest.mark.parametrize("key", FIGURES)
def test_each_figure_of_the_report_has_a_median(key: str) -> None:
    """The index keeps the number by which the report compares, for every figure it scales."""
    analysis = complete_star()
    measures = replace(analysis.measures, n_repetitions=2)
    analysis = replace(analysis, measures=measures)
    number = number_of(analysis, key)
    assert number is not None
    assert NUMBERS[key](summarise(analysis)) == pytest.approx(number)


def test_personal_medians_of_the_voice(entries: tuple[Entry, ...]) -> None:
    """Pitch and the change of pace have one too, where they were measured."""
    newest, middle, oldest = entries
    assert "pitch_variation" not in measure_personal_medians(entries, newest)
    assert middle.summary is not None
    varied = replace(
        middle.summary, pitch_variation_semitones=2.5, pace_thirds_wpm=(120.0, 150.0, 130.0)
    )
    medians = measure_personal_medians((newest, replace(middle, summary=varied), oldest), newest)
    assert medians["pitch_variation"] == (2.5, 1)
    assert medians["pace_change"] == (pytest.approx(0.25), 1)
    assert "level_variation" not in medians
