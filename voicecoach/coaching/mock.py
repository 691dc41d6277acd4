"""Holds a full mock interview: rounds after each other, an interviewer who moves on, breaks.

Each round is a session of the same practice as every other; what is different is who decides.  The
candidate ends an answer, and nothing else: the interviewer asks a follow-up or moves on, no report
is shown before the debrief, and a round ends when its time is over.  The file of the mock interview
holds the rounds and the names of their sessions.  How far it is follows from the answers on disk,
so that a killed program loses nothing and goes on with the next question.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from voicecoach.coaching.events import (
    AnswerNow,
    Command,
    Event,
    QuestionAsked,
    Reported,
    RoundBegins,
    RoundEnded,
    SessionUI,
    TakeEnded,
)
from voicecoach.coaching.mock_store import Mocks, measure_bare_takes
from voicecoach.coaching.session import Practice
from voicecoach.coaching.take_monitor import Limits
from voicecoach.errors import LibraryError
from voicecoach.progress.mock_rounds import (
    MIN_ANSWER_S,
    MockRecord,
    MockRound,
    answer_limit_s,
    measure_round,
    thinks_aloud,
)
from voicecoach.questions.choosing import FOLLOW_UP_TARGET_S
from voicecoach.report.wording import clock
from voicecoach.types import Analysis, Question

MAX_FOLLOW_UPS = 1
"""Follow-up questions to one answer: an interviewer who has a list asks one.  Own rule."""


class InterviewUI(SessionUI, Protocol):
    """The candidate's side of a mock interview."""

    def asked_to_stop(self) -> bool:
        """Return whether QUIT was given while nobody listened; drop what else was given then."""


@dataclass
class Interviewer:
    """Stands between one round and the candidate: shows, times and moves on.

    It is the session's user interface and its pacing.

    Parameters
    ----------
    ui
        The candidate's side.
    left_s
        Speaking time that the round still has, in seconds.
    n_done, n_total
        Questions of the round that were answered before, and all of them.
    on_answer
        Called when the microphone is open and an answer begins.
    """

    ui: InterviewUI
    left_s: float
    n_done: int
    n_total: int
    on_answer: Callable[[], None]
    spoken_s: float = 0.0
    wants_to_stop: bool = field(default=False, init=False)

    @property
    def is_time_up(self) -> bool:
        """Whether no further question is begun."""
        return self.left_s < MIN_ANSWER_S

    # --- the candidate's side ---

    def show(self, event: Event) -> None:
        """Pass an event on; reports are kept for the debrief."""
        match event:
            case QuestionAsked():
                place = (event.number + self.n_done, self.n_total)
                event = replace(event, number=place[0], total=place[1])
            case TakeEnded():
                self.spoken_s += event.duration_s
                self.left_s -= event.duration_s
            case AnswerNow():
                self.on_answer()
                self.wants_to_stop |= self.ui.asked_to_stop()
            case Reported():
                return
        self.ui.show(event)

    def poll(self, timeout_s: float) -> Command | None:
        """Return what the candidate may do during an answer: end it, pause, or stop for today."""
        command = Command.QUIT if self.wants_to_stop else self.ui.poll(timeout_s)
        if command is Command.QUIT:
            self.wants_to_stop = True
            return Command.END
        return command if command in (Command.END, Command.PAUSE) else None

    def confirm(self, text: str) -> bool:
        """Pass a question on to the candidate."""
        return self.ui.confirm(text)

    def choose_next(self, *, last: bool) -> Command:
        """Go on at once, unless time is up or the candidate wants to stop."""
        del last
        self.wants_to_stop |= self.ui.asked_to_stop()
        return Command.QUIT if self.wants_to_stop or self.is_time_up else Command.NEXT

    # --- the interviewer's ---

    def limits(self, question: Question) -> Limits:
        """Return when the interviewer moves on: well past a good length, or with the round."""
        own_s = answer_limit_s(question)
        left_s = max(self.left_s, MIN_ANSWER_S)
        if own_s <= left_s:
            return Limits(own_s, cut_in=f"the interviewer moves on after {clock(own_s)}")
        return Limits(left_s, cut_in="the time of this round is up")

    def follow_ups(self, analysis: Analysis) -> tuple[str, ...]:
        """Return the one follow-up that is asked, if there is time for a reply."""
        if self.left_s < FOLLOW_UP_TARGET_S[0] or self.wants_to_stop:
            return ()
        return analysis.follow_ups[:MAX_FOLLOW_UPS]


