"""Keeps what is stored about one take consistent: its sound, analysis and corrections.

Each rule that several use cases share has its one home here: when the WAV may go, what is
written after an analysis, which take came before, and how corrections are laid over it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from voicecoach.analysis import analyze
from voicecoach.analysis.corrections.log import Corrections
from voicecoach.coaching.analyse_audio import SOUND, AnalysedAudio
from voicecoach.errors import LibraryError
from voicecoach.library import Answer, Library, StoredActivity, TakeFolder
from voicecoach.library.correction_log import writing
from voicecoach.library.refs import shown_takes
from voicecoach.progress.baseline import find_usual_rate
from voicecoach.recognition.activity import find_activity
from voicecoach.sound.files import N_PEAKS, find_peaks, hash_file, load_audio
from voicecoach.sound.flac import encode_flac
from voicecoach.types import Activity, Analysis, Pack

PackOf = Callable[[str], Pack | None]
"""Returns the current pack of this name, or None where it is gone."""


def finish_recording(folder: TakeFolder) -> Path:
    """Encode a take's WAV as FLAC and return it; the WAV is deleted once the FLAC is verified.

    Raises
    ------
    AudioError
        If the FLAC cannot be written or differs from the WAV, which then stays.
    """
    encode_flac(folder.wav, folder.flac)
    folder.wav.unlink()
    return folder.flac


def in_use(folder: TakeFolder) -> LibraryError:
    """Return the error for a take that another process is at."""
    return LibraryError(
        f"{folder.ref} is being recorded in another window.",
        "End that session first.",
        code="in-use",
    )


def note_silence(library: Library, folder: TakeFolder) -> None:
    """Remember that a take's sound was heard and holds no voice: it is finished as it is.

    Where that cannot be written, the take is offered again, which loses nothing.
    """
    sound = folder.flac if folder.flac.exists() else folder.wav
    with contextlib.suppress(LibraryError, OSError):
        library.save_activity(folder, StoredActivity(hash_file(sound), Activity(0.0, ())))


def save_analysed(
    library: Library, folder: TakeFolder, analysed: AnalysedAudio, pack: Pack | None
) -> None:
    """Store words, analysis and activity; then apply the take's corrections.

    Parameters
    ----------
    pack
        The question's pack, which judges the corrected words; None where it is gone.

    Raises
    ------
    LibraryError
        If the folder cannot be written.
    """
    analysis = analysed.analysis
    if analysis.transcript is not None:
        library.save_transcript(folder, analysis.transcript)
    library.save_analysis(folder, analysis)
    if analysed.activity is not None and analysis.recording is not None:
        # a correction then need not search the sound for speech again
        stored = StoredActivity(analysis.recording.sha256, analysed.activity, analysed.peaks)
        library.save_activity(folder, stored)
    if folder.corrections.exists():
        _lay_corrections_over(library, folder, pack)


def _lay_corrections_over(library: Library, folder: TakeFolder, pack: Pack | None) -> None:
    with writing(folder):
        entry = library.take(folder.ref)
        if entry is None:
            return  # deleted meanwhile
        answer = library.load(entry)
        if answer.corrections is None or not answer.corrections.changes():
            return
        corrected = analyse_corrected(library, answer, answer.corrections, lambda _: pack)
        library.save_corrections(folder, answer.corrections, corrected)


def analyse_corrected(
    library: Library, answer: Answer, corrections: Corrections, pack_of: PackOf
) -> Analysis | None:
    """Return the analysis with the corrections; None where all were undone.

    Raises
    ------
    LibraryError
        ``no-audio`` where the pauses are not stored and the sound is gone.
    """
    if not corrections.changes() or answer.original is None:
        return None
    recording = answer.original.recording
    question = answer.question
    corrected = analyze(
        question,
        recording,
        answer.transcript,
        _activity_of(library, answer) if recording is not None else None,
        pack=pack_of(question.pack) if question else None,
        question_end_s=0.0 if recording is not None else None,
        previous=load_previous_analysis(library, answer),
        corrections=corrections,
        usual_wpm=usual_rate(library, answer.entry.ref),
    )
    # what is missing of the sound is missing of the corrected answer as well
    damage = tuple(one for one in answer.original.withheld if one.what == SOUND)
    return replace(corrected, withheld=(*damage, *corrected.withheld))


def usual_rate(library: Library, ref: str) -> float | None:
    """Return the median words a minute of the answers before a take; None with too few of them."""
    takes, _ = library.scan()
    entry = next((take for take in takes if take.ref == ref), None)
    return find_usual_rate(shown_takes(takes), entry) if entry is not None else None


def load_previous_analysis(library: Library, answer: Answer) -> Analysis | None:
    """Return the analysis of the take before, for comparison; None for the first take.

    Raises
    ------
    LibraryError
        If the answer is no longer there.
    """
    earlier = [number for number in answer.takes if number < answer.entry.take]
    if not earlier:
        return None
    return library.load(library.find(answer.entry.ref, take=earlier[-1])).analysis


def measure_activity(path: Path) -> StoredActivity:
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


def _activity_of(library: Library, answer: Answer) -> Activity:
    """Return the stored voice activity; if there is none, measure and store it."""
    assert answer.original is not None and answer.original.recording is not None  # noqa: S101, PT018
    sha256 = answer.original.recording.sha256
    stored = library.load_activity(answer.folder, sha256)
    if stored is not None:
        return stored.activity
    if answer.recording is None:
        raise LibraryError(
            f"The sound of {answer.entry.ref} is gone, so its pauses are not known.",
            "Put audio.flac back into its folder to correct this answer.",
            code="no-audio",
        )
    measured = measure_activity(answer.recording)
    library.save_activity(answer.folder, measured)
    return measured.activity
