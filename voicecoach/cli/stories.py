"""`voicecoach stories`: which stories there are, and which qualities they show."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import click

from voicecoach.cli.options import option, options_of
from voicecoach.cli.progress_line import screen
from voicecoach.cli.shared_options import JSON, PACK, PLAIN, RECORDINGS


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
    plain: bool = PLAIN.field()
    as_json: bool = JSON.field()
    recordings: Path | None = RECORDINGS.field()


@click.command()
@options_of(StoriesOptions)
def command(options: StoriesOptions) -> None:
    """Show your stories: the best take of each, its number, and the qualities it shows.

    A story is known by the name that its answers carry, given here or on an answer's page.
    Six to eight over all qualities are enough for an interview.

    \b
    voicecoach stories --name last "The failing queue"
    """
    from voicecoach.cli.packs import open_workspace
    from voicecoach.coaching.story_board import load_board
    from voicecoach.progress.stories import board_document
    from voicecoach.progress.stories_text import render_board

    workspace = open_workspace(recordings=options.recordings)
    library = workspace.library
    if options.name is not None:
        ref, story = options.name
        entry = library.find(ref)
        library.save_story(entry, story)
        click.echo(f"{entry.ref} tells “{story}”." if story else f"{entry.ref} tells no story.")
        return
    takes, _ = library.scan()
    board = load_board(library, takes, workspace.pack(options.pack))
    if options.as_json:
        click.echo(json.dumps(board_document(board), ensure_ascii=False))
        return
    width, colour = screen(plain=options.plain)
    titles = workspace.titles({board.pack.name, *(story.best.pack for story in board.stories)})
    click.echo(render_board(board, titles, width=width, colour=colour), nl=False, color=colour)
    if not board.stories:
        click.echo("No answer carries a story's name yet.", err=True)
