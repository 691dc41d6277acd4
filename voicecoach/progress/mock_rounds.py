"""The rounds of a full mock interview: how many a stage has, how long they are, what is asked.

Packs describe a stage's length in words ("3 to 4 rounds of about 60 minutes").  Numbers are read
from there; where a pack names none, the rules of this module decide, and nothing else does.
"""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from voicecoach.library import Entry
from voicecoach.library.refs import shown_takes
from voicecoach.questions.choosing import FOLLOW_UP_TARGET_S
from voicecoach.types import FORMAT_VERSION, Pack, Question, QuestionKind, Stage

RoundState = Literal["waiting", "begun", "ended"]

USUAL_MINUTES = 30.0
"""Minutes of a stage whose pack names none.  Own rule: a first call's upper end."""

SPOKEN_SHARE = 0.5
"""Of a round the candidate speaks about half; the other half asks, explains and greets.  Own
rule."""

MIN_ROUND_S = 300.0
MAX_ROUND_S = 1800.0
"""Speaking time of a round.  Own rule: less is no interview, more tires without teaching."""

MAX_ROUNDS = 4
"""Rounds of one stage: packs name up to four."""

MAX_QUESTIONS = 6
"""Questions of one round.  Own rule: what a talk of an hour has room for."""

CUT_IN_FACTOR = 1.5
"""An interviewer moves on when an answer is so many times as long as its longest good length.
Own rule."""

MIN_ANSWER_S = 10.0
"""What an answer gets at the end of a round; with less time left no question is begun."""

ORDER: dict[QuestionKind, int] = {
    "introduction": 0,
    "motivation": 1,
    "explain": 2,
    "star": 3,
    "ask_them": 4,
}
"""The order in one round: greeting first, the candidate's own questions last."""

WORD_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}

