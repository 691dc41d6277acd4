"""`voicecoach stories`: which stories there are, and which qualities they show."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import click

from voicecoach.cli.options import option, options_of
from voicecoach.cli.progress_line import screen
from voicecoach.cli.shared_options import JSON, PACK, PLAIN, RECORDINGS
from voicecoach.types import PARTS


@dataclass(frozen=True, slots=True, kw_only=True)
class StoriesOptions:
    """The options of `stories`."""

    pack: str | None = PACK.field("Qualities of this pack, not the one of the settings.")
    name: tuple[str, str] | None = option(
        "--name",
        nargs=2,
        type=str,
        metavar="REF NAME",
        help="Say which story an answer tells; an empty NAME takes it back.",
    )
    sketch: str | None = option(
        "--sketch", metavar="NAME", help="Show a story's sketch and what its best take left out."
    )
    situation: str | None = option("--situation", metavar="TEXT", help="Set this in the sketch.")
    task: str | None = option("--task", metavar="TEXT", help="Set this in the sketch.")
    action: str | None = option("--action", metavar="TEXT", help="Set this in the sketch.")
    result: str | None = option("--result", metavar="TEXT", help="Set this in the sketch.")
    plain: bool = PLAIN.field()
    as_json: bool = JSON.field()
    recordings: Path | None = RECORDINGS.field()

    @property
    def fields(self) -> dict[str, str]:
        """The fields of the sketch that are set."""
        given = {name: getattr(self, name) for name in PARTS}
        return {name: text for name, text in given.items() if text is not None}


@click.command()
@options_of(StoriesOptions)
def command(options: StoriesOptions) -> None:
    """Show your stories: the best take of each, its number, and the qualities it shows.

    A story is known by the name that its answers carry, given here or on an answer's page.
    Six to eight over all qualities are enough for an interview. A sketch has four fields of at
    most 40 words; `practice --story NAME` shows its key words and compares the take with it.

    \b
    voicecoach stories --name last "The failing queue"
    voicecoach stories --sketch "The failing queue" --result "Failures from 9 % to under 1 %"
    """
    from voicecoach.cli.due_questions import planned_pack
    from voicecoach.cli.packs import open_workspace
    from voicecoach.coaching.preparations import current_for
    from voicecoach.coaching.story_board import load_board
    from voicecoach.library.marks import story_name
    from voicecoach.progress.stories import board_document
    from voicecoach.progress.stories_text import render_board

    workspace = open_workspace(recordings=options.recordings)
    library = workspace.library
    if options.sketch is not None or options.fields:
        from voicecoach.cli.story_sketch import change_and_print

        change_and_print(workspace, options.sketch or "", options.fields, as_json=options.as_json)
        return
    if options.name is not None:
        ref, story = options.name
        entry = library.find(ref)
        library.save_story(entry, story)
        name = story_name(story)
        click.echo(f"{entry.ref} tells “{name}”." if name else f"{entry.ref} tells no story.")
        return
    takes, _ = library.scan()
    current = current_for(workspace.paths)
    requirements = current.requirements if current else ()
    pack = workspace.pack(options.pack or planned_pack(workspace))
    board = load_board(library, takes, pack, requirements)
    if options.as_json:
        click.echo(json.dumps(board_document(board), ensure_ascii=False))
        return
    width, colour = screen(plain=options.plain)
    titles = workspace.titles({board.pack.name, *(story.best.pack for story in board.stories)})
    click.echo(render_board(board, titles, width=width, colour=colour), nl=False, color=colour)
    if not board.stories:
        click.echo("No answer carries a story's name yet.", err=True)
