"""`voicecoach mock`: a full mock interview in rounds, and what it showed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicecoach.cli.options import flag, option, options_of
from voicecoach.cli.packs import complete_packs, complete_stages
from voicecoach.cli.shared_options import (
    JSON,
    MICROPHONE,
    MODEL,
    NO_CHECK,
    NO_VOICE,
    RECORDINGS,
    SPEAKER,
    STAGE,
    VOICE,
    VOICE_RATE,
)

if TYPE_CHECKING:
    from voicecoach.coaching.mock_store import Mocks
    from voicecoach.coaching.workspace import Workspace
    from voicecoach.progress.mock_rounds import MockRecord
    from voicecoach.types import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class MockOptions:
    """The options of `mock`."""

    stage: str | None = STAGE.field("Only one stage of the pack.", shell_complete=complete_stages)
    new: bool = flag("--new", help="Begin another, even if an unfinished one exists.")
    show_rounds: bool = flag("--rounds", help="Show the rounds and their time; begin nothing.")
    list_all: bool = flag("--list", help="All mock interviews, the newest first.")
    show: str | None = option(
        "--show", metavar="NAME|last", help="The debrief of a mock interview held before."
    )
    markdown: bool = flag("--markdown", help="Print the debrief as Markdown.")
    as_json: bool = JSON.field("Print the debrief, the rounds or the list as one JSON document.")
    model: str | None = MODEL.field()
    device: str | None = MICROPHONE.field()
    output: str | None = SPEAKER.field()
    voice: str | None = VOICE.field()
    voice_rate: int | None = VOICE_RATE.field()
    no_voice: bool = NO_VOICE.field("Show the questions without saying them.")
    no_check: bool = NO_CHECK.field()
    recordings: Path | None = RECORDINGS.field()


@click.command(short_help="A full mock interview: rounds, time limits, breaks, a debrief.")
@click.argument("pack", required=False, shell_complete=complete_packs)
@options_of(MockOptions)
def command(pack: str | None, options: MockOptions) -> int:
    """Hold a mock interview with PACK: the current plan's, else the settings' if not given.

    The stages of the pack become rounds with questions, follow-up questions and a time limit.
    Enter ends an answer; the interviewer moves on when its time is up. Coding and design are
    spoken: think aloud. There is no report before the debrief, and a break between rounds.
    Q stops at any time; `voicecoach mock` goes on with the next question, tomorrow as well.

    \b
    voicecoach mock --rounds
    voicecoach mock --stage bar-raiser
    voicecoach mock --show last --markdown
    """
    from voicecoach.cli.due_questions import planned_pack
    from voicecoach.cli.packs import open_workspace
    from voicecoach.coaching.mock_store import Mocks, choose_mock
    from voicecoach.errors import ExitStatus

    workspace = open_workspace(
        model=options.model,
        device=options.device,
        output=options.output,
        voice=options.voice,
        voice_rate=options.voice_rate,
        recordings=options.recordings,
    )
    mocks = Mocks(workspace.paths)
    if options.list_all:
        _list(mocks, as_json=options.as_json)
        return ExitStatus.DONE
    if options.show is not None:
        _print_debrief(workspace, mocks.load(options.show), options)
        return ExitStatus.DONE
    record, chosen = choose_mock(
        mocks,
        lambda name: workspace.pack(name or planned_pack(workspace)),
        pack=pack or "",
        stage=options.stage,
        new=options.new,
    )
    if options.show_rounds:
        _print_rounds(record, chosen, as_json=options.as_json)
        return ExitStatus.DONE
    held = _hold(workspace, mocks, record, chosen, options)
    if held.is_begun:
        click.echo("", err=True)
        _print_debrief(workspace, held, options)
        if not held.is_over:
            click.echo("`voicecoach mock` goes on where you stopped.", err=True)
    return ExitStatus.DONE


def _hold(
    workspace: Workspace, mocks: Mocks, record: MockRecord, pack: Pack, options: MockOptions
) -> MockRecord:
    """Hold the open rounds and return the record as it stands then."""
    from voicecoach.cli.keys import open_keys
    from voicecoach.cli.mock_ui import MockTerminalUI
    from voicecoach.cli.session_checks import check_session
    from voicecoach.coaching.make_practice import make_practice
    from voicecoach.coaching.mock import MockInterview
    from voicecoach.errors import Interrupted

    with open_keys() as keys:
        recorder = check_session(workspace, keys, with_level=not options.no_check)
        ui = MockTerminalUI(keys)
        practice = make_practice(
            workspace, pack, ui, recorder=recorder, with_voice=not options.no_voice
        )
        interview = MockInterview(mocks, record, practice, ui)
        try:
            return interview.run()
        except Interrupted as error:
            if not interview.record.is_begun:
                raise  # nothing was answered, so that there is nothing to go on with
            raise Interrupted(
                error.message, f"{error.remedy} `voicecoach mock` goes on where you stopped."
            ) from error


def _list(mocks: Mocks, *, as_json: bool) -> None:
    """Print the name of each mock interview and how far it is; a broken one is named."""
    from voicecoach.cli.main import report_error
    from voicecoach.errors import LibraryError
    from voicecoach.progress.mock_text import list_document, state_text
    from voicecoach.report.wording import clean

    names = mocks.names()
    found = []
    for name in names:
        try:
            found.append(mocks.load(name))
        except LibraryError as error:
            report_error(LibraryError(clean(error.message), clean(error.remedy)))
    if as_json:
        click.echo(json.dumps(list_document(found), ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{clean(one.name)}  {state_text(one)}")
    if not names:
        click.echo("There is no mock interview yet.", err=True)


def _print_rounds(record: MockRecord, pack: Pack, *, as_json: bool) -> None:
    from voicecoach.progress.mock_text import render_rounds, rounds_document

    if as_json:
        click.echo(json.dumps(rounds_document(record), ensure_ascii=False))
        return
    click.echo(render_rounds(record, heading=f"Mock interview: {pack.title}"), nl=False)
    total = sum(one.limit_s for one in record.rounds if one.state != "ended") / 60
    click.echo(
        f"{total:.0f} min of speaking at most, not all on one day: it can be stopped at any time.",
        err=True,
    )


def _print_debrief(workspace: Workspace, record: MockRecord, options: MockOptions) -> None:
    """Print what a mock interview showed."""
    from voicecoach.cli.progress_line import screen
    from voicecoach.coaching.debrief_session import debrief_mock
    from voicecoach.progress.mock_text import mock_document, render_mock, render_mock_markdown

    pack = workspace.known_pack(record.pack)
    found = debrief_mock(workspace.library, record, pack)
    title = pack.title if pack else record.pack
    if options.as_json:
        click.echo(json.dumps(mock_document(found), ensure_ascii=False))
    elif options.markdown:
        click.echo(render_mock_markdown(found, title), nl=False)
    else:
        width, colour = screen()
        text = render_mock(found, title, width=width, colour=colour)
        click.echo(text, nl=False, color=colour)
