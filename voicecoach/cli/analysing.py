"""What `analyze` does: which inputs there are, the analysis of each, one failure never the end."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import click

from voicecoach.cli.main import tell
from voicecoach.cli.progress import progress
from voicecoach.cli.rendering import analysis_text, answer_text
from voicecoach.cli.wiring import Wiring
from voicecoach.documents import to_json
from voicecoach.errors import ExitStatus, LibraryError, UsageError, VoiceCoachError
from voicecoach.library import Answer
from voicecoach.listening import (
    Listened,
    Progress,
    Task,
    listen,
    listen_to_text,
    read_text,
    text_transcript,
)
from voicecoach.practice import finish_recording
from voicecoach.types import FORMAT_VERSION, Analysis

TEXT_SUFFIXES = frozenset({".txt", ".md", ".text"})
AUDIO_SUFFIXES = frozenset(
    {".wav", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".webm", ".mp4"}
    | {".mov", ".mkv", ".wma", ".aif", ".aiff", ".amr", ".3gp", ".caf"}
)
"""What counts as an answer inside a folder; a file named on its own may be called anything."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    question: str | None
    pack: str | None
    model: str | None
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

    def __init__(self, options: Options) -> None:
        self._options = options
        self._wiring = Wiring.load(model=options.model, language=options.language)
        self._library = self._wiring.library
        self._task = Task(question_end_s=options.question_end or 0.0)
        if options.question:
            pack, question = self._wiring.find_question(options.pack, options.question)
            self._task = Task(question, pack, options.question_end or 0.0)
        elif options.pack:
            raise UsageError("--pack says where a question is from.", "Add --question ID.")
        self._told_missing = False

    def expand(self, inputs: Sequence[str]) -> Iterator[str]:
        """Yield the inputs, a folder's files in the order of their names in its place.

        Raises
        ------
        UsageError
            If a folder holds nothing to analyse.
        """
        for item in inputs:
            path = Path(item)
            if item == "-" or not path.is_dir() or self._library.owns(path):
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
            transcript = text_transcript(sys.stdin.read(), origin="standard input")
            return self._outside(listen_to_text(transcript, self._task), "standard input")
        if not path.exists():
            return self._stored(item, on_progress) if self._is_ref(item) else _no_such_file(item)
        if self._library.owns(path) and self._is_ref(item):
            return self._stored(item, on_progress)
        if path.suffix.lower() in TEXT_SUFFIXES:
            return self._outside(listen_to_text(read_text(path), self._task), path.name)
        return self._outside(self._listen(path, self._task, on_progress), path.name)

    def _is_ref(self, item: str) -> bool:
        """Tell whether the library knows ``item``; a name that fits several is one as well."""
        try:
            self._library.find(item)
        except LibraryError as error:
            return error.code == "ambiguous" or (
                error.code == "nothing-recorded" and item in {"last", "1"}
            )
        return True

    def _outside(self, listened: Listened, name: str) -> tuple[Analysis, str]:
        return listened.analysis, analysis_text(listened.analysis, title=name)

    def _listen(self, path: Path, task: Task, on_progress: Progress) -> Listened:
        transcriber = self._wiring.transcriber if self._options.words else None
        if transcriber is None and self._options.words:
            self._say_missing()
        listened = listen(path, task, transcriber=transcriber, on_progress=on_progress)
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
        question = answer.question or self._task.question
        pack = self._wiring.known_pack(question.pack) if question else None
        previous = self._take_before(answer)
        task = Task(question, pack or self._task.pack, 0.0, previous)
        transcript = None if self._options.model else answer.transcript
        if answer.recording is None:
            if answer.transcript is None:
                raise LibraryError(
                    f"{answer.entry.ref} holds neither sound nor words.",
                    f"`voicecoach data delete {answer.entry.ref}` removes it.",
                    code="empty",
                )
            listened = listen_to_text(answer.transcript, task)
        else:
            if answer.recording == answer.folder.wav:
                finish_recording(answer.folder)
            path = answer.folder.flac
            if transcript is None:
                listened = self._listen(path, task, on_progress)
            else:
                listened = listen(path, task, transcript=transcript, on_progress=on_progress)
        if listened.analysis.transcript is not None:
            self._library.save_transcript(answer.folder, listened.analysis.transcript)
        self._library.save_analysis(answer.folder, listened.analysis)
        return listened.analysis, answer_text(self._library.load(answer.entry))

    def _take_before(self, answer: Answer) -> Analysis | None:
        earlier = [number for number in answer.takes if number < answer.entry.take]
        if not earlier:
            return None
        entry = self._library.find(answer.entry.ref, take=earlier[-1])
        return self._library.load(entry).analysis


def _print(analyser: Analyser, item: str, options: Options, *, first: bool) -> None:
    with progress() as line:
        analysis, text = analyser.analyse(item, line.step)
    click.echo(to_json(analysis) if options.as_json else ("" if first else "\n\n") + text)
    sys.stdout.flush()


def _no_such_file(item: str) -> NoReturn:
    raise UsageError(
        f"There is no file and no answer {item!r}.",
        "Check the name; `voicecoach history` lists your answers.",
        code="not-found",
    )


def _print_failure(item: str, error: VoiceCoachError, options: Options) -> None:
    if options.as_json:
        document = {
            "format_version": FORMAT_VERSION,
            "input": item,
            "error": {"code": error.code, "message": error.message},
        }
        click.echo(json.dumps(document, ensure_ascii=False))
        sys.stdout.flush()
    tell(error)
