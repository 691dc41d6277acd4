"""What a mock interview showed: over all its rounds, round by round, and which mistakes were made.

What repeated, which qualities were shown and the one thing for tomorrow are those of any sitting
(`progress.debrief`); what is added here is time, thinking aloud, and mistakes by rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from voicecoach.library import Entry
from voicecoach.progress.debrief import Debrief, DebriefAnswer, build_debrief
from voicecoach.progress.filters import Titles
from voicecoach.progress.mock_rounds import MockRecord, MockRound, measure_round, thinks_aloud
from voicecoach.types import Pack, Question

SILENT_S = 10.0
"""One silence of so many seconds while thinking aloud is named.  Own rule: half of it is a pause
for thought, after ten seconds an interviewer asks."""

MISTAKES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "generic": (
        "Generic",
        "What was said fits any candidate or any company: name one event, one product, one figure.",
        ("no-episode", "empty-words", "motivation-generic"),
    ),
    "no-company": (
        "Nothing about the company",
        "Your motivation did not name the company: say what of theirs you have used.",
        ("motivation-company-missing",),
    ),
    "not-my-area": (
        "“Not my area”",
        "It sounds like a refusal: say what you did to help.",
        ("not-my-area",),
    ),
    "blame": (
        "Blaming others",
        "Say what happened without judging, and what you did about it.",
        ("blame",),
    ),
    "no-questions": (
        "No questions of your own",
        "Bring three to five written questions; two will be answered on the way.",
        ("ask-no-question",),
    ),
    "silence": (
        "Thinking in silence",
        "Say what you are weighing while you weigh it: nobody can help with what is not said.",
        (),
    ),
}
"""Common mistakes that rules hear: name, advice, and the codes of the notes that show each."""


@dataclass(frozen=True, slots=True)
class MistakeShown:
    """A common mistake and the takes that show it; ``quote`` is what one of their notes says."""

    code: str
    title: str
    advice: str
    refs: tuple[str, ...]
    quote: str = ""


@dataclass(frozen=True, slots=True)
class SpokenWork:
    """What can be heard of an answer in a coding or design round.

    Parameters
    ----------
    parts, missing
        Parts of an explanation that were said and that were not: definition, comparison,
        example, decision.
    longest_silence_s
        The longest pause, or the time before the first word where that was longer.
    """

    ref: str
    title: str
    length_s: float | None
    parts: tuple[str, ...]
    missing: tuple[str, ...]
    longest_silence_s: float | None


@dataclass(frozen=True, slots=True)
class RoundResult:
    """One round: its time, its answers, what was not reached.

    ``not_reached`` are ids of questions, ``gone`` those that the pack no longer has;
    ``spoken_work`` is empty in a round of stories.
    """

    round: MockRound
    answers: tuple[DebriefAnswer, ...]
    spent_s: float
    not_reached: tuple[str, ...]
    spoken_work: tuple[SpokenWork, ...]
    shown: tuple[str, ...]
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MockDebrief:
    """What a mock interview showed; ``debrief`` is None while nothing was answered.

    ``titles`` are those of its pack.
    """

    record: MockRecord
    rounds: tuple[RoundResult, ...]
    debrief: Debrief | None
    mistakes: tuple[MistakeShown, ...]
    titles: Titles

    @property
    def spent_s(self) -> float:
        """Seconds that were recorded in all rounds."""
        return sum(one.spent_s for one in self.rounds)

    def round_of(self, ref: str) -> str:
        """Return the title of the round in which a take was recorded."""
        named = (r.round.title for r in self.rounds if any(a.entry.ref == ref for a in r.answers))
        return next(named, "")


def build_mock_debrief(
    record: MockRecord,
    pack: Pack | None,
    takes: Iterable[Entry],
    answers: Mapping[str, DebriefAnswer],
    lengths: Mapping[str, float] | None = None,
) -> MockDebrief:
    """Return what a mock interview showed.

    Parameters
    ----------
    pack
        The pack of its questions; None where it is gone: the kinds of the answers decide then.
    takes
        Every take of the library.
    answers
        The answers of its sessions with their analyses, by ``ref``.
    lengths
        Seconds of recordings without figures, by ``ref``.
    """
    takes = list(takes)
    known = {question.id: question for question in pack.questions} if pack else {}
    rounds = tuple(_build_round(one, takes, answers, known, lengths) for one in record.rounds)
    said = [answer for one in rounds for answer in one.answers]
    return MockDebrief(
        record,
        rounds,
        build_debrief(said) if said else None,
        tuple(_find_mistakes(rounds, known)),
        Titles([pack] if pack else []),
    )


def _build_round(
    one: MockRound,
    takes: Sequence[Entry],
    answers: Mapping[str, DebriefAnswer],
    known: Mapping[str, Question],
    lengths: Mapping[str, float] | None,
) -> RoundResult:
    progress = measure_round(one, takes, lengths)
    said = tuple(answers[e.ref] for e in progress.entries if e.ref in answers)
    asked = [known[name] for name in one.questions if name in known]
    shown = dict.fromkeys(q for a in said if a.entry.summary for q in a.entry.summary.shown)
    # a reply to a follow-up has no parts of an explanation of its own
    work = tuple(
        _spoken_work(a)
        for a in said
        if a.entry.kind == "explain" and a.entry.question_id in one.questions
    )
    # without the pack nobody knows which questions it would still have
    gone = tuple(name for name in progress.open_questions if known and name not in known)
    return RoundResult(
        one,
        said,
        progress.spent_s,
        tuple(name for name in progress.open_questions if name not in gone),
        work if thinks_aloud(asked) else (),
        tuple(shown),
        gone,
    )


def _spoken_work(answer: DebriefAnswer) -> SpokenWork:
    codes = [note.code for note in answer.analysis.notes] if answer.analysis else []
    parts = [code.removeprefix("explain-") for code in codes if code.startswith("explain-")]
    measures = answer.analysis.measures if answer.analysis else None
    silences = (measures.longest_pause_s, measures.response_latency_s) if measures else ()
    known = [seconds for seconds in silences if seconds is not None]
    return SpokenWork(
        answer.entry.ref,
        answer.title,
        measures.span_s if measures else None,
        tuple(p for p in parts if not p.endswith("-missing") and p != "depends"),
        tuple(p.removesuffix("-missing") for p in parts if p.endswith("-missing")),
        max(known, default=None),
    )


def _find_mistakes(
    rounds: Sequence[RoundResult], known: Mapping[str, Question]
) -> Iterator[MistakeShown]:
    """Yield the mistakes that showed: those of every interview, then those of the pack."""
    said = [answer for one in rounds for answer in one.answers]
    for code, (title, advice, notes) in MISTAKES.items():
        refs, quote = _noted(said, notes)
        if code == "silence":
            refs = tuple(
                work.ref
                for one in rounds
                for work in one.spoken_work
                if (work.longest_silence_s or 0.0) >= SILENT_S
            )
        if code == "no-questions" and not refs and _never_asked(rounds, known):
            yield MistakeShown(code, title, f"You asked none. {advice}", ())
        if refs:
            yield MistakeShown(code, title, advice, refs, quote)
    yield from _pack_mistakes(said)


def _noted(said: Sequence[DebriefAnswer], codes: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Return the takes with a note of these codes, and what the first such note says."""
    found = [
        (answer.entry.ref, note.message)
        for answer in said
        for note in (answer.analysis.notes if answer.analysis else ())
        if note.code in codes
    ]
    return tuple(dict.fromkeys(ref for ref, _ in found)), found[0][1] if found else ""


def _never_asked(rounds: Sequence[RoundResult], known: Mapping[str, Question]) -> bool:
    """Return whether an interview that is over had a place for questions, and it was not taken."""
    if any(one.round.state != "ended" for one in rounds):
        return False
    places = [
        name for one in rounds for name in one.round.questions
        if name in known and known[name].kind == "ask_them"
    ]  # fmt: skip
    # without figures nobody was heard in it
    taken = any(
        a.entry.kind == "ask_them" and a.entry.summary is not None
        for one in rounds
        for a in one.answers
    )
    return bool(places) and not taken


def _pack_mistakes(said: Sequence[DebriefAnswer]) -> Iterator[MistakeShown]:
    """Yield the pack's own mistakes that were heard, by the title with which their notes begin."""
    heard: dict[str, list[tuple[str, str]]] = {}
    for answer in said:
        for note in answer.analysis.notes if answer.analysis else ():
            if note.code == "mistake-heard":
                title, _, rest = note.message.partition(": ")
                heard.setdefault(title, []).append((answer.entry.ref, rest))
    for title, found in heard.items():
        refs = tuple(dict.fromkeys(ref for ref, _ in found))
        yield MistakeShown("mistake-heard", title, "", refs, found[0][1])
