"""What `analyze` does: which inputs there are, the analysis of each, one failure never the end."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import click

from voicecoach.cli.main import report_error
from voicecoach.cli.packs import open_workspace
from voicecoach.cli.progress_line import progress
from voicecoach.cli.rendering import analysis_text, answer_text
from voicecoach.coaching.analyse_audio import (
    AnalysedAudio,
    AnswerContext,
    Progress,
    analyse_file,
    analyse_text,
    decode_text,
    read_text,
)
from voicecoach.coaching.correct import save_listened
from voicecoach.coaching.session import finish_recording
from voicecoach.coaching.workspace import Workspace
from voicecoach.errors import ExitStatus, LibraryError, UsageError, VoiceCoachError
from voicecoach.json_files import to_json
from voicecoach.library import Answer
from voicecoach.library.reading import measure_wav
from voicecoach.recognition.models import ModelFolder, require_model
from voicecoach.recognition.refine import refine
from voicecoach.report.refine_diff import render_changes
from voicecoach.types import FORMAT_VERSION, Analysis

TEXT_SUFFIXES = frozenset({".txt", ".md", ".text"})
AUDIO_SUFFIXES = frozenset(
    {".wav", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".webm", ".mp4"}
    | {".mov", ".mkv", ".wma", ".aif", ".aiff", ".amr", ".3gp", ".caf"}
)
"""What counts as an answer inside a folder; a file named on its own may be called anything."""


MAX_SHOWN = 60
"""Letters of a name in a message."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    question: str | None
    pack: str | None
    model: str | None
    refine: str | None
    language: str | None
    question_end: float | None
    words: bool
    as_json: bool


def run(inputs: Sequence[str], options: Options) -> int:
    """Analyse each input, print each result as it comes, return the exit status."""
    analyser = Analyser(options)
    items = list(analyser.expand(inputs))
    if len(items) == 1:
        _print(analyser, items[0], options, first=True)
        return ExitStatus.DONE
    failures: list[VoiceCoachError] = []
    for index, item in enumerate(items):
        try:
            _print(analyser, item, options, first=index == 0)
        except VoiceCoachError as error:
            failures.append(error)
            _print_failure(item, error, options)
    statuses = {int(error.exit_status) for error in failures}
    if len(statuses) == 1:
        return statuses.pop()
    return ExitStatus.FAILED if statuses else ExitStatus.DONE