_NUMBER = r"(\d+|one|two|three|four|five)"
_RANGE = rf"\b{_NUMBER}(?: ?(?:to|or|-|–) ?{_NUMBER})? ?"
_ROUNDS = re.compile(_RANGE + r"(?:rounds|conversations|interviews|talks)\b", re.IGNORECASE)
_MINUTES = re.compile(_RANGE + r"(?:minutes|min)\b", re.IGNORECASE)
_HOUR = re.compile(r"\b(?:an|one) hour\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MockRound:
    """One round of a mock interview.

    Parameters
    ----------
    stage, title
        The stage's name in the pack, and what the round is called.
    questions
        Ids of its questions, in the order in which they are asked.
    limit_s
        Speaking time in seconds; when it is over, the interviewer ends the round.
    sessions
        Names of the library's sessions in which it was held: one, and one more each time that it
        was resumed.
    state
        ``ended`` once all was asked or its time was over.
    """

    stage: str
    title: str
    questions: tuple[str, ...]
    limit_s: float
    sessions: tuple[str, ...] = ()
    state: RoundState = "waiting"


@dataclass(frozen=True, slots=True)
class MockRecord:
    """A mock interview as its file holds it; the answers lie in the library.

    ``started`` is ISO 8601 with its offset from UTC.
    """

    name: str
    pack: str
    started: str
    rounds: tuple[MockRound, ...]
    format_version: int = FORMAT_VERSION

    @property
    def is_over(self) -> bool:
        """Whether every round has ended."""
        return all(one.state == "ended" for one in self.rounds)

    @property
    def is_begun(self) -> bool:
        """Whether anything was answered."""
        return any(one.sessions for one in self.rounds)

    @property
    def n_ended(self) -> int:
        """How many rounds have ended."""
        return sum(one.state == "ended" for one in self.rounds)

    def change(self, number: int, changed: MockRound) -> MockRecord:
        """Return the mock with another round at ``number``, counted from 0."""
        rounds = (*self.rounds[:number], changed, *self.rounds[number + 1 :])
        return replace(self, rounds=rounds)


@dataclass(frozen=True, slots=True)
class RoundProgress:
    """How far a round is, by what the library holds.

    Parameters
    ----------
    entries
        The takes that stand for its answers, follow-ups included, oldest first.
    spent_s
        Seconds that were recorded.
    open_questions
        Ids of the questions without a recording, in their order.
    """

    entries: tuple[Entry, ...]
    spent_s: float
    open_questions: tuple[str, ...]


def plan_rounds(
    pack: Pack, *, seed: int, stage: str | None = None, preferred: Collection[str] = ()
) -> tuple[MockRound, ...]:
    """Return the rounds of a mock interview: the pack's stages that have questions, in order.

    Parameters
    ----------
    seed
        Decides which of a stage's questions are asked; the same seed gives the same rounds.
    stage
        Only this stage.
    preferred
        Ids of questions to take first: those of a plan's requirements.
    """
    found: list[MockRound] = []
    for one in pack.stages:
        if stage not in (None, one.name):
            continue
        pool = [question for question in pack.questions if question.stage == one.name]
        if pool:
            found += _rounds_of(one, pool, random.Random(f"{seed}/{one.name}"), preferred)  # noqa: S311
    return tuple(found)


def _rounds_of(
    stage: Stage, pool: Sequence[Question], chance: random.Random, preferred: Collection[str]
) -> list[MockRound]:
    """Deal a stage's questions to its rounds: each gets its own, a closing question for each."""
    limit_s = round_limit_s(stage)
    mixed = list(pool)
    chance.shuffle(mixed)
    mixed.sort(key=lambda question: question.id not in preferred)
    closing = [question for question in mixed if question.kind == "ask_them"]
    opening = [question for question in mixed if ORDER[question.kind] < ORDER["explain"]]
    main = [question for question in mixed if question.kind in ("explain", "star")]
    n_rounds = min(count_rounds(stage), max(1, len(main)))
    title = stage.title
    rounds = []
    for number in range(n_rounds):
        asked = opening if number == 0 else []
        last = closing[number : number + 1] if main or opening else closing
        share = main[number::n_rounds]
        n_main = max(0, count_questions([*asked, *share, *last], limit_s) - len(last) - len(asked))
        chosen = [*asked, *share[:n_main], *last][:MAX_QUESTIONS]
        chosen.sort(key=lambda question: ORDER[question.kind])
        of = f", round {number + 1} of {n_rounds}" if n_rounds > 1 else ""
        rounds.append(MockRound(stage.name, title + of, tuple(q.id for q in chosen), limit_s))
    return [one for one in rounds if one.questions]


def count_rounds(stage: Stage) -> int:
    """Return how many rounds a stage has by its length: the smaller number named, else one."""
    found = _ROUNDS.search(stage.length)
    return max(1, min(_number(found[1]), MAX_ROUNDS)) if found else 1


def round_limit_s(stage: Stage) -> float:
    """Return the seconds that a candidate speaks in one round of a stage."""
    found = _MINUTES.search(stage.length)
    minutes = USUAL_MINUTES
    if found:
        minutes = float(_number(found[1]))
    elif _HOUR.search(stage.length):
        minutes = 60.0
    return min(MAX_ROUND_S, max(MIN_ROUND_S, SPOKEN_SHARE * 60.0 * minutes))


def count_questions(pool: Sequence[Question], limit_s: float) -> int:
    """Return how many questions of middle length, each with a follow-up, a round has time for."""
    if not pool:
        return 0
    follow_up_s = sum(FOLLOW_UP_TARGET_S) / 2
    mean_s = sum(sum(one.target_s) / 2 for one in pool) / len(pool) + follow_up_s
    return max(1, min(round(limit_s / mean_s), MAX_QUESTIONS, len(pool)))


def answer_limit_s(question: Question) -> float:
    """Return after how many seconds an interviewer moves on from an answer."""
    return CUT_IN_FACTOR * question.target_s[1]


def thinks_aloud(questions: Iterable[Question]) -> bool:
    """Return whether a round is one of explanations: coding or design, spoken, not written."""
    kinds = [question.kind for question in questions]
    return kinds.count("explain") * 2 > sum(kind in ("explain", "star") for kind in kinds)


def measure_round(
    one: MockRound, entries: Iterable[Entry], lengths: Mapping[str, float] | None = None
) -> RoundProgress:
    """Return how far a round is.

    Parameters
    ----------
    entries
        Every take of the library.
    lengths
        Seconds of recordings without figures, by ``ref``: where nothing was said, or that a crash
        left.
    """
    known = lengths or {}
    mine = [e for e in entries if e.session in one.sessions and e.state != "empty"]
    shown = tuple(reversed(shown_takes(mine)))
    seconds = [
        known.get(e.ref, 0.0) if e.summary is None else e.summary.total_s or 0.0 for e in mine
    ]
    answered = {entry.question_id for entry in shown}
    left = tuple(name for name in one.questions if name not in answered)
    return RoundProgress(shown, sum(seconds), left)


def _number(text: str) -> int:
    return WORD_NUMBERS.get(text.lower()) or int(text)
