"""`voicecoach practice`: asks a question, records the answer and reports at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicecoach.cli.options import flag, option, options_of
from voicecoach.cli.shared_options import (
    JSON,
    KIND,
    MICROPHONE,
    MODEL,
    NO_CHECK,
    NO_VOICE,
    QUALITY,
    RECORDINGS,
    REFINE,
    SPEAKER,
    STAGE,
    VOICE,
    VOICE_RATE,
)
from voicecoach.types import QuestionKind

if TYPE_CHECKING:
    from voicecoach.cli.keys import KeySource
    from voicecoach.cli.terminal_ui import TerminalUI
    from voicecoach.coaching.events import Reported
    from voicecoach.coaching.workspace import Workspace
    from voicecoach.library import Library
    from voicecoach.recognition.models import ModelFolder
    from voicecoach.types import Pack, Question


DEFAULT_COUNT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOptions:
    """The options of `practice`: which questions, how they are asked, settings for this once."""

    question_ids: tuple[str, ...] = option(
        "--question", default=(), multiple=True, metavar="ID", help="Ask this question."
    )
    stage: str | None = STAGE.field("Ask questions of one stage.")
    quality: str | None = QUALITY.field("Ask questions that look for one quality.")
    kind: QuestionKind | None = KIND.field("Ask questions of one kind.")
    count: int | None = option(
        "--count", type=click.IntRange(1, 50), help="How many questions; 3 if not given."
    )
    due_next: bool = flag(
        "--next", help="What is due today: weak answers return soon, good ones later."
    )
    at_random: bool = flag("--random", help="In random order, not the pack's.")
    seed: int | None = option("--seed", type=int, help="The same seed gives the same random order.")
    story: str | None = option(
        "--story",
        metavar="NAME",
        help="Tell this story, to one question if none is named: the key words of its sketch are "
        "shown, and the take is compared with it.",
    )
    model: str | None = MODEL.field()
    refine: str | None = REFINE.field(
        "Afterwards recognise the answers again with this larger model, at low priority."
    )
    device: str | None = MICROPHONE.field()
    output: str | None = SPEAKER.field()
    voice: str | None = VOICE.field()
    voice_rate: int | None = VOICE_RATE.field()
    no_voice: bool = NO_VOICE.field("Show the questions without saying them.")
    no_check: bool = NO_CHECK.field()
    stop_after_silence: float | None = option(
        "--stop-after-silence",
        type=click.FloatRange(2.5, 30),
        metavar="SECONDS",
        help="End a take after this much silence (2.5 or more; 4 suits most). Off by default: "
        "thinking pauses are part of an answer.",
    )
    longest_take: float | None = option(
        "--longest",
        type=click.FloatRange(10, 3600),
        metavar="SECONDS",
        help="Longest take; 600.",
    )
    follow_ups: bool = flag(
        "--follow-ups",
        help="Ask follow-up questions after each report; each reply is an answer of its own.",
    )
    recordings: Path | None = RECORDINGS.field()
    as_json: bool = JSON.field("Print analysis documents, not reports.")

    def settings(self) -> dict[str, Any]:
        """Return the options that stand for a setting of the same name."""
        names = ("model", "device", "output", "voice", "voice_rate", "stop_after_silence")
        return {name: getattr(self, name) for name in (*names, "longest_take", "recordings")}


@click.command(short_help="Answer a question aloud and get the report at once.")
@click.argument("pack", required=False)
@options_of(SessionOptions)
def command(pack: str | None, options: SessionOptions) -> int:
    """Practise with PACK: its name, or a file; the settings' pack if not given.

    The question is spoken and shown. Answer after “Speak.”; Enter ends the take, Space
    pauses, Esc discards after asking. Then the report, and R to record the same answer again.
    What you say is written to disk while you speak and never leaves this machine.

    \b
    voicecoach practice --question push-back
    voicecoach practice --stage bar-raiser --count 2
    voicecoach practice --quality ownership --random
    voicecoach practice --next
    """
    from voicecoach.cli.keys import open_keys
    from voicecoach.cli.packs import open_workspace
    from voicecoach.cli.session_checks import check_session
    from voicecoach.coaching.make_practice import make_practice
    from voicecoach.recognition.models import require_model

    workspace = open_workspace(**options.settings())
    chosen_pack, questions = choose(workspace, pack, options)
    # report a missing larger model before anybody speaks
    larger = require_model(options.refine, workspace.paths) if options.refine else None
    refs: list[str] = []
    with open_keys() as keys:
        recorder = check_session(workspace, keys, with_level=not options.no_check)
        practice = make_practice(
            workspace,
            chosen_pack,
            _make_ui(workspace, keys, refs, options),
            recorder=recorder,
            with_voice=not options.no_voice,
        )
        practice.ask_follow_ups = options.follow_ups
        analyses = practice.run(questions)
    if larger is not None:
        for ref in refs:
            _refine(workspace, ref, larger, options)
    return _close(workspace.library, len(analyses), practice.n_silent)


def _make_ui(
    workspace: Workspace, keys: KeySource, refs: list[str], options: SessionOptions
) -> TerminalUI:
    """Return what shows the session; with a story its sketch as well."""
    from voicecoach.cli.story_sketch import StoryTerminalUI, find_sketch
    from voicecoach.cli.terminal_ui import TerminalUI
    from voicecoach.coaching.sketches import Sketches

    render = report_renderer(workspace.library, refs, as_json=options.as_json)
    if not options.story:
        return TerminalUI(keys, render)
    sketches = Sketches(workspace.paths)
    sketch = find_sketch(sketches, options.story)
    return StoryTerminalUI(
        keys, render, library=workspace.library, sketches=sketches, sketch=sketch
    )


def choose(
    workspace: Workspace, pack: str | None, options: SessionOptions
) -> tuple[Pack, tuple[Question, ...]]:
    """Return the pack and the questions that the options name.

    Raises
    ------
    PackError
        If there is no such pack or question.
    UsageError
        If nothing fits, or options contradict each other.
    """
    from voicecoach.cli.due_questions import choose_due, planned_pack
    from voicecoach.errors import UsageError
    from voicecoach.questions import choose_questions

    kind, at_most = options.kind, options.count
    if options.story and not options.question_ids:
        # one telling of a story is for one question, and only this kind wants a story
        if kind not in (None, "star"):
            raise UsageError(
                f"Questions of the kind {kind} ask for no story.",
                "Leave --kind or --story out.",
            )
        kind, at_most = "star", at_most or 1
    if options.due_next and (options.question_ids or options.at_random):
        raise UsageError(
            "--next chooses the questions and their order itself.",
            "Leave --question and --random out.",
        )
    if options.question_ids and pack is None:
        # a question named PACK/ID may be in any pack
        found, _ = workspace.find_question(None, options.question_ids[0])
    else:
        found = workspace.pack(pack or (planned_pack(workspace) if options.due_next else None))
    if options.due_next:
        return found, choose_due(
            workspace,
            found,
            stage=options.stage,
            quality=options.quality,
            kind=kind,
            at_most=at_most,
        )
    return found, choose_questions(
        found,
        count=at_most or len(options.question_ids) or DEFAULT_COUNT,
        stage=options.stage,
        quality=options.quality,
        kind=kind,
        question_ids=options.question_ids,
        seed=_seed(options),
    )


def _seed(options: SessionOptions) -> int | None:
    """Return the seed of the order; None keeps the pack's order."""
    if options.at_random and options.seed is None:
        import secrets

        return secrets.randbelow(2**31)
    return options.seed


