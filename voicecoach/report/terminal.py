"""The report in the terminal: what to try next, then the figures, then the transcript.

It can be read in 80 columns, without colour and by a screen reader: no frames, and every fact
stands in words.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from voicecoach.report.answer_view import ReportView
from voicecoach.report.figure_scale import Standing, build_standing
from voicecoach.report.figures import build_figures
from voicecoach.report.findings import (
    PartLine,
    build_parts,
    doubts,
    notes_of,
    place_of,
    quality_remarks,
    star_remarks,
    withheld_lines,
    wording_remarks,
)
from voicecoach.report.terminal_layout import items, pairs, print_text, section
from voicecoach.report.transcript_view import (
    Passage,
    build_passages,
    explain_marks,
    transcript_origin,
)
from voicecoach.report.wording import clean, clock, sentence

BAR_CELLS = 20


def render_report(
    view: ReportView, *, width: int = 80, colour: bool = False, plain: bool = False
) -> str:
    """Return the report as text that ends with a line break.

    Parameters
    ----------
    view
        The take to show.
    width
        Columns; at least 40 are used.
    colour
        Whether to use colour and bold.  No fact is shown by them alone.
    plain
        Leave out bars and symbols as well: for screen readers.
    """
    return print_text(compose_report(view, plain=plain), width=width, colour=colour)


def render_transcript(
    view: ReportView, *, width: int = 80, colour: bool = False, plain: bool = False
) -> str:
    """Return only the transcript, with places, parts and marks as in `render_report`."""
    del plain  # the transcript has neither bars nor symbols
    content = _transcript(view) or Text("The words have not been recognised yet.")
    return print_text(content, width=width, colour=colour)


def compose_report(view: ReportView, *, plain: bool = False) -> Group:
    """Return the report as one group for rich to print."""
    sections: list[RenderableType] = [compose_head(view)]
    for content in (
        priority(view),
        _went_well(view),
        _figures(view),
        _star(view, plain),
        _wording(view),
        _also(view),
        _withheld(view),
        _follow_ups(view),
        _transcript(view),
    ):
        if content is not None:
            sections.extend((Text(), content))
    return Group(*sections)


def compose_head(view: ReportView, *, prompt: bool = True) -> RenderableType:
    """Return the title, the question if ``prompt``, and date, take and pack."""
    lines = [Text(clean(view.title), "title")]
    if view.prompt and prompt:
        lines.append(Text(clean(view.prompt)))
    if view.byline:
        lines.append(Text(view.byline, "soft"))
    return Group(*lines)


def priority(view: ReportView) -> RenderableType | None:
    """Return the one thing to try next; None where there is none."""
    first = view.analysis.priority
    if first is None:
        return None
    return section(
        "Try this next",
        Text(sentence(first.message), "focus"),
        Text(sentence(first.try_next)),
    )


def _went_well(view: ReportView) -> RenderableType | None:
    good = notes_of(view.analysis, "good")
    return section("What went well", items(sentence(n.message) for n in good)) if good else None


def _figures(view: ReportView) -> RenderableType | None:
    analysis, own = view.analysis, view.personal_medians
    figures = [build_standing(figure, analysis, own) for figure in build_figures(analysis)]
    if not figures:
        return None
    return section("Figures", pairs((one.figure.label, _figure(one)) for one in figures))


def _figure(standing: Standing) -> Text:
    figure = standing.figure
    text = Text().append(figure.value, "value")
    if figure.meaning:
        style = figure.state if figure.state in ("good", "warn") else "info"
        text.append(" — ").append(figure.meaning, style)
    if figure.detail:
        text.append("\n").append(figure.detail, "soft")
    if standing.own:
        text.append("\n").append(standing.own, "soft")
    return text


def _star(view: ReportView, plain: bool) -> RenderableType | None:
    parts = build_parts(view)
    if not parts:
        return None
    rows = [(Text(part.title, "bold"), _part(part, plain).append("\n")) for part in parts]
    remarks = [(label, Text(text)) for label, text in star_remarks(view.analysis)]
    return section("STAR", pairs([*rows, *remarks]))


def _part(part: PartLine, plain: bool) -> Text:
    text = Text().append(part.verdict, part.verdict)
    text.append(f", {part.amount}", "default")
    if not plain and part.share is not None:
        text.append("\n").append_text(_bar(part))
    if part.why:
        text.append("\n").append(part.why, "default")
    if part.quote:
        place = f" ({clock(part.quote_start)})" if part.quote_start is not None else ""
        text.append("\n").append(f'"{part.quote}"{place}', "soft")
    return text


def _bar(part: PartLine) -> Text:
    """Draw the share as a bar, with an upright stroke at the expected share."""
    filled = round((part.share or 0.0) * BAR_CELLS)
    mark = round(part.expected * BAR_CELLS)
    bar = Text()
    for cell in range(BAR_CELLS):
        bar.append("━" if cell < filled else "┄", part.verdict if cell < filled else "soft")
        if cell + 1 == mark:
            bar.append("┃", "default")
    return bar


def _wording(view: ReportView) -> RenderableType | None:
    rows = [*wording_remarks(view.analysis), *quality_remarks(view.analysis)]
    if not rows:
        return None
    return section("Wording and qualities", pairs((label, Text(text)) for label, text in rows))


def _also(view: ReportView) -> RenderableType | None:
    lines = []
    for note in notes_of(view.analysis, "warn", "info"):
        place = place_of(note)
        style = "warn" if note.severity == "warn" else "info"
        text = Text().append(sentence(note.message), style)
        lines.append(text.append(f" ({place})", "soft") if place else text)
    for place, message in doubts(view.analysis):
        lines.append(Text(message).append(f" ({place})" if place else "", "soft"))
    return section("Also noticed", items(lines)) if lines else None


def _withheld(view: ReportView) -> RenderableType | None:
    lines = withheld_lines(view.analysis)
    if not lines:
        return None
    return section("Not measured", items(_withheld_line(*line) for line in lines))


def _withheld_line(what: str, why: str) -> str:
    return sentence(f"{what[:1].upper()}{what[1:]}: {why}")


def _follow_ups(view: ReportView) -> RenderableType | None:
    asked = [clean(text) for text in view.analysis.follow_ups]
    return section("The interviewer may ask next", items(asked)) if asked else None


def _transcript(view: ReportView) -> RenderableType | None:
    passages = build_passages(view.analysis)
    origin = transcript_origin(view.analysis)
    if not origin:
        return None
    if not passages:
        return section("Transcript", Text("No word was recognised."))
    grid = Table.grid(padding=(0, 2, 0, 0))
    labelled = any(passage.part != "other" for passage in passages)
    timed = any(passage.start is not None for passage in passages)
    if labelled:
        grid.add_column(width=9)
    if timed:
        grid.add_column(justify="right", style="soft", no_wrap=True)
    grid.add_column()
    for passage in passages:
        grid.add_row(*_passage(passage, labelled, timed))
    return section(
        "Transcript", Text(f"{origin} {explain_marks(passages)}".strip(), "soft"), Text(), grid
    )


def _passage(passage: Passage, labelled: bool, timed: bool) -> Iterator[Text]:
    if labelled:
        title = passage.part.capitalize() if passage.part != "other" else "-"
        yield Text(title if passage.opens_part else "", "bold")
    if timed:
        yield Text(clock(passage.start))
    text = Text()
    for piece in passage.pieces:
        text.append(" " if text else "").append(piece.marked, piece.kind)
    yield text
