"""A debrief in the terminal, and as a document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from voicecoach.progress.debrief import Debrief, DebriefAnswer, Pattern
from voicecoach.progress.entry_figures import length_s
from voicecoach.progress.filters import Titles
from voicecoach.progress.history_text import star_letters
from voicecoach.report.terminal_layout import print_text
from voicecoach.report.wording import clean, clock_length, count, seconds_text
from voicecoach.types import FORMAT_VERSION

MAX_LISTED = 8
"""Qualities in one line; the page shows all."""


def render_debrief(
    debrief: Debrief, titles: Titles, *, width: int = 80, colour: bool = False
) -> str:
    """Return a debrief as text that ends with a line break; ``titles`` are those of its packs."""
    head = f"{count(len(debrief.answers), 'answer')}, {seconds_text(debrief.spoken_s)} of speech"
    content: list[RenderableType] = [
        Text(f"Sitting of {debrief.started:%Y-%m-%d %H:%M}", "heading"),
        Text(head, "soft"),
        Text(),
        _table(debrief.answers, titles),
    ]
    step = debrief.next_step
    if step is not None:
        content += _block("One thing for tomorrow", [
            clean(step.message), clean(step.try_next),
            f"voicecoach practice {step.pack} --question {step.question}",
        ])  # fmt: skip
    content += _block("Missing more than once", [one.text for one in debrief.missing])
    content += _block("What repeated", [_pattern(one) for one in debrief.repeated])
    content += _block("Qualities", _qualities(debrief, titles))
    content += _block(
        "Told twice", [f"{clean(name)}: {len(refs)} times" for name, refs in debrief.twice]
    )
    if debrief.n_unjudged:
        n = count(debrief.n_unjudged, "answer")
        content += [Text(), Text(f"{n} without words could not be judged.", "soft")]
    return print_text(Group(*content), width=width, colour=colour)


def _table(answers: Sequence[DebriefAnswer], titles: Titles) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="heading")
    table.add_column("Question", ratio=1)
    table.add_column("Length", justify="right", no_wrap=True)
    table.add_column("STAR", no_wrap=True)
    for one in answers:
        summary, entry = one.entry.summary, one.entry
        title = titles.question(entry.pack, entry.question_id, one.title)
        table.add_row(
            Text(clean(title)), clock_length(length_s(summary)),
            star_letters(summary.star if summary else ()),
        )  # fmt: skip
    return table


def _block(title: str, lines: Sequence[str]) -> list[RenderableType]:
    """Return a heading with its lines; nothing where there are none."""
    if not lines:
        return []
    return [
        Text(),
        Text(title, "heading"),
        *(Padding(Text(line), (0, 0, 0, 2)) for line in lines if line),
    ]


def _pattern(one: Pattern) -> str:
    return f"{one.text} ({len(one.refs)} of {count(one.n_of, 'answer')})"


def _qualities(debrief: Debrief, titles: Titles) -> Sequence[str]:
    lines = []
    if debrief.shown:
        lines.append(f"Shown: {_names([name for name, _ in debrief.shown], titles)}")
    if debrief.not_shown:
        lines.append(f"Asked for, never shown: {_names(debrief.not_shown, titles)}")
    return lines


def _names(names: Sequence[str], titles: Titles) -> str:
    more = f" and {len(names) - MAX_LISTED} more" if len(names) > MAX_LISTED else ""
    return clean(", ".join(titles.quality(name) for name in names[:MAX_LISTED])) + more


def debrief_document(debrief: Debrief) -> dict[str, Any]:
    """Return a debrief as plain data; docs/commands.md has its fields."""
    step = debrief.next_step

    def patterns(found: Sequence[Pattern]) -> list[dict[str, Any]]:
        return [
            {"code": one.code, "text": one.text, "answers": list(one.refs), "of": one.n_of}
            for one in found
        ]

    return {
        "format_version": FORMAT_VERSION,
        "sessions": list(debrief.sessions),
        "started": debrief.started.isoformat(),
        "spoken_s": round(debrief.spoken_s, 1),
        "answers": [_answer_document(one) for one in debrief.answers],
        "repeated": patterns(debrief.repeated),
        "missing": patterns(debrief.missing),
        "qualities": {name: list(refs) for name, refs in debrief.shown},
        "qualities_not_shown": list(debrief.not_shown),
        "stories_told_twice": {name: list(refs) for name, refs in debrief.twice},
        "next": {"code": step.code, "message": step.message, "try_next": step.try_next,
                 "question": step.question, "pack": step.pack, "answer": step.ref}
        if step else None,
    }  # fmt: skip


def _answer_document(one: DebriefAnswer) -> dict[str, Any]:
    summary, entry = one.entry.summary, one.entry
    return {
        "ref": entry.ref,
        "question": entry.question_id,
        "stage": entry.stage,
        "take": entry.take,
        "length_s": length_s(summary),
        "star": list(summary.star) if summary and summary.star else None,
        "priority": summary.priority if summary else None,
        "story": entry.story,
    }
