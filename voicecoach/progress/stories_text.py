"""The stories in the terminal: a list, and the qualities against them."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from voicecoach.progress.filters import Titles
from voicecoach.progress.stories import AIM, Story, StoryBoard
from voicecoach.report.terminal_layout import print_text
from voicecoach.report.wording import clean, clock, count, listing

MAX_COLUMNS = 12
"""Stories in one table of qualities: more columns than that fit on no screen of 80."""

MARKS = {"good": "+", "fair": "o", "weak": "-", "unjudged": "?"}
"""How the take went that shows a quality; letters, so that screen readers read them."""


def render_board(
    board: StoryBoard, titles: Titles, *, width: int = 80, colour: bool = False
) -> str:
    """Return the stories as text that ends with a line break; ``titles`` names their questions."""
    low, high = AIM
    head = f"{count(len(board.stories), 'story', 'stories')}; {low} to {high} are the aim"
    content: list[RenderableType] = [
        Text(f"Stories, seen from {clean(board.pack.title)}", "heading"),
        Text(head, "soft"),
    ]
    if board.stories:
        content += [Text(), _table(board.stories, titles), Text(), *_grid(board)]
    for story in board.stories:
        for stage, ids in story.twice:
            asked = listing([titles.question(story.best.pack, one) for one in ids])
            told = f"“{clean(story.name)}” was told twice in {titles.stage(stage)}: {asked}."
            content += [Text(), Text(f"{told} In an interview that is noticed.", "warn")]
    if board.missing and board.stories:
        names = ", ".join(clean(title) for _, title in board.missing)
        content += [Text(), Text("No story shows yet", "heading"), Text(names)]
    if board.unmet and board.stories:
        content += [Text(), Text("No story answers yet what the advert asks for", "heading")]
        content += [Text(f"- {clean(one.text)}") for one in board.unmet]
    if board.unnamed:
        n = count(len(board.unnamed), "answer tells a story", "answers tell a story")
        content += [
            Text(),
            Text(f"{n} without a name; the newest: {board.unnamed[0].ref}", "soft"),
            Text("voicecoach stories --name REF NAME gives it one.", "soft"),
        ]
    return print_text(Group(*content), width=width, colour=colour)


def _table(stories: tuple[Story, ...], titles: Titles) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="heading")
    table.add_column("No.", justify="right", no_wrap=True)
    table.add_column("Story", ratio=2)
    table.add_column("Best take", ratio=2)
    table.add_column("Length", justify="right", no_wrap=True)
    table.add_column("Number", ratio=1)
    table.add_column("Last told", no_wrap=True)
    for number, story in enumerate(stories, 1):
        best = f"{titles.question(story.best.pack, story.best.question_id)}, take {story.best.take}"
        table.add_row(
            str(number), Text(clean(story.name)), Text(clean(best)),
            clock(story.length_s), Text(clean(story.number) or "none"),
            f"{story.last_told:%Y-%m-%d}",
        )  # fmt: skip
    return table


def _grid(board: StoryBoard) -> list[RenderableType]:
    """Return the qualities that stories show, a column a story."""
    stories = board.stories[:MAX_COLUMNS]
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="heading")
    table.add_column("Quality", ratio=1)
    for number, _ in enumerate(stories, 1):
        table.add_column(str(number), justify="right", no_wrap=True)
    for name, title in board.qualities:
        marks = [MARKS[story.cells[name].grade] if name in story.cells else "" for story in stories]
        if any(marks):
            table.add_row(Text(clean(title)), *marks)
    for number, one in enumerate(board.requirements):
        found = [story.met.get(number) for story in stories]
        if any(found):
            marks = [MARKS[cell.grade] if cell else "" for cell in found]
            table.add_row(Text(f"Advert: {clean(one.text)}"), *marks)
    legend = "+ went well, o nearly there, - weak, by the take that shows it best."
    return [table, Text(legend, "soft")] if table.row_count else []
