"""The report as Markdown, to paste into notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from voicecoach.report.answer_view import ReportView
from voicecoach.report.figures import build_figures
from voicecoach.report.findings import (
    build_parts,
    doubts,
    notes_of,
    place_of,
    quality_remarks,
    star_remarks,
    withheld_lines,
    wording_remarks,
)
from voicecoach.report.transcript_view import Passage, build_passages, transcript_origin
from voicecoach.report.wording import clean, clock, sentence

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def render_markdown(view: ReportView) -> str:
    """Return the report as CommonMark with one table; ends with a line break."""
    blocks: list[str] = [f"# {_escape(view.title)}"]
    if view.prompt:
        blocks.append(f"> {_escape(view.prompt)}")
    if view.byline:
        blocks.append(_escape(view.byline))
    for title, lines in _sections(view):
        body = [line for line in lines if line]
        if body:
            blocks.append(f"## {title}")
            blocks.append("\n".join(body))
    return "\n\n".join(blocks) + "\n"


def _sections(view: ReportView) -> Iterator[tuple[str, list[str]]]:
    analysis, priority = view.analysis, view.analysis.priority
    if priority:
        yield (
            "Try this next",
            [f"**{_text(priority.message)}**", f"\n{_text(priority.try_next)}"],
        )
    yield "What went well", _items(_text(n.message) for n in notes_of(analysis, "good"))
    yield "Figures", _figures(view)
    yield "STAR", _star(view)
    remarks = [*wording_remarks(analysis), *quality_remarks(analysis)]
    yield "Wording and qualities", _items(f"{_escape(a)}: {_escape(b)}" for a, b in remarks)
    noted = [(note.message, place_of(note)) for note in notes_of(analysis, "warn", "info")]
    noted += [(message, place) for place, message in doubts(analysis)]
    yield "Also noticed", _items(f"{_text(m)}{f' ({at})' if at else ''}" for m, at in noted)
    lines = (f"{what}: {why}" for what, why in withheld_lines(analysis))
    yield "Not measured", _items(_text(line) for line in lines)
    yield "The interviewer may ask next", _items(_escape(ask) for ask in analysis.follow_ups)
    yield "Transcript", _transcript(view)


def _items(texts: Iterable[str]) -> list[str]:
    return [f"- {text}" for text in texts]


def _figures(view: ReportView) -> list[str]:
    figures = build_figures(view.analysis)
    if not figures:
        return []
    rows = [
        "| " + " | ".join(_escape(cell) for cell in (f.label, f.value, f.meaning, f.detail)) + " |"
        for f in figures
    ]
    return ["| Figure | Value | Against its range | Places |", "| --- | --- | --- | --- |", *rows]


def _star(view: ReportView) -> list[str]:
    lines = []
    for part in build_parts(view):
        place = f" ({clock(part.quote_start)})" if part.quote_start is not None else ""
        quote = f' "{_escape(part.quote)}"{place}' if part.quote else ""
        head = f"**{part.title}: {part.verdict}**, {part.amount}."
        lines.append(f"- {head} {_escape(part.why)}{quote}".rstrip())
    if lines:
        remarks = star_remarks(view.analysis)
        lines += [f"- {_escape(label)}: {_escape(text)}" for label, text in remarks]
    return lines


def _transcript(view: ReportView) -> list[str]:
    origin = transcript_origin(view.analysis)
    if not origin:
        return []
    passages = build_passages(view.analysis)
    if not passages:
        return ["No word was recognised."]
    return [f"_{_escape(origin)}_", *(_passage(passage) for passage in passages)]


def _passage(passage: Passage) -> str:
    place = f"`{clock(passage.start)}` " if passage.start is not None else ""
    named = passage.opens_part and passage.part != "other"
    title = f"**{passage.part.capitalize()}.** " if named else ""
    return f"\n{place}{title}{_escape(passage.marked)}"


def _text(text: str) -> str:
    return _escape(sentence(text))


def _escape(text: str) -> str:
    """Escape ``text`` so that Markdown shows it unchanged, even at the start of a line."""
    text = _SPECIAL.sub(r"\\\1", clean(text))
    text = re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", text)
    return f"\\{text}" if text[:1] in ("-", "+", "=") else text
