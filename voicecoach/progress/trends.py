"""Trends of the figures: counts are added up over spans of time and drawn as charts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from voicecoach.library.records import Entry
from voicecoach.progress.entry_figures import (
    Counted,
    count_fillers,
    count_in_range,
    count_silence,
    count_whole_stories,
    count_words,
)
from voicecoach.progress.uncounted import describe_uncounted
from voicecoach.report.wording import count, rate

MAX_POINTS = 26
"""Most points of a chart 40 rem wide: half a year of weeks."""
MIN_POINTS = 2
"""Fewest points of a chart; one point is no trend."""

WIDTH, HEIGHT = 640.0, 180.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 14.0, 12.0, 26.0


@dataclass(frozen=True, slots=True)
class Sum:
    """One figure over one span of time: ``top`` / ``bottom``, counted over ``n`` answers.

    ``low`` is the smaller count where the figure is a range.
    """

    label: str
    top: float
    bottom: float
    n: int
    low: float | None = None

    @property
    def value(self) -> float | None:
        """The figure; None where ``bottom`` is 0."""
        return self.top / self.bottom if self.bottom else None

    @property
    def floor(self) -> float | None:
        """Lower end of the figure; None where it is no range."""
        return self.low / self.bottom if self.low is not None and self.bottom else None


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the chart, in the chart's units, with its text."""

    x: float
    y: float
    label: str
    text: str
    floor_y: float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure over time, as drawing and as table.

    ``rows`` are (time, figure, the counts behind it, number of answers); ``uncounted`` says which
    answers have no such figure, and why.
    """

    name: str
    title: str
    about: str
    points: tuple[Point, ...]
    ticks: tuple[tuple[float, str], ...]
    labels: tuple[tuple[float, str, str], ...]
    line: str
    band: str
    rows: tuple[tuple[str, str, str, int], ...]
    summary: str
    n: int
    uncounted: str


@dataclass(frozen=True, slots=True)
class TrendKind:
    """A figure with a trend: how an answer is counted, and how the sum is written."""

    name: str
    title: str
    about: str
    measure: Callable[[Entry], Counted | None]
    show: Callable[[Sum], str]
    counted: Callable[[Sum], str]
    top: float | None = None


def _share(total: Sum) -> str:
    return f"{100 * (total.value or 0):.0f} %"


def _of(total: Sum) -> str:
    return f"{total.top:.0f} of {total.bottom:.0f}"


def _range(total: Sum) -> str:
    low, high = rate(total.floor or 0), rate(total.value or 0)
    return low if low == high else f"{low} to {high}"


KINDS = (
    TrendKind(
        "star", "Complete stories", "STAR answers in which all four parts were found.",
        count_whole_stories, _share, _of, 1.0,
    ),
    TrendKind(
        "length", "On target length", "Answers inside the target length of their question.",
        count_in_range, _share, _of, 1.0,
    ),
    TrendKind(
        "fillers", "Fillers a minute",
        "Hesitations and filler words over the minutes spoken: at least, and likely.",
        count_fillers, _range,
        lambda s: f"{s.low or 0:.0f} to {s.top:.0f} in {s.bottom:.1f} min",
    ),
    TrendKind(
        "rate", "Words a minute", "Words without fillers, over the time from first to last word.",
        count_words, lambda s: f"{s.value or 0:.0f}",
        lambda s: f"{s.top:.0f} words in {s.bottom:.1f} min",
    ),
    TrendKind(
        "silence", "Silence while answering", "Pauses of a quarter of a second and more.",
        count_silence, _share, lambda s: f"{s.top:.0f} of {s.bottom:.0f} s", 1.0,
    ),
)  # fmt: skip


# --- spans of time -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stretches:
    """Answers grouped by span of time, oldest first; ``name`` is the length of a span."""

    name: str
    parts: tuple[tuple[str, tuple[Entry, ...]], ...]


def split_time(answers: Sequence[Entry]) -> Stretches:
    """Split the answers by session, day, week, month, quarter or year: the finest that fits."""
    ordered = sorted(answers, key=lambda e: (e.started, e.session))
    for name, key, label in STRETCHES:
        parts = tuple(
            (label(group[0]), group)
            for _, some in groupby(ordered, key=key)
            for group in [tuple(some)]
        )
        if len(parts) <= MAX_POINTS or name == "year":
            return Stretches(name, parts[-MAX_POINTS:])
    raise AssertionError("unreachable: years are always taken")


def _day(entry: Entry) -> date:
    return entry.started.date()


def _week(entry: Entry) -> date:
    return _day(entry) - timedelta(days=_day(entry).weekday())


def _quarter(entry: Entry) -> tuple[int, int]:
    return entry.started.year, (entry.started.month - 1) // 3 + 1


STRETCHES: tuple[tuple[str, Callable[[Entry], object], Callable[[Entry], str]], ...] = (
    (
        "session",
        lambda e: (e.started, e.session),
        lambda e: f"{e.started.day} {e.started:%b %H:%M}",
    ),
    ("day", _day, lambda e: f"{e.started.day} {e.started:%b %Y}"),
    ("week", _week, lambda e: f"week of {_week(e).day} {_week(e):%b %Y}"),
    ("month", lambda e: (e.started.year, e.started.month), lambda e: f"{e.started:%b %Y}"),
    ("quarter", _quarter, lambda e: f"Q{_quarter(e)[1]} {e.started.year}"),
    ("year", lambda e: e.started.year, lambda e: str(e.started.year)),
)


def add_up(kind: TrendKind, stretches: Stretches) -> tuple[list[Sum], list[Entry]]:
    """Return one sum for each span of time, and the answers that had no figure."""
    sums: list[Sum] = []
    unknown: list[Entry] = []
    for label, answers in stretches.parts:
        counts = [kind.measure(entry) for entry in answers]
        unknown += [entry for entry, one in zip(answers, counts, strict=True) if one is None]
        total = _sum(counts, label)
        if total.n:
            sums.append(total)
    return sums, unknown


def sum_up(kind: TrendKind, answers: Iterable[Entry], label: str = "") -> Sum:
    """Return the sum of a figure's counts over the answers that have it."""
    return _sum([kind.measure(entry) for entry in answers], label)


