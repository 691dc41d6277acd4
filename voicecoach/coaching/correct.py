"""Corrections saved and analysed anew at once: the log grows, the original stays as it is.

corrections.json + transcript.json + activity.json -> analyze() -> corrected.json
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from voicecoach.analysis import analyze
from voicecoach.analysis.corrections.log import Change, Corrections
from voicecoach.coaching.analyse_audio import N_PEAKS, AnalysedAudio
from voicecoach.errors import LibraryError
from voicecoach.library import Answer, Entry, Library, StoredActivity, TakeFolder
from voicecoach.library.correction_log import check_revision, writing
from voicecoach.recognition.activity import find_activity
from voicecoach.sound.files import find_peaks, hash_file, load_audio
from voicecoach.types import Activity, Analysis, Pack

PackOf = Callable[[str], Pack | None]
"""Returns the pack of this name as it is now, or nothing where it is gone."""


def save_listened(
    library: Library, answer: Answer, listened: AnalysedAudio, pack: Pack | None
) -> None:
    """Store what listening to a take gave, and put its corrections over it."""
    folder, analysis = answer.folder, listened.analysis
    if analysis.transcript is not None:
        library.save_transcript(folder, analysis.transcript)
    library.save_analysis(folder, analysis)
    save_activity(library, folder, listened)
    if answer.corrections is not None and answer.corrections.changes():
        with writing(folder):
            fresh = library.load(answer.entry)
            corrections = fresh.corrections or Corrections()
            library.save_corrections(
                folder, corrections, _analyse(library, fresh, corrections, lambda _: pack)
            )


def save_activity(library: Library, folder: TakeFolder, listened: AnalysedAudio) -> None:
    """Store where there is voice, so that a correction need not listen again."""
    recording = listened.analysis.recording
    if listened.activity is not None and recording is not None:
        stored = StoredActivity(recording.sha256, listened.activity, listened.peaks)
        library.save_activity(folder, stored)


def correct_answer(
    library: Library,
    entry: Entry,
    revision: int,
    *,
    when: datetime,
    pack_of: PackOf,
    changes: Iterable[Change] = (),
    undoes: Iterable[int] = (),
) -> Answer:
    """Add one edit to a take's corrections, analyse it anew and return it as it is then.

    Parameters
    ----------
    revision
        The revision that the candidate saw; another one means somebody else saved meanwhile.
    when
        Now, with its offset from UTC.

    Raises
    ------
    ConflictError
        If the corrections are no longer at ``revision``; nothing is written.
    LibraryError
        If the take has no analysis or no words, or cannot be written.
    """
    folder = library.folder(entry)
    with writing(folder):
        answer = library.load(entry)
        if answer.original is None or answer.transcript is None:
            raise LibraryError(
                f"{entry.ref} has no words to correct.",
                f"`voicecoach analyze {entry.ref}` recognises them once a model is installed.",
                code="no-words",
            )
        if any(p.path.endswith(folder.corrections.name) for p in answer.problems):
            raise LibraryError(
                f"The corrections of {entry.ref} cannot be read.",
                "`voicecoach data rebuild` sets the broken file aside.",
                code="damaged",
            )
        corrections = answer.corrections or Corrections()
        check_revision(corrections, revision)
        corrections = corrections.with_edit(when, changes=changes, undoes=undoes)
        corrected = _analyse(library, answer, corrections, pack_of)
        library.save_corrections(folder, corrections, corrected)
    return library.load(entry)


def _analyse(
    library: Library, answer: Answer, corrections: Corrections, pack_of: PackOf
) -> Analysis | None:
    """Return the analysis with the corrections; None where none holds any more."""
    if not corrections.changes() or answer.original is None:
        return None
    recording = answer.original.recording
    question = answer.question
    return analyze(
        question,
        recording,
        answer.transcript,
        _activity_of(library, answer) if recording is not None else None,
        pack=pack_of(question.pack) if question else None,
        question_end_s=0.0 if recording is not None else None,
        previous=_take_before(library, answer),
        corrections=corrections,
    )


def _activity_of(library: Library, answer: Answer) -> Activity:
    """Return where there is voice: as stored, else found in the audio again and stored."""
    assert answer.original is not None and answer.original.recording is not None  # noqa: S101, PT018
    sha256 = answer.original.recording.sha256
    stored = library.load_activity(answer.folder, sha256)
    if stored is not None:
        return stored.activity
    if answer.recording is None:
        raise LibraryError(
            f"The sound of {answer.entry.ref} is gone, and where its pauses were with it.",
            "Put audio.flac back into its folder to correct this answer.",
            code="no-audio",
        )
    heard = hear(answer.recording)
    library.save_activity(answer.folder, heard)
    return heard.activity


def hear(path: Path) -> StoredActivity:
    """Return where there is voice in an audio file, and its waveform.

    Raises
    ------
    AudioError
        If it cannot be read.
    """
    audio = load_audio(path)
    activity = find_activity(audio.samples, audio.sample_rate)
    peaks = tuple(find_peaks(audio.samples, N_PEAKS))
    return StoredActivity(hash_file(path), activity, peaks)


def _take_before(library: Library, answer: Answer) -> Analysis | None:
    earlier = [number for number in answer.takes if number < answer.entry.take]
    if not earlier:
        return None
    return library.load(library.find(answer.entry.ref, take=earlier[-1])).analysis
