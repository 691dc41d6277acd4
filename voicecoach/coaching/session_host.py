"""Runs one practice session in a thread of its own, so that pages may come and go meanwhile.

A page may be reloaded, closed or opened twice while the candidate speaks.  So the session belongs
to no page: its events are numbered and kept, a page that is opened later reads them from the
current question on, and commands wait in a queue until the session asks for them.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from voicecoach.coaching.events import (
    AnswerNow,
    Command,
    Event,
    Metering,
    QuestionAsked,
    Reported,
    RoundBegins,
    TakeEnded,
)
from voicecoach.coaching.session import Practice
from voicecoach.errors import UsageError, VoiceCoachError
from voicecoach.types import Pack, Question

Phase = Literal["idle", "asking", "speaking", "working", "choosing", "finished", "failed"]

CLOSING_S = 5.0
"""How long a session may take to close its take when the site ends: the disk needs less."""

MAX_EVENTS = 500
"""A take has a dozen events; levels are not among them.  More would be a defect."""


@dataclass(frozen=True, slots=True)
class Choosing:
    """The report is there: again, next, or end.

    ``last`` says that certainly no question follows; without it a follow-up may.
    """

    last: bool


@dataclass(frozen=True, slots=True)
class Finished:
    """The session is over; ``session`` is the name of its folder, empty if nothing was kept."""

    session: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The session could not go on; what was said until then is kept."""

    message: str
    remedy: str


HostEvent = Event | Choosing | Finished | Failed

Hold = Callable[[Practice, "HostedUI"], object]
"""Runs a session once it was built, such as `Practice.run` over some questions."""

MakePractice = Callable[[Pack, "HostedUI"], Practice]
"""Builds the session: recorder, voice and model from the settings, events to the given face."""


class HostedUI:
    """The candidate's side of a hosted session: what `coaching.events.SessionUI` asks for."""

    def __init__(self, host: SessionHost) -> None:
        self._host = host
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()

    def send(self, command: Command) -> None:
        """Put a command into the queue that the session reads."""
        self._commands.put(command)

    def show(self, event: Event) -> None:
        """Keep one event for the pages."""
        self._host.keep(event)

    def asked_to_stop(self) -> bool:
        """Return whether QUIT came while no take ran, and drop what else came then."""
        given = []
        while (command := self.poll(0.0)) is not None:
            given.append(command)
        return Command.QUIT in given

    def poll(self, timeout_s: float) -> Command | None:
        """Return a command given within ``timeout_s``, or nothing."""
        try:
            return self._commands.get(timeout=timeout_s)
        except queue.Empty:
            return None

    def confirm(self, text: str) -> bool:
        """Say yes: the page has asked before it sent the command."""
        del text
        return True

    def choose_next(self, *, last: bool) -> Command:
        """Wait for the candidate to go on, repeat or end; no microphone is open meanwhile."""
        self._host.keep(Choosing(last))
        while True:
            command = self._commands.get()
            if command in {Command.NEXT, Command.RETAKE, Command.QUIT}:
                return command