def _sum(counts: Sequence[Counted | None], label: str) -> Sum:
    known = [one for one in counts if one is not None]
    lows = [one.low for one in known if one.low is not None]
    top, bottom = sum(one.top for one in known), sum(one.bottom for one in known)
    return Sum(label, top, bottom, len(known), sum(lows) if lows else None)


# --- drawing -----------------------------------------------------------------------------


def draw_all(stretches: Stretches) -> list[Chart]:
    """Return the chart of every figure that at least two spans of time have."""
    return [chart for kind in KINDS if (chart := draw(kind, stretches))]


def draw(kind: TrendKind, stretches: Stretches) -> Chart | None:
    """Return a figure's chart; None where too few spans of time have it."""
    sums, unknown = add_up(kind, stretches)
    if len(sums) < MIN_POINTS:
        return None
    highest = kind.top or nice_ceiling(max(total.value or 0 for total in sums))
    points = tuple(_points(kind, sums, highest))
    low = " ".join(f"{p.x:g},{p.floor_y:g}" for p in reversed(points) if p.floor_y is not None)
    line = " ".join(f"{p.x:g},{p.y:g}" for p in points)
    step = max(1, -(-len(points) // 4))
    shown = points[::step]
    whole = Sum("", sum(s.top for s in sums), sum(s.bottom for s in sums), sum(s.n for s in sums),
                sum(s.low or 0 for s in sums) if sums[0].low is not None else None)  # fmt: skip
    return Chart(
        name=kind.name,
        title=kind.title,
        about=kind.about,
        points=points,
        ticks=tuple((_y(v, highest), _tick(kind, v)) for v in (0, highest / 2, highest)),
        labels=tuple((p.x, p.label, _anchor(p.x)) for p in shown),
        line=line,
        band=f"{line} {low}" if low else "",
        rows=tuple((s.label, kind.show(s), kind.counted(s), s.n) for s in sums),
        summary=f"{kind.show(whole)} over all {count(whole.n, 'answer')} ({kind.counted(whole)})",
        n=whole.n,
        uncounted=describe_uncounted(kind.name, unknown),
    )


def _points(kind: TrendKind, sums: Sequence[Sum], highest: float) -> Iterable[Point]:
    step = (WIDTH - LEFT - RIGHT) / max(len(sums) - 1, 1)
    for number, total in enumerate(sums):
        text = (
            f"{total.label}: {kind.show(total)} ({kind.counted(total)}, {count(total.n, 'answer')})"
        )
        floor = _y(total.floor, highest) if total.floor is not None else None
        yield Point(
            round(LEFT + number * step, 1), _y(total.value or 0, highest), total.label, text, floor
        )


def _y(value: float, highest: float) -> float:
    return round(HEIGHT - BOTTOM - (value / highest) * (HEIGHT - TOP - BOTTOM), 1)


def _tick(kind: TrendKind, value: float) -> str:
    return f"{100 * value:.0f} %" if kind.top else f"{value:g}"


def _anchor(x: float) -> str:
    return "start" if x < LEFT + 30 else "end" if x > WIDTH - RIGHT - 40 else "middle"


def nice_ceiling(value: float) -> float:
    """Return a round number at or above ``value``, for the end of an axis; at least 1."""
    size = 1.0
    while size * 10 < value:
        size *= 10
    return next((size * step for step in (1, 2, 4, 5, 8, 10) if size * step >= value), size * 10)
