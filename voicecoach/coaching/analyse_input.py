"""Analyses what a name stands for: an audio file, a text, a folder, or a stored answer.

Files are only read; a stored answer keeps its new analysis (`voicecoach.coaching.reanalyse`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from voicecoach.audio_format import AUDIO_SUFFIXES
from voicecoach.coaching.analyse_audio import (
    AnswerContext,
    AskSpeaker,
    Progress,
    analyse_text,
    ignore_progress,
)
from voicecoach.coaching.read_text import TEXT_SUFFIXES, decode_text, read_text
from voicecoach.coaching.reanalyse import (
    AnalysisResult,
    analyse_refined,
    reanalyse_answer,
    recognise_and_analyse,
)
from voicecoach.coaching.workspace import Workspace
from voicecoach.errors import LibraryError, UsageError
from voicecoach.library import Library
from voicecoach.recognition.models import ModelFolder, require_model

COMPANION = "._"
"""What macOS puts beside a file on a disk that is not its own: no sound, no text."""

MAX_SHOWN_LETTERS = 60
"""Letters of a name in a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyseOptions:
    """How inputs are to be analysed.

    Parameters
    ----------
    context
        The question that files answer, and stored answers that have lost theirs.
    words
        Whether words are recognised at all.
    replace_words
        Whether a stored answer is recognised again although it has words.
    larger
        A model that recognises everything once more, at low priority; None for none.
    """

    context: AnswerContext = field(default_factory=AnswerContext)
    words: bool = True
    replace_words: bool = False
    larger: ModelFolder | None = None


def choose_options(
    workspace: Workspace,
    *,
    question: str | None = None,
    pack: str | None = None,
    question_end_s: float = 0.0,
    words: bool = True,
    replace_words: bool = False,
    larger: str | None = None,
    track: int | None = None,
    speaker: str | None = None,
    ask_speaker: AskSpeaker | None = None,
) -> AnalyseOptions:
    """Return options from names: of a question, its pack and a larger model.

    Raises
    ------
    UsageError
        If the options contradict each other.
    PackError
        If there is no such question or pack.
    ModelError
        If the larger model is not installed.
    """
    if pack and not question:
        raise UsageError("--pack needs a question.", "Add --question ID.")
    if larger and not words:
        raise UsageError("--refine needs words.", "Leave out --no-words.")
    context = AnswerContext(
        question_end_s=question_end_s,
        own_words=workspace.settings.words,
        track=track,
        speaker=speaker,
        ask_speaker=ask_speaker,
    )
    if question:
        found_pack, found = workspace.find_question(pack, question)
        context = replace(context, question=found, pack=found_pack)
    return AnalyseOptions(
        context=context,
        words=words,
        replace_words=replace_words,
        larger=require_model(larger, workspace.paths) if larger else None,
    )


def expand_inputs(inputs: Iterable[str], library: Library) -> Iterator[str]:
    """Yield the inputs; in place of a folder the audio files and texts in it, by name.

    ``-`` (standard input) and folders of the library, which are answers, stay as they are.

    Raises
    ------
    UsageError
        If a name is empty or a folder holds nothing to analyse.
    """
    for item in inputs:
        if not item:
            raise UsageError("The name of the file is empty.", "Name a file or a folder.")
        path = Path(item)
        if item == "-" or not _holds(path.is_dir) or library.owns(path):
            yield item
            continue
        files = sorted(
            file
            for file in path.rglob("*")
            if file.suffix.lower() in AUDIO_SUFFIXES | TEXT_SUFFIXES
            and not file.name.startswith(COMPANION)
            and file.is_file()
        )
        if not files:
            raise UsageError(
                f"The folder {path} holds no audio and no text.",
                "Name a folder with answers in it, or a file.",
            )
        yield from map(str, files)


def analyse_input(
    workspace: Workspace,
    item: str,
    options: AnalyseOptions,
    *,
    on_progress: Progress = ignore_progress,
) -> AnalysisResult:
    """Analyse what ``item`` names: an audio file, a text file, or an answer of the library.

    Raises
    ------
    UsageError
        ``not-found`` where there is no such file and no such answer.
    VoiceCoachError
        If it cannot be analysed.
    """
    path = Path(item)
    exists = _holds(path.exists)
    if (not exists or workspace.library.owns(path)) and _is_ref(workspace.library, item):
        return reanalyse_answer(
            workspace,
            item,
            fallback=options.context,
            words=options.words,
            replace_words=options.replace_words,
            larger=options.larger,
            on_progress=on_progress,
        )
    if not exists:
        raise _no_such_file(item)
    if path.suffix.lower() in TEXT_SUFFIXES:
        context = options.context
        read = read_text(path, speaker=context.speaker, ask_speaker=context.ask_speaker)
        analysed = analyse_text(read.transcript, context)
        return AnalysisResult(title=path.name, analysis=analysed.analysis, notices=read.notices)
    return _analyse_audio_file(workspace, path, options, on_progress)


def analyse_typed(data: bytes, options: AnalyseOptions, *, origin: str) -> AnalysisResult:
    """Analyse a text in UTF-8 that is not in a file; ``origin`` names it in messages.

    Raises
    ------
    TranscriptError
        If it is no UTF-8, too large, or holds no word.
    """
    context = options.context
    read = decode_text(data, origin=origin, speaker=context.speaker)
    analysed = analyse_text(read.transcript, context)
    return AnalysisResult(title=origin, analysis=analysed.analysis, notices=read.notices)


def _analyse_audio_file(
    workspace: Workspace, path: Path, options: AnalyseOptions, on_progress: Progress
) -> AnalysisResult:
    analysed, no_model = recognise_and_analyse(
        workspace, path, options.context, words=options.words, on_progress=on_progress
    )
    refined = None
    if options.larger is not None:
        before = analysed.analysis
        analysed = analyse_refined(
            workspace, path, options.context, options.larger, on_progress, before=before
        )
        refined = before, analysed.analysis
    return AnalysisResult(
        title=path.name,
        analysis=analysed.analysis,
        refined=refined,
        no_model=no_model,
        notices=analysed.notices,
    )


def _is_ref(library: Library, item: str) -> bool:
    """Return whether ``item`` names an answer of the library, or several."""
    try:
        library.find(item)
    except LibraryError as error:
        return error.code == "ambiguous" or (
            error.code == "nothing-recorded" and item in {"last", "1"}
        )
    return True


def _no_such_file(item: str) -> UsageError:
    shown = item if len(item) <= MAX_SHOWN_LETTERS else f"{item[:MAX_SHOWN_LETTERS]}…"
    remedy = "Check the name; `voicecoach history` lists your answers."
    if " " in item:
        remedy = "Put a text into a .txt file, or into `voicecoach analyze -`."
    return UsageError(f"There is no file and no answer {shown!r}.", remedy, code="not-found")


def _holds(look: Callable[[], bool]) -> bool:
    """Return the result of a check on disk; False for a name too long for the file system."""
    try:
        return look()
    except OSError:
        return False
