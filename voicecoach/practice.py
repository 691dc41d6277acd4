"""One sitting: ask aloud, record, listen, report, and again.

The devices are handed in, events are handed out; nothing here knows a terminal.  Whatever
happens, what was said stays on disk: the take is a file before the question is asked, and
every way out of this module passes through closing it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from typing import Protocol

from voicecoach.audio import encode_flac
from voicecoach.errors import (
    AudioError,
    Interrupted,
    ModelError,
    NoSpeechError,
    SpeakerError,
)
from voicecoach.library import AnswerFolder, Library, SessionFolder, TakeFolder
from voicecoach.listening import Task, listen
from voicecoach.recorder import Recorder, Take, Taken
from voicecoach.speaker import Speaker
from voicecoach.transcriber import Transcriber
from voicecoach.types import Analysis, Pack, Priority, Question

TICK_S = 0.05
"""How often the keys are read and the meter moves: 20 a second looks alive and costs nothing."""

LAST_CALL_S = 30.0
"""The longest length is announced this long before it ends the take."""

SHORTEST_TAKE_S = 0.2
"""Less than this holds no word (the shortest syllables last 0.1 s) and is not kept."""


class Command(Enum):
    """What the candidate can ask for."""

    END = auto()
    PAUSE = auto()
    DISCARD = auto()
    RETAKE = auto()
    NEXT = auto()
    QUIT = auto()


@dataclass(frozen=True, slots=True)
class Limits:
    """When a take ends by itself; seconds."""

    longest_take_s: float = 600.0
    stop_after_silence_s: float | None = None


# --- events --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Remark:
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


Event = Remark | QuestionAsked | AnswerNow | Metering | TakeEnded | Working | Reported


class Desk(Protocol):
    """The candidate's side: shows events, reads commands."""

    def show(self, event: Event) -> None:
        """Show one event."""

    def poll(self, timeout_s: float) -> Command | None:
        """Return a command given within ``timeout_s``, or nothing."""

    def confirm(self, text: str) -> bool:
        """Ask a yes-or-no question; where nobody can answer, no."""

    def choose_next(self, *, last: bool) -> Command:
        """Return NEXT, RETAKE or QUIT after a report; where nobody can answer, NEXT."""


@dataclass
class Practice:
    """One sitting over several questions.

    ``transcriber`` may be missing (no model): the answers are recorded and measured, and
    their words completed later.  ``speaker`` may be missing: the questions are shown.
    """

    library: Library
    pack: Pack
    desk: Desk
    recorder: Recorder
    speaker: Speaker | None = None
    transcriber: Transcriber | None = None
    limits: Limits = field(default_factory=Limits)
    n_silent: int = 0
    """Takes in which no voice was heard."""

    def run(self, questions: Sequence[Question]) -> tuple[Analysis, ...]:
        """Ask the questions one after the other; return the analysis of each take.

        Raises
        ------
        RecorderError
            If the microphone cannot be opened.
        LibraryError
            If the recordings folder cannot be written.
        Interrupted
            After Ctrl-C; what was said is kept.
        """
        self._warm_up()
        session = self.library.create_session(self.pack.name, datetime.now().astimezone())
        analyses: list[Analysis] = []
        for number, question in enumerate(questions, 1):
            answer = self.library.create_answer(session, question)
            command = self._answer(session, answer, question, (number, len(questions)), analyses)
            if command is Command.QUIT:
                break
        return tuple(analyses)

    def _warm_up(self) -> None:
        """Load the model while the first question is heard; an error shows when it is needed."""
        if self.transcriber is not None:
            threading.Thread(target=_quietly_load, args=(self.transcriber,), daemon=True).start()

    def _answer(
        self,
        session: SessionFolder,
        answer: AnswerFolder,
        question: Question,
        place: tuple[int, int],
        analyses: list[Analysis],
    ) -> Command:
        """Take after take of one answer, until the candidate goes on."""
        del session
        previous: Analysis | None = None
        while True:
            folder = self.library.create_take(answer)
            focus = previous.priority if previous else None
            self.desk.show(QuestionAsked(question, *place, folder.number, focus))
            analysis = self._take(folder, question, previous)
            if analysis is not None:
                analyses.append(analysis)
                previous = analysis
            command = self.desk.choose_next(last=place[0] == place[1])
            if command is not Command.RETAKE:
                return command

    def _take(
        self, folder: TakeFolder, question: Question, previous: Analysis | None
    ) -> Analysis | None:
        """Record one take and analyse it; nothing where it was discarded or holds no voice."""
        taken = self._record(folder, question)
        if taken is None:
            return None
        audio = self._keep(folder)
        ref = folder.ref
        try:
            listened = listen(
                audio,
                Task(question, self.pack, 0.0, previous),
                transcriber=self.transcriber,
                on_progress=lambda step, share: self.desk.show(Working(step, share)),
            )
        except NoSpeechError as error:
            self.n_silent += 1
            self.desk.show(Remark(error.message, f"{error.remedy} The recording is kept."))
            return None
        except KeyboardInterrupt:
            raise Interrupted(
                "Interrupted. The recording is kept.", f"`voicecoach analyze {ref}` completes it."
            ) from None
        if listened.words_missing is not None:
            missing = listened.words_missing
            self.desk.show(Remark(missing.message, missing.remedy))
        if listened.analysis.transcript is None:
            self.desk.show(
                Remark(
                    "The report holds what needs no words.",
                    "To add them: `voicecoach models fetch base.en`, "
                    "then `voicecoach analyze last`.",
                )
            )
        if listened.analysis.transcript is not None:
            self.library.save_transcript(folder, listened.analysis.transcript)
        self.library.save_analysis(folder, listened.analysis)
        self.desk.show(Reported(folder, question, listened.analysis, folder.number))
        return listened.analysis

    def _record(self, folder: TakeFolder, question: Question) -> Taken | None:
        """Ask and record; the take is closed whatever happens."""
        take = self.recorder.open(folder.wav)
        try:
            take.begin(since=self._ask(question))
            self.desk.show(AnswerNow())
            why = _Watch(take, self.desk, question, self.limits).wait()
        except KeyboardInterrupt:
            taken = take.stop()
            self._keep(folder)
            raise Interrupted(
                f"Interrupted. The {taken.duration_s:.0f} s you said are kept.",
                f"`voicecoach analyze {folder.ref}` reports on them.",
            ) from None
        except BaseException:
            take.stop()
            raise
        if why is None:
            take.discard()
            self.library.discard_take(folder)
            self.desk.show(Remark("Discarded."))
            return None
        taken = take.stop()
        self.desk.show(TakeEnded(taken.duration_s, why))
        if taken.n_overflows:
            self.desk.show(
                Remark(
                    f"The sound system dropped sound {taken.n_overflows} times: figures near "
                    "those moments are less exact.",
                    "Close programs that keep this machine busy.",
                )
            )
        if taken.duration_s < SHORTEST_TAKE_S:
            self.library.discard_take(folder)
            self.desk.show(Remark("Nothing was recorded.", "Answer after the word “Speak”."))
            return None
        return taken

    def _ask(self, question: Question) -> float:
        """Say the question; return the moment its sound was over (monotonic seconds)."""
        if self.speaker is not None:
            try:
                return self.speaker.say(question.prompt).ended
            except SpeakerError as error:
                # a session without a voice is worth more than no session; said once
                self.speaker = None
                self.desk.show(Remark(error.message, f"{error.remedy} The questions are shown."))
        return time.monotonic()

    def _keep(self, folder: TakeFolder) -> Path:
        try:
            return finish_recording(folder)
        except AudioError as error:
            self.desk.show(Remark(error.message, "The recording stays as WAV; nothing is lost."))
            return folder.wav


