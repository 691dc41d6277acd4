"""The analysis document of format 1: what was measured, judged and advised.

Times are seconds from the start of the recording, as floats.  ``None`` means "could not be
measured"; the analysis then says why under ``withheld``.  The field names below ``Analysis``
are the data contract (docs/data-format.md is generated from them).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from voicecoach.types.pack import QuestionKind
from voicecoach.types.speech import Recording, Transcript

FORMAT_VERSION = 1

PartName = Literal["situation", "task", "action", "result"]
SentencePart = Literal["situation", "task", "action", "result", "other"]
Verdict = Literal["found", "weak", "missing"]
PauseKind = Literal["brief", "long", "stall"]
FillerKind = Literal["hesitation", "marker", "acoustic"]
Severity = Literal["good", "info", "warn"]

PARTS: tuple[PartName, ...] = ("situation", "task", "action", "result")


@dataclass(frozen=True, slots=True)
class QuestionRef:
    """The question as the analysis document quotes it."""

    id: str
    pack: str
    kind: QuestionKind
    prompt: str
    target_s: tuple[float, float]
    qualities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures of one answer; definitions and formulas in docs/methods.md."""

    total_s: float | None = None
    span_s: float | None = None
    phonation_s: float | None = None
    pause_s: float | None = None
    response_latency_s: float | None = None
    first_word_latency_s: float | None = None
    n_words: int | None = None
    n_pauses: int | None = None
    n_long_pauses: int | None = None
    longest_pause_s: float | None = None
    speech_rate_wpm: float | None = None
    articulation_rate_wpm: float | None = None
    n_hesitations: int | None = None
    n_markers: int | None = None
    n_acoustic: int | None = None
    fillers_per_minute: tuple[float, float] | None = None
    n_repetitions: int | None = None
    pitch_variation_semitones: float | None = None
    level_variation_db: float | None = None
    pace_thirds_wpm: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class PacePoint:
    """Speech rate inside one window of the answer."""

    start: float
    end: float
    wpm: float


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence of at least 250 ms inside the spoken span."""

    start: float
    end: float
    kind: PauseKind
    after_word: int | None
    at_clause_end: bool | None


@dataclass(frozen=True, slots=True)
class Filler:
    """One filler; ``probability`` is that of being a filler, not of the recognition."""

    start: float | None
    end: float | None
    text: str
    kind: FillerKind
    word_index: int | None
    probability: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, labelled; ``first_word`` and ``last_word`` are inclusive indices."""

    text: str
    start: float | None
    end: float | None
    first_word: int
    last_word: int
    part: SentencePart
    probability: float
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StarPart:
    """The verdict on one part, with its best sentence as proof."""

    verdict: Verdict
    seconds: float | None
    share: float | None
    quote: str
    why: str


@dataclass(frozen=True, slots=True)
class StarParts:
    """The four verdicts."""

    situation: StarPart
    task: StarPart
    action: StarPart
    result: StarPart


@dataclass(frozen=True, slots=True)
class QuantifiedResult:
    """Whether the result holds a number that says how much changed."""

    found: bool
    quote: str


@dataclass(frozen=True, slots=True)
class Ownership:
    """How often the candidate says I and we inside the action."""

    i: int
    we: int


@dataclass(frozen=True, slots=True)
class Star:
    """STAR coverage; ``parts`` and what follows are null where it does not apply."""

    applicable: bool
    sentences: tuple[Sentence, ...] = ()
    parts: StarParts | None = None
    order: tuple[PartName, ...] = ()
    quantified_result: QuantifiedResult | None = None
    ownership: Ownership | None = None


@dataclass(frozen=True, slots=True)
class RepeatedPhrase:
    """Words said again and again: ``starts`` are the seconds of each occurrence."""

    text: str
    count: int
    starts: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in the transcript and, where it helps, what could be said instead."""

    text: str
    start: float | None
    end: float | None
    instead: str = ""


@dataclass(frozen=True, slots=True)
class QualityEvidence:
    """A quality the question asks for, and the sentence that shows it, or nothing."""

    name: str
    evidence: bool
    quote: str


@dataclass(frozen=True, slots=True)
class Content:
    """What the words themselves show."""

    repeated_phrases: tuple[RepeatedPhrase, ...] = ()
    hedges: tuple[Mention, ...] = ()
    vague_verbs: tuple[Mention, ...] = ()
    qualities: tuple[QualityEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """One finding for the candidate; codes are stable (docs/notes.md)."""

    code: str
    severity: Severity
    message: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Priority:
    """The one thing to work on in the next take."""

    code: str
    message: str
    try_next: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A value that is null, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """The analysis document, format 1."""

    rules_version: str
    voicecoach_version: str
    question: QuestionRef | None
    recording: Recording | None
    transcript: Transcript | None
    measures: Measures
    star: Star
    content: Content = field(default_factory=Content)
    pace: tuple[PacePoint, ...] = ()
    pauses: tuple[Pause, ...] = ()
    fillers: tuple[Filler, ...] = ()
    notes: tuple[Note, ...] = ()
    priority: Priority | None = None
    follow_ups: tuple[str, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    format_version: int = FORMAT_VERSION
