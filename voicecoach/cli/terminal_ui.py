"""The user interface of a session, on a terminal or in a pipe.

Events go to standard error, so that standard output contains only reports.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from voicecoach.cli.keys import ENTER, ESCAPE, SPACE, KeySource, LineKeys
from voicecoach.cli.progress_line import ProgressLine
from voicecoach.coaching.events import (
    AnswerNow,
    Command,
    Event,
    Metering,
    Notice,
    QuestionAsked,
    Reported,
    TakeEnded,
    Working,
)

METER_FLOOR_DB = -60.0
"""Left end of the meter in dB of full scale: voices are louder, rooms are below."""

METER_CELLS = 14


class TerminalUI:
    """Shows events and reads keys.

    Parameters
    ----------
    keys
        Where commands come from.
    render
        Returns the report of a take as text for standard output.
    """

    def __init__(self, keys: KeySource, render: Callable[[Reported], str]) -> None:
        self._keys = keys
        self._render = render
        self._line = ProgressLine()
        self._try_next = ""

    # --- events ---

    def show(self, event: Event) -> None:
        """Show one event."""
        match event:
            case Metering():
                self._line.write(meter_line(event))
            case Working():
                self._line.step(event.step, event.share)
            case QuestionAsked():
                self._show_question(event)
            case AnswerNow():
                self._say("Speak." + self._key_help(), bold=True)
            case Notice():
                self._say(click.wrap_text(event.text, 78))
                if event.remedy:
                    self._say(click.wrap_text(event.remedy, 78, "  ", "  "))
            case TakeEnded():
                self._say(
                    f"Stopped at {clock(event.duration_s)}{f': {event.why}' if event.why else ''}."
                )
            case Reported():
                priority = event.analysis.priority
                self._try_next = priority.try_next if priority else ""
                self._say("")
                click.echo(self._render(event), nl=False)
                sys.stdout.flush()

    def _show_question(self, event: QuestionAsked) -> None:
        low, high = event.question.target_s
        take = f", take {event.take}" if event.take > 1 else ""
        self._say("")
        self._say(f"Question {event.number} of {event.total}{take}", bold=True)
        self._say(click.wrap_text(event.question.prompt, 76, "  ", "  "))
        self._say(f"  Aim for {clock(low)} to {clock(high)}.")
        if event.focus is not None:
            self._say("  This time: " + event.focus.try_next)

    def _key_help(self) -> str:
        if self._keys.interactive:
            return "  Enter ends · Space pauses · Esc discards"
        return "  An empty line ends, “pause” pauses, “discard” discards"

    def _say(self, text: str, *, bold: bool = False) -> None:
        self._line.clear()
        click.secho(text, err=True, bold=bold)

    # --- commands ---

    def poll(self, timeout_s: float) -> Command | None:
        """Return a command given within ``timeout_s``."""
        key = self._keys.read(timeout_s)
        commands = {
            ENTER: Command.END,
            SPACE: Command.PAUSE,
            ESCAPE: Command.DISCARD,
            "q": Command.QUIT,  # only a mock interview stops in the middle of an answer
        }
        return commands.get((key or "").lower())

    def confirm(self, text: str) -> bool:
        """Ask on a terminal; in a pipe the command itself is the confirmation."""
        if not self._keys.interactive:
            return True
        self._keys.forget()
        self._say(f"{text} y / n")
        while True:
            key = (self._keys.read(60.0) or "").lower()
            if key == "y":
                return True
            if key in {"n", ESCAPE, ENTER}:
                self._say("The take goes on.")
                return False

    def choose_next(self, *, last: bool) -> Command:
        """Ask what comes next; a pipe that has ended goes on by itself.

        Keys that were typed before are thrown away, and after the last question only Q ends the
        session: an Enter too many takes no retake away.
        """
        self._keys.forget()
        if self._keys.interactive:
            if self._try_next:
                self._say(click.wrap_text(f"Try this next: {self._try_next}", 78))
            go_on = "" if last else "Enter goes on · "
            self._say(f"\nR records this answer again · {go_on}Q ends the session", bold=True)
        while True:
            key = (self._keys.read(0.5) or "").lower()
            if key == "r":
                return Command.RETAKE
            if key == "q":
                return Command.QUIT
            if key == ENTER and not (last and self._keys.interactive):
                return Command.NEXT
            if isinstance(self._keys, LineKeys) and self._keys.ended:
                return Command.NEXT


def clock(seconds: float) -> str:
    """Return seconds as minutes and seconds: ``83`` gives ``1:23``."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def meter_line(event: Metering) -> str:
    """Return the running take's line: state, elapsed against target, level, in words and cells."""
    low, high = event.target_s
    share = (event.level_db - METER_FLOOR_DB) / -METER_FLOOR_DB
    cells = round(METER_CELLS * min(1.0, max(0.0, share)))
    meter = "■" * cells + "·" * (METER_CELLS - cells)
    state = "paused   " if event.paused else "recording"
    elapsed = event.elapsed_s
    if elapsed < low:
        place = f"{clock(low - elapsed)} to go"
    else:
        place = "good length" if elapsed <= high else f"{clock(elapsed - high)} over"
    return f"{state} {clock(elapsed)}  {meter}  {place}"
