"""What the recordings folder holds, as values: stored documents, entries, answers, problems."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from voicecoach.analysis.corrections.log import Corrections
from voicecoach.types import (
    FORMAT_VERSION,
    Activity,
    Analysis,
    Gap,
    Question,
    QuestionKind,
    Transcript,
    Verdict,
)

UnfinishedState = Literal["recorded", "not-analysed", "empty"]
"""What a crash left: a recording that is no FLAC yet; one without a report; only its header."""

TakeState = Literal["complete", "no-transcript", "no-analysis", "unfinished", "empty"]

SESSION_FILE = "session.json"
ANSWER_FILE = "answer.json"
TRANSCRIPT_FILE = "transcript.json"
ANALYSIS_FILE = "analysis.json"
CORRECTIONS_FILE = "corrections.json"
CORRECTED_FILE = "corrected.json"
ACTIVITY_FILE = "activity.json"
NOTES_FILE = "notes.md"
MARKS_FILE = "marks.json"
GAPS_FILE = "gaps.json"
AUDIO_FILE = "audio.flac"
RECORDING_FILE = "recording.wav"
INDEX_FILE = "index.db"
TRASH_FOLDER = ".trash"
LOCK_FILE = ".corrections.lock"
PARTIAL_FILE = ".audio.flac.partial"
LAST_TAKE_FILE = ".last-take"
"""Holds the highest number that a deleted take of an answer had: it is never given again."""


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """``session.json``: one sitting; ``started`` is ISO 8601 with its offset from UTC."""

    pack: str
    started: datetime
    voicecoach_version: str
    format_version: int = FORMAT_VERSION


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """``answer.json``: the question as it was asked, so that a later pack changes no past."""

    question: Question
    format_version: int = FORMAT_VERSION


@dataclass(frozen=True, slots=True)
class StoredTranscript:
    """``transcript.json``: the words as they were recognised or typed, never edited."""

    transcript: Transcript
    format_version: int = FORMAT_VERSION


@dataclass(frozen=True, slots=True)
class StoredActivity:
    """``activity.json``: where there is voice in the audio with this ``sha256``, and its waveform.

    ``peaks`` are (lowest, highest) sample in [-1, 1] of equal slices of the recording.
    """

    sha256: str
    activity: Activity
    peaks: tuple[tuple[float, float], ...] = ()
    format_version: int = FORMAT_VERSION


@dataclass(frozen=True, slots=True)
class StoredGaps:
    """``gaps.json``: where sound is missing in a take's recording; only where some is."""

    gaps: tuple[Gap, ...]
    format_version: int = FORMAT_VERSION


@dataclass(frozen=True, slots=True)
class StoredCorrected:
    """``corrected.json``: the analysis with the corrections up to ``revision`` applied."""

    revision: int
    analysis: Analysis
    format_version: int = FORMAT_VERSION


@dataclass(frozen=True, slots=True)
class Marks:
    """``marks.json`` beside an answer's takes: its star and the story it tells, if named."""

    starred: bool = False
    story: str = ""
    format_version: int = FORMAT_VERSION


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the folder that could not be read; ``path`` is relative to the root.

    Codes: ``damaged`` (broken or unreadable contents; `rebuild` sets the file aside),
    ``newer`` (written by a later VoiceCoach), ``unreadable`` (permissions, disk),
    ``outside`` (a link that leads out of the folder and is not followed), ``stale``
    (corrections that the report does not hold yet), ``no-sound`` (in the status alone: what was
    measured is there, the sound no longer).
    """

    path: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class SessionFolder:
    """A session's place on disk."""

    path: Path

    @property
    def name(self) -> str:
        """Folder name, for example ``2026-11-24T10-03_amazon-backend-developer``."""
        return self.path.name

    @property
    def record(self) -> Path:
        """``session.json``."""
        return self.path / SESSION_FILE


@dataclass(frozen=True, slots=True)
class AnswerFolder:
    """An answer's place on disk."""

    path: Path

    @property
    def record(self) -> Path:
        """``answer.json``."""
        return self.path / ANSWER_FILE

    @property
    def marks(self) -> Path:
        """The candidate's star and the story's name."""
        return self.path / MARKS_FILE


