"""The answer on a time axis: voice, pauses, fillers, STAR parts and pace, in per cent of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voicecoach.report.answer_view import ReportView
from voicecoach.report.wording import LETTERS, PART_TITLES, clean, clock, seconds_text
from voicecoach.types import Analysis, SentencePart

TICK_STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600)
MAX_TICKS = 8
CLOSEST = 16
"""Largest zoom factor of the drawing; the fine ticks are made for it."""
PACE_TOP_WPM = 220.0
"""Top of the pace lane, unless a window is faster."""
ROOM_FOR_NUMBER_PERCENT = 3.5
ROOM_FOR_SECONDS_PERCENT = 7.0
NARROWEST_LETTER_PERCENT = 2.5
"""A narrower run of sentences has no room for its letter; the table below names it."""
WAVE_HEIGHT = 100.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A mark on the axis: ``x`` and ``width`` are per cent of its length.

    ``letter`` and ``seconds`` are written on it where there is room; ``share`` is its height in
    [0, 1], used by the pace alone.
    """

    kind: str
    label: str
    x: float
    width: float
    start: float
    end: float
    letter: str = ""
    seconds: str = ""
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Timeline:
    """Marks of the drawing, and the rows of the table with the same facts in words."""

    duration_s: float
    speech: tuple[Bar, ...]
    pauses: tuple[Bar, ...]
    fillers: tuple[Bar, ...]
    parts: tuple[Bar, ...]
    pace: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]
    fine_ticks: tuple[tuple[float, str], ...]
    wave: str
    rows: tuple[Bar, ...]


def build_timeline(view: ReportView) -> Timeline | None:
    """Build the timeline; None where the length of the recording is not known."""
    duration = view.duration_s
    if not duration:
        return None
    axis = _Axis(duration)
    analysis = view.analysis
    speech = tuple(axis.bar("speech", "voice", *span) for span in _speech(analysis))
    pauses = tuple(
        axis.bar("pause", f"Pause, {seconds_text(p.end - p.start)}", p.start, p.end)
        for p in analysis.pauses
        if p.kind != "brief"
    )
    fillers = tuple(
        axis.bar(f.kind, _filler_label(f.kind, f.text), f.start, f.end)
        for f in analysis.fillers
        if f.start is not None and f.end is not None
    )
    parts = tuple(
        axis.bar(part, PART_TITLES[part] or "Other", start, end) for part, start, end in _runs(view)
    )
    pace = _pace(analysis, axis)
    rows = sorted((*pauses, *fillers, *parts, *pace), key=lambda bar: (bar.start, -bar.end))
    ticks = _ticks(duration, MAX_TICKS)
    fine = _ticks(duration, MAX_TICKS * CLOSEST)
    return Timeline(
        duration_s=duration,
        speech=speech,
        pauses=pauses,
        fillers=fillers,
        parts=parts,
        pace=pace,
        ticks=ticks,
        fine_ticks=tuple(tick for tick in fine if tick not in ticks),
        wave=_wave(view.peaks),
        rows=tuple(rows),
    )


@dataclass(frozen=True, slots=True)
class _Axis:
    duration: float

    def bar(self, kind: str, label: str, start: float, end: float) -> Bar:
        start, end = max(start, 0.0), min(end, self.duration)
        x = round(100 * start / self.duration, 3)
        width = round(max(100 * (end - start) / self.duration, 0.0), 3)
        letters: dict[str, str] = {str(name): letter for name, letter in LETTERS.items()}
        letter = letters.get(kind, "") if width >= NARROWEST_LETTER_PERCENT else ""
        seconds = seconds_text(end - start) if width >= ROOM_FOR_SECONDS_PERCENT else ""
        return Bar(kind, label, x, width, round(start, 3), round(end, 3), letter, seconds)


def _filler_label(kind: str, text: str) -> str:
    return "Held sound" if kind == "acoustic" else f'Filler "{clean(text)}"'


def _speech(analysis: Analysis) -> list[tuple[float, float]]:
    """Return where there is voice: the spoken span without the pauses."""
    measures = analysis.measures
    if measures.response_latency_s is None or measures.span_s is None:
        return []
    now, stop = measures.response_latency_s, measures.response_latency_s + measures.span_s
    spans = []
    for pause in analysis.pauses:
        if pause.start > now:
            spans.append((now, pause.start))
        now = max(now, pause.end)
    if stop > now:
        spans.append((now, stop))
    return spans


def _runs(view: ReportView) -> list[tuple[SentencePart, float, float]]:
    """Join neighbouring sentences of one part into runs of (part, start, end)."""
    runs: list[tuple[SentencePart, float, float]] = []
    if not view.analysis.star.applicable:
        return runs
    for sentence in view.analysis.star.sentences:
        if sentence.start is None or sentence.end is None:
            continue
        if runs and runs[-1][0] == sentence.part:
            runs[-1] = (sentence.part, runs[-1][1], sentence.end)
        else:
            runs.append((sentence.part, sentence.start, sentence.end))
    return runs


def _ticks(duration: float, most: int) -> tuple[tuple[float, str], ...]:
    fitting = (step for step in TICK_STEPS_S if duration / step <= most)
    step = next(fitting, TICK_STEPS_S[-1])
    return tuple((100 * t / duration, clock(t)) for t in range(0, int(duration) + 1, step))


def _pace(analysis: Analysis, axis: _Axis) -> tuple[Bar, ...]:
    """Return one bar for each window, its height in proportion to the pace."""
    top = max([PACE_TOP_WPM, *(point.wpm for point in analysis.pace)])
    bars = []
    for point in analysis.pace:
        bar = axis.bar("pace", f"{point.wpm:.0f} words a minute", point.start, point.end)
        written = f"{point.wpm:.0f}" if bar.width >= ROOM_FOR_NUMBER_PERCENT else ""
        bars.append(replace(bar, letter=written, share=round(point.wpm / top, 3)))
    return tuple(bars)


def _wave(peaks: Sequence[tuple[float, float]]) -> str:
    """Return the waveform as one closed path in a box of 1000 by 100."""
    if not peaks:
        return ""
    step = 1000 / len(peaks)
    half = WAVE_HEIGHT / 2
    upper = [f"{i * step:.1f} {half - half * high:.1f}" for i, (_, high) in enumerate(peaks)]
    lower = [f"{i * step:.1f} {half - half * low:.1f}" for i, (low, _) in enumerate(peaks)]
    return "M" + " L".join(upper + lower[::-1]) + "Z"