@dataclass(frozen=True, slots=True)
class _Left:
    """What a round has left: seconds recorded, what it can still ask, questions that are gone."""

    spent_s: float
    questions: tuple[Question, ...]
    n_gone: int


@dataclass
class MockInterview:
    """Holds the open rounds of a mock interview until the candidate stops or all are over.

    Parameters
    ----------
    mocks
        Where the record is kept.
    record
        The mock interview as it stands.
    practice
        The session under it.
    ui
        The candidate's side.
    """

    mocks: Mocks
    record: MockRecord
    practice: Practice
    ui: InterviewUI

    def run(self) -> MockRecord:
        """Hold round after round and return the record as it stands then.

        Raises
        ------
        VoiceCoachError
            As `Mocks.hold` and `Practice.run`; what was answered until then counts.
        """
        with self.mocks.hold(self.record) as self.record:
            self._hold_rounds()
        return self.record

    def _hold_rounds(self) -> None:
        self.practice.ask_follow_ups = True
        for number, one in enumerate(self.record.rounds):
            if one.state == "ended":
                continue
            interviewer = self._hold(number)
            if interviewer.wants_to_stop:
                break
            following = next((r for r in self.record.rounds if r.state != "ended"), None)
            left = self._look(self.record.rounds[number])
            title = following.title if following else ""
            self.ui.show(
                RoundEnded(
                    one.title,
                    len(left.questions),
                    interviewer.spoken_s,
                    title,
                    left.n_gone,
                )
            )
            if following and self.ui.choose_next(last=False) is Command.QUIT:
                break

    def _hold(self, number: int) -> Interviewer:
        """Ask what a round has not asked yet, and note its end unless the candidate stopped."""
        one = self.record.rounds[number]
        left = self._look(one)
        n_total = len(one.questions) - left.n_gone
        interviewer = Interviewer(
            self.ui,
            one.limit_s - left.spent_s,
            n_total - len(left.questions),
            n_total,
            lambda: self._note(number),
        )
        if left.questions and not interviewer.is_time_up:
            self._announce(number, interviewer, left.questions)
            self.practice.ui = self.practice.pacing = interviewer
            try:
                self.practice.run(left.questions)
            except BaseException:
                with contextlib.suppress(LibraryError):  # the first error is the one to report
                    self._forget_session(number, one)
                raise
            finally:
                self.practice.ui, self.practice.pacing = self.ui, None
            self._forget_session(number, one)
        # who stops during the last answer has answered everything
        if not interviewer.wants_to_stop or not self._look(self.record.rounds[number]).questions:
            ended = replace(self.record.rounds[number], state="ended")
            self._save(self.record.change(number, ended))
        return interviewer

    def _announce(
        self, number: int, interviewer: Interviewer, questions: Sequence[Question]
    ) -> None:
        one = self.record.rounds[number]
        self.ui.show(
            RoundBegins(
                one.title,
                number + 1,
                len(self.record.rounds),
                interviewer.n_total,
                interviewer.n_done,
                interviewer.left_s,
                thinks_aloud(questions),
            )
        )

    def _look(self, one: MockRound) -> _Left:
        """Return what a round has left, by what the library holds now."""
        takes, _ = self.practice.library.scan()
        lengths = measure_bare_takes(self.practice.library, self.record, takes)
        progress = measure_round(one, takes, lengths)
        known = {question.id: question for question in self.practice.pack.questions}
        questions = tuple(known[name] for name in progress.open_questions if name in known)
        return _Left(progress.spent_s, questions, len(progress.open_questions) - len(questions))

    def _note(self, number: int) -> None:
        """Write down the running session before its first take: its answers belong to the round."""
        one = self.record.rounds[number]
        session = self.practice.session_name
        if session not in one.sessions:
            begun = replace(one, sessions=(*one.sessions, session), state="begun")
            self._save(self.record.change(number, begun))

    def _forget_session(self, number: int, before: MockRound) -> None:
        """Note the round as before a session that is not kept: its name is free for another."""
        if not self.practice.session_name and self.record.rounds[number] != before:
            self._save(self.record.change(number, before))

    def _save(self, record: MockRecord) -> None:
        self.record = record
        self.mocks.save(record)
