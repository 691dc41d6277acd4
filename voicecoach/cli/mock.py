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
    new: bool = flag("--new", help="Begin another, although one is not over.")
    show_rounds: bool = flag("--rounds", help="Show the rounds and their time; begin nothing.")
    list_all: bool = flag("--list", help="All mock interviews, the newest first.")
    show: str | None = option(
        "--show", metavar="NAME|last", help="The debrief of a mock interview held before."
    )
    markdown: bool = flag("--markdown", help="Print the debrief as Markdown.")
    as_json: bool = JSON.field("Print the debrief as one JSON document.")
    model: str | None = MODEL.field()
    device: str | None = MICROPHONE.field()
    output: str | None = SPEAKER.field()
    voice: str | None = VOICE.field()
    voice_rate: int | None = VOICE_RATE.field()
    no_voice: bool = NO_VOICE.field("Show the questions without saying them.")
    no_check: bool = flag("--no-check", help="Skip the two-second check of the microphone.")
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
    from voicecoach.cli.packs import open_workspace
    from voicecoach.coaching.mock_store import Mocks
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
        _list(mocks)
        return ExitStatus.DONE
    if options.show is not None:
        _print_debrief(workspace, mocks.load(options.show), options)
        return ExitStatus.DONE
    record, chosen = _choose(workspace, mocks, pack, options)
    if options.show_rounds:
        _print_rounds(record, chosen)
        return ExitStatus.DONE
    held = _hold(workspace, mocks, record, chosen, options)
    if any(one.sessions for one in held.rounds):
        click.echo("", err=True)
        _print_debrief(workspace, held, options)
    if not held.is_over:
        click.echo("`voicecoach mock` goes on where you stopped.", err=True)
    return ExitStatus.DONE


def _choose(
    workspace: Workspace, mocks: Mocks, pack: str | None, options: MockOptions
) -> tuple[MockRecord, Pack]:
    """Return the mock interview to go on with, else a new one; with `--rounds` nothing is kept."""
    from voicecoach.cli.due_questions import planned_pack
    from voicecoach.coaching.mock_store import check_stage
    from voicecoach.coaching.preparations import current_for
    from voicecoach.errors import PackError

    name = Path(pack).stem if pack else ""
    found = None if options.new else mocks.unfinished(name, options.stage)
    if found is not None:
        try:
            return found, workspace.pack(pack or found.pack)
        except PackError as error:
            raise PackError(
                f"The mock interview {found.name} needs a pack that is gone: {error.message}",
                "`voicecoach mock --new` begins another one.",
                code=error.code,
            ) from error
    chosen = workspace.pack(pack or planned_pack(workspace))
    check_stage(chosen, options.stage)
    current = current_for(workspace.paths, chosen.name)
    preferred = {q for one in current.requirements for q in one.questions} if current else set()
    plan = mocks.propose if options.show_rounds else mocks.begin
    return plan(chosen, stage=options.stage, preferred=preferred), chosen


def _hold(
    workspace: Workspace, mocks: Mocks, record: MockRecord, pack: Pack, options: MockOptions
) -> MockRecord:
    """Hold the open rounds and return the record as it stands then."""
    from voicecoach.cli.keys import open_keys
    from voicecoach.cli.mock_ui import MockTerminalUI
    from voicecoach.cli.practice import check_level, say_model
    from voicecoach.cli.unfinished_takes import settle_unfinished
    from voicecoach.coaching.mock import MockInterview
    from voicecoach.coaching.preparations import own_terms
    from voicecoach.coaching.session import Practice
    from voicecoach.errors import Interrupted

    settings = workspace.settings
    with open_keys() as keys:
        settle_unfinished(workspace, keys)
        recorder = workspace.recorder()
        if not options.no_check:
            check_level(recorder)
        say_model(workspace)
        ui = MockTerminalUI(keys)
        practice = Practice(
            library=workspace.library,
            pack=pack,
            ui=ui,
            recorder=recorder,
            speaker=None if options.no_voice else workspace.speaker(),
            transcriber=workspace.transcriber,
            own_words=(*settings.words, *own_terms(workspace.paths)),
            acknowledge=settings.acknowledge,
        )
        try:
            return MockInterview(mocks, record, practice, ui).run()
        except Interrupted as error:
            raise Interrupted(
                error.message, f"{error.remedy} `voicecoach mock` goes on where you stopped."
            ) from error


def _list(mocks: Mocks) -> None:
    """Print the name of each mock interview and how far it is; a broken one is named."""
    from voicecoach.cli.main import report_error
    from voicecoach.errors import LibraryError

    names = mocks.names()
    for name in names:
        try:
            found = mocks.load(name)
        except LibraryError as error:
            report_error(error)
            continue
        state = "over" if found.is_over else f"{found.n_ended} of {len(found.rounds)} rounds over"
        click.echo(f"{name}  {state}")
    if not names:
        click.echo("There is no mock interview yet.", err=True)


def _print_rounds(record: MockRecord, pack: Pack) -> None:
    from voicecoach.progress.mock_text import render_rounds

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
