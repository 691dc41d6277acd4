"""Events that a session sends to its user interface, and the candidate's commands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from voicecoach.library import TakeFolder
from voicecoach.types import Analysis, Priority, Question


class Command(Enum):
    """What the candidate can ask for."""

    END = auto()
    PAUSE = auto()
    DISCARD = auto()
    RETAKE = auto()
    NEXT = auto()
    QUIT = auto()


@dataclass(frozen=True, slots=True)
class Notice:
    """A message for the candidate, with a remedy or an empty one."""

    text: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """The question is about to be spoken; ``focus`` is the priority of the take before."""

    question: Question
    number: int
    total: int
    take: int
    focus: Priority | None


@dataclass(frozen=True, slots=True)
class AnswerNow:
    """Recording has begun: the candidate may speak."""


@dataclass(frozen=True, slots=True)
class Metering:
    """The state of the running take; ``caption`` are its last words, as far as recognised."""

    elapsed_s: float
    level_db: float
    target_s: tuple[float, float]
    paused: bool
    caption: str = ""


@dataclass(frozen=True, slots=True)
class TakeEnded:
    """The take is closed; ``why`` is a reason, empty where the candidate ended it."""

    duration_s: float
    why: str


@dataclass(frozen=True, slots=True)
class Working:
    """A step of the analysis; ``share`` in [0, 1]."""

    step: str
    share: float


@dataclass(frozen=True, slots=True)
class Reported:
    """The analysis of a take, stored."""

    folder: TakeFolder
    question: Question
    analysis: Analysis
    take: int


@dataclass(frozen=True, slots=True)
class RoundBegins:
    """A round of a mock interview begins, or goes on where ``n_done`` questions were answered.

    Parameters
    ----------
    number, total
        Its place among the rounds, counted from 1.
    left_s
        Speaking time that is left, in seconds.
    is_spoken_work
        Whether it stands for coding or design, which is spoken here.
    """

    title: str
    number: int
    total: int
    n_questions: int
    n_done: int
    left_s: float
    is_spoken_work: bool


@dataclass(frozen=True, slots=True)
class RoundEnded:
    """A round is over; ``n_left`` questions were not reached, ``following`` is the next's title.

    ``following`` is empty after the last round; ``n_gone`` questions are no longer in the pack.
    """

    title: str
    n_left: int
    spoken_s: float
    following: str
    n_gone: int = 0


Event = (
    Notice
    | QuestionAsked
    | AnswerNow
    | Metering
    | TakeEnded
    | Working
    | Reported
    | RoundBegins
    | RoundEnded
)


class SessionUI(Protocol):
    """The user interface of a session: it shows events and reads the candidate's commands."""

    def show(self, event: Event) -> None:
        """Show one event."""

    def poll(self, timeout_s: float) -> Command | None:
        """Return a command given within ``timeout_s``, or nothing."""

    def confirm(self, text: str) -> bool:
        """Ask a yes-or-no question; where nobody can answer, no."""

    def choose_next(self, *, last: bool) -> Command:
        """Return NEXT, RETAKE or QUIT after a report; where nobody can answer, NEXT."""
