"""The figures of an answer, each with its target range and its places in the recording.

Terminal, page and Markdown all show this one list, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from voicecoach.analysis.advice.delivery import (
    HARMFUL_FILLERS_PER_MINUTE,
    HARMLESS_FILLERS_PER_MINUTE,
    LATE_FIRST_WORD_S,
    NEUTRAL_WPM,
)
from voicecoach.analysis.measures import are_words_guessed, count_range, share_of_silence
from voicecoach.report.wording import clean, clock, count, moments, percent, rate, seconds_text
from voicecoach.types import Analysis, Filler

USUAL_WPM = NEUTRAL_WPM
"""The band in which the advice says nothing about pace; it is no grade."""

State = Literal["good", "info", "warn", "neutral"]


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the recording that a figure was measured on; seconds."""

    label: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the figures; ``value`` must make sense alone, for screen readers."""

    key: str
    label: str
    value: str
    meaning: str
    state: State
    definition: str
    places: tuple[Place, ...] = ()
    detail: str = ""


MAIN_FIGURES = ("length", "speech_rate", "fillers")
"""Keys of what is asked first: was it long enough, too fast, and how many fillers."""


def split_figures(figures: Sequence[Figure]) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    """Return the three figures that say most, and the others, each in its order.

    Where one of the three could not be measured, the next of the others takes its place.
    """
    first = [figure for key in MAIN_FIGURES for figure in figures if figure.key == key]
    ordered = (*first, *(figure for figure in figures if figure not in first))
    return ordered[: len(MAIN_FIGURES)], ordered[len(MAIN_FIGURES) :]


def build_figures(analysis: Analysis) -> tuple[Figure, ...]:
    """Return the figures that could be measured, in the order in which they are shown."""
    return tuple(
        figure
        for build in (_length, _latency, _rate, _articulation, _pace, _pauses, _fillers, _repeats)
        for figure in build(analysis)
    )


def _length(analysis: Analysis) -> Iterator[Figure]:
    measures, asked = analysis.measures, analysis.question
    length = measures.span_s if measures.span_s is not None else measures.total_s
    if length is None:
        if measures.n_words:
            yield Figure(
                "length", "Length", count(measures.n_words, "word"), "", "neutral",
                "Every word, fillers included. Typed words have no duration.",
            )  # fmt: skip
        return
    meaning = ""
    state: State = "neutral"
    if asked is not None:
        low, high = asked.target_s
        span = f"{clock(low)} to {clock(high)}"
        if round(length) < low:  # parts of a second do not matter to a listener
            meaning = f"{seconds_text(low - length)} below the {span} target"
            state = "warn"
        elif round(length) > high:
            meaning = f"{seconds_text(length - high)} above the {span} target"
            state = "warn"
        else:
            meaning, state = f"inside the {span} target", "good"
    words = count(measures.n_words, "word") if measures.n_words is not None else ""
    yield Figure(
        "length", "Length", seconds_text(length), meaning, state,
        "From your first sound to your last, pauses included.", detail=words,
    )  # fmt: skip


def _latency(analysis: Analysis) -> Iterator[Figure]:
    first = analysis.measures.response_latency_s
    if first is None:
        return
    word = analysis.measures.first_word_latency_s
    detail = ""
    if word is not None and word - first > 0.3:
        detail = f"first real word after {seconds_text(word)}"
    late = first > LATE_FIRST_WORD_S
    yield Figure(
        "latency", "Before you spoke", seconds_text(first),
        "a long silence: say that you need a moment" if late else "a moment to think is welcome",
        "info" if late else "neutral", "From the end of the question to your first sound. No study "
        f"sets a limit for interviews; above {LATE_FIRST_WORD_S:.0f} s it is called long here.",
        detail=detail,
    )  # fmt: skip


def _rate(analysis: Analysis) -> Iterator[Figure]:
    wpm = analysis.measures.speech_rate_wpm
    if wpm is None:
        return
    low, high = USUAL_WPM
    usual = f"the usual {low:.0f} to {high:.0f}"
    where = "inside" if low <= wpm <= high else "below" if wpm < low else "above"
    is_own = any(note.code == "pace-own" for note in analysis.notes)
    yield Figure(
        "speech_rate", "Speaking rate", f"{wpm:.0f} words a minute",
        "your usual pace" if is_own else f"{where} {usual}",
        "good" if where == "inside" or is_own else "info",
        "Words, fillers left out, in a minute from first sound to last, pauses included. The band "
        "is wide on purpose: compare with yourself.",
    )  # fmt: skip


def _articulation(analysis: Analysis) -> Iterator[Figure]:
    wpm = analysis.measures.articulation_rate_wpm
    if wpm is not None:
        yield Figure(
            "articulation_rate", "Without pauses", f"{wpm:.0f} words a minute",
            "your speed while you are speaking", "neutral",
            "Words, fillers left out, in a minute of voice alone: pauses of a quarter of a second "
            "and more do not count.",
        )  # fmt: skip


def _pace(analysis: Analysis) -> Iterator[Figure]:
    if len(analysis.pace) < 2:
        return
    slow = min(analysis.pace, key=lambda point: point.wpm)
    fast = max(analysis.pace, key=lambda point: point.wpm)
    yield Figure(
        "pace", "Pace", f"{slow.wpm:.0f} to {fast.wpm:.0f} words a minute",
        f"slowest around {clock(slow.start)}, fastest around {clock(fast.start)}", "neutral",
        "The speaking rate in windows of 15 seconds over the answer.",
        (Place("slowest", slow.start, slow.end), Place("fastest", fast.start, fast.end)),
    )  # fmt: skip


def _pauses(analysis: Analysis) -> Iterator[Figure]:
    measures = analysis.measures
    if measures.n_pauses is None:
        return
    meaning = ""
    share = share_of_silence(measures.pause_s, measures.span_s)
    if measures.pause_s is not None and share is not None:
        meaning = f"{seconds_text(measures.pause_s)} of silence, {percent(share)} of the answer"
    long = [pause for pause in analysis.pauses if pause.kind != "brief"]
    detail = ""
    if analysis.pauses:
        longest = max(analysis.pauses, key=lambda pause: pause.end - pause.start)
        detail = (
            f"longest {seconds_text(longest.end - longest.start)} at {clock(longest.start)}"
            f"{_after(analysis, longest.after_word)}"
        )
        if long:
            detail += f"; long ones at {moments(pause.start for pause in long)}"
    yield Figure(
        "pauses", "Pauses", str(measures.n_pauses), meaning, "neutral",
        "Silences of a quarter of a second and more, measured in the sound itself. A pause between "
        "two sentences helps a listener; one inside a clause sounds like a search for words.",
        tuple(Place(seconds_text(p.end - p.start), p.start, p.end) for p in long), detail,
    )  # fmt: skip


def _after(analysis: Analysis, index: int | None) -> str:
    if index is None or analysis.transcript is None:
        return ""
    if not 0 <= index < len(analysis.transcript.words):
        return ""
    word = clean(analysis.transcript.words[index].text).rstrip(".,;:!?")
    return f', after "{word}"'


def _fillers(analysis: Analysis) -> Iterator[Figure]:
    measures = analysis.measures
    sure, likely = count_fillers(analysis)
    if measures.n_hesitations is None:
        if measures.n_acoustic is not None and not are_words_guessed(analysis):
            yield _held_sounds(analysis, measures.n_acoustic)
        return
    value = f"at least {sure}, likely up to {likely}" if likely > sure else str(sure)
    if likely > sure == 0:
        value = f"none for certain, perhaps up to {likely}"
    rates, meaning = measures.fillers_per_minute, ""
    state: State = "neutral"
    if rates is not None:
        low, high = rates
        span = rate(low) if rate(low) == rate(high) else f"{rate(low)} to {rate(high)}"
        meaning = f"{span} a minute; in one study {HARMLESS_FILLERS_PER_MINUTE:.0f} did no harm"
        if low > HARMLESS_FILLERS_PER_MINUTE:
            meaning += f", {HARMFUL_FILLERS_PER_MINUTE:.0f} did"
            state = "info"
        elif high <= HARMLESS_FILLERS_PER_MINUTE:
            state = "good"
    yield Figure(
        "fillers", "Fillers", value, meaning, state,
        "Hesitations (um, uh), words used as fillers (like, you know) and sounds that no word "
        "covers. At least: the certain ones. Up to: also those that may be one, and the share of "
        "hesitations that the model is known to miss. In one study listeners did not mind 5 a "
        "minute and minded 12 (Laske and DiGennaro Reed 2024).",
        _filler_places(analysis.fillers), describe_fillers(analysis.fillers),
    )  # fmt: skip


def _filler_places(fillers: Sequence[Filler]) -> tuple[Place, ...]:
    return tuple(
        Place(clean(f.text), f.start, f.end)
        for f in fillers
        if f.start is not None and f.end is not None
    )


def _held_sounds(analysis: Analysis, number: int) -> Figure:
    held = [f for f in analysis.fillers if f.kind == "acoustic"]
    return Figure(
        "fillers", "Held sounds", str(number), "each may be a filler" if number else "", "neutral",
        "Sounds held at a steady pitch, found in the recording without any words.",
        _filler_places(held), moments(f.start for f in held),
    )  # fmt: skip


def count_fillers(analysis: Analysis) -> tuple[int, int]:
    """Return how many fillers there are at least, and how many are likely.

    Both come from the document's rates, so a stored answer keeps the counts of the rules that
    analysed it. A short answer has no rate; its fillers are counted here.
    """
    rates, span_s = analysis.measures.fillers_per_minute, analysis.measures.span_s
    if rates is None or span_s is None:
        return count_range(analysis.fillers, analysis.transcript)
    return round(rates[0] * span_s / 60), round(rates[1] * span_s / 60)


def describe_fillers(fillers: tuple[Filler, ...]) -> str:
    """Return the fillers by their text with their seconds, most frequent first."""
    by_text: dict[str, list[float | None]] = {}
    for filler in fillers:
        name = "held sound" if filler.kind == "acoustic" else clean(filler.text).lower()
        by_text.setdefault(name, []).append(filler.start)
    parts = []
    for name, starts in sorted(by_text.items(), key=lambda item: -len(item[1])):
        places_text = moments(starts)
        parts.append(f"{name} {places_text}" if places_text else f"{name} ({len(starts)})")
    return "; ".join(parts)


def _repeats(analysis: Analysis) -> Iterator[Figure]:
    if analysis.measures.n_repetitions:
        yield Figure(
            "repetitions", "Restarts", count(analysis.measures.n_repetitions, "repetition"),
            "words said twice in a row", "neutral",
            "Words or phrases begun again. Everybody does this; they do not count as fillers.",
        )  # fmt: skip
