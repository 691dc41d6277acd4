"""A pack as a guide to read, one question in full, lists of questions: text of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from voicecoach.report.wording import clock
from voicecoach.types import Pack, Question, Titled

WIDTH = 80
STALE_DAYS = 365

WHEN = {
    "always": "always",
    "no_number": "if you give no number",
    "no_result": "if you give no result",
    "no_task": "if your task stays unclear",
    "no_situation": "if the situation stays unclear",
    "no_action": "if your action stays unclear",
    "only_we": "if you only say we",
    "no_alternative": "if you name no alternative",
    "no_lesson": "if you name no lesson",
    "no_example": "if you give no example",
    "too_short": "if you are brief",
}


def render_list(pack: Pack, questions: Sequence[Question], *, by: str) -> str:
    """Return questions under their stage, quality or kind; with two qualities under both."""
    lines = [f"{pack.title} ({pack.name})", ""]
    if by == "stage":
        groups = [(one.title, one.name) for one in pack.stages]
    elif by == "quality":
        groups = [(one.title, one.name) for one in pack.qualities]
    else:
        kinds = dict.fromkeys(question.kind for question in questions)
        groups = [(kind.replace("_", " "), kind) for kind in kinds]
    for title, name in groups:
        mine = [q for q in questions if name in _groups_of(q, by)]
        if mine:
            lines += [title, *(_row(question) for question in mine), ""]
    return "\n".join(lines)


def render_question(pack: Pack, question: Question) -> str:
    """Return one question with everything that belongs to it."""
    low, high = question.target_s
    stage = next((one.title for one in pack.stages if one.name == question.stage), question.stage)
    titles = {one.name: one.title for one in pack.qualities}
    lines = [
        question.id,
        "",
        *_wrap(question.prompt, "  "),
        "",
        f"  {stage} · {question.kind.replace('_', ' ')} · {clock(low)} to {clock(high)}",
    ]
    if question.qualities:
        lines += _wrap("Looks for " + ", ".join(titles[n] for n in question.qualities), "  ")
    lines += _section("What the interviewer listens for", question.listens_for)
    lines += _section("What goes wrong", question.pitfalls)
    asked = [f"{one.ask} ({WHEN[one.when]})" for one in question.follow_ups]
    lines += _section("Follow-ups", asked)
    lines += ["", f"Practise it: voicecoach practice --question {question.id}", ""]
    return "\n".join(lines)


def render_guide(pack: Pack) -> str:
    """Return the pack as a guide: process, qualities, skills, checklist, mistakes, facts, FAQ."""
    lines = [pack.title, "=" * len(pack.title), "", *_wrap(pack.summary, "")]
    lines += ["", "THE PROCESS"]
    for number, stage in enumerate(pack.stages, 1):
        lines += ["", f"{number}. {stage.title} ({stage.length})", *_wrap(stage.purpose, "   ")]
        lines += _items(stage.advice, "   ")
        n = sum(question.stage == stage.name for question in pack.questions)
        lines.append(f"   {n} questions: voicecoach practice {pack.name} --stage {stage.name}")
    lines += ["", "WHAT THEY LOOK FOR"]
    for quality in pack.qualities:
        lines += [
            "",
            quality.title,
            *_wrap(quality.meaning, "   "),
            *_items(quality.how_to_show, "   "),
        ]
    for heading, entries, numbered in (
        ("SKILLS", pack.skills, False),
        ("CHECKLIST", pack.checklist, True),
        ("COMMON MISTAKES", pack.mistakes, True),
        ("FACTS", pack.facts, False),
        ("QUESTIONS PEOPLE ASK", pack.faq, False),
    ):
        lines += list(_titled(heading, entries, numbered))
    lines += ["", "SOURCES", ""]
    for source in pack.sources:
        lines += _wrap(". ".join(p for p in (source.title, source.url, source.note) if p), "   ")
    lines += ["", _verified(pack.last_verified), ""]
    return "\n".join(lines)


def _groups_of(question: Question, by: str) -> tuple[str, ...]:
    if by == "quality":
        return question.qualities
    return (question.stage if by == "stage" else question.kind,)


def _row(question: Question) -> str:
    low, high = question.target_s
    head = f"  {question.id:<28} {question.kind.replace('_', ' '):<12} {clock(low)}-{clock(high)}"
    return "\n".join([head, *_wrap(question.prompt, "      ")])


def _titled(heading: str, entries: Sequence[Titled], numbered: bool) -> Iterator[str]:
    if not entries:
        return
    yield from ("", heading)
    for number, entry in enumerate(entries, 1):
        yield from ("", f"{number}. {entry.title}" if numbered else entry.title)
        yield from _wrap(entry.text, "   ")


def _section(title: str, items: Sequence[str]) -> list[str]:
    return ["", title, *_items(items, "  ")] if items else []


def _items(items: Sequence[str], indent: str) -> list[str]:
    return [line for item in items for line in _wrap(item, f"{indent}- ", f"{indent}  ")]


def _wrap(text: str, indent: str, rest: str | None = None) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent if rest is None else rest
    )


def _verified(day: str) -> str:
    age = (datetime.now(UTC).date() - date.fromisoformat(day)).days
    hint = "; check them again" if age > STALE_DAYS else ""
    return f"Facts last checked on {day}{hint}."
