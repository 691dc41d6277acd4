"""Runs a practice session: asks one question after the other, and follow-up questions if wanted.

Devices are passed in and events sent out, so terminal and browser can both run it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from voicecoach.coaching.answer_take import AnswerTake
from voicecoach.coaching.events import Command, Notice, QuestionAsked, SessionUI
from voicecoach.coaching.take_monitor import Limits, Pacing
from voicecoach.errors import ModelError, NoSpeechError, SpeakerError
from voicecoach.library import AnswerFolder, Library, SessionFolder, TakeFolder
from voicecoach.questions import follow_up_questions
from voicecoach.recognition import Transcriber
from voicecoach.safe_files import hold_folder
from voicecoach.sound.recorder import Recorder
from voicecoach.sound.speaker import Speaker
from voicecoach.sound.spoken_text import spoken_text
from voicecoach.types import Analysis, Pack, Question


@dataclass
class Practice:
    """One session over several questions.

    ``transcriber`` may be missing (no model): the answers are recorded and measured, and
    their words completed later.  ``speaker`` may be missing: the questions are shown.
    """

    library: Library
    pack: Pack
    ui: SessionUI
    recorder: Recorder
    speaker: Speaker | None = None
    transcriber: Transcriber | None = None
    limits: Limits = field(default_factory=Limits)
    n_silent: int = 0
    """Number of takes without a voice."""
    own_words: tuple[str, ...] = ()
    """The candidate's own terms, beside the question's glossary."""
    ask_follow_ups: bool = False
    """Whether the report's follow-up questions are asked, each an answer of its own."""
    pacing: Pacing | None = None
    """Decides on limits and follow-up questions, where not every answer is to be treated alike."""
    acknowledge: bool = False
    """Whether the interviewer says "Thank you." before the next question."""
    session_name: str = field(default="", init=False)
    """Name of the session's folder, once ``run`` has made it; empty where nothing was recorded."""
    _upcoming: Question | None = field(default=None, init=False)
    """The question after the one that is being answered."""

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
        if self.speaker is not None and questions:
            self.speaker.prepare(self._spoken(questions[0]))
        session = self.library.create_session(self.pack.name, datetime.now().astimezone())
        self.session_name = session.name
        analyses: list[Analysis] = []
        with hold_folder(session.path):  # while this process lives, nothing here is left over
            try:
                for number, question in enumerate(questions, 1):
                    self._upcoming = next(iter(questions[number:]), None)
                    command = self._ask_on(session, question, (number, len(questions)), analyses)
                    if command is Command.QUIT:
                        break
            finally:
                if self.library.drop_if_not_recorded(session):
                    self.session_name = ""
        return tuple(analyses)

    def _ask_on(
        self,
        session: SessionFolder,
        question: Question,
        place: tuple[int, int],
        analyses: list[Analysis],
    ) -> Command:
        """Ask a question and, if wanted, the follow-up questions of its last report."""
        before = len(analyses)
        command = self._answer(
            self.library.create_answer(session, question),
            question,
            place,
            analyses,
            last=place[0] == place[1] and not self.ask_follow_ups,
        )
        if not self.ask_follow_ups or len(analyses) == before:
            return command
        asked = follow_up_questions(question, self._follow_ups(analyses[-1]))
        if not asked and self.pacing is None and command is not Command.QUIT:
            self.ui.show(Notice("There is no follow-up question to this answer."))
        for index, follow_up in enumerate(asked, 1):
            if command is Command.QUIT:
                break
            last = place[0] == place[1] and index == len(asked)
            folder = self.library.create_answer(session, follow_up)
            command = self._answer(folder, follow_up, place, analyses, last=last)
        return command

    def _warm_up(self) -> None:
        """Load the model while the first question is spoken; an error is reported when needed."""
        if self.transcriber is not None:
            threading.Thread(target=_quietly_load, args=(self.transcriber,), daemon=True).start()

    def _answer(
        self,
        answer: AnswerFolder,
        question: Question,
        place: tuple[int, int],
        analyses: list[Analysis],
        *,
        last: bool,
    ) -> Command:
        """Record takes of one answer until the candidate goes on."""
        previous: Analysis | None = None
        while True:
            folder = self.library.create_take(answer)
            focus = previous.priority if previous else None
            self.ui.show(QuestionAsked(question, *place, folder.number, focus))
            thanks = self.acknowledge and folder.number == 1 and place[0] > 1
            asked = self._spoken(question, thanks=thanks and question.follows is None)
            analysis = self._take(folder, question, asked, previous)
            self._prepare_next(question, analysis)
            if analysis is not None:
                analyses.append(analysis)
                previous = analysis
            command = self.ui.choose_next(last=last)
            if command is not Command.RETAKE:
                return command

    def _prepare_next(self, question: Question, analysis: Analysis | None) -> None:
        """Let what is asked next be synthesised while the report is read."""
        if self.speaker is None:
            return
        if self.ask_follow_ups and analysis is not None:
            for follow_up in follow_up_questions(question, self._follow_ups(analysis)):
                self.speaker.prepare(self._spoken(follow_up))
        if self._upcoming is not None:
            self.speaker.prepare(self._spoken(self._upcoming, thanks=self.acknowledge))

    def _follow_ups(self, analysis: Analysis) -> tuple[str, ...]:
        return self.pacing.follow_ups(analysis) if self.pacing else analysis.follow_ups

    def _spoken(self, question: Question, *, thanks: bool = False) -> str:
        return spoken_text(question.prompt, self.pack.say, thanks=thanks)

    def _take(
        self, folder: TakeFolder, question: Question, asked: str, previous: Analysis | None
    ) -> Analysis | None:
        """Record and analyse one take; None where it was discarded or has no voice."""
        take = AnswerTake(
            folder=folder,
            question=question,
            pack=self.pack,
            library=self.library,
            ui=self.ui,
            transcriber=self.transcriber,
            own_words=self.own_words,
        )
        limits = self.pacing.limits(question) if self.pacing else self.limits
        try:
            return take.run(self.recorder, lambda: self._ask(asked), limits, previous)
        except NoSpeechError:
            self.n_silent += 1
            return None

    def _ask(self, asked: str) -> float:
        """Say the question and return the time of its last sample (monotonic seconds)."""
        if self.speaker is not None:
            try:
                span = self.speaker.say(asked)
                if (why := span.warning) is not None:
                    self.ui.show(Notice(why.message, f"{why.remedy} The system's voice speaks."))
                return span.ended
            except SpeakerError as error:
                # go on without a voice, and report that once
                self.speaker = None
                self.ui.show(Notice(error.message, f"{error.remedy} The questions are shown."))
        return time.monotonic()


def _quietly_load(transcriber: Transcriber) -> None:
    try:
        transcriber.load()
    except ModelError:
        return  # the first transcription raises the error again, where it can be shown
