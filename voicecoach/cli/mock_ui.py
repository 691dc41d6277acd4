"""The user interface of a mock interview on a terminal: no reports, breaks between rounds."""

from __future__ import annotations

import click

from voicecoach.cli.keys import ENTER, KeySource, LineKeys
from voicecoach.cli.terminal_ui import TerminalUI, clock
from voicecoach.coaching.events import (
    Command,
    Event,
    QuestionAsked,
    Reported,
    RoundBegins,
    RoundEnded,
)
from voicecoach.report.wording import clean, count


class MockTerminalUI(TerminalUI):
    """Shows rounds, questions and breaks, and reads keys.

    Parameters
    ----------
    keys
        Where commands come from.
    """

    def __init__(self, keys: KeySource) -> None:
        super().__init__(keys, _no_report)

    def show(self, event: Event) -> None:
        """Show one event."""
        match event:
            case RoundBegins():
                self._show_round(event)
            case RoundEnded():
                self._show_end(event)
            case QuestionAsked() if event.question.follows:
                self._say("")
                self._say("Follow-up question", bold=True)
                self._say(click.wrap_text(event.question.prompt, 76, "  ", "  "))
            case _:
                super().show(event)

    def _show_round(self, event: RoundBegins) -> None:
        self._say("")
        self._say(f"Round {event.number} of {event.total}: {clean(event.title)}", bold=True)
        left = f"{clock(event.left_s)} min of speaking"
        asked = count(event.n_questions - event.n_done, "question")
        more = " left" if event.n_done else ""
        self._say(f"  {asked}{more}, {left}. The interviewer moves on when time is up.")
        if event.is_spoken_work:
            self._say("  Nothing is typed or drawn here: think aloud, as at a whiteboard.")

    def _show_end(self, event: RoundEnded) -> None:
        self._say("")
        not_reached = f" {count(event.n_left, 'question')} not reached." if event.n_left else ""
        title = clean(event.title)
        self._say(f"The round is over: {title}, {clock(event.spoken_s)} min.{not_reached}")
        if event.n_gone:
            gone = count(event.n_gone, "question is", "questions are")
            self._say(f"{gone} no longer in the pack and could not be asked.")
        if event.following:
            self._say(f"Next: {clean(event.following)}")

    def _key_help(self) -> str:
        if self._keys.interactive:
            return "  Enter ends · Space pauses · Q stops for today"
        return "  An empty line ends, “pause” pauses, “quit” stops for today"

    def asked_to_stop(self) -> bool:
        """Return whether Q was typed while nobody listened; lines of a pipe wait for their turn."""
        if not self._keys.interactive:
            return False
        typed = ""
        while (key := self._keys.read(0.0)) is not None:
            typed += key
        return "q" in typed.lower()

    def choose_next(self, *, last: bool) -> Command:
        """Wait in the break for Enter or Q; a pipe that has ended goes on by itself."""
        del last
        self._keys.forget()
        if self._keys.interactive:
            self._say("\nTake a break. Enter begins the round · Q stops for today", bold=True)
        while True:
            key = (self._keys.read(0.5) or "").lower()
            if key == "q":
                return Command.QUIT
            if key == ENTER or (isinstance(self._keys, LineKeys) and self._keys.ended):
                return Command.NEXT


def _no_report(event: Reported) -> str:
    """Return nothing: the debrief speaks of all answers."""
    del event
    return ""
