"""The frozen values that flow through VoiceCoach; standard library only.

Times are seconds from the start of the recording, as floats.  Levels are dB relative to
full scale.  Probabilities lie in [0, 1].  ``None`` means "could not be measured"; the
analysis then says why under ``withheld``.  The field names below ``Analysis`` are the
data contract of format 1 (docs/data-format.md is generated from them).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

FORMAT_VERSION = 1

QuestionKind = Literal["star", "introduction", "explain", "motivation", "ask_them"]
PartName = Literal["situation", "task", "action", "result"]
SentencePart = Literal["situation", "task", "action", "result", "other"]
Verdict = Literal["found", "weak", "missing"]
PauseKind = Literal["brief", "long", "stall"]
FillerKind = Literal["hesitation", "marker", "acoustic"]
Severity = Literal["good", "info", "warn"]

PARTS: tuple[PartName, ...] = ("situation", "task", "action", "result")


# --- question packs ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A second question, and the condition in the answer that calls for it.

    ``when`` is one of ``always``, ``no_number``, ``no_result``, ``no_task``,
    ``no_situation``, ``no_action``, ``only_we``, ``no_alternative``, ``no_lesson``,
    ``no_example``, ``too_short``.
    """

    when: str
    ask: str


@dataclass(frozen=True, slots=True)
class Quality:
    """What an interviewer looks for: ``name`` is its id, ``title`` what people read."""

    name: str
    title: str
    meaning: str
    how_to_show: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """One round of the interview process."""

    name: str
    title: str
    purpose: str
    length: str
    advice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One prompt, as it is spoken, with what belongs to judging its answer.

    ``follows`` names the question that this one asks on from: the answer to a follow-up is
    no story of its own, and its parts are not judged.
    """

    id: str
    pack: str
    stage: str
    kind: QuestionKind
    prompt: str
    target_s: tuple[float, float]
    qualities: tuple[str, ...] = ()
    listens_for: tuple[str, ...] = ()
    pitfalls: tuple[str, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    glossary: tuple[str, ...] = ()
    follows: str | None = None


@dataclass(frozen=True, slots=True)
class Titled:
    """A heading with its explanation: a checklist item, a mistake, a skill, a fact, a FAQ entry."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """What candidates often get wrong; ``phrases`` are words by which it is heard in an answer."""

    title: str
    text: str
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact of a pack comes from."""

    title: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """A file of questions with everything a candidate prepares from."""

    name: str
    title: str
    company: str
    role: str
    locale: str
    summary: str
    last_verified: str
    stages: tuple[Stage, ...]
    qualities: tuple[Quality, ...]
    questions: tuple[Question, ...]
    part_shares: tuple[float, float, float, float] = (0.15, 0.10, 0.60, 0.15)
    company_terms: tuple[str, ...] = ()
    skills: tuple[Titled, ...] = ()
    checklist: tuple[Titled, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    faq: tuple[Titled, ...] = ()
    facts: tuple[Titled, ...] = ()
    sources: tuple[Source, ...] = ()


# --- what was heard ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the recording, ``0 <= start < end <= duration_s``."""

    start: float
    end: float

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class HeldSound:
    """A held voiced sound with steady pitch and spectrum: perhaps a hesitation no word covers."""

    start: float
    end: float
    probability: float


@dataclass(frozen=True, slots=True)
class Activity:
    """Where there is voice, from the signal alone.

    ``speech`` is ordered and disjoint; spans nearer than 120 ms are one.
    """

    duration_s: float
    speech: tuple[Span, ...]
    held_sounds: tuple[HeldSound, ...] = ()


@dataclass(frozen=True, slots=True)
class Recording:
    """What is known of one take's audio as a signal."""

    duration_s: float
    sample_rate: int
    n_samples: int
    sha256: str
    peak_db: float | None
    clipped_fraction: float
    noise_floor_db: float | None


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word; times and probability are null where words came as text."""

    text: str
    start: float | None = None
    end: float | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """A doubt about a stretch of the transcript: shown, never silently removed.

    Codes: ``no-voice``, ``too-fast``, ``loop``, ``compressible``, ``stock-phrase``,
    ``low-probability``, ``unrecognised-speech``.
    """

    code: str
    start: float | None
    end: float | None
    message: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words of one take.

    ``engine`` is ``faster-whisper``, ``text`` (typed or pasted words) or ``shipped``
    (the demo's own words, never presented as recognised).
    """

    engine: str
    model: str | None
    language: str
    text: str
    words: tuple[Word, ...]
    flags: tuple[Flag, ...] = ()


# --- the analysis document, format 1 ------------------------------------------------


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
