"""Analyses an audio file or a text: the steps that `practice` and `analyze` share.

audio file -> Recording + Activity + Transcript -> analyze() -> Analysis
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from voicecoach.analysis import analyze
from voicecoach.errors import AudioError, ModelError, NoSpeechError, TranscriptError
from voicecoach.recognition import RecognisedSegment, Transcriber
from voicecoach.recognition.activity import find_activity
from voicecoach.safe_files import read_regular
from voicecoach.sound.files import N_PEAKS, find_peaks, hash_file, load_audio, measure_recording
from voicecoach.types import Activity, Analysis, Pack, Question, Transcript, Word

MAX_TEXT_BYTES = 1_000_000
"""Largest text in bytes; an hour of fast speech has about 70 kB."""

NOTHING_IN_IT = frozenset({"empty", "too-short"})
"""Error codes of files without sound: they count as silence, not as damaged files."""

Progress = Callable[[str, float], None]
"""Called with the name of a step and the share of it that is done, in [0, 1]."""


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """What is known before the analysis: question, pack, end of the question, previous take.

    ``question_end_s`` is the second of the recording at which the question ended; None if
    unknown.  ``previous`` is the analysis of the take before.
    ``own_words`` are terms that the candidate uses, names above all.
    """

    question: Question | None = None
    pack: Pack | None = None
    question_end_s: float | None = 0.0
    previous: Analysis | None = None
    own_words: tuple[str, ...] = ()

    @property
    def glossary(self) -> tuple[str, ...]:
        """Terms that the recogniser should expect: the question's, then the candidate's own."""
        return (*(self.question.glossary if self.question else ()), *self.own_words)


@dataclass(frozen=True, slots=True)
class AnalysedAudio:
    """An analysis with its voice activity and waveform, and the error if there are no words.

    ``analysis`` holds no corrections.  ``peaks`` draw the waveform: (lowest, highest) sample.
    """

    analysis: Analysis
    words_missing: ModelError | None = None
    activity: Activity | None = None
    peaks: tuple[tuple[float, float], ...] = ()


def analyse_file(
    path: Path,
    context: AnswerContext,
    *,
    transcriber: Transcriber | None = None,
    transcript: Transcript | None = None,
    heard: Sequence[RecognisedSegment] | None = None,
    on_progress: Progress | None = None,
) -> AnalysedAudio:
    """Return the analysis of an audio file.

    Parameters
    ----------
    path
        Any audio file that FFmpeg reads.
    context
        The question and what belongs to it.
    transcriber
        Recognises the words; without one, only what needs no words is measured.
    transcript
        Words known already (a stored take's); then nothing is recognised.
    heard
        What ``transcriber`` recognised already, while the file was recorded; then nothing is
        recognised either.
    on_progress
        Called with each step.

    Raises
    ------
    AudioError
        If the file cannot be read.
    NoSpeechError
        If there is no voice in it.
    """
    progress = on_progress or ignore_progress
    progress("Reading the sound", 0)
    try:
        audio = load_audio(path)
    except AudioError as error:
        if error.code in NOTHING_IN_IT:
            raise _no_speech(path, 0.0) from error
        raise
    recording = measure_recording(audio, hash_file(path))
    progress("Finding speech and pauses", 0)
    activity = find_activity(audio.samples, audio.sample_rate)
    if not activity.speech:
        raise _no_speech(path, recording.duration_s)
    words_missing = None
    if heard is not None and transcriber is not None:
        transcript = transcriber.transcript(
            heard, activity.speech, audio.duration_s, context.glossary
        )
    elif transcript is None and transcriber is not None:
        try:
            transcript = transcriber.transcribe(
                audio.samples,
                audio.sample_rate,
                glossary=context.glossary,
                speech=activity.speech,
                on_progress=lambda share: progress("Recognising the words", share),
            )
        except ModelError as error:
            words_missing = error
    progress("Analysing", 0)
    analysis = analyze(
        context.question,
        recording,
        transcript,
        activity,
        pack=context.pack,
        question_end_s=context.question_end_s,
        previous=context.previous,
    )
    peaks = tuple(find_peaks(audio.samples, N_PEAKS))
    return AnalysedAudio(analysis, words_missing, activity, peaks)


def _no_speech(path: Path, seconds: float) -> NoSpeechError:
    return NoSpeechError(
        f"No speech was heard in {path.name} ({seconds:.1f} s).",
        "Check the microphone with `voicecoach devices --test-mic`, then record again.",
    )


def read_text(path: Path) -> Transcript:
    """Return the words of a text file as a transcript without times.

    Raises
    ------
    TranscriptError
        If the file is missing, too large, not text, or without a word.
    """
    try:
        data = read_regular(path, MAX_TEXT_BYTES * 4 + 1)
    except OSError as error:
        raise TranscriptError(
            f"{path} cannot be read: {error.strerror}.", "Check the name and its permissions."
        ) from error
    return decode_text(data, origin=str(path))


def decode_text(data: bytes, *, origin: str) -> Transcript:
    """Return the words of a text in UTF-8 as a transcript without times.

    Raises
    ------
    TranscriptError
        If it is no UTF-8, too large, or holds no word; ``origin`` names it in the message.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TranscriptError(
            f"{origin} is neither audio nor UTF-8 text.", "Save it as UTF-8, or name an audio file."
        ) from error
    return text_transcript(text, origin=origin)


def text_transcript(text: str, *, origin: str) -> Transcript:
    """Return typed or pasted words as a transcript without times.

    Raises
    ------
    TranscriptError
        If the text is too long or holds no word.
    """
    if len(text.encode("utf-8", "replace")) > MAX_TEXT_BYTES:
        raise TranscriptError(
            f"{origin} holds more than a megabyte of text.", "Name one answer's transcript."
        )
    # control characters would reach the terminal; white space becomes single spaces
    words = "".join(c if unicodedata.category(c) != "Cc" else " " for c in text).split()
    if not any(any(c.isalnum() for c in word) for word in words):
        raise NoSpeechError(f"{origin} holds no word.", "Write or paste the answer into it.")
    return Transcript(
        engine="text",
        model=None,
        language="en",
        text=" ".join(words),
        words=tuple(Word(word) for word in words),
    )


def analyse_text(transcript: Transcript, context: AnswerContext) -> AnalysedAudio:
    """Return the analysis of words alone: no times, no sound."""
    return AnalysedAudio(
        analyze(
            context.question,
            None,
            transcript,
            None,
            pack=context.pack,
            question_end_s=None,
            previous=context.previous,
        )
    )


def ignore_progress(step: str, share: float) -> None:
    """Report no progress: the default where nobody looks."""
    del step, share