class SessionHost:
    """At most one session at a time; any number of pages may look on.

    Parameters
    ----------
    make_practice
        Builds the session for a pack; called in the session's own thread.
    """

    def __init__(self, make_practice: MakePractice) -> None:
        self._make_practice = make_practice
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._ui: HostedUI | None = None
        self._on_report: Callable[[Reported], None] | None = None
        self._events: list[tuple[int, HostEvent]] = []
        self._n_events = 0
        self.phase: Phase = "idle"
        self.question: Question | None = None
        """The question of the running or last session."""
        self.pack: Pack | None = None
        self.story = ""
        """The name of the story that the running or last session tells; empty where it has none."""
        self.mock_name = ""
        """The name of the running or last mock interview; empty where the session is none."""
        self.metering: Metering | None = None
        """The state of the running take, some 20 times a second; None outside of a take."""

    @property
    def is_mock(self) -> bool:
        """Whether the running or last session is a mock interview."""
        return bool(self.mock_name)

    @property
    def failure(self) -> Failed | None:
        """Why the last session could not go on; None while one runs, or where it ended well."""
        kept = () if self.running else self.events_after(0)
        return next((event for _, event in reversed(kept) if isinstance(event, Failed)), None)

    @property
    def running(self) -> bool:
        """Whether a session is going on."""
        return self._thread is not None and self._thread.is_alive()

    def start(
        self,
        pack: Pack,
        questions: Sequence[Question],
        *,
        story: str = "",
        on_report: Callable[[Reported], None] | None = None,
    ) -> None:
        """Begin a session over some questions in the background and return at once.

        Parameters
        ----------
        story
            The name of the story that its answers tell.
        on_report
            Called with each stored take before its report is shown.

        Raises as `start_mock` does.
        """
        asked = tuple(questions)
        if not self.running:
            self.story, self._on_report = story, on_report

        def run(practice: Practice, ui: HostedUI) -> None:
            del ui
            practice.ask_follow_ups = True  # each is asked only where the candidate goes on to it
            practice.run(asked)

        self._start(pack, asked[0], run)

    def start_mock(self, pack: Pack, name: str, hold: Hold) -> None:
        """Begin a mock interview in the background and return at once.

        Parameters
        ----------
        name
            Its record's.
        hold
            Holds it (`coaching.mock.MockInterview`).

        Raises
        ------
        UsageError
            ``session-running`` if one is going on: two takes never run at the same time.
        """
        if not self.running:
            self.story, self._on_report = "", None
        self._start(pack, None, hold, mock_name=name)

    def _start(
        self, pack: Pack, question: Question | None, hold: Hold, *, mock_name: str = ""
    ) -> None:
        with self._lock:
            if self.running:
                raise UsageError(
                    "A question is being practised already.",
                    "Go back to it and end it first.",
                    code="session-running",
                )
            self._events.clear()
            self._ui = HostedUI(self)
            self.phase, self.metering = "asking", None
            self.pack, self.question, self.mock_name = pack, question, mock_name
            self._thread = threading.Thread(
                target=self._run, args=(pack, hold, self._ui), daemon=True
            )
            self._thread.start()

    def send(self, command: Command) -> None:
        """Hand a command to the running session; without one it is dropped."""
        if self._ui is not None and self.running:
            self._ui.send(command)

    def events_after(self, number: int) -> list[tuple[int, HostEvent]]:
        """Return the numbered events later than ``number``, from the current take's first on."""
        with self._lock:
            return [(n, event) for n, event in self._events if n > number]

    def close(self) -> None:
        """End the running take as the End key does and wait until its sound is in its file."""
        if self._thread is None or not self.running:
            return
        self.send(Command.END)
        self.send(Command.QUIT)
        self._thread.join(CLOSING_S)

    def keep(self, event: HostEvent) -> None:
        """Keep an event under the next number; a level only replaces the last one."""
        if isinstance(event, Reported) and self._on_report is not None:
            self._on_report(event)
        with self._lock:
            if isinstance(event, Metering):
                self.metering = event
                return
            if isinstance(event, QuestionAsked | RoundBegins):
                # the round stays in view with each of its questions
                kept = [one for one in self._events if isinstance(one[1], RoundBegins)]
                self._events[:] = [] if isinstance(event, RoundBegins) else kept
            if isinstance(event, QuestionAsked):
                self.question = event.question
            self.phase = _phase_after(self.phase, event)
            if self.phase != "speaking":
                self.metering = None
            self._n_events += 1
            self._events.append((self._n_events, event))
            del self._events[:-MAX_EVENTS]

    def _run(self, pack: Pack, hold: Hold, ui: HostedUI) -> None:
        session = ""
        try:
            practice = self._make_practice(pack, ui)
            hold(practice, ui)
            session = practice.session_name
        except VoiceCoachError as error:
            self.keep(Failed(error.message, error.remedy))
        except Exception as error:  # noqa: BLE001 - above a thread nothing could show it
            self.keep(
                Failed(
                    f"VoiceCoach made a mistake: {type(error).__name__}: {error}.",
                    "What you said is kept; start again.",
                )
            )
        else:
            self.keep(Finished(session))


def _phase_after(phase: Phase, event: HostEvent) -> Phase:
    """Return the phase of a session once ``event`` has happened."""
    phases: dict[type[HostEvent], Phase] = {
        QuestionAsked: "asking",
        RoundBegins: "asking",
        AnswerNow: "speaking",
        TakeEnded: "working",
        Reported: "working",
        Choosing: "choosing",
        Finished: "finished",
        Failed: "failed",
    }
    return phases.get(type(event), phase)
