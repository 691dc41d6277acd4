"""What surrounds a sitting: left-over takes, the microphone check, the closing line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import click

from voicecoach.cli.analysing import Analyser, Options
from voicecoach.cli.keys import KeySource, open_keys
from voicecoach.cli.main import report_error
from voicecoach.cli.packs import open_workspace
from voicecoach.cli.progress_line import progress
from voicecoach.cli.rendering import answer_text
from voicecoach.cli.terminal_ui import TerminalUI, clock
from voicecoach.coaching.events import Reported
from voicecoach.coaching.session import Practice, finish_recording
from voicecoach.coaching.take_monitor import Limits
from voicecoach.coaching.workspace import Workspace
from voicecoach.errors import ExitStatus, Interrupted, VoiceCoachError
from voicecoach.json_files import to_json
from voicecoach.library import Library, UnfinishedTake
from voicecoach.questions import choose_questions
from voicecoach.recognition.speed import find_factor
from voicecoach.sound.recorder import SoundDeviceRecorder, check_microphone
from voicecoach.types import Pack, Question, QuestionKind

DEFAULT_COUNT = 3

STILL_RUNNING = timedelta(seconds=10)
"""A WAV written this recently is being recorded in another window, not left by a crash."""


@dataclass(frozen=True, slots=True)
class QuestionSelection:
    """Which questions to ask; ``seed`` of ``None`` keeps the pack's order."""

    pack: str | None
    question_ids: tuple[str, ...]
    stage: str | None
    quality: str | None
    kind: QuestionKind | None
    count: int | None
    seed: int | None


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """How a sitting goes.

    ``voice`` asks aloud, ``check`` listens to the microphone first, ``refine`` names a larger
    model to hear the answers again with afterwards.
    """

    voice: bool
    check: bool
    follow_ups: bool
    refine: str | None
    as_json: bool


def run_session(
    choice: QuestionSelection, settings: Mapping[str, object], how: SessionOptions
) -> int:
    """Hold one sitting and return the exit status.

    Raises
    ------
    VoiceCoachError
        If there is no such question, no microphone, or the recordings cannot be written.
    """
    wiring = open_workspace(**settings)
    pack, questions = choose(wiring, choice)
    library = wiring.library
    analyser = _refiner(how, wiring)
    refs: list[str] = []

    def render(event: Reported) -> str:
        refs.append(event.folder.ref)
        if how.as_json:
            return to_json(event.analysis) + "\n"
        return answer_text(library.load(library.find(event.folder.ref)))

    with open_keys() as keys:
        settle_unfinished(library, keys)
        recorder = wiring.recorder()
        if how.check:
            _check(recorder)
        _say_model(wiring)
        practice = Practice(
            library=library,
            pack=pack,
            desk=TerminalUI(keys, render),
            recorder=recorder,
            speaker=wiring.speaker() if how.voice else None,
            transcriber=wiring.transcriber,
            ask_follow_ups=how.follow_ups,
            limits=Limits(wiring.settings.longest_take, wiring.settings.stop_after_silence),
            own_words=wiring.settings.words,
        )
        analyses = practice.run(questions)
    if analyser is not None:
        for ref in refs:
            _refine(analyser, ref, how)
    if analyses:
        count = f"{len(analyses)} take" + ("s" if len(analyses) > 1 else "")
        click.echo(f"\n{count} kept in {library.root}", err=True)
        click.echo("  `voicecoach review` opens them, `voicecoach history` lists them.", err=True)
        return ExitStatus.DONE
    return ExitStatus.NO_SPEECH if practice.n_silent else ExitStatus.DONE


def _refiner(how: SessionOptions, wiring: Workspace) -> Analyser | None:
    """Return what hears the answers again; a missing model is told before anybody speaks."""
    if how.refine is None:
        return None
    options = Options(None, None, None, how.refine, None, None, words=True, as_json=how.as_json)
    return Analyser(options, wiring)


def _refine(analyser: Analyser, ref: str, how: SessionOptions) -> None:
    try:
        with progress() as line:
            changes = analyser.refine(ref, line.step)
    except KeyboardInterrupt:
        raise Interrupted(
            "Interrupted. Your answers and their reports are kept.",
            f"`voicecoach analyze {ref} --refine {how.refine}` hears it again later.",
        ) from None
    except VoiceCoachError as error:
        report_error(error)  # the reports are there without it
        return
    click.echo(changes, nl=False)


def choose(wiring: Workspace, choice: QuestionSelection) -> tuple[Pack, tuple[Question, ...]]:
    """Return the pack and the questions that the options name."""
    if choice.question_ids and choice.pack is None:
        # a question named in full needs no pack: it may be in any of them
        pack, _ = wiring.find_question(None, choice.question_ids[0])
    else:
        pack = wiring.pack(choice.pack)
    return pack, choose_questions(
        pack,
        count=choice.count or (len(choice.question_ids) or DEFAULT_COUNT),
        stage=choice.stage,
        quality=choice.quality,
        kind=choice.kind,
        question_ids=choice.question_ids,
        seed=choice.seed,
    )


def settle_unfinished(library: Library, keys: KeySource) -> None:
    """Offer what a crash left: keep and analyse later, or discard; without a keyboard, keep."""
    now = datetime.now(UTC)
    for left in library.unfinished_takes():
        if now - left.last_written > STILL_RUNNING:
            _settle(library, left, keys)


def _settle(library: Library, left: UnfinishedTake, keys: KeySource) -> None:
    length = f"{clock(left.seconds)} long" if left.seconds else "of unknown length"
    name = left.question.id if left.question else left.folder.ref
    click.echo(f"A recording was left unfinished: {name}, {length}.", err=True)
    if keys.interactive:
        click.echo("  K keeps it · D discards it · any other key decides later", err=True)
        key = (keys.read(120.0) or "").lower()
        if key == "d":
            library.discard_take(left.folder)
            click.echo("  Discarded.", err=True)
        if key != "k":
            return
    try:
        finish_recording(left.folder)
    except VoiceCoachError as error:
        click.echo(f"  {error.message} It stays as it is.", err=True)
        return
    click.echo(f"  Kept. `voicecoach analyze {left.folder.ref}` reports on it.", err=True)


def _check(recorder: SoundDeviceRecorder) -> None:
    with progress() as line:
        line.write("Listening to the microphone for two seconds …")
        found = check_microphone(recorder)
    if found.code != "ok":
        click.echo(found.message, err=True)
        click.echo(f"  {found.remedy}", err=True)


def _say_model(wiring: Workspace) -> None:
    with progress() as line:
        wiring.measure_models(line.write)
    folder = wiring.model()
    if folder is None:
        click.echo(
            "No recognition model is installed: your answers are recorded and measured,\n"
            "words come later. `voicecoach models fetch base.en` (145 MB) gets one.",
            err=True,
        )
        return
    why = ""
    if not wiring.settings.model and (factor := find_factor(wiring.paths, folder)):
        why = f"; ten seconds of speech take {10 * factor:.1f} s"
    click.echo(f"Words are recognised with {folder.name}, on this machine{why}.", err=True)
