"""Copies a recording or a transcript from elsewhere into the library and analyses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from voicecoach.coaching.analyse_audio import (
    AnalysedAudio,
    AnswerContext,
    AskSpeaker,
    Progress,
    analyse_text,
    find_track,
    ignore_progress,
)
from voicecoach.coaching.job_queue import Outcome, Work
from voicecoach.coaching.read_text import TEXT_SUFFIXES, read_text
from voicecoach.coaching.reanalyse import recognise_and_analyse
from voicecoach.coaching.stored_answer import save_analysed, usual_rate
from voicecoach.coaching.workspace import Workspace
from voicecoach.errors import Interrupted, ModelError, UsageError, VoiceCoachError
from voicecoach.library import SessionFolder, TakeFolder
from voicecoach.safe_files import hold_folder
from voicecoach.sound.encoding import copy_as_flac
from voicecoach.sound.files import check_plays
from voicecoach.types import Analysis, Pack, Question

NO_MODEL = "No recognition model is installed: the words are missing."

UNKNOWN_PACK = "added"
"""Name in place of the pack for a session without a known question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedRecording:
    """A recording that was added to the library.

    Parameters
    ----------
    session
        Its session; further files of the same session can be added there.
    folder
        Its take.
    started
        When the answer was given.
    analysis
        Its analysis; None where recognition failed, and ``failure`` says why.
    no_model
        Whether the words are missing because no recognition model is installed.
    notices
        Sentences about the file: which of its tracks was taken, whose words are judged.
    """

    session: SessionFolder
    folder: TakeFolder
    started: datetime
    analysis: Analysis | None
    no_model: bool = False
    failure: VoiceCoachError | None = None
    notices: tuple[str, ...] = ()


def add_recording(
    workspace: Workspace,
    file: Path,
    *,
    question: Question | None = None,
    pack: Pack | None = None,
    started: datetime | None = None,
    session: SessionFolder | None = None,
    track: int | None = None,
    speaker: str | None = None,
    ask_speaker: AskSpeaker | None = None,
    on_progress: Progress = ignore_progress,
) -> AddedRecording:
    """Copy a file into the library, without loss, and analyse it there; the file stays as it is.

    Parameters
    ----------
    file
        Audio in any format that FFmpeg reads, or a text (``.txt``, ``.md``).
    question
        What was asked; where nobody knows, the answer is named after the file and judged as a
        story.
    pack
        The question's pack.
    started
        When the answer was given, with its offset from UTC; by default when the file was last
        changed.
    session
        The session to add it to; by default a new one.
    track
        The sound track to take, the first is 0; by default the one with speech.
    speaker, ask_speaker
        Whose words of a transcript are the candidate's, or what asks for that.
    on_progress
        Called with each step.

    Raises
    ------
    AudioError, NoSpeechError, TranscriptError
        If the file cannot be read or nobody speaks in it; then nothing is added.
    UsageError
        If it lies in the library already.
    LibraryError
        If the recordings folder cannot be written.
    Interrupted
        After Ctrl-C during the analysis; the recording is kept.
    """
    if workspace.library.owns(file):
        raise UsageError(
            f"{file} is already in your recordings.", f"`voicecoach analyze {file}` analyses it."
        )
    if file.suffix.lower() in TEXT_SUFFIXES:
        context = AnswerContext(question, pack, own_words=workspace.settings.words)
        read = read_text(file, speaker=speaker, ask_speaker=ask_speaker)
        analysed = replace(analyse_text(read.transcript, context), notices=read.notices)
        place = _make_place(workspace, file, question, started, session)
        save_analysed(workspace.library, place.folder, analysed, pack)
        return _added(place, analysed)
    check_plays(file)  # before a folder is made
    place = _make_place(workspace, file, question, started, session)
    with hold_folder(place.session.path):  # no left-over while it is analysed
        return _add_audio(workspace, file, place, question, pack, track, on_progress)


