"""Analyses an audio file or a text: the steps that `practice` and `analyze` share.

audio file -> Recording + Activity + Transcript -> analyze() -> Analysis
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from voicecoach.analysis import analyze
from voicecoach.errors import AudioError, ModelError, NoSpeechError
from voicecoach.recognition import RecognisedSegment, Transcriber
from voicecoach.recognition.activity import find_activity
from voicecoach.sound.files import (
    N_PEAKS,
    Audio,
    count_tracks,
    find_peaks,
    hash_file,
    load_audio,
    measure_recording,
)
from voicecoach.sound.level import CLIPPED_SHARE
from voicecoach.types import Activity, Analysis, Gap, Pack, Question, Transcript, Withheld

NOTHING_IN_IT = frozenset({"empty", "too-short"})
"""Error codes of files without sound: they count as silence, not as damaged files."""

AskSpeaker = Callable[[Mapping[str, int]], str | None]
"""Asks which of the speakers (name: words) the candidate is; None where nobody answers."""

Progress = Callable[[str, float], None]
"""Called with the name of a step and the share of it that is done, in [0, 1]."""


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """What is known before the analysis: question, pack, end of the question, previous take.

    ``question_end_s`` is the second of the recording at which the question ended; None if
    unknown.  ``previous`` is the analysis of the take before.
    ``own_words`` are terms that the candidate uses, names above all.  ``track`` is the sound
    track to take, the first is 0, and ``speaker`` whose words to judge; where a file has several
    and none is named, the one with speech is taken, and ``ask_speaker`` asks.  ``gaps`` is where
    sound is known to be missing.  ``usual_wpm`` is the candidate's usual rate, where it is known.
    """

    question: Question | None = None
    pack: Pack | None = None
    question_end_s: float | None = 0.0
    previous: Analysis | None = None
    own_words: tuple[str, ...] = ()
    track: int | None = None
    speaker: str | None = None
    ask_speaker: AskSpeaker | None = None
    gaps: tuple[Gap, ...] = ()
    usual_wpm: float | None = None

    @property
    def glossary(self) -> tuple[str, ...]:
        """Terms that the recogniser should expect: the question's, then the candidate's own."""
        return (*(self.question.glossary if self.question else ()), *self.own_words)


@dataclass(frozen=True, slots=True)
class AnalysedAudio:
    """An analysis with its voice activity and waveform, and the error if there are no words.

    ``analysis`` holds no corrections.  ``peaks`` draw the waveform: (lowest, highest) sample.
    ``notices`` are sentences about the input: which of its tracks was taken, what is missing.
    """

    analysis: Analysis
    words_missing: ModelError | None = None
    activity: Activity | None = None
    peaks: tuple[tuple[float, float], ...] = ()
    notices: tuple[str, ...] = ()


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
        audio, activity, notices = hear_file(path, context.track)
    except AudioError as error:
        if error.code in NOTHING_IN_IT:
            raise _no_speech(path, 0.0) from error
        raise
    recording = measure_recording(audio, hash_file(path))
    progress("Finding speech and pauses", 0)
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
        usual_wpm=context.usual_wpm,
    )
    missing = describe_damage(
        (*context.gaps, *audio.gaps),
        cancels=audio.louder_channel is not None,
        clipped=recording.clipped_fraction > CLIPPED_SHARE,
    )
    analysis = replace(analysis, withheld=(*missing, *analysis.withheld))
    peaks = tuple(find_peaks(audio.samples, N_PEAKS))
    return AnalysedAudio(analysis, words_missing, activity, peaks, notices)


def hear_file(path: Path, track: int | None) -> tuple[Audio, Activity, tuple[str, ...]]:
    """Return the sound of a file, where there is voice in it, and what is to be said about it.

    Parameters
    ----------
    track
        The sound track, the first is 0; None takes the one with the most speech.
    """
    notices: tuple[str, ...] = ()
    if track is None:
        track, notices = find_track(path)
    audio = load_audio(path, track)
    return audio, find_activity(audio.samples, audio.sample_rate), notices


def find_track(path: Path) -> tuple[int, tuple[str, ...]]:
    """Return the sound track with the most speech, the first is 0, and a sentence about it.

    Raises
    ------
    AudioError
        If the file cannot be read.
    """
    n_tracks = count_tracks(path)
    if n_tracks == 1:
        return 0, ()
    speech = []
    for number in range(n_tracks):
        try:
            audio = load_audio(path, number)
        except AudioError:  # too short or damaged: the others may be whole
            speech.append(0.0)
            continue
        speech.append(_speech_s(find_activity(audio.samples, audio.sample_rate)))
    chosen = speech.index(max(speech))
    said = f"{path.name} has {n_tracks} sound tracks; number {chosen + 1} has the speech"
    return chosen, (f"{said} and is used. --track N chooses another.",)


def _speech_s(activity: Activity) -> float:
    return sum(span.end - span.start for span in activity.speech)


SOUND = "sound"
"""What stands in a document's ``withheld`` where sound is missing."""

MAX_GAPS_SHOWN = 5


def describe_damage(
    gaps: Sequence[Gap], *, cancels: bool = False, clipped: bool = False
) -> tuple[Withheld, ...]:
    """Return what is to be said about a recording that is not whole, or not what was sent.

    Parameters
    ----------
    cancels
        Whether its channels cancel each other, so that the louder one was taken alone.
    clipped
        Whether it was so loud that its peaks are cut off.
    """
    found = []
    for gap in gaps[:MAX_GAPS_SHOWN]:
        at = f"{int(gap.start) // 60}:{int(gap.start) % 60:02d}"
        length = f"{gap.duration:.2f}" if gap.duration < 0.1 else f"{gap.duration:.1f}"
        found.append(f"{length} s are missing at {at}, {gap.why}.")
    if len(gaps) > MAX_GAPS_SHOWN:
        rest = sum(gap.duration for gap in gaps[MAX_GAPS_SHOWN:])
        found.append(f"{rest:.1f} s more are missing in {len(gaps) - MAX_GAPS_SHOWN} places.")
    if found:
        found[-1] += " The figures are of what is there."
    if cancels:
        found.append("Its channels cancel each other: the louder one was analysed alone.")
    if clipped:
        found.append(
            "It was recorded too loud: loud syllables are cut off. "
            "Turn the microphone down before the next take."
        )
    return tuple(Withheld(SOUND, sentence) for sentence in found)


def _no_speech(path: Path, seconds: float) -> NoSpeechError:
    return NoSpeechError(
        f"No speech was heard in {path.name} ({seconds:.1f} s).",
        "Check the microphone with `voicecoach devices --test-mic`, then record again.",
    )


def analyse_text(transcript: Transcript, context: AnswerContext) -> AnalysedAudio:
    """Return the analysis of words alone, without sound."""
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
