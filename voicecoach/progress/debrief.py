"""What one sitting showed over its answers: what repeated, what was missing, one thing next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from voicecoach.analysis.advice.codes import NOTE_CODES
from voicecoach.analysis.advice.harm import BASE
from voicecoach.analysis.advice.next_steps import TRY
from voicecoach.analysis.advice.priority import missing_parts
from voicecoach.library import Entry
from voicecoach.library.refs import shown_takes
from voicecoach.progress.entry_figures import length_s
from voicecoach.progress.stories import told_twice
from voicecoach.questions.choosing import main_question
from voicecoach.types import PARTS, Analysis

ONE_SITTING = timedelta(minutes=60)
"""Sessions that begin so soon after each other are one sitting: the site makes one a question."""

MIN_REPEATED = 2
"""Answers: what happens once is chance."""

MIN_FILLER = 3
"""Times that one filler was said over the sitting to be named.  Own rule."""

USUAL_HARM = 30.0
"""Of a finding whose harm depends on its size in one answer: between the great and the small."""

OWN_LINES = frozenset({"part-missing", "many-fillers", "quality-not-shown", "corrected"})
"""Notes that the debrief counts in lines of its own, or that say nothing about the answer."""

LIKELY = 0.5
"""Probability from which a filler counts, as in the likely figure of a report."""


@dataclass(frozen=True, slots=True)
class DebriefAnswer:
    """One answer of the sitting: the take that lists show, its analysis if it has one, its title.

    ``title`` is the question's.
    """

    entry: Entry
    analysis: Analysis | None
    title: str

    @property
    def has_words(self) -> bool:
        """Whether words of it are known; else nothing but its length can be judged."""
        return self.analysis is not None and bool(self.analysis.measures.n_words)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Something that several answers have in common.

    Parameters
    ----------
    code
        A note's code, ``missing-`` and a part, or ``filler``.
    text
        What it is, as a sentence.
    refs
        The takes in which it was found.
    n_of
        How many answers could have shown it.
    """

    code: str
    text: str
    refs: tuple[str, ...]
    n_of: int


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing for tomorrow, with the question to practise it on.

    ``question`` is the question's id.
    """

    code: str
    message: str
    try_next: str
    question: str
    pack: str
    ref: str


@dataclass(frozen=True, slots=True)
class Debrief:
    """What a sitting showed; lists are empty where nothing was found.

    ``shown`` holds each quality with the takes that show it, ``not_shown`` those that a question
    asked for and no answer to it showed; answers without words say nothing of either.  ``twice``
    holds each story told for different questions, with a take for each.
    """

    sessions: tuple[str, ...]
    started: datetime
    answers: tuple[DebriefAnswer, ...]
    spoken_s: float
    repeated: tuple[Pattern, ...]
    missing: tuple[Pattern, ...]
    shown: tuple[tuple[str, tuple[str, ...]], ...]
    not_shown: tuple[str, ...]
    twice: tuple[tuple[str, tuple[str, ...]], ...]
    next_step: NextStep | None

    @property
    def n_unjudged(self) -> int:
        """Answers without words, of which nothing but their length is known."""
        return sum(not one.has_words for one in self.answers)


def find_sitting(entries: Iterable[Entry], session: str) -> tuple[Entry, ...]:
    """Return the takes of a session and of those that belong to its sitting, oldest first."""
    takes = list(entries)
    began = {entry.session: entry.started for entry in takes}
    if session not in began:
        return ()
    order = sorted(began, key=lambda name: (began[name], name))
    at = first = last = order.index(session)
    while first > 0 and began[order[first]] - began[order[first - 1]] <= ONE_SITTING:
        first -= 1
    while last + 1 < len(order) and began[order[last + 1]] - began[order[last]] <= ONE_SITTING:
        last += 1
    assert first <= at <= last  # noqa: S101 - it holds the session asked for
    names = set(order[first : last + 1])
    found = (entry for entry in takes if entry.session in names)
    return tuple(sorted(found, key=lambda e: (e.started, e.session, e.answer, e.take)))


def build_debrief(answers: Sequence[DebriefAnswer]) -> Debrief:
    """Return what a sitting's answers show together.

    Parameters
    ----------
    answers
        At least one, oldest first; one take of each (``library.refs.shown_takes``).
    """
    entries = [one.entry for one in answers]
    with_words = [one for one in answers if one.has_words]
    missing = _find_missing(with_words)
    repeated = _find_repeated(with_words)
    shown = _find_shown(with_words)
    asked = dict.fromkeys(quality for one in with_words for quality in one.entry.qualities)
    return Debrief(
        tuple(dict.fromkeys(entry.session for entry in entries)),
        min(entry.started for entry in entries),
        tuple(answers),
        sum(length_s(entry.summary) or 0.0 for entry in entries),
        repeated,
        missing,
        tuple(shown.items()),
        tuple(name for name in asked if name not in shown),
        _find_told_twice(entries),
        _choose_step(with_words, missing),
    )


def select_answers(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return one take of each answer of a sitting, oldest answer first."""
    return tuple(reversed(shown_takes(entries)))