@dataclass(frozen=True, slots=True)
class _Place:
    """The folders created for one file."""

    session: SessionFolder
    folder: TakeFolder
    started: datetime
    is_new_session: bool


def _make_place(
    workspace: Workspace,
    file: Path,
    question: Question | None,
    started: datetime | None,
    session: SessionFolder | None,
) -> _Place:
    library = workspace.library
    when = started or datetime.fromtimestamp(file.stat().st_mtime).astimezone()
    home = session or library.create_session(question.pack if question else UNKNOWN_PACK, when)
    answer = library.create_answer(home, question, name="" if question else file.stem)
    return _Place(home, library.create_take(answer), when, session is None)


def _add_audio(
    workspace: Workspace,
    file: Path,
    place: _Place,
    question: Question | None,
    pack: Pack | None,
    track: int | None,
    on_progress: Progress,
) -> AddedRecording:
    context = AnswerContext(question, pack, own_words=workspace.settings.words)
    flac = place.folder.flac
    notices: tuple[str, ...] = ()
    try:
        on_progress("Copying the sound", 0.0)
        if track is None:
            track, notices = find_track(file)
        context = replace(
            context,
            gaps=copy_as_flac(file, flac, track),
            usual_wpm=usual_rate(workspace.library, place.folder.ref),
        )
        workspace.library.save_gaps(place.folder, context.gaps)
        analysed, no_model = recognise_and_analyse(
            workspace, flac, context, on_progress=on_progress
        )
    except ModelError as error:
        # the sound is stored: words can be recognised later, with a model that works
        return AddedRecording(
            session=place.session,
            folder=place.folder,
            started=place.started,
            analysis=None,
            failure=error,
        )
    except VoiceCoachError:
        _take_back(workspace, place)
        raise
    except KeyboardInterrupt:
        if not flac.exists():
            _take_back(workspace, place)
            raise
        raise Interrupted(
            f"Interrupted. {file.name} was added but is not analysed yet.",
            f"`voicecoach analyze {place.folder.ref}` does that.",
        ) from None
    save_analysed(workspace.library, place.folder, analysed, pack)
    analysed = replace(analysed, notices=(*notices, *analysed.notices))
    return _added(place, analysed, no_model=no_model)


def _take_back(workspace: Workspace, place: _Place) -> None:
    """Delete the folders just created; the original file is elsewhere and not affected."""
    path = place.session.path if place.is_new_session else place.folder.path.parent
    workspace.library.delete(path, for_good=True)


def _added(place: _Place, analysed: AnalysedAudio, *, no_model: bool = False) -> AddedRecording:
    return AddedRecording(
        session=place.session,
        folder=place.folder,
        started=place.started,
        analysis=analysed.analysis,
        no_model=no_model,
        notices=analysed.notices,
    )


def add_upload(
    load: Callable[[], Workspace],
    file: Path,
    clean_up: Callable[[], None],
    *,
    question: Question | None,
    pack: Pack | None,
    started: datetime | None,
) -> Work:
    """Return the work of adding a file that was put into a folder of its own.

    Parameters
    ----------
    load
        Reads the settings, when the work begins.
    file
        What was sent, in a folder of its own.
    clean_up
        Deletes that folder; called afterwards, whatever happens.
    question, pack, started
        As in `add_recording`.
    """

    def work(on_progress: Progress) -> Outcome:
        try:
            added = add_recording(
                load(),
                file,
                question=question,
                pack=pack,
                started=started,
                on_progress=on_progress,
            )
        except VoiceCoachError as error:
            # the name the candidate knows, not where the upload lay for a moment
            error.message = error.message.replace(str(file), file.name)
            raise
        finally:
            clean_up()
        ref = added.folder.ref
        if added.failure is not None:
            return Outcome(ref=ref, message=added.failure.message, remedy=added.failure.remedy)
        if added.no_model:
            return Outcome(ref=ref, message=NO_MODEL)
        return Outcome(ref=ref)

    return work
