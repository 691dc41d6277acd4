"""The history in the terminal: a list of answers, and the trends of their figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from voicecoach.report.terminal_layout import print_text
from voicecoach.report.wording import LETTERS, clean, clock, rate
from voicecoach.types import PARTS, Verdict

SPARKS = "▁▂▃▄▅▆▇█"
MAX_SPARKS = 24
MIN_FOR_A_TREND = 3
"""Answers that a trend needs; two points are no trend. Own rule."""
MAX_QUESTION = 30


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One answer in the list; ``number`` is what `show` accepts, 1 = newest.

    ``minutes`` is the time over which the fillers were counted, for sums over answers.
    """

    number: int
    started: datetime
    title: str
    take: int
    n_takes: int
    length_s: float | None
    wpm: float | None
    fillers_per_minute: tuple[float, float] | None
    star: tuple[Verdict, ...]
    remark: str = ""


def render_history(
    rows: Sequence[HistoryRow],
    trends: Sequence[str] = (),
    *,
    width: int = 80,
    colour: bool = False,
    plain: bool = False,
) -> str:
    """Return the list, newest first, and the trends, as text that ends with a line break.

    STAR is shown in letters: ``S`` found, ``s`` weak, ``-`` missing.

    Parameters
    ----------
    trends
        The trends in sentences; bars stand under them unless ``plain``.
    """
    content: list[RenderableType] = [_table(rows)]
    legend = "STAR: capital = found, small = weak, - = missing. Length as minutes:seconds."
    content += [Text(), Text(legend, "soft")]
    if trends:
        content += [Text(), Text("Trends", "heading"), *(Text(f"- {one}") for one in trends)]
    bars = [] if plain else [line for line in _bars(rows) if line is not None]
    if bars:
        grid = Table.grid(padding=(0, 2, 0, 0))
        for line in bars:
            grid.add_row(*line)
        content += [Text(), Text("Oldest to newest", "soft"), grid]
    return print_text(Group(*content), width=width, colour=colour)


def _table(rows: Sequence[HistoryRow]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="heading")
    table.add_column("No.", justify="right", no_wrap=True)
    table.add_column("Date", no_wrap=True)
    table.add_column("Question", ratio=1)
    table.add_column("Take", no_wrap=True)
    table.add_column("Length", justify="right", no_wrap=True)
    table.add_column("Fillers/min", justify="right", no_wrap=True)
    table.add_column("STAR", no_wrap=True)
    for row in rows:
        take = f"{row.take}/{row.n_takes}" if row.n_takes > 1 else str(row.take)
        question = Text(clean(row.title))
        if row.remark:
            question.append(f"\n{row.remark}", "soft")
        table.add_row(
            str(row.number), f"{row.started:%Y-%m-%d}", question, take,
            clock(row.length_s and round(row.length_s)),
            _rates(row.fillers_per_minute), star_letters(row.star),
        )  # fmt: skip
    return table


def _rates(rates: tuple[float, float] | None) -> str:
    if rates is None:
        return ""
    low, high = rate(rates[0]), rate(rates[1])
    return low if low == high else f"{low} to {high}"


def star_letters(verdicts: Sequence[Verdict]) -> Text:
    """Return ``STAr`` for a weak result, ``STA-`` for a missing one; empty where it is not STAR."""
    text = Text()
    for name, verdict in zip(PARTS, verdicts, strict=False):
        letter = LETTERS[name]
        shown = {"found": letter, "weak": letter.lower(), "missing": "-"}[verdict]
        text.append(shown, verdict)
    return text


def _bars(rows: Sequence[HistoryRow]) -> list[tuple[str, Text, str] | None]:
    oldest_first = list(reversed(rows))
    return [
        _bar_line(
            "Fillers/min",
            [r.fillers_per_minute[1] for r in oldest_first if r.fillers_per_minute],
            rate,
        ),
        _bar_line("Length", [r.length_s for r in oldest_first if r.length_s], clock),
        _bar_line("Words/min", [r.wpm for r in oldest_first if r.wpm], lambda v: f"{v:.0f}"),
    ]


def _bar_line(
    label: str, values: Sequence[float], show: Callable[[float], str]
) -> tuple[str, Text, str] | None:
    if len(values) < MIN_FOR_A_TREND:
        return None
    recent = list(values)[-MAX_SPARKS:]
    return label, Text(sparkline(recent), "focus"), f"{show(min(recent))} to {show(max(recent))}"


def sparkline(values: Sequence[float]) -> str:
    """Return one bar for each value; equal values give bars of middle height."""
    low, high = min(values), max(values)
    if high == low:
        return SPARKS[3] * len(values)
    return "".join(SPARKS[round((v - low) / (high - low) * (len(SPARKS) - 1))] for v in values)
