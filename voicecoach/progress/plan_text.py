"""A plan in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from voicecoach.progress.plan import Plan, PlanItem, summary_line
from voicecoach.progress.story_schedule import StoryStanding
from voicecoach.report.terminal_layout import print_text
from voicecoach.report.wording import clean, title_of


def render_plan(plan: Plan, *, width: int = 80, colour: bool = False) -> str:
    """Return a plan as text that ends with a line break; its numbers are those of the options."""
    content: list[RenderableType] = [
        Text(clean(plan.preparation.title), "heading"),
        Text(f"{summary_line(plan)} Built on {clean(plan.pack.title)}.", "soft"),
    ]
    if plan.requirements:
        content += [Text(), Text("What the advert asks for", "heading"), _requirements(plan)]
        if any(not row.requirement.questions for row in plan.requirements):
            content += [_indented("`voicecoach plan --question N ID` chooses a question for one.")]
            content += [_indented("`voicecoach plan --met N` ticks one yourself.")]
    if plan.preparation.terms:
        content += [Text(), Text("Skills and tools", "heading"), _indented(_terms(plan))]
    content += [Text(), Text("Your questions to them", "heading"), *_own_questions(plan)]
    content += [Text(), Text("Checklist", "heading"), _checklist(plan.items)]
    due = [
        f"{one.question.title or title_of(one.question.id)} ({one.reason(plan.day.today)})"
        for one in plan.day.due
    ]
    content += [Text(), Text("Due today", "heading")]
    content += [_indented(line) for line in due] or [_indented("Done for today.")]
    if plan.due_stories:
        content += [Text(), Text("Stories to tell again", "heading")]
        content += [line for one in plan.due_stories for line in _story(one, plan)]
    content += [Text(), Text(f"voicecoach practice {plan.pack.name} --next", "soft")]
    return print_text(Group(*content), width=width, colour=colour)


def _story(one: StoryStanding, plan: Plan) -> Iterator[RenderableType]:
    yield _indented(f"{clean(one.name)} ({one.reason(plan.day.today)})")
    # never wrapped, so that it can be copied
    yield Text(f"    {one.command(plan.pack.name)}", no_wrap=True, overflow="ignore")


def _own_questions(plan: Plan) -> Iterator[RenderableType]:
    for number, text in enumerate(plan.preparation.own_questions, 1):
        yield _indented(f"{number}  {clean(text)}")
    if not plan.preparation.own_questions:
        yield _indented("None yet. `voicecoach plan --ask TEXT` writes one down.")


def _requirements(plan: Plan) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for number, row in enumerate(plan.requirements, 1):
        text = Text(clean(row.requirement.text))
        if not row.requirement.must:
            text.append(" (wished for)", "soft")
        ids = ", ".join(row.requirement.questions)
        text.append(f"\n{ids or 'no question of this guide was found for it'}", "soft")
        table.add_row(str(number), _box(row.is_done), text)
    return table


def _checklist(items: Sequence[PlanItem]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for number, item in enumerate(items, 1):
        done = f" {min(item.n_done, item.n_of)} of {item.n_of}" if item.n_of else ""
        table.add_row(str(number), _box(item.is_done), Text(clean(item.text) + done))
    return table


def _terms(plan: Plan) -> str:
    parts = []
    for one in plan.preparation.terms:
        missing = "" if one.in_cv is not False else " (not in your CV)"
        # the mark stays on the line of its skill
        mark = "+\N{NO-BREAK SPACE}" if one.term in plan.spoken else ""
        parts.append(f"{mark}{clean(one.term)}{missing}")
    legend = "\n+ is a skill you spoke about with an outcome." if plan.spoken else ""
    return f"{', '.join(parts)}.{legend}"


def _box(done: bool) -> str:
    return "[x]" if done else "[ ]"


def _indented(text: str) -> RenderableType:
    return Padding(Text(text), (0, 0, 0, 2))