def _find_missing(answers: Sequence[DebriefAnswer]) -> tuple[Pattern, ...]:
    """Return each STAR part that is missing in more than one story, the gravest first."""
    stories = [(one, one.analysis) for one in answers if one.analysis and one.analysis.star.parts]
    absent = {one.entry.ref: missing_parts(analysis) for one, analysis in stories}
    found = []
    for part in sorted(PARTS, key=lambda name: -BASE[f"missing-{name}"]):
        refs = tuple(ref for ref, parts in absent.items() if part in parts)
        if len(refs) >= MIN_REPEATED:
            text = f"No {part} in {len(refs)} of {len(stories)} stories."
            found.append(Pattern(f"missing-{part}", text, refs, len(stories)))
    return tuple(sorted(found, key=lambda one: -len(one.refs)))


def _find_repeated(answers: Sequence[DebriefAnswer]) -> tuple[Pattern, ...]:
    """Return what was noted in more than one answer, the most frequent first."""
    refs: dict[str, list[str]] = {}
    for one in answers:
        notes = one.analysis.notes if one.analysis else ()
        codes = dict.fromkeys(note.code for note in notes if note.severity != "good")
        for code in codes:
            refs.setdefault(code, []).append(one.entry.ref)
    found = [
        Pattern(code, _meaning(code), tuple(where), len(answers))
        for code, where in refs.items()
        if len(where) >= MIN_REPEATED and code not in OWN_LINES and not code.startswith("retake-")
    ]
    found += _find_filler(answers)
    return tuple(sorted(found, key=lambda one: -len(one.refs)))


def _find_filler(answers: Sequence[DebriefAnswer]) -> list[Pattern]:
    """Return the filler that was said most, where it was said in more than one answer."""
    said: Counter[str] = Counter()
    refs: dict[str, list[str]] = {}
    for one in answers:
        fillers = one.analysis.fillers if one.analysis else ()
        texts = [f.text for f in fillers if f.text and f.probability >= LIKELY]
        said.update(texts)
        for text in dict.fromkeys(texts):
            refs.setdefault(text, []).append(one.entry.ref)
    for text, n in said.most_common():
        if n >= MIN_FILLER and len(refs[text]) >= MIN_REPEATED:
            said_so = f"“{text}” was said {n} times."
            return [Pattern("filler", said_so, tuple(refs[text]), len(answers))]
    return []


def _meaning(code: str) -> str:
    meaning = NOTE_CODES.get(code, code)
    if not meaning.startswith("..."):
        return meaning
    found = NOTE_CODES[code.removesuffix("-missing")]
    return f"Not found: {found[:1].lower()}{found[1:]}"


def _find_shown(answers: Sequence[DebriefAnswer]) -> dict[str, tuple[str, ...]]:
    shown: dict[str, list[str]] = {}
    for one in answers:
        for quality in one.entry.summary.shown if one.entry.summary else ():
            shown.setdefault(quality, []).append(one.entry.ref)
    return {name: tuple(refs) for name, refs in shown.items()}


def _find_told_twice(entries: Sequence[Entry]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    told: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.story:
            told.setdefault(entry.story, []).append(entry)
    twice = ((name, told_twice(some)) for name, some in told.items())
    return tuple((name, tuple(entry.ref for entry in some)) for name, some in twice if some)


def _choose_step(answers: Sequence[DebriefAnswer], missing: Sequence[Pattern]) -> NextStep | None:
    """Return the one thing: a part that half the stories lack, else the commonest priority.

    It is practised on the last answer that lacked it, whose own words the advice holds.
    """
    judged = [(one, one.analysis.priority) for one in answers
              if one.analysis and one.analysis.priority]  # fmt: skip
    if not judged:
        return None
    codes = Counter(priority.code for _, priority in judged)
    lacking = next((p for p in missing if 2 * len(p.refs) >= p.n_of), None)
    code = lacking.code if lacking else max(codes, key=lambda c: (codes[c], -_rank(c)))
    if lacking is not None:
        judged = [(one, p) for one, p in judged if one.entry.ref in lacking.refs] or judged
    one, priority = next(((o, p) for o, p in reversed(judged) if p.code == code), judged[-1])
    message, try_next = priority.message, priority.try_next
    if lacking is not None:
        message = lacking.text
        if priority.code != code:
            part = code.removeprefix("missing-")
            try_next = f"Give each story one sentence of its own for the {part}."
    elif codes[code] > 1:
        meaning = _meaning(code) if code in NOTE_CODES else message
        message = f"In {codes[code]} answers: {_inside(meaning)}"
        try_next = try_next or TRY.get(code, "")
    entry = one.entry
    question = main_question(entry.question_id)  # nobody can practise a follow-up alone
    return NextStep(code, message, try_next, question, entry.pack, entry.ref)


def _inside(sentence: str) -> str:
    """Return a sentence as it goes on behind a colon: names and “I” keep their capital."""
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence


def _rank(code: str) -> float:
    """Return how late a priority comes: what costs an answer most comes first."""
    if code == "weak-result" or code.startswith("missing-"):
        return -BASE["no-episode"]
    return -BASE.get(code, USUAL_HARM)
