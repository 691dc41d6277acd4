"""`voicecoach demo`: everything once, without microphone, network or download."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from voicecoach.cli.options import flag, option, options_of

if TYPE_CHECKING:
    from voicecoach.cli.keys import KeySource
    from voicecoach.web.instance import Running

SESSIONS: dict[str, tuple[str, ...]] = {
    "slow-query": ("slow-page-1", "slow-page-2"),
    "incomplete-information": ("decision",),
}
"""The demo's questions and the shipped answers to each, one a take."""

DEFAULT_QUESTION = "slow-query"


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
    no_browser: bool = flag("--no-browser", help="With --review: print the link, open nothing.")
    no_voice: bool = flag("--no-voice", help="Neither say the question nor play the answer.")
    as_json: bool = flag("--json", help="Print the analysis documents.")


@click.command(short_help="Everything once, without microphone, network or download.")
@options_of(DemoOptions)
def command(options: DemoOptions) -> int:
    """Ask a question, let a synthetic candidate answer, report: everything once.

    The answer takes the microphone's place and goes the same way: it is recognised while
    it grows on disk, by a small model that ships with VoiceCoach, then measured and
    reported. That model knows the demo's synthetic voices, not people. On a terminal the
    answer is played, and Enter skips to its end. Nothing is written into your recordings.
    """
    if options.in_browser:
        _review(open_browser=not options.no_browser)
    else:
        _demonstrate(options)
    click.echo(_closing(), err=True)
    return 0


def _demonstrate(options: DemoOptions) -> None:
    """Hold the session on this terminal, one take for each of the shipped answers."""
    from voicecoach.cli.demo_ui import DemoUI
    from voicecoach.cli.packs import open_workspace
    from voicecoach.cli.practice import report_renderer
    from voicecoach.coaching.demo import OnceSpeaker, hold_demo, open_answers, temporary_library
    from voicecoach.recognition.models import DEMO

    workspace = open_workspace(model=DEMO)
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


def _review(*, open_browser: bool) -> None:
    """Let every question be answered, then serve the review site on the answers."""
    from voicecoach.cli.demo_ui import DemoUI, NoKeys
    from voicecoach.cli.library_options import view_of
    from voicecoach.cli.packs import open_workspace
    from voicecoach.coaching.demo import hold_demo, open_answers, temporary_library
    from voicecoach.recognition.models import DEMO
    from voicecoach.web.server import prepare

    workspace = open_workspace(model=DEMO)
    with temporary_library() as library:
        for question, answers in SESSIONS.items():
            recorder = open_answers(answers, hurried=True)
            ui = DemoUI(NoKeys(), lambda _: "", recorder, "")
            hold_demo(
                workspace=workspace, library=library, ui=ui, recorder=recorder, question=question
            )
        server = prepare(library, view_of, workspace.packs, port=0)
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


def _closing() -> str:
    from voicecoach.coaching.demo import load_word_error

    wrong = 100 * load_word_error()
    return (
        "\nThe candidate was a synthesiser. The words were recognised just now, by a small model\n"
        f"that knows such voices: {wrong:.0f} in 100 words of texts that are new to it are wrong.\n"
        "It is not for people.\n\n"
        "Now with your own voice: `voicecoach doctor` shows what is missing for that,\n"
        "`voicecoach models fetch base.en` (145 MB, once) gets a recognition model, and\n"
        "`voicecoach practice` asks you. `voicecoach demo --review` opens the demo's answers\n"
        "in the browser."
    )
