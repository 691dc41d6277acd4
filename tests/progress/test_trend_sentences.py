"""Trends in sentences: the last five beside the five before, and why answers are not counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.samples import (
    complete_star,
    fill_library,
    introduction,
    missing_result,
    typed_text,
    without_transcript,
)
from voicecoach.library import Entry
from voicecoach.progress.trend_sentences import describe_trends
from voicecoach.progress.trends import KINDS, draw_all, split_time
from voicecoach.progress.uncounted import describe_uncounted
from voicecoach.types import Verdict

WHOLE: tuple[Verdict, ...] = ("found",) * 4
PART: tuple[Verdict, ...] = ("found", "found", "found", "missing")


@pytest.fixture
def story(own_home: Path) -> Entry:
    """Return a stored answer that tells a story."""
    return fill_library(own_home / "recordings", complete_star())[0].entries()[0]


def weeks_of(story: Entry, verdicts: Iterable[tuple[Verdict, ...]]) -> list[Entry]:
    """Return one answer a week, the newest first as the library lists them."""
    assert story.summary is not None
    entries = [
        replace(
            story,
            session=f"s{week}",
            started=story.started + timedelta(weeks=week),
            summary=replace(story.summary, star=star),
        )
        for week, star in enumerate(verdicts)
    ]
    return entries[::-1]


def test_the_last_five_beside_the_five_before(story: Entry) -> None:
    """Older answers are left out; with fewer before them it says how many."""
    before, last = [PART] * 4 + [WHOLE], [PART, PART, WHOLE, WHOLE, WHOLE]
    told = describe_trends(weeks_of(story, [WHOLE] * 3 + before + last))
    assert told[0] == "3 of your last 5 stories were whole; 1 of the 5 before."
    told = describe_trends(weeks_of(story, [WHOLE, *last]))
    assert told[0] == "3 of your last 5 stories were whole; so was the one before."
    told = describe_trends(weeks_of(story, last[:4]))
    assert told[0] == "2 of your 4 stories were whole."
    told = describe_trends(weeks_of(story, [PART] * 4 + [WHOLE]))
    assert told[0] == "1 of your 5 stories was whole."
    told = describe_trends(weeks_of(story, [PART] * 7))
    assert told[0] == "None of your last 5 stories were whole; none of the 2 before."
    assert describe_trends(weeks_of(story, last[:1])) == ()


def test_rates_are_those_of_the_charts(story: Entry) -> None:
    """Sentence and chart count the same; each figure with a chart has its sentence."""
    entries = weeks_of(story, [WHOLE] * 5)
    told, charts = describe_trends(entries), draw_all(split_time(entries))
    assert len(told) == len(charts) == len(KINDS)
    for sentence, chart in zip(told[2:], charts[2:], strict=True):  # before them are counts
        assert sentence.startswith(chart.summary.partition(" over all")[0])
    assert told[0] == "5 of your 5 stories were whole."
    assert charts[0].summary == "100 % over all 5 answers (5 of 5)"


def test_why_answers_are_not_counted(own_home: Path) -> None:
    """Each answer without a figure has one reason; together they are a sentence."""
    samples = (introduction(), without_transcript(), typed_text(), missing_result())
    entries = fill_library(own_home / "recordings", *samples)[0].entries()

    def why(name: str) -> str:
        kind = next(kind for kind in KINDS if kind.name == name)
        return describe_uncounted(name, [e for e in entries if kind.measure(e) is None])

    assert "that tell no story" in why("star")
    assert "without words" in why("star")
    assert "1 typed, so without times" in why("fillers")
    assert "1 without words" in why("rate")
    cut = replace(entries[0], summary=None, state="unfinished")
    assert describe_uncounted("rate", [cut, cut]) == "Not counted: 2 cut off."
    assert describe_uncounted("rate", []) == ""
