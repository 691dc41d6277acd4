"""The report that fits the first screen: what to try next, what went well, three figures."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from voicecoach.report.answer_view import ReportView
from voicecoach.report.figures import Figure, build_figures, split_figures
from voicecoach.report.findings import notes_of, withheld_lines
from voicecoach.report.terminal import compose_head, priority
from voicecoach.report.terminal_layout import items, pairs, print_text, section
from voicecoach.report.wording import sentence

MAX_GOOD = 2
MAX_DAMAGE = 2
MIN_LINES = 16


def render_short(
    view: ReportView, *, rest: str, width: int = 80, lines: int = 24, colour: bool = False
) -> str:
    """Return the report that fits a screen, as text that ends with a line break.

    Parameters
    ----------
    view
        The take to show.
    rest
        A sentence that says where everything else stands.
    width, lines
        Columns and lines of the screen; one line is left for the prompt.
    colour
        Whether to use colour and bold.
    """
    room = max(MIN_LINES, lines - 1)
    text = ""
    for n_good, with_meaning in ((MAX_GOOD, True), (1, True), (1, False), (0, False)):
        content = _compose(view, rest, n_good, with_meaning=with_meaning)
        text = print_text(content, width=width, colour=colour)
        if text.count("\n") <= room:
            break
    return text


def _compose(view: ReportView, rest: str, n_good: int, *, with_meaning: bool) -> Group:
    parts: list[RenderableType] = [compose_head(view, prompt=False)]
    good = notes_of(view.analysis, "good")[:n_good]
    figures = split_figures(build_figures(view.analysis))[0]
    damage = [sentence(why) for what, why in withheld_lines(view.analysis) if what == "sound"]
    sections = (
        priority(view),
        section("What went well", items(sentence(n.message) for n in good)) if good else None,
        section("Figures", pairs(_rows(figures, with_meaning=with_meaning))) if figures else None,
        section("The sound", items(damage[:MAX_DAMAGE])) if damage else None,
        Text(rest, "soft"),
    )
    for one in sections:
        if one is not None:
            parts.extend((Text(), one))
    return Group(*parts)


def _rows(figures: tuple[Figure, ...], *, with_meaning: bool) -> Iterator[tuple[str, Text]]:
    for figure in figures:
        text = Text().append(figure.value, "value")
        if figure.meaning and with_meaning:
            style = figure.state if figure.state in ("good", "warn") else "info"
            text.append(" — ").append(figure.meaning, style)
        yield figure.label, text
