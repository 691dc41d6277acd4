"""`voicecoach demo`: everything once, without a microphone."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from voicecoach.cli.options import flag, option, options_of
from voicecoach.cli.shared_options import JSON, MODEL, NO_BROWSER, NO_VOICE

if TYPE_CHECKING:
    from voicecoach.cli.keys import KeySource
    from voicecoach.coaching.workspace import Workspace
    from voicecoach.web.instance import Running

SESSIONS: dict[str, tuple[str, ...]] = {
    "slow-query": ("slow-page-1", "slow-page-2"),
    "incomplete-information": ("decision",),
}
"""The demo's questions and the recorded answers to each, one a take."""

DEFAULT_QUESTION = "slow-query"

SMALLEST = "tiny.en"
"""The model that the demo offers to fetch where none is here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOptions:
    """The options of `demo`."""

    question: str = option(
        "--question",
        default=DEFAULT_QUESTION,
        type=click.Choice(tuple(SESSIONS)),
        help=f"Which question is answered; {DEFAULT_QUESTION}, in two takes, if not given.",
    )
    in_browser: bool = flag("--review", help="Open the answers in the browser.")
    no_browser: bool = NO_BROWSER.field("With --review: print the link, open nothing.")
    no_voice: bool = NO_VOICE.field("Neither say the question nor play the answer.")
    model: str | None = MODEL.field()
    as_json: bool = JSON.field("Print the analysis documents.")


@click.command(short_help="Everything once, without a microphone.")
@options_of(DemoOptions)
def command(options: DemoOptions) -> int:
    """Ask a question, let a recorded voice answer, report: everything once.

    The recording takes the microphone's place and goes the same way: it is recognised by
    your own model while it grows on disk, then measured and reported. Without a model the
    demo offers to fetch the smallest and shows what needs no words. On a terminal the
    answer is played, and Enter skips to its end. Nothing is written into your recordings.
    """
    from voicecoach.cli.packs import open_workspace

    # the voice speaks English, whatever language the settings say
    workspace = open_workspace(model=options.model, language="en")
    if workspace.model() is None:
        _offer_model(workspace)
    if options.in_browser:
        _review(workspace, open_browser=not options.no_browser)
    else:
        _demonstrate(workspace, options)
    click.echo(_closing(workspace), err=True)
    return 0


def _offer_model(workspace: Workspace) -> None:
    """Say that no model is here, and fetch the smallest if somebody agrees.

    A download that fails ends nothing: most of the demo needs no words.
    """
    from voicecoach.cli.fetching import fetch_here
    from voicecoach.errors import NetworkError
    from voicecoach.recognition.fetch import find_known

    model = find_known(SMALLEST)
    click.echo("No recognition model is here: the demo can only measure, not read words.", err=True)
    if not sys.stdin.isatty():
        click.echo("  `voicecoach setup` gets one.", err=True)
        return
    question = f"Fetch {model.name} ({model.download_bytes / 1e6:.0f} MB) for the words?"
    if not click.confirm(question, default=True, err=True):
        return
    try:
        fetch_here(model, workspace.paths)
    except NetworkError as error:
        click.echo(f"{error.message} {error.remedy}", err=True)


def _demonstrate(workspace: Workspace, options: DemoOptions) -> None:
    """Hold the session on this terminal, one take for each of the recorded answers."""
    from voicecoach.cli.demo_ui import DemoUI
    from voicecoach.cli.practice import report_renderer
    from voicecoach.coaching.demo import OnceSpeaker, hold_demo, open_answers, temporary_library

    voice = not options.no_voice
    with temporary_library() as library, _keys(wanted=voice) as keys:
        plays = voice and keys.interactive
        recorder = open_answers(SESSIONS[options.question], hurried=not plays)
        render = report_renderer(library, [], as_json=options.as_json)
        ui = DemoUI(keys, render, recorder, workspace.settings.output if plays else "")
        try:
            hold_demo(
                workspace=workspace,
                library=library,
                ui=ui,
                recorder=recorder,
                question=options.question,
                speaker=OnceSpeaker(workspace.speaker()) if voice else None,
            )
        finally:
            ui.quiet()


def _review(workspace: Workspace, *, open_browser: bool) -> None:
    """Let every question be answered, then serve the review site on the answers."""
    from voicecoach.cli.demo_ui import DemoUI, NoKeys
    from voicecoach.cli.library_views import view_of
    from voicecoach.coaching.demo import hold_demo, open_answers, temporary_library
    from voicecoach.web.server import prepare
    from voicecoach.web.site import Site

    with temporary_library() as library:
        for question, answers in SESSIONS.items():
            recorder = open_answers(answers, hurried=True)
            ui = DemoUI(NoKeys(), lambda _: "", recorder, "")
            hold_demo(
                workspace=workspace, library=library, ui=ui, recorder=recorder, question=question
            )
        server = prepare(Site(library, view_of, workspace.packs), port=0)
        server.run(lambda: _announce(server.running, open_browser=open_browser))


def _announce(running: Running, *, open_browser: bool) -> None:
    import webbrowser

    from voicecoach.web.tokens import SiteTokens

    click.echo(running.link("/", running.token))
    click.echo("Ctrl-C ends it, and then these answers are gone.", err=True)
    if open_browser:
        webbrowser.open(running.link("/", SiteTokens(running.token).make_one_time()))


def _keys(*, wanted: bool) -> contextlib.AbstractContextManager[KeySource]:
    from voicecoach.cli.demo_ui import NoKeys
    from voicecoach.cli.keys import open_keys

    return open_keys() if wanted else contextlib.nullcontext(NoKeys())


def _closing(workspace: Workspace) -> str:
    folder = workspace.model()
    heard = (
        f"its words were\nrecognised just now by {folder.name}, which would hear you too."
        if folder
        else "its words\nwere not recognised, since no model is here. `voicecoach setup` gets one."
    )
    return (
        f"\nThe candidate was a synthetic voice, recorded once; {heard}\n\n"
        "Now with your own voice: `voicecoach practice` asks you; `voicecoach setup` tries\n"
        "the microphone first. `voicecoach demo --review` opens the demo's answers in the\n"
        "browser."
    )
