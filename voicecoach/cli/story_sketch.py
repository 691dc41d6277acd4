"""A story's sketch in the terminal: shown, changed, shown while speaking, compared with a take."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import click

from voicecoach.cli.keys import KeySource
from voicecoach.cli.terminal_ui import TerminalUI
from voicecoach.coaching.events import AnswerNow, Event, Reported
from voicecoach.coaching.sketches import Sketches, compare_take, name_and_compare
from voicecoach.errors import LibraryError, UsageError
from voicecoach.json_files import to_dict
from voicecoach.library import Library
from voicecoach.library.marks import story_name
from voicecoach.progress.sketch import Sketch, SketchComparison, comparison_line
from voicecoach.progress.stories import choose_best, group_stories
from voicecoach.report.wording import clean
from voicecoach.types import PARTS, PartName

if TYPE_CHECKING:
    from voicecoach.coaching.workspace import Workspace


def change_and_print(
    workspace: Workspace, story: str, fields: Mapping[str, str], *, as_json: bool
) -> None:
    """Change some fields of a sketch, and print it beside its story's best take.

    Raises
    ------
    UsageError
        If no story is named, or a field is too long.
    LibraryError
        If the sketch's file cannot be read or written.
    """
    if not story:
        belongs = "A field belongs to a sketch." if fields else "A sketch belongs to a story."
        raise UsageError(belongs, "Name its story: --sketch NAME.")
    sketches = Sketches(workspace.paths)
    sketch = sketches.find(story)
    if fields:
        sketch = sketches.save(sketch.with_parts(fields))
    takes, _ = workspace.library.scan()
    told = group_stories(takes).get(sketch.story, ())
    compared = None
    if told and not sketch.is_empty:
        compared = compare_take(sketches, workspace.library.load(choose_best(told)))
    if as_json:
        lines = {part.name: comparison_line(part) for part in compared.parts} if compared else None
        document = {**to_dict(sketch), "best_take": lines}
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    if sketch.is_empty:
        click.echo(f"“{clean(sketch.story)}” has no sketch yet.", err=True)
        name = shlex.quote(clean(sketch.story))
        click.echo(f"  voicecoach stories --sketch {name} --situation TEXT", err=True)
        return
    click.echo(clean(sketch.story))
    for name in PARTS:
        if sketch.part(name):
            click.echo(_line(name, sketch.part(name)))
    if compared is not None:
        click.echo("Its best take")
        click.echo(comparison_text(compared), nl=False)


def comparison_text(found: SketchComparison) -> str:
    """Return a take beside its sketch as lines, each with its line break."""
    if found.withheld:
        return click.wrap_text(clean(found.withheld), 78, "  ", "  ") + "\n"
    return "".join(f"{_line(part.name, comparison_line(part))}\n" for part in found.parts)


def _line(part: PartName, text: str) -> str:
    return click.wrap_text(f"{part.capitalize()}: {clean(text)}", 78, "  ", "    ")


def find_sketch(sketches: Sketches, story: str) -> Sketch:
    """Return a story's sketch; where its file is broken, say so and go on without it.

    Raises
    ------
    LibraryError
        If the story's name is too long.
    """
    from voicecoach.cli.main import report_error

    name = story_name(story)
    try:
        return sketches.find(name)
    except LibraryError as error:
        report_error(error)
        return Sketch(name)


class StoryTerminalUI(TerminalUI):
    """Shows the key words of a sketch while somebody speaks, and what the take left out.

    Parameters
    ----------
    keys, render
        As `TerminalUI` takes them.
    library, sketches
        Where takes and sketches are kept.
    sketch
        The sketch of the story that is told.
    """

    def __init__(
        self,
        keys: KeySource,
        render: Callable[[Reported], str],
        *,
        library: Library,
        sketches: Sketches,
        sketch: Sketch,
    ) -> None:
        super().__init__(keys, render)
        self._library = library
        self._sketches = sketches
        self._sketch = sketch

    def show(self, event: Event) -> None:
        """Show one event."""
        if isinstance(event, AnswerNow):
            for name, words in self._sketch.key_words():
                self._say(_line(name, ", ".join(words)))
        super().show(event)
        # a reply to a follow-up, or a question that wants no story, does not tell it
        if isinstance(event, Reported) and event.question.asks_story:
            self._compare(event.folder.ref)

    def _compare(self, ref: str) -> None:
        story = self._sketch.story
        try:
            found = name_and_compare(self._library, self._sketches, ref, story)
        except LibraryError as error:
            self._say(error.message)
            return
        if not self._sketch.is_empty:
            self._say(f"\nBeside your sketch of “{clean(story)}”", bold=True)
            self._say(comparison_text(found).rstrip("\n"))