@dataclass(frozen=True, slots=True)
class TakeFolder:
    """A take's place on disk; none of the files need exist."""

    path: Path

    @property
    def number(self) -> int:
        """The N of ``take-N``, 1 or more."""
        return int(self.path.name.removeprefix("take-"))

    @property
    def ref(self) -> str:
        """``SESSION/NN_question/take-N``, the name every command understands."""
        return "/".join(self.path.parts[-3:])

    @property
    def wav(self) -> Path:
        """The WAV file that is written while the candidate speaks; gone once the take ended."""
        return self.path / RECORDING_FILE

    @property
    def flac(self) -> Path:
        """The finished audio."""
        return self.path / AUDIO_FILE

    @property
    def transcript(self) -> Path:
        """The words as they were recognised."""
        return self.path / TRANSCRIPT_FILE

    @property
    def analysis(self) -> Path:
        """The analysis document."""
        return self.path / ANALYSIS_FILE

    @property
    def corrections(self) -> Path:
        """What the candidate corrected."""
        return self.path / CORRECTIONS_FILE

    @property
    def corrected(self) -> Path:
        """The analysis with the corrections applied; derived."""
        return self.path / CORRECTED_FILE

    @property
    def activity(self) -> Path:
        """Where there is voice, and the waveform; derived from the audio."""
        return self.path / ACTIVITY_FILE

    @property
    def gaps(self) -> Path:
        """Where sound is missing in the recording."""
        return self.path / GAPS_FILE

    @property
    def notes(self) -> Path:
        """The candidate's own notes."""
        return self.path / NOTES_FILE


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one analysis that lists and trends need; units as in ``Measures``.

    ``star`` holds the four verdicts in the order of ``PARTS``, or nothing where STAR does
    not apply.  ``n_fillers`` is (at least, likely), counted over ``span_s``; ``n_spoken`` are
    the words, fillers left out, that the speech rate counts.  ``shown`` names the qualities
    that a sentence gives evidence of.
    """

    total_s: float | None
    span_s: float | None
    phonation_s: float | None
    n_words: int | None
    speech_rate_wpm: float | None
    fillers_per_minute: tuple[float, float] | None
    star: tuple[Verdict, ...]
    priority: str | None
    engine: str | None
    articulation_rate_wpm: float | None = None
    response_latency_s: float | None = None
    pause_s: float | None = None
    n_fillers: tuple[int, int] | None = None
    n_spoken: int | None = None
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One take, as the index knows it.

    ``qualities`` and ``target_s`` are the question's; ``starred`` and ``story`` are marked on
    the answer, so on all of its takes; ``n_bytes`` is what the take's files hold.
    """

    session: str
    answer: str
    take: int
    n_takes: int
    started: datetime
    pack: str
    question_id: str
    stage: str
    kind: QuestionKind | None
    prompt: str
    has_audio: bool
    state: TakeState
    summary: Summary | None
    problems: tuple[Problem, ...] = ()
    qualities: tuple[str, ...] = ()
    target_s: tuple[float, float] | None = None
    starred: bool = False
    story: str = ""
    has_notes: bool = False
    n_bytes: int = 0

    @property
    def ref(self) -> str:
        """``SESSION/NN_question/take-N``, the name every command understands."""
        return f"{self.session}/{self.answer}/take-{self.take}"


@dataclass(frozen=True, slots=True)
class Texts:
    """What of one take can be searched: its words, question, notes and story."""

    words: str
    prompt: str
    notes: str
    story: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that is stored about one take; what could not be read stands in ``problems``.

    ``analysis`` has the corrections applied, ``original`` has not; ``transcript`` is always
    the untouched one.
    """

    entry: Entry
    folder: TakeFolder
    session: SessionRecord | None
    question: Question | None
    takes: tuple[int, ...]
    recording: Path | None
    transcript: Transcript | None
    analysis: Analysis | None
    notes: str
    problems: tuple[Problem, ...]
    original: Analysis | None = None
    corrections: Corrections | None = None


@dataclass(frozen=True, slots=True)
class UnfinishedTake:
    """A take that a crash left without its report; no living process holds it.

    ``seconds`` is the length of the sound; None where the header is not readable.
    """

    folder: TakeFolder
    seconds: float | None
    last_written: datetime
    question: Question | None
    state: UnfinishedState = "recorded"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What `rebuild` did: how many takes it found, and which files it set aside."""

    n_takes: int
    set_aside: tuple[Path, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """The recordings folder in figures."""

    path: Path
    n_sessions: int
    n_answers: int
    n_takes: int
    seconds: float
    n_bytes: int
    n_trash_bytes: int
    free_bytes: int
    unfinished: tuple[UnfinishedTake, ...]
    problems: tuple[Problem, ...]
