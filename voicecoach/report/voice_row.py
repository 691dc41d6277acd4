"""The row of the figures that shows how the voice varies, beside the candidate's own median.

There is no row without a median: these figures mean something only against the same voice.
"""

from __future__ import annotations

from collections.abc import Mapping

from voicecoach.analysis.voice import pace_change
from voicecoach.report.figure_scale import MIN_EARLIER, Standing
from voicecoach.report.figures import Figure
from voicecoach.report.wording import count, listing, percent
from voicecoach.types import Analysis

DEFINITION = (
    "How much pitch and level move while you speak, and how far your fastest third is above your "
    "slowest. More is not better: compare with your own answers alone."
)
FORMULA = (
    "standard deviation of pitch in semitones and of level in dB over voiced sound; "
    "words a minute without pauses in each third of the speech"
)
SOURCE = "Pitch range after De Looze and Hirst 2008. No study sets a target for interviews."


def build_voice_row(
    analysis: Analysis, own: Mapping[str, tuple[float, int]]
) -> tuple[Standing, ...]:
    """Return the row, or nothing where no figure has a median of at least five earlier answers."""
    measures = analysis.measures
    numbers = {
        "pitch_variation": measures.pitch_variation_semitones,
        "level_variation": measures.level_variation_db,
        "pace_change": pace_change(measures.pace_thirds_wpm),
    }
    shown = {
        key: number
        for key, number in numbers.items()
        if number is not None and own.get(key, (0.0, 0))[1] >= MIN_EARLIER
    }
    if not shown:
        return ()
    usual = {key: own[key][0] for key in shown}
    n_earlier = min(own[key][1] for key in shown)
    row = Figure(
        "voice", "Your voice", _write(shown), "", "neutral", DEFINITION, detail=_thirds(analysis)
    )
    median = f"your median of {count(n_earlier, 'earlier answer')}: {_write(usual)}"
    return (Standing(row, FORMULA, SOURCE, median, None),)


def _write(numbers: Mapping[str, float]) -> str:
    texts = {
        "pitch_variation": lambda n: f"pitch varies by {n:.1f} semitones",
        "level_variation": lambda n: f"level by {n:.1f} dB",
        "pace_change": lambda n: f"pace by {percent(n)}",
    }
    return listing([texts[key](number) for key, number in numbers.items()])


def _thirds(analysis: Analysis) -> str:
    thirds = analysis.measures.pace_thirds_wpm
    if not thirds:
        return ""
    first, middle, last = (f"{wpm:.0f}" for wpm in thirds)
    return f"by thirds {first}, {middle} and {last} words a minute without pauses"