class Analyser:
    """Analyses one input after another with one model."""

    def __init__(self, options: Options, wiring: Workspace | None = None) -> None:
        self._options = options
        self._wiring = wiring or open_workspace(model=options.model, language=options.language)
        self._library = self._wiring.library
        own = self._wiring.settings.words
        self._task = AnswerContext(question_end_s=options.question_end or 0.0, own_words=own)
        if options.question:
            pack, question = self._wiring.find_question(options.pack, options.question)
            self._task = replace(self._task, question=question, pack=pack)
        elif options.pack:
            raise UsageError("--pack says where a question is from.", "Add --question ID.")
        self._told_missing = False
        if options.refine and not options.words:
            raise UsageError("--refine is about words.", "Leave out --no-words.")
        self._larger = require_model(options.refine, self._wiring.paths) if options.refine else None

    def expand(self, inputs: Sequence[str]) -> Iterator[str]:
        """Yield the inputs, a folder's files in the order of their names in its place.

        Raises
        ------
        UsageError
            If a folder holds nothing to analyse.
        """
        for item in inputs:
            if not item:
                raise UsageError("No file is named: the name is empty.", "Name one, or a folder.")
            path = Path(item)
            if item == "-" or not _holds(path.is_dir) or self._library.owns(path):
                yield item
                continue
            files = sorted(
                file
                for file in path.rglob("*")
                if file.suffix.lower() in AUDIO_SUFFIXES | TEXT_SUFFIXES and file.is_file()
            )
            if not files:
                raise UsageError(
                    f"The folder {path} holds no audio and no text.",
                    "Name a folder with answers in it, or a file.",
                )
            yield from map(str, files)

    def analyse(self, item: str, on_progress: Progress) -> tuple[Analysis, str]:
        """Return the analysis of one input and its report as text.

        Raises
        ------
        VoiceCoachError
            If it cannot be analysed.
        """
        path = Path(item)
        if item == "-":
            transcript = decode_text(sys.stdin.buffer.read(), origin="standard input")
            return self._outside(analyse_text(transcript, self._task), "standard input")
        if not _holds(path.exists):
            return self._stored(item, on_progress) if self._is_ref(item) else _no_such_file(item)
        if self._library.owns(path) and self._is_ref(item):
            return self._stored(item, on_progress)
        if path.suffix.lower() in TEXT_SUFFIXES:
            return self._outside(analyse_text(read_text(path), self._task), path.name)
        listened = self._listen(path, self._task, on_progress)
        if self._larger is None:
            return self._outside(listened, path.name)
        again = hear_again(self._wiring, path, self._task, self._larger, on_progress)
        analysis, text = self._outside(again, path.name)
        return analysis, text + self._changes(listened.analysis, analysis)

    def refine(self, ref: str, on_progress: Progress) -> str:
        """Hear a recorded answer again with the larger model, keep that, return what changed.

        Raises
        ------
        VoiceCoachError
            If it cannot be recognised, analysed or stored; then all is as before.
        """
        answer = self._library.load(self._library.find(ref))
        if self._larger is None or answer.recording is None or answer.original is None:
            return ""
        task = self._task_of(answer)
        listened = hear_again(self._wiring, answer.recording, task, self._larger, on_progress)
        save_listened(self._library, answer, listened, task.pack)
        return self._changes(answer.original, listened.analysis)

    def _changes(self, before: Analysis, after: Analysis) -> str:
        """Return what changed as text behind the report; told beside it where that is JSON."""
        changes = render_changes(before, after)
        if not self._options.as_json:
            return f"\n{changes}"
        click.echo(changes, err=True, nl=False)
        return ""

    def _is_ref(self, item: str) -> bool:
        """Tell whether the library knows ``item``; a name that fits several is one as well."""
        try:
            self._library.find(item)
        except LibraryError as error:
            return error.code == "ambiguous" or (
                error.code == "nothing-recorded" and item in {"last", "1"}
            )
        return True

    def _outside(self, listened: AnalysedAudio, name: str) -> tuple[Analysis, str]:
        return listened.analysis, analysis_text(listened.analysis, title=name)

    def _listen(self, path: Path, task: AnswerContext, on_progress: Progress) -> AnalysedAudio:
        if self._options.words:
            self._wiring.measure_models(lambda text: on_progress(text.rstrip(" …"), 0.0))
        transcriber = self._wiring.file_transcriber if self._options.words else None
        if transcriber is None and self._options.words:
            self._say_missing()
        listened = analyse_file(path, task, transcriber=transcriber, on_progress=on_progress)
        if listened.words_missing is not None:
            raise listened.words_missing
        return listened

    def _say_missing(self) -> None:
        if not self._told_missing:
            click.echo(
                "No recognition model is installed: the report holds what needs no words.\n"
                "  `voicecoach models fetch base.en` (145 MB) adds them.",
                err=True,
            )
        self._told_missing = True

    def _stored(self, ref: str, on_progress: Progress) -> tuple[Analysis, str]:
        """Analyse a recorded answer again; its words are kept unless another model is asked for."""
        answer = self._library.load(self._library.find(ref))
        _refuse_to_lose(answer)
        task = self._task_of(answer)
        transcript = None if self._options.model else answer.transcript
        if answer.recording is None:
            if answer.transcript is None:
                raise _nothing_in(answer)
            listened = analyse_text(answer.transcript, task)
        else:
            if answer.recording == answer.folder.wav:
                if not measure_wav(answer.folder.wav):
                    raise _nothing_in(answer)
                finish_recording(answer.folder)
            path = answer.folder.flac
            if transcript is None:
                listened = self._listen(path, task, on_progress)
            else:
                listened = analyse_file(path, task, transcript=transcript, on_progress=on_progress)
        save_listened(self._library, answer, listened, task.pack)
        changes = self.refine(ref, on_progress) if self._larger else ""
        stored = self._library.load(answer.entry)
        return stored.analysis or listened.analysis, answer_text(stored) + changes

    def _task_of(self, answer: Answer) -> AnswerContext:
        question = answer.question or self._task.question
        pack = self._wiring.known_pack(question.pack) if question else None
        return replace(
            self._task,
            question=question,
            pack=pack or self._task.pack,
            question_end_s=0.0,
            previous=self._take_before(answer),
        )

    def _take_before(self, answer: Answer) -> Analysis | None:
        earlier = [number for number in answer.takes if number < answer.entry.take]
        if not earlier:
            return None
        entry = self._library.find(answer.entry.ref, take=earlier[-1])
        return self._library.load(entry).analysis


