"""`voicecoach analyze`: audio files, texts, folders, and answers recorded earlier."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicecoach.cli.main import report_error
from voicecoach.cli.many_files import BatchPlace, analyse_many, shared_status
from voicecoach.cli.options import flag, option, options_of
from voicecoach.cli.shared_options import (
    JSON,
    MODEL,
    PACK,
    QUESTION,
    REFINE,
    SPEAKER_NAME,
    TRACK,
    WHOLE,
)
from voicecoach.coaching.failure_document import failure_document
from voicecoach.errors import ExitStatus, UsageError, VoiceCoachError
from voicecoach.types import MAX_DURATION_S

if TYPE_CHECKING:
    from voicecoach.coaching.analyse_audio import Progress
    from voicecoach.coaching.reanalyse import AnalysisResult


def _check_number(ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    if value is not None and math.isnan(value):  # lies in every range
        raise click.BadParameter("is not a number.", ctx, param)
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of `analyze`."""

    question: str | None = QUESTION.field()
    pack: str | None = PACK.field("Pack the question is from.")
    model: str | None = MODEL.field()
    refine: str | None = REFINE.field()
    language: str | None = option(
        "--language", metavar="CODE", help="Language of the answer, such as en."
    )
    question_end: float | None = option(
        "--question-end",
        type=click.FloatRange(min=0, max=MAX_DURATION_S),
        callback=_check_number,
        metavar="SECONDS",
        help="Second of the file at which the question ends; 0 if not given.",
    )
    track: int | None = TRACK.field()
    speaker: str | None = SPEAKER_NAME.field()
    no_words: bool = flag("--no-words", help="Measure the sound only, recognise no words.")
    jobs: int | None = option(
        "--jobs",
        type=click.IntRange(1, 256),
        metavar="N",
        help="Analyse many files in N processes at once; needs --out.",
    )
    out: Path | None = option(
        "--out",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="Write one JSON document for each file into DIR, and a summary.csv.",
    )
    cluster: str | None = option(
        "--cluster",
        metavar="ADDRESS",
        help="Analyse them on the workers of a Dask scheduler, such as tcp://HOST:8786; `local` "
        "starts one here with --jobs workers. Needs --out.",
    )
    send_files: bool = flag(
        "--send-files", help="Send the files to the workers, which share no disk with this machine."
    )
    resume: bool = flag("--resume", help="Go on with the batch in --out: what is there stays.")
    whole: bool = WHOLE.field()
    as_json: bool = JSON.field("Print analysis documents, one on each line.")


@click.command(short_help="Analyse audio files, texts, folders or answers recorded earlier.")
@click.argument("inputs", nargs=-1, required=True, metavar="FILE…")
@options_of(Options)
def command(inputs: tuple[str, ...], options: Options) -> int:
    """Analyse recordings, texts, folders of them, or answers recorded earlier.

    FILE is audio (anything FFmpeg reads), a text (.txt, .md, captions .srt and .vtt, or - for
    standard input), a folder of such files, or an answer recorded earlier: `last`, its number in
    `history`, or its folder.  An answer recorded earlier keeps the new analysis; other files are
    only read.

    \b
    voicecoach analyze answer.m4a --question push-back
    voicecoach analyze last                 adds the words after fetching a model
    voicecoach analyze last --refine small.en
    voicecoach analyze *.wav --json         one document a line
    voicecoach analyze cohort/ --jobs 4 --out results/
    """
    if options.out is not None:
        return _analyse_many(inputs, options.out, options)
    if options.jobs is not None or options.resume or options.cluster or options.send_files:
        raise UsageError("--jobs, --cluster and --resume are for many files.", "Add --out DIR.")
    from voicecoach.cli.packs import open_workspace
    from voicecoach.coaching.analyse_input import (
        analyse_input,
        analyse_typed,
        choose_options,
        expand_inputs,
    )

    workspace = open_workspace(model=options.model, language=options.language)
    how = choose_options(
        workspace,
        question=options.question,
        pack=options.pack,
        question_end_s=options.question_end or 0.0,
        words=not options.no_words,
        replace_words=options.model is not None,
        larger=options.refine,
        track=None if options.track is None else options.track - 1,
        speaker=options.speaker,
        ask_speaker=ask_speaker,
    )

    def analyse(item: str, on_progress: Progress) -> AnalysisResult:
        if item == "-":
            return analyse_typed(sys.stdin.buffer.read(), how, origin="standard input")
        return analyse_input(workspace, item, how, on_progress=on_progress)

    items = list(expand_inputs(inputs, workspace.library))
    printer = _Printer(as_json=options.as_json, whole=options.whole)
    if len(items) == 1:
        printer.print(items[0], analyse)
        return ExitStatus.DONE
    return printer.print_each(items, analyse)


