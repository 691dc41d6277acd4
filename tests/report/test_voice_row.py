"""The row of how the voice varies: only beside the candidate's own median."""

from __future__ import annotations

from dataclasses import replace

from tests.samples import complete_star
from voicecoach.report.answer_view import ReportView
from voicecoach.report.html_page import render_page
from voicecoach.report.voice_row import build_voice_row

MEDIANS = {"pitch_variation": (2.6, 7), "level_variation": (5.4, 6), "pace_change": (0.09, 7)}


def varied(**figures):
    """Return an answer with figures of the voice."""
    whole = complete_star()
    figures = {
        "pitch_variation_semitones": 2.94,
        "level_variation_db": 5.12,
        "pace_thirds_wpm": (150.0, 160.0, 168.0),
    } | figures
    return replace(whole, measures=replace(whole.measures, **figures))


def test_beside_the_own_median():
    """Each figure with its unit, and the median of the same figures."""
    (standing,) = build_voice_row(varied(), MEDIANS)
    figure = standing.figure
    assert figure.value == "pitch varies by 2.9 semitones, level by 5.1 dB and pace by 12 %"
    assert figure.state == "neutral"
    assert figure.meaning == ""
    assert standing.own == (
        "your median of 6 earlier answers: pitch varies by 2.6 semitones, level by 5.4 dB "
        "and pace by 9 %"
    )
    assert figure.detail == "by thirds 150, 160 and 168 words a minute without pauses"


def test_without_a_median_there_is_no_row():
    """Four earlier answers are too few; what was withheld is not shown."""
    assert build_voice_row(varied(), {}) == ()
    assert build_voice_row(varied(), {"pitch_variation": (2.6, 4)}) == ()
    (standing,) = build_voice_row(varied(level_variation_db=None), MEDIANS)
    assert "dB" not in standing.figure.value + standing.own
    assert build_voice_row(complete_star(), MEDIANS) == ()


def test_the_page_shows_it_last():
    """One row behind the other figures."""
    page = render_page(ReportView(varied(), "A title", personal_medians=MEDIANS))
    assert page.count("Your voice") == 1
    assert "Your voice" not in render_page(ReportView(varied(), "A title"))
