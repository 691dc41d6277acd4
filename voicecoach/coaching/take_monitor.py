"""Watches a running take: what ends it, and the words recognised meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from voicecoach.coaching.events import Command, Metering, Notice, SessionUI
from voicecoach.errors import ModelError
from voicecoach.recognition import LiveTranscription, RecognisedSegment, Transcriber
from voicecoach.recognition.live import LAGGING_S
from voicecoach.sound.recorder import Take
from voicecoach.types import Analysis, Question

TICK_S = 0.05
"""Seconds between two looks at keys and meter: 20 a second look smooth and cost little."""

LAST_CALL_S = 30.0
"""Seconds before the longest length at which the end is announced."""

CAPTION_WORDS = 24
"""Words of a caption: two lines of a page, some ten seconds of speech."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a take ends by itself; seconds.

    ``cut_in`` says why an interviewer ends the take at its longest length; nobody announces that
    end before.  Where it is empty, the end is announced.
    """

    longest_take_s: float = 600.0
    stop_after_silence_s: float | None = None
    cut_in: str = ""


class Pacing(Protocol):
    """Decides how long each answer may take and what is asked on, as an interviewer does."""

    def limits(self, question: Question) -> Limits:
        """Return when the take of a question ends by itself."""

    def follow_ups(self, analysis: Analysis) -> tuple[str, ...]:
        """Return which of an answer's follow-up questions are asked."""


class LiveTranscript:
    """Recognition during a take; without a transcriber, or after its failure, there are no words.

    Parameters
    ----------
    transcriber
        Recognises the words, if there is one.
    wav
        The WAV that is being recorded.
    glossary
        Terms to expect.
    """

    def __init__(self, transcriber: Transcriber | None, wav: Path, glossary: Sequence[str]) -> None:
        self._live = None
        if transcriber is not None:
            self._live = LiveTranscription(transcriber, wav, glossary=glossary)
        self._already_shown: set[str] = set()

    def notices(self) -> list[Notice]:
        """Return new notices: recognition lags behind or has failed; each once a take."""
        if self._live is None:
            return []
        waiting = self._live.waiting_s
        found = []
        if self._live.failure is not None:
            failure = self._live.failure
            found.append(("died", Notice(failure.message, "The recording goes on without words.")))
        elif waiting > LAGGING_S:
            text = f"Recognition is {waiting:.0f} s behind: the report will take longer."
            remedy = "Nothing is lost. `voicecoach models list` shows faster models."
            found.append(("lags", Notice(text, remedy)))
        new = [(name, notice) for name, notice in found if name not in self._already_shown]
        self._already_shown |= {name for name, _ in new}
        return [notice for _, notice in new]

    @property
    def caption(self) -> str:
        """The last words recognised so far; empty where there are none."""
        return self._live.last_words(CAPTION_WORDS) if self._live is not None else ""

    def end(self) -> None:
        """Report that the recording is complete."""
        if self._live is not None:
            self._live.end()

    def cancel(self) -> None:
        """Stop recognition without a result."""
        if self._live is not None:
            self._live.cancel()

    def wait(self, report_share: Callable[[float], None]) -> tuple[RecognisedSegment, ...] | None:
        """Return all segments once recognition ends; None where there is none."""
        live = self._live
        if live is None:
            return None
        while not live.wait(TICK_S):
            report_share(min(1.0, live.done_s / max(live.written_s, 0.001)))
        try:
            return live.words()
        except ModelError:
            return None


class TakeMonitor:
    """Waits for the end of a take and returns the reason."""

    def __init__(
        self, take: Take, live: LiveTranscript, ui: SessionUI, question: Question, limits: Limits
    ) -> None:
        self._take = take
        self._live = live
        self._ui = ui
        self._question = question
        self._limits = limits
        self._warned = False
        self._n_gaps = 0
        self._cancel_shown = False
        self.told_loss = False
        """Whether the candidate was told that the take lost its device or its file."""

    def wait(self) -> str | None:
        """Return why the take ended, empty where the candidate did; None if it was discarded."""
        while True:
            command = self._ui.poll(TICK_S)
            if command is Command.END:
                return ""
            if command is Command.PAUSE:
                (self._take.resume if self._take.paused else self._take.pause)()
            if command is Command.DISCARD and self._discarded():
                return None
            ended = self._ended_by_itself()
            if ended:
                return ended
            for notice in self._live.notices():
                self._ui.show(notice)
            self._ui.show(
                Metering(
                    self._take.elapsed_s,
                    self._take.level_db,
                    self._question.target_s,
                    self._take.paused,
                    self._live.caption,
                )
            )

    def _show_damage(self) -> None:
        """Say once what the microphone left out, and that its channels cancel each other."""
        for gap in self._take.gaps[self._n_gaps :]:
            self._n_gaps += 1
            self._ui.show(
                Notice(
                    f"{gap.duration:.1f} s are missing at {gap.start:.0f} s: {gap.why}.",
                    "It answers again, and the take goes on.",
                )
            )
        if self._take.channels_cancel and not self._cancel_shown:
            self._cancel_shown = True
            self._ui.show(
                Notice("This microphone's two channels cancel each other: the louder one is kept.")
            )

    def _discarded(self) -> bool:
        was_paused = self._take.paused
        self._take.pause()
        if self._ui.confirm("Discard this take?"):
            return True
        if not was_paused:
            self._take.resume()
        return False

    def _ended_by_itself(self) -> str | None:
        if self._take.lost:
            self._ui.show(Notice(self._take.lost, "What you said until then is kept."))
            self.told_loss = True
            if self._take.disk_failed:
                return "the recording could not be written"
            return "the microphone was lost"
        self._show_damage()
        limit = self._limits.longest_take_s
        left = limit - self._take.elapsed_s
        if left <= 0:
            return self._limits.cut_in or f"{limit:.0f} s is the longest take"
        is_announced = not self._limits.cut_in and limit > LAST_CALL_S
        if left <= LAST_CALL_S and not self._warned and is_announced:
            self._warned = True
            self._ui.show(Notice(f"This take ends in {left:.0f} s, its longest length."))
        silence = self._limits.stop_after_silence_s
        if silence is not None and self._take.heard_voice and self._take.silence_s >= silence:
            return f"{silence:g} s of silence"
        return None
