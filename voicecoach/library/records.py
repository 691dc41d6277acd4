"""Values of the recordings folder: stored documents, index entries, answers, problems."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from voicecoach.analysis.corrections.log import Corrections
from voicecoach.library.folders import TakeFolder
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


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """``session.json``: one session; ``started`` is ISO 8601 with its offset from UTC."""

    pack: str
    started: datetime
    voicecoach_version: str
    format_version: int = FORMAT_VERSION


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """``answer.json``: the question as it was asked, unaffected by later changes of the pack."""

    question: Question
    format_version: int = FORMAT_VERSION


@dataclass(frozen=True, slots=True)
class StoredTranscript:
    """``transcript.json``: the words as they were recognised or typed, never edited."""

    transcript: Transcript
    format_version: int = FORMAT_VERSION


@dataclass(frozen=True, slots=True)
class StoredActivity:
    """``activity.json``: voice and waveform of the audio whose hash is ``sha256``.

    ``peaks`` are the (lowest, highest) samples in [-1, 1] of equal slices of the recording.
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
    """``marks.json`` beside an answer's takes: its star, and the name of its story or empty."""

    starred: bool = False
    story: str = ""
    format_version: int = FORMAT_VERSION


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the folder that could not be read; ``path`` is relative to the root.

    Codes: ``damaged`` (broken or unreadable contents; `rebuild` sets the file aside),
    ``newer`` (written by a later VoiceCoach), ``unreadable`` (permissions, disk),
    ``outside`` (a link out of the folder, which is not followed), ``stale``
    (corrections that are not in the report yet), ``no-sound`` (only in the status: the figures
    are there, the sound file is gone).
    """

    path: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of one analysis for lists and trends; units as in ``Measures``.

    ``star`` holds the four verdicts in the order of ``PARTS``, and is empty where STAR does not
    apply.  ``n_fillers`` is (at least, likely), counted over ``span_s``; ``n_spoken`` counts the
    words without fillers, as the speech rate does.  ``shown`` names the qualities for which a
    sentence gives evidence.  ``pace_spread_wpm`` is the fastest window's rate less the slowest's.
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
    pitch_variation_semitones: float | None = None
    level_variation_db: float | None = None
    pace_thirds_wpm: tuple[float, ...] | None = None
    n_repetitions: int | None = None
    pace_spread_wpm: float | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One take as the index stores it.

    ``qualities`` and ``target_s`` are the question's; ``starred`` and ``story`` belong to the
    answer and so to all its takes; ``n_bytes`` is the size of the take's files.
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
    """The searchable texts of one take: its words, question, notes and story."""

    words: str
    prompt: str
    notes: str
    story: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything stored about one take; ``problems`` lists what could not be read.

    ``analysis`` has the corrections applied, ``original`` has not; ``transcript`` is the
    uncorrected one.
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
    """A take that a crash left without its report, and that no running process has locked.

    ``seconds`` is the length of the sound; None where the header is not readable.
    """

    folder: TakeFolder
    seconds: float | None
    last_written: datetime
    question: Question | None
    state: UnfinishedState = "recorded"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Result of `rebuild`: the number of takes found, and the files that were renamed."""

    n_takes: int
    set_aside: tuple[Path, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """Counts and sizes of the recordings folder."""

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
