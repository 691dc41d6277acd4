"""How a session asks: the next question is ready in time, and what the voice lacks is said once."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from tests.analysis.test_advice import AMAZON, asked
from tests.coaching.mock_interview import short_answer
from voicecoach.coaching.events import Command, Notice, Reported
from voicecoach.coaching.session import Practice
from voicecoach.errors import SpeakerError
from voicecoach.library import Library
from voicecoach.sound.file_recorder import FileRecorder
from voicecoach.sound.playback import SpokenSpan

FIRST, SECOND = asked("push-back"), replace(asked("push-back"), id="other", prompt="Why gRPC?")


class Log:
    """A user interface, a speaker and what both were asked, in one order."""

    def __init__(self, recorder, choices):
        self.recorder, self.choices = recorder, list(choices)
        self.events = []

    def show(self, event):
        """Note notices and reports."""
        if isinstance(event, Notice | Reported):
            self.events.append(event.text if isinstance(event, Notice) else "report")

    def poll(self, timeout_s):
        """End the take once the recording was fed to it."""
        time.sleep(min(timeout_s, 0.02))
        return Command.END if self.recorder.take.finished else None

    def confirm(self, text):
        """Agree to nothing."""
        return False

    def choose_next(self, *, last):
        """Do what was planned."""
        self.events.append("choose")
        return self.choices.pop(0)

    def prepare(self, text):
        """Note what is to be made ready."""
        self.events.append(("prepare", text))

    def say(self, text):
        """Note what is said; the first time another voice has to say it."""
        warning = None if any(e[0] == "say" for e in self.events) else SpeakerError("No piper.")
        self.events.append(("say", text))
        now = time.monotonic()
        return SpokenSpan(now, now, warning)


@pytest.mark.parametrize("acknowledge", [True, False])
def test_the_next_question_is_made_ready_while_the_report_is_read(tmp_path, acknowledge):
    """Each is prepared before it is said; thanks come before the next question, not a retake."""
    recorder = FileRecorder([short_answer(tmp_path, 3.0)] * 3, hurried=True)
    log = Log(recorder, [Command.RETAKE, Command.NEXT, Command.NEXT])
    Practice(
        library=Library(tmp_path / "recordings"),
        pack=AMAZON,
        ui=log,
        recorder=recorder,
        speaker=log,
        acknowledge=acknowledge,
    ).run([FIRST, SECOND])
    second = "Thank you.\n\nWhy G-R-P-C?" if acknowledge else "Why G-R-P-C?"
    told = [e for e in log.events if isinstance(e, tuple) or e in {"report", "choose", "No piper."}]
    assert told == [
        ("prepare", FIRST.prompt),
        ("say", FIRST.prompt),
        "No piper.",
        "report",
        ("prepare", second),
        "choose",
        ("say", FIRST.prompt),
        "report",
        ("prepare", second),
        "choose",
        ("say", second),
        "report",
        "choose",
    ]
