"""Trends of the figures: counts are added up over spans of time, rates are never averaged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from voicecoach.library import Entry
from voicecoach.progress.filters import Filter, describe
from voicecoach.report.wording import count, rate
from voicecoach.web.pages import render
from voicecoach.web.site import Site

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

    ``rows`` are (time, figure, the counts behind it, number of answers).
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
    unknown: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A figure with a trend: how an answer is counted, and how the sum is written."""

    name: str
    title: str
    about: str
    measure: Callable[[Entry], tuple[float, float, float | None] | None]
    show: Callable[[Sum], str]
    counted: Callable[[Sum], str]
    top: float | None = None


def routes(site: Site) -> list[BaseRoute]:
    """Return the route of the trends."""

    async def trends(request: Request) -> Response:
        """Send the trends over the answers that match the address's filters."""
        return render(request, "trends.html.j2", await run_in_threadpool(_context, site, request))

    return [Route("/trends", trends)]


def _context(site: Site, request: Request) -> dict[str, object]:
    shown = site.shelf.snapshot()
    wanted = Filter.read(request.query_params)
    answers = site.shelf.select(shown, wanted)
    stretches = split_time(answers)
    return {
        "wanted": wanted,
        "wishes": describe(wanted, shown.titles),
        "choices": shown.choices,
        "charts": [chart for kind in KINDS if (chart := draw(kind, stretches))],
        "n_answers": len(answers),
        "n_all": len(shown.answers),
        "stretch": stretches.name,
        "box": {"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": WIDTH - RIGHT,
                "bottom": HEIGHT - BOTTOM},
    }  # fmt: skip


# --- the figures -----------------------------------------------------------------------


def _fillers(entry: Entry) -> tuple[float, float, float | None] | None:
    s = entry.summary
    if s is None or s.n_fillers is None or not s.span_s:
        return None
    return s.n_fillers[1], s.span_s / 60, s.n_fillers[0]


def _words(entry: Entry) -> tuple[float, float, float | None] | None:
    s = entry.summary
    return (
        None
        if s is None or s.n_spoken is None or not s.span_s
        else (s.n_spoken, s.span_s / 60, None)
    )


def _paused(entry: Entry) -> tuple[float, float, float | None] | None:
    s = entry.summary
    if s is None or s.pause_s is None or not s.span_s:
        return None
    return s.pause_s, s.span_s, None


def _whole(entry: Entry) -> tuple[float, float, float | None] | None:
    s = entry.summary
    return None if s is None or not s.star else (float(all(v == "found" for v in s.star)), 1, None)


def _in_range(entry: Entry) -> tuple[float, float, float | None] | None:
    s = entry.summary
    length = (s.span_s if s.span_s is not None else s.total_s) if s else None
    if length is None or entry.target_s is None:
        return None
    low, high = entry.target_s
    return float(low <= length <= high), 1, None


def _share(total: Sum) -> str:
    return f"{100 * (total.value or 0):.0f} %"


def _of(total: Sum) -> str:
    return f"{total.top:.0f} of {total.bottom:.0f}"


def _range(total: Sum) -> str:
    low, high = rate(total.floor or 0), rate(total.value or 0)
    return low if low == high else f"{low} to {high}"


KINDS = (
    Kind(
        "fillers", "Fillers a minute",
        "Hesitations and filler words over the minutes spoken: at least, and likely.",
        _fillers, _range,
        lambda s: f"{s.low or 0:.0f} to {s.top:.0f} in {s.bottom:.1f} min",
    ),
    Kind(
        "rate", "Words a minute", "Words without fillers, over the time from first to last word.",
        _words, lambda s: f"{s.value or 0:.0f}",
        lambda s: f"{s.top:.0f} words in {s.bottom:.1f} min",
    ),
    Kind(
        "silence", "Silence while answering", "Pauses of a quarter of a second and more.",
        _paused, _share, lambda s: f"{s.top:.0f} of {s.bottom:.0f} s", 1.0,
    ),
    Kind(
        "star", "Complete stories", "STAR answers in which all four parts were found.",
        _whole, _share, _of, 1.0,
    ),
    Kind(
        "length", "On target length", "Answers inside the target length of their question.",
        _in_range, _share, _of, 1.0,
    ),
)  # fmt: skip


# --- stretches of time -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stretches:
    """Answers grouped by span of time, oldest first; ``name`` is the length of a span."""

    name: str
    parts: tuple[tuple[str, tuple[Entry, ...]], ...]


def split_time(answers: Sequence[Entry]) -> Stretches:
    """Group answers by session, day, week, month, quarter or year: the finest that fits."""
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
        "sitting",
        lambda e: (e.started, e.session),
        lambda e: f"{e.started.day} {e.started:%b %H:%M}",
    ),
    ("day", _day, lambda e: f"{e.started.day} {e.started:%b %Y}"),
    ("week", _week, lambda e: f"week of {_week(e).day} {_week(e):%b %Y}"),
    ("month", lambda e: (e.started.year, e.started.month), lambda e: f"{e.started:%b %Y}"),
    ("quarter", _quarter, lambda e: f"Q{_quarter(e)[1]} {e.started.year}"),
    ("year", lambda e: e.started.year, lambda e: str(e.started.year)),
)


def add_up(kind: Kind, stretches: Stretches) -> tuple[list[Sum], int]:
    """Return one sum for each span of time, and the number of answers that had no figure."""
    sums: list[Sum] = []
    unknown = 0
    for label, answers in stretches.parts:
        known = [m for entry in answers if (m := kind.measure(entry)) is not None]
        unknown += len(answers) - len(known)
        if known:
            lows = [low for _, _, low in known if low is not None]
            total = sum(top for top, _, _ in known), sum(bottom for _, bottom, _ in known)
            sums.append(Sum(label, *total, len(known), sum(lows) if lows else None))
    return sums, unknown


# --- drawing -----------------------------------------------------------------------------


def draw(kind: Kind, stretches: Stretches) -> Chart | None:
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
        summary=f"{kind.show(sums[0])} first, {kind.show(sums[-1])} last, {kind.show(whole)} over "
        f"all {count(whole.n, 'answer')} ({kind.counted(whole)})",
        n=whole.n,
        unknown=unknown,
    )


def _points(kind: Kind, sums: Sequence[Sum], highest: float) -> Iterable[Point]:
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


def _tick(kind: Kind, value: float) -> str:
    return f"{100 * value:.0f} %" if kind.top else f"{value:g}"


def _anchor(x: float) -> str:
    return "start" if x < LEFT + 30 else "end" if x > WIDTH - RIGHT - 40 else "middle"


def nice_ceiling(value: float) -> float:
    """Return a round number at or above ``value``, for the end of an axis; at least 1."""
    size = 1.0
    while size * 10 < value:
        size *= 10
    return next((size * step for step in (1, 2, 4, 5, 8, 10) if size * step >= value), size * 10)
