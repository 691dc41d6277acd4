"""From an audio file or a text to its analysis: the steps `practice` and `analyze` share.

audio file -> Recording + Activity + Transcript -> analyze() -> Analysis
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voicecoach.activity import find_activity
from voicecoach.analysis import analyze
from voicecoach.audio import hash_file, load_audio, measure_recording
from voicecoach.errors import ModelError, NoSpeechError, TranscriptError
from voicecoach.transcriber import Transcriber
from voicecoach.types import Analysis, Pack, Question, Transcript, Word

LONGEST_TEXT_BYTES = 1_000_000
"""A text longer than this is no spoken answer (an hour of fast speech is about 70 kB)."""

Progress = Callable[[str, float], None]
"""Called with the step's name and the share of it that is done, in [0, 1]."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is known before listening: the question, its pack, the moment it ended, the last take.

    ``question_end_s`` is the second of the recording at which the question's sound was
    over; ``None`` where nobody knows.  ``previous`` is the analysis of the take before.
    """

    question: Question | None = None
    pack: Pack | None = None
    question_end_s: float | None = 0.0
    previous: Analysis | None = None


@dataclass(frozen=True, slots=True)
class Listened:
    """The analysis, and what went wrong with the words where they could not be had."""

    analysis: Analysis
    words_missing: ModelError | None = None


def listen(
    path: Path,
    task: Task,
    *,
    transcriber: Transcriber | None = None,
    transcript: Transcript | None = None,
    on_progress: Progress | None = None,
) -> Listened:
    """Return the analysis of an audio file.

    Parameters
    ----------
    path
        Any audio file that FFmpeg reads.
    task
        The question and what belongs to it.
    transcriber
        What recognises the words; without one, everything that needs none is measured.
    transcript
        Words known already (a stored take's); then nothing is recognised.
    on_progress
        Told about each step.

    Raises
    ------
    AudioError
        If the file cannot be read.
    NoSpeechError
        If there is no voice in it.
    """
    tell = on_progress or _silent
    tell("Reading the sound", 0)
    audio = load_audio(path)
    recording = measure_recording(audio, hash_file(path))
    tell("Finding speech and pauses", 0)
    activity = find_activity(audio.samples, audio.sample_rate)
    if not activity.speech:
        raise NoSpeechError(
            f"No speech was heard in {path.name} ({recording.duration_s:.1f} s).",
            "Check the microphone with `voicecoach devices --test-mic`, then record again.",
        )
    words_missing = None
    if transcript is None and transcriber is not None:
        try:
            transcript = transcriber.transcribe(
                audio.samples,
                audio.sample_rate,
                glossary=task.question.glossary if task.question else (),
                speech=activity.speech,
                on_progress=lambda share: tell("Recognising the words", share),
            )
        except ModelError as error:
            words_missing = error
    tell("Analysing", 0)
    analysis = analyze(
        task.question,
        recording,
        transcript,
        activity,
        pack=task.pack,
        question_end_s=task.question_end_s,
        previous=task.previous,
    )
    return Listened(analysis, words_missing)


def read_text(path: Path) -> Transcript:
    """Return the words of a text file as a transcript without times.

    Raises
    ------
    TranscriptError
        If the file is missing, too large, no text, or holds no word.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TranscriptError(
            f"{path} cannot be read: {error.strerror}.", "Check the name and its permissions."
        ) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TranscriptError(
            f"{path} is neither audio nor UTF-8 text.", "Save it as UTF-8, or name an audio file."
        ) from error
    return text_transcript(text, origin=str(path))


def text_transcript(text: str, *, origin: str) -> Transcript:
    """Return typed or pasted words as a transcript without times.

    Raises
    ------
    TranscriptError
        If the text is too long or holds no word.
    """
    if len(text.encode("utf-8", "replace")) > LONGEST_TEXT_BYTES:
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


def listen_to_text(transcript: Transcript, task: Task) -> Listened:
    """Return the analysis of words alone: no times, no sound."""
    return Listened(
        analyze(
            task.question,
            None,
            transcript,
            None,
            pack=task.pack,
            question_end_s=None,
            previous=task.previous,
        )
    )


def _silent(step: str, share: float) -> None:
    del step, share
