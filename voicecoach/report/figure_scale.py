"""Puts a figure on a scale with its range and the candidate's median; adds formula and source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from voicecoach.analysis.advice.delivery import (
    HARMFUL_FILLERS_PER_MINUTE,
    HARMLESS_FILLERS_PER_MINUTE,
)
from voicecoach.analysis.measures import pace_spread, per_minute, share_of_silence
from voicecoach.report.figures import (
    USUAL_WPM,
    Figure,
)
from voicecoach.report.wording import count, percent, rate, seconds_text
from voicecoach.types import Analysis

MIN_EARLIER = 5
"""Answers that a personal median needs: of fewer, one odd day moves it.  Own rule."""

FORMULAS: dict[str, tuple[str, str]] = {
    "length": (
        "end of the last speech − start of the first",
        "The target is the question pack's. Both edges come from the sound itself.",
    ),
    "latency": (
        "start of the first speech − end of the question's sound",
        "No study sets a number for interviews.",
    ),
    "speech_rate": (
        "60 × words without fillers ÷ seconds from first sound to last",
        "Tauroza and Allison 1990, British English: interviews run at about 190. The band is our "
        "own choice; a slower pace that is your usual one is no fault.",
    ),
    "articulation_rate": (
        "60 × words without fillers ÷ seconds of voice",
        "After De Jong and Wempe 2009, who count syllables of Dutch.",
    ),
    "pace": (
        "60 × words without fillers ÷ seconds, in windows of 15 s",
        "The window is our own choice: about 40 words, fewer make the rate jump.",
    ),
    "pauses": (
        "silences of 0.25 s and more between two stretches of speech",
        "De Jong and Bosker 2013 for 0.25 s, from second-language speech; Campione and "
        "Véronis 2002 for long, from 1 s, from five languages.",
    ),
    "fillers": (
        "60 × fillers ÷ seconds from first sound to last; certain ones, then likely ones",
        "Laske and DiGennaro Reed 2024: in one study, in English, 5 a minute did no harm, 12 did.",
    ),
    "repetitions": (
        "groups of one to four words said again at once, fillers in between ignored",
        "Doubles that are correct English (“had had”, “very very”) do not count.",
    ),
}
"""Formula and source of each figure, by its key; docs/methods.md says more."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A line from 0 to ``top``; all positions are per cent of its length."""

    value: float
    band: tuple[float, float] | None
    own: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A figure with the details that open below it; each text may be empty."""

    figure: Figure
    formula: str
    source: str
    own: str
    scale: Scale | None


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a figure is compared.

    ``more`` follows the number where the figure is shown by another one, whose unit a reader
    would otherwise expect; then this answer's own number is said as well.
    """

    number: Callable[[Analysis], float | None]
    write: Callable[[float], str]
    band: Callable[[Analysis], tuple[float, float] | None]
    more: str = ""


def _pause_share(analysis: Analysis) -> float | None:
    return share_of_silence(analysis.measures.pause_s, analysis.measures.span_s)


def _wpm(number: float) -> str:
    return f"{number:.0f} words a minute"


def _target(analysis: Analysis) -> tuple[float, float] | None:
    return analysis.question.target_s if analysis.question else None


KINDS: dict[str, _Kind] = {
    "length": _Kind(lambda a: a.measures.span_s, seconds_text, _target),
    "latency": _Kind(lambda a: a.measures.response_latency_s, seconds_text, lambda _: None),
    "speech_rate": _Kind(lambda a: a.measures.speech_rate_wpm, _wpm, lambda _: USUAL_WPM),
    "articulation_rate": _Kind(lambda a: a.measures.articulation_rate_wpm, _wpm, lambda _: None),
    "pace": _Kind(
        lambda a: pace_spread(a.pace), _wpm, lambda _: None, " between slowest and fastest"
    ),
    "pauses": _Kind(_pause_share, lambda n: f"{percent(n)} silence", lambda _: None),
    "fillers": _Kind(
        lambda a: a.measures.fillers_per_minute[1] if a.measures.fillers_per_minute else None,
        lambda n: f"{rate(n)} a minute",
        lambda _: (0.0, HARMLESS_FILLERS_PER_MINUTE),
    ),
    "repetitions": _Kind(
        lambda a: per_minute(a.measures.n_repetitions, a.measures.span_s),
        lambda n: f"{rate(n)} a minute",
        lambda _: None,
        " begun again",
    ),
}


def number_of(analysis: Analysis, key: str) -> float | None:
    """Return the number by which a figure is compared; None where it has none."""
    return KINDS[key].number(analysis) if key in KINDS else None


def write_number(key: str, number: float) -> str:
    """Return the number of the figure ``key`` as text with its unit."""
    return KINDS[key].write(number)


def build_standing(
    figure: Figure, analysis: Analysis, own: Mapping[str, tuple[float, int]]
) -> Standing:
    """Return a figure with its formula, source, scale and the candidate's median.

    Parameters
    ----------
    own
        For each figure's key: the candidate's median over earlier answers, and their number.
    """
    formula, source = FORMULAS.get(figure.key, ("", ""))
    kind = KINDS.get(figure.key)
    if kind is None:
        return Standing(figure, formula, source, "", None)
    number, band = kind.number(analysis), kind.band(analysis)
    median, n_earlier = own.get(figure.key, (None, 0))
    text = ""
    if median is not None and n_earlier >= MIN_EARLIER:
        text = (
            f"your median of {count(n_earlier, 'earlier answer')}: {kind.write(median)}{kind.more}"
        )
        if kind.more and number is not None:
            text += f"; here {kind.write(number)}"
    else:
        median = None
    scale = _scale(figure.key, number, band, median)
    return Standing(figure, formula, source, text, scale)


def _scale(
    key: str, number: float | None, band: tuple[float, float] | None, own: float | None
) -> Scale | None:
    if number is None or (band is None and own is None):
        return None
    marks = [number, *(band or ()), *((own,) if own is not None else ())]
    if key == "fillers":
        marks.append(HARMFUL_FILLERS_PER_MINUTE)
    top = max(marks) * 1.15 or 1.0

    def place(value: float) -> float:
        return round(100 * value / top, 2)

    return Scale(
        place(number),
        (place(band[0]), place(band[1])) if band else None,
        place(own) if own is not None else None,
    )
