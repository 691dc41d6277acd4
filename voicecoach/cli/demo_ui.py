"""The demo's terminal: shipped answers take the candidate's place and are played aloud."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from voicecoach.cli.keys import ENTER, ESCAPE, SPACE, KeySource
from voicecoach.cli.terminal_ui import TerminalUI, clock
from voicecoach.coaching.events import AnswerNow, Command, Event, Reported, TakeEnded
from voicecoach.errors import SpeakerError
from voicecoach.sound.devices import find_device
from voicecoach.sound.file_recorder import FileRecorder
from voicecoach.sound.playback import play


class NoKeys:
    """A source of keys that never has any."""

    interactive = False

    def read(self, timeout_s: float) -> str | None:
        """Wait for ``timeout_s`` and return None."""
        time.sleep(timeout_s)
        return None

    def forget(self) -> None:
        """Nothing was typed."""


class DemoUI(TerminalUI):
    """The terminal, without a candidate: any key skips to the end of the answer.

    Parameters
    ----------
    keys
        Where commands come from.
    render
        Returns the report of a take.
    recorder
        Opens the shipped answers.
    output
        Name of the speaker that plays them; "" for none.
    """

    def __init__(
        self,
        keys: KeySource,
        render: Callable[[Reported], str],
        recorder: FileRecorder,
        output: str | None,
    ) -> None:
        super().__init__(keys, render)
        self._recorder = recorder
        self._output = output
        self._silenced = threading.Event()
        self._player: threading.Thread | None = None

    def show(self, event: Event) -> None:
        """Show one event; ``AnswerNow`` starts playing the answer."""
        take = self._recorder.take
        if isinstance(event, AnswerNow) and take is not None:
            how = "Enter skips to the end." if self._output != "" else "Not played here."
            self._say(f"A recorded voice answers for {clock(take.duration_s)}.  {how}")
            if self._output != "":
                self._player = threading.Thread(target=self._play, daemon=True)
                self._player.start()
        elif isinstance(event, TakeEnded):
            self.quiet()
            self._say(f"The answer ended after {clock(event.duration_s)}.")
        else:
            super().show(event)

    def poll(self, timeout_s: float) -> Command | None:
        """Return END once the whole answer was fed."""
        take = self._recorder.take
        if self._keys.read(timeout_s) in {ENTER, SPACE, ESCAPE} and take is not None:
            self._silenced.set()
            take.hurry()
        return Command.END if take is not None and take.finished else None

    def choose_next(self, *, last: bool) -> Command:
        """Return RETAKE while there is another shipped take."""
        del last
        return Command.RETAKE if self._recorder.n_left else Command.NEXT

    def quiet(self) -> None:
        """Stop the sound."""
        self._silenced.set()
        if self._player is not None:
            self._player.join()
            self._player = None
        self._silenced.clear()

    def _play(self) -> None:
        """Play the answer; if it cannot be played, the session goes on without waiting."""
        take = self._recorder.take
        assert take is not None  # noqa: S101 - the thread starts with a take
        try:
            play(*take.sound, find_device(self._output, "output"), self._silenced)
        except SpeakerError as error:
            self._say(f"Not played: {error.message}")
            take.hurry()