def _analyse_many(inputs: tuple[str, ...], out: Path, options: Options) -> int:
    """Write one document for each file into a folder; return the exit status."""
    from voicecoach.coaching.batch_folder import BatchJob

    if options.refine or options.as_json or options.whole:
        raise UsageError("--out writes files.", "Leave out --refine, --json and --all.")
    if options.send_files and not options.cluster:
        raise UsageError("--send-files is for a cluster.", "Add --cluster ADDRESS.")
    job = BatchJob(
        model=options.model,
        language=options.language,
        question=options.question,
        pack=options.pack,
        question_end_s=options.question_end or 0.0,
        words=not options.no_words,
        track=None if options.track is None else options.track - 1,
        speaker=options.speaker,
    )
    place = BatchPlace(options.jobs or 1, options.cluster, options.send_files)
    return analyse_many(inputs, out, job, place, resume=options.resume)


class _Printer:
    """Prints one result after another, on standard output."""

    def __init__(self, *, as_json: bool, whole: bool) -> None:
        self._as_json = as_json
        self._whole = whole
        self._n_printed = 0
        self._said_no_model = False

    def print(self, item: str, analyse: Callable[[str, Progress], AnalysisResult]) -> None:
        """Analyse one input and print its report or document.

        Raises
        ------
        VoiceCoachError
            If it cannot be analysed.
        """
        from voicecoach.cli.progress_line import progress

        self._n_printed += 1
        with progress() as line:
            result = analyse(item, line.step)
        for notice in result.notices:
            click.echo(notice, err=True)
        if result.no_model:
            self._say_no_model()
        self._print_result(result)
        sys.stdout.flush()
        if result.failure is not None:
            raise result.failure

    def print_each(
        self, items: list[str], analyse: Callable[[str, Progress], AnalysisResult]
    ) -> int:
        """Print every result or failure and return the exit status; a failure does not end it."""
        failures: list[VoiceCoachError] = []
        for item in items:
            try:
                self.print(item, analyse)
            except VoiceCoachError as error:
                failures.append(error)
                if self._as_json:
                    click.echo(failure_document(item, error))
                    sys.stdout.flush()
                report_error(error)
        return shared_status(failures)

    def _print_result(self, result: AnalysisResult) -> None:
        from voicecoach.cli.rendering import analysis_text, answer_text
        from voicecoach.json_files import to_json
        from voicecoach.report.refine_diff import render_changes

        changes = render_changes(*result.refined) if result.refined else ""
        if self._as_json:
            click.echo(changes, err=True, nl=False)
            click.echo(to_json(result.analysis))
            return
        if result.answer is None:
            text = analysis_text(result.analysis, title=result.title, whole=self._whole)
        else:
            text = answer_text(result.answer, whole=self._whole)
        apart = "" if self._n_printed == 1 else "\n\n"
        click.echo(apart + text + (f"\n{changes}" if changes else ""))

    def _say_no_model(self) -> None:
        if not self._said_no_model:
            click.echo(
                "No recognition model is installed, so the report has no words.\n"
                "  `voicecoach setup` gets one, for the words as well.",
                err=True,
            )
        self._said_no_model = True


def ask_speaker(counted: Mapping[str, int]) -> str | None:
    """Ask on the terminal who of the speakers the candidate is; None where nobody can answer."""
    from voicecoach.coaching.transcript_speakers import find_speaker

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    names = [*counted]
    for number, name in enumerate(names, 1):
        click.echo(f"  {number}  {name} ({counted[name]} words)", err=True)
    said = str(click.prompt("Who of them are you?", err=True)).strip()
    if said.isdecimal() and len(said) < 4 and 1 <= int(said) <= len(names):
        return names[int(said) - 1]
    return find_speaker(names, said)