def _refuse_to_lose(answer: Answer) -> None:
    """Raise where a new analysis would replace one that cannot be made again."""
    for problem in answer.problems:
        if problem.code == "newer":
            raise LibraryError(
                f"{problem.path} was written by a newer VoiceCoach and is left as it is.",
                "Update VoiceCoach to read it.",
                code="newer",
            )
    original = answer.original
    if answer.recording is None and original and original.measures.total_s is not None:
        raise LibraryError(
            f"The sound of {answer.entry.ref} is gone; its analysis is left as it is.",
            f"Put the file back into {answer.folder.path}; `voicecoach show` shows what is there.",
            code="no-sound",
        )


def _nothing_in(answer: Answer) -> LibraryError:
    return LibraryError(
        f"{answer.entry.ref} holds neither sound nor words.",
        f"`voicecoach data delete {answer.entry.ref}` removes it.",
        code="empty",
    )


def hear_again(
    wiring: Workspace, path: Path, task: AnswerContext, model: ModelFolder, on_progress: Progress
) -> AnalysedAudio:
    """Return the analysis of a recording with the words of a larger model.

    Raises
    ------
    VoiceCoachError
        If it cannot be recognised or analysed.
    """
    step = f"Hearing it again with {model.name}, at low priority"
    on_progress(step, 0.0)
    transcript = refine(
        path,
        model,
        wiring.settings.language,
        glossary=task.glossary,
        on_progress=lambda share: on_progress(step, share),
    )
    return analyse_file(path, task, transcript=transcript, on_progress=on_progress)


def _print(analyser: Analyser, item: str, options: Options, *, first: bool) -> None:
    with progress() as line:
        analysis, text = analyser.analyse(item, line.step)
    click.echo(to_json(analysis) if options.as_json else ("" if first else "\n\n") + text)
    sys.stdout.flush()


def _holds(look: Callable[[], bool]) -> bool:
    """Return what a look at the disk says; no name that is too long for it is there."""
    try:
        return look()
    except OSError:
        return False


def _no_such_file(item: str) -> NoReturn:
    shown = item if len(item) <= MAX_SHOWN else f"{item[:MAX_SHOWN]}…"
    remedy = "Check the name; `voicecoach history` lists your answers."
    if " " in item:
        remedy = "Put a text into a .txt file, or into `voicecoach analyze -`."
    raise UsageError(f"There is no file and no answer {shown!r}.", remedy, code="not-found")


def _print_failure(item: str, error: VoiceCoachError, options: Options) -> None:
    if options.as_json:
        document = {
            "format_version": FORMAT_VERSION,
            "input": item.encode("utf-8", "replace").decode("utf-8"),
            "error": {"code": error.code, "message": error.message},
        }
        click.echo(json.dumps(document, ensure_ascii=False))
        sys.stdout.flush()
    report_error(error)