def report_renderer(
    library: Library, refs: list[str], *, as_json: bool
) -> Callable[[Reported], str]:
    """Return what turns a stored take into text for standard output, and notes its ``ref``."""
    from voicecoach.cli.rendering import analysis_text, answer_text
    from voicecoach.errors import LibraryError
    from voicecoach.json_files import to_json
    from voicecoach.report.answer_view import title_of

    def render(event: Reported) -> str:
        refs.append(event.folder.ref)
        if as_json:
            return to_json(event.analysis) + "\n"
        try:
            return answer_text(library.load(library.find(event.folder.ref)))
        except LibraryError:  # it could not be stored
            return analysis_text(
                event.analysis, title=event.question.title or title_of(event.question.id)
            )

    return render


def _refine(workspace: Workspace, ref: str, larger: ModelFolder, options: SessionOptions) -> None:
    """Recognise an answer again and print what changed; after a failure its report stays."""
    from voicecoach.cli.main import report_error
    from voicecoach.cli.progress_line import progress
    from voicecoach.coaching.reanalyse import refine_answer
    from voicecoach.errors import Interrupted, VoiceCoachError
    from voicecoach.report.refine_diff import render_changes

    try:
        with progress() as line:
            refined = refine_answer(workspace, ref, larger, on_progress=line.step)
    except KeyboardInterrupt:
        raise Interrupted(
            "Interrupted. Your answers and their reports are kept.",
            f"`voicecoach analyze {ref} --refine {options.refine}` recognises it again later.",
        ) from None
    except VoiceCoachError as error:
        report_error(error)
        return
    if refined is None:
        return
    changes = render_changes(*refined)
    if options.as_json:
        click.echo(changes, err=True, nl=False)
    else:
        click.echo(f"\n{changes}", nl=False)


def _close(library: Library, n_takes: int, n_silent: int) -> int:
    """Say what was kept and return the exit status."""
    from voicecoach.errors import ExitStatus

    if n_takes:
        count = f"{n_takes} take" + ("s" if n_takes > 1 else "")
        click.echo(f"\n{count} kept in {library.root}", err=True)
        click.echo("  `voicecoach review` opens them, `voicecoach history` lists them.", err=True)
        return ExitStatus.DONE
    return ExitStatus.NO_SPEECH if n_silent else ExitStatus.DONE