class _Watch:
    """Waits for the end of a take and says why it came; nothing means discarded."""

    def __init__(self, take: Take, desk: Desk, question: Question, limits: Limits) -> None:
        self._take = take
        self._desk = desk
        self._question = question
        self._limits = limits
        self._warned = False

    def wait(self) -> str | None:
        """Return the clause that says why the take ended, or nothing if it was discarded."""
        while True:
            command = self._desk.poll(TICK_S)
            if command is Command.END:
                return "you ended it"
            if command is Command.PAUSE:
                (self._take.resume if self._take.paused else self._take.pause)()
            if command is Command.DISCARD and self._discarded():
                return None
            ended = self._ended_by_itself()
            if ended:
                return ended
            self._desk.show(
                Metering(
                    self._take.elapsed_s,
                    self._take.level_db,
                    self._question.target_s,
                    self._take.paused,
                )
            )

    def _discarded(self) -> bool:
        was_paused = self._take.paused
        self._take.pause()
        if self._desk.confirm("Discard this take?"):
            return True
        if not was_paused:
            self._take.resume()
        return False

    def _ended_by_itself(self) -> str | None:
        if self._take.lost:
            self._desk.show(Remark(self._take.lost, "What you said until then is kept."))
            return "the microphone was lost"
        limit = self._limits.longest_take_s
        left = limit - self._take.elapsed_s
        if left <= 0:
            return f"{limit:.0f} s is the longest take"
        if left <= LAST_CALL_S and not self._warned and limit > LAST_CALL_S:
            self._warned = True
            self._desk.show(Remark(f"This take ends in {left:.0f} s, its longest length."))
        silence = self._limits.stop_after_silence_s
        if silence is not None and self._take.heard_voice and self._take.silence_s >= silence:
            return f"{silence:g} s of silence"
        return None


def finish_recording(folder: TakeFolder) -> Path:
    """Re-encode a take's WAV to FLAC and return it; the WAV goes only when the FLAC is proven.

    Raises
    ------
    AudioError
        If the FLAC cannot be written or differs from the WAV, which then stays.
    """
    encode_flac(folder.wav, folder.flac)
    folder.wav.unlink()
    return folder.flac


def _quietly_load(transcriber: Transcriber) -> None:
    try:
        transcriber.load()
    except ModelError:
        return  # the first transcription raises it again, where it can be told
