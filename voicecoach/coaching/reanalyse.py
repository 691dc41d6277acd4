"""Analyses a stored answer again: with missing words, with better words, by newer rules.

Every function returns values; printing and asking are the faces'.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from voicecoach.coaching.analyse_audio import (
    AnalysedAudio,
    AnswerContext,
    Progress,
    analyse_file,
    analyse_text,
    ignore_progress,
)
from voicecoach.coaching.stored_answer import (
    finish_recording,
    in_use,
    load_previous_analysis,
    note_silence,
    save_analysed,
    usual_rate,
)
from voicecoach.coaching.workspace import Workspace
from voicecoach.errors import AudioError, LibraryError, NoSpeechError, VoiceCoachError
from voicecoach.library import Answer, Library
from voicecoach.library.reading import measure_wav
from voicecoach.recognition.islands import keep_unwritten
from voicecoach.recognition.models import ModelFolder
from voicecoach.recognition.refine import refine
from voicecoach.types import Analysis


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisResult:
    """One analysis.

    Parameters
    ----------
    title
        The name of the file; of a stored answer, its ``ref``.
    analysis
        What is to be shown; for a stored answer with its corrections applied.
    answer
        The stored answer; None for a file that is only read.
    refined
        The analyses before and after the larger model's words; None where none was asked.
    no_model
        Whether the words are missing since no recognition model is installed.
    notices
        Sentences about the input: which track was taken, whose words are judged.
    failure
        Why the analysis could not be stored; it is worth showing all the same.
    """

    title: str
    analysis: Analysis
    answer: Answer | None = None
    refined: tuple[Analysis, Analysis] | None = None
    no_model: bool = False
    notices: tuple[str, ...] = ()
    failure: VoiceCoachError | None = None


def recognise_and_analyse(
    workspace: Workspace,
    path: Path,
    context: AnswerContext,
    *,
    words: bool = True,
    on_progress: Progress = ignore_progress,
) -> tuple[AnalysedAudio, bool]:
    """Return the analysis of an audio file, and whether a missing model left it without words.

    Raises
    ------
    AudioError, NoSpeechError
        If the file cannot be read or holds no voice.
    ModelError
        If the installed model fails.
    """
    transcriber = None
    if words:
        workspace.measure_models(lambda text: on_progress(text.rstrip(" …"), 0.0))
        transcriber = workspace.transcriber
    analysed = analyse_file(path, context, transcriber=transcriber, on_progress=on_progress)
    if analysed.words_missing is not None:
        raise analysed.words_missing
    return analysed, words and transcriber is None


def reanalyse_answer(
    workspace: Workspace,
    ref: str,
    *,
    fallback: AnswerContext | None = None,
    words: bool = True,
    replace_words: bool = False,
    larger: ModelFolder | None = None,
    on_progress: Progress = ignore_progress,
) -> AnalysisResult:
    """Analyse a stored answer again, store that and return it.

    Its words are kept, or recognised if they are missing.  Its corrections are applied to the new
    analysis.  A recording that a crash left as WAV is first encoded as FLAC.

    Parameters
    ----------
    ref
        The answer, in any form that `Library.find` takes.
    fallback
        The question and pack of an answer that has lost its own.
    words
        Whether missing words are recognised.
    replace_words
        Whether existing words are recognised again.
    larger
        A model that recognises it once more afterwards; the result then says what that changed.
    on_progress
        Called with each step.

    Raises
    ------
    LibraryError
        If there is no such answer, it holds nothing, or what is stored would be lost.
    VoiceCoachError
        If it cannot be recognised, analysed or stored.
    """
    library = workspace.library
    answer = library.load(library.find(ref))
    _refuse_to_lose(answer)
    context = _context_of(workspace, answer, fallback)
    transcript = None if replace_words else answer.transcript
    no_model = False
    if answer.recording is None:
        if answer.transcript is None:
            raise _nothing_in(answer)
        analysed = analyse_text(answer.transcript, context)
    else:
        path = _finished_audio(library, answer, answer.recording)
        try:
            if transcript is None:
                analysed, no_model = recognise_and_analyse(
                    workspace, path, context, words=words, on_progress=on_progress
                )
            else:
                analysed = analyse_file(
                    path, context, transcript=transcript, on_progress=on_progress
                )
        except NoSpeechError:
            note_silence(library, answer.folder)
            raise
    try:
        save_analysed(library, answer.folder, analysed, context.pack)
    except LibraryError as error:
        return AnalysisResult(
            title=answer.entry.ref, analysis=analysed.analysis, no_model=no_model, failure=error
        )
    refined = None
    if larger is not None:
        refined = refine_answer(workspace, ref, larger, fallback=fallback, on_progress=on_progress)
    stored = library.load(answer.entry)
    return AnalysisResult(
        title=answer.entry.ref,
        analysis=stored.analysis or analysed.analysis,
        answer=stored,
        refined=refined,
        no_model=no_model,
    )


def refine_answer(
    workspace: Workspace,
    ref: str,
    larger: ModelFolder,
    *,
    fallback: AnswerContext | None = None,
    on_progress: Progress = ignore_progress,
) -> tuple[Analysis, Analysis] | None:
    """Recognise a stored answer with a larger model, store that, return (before, after).

    None where there is nothing to refine: no sound, or no analysis yet.

    Raises
    ------
    VoiceCoachError
        If it cannot be recognised, analysed or stored; then all is as before.
    """
    library = workspace.library
    answer = library.load(library.find(ref))
    if answer.recording is None or answer.original is None:
        return None
    context = _context_of(workspace, answer, fallback)
    analysed = analyse_refined(
        workspace, answer.recording, context, larger, on_progress, before=answer.original
    )
    save_analysed(library, answer.folder, analysed, context.pack)
    return answer.original, analysed.analysis


def analyse_refined(
    workspace: Workspace,
    path: Path,
    context: AnswerContext,
    larger: ModelFolder,
    on_progress: Progress = ignore_progress,
    *,
    before: Analysis | None = None,
) -> AnalysedAudio:
    """Return the analysis of an audio file with the words of a larger model, at low priority.

    Hesitations that the hearing ``before`` wrote and this one does not stay as evidence.

    Raises
    ------
    AudioError, NoSpeechError, ModelError
        If it cannot be read, holds no voice, or the model fails.
    """
    step = f"Recognising it again with {larger.name}, at low priority"
    on_progress(step, 0.0)
    transcript = refine(
        path,
        larger,
        workspace.settings.language,
        glossary=context.glossary,
        on_progress=lambda share: on_progress(step, share),
    )
    if before is not None and before.transcript is not None:
        kept = keep_unwritten(before.transcript.words, transcript.words)
        transcript = replace(
            transcript, possible_hesitations=(*transcript.possible_hesitations, *kept)
        )
    return analyse_file(path, context, transcript=transcript, on_progress=on_progress)


def _context_of(
    workspace: Workspace, answer: Answer, fallback: AnswerContext | None
) -> AnswerContext:
    """Return a stored answer's own question and pack; the fallback's where it has none."""
    known = fallback or AnswerContext()
    question = answer.question or known.question
    pack = workspace.known_pack(question.pack) if question else None
    return AnswerContext(
        question=question,
        pack=pack or known.pack,
        previous=load_previous_analysis(workspace.library, answer),
        gaps=workspace.library.load_gaps(answer.folder),
        own_words=workspace.settings.words,
        usual_wpm=usual_rate(workspace.library, answer.entry.ref),
    )


def _finished_audio(library: Library, answer: Answer, recording: Path) -> Path:
    """Return the stored sound; a WAV left by a crash is first encoded as FLAC."""
    if recording != answer.folder.wav:
        return recording
    if library.is_in_use(answer.folder):
        raise in_use(answer.folder)
    if not measure_wav(recording):
        raise _nothing_in(answer)
    try:
        return finish_recording(answer.folder)
    except AudioError as error:
        if error.code != "not-16-bit":
            raise
        return recording  # put there by hand: it stays what it is


def _refuse_to_lose(answer: Answer) -> None:
    """Raise if a new analysis would replace one that could not be made again."""
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
