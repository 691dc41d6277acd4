"""What a session and its user interface exchange: events to show, commands to follow."""

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
    """One line the candidate should know, with what to do where there is something to do."""

    text: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """The question is about to be heard; ``focus`` is the priority of the take before."""

    question: Question
    number: int
    total: int
    take: int
    focus: Priority | None


@dataclass(frozen=True, slots=True)
class AnswerNow:
    """The microphone's sound counts from here on."""


@dataclass(frozen=True, slots=True)
class Metering:
    """The state of the running take."""

    elapsed_s: float
    level_db: float
    target_s: tuple[float, float]
    paused: bool


@dataclass(frozen=True, slots=True)
class TakeEnded:
    """The take is closed; ``why`` is a clause such as "you ended it"."""

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


Event = Notice | QuestionAsked | AnswerNow | Metering | TakeEnded | Working | Reported


class SessionUI(Protocol):
    """What a user interface does for a session: shows events, reads the candidate's commands."""

    def show(self, event: Event) -> None:
        """Show one event."""

    def poll(self, timeout_s: float) -> Command | None:
        """Return a command given within ``timeout_s``, or nothing."""

    def confirm(self, text: str) -> bool:
        """Ask a yes-or-no question; where nobody can answer, no."""

    def choose_next(self, *, last: bool) -> Command:
        """Return NEXT, RETAKE or QUIT after a report; where nobody can answer, NEXT."""
