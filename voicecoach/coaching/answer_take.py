"""One take of an answer, from the microphone to its report.

The take's file exists before the question is asked and is closed on every way out, so what was
said is never lost.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voicecoach.coaching.analyse_audio import AnalysedAudio, AnswerContext, analyse_file
from voicecoach.coaching.events import AnswerNow, Notice, Reported, SessionUI, TakeEnded, Working
from voicecoach.coaching.stored_answer import (
    finish_recording,
    note_silence,
    save_analysed,
    usual_rate,
)
from voicecoach.coaching.take_monitor import Limits, LiveTranscript, TakeMonitor
from voicecoach.errors import AudioError, Interrupted, LibraryError, NoSpeechError
from voicecoach.library import Library, TakeFolder
from voicecoach.recognition import Transcriber
from voicecoach.sound.recorder import Recorder, Take
from voicecoach.sound.take import TakeResult
from voicecoach.types import Analysis, Pack, Question

PATIENCE_S = 1.0
"""Seconds after which a progress line is shown while the report is made."""

MIN_TAKE_S = 0.2
"""Shortest take that is kept; less holds no word (the shortest syllables last 0.1 s)."""


@dataclass(frozen=True, slots=True)
class AnswerTake:
    """Records, analyses, stores and reports one take.

    Parameters
    ----------
    folder
        The take's folder, which exists and is empty.
    question, pack
        What is asked, and the pack that judges the answer.
    transcriber
        Recognises the words; None leaves them for later.
    own_words
        The candidate's own terms, beside the question's glossary.
    """

    folder: TakeFolder
    question: Question
    pack: Pack
    library: Library
    ui: SessionUI
    transcriber: Transcriber | None
    own_words: tuple[str, ...]

    def run(
        self,
        recorder: Recorder,
        ask: Callable[[], float],
        limits: Limits,
        previous: Analysis | None,
    ) -> Analysis | None:
        """Record the take and return its analysis; None where it was discarded.

        Parameters
        ----------
        recorder
            The microphone.
        ask
            Asks the question and returns when its last sample was played (monotonic seconds).
        limits
            When the take ends by itself.
        previous
            The analysis of the take before, for comparison.

        Raises
        ------
        RecorderError
            If the microphone cannot be opened.
        NoSpeechError
            If nobody speaks in the take; a notice was shown, and the recording is kept.
        Interrupted
            After Ctrl-C; what was said is kept.
        """
        live = self._record(recorder, ask, limits)
        if live is None:
            return None
        try:
            analysed = self._analyse(live, previous)
        except NoSpeechError as error:
            note_silence(self.library, self.folder)
            self.ui.show(Notice("No speech was heard.", f"{error.remedy} The recording is kept."))
            raise
        except KeyboardInterrupt:
            live.cancel()
            if self.folder.wav.exists():
                self._keep()
            raise Interrupted(
                "Interrupted. The recording is kept.",
                f"`voicecoach analyze {self.folder.ref}` completes it.",
            ) from None
        try:
            self._save(analysed)
        except LibraryError as error:  # the report is worth showing all the same
            self.ui.show(Notice(error.message, error.remedy))
        self.ui.show(Reported(self.folder, self.question, analysed.analysis, self.folder.number))
        return analysed.analysis

    def _record(
        self, recorder: Recorder, ask: Callable[[], float], limits: Limits
    ) -> LiveTranscript | None:
        """Ask and record; the take is always closed.  None where it is not kept."""
        folder = self.folder
        take = recorder.open(folder.wav)
        glossary = (*self.question.glossary, *self.own_words)
        live = LiveTranscript(self.transcriber, folder.wav, glossary)
        monitor = TakeMonitor(take, live, self.ui, self.question, limits)
        try:
            take.begin(since=ask())
            self.ui.show(AnswerNow())
            why = monitor.wait()
        except KeyboardInterrupt:
            result = take.stop()
            live.cancel()
            self._report_loss(result)
            if self._drop_if_nothing(take, result):
                raise Interrupted("Interrupted. Nothing was recorded.") from None
            self._note_gaps(result)
            if take.disk_failed:  # the WAV stays as it is: sound may still be on its way to it
                raise Interrupted(
                    "Interrupted. What was written of your answer is kept.",
                    f"`voicecoach analyze {folder.ref}` reports on it.",
                ) from None
            self._keep()
            raise Interrupted(
                f"Interrupted. The {result.duration_s:.0f} s you said are kept.",
                f"`voicecoach analyze {folder.ref}` reports on them.",
            ) from None
        except BaseException:
            result = take.stop()
            live.cancel()
            self._drop_if_nothing(take, result)
            raise
        if why is None:
            take.discard()
            live.cancel()
            self.library.discard_take(folder)
            self.ui.show(Notice("Discarded."))
            return None
        failed_before = take.disk_failed
        result = take.stop()
        self._note_gaps(result)
        live.end()
        if not monitor.told_loss:
            self._report_loss(result)
        self.ui.show(TakeEnded(result.duration_s, why))
        if result.n_overflows:
            self.ui.show(
                Notice(
                    f"The sound system dropped sound {result.n_overflows} times: figures near "
                    "those moments are less exact.",
                    "Close programs that keep this machine busy.",
                )
            )
        if _is_nothing(take, result):
            live.cancel()
            self.library.discard_take(folder)
            self.ui.show(Notice("Nothing was recorded.", "Answer after the word “Speak”."))
            return None
        if take.disk_failed and (not failed_before or result.duration_s < MIN_TAKE_S):
            live.cancel()  # the WAV stays as it is: sound may still be on its way to it
            self.ui.show(
                Notice(
                    "There is no report yet. What was written of your answer is kept.",
                    f"`voicecoach analyze {folder.ref}` reports on it.",
                )
            )
            return None
        return live

    def _drop_if_nothing(self, take: Take, result: TakeResult) -> bool:
        """Delete a take that holds nothing, on a way out that goes on with an error of its own."""
        if not _is_nothing(take, result):
            return False
        with contextlib.suppress(LibraryError):
            self.library.discard_take(self.folder)
        return True

    def _report_loss(self, result: TakeResult) -> None:
        if result.lost is not None:
            self.ui.show(Notice(result.lost, "The recording may lack what you said last."))

    def _note_gaps(self, result: TakeResult) -> None:
        """Store where sound is missing, so that every later report says so as well."""
        try:
            self.library.save_gaps(self.folder, result.gaps)
        except LibraryError as error:
            self.ui.show(Notice(error.message, error.remedy))

    def _keep(self) -> Path:
        """Encode the recording and return it; the WAV itself where that fails."""
        try:
            return finish_recording(self.folder)
        except AudioError as error:
            self.ui.show(Notice(error.message, "The recording stays as WAV; nothing is lost."))
            return self.folder.wav

    def _analyse(self, live: LiveTranscript, previous: Analysis | None) -> AnalysedAudio:
        """Wait for the last words, then analyse; show progress if that takes a while."""
        began = time.monotonic()

        def progress(step: str, share: float) -> None:
            if time.monotonic() - began > PATIENCE_S:
                self.ui.show(Working(step, share))

        heard = live.wait(lambda share: progress("Recognising the words", share))
        audio = self._keep()
        context = AnswerContext(
            self.question,
            self.pack,
            question_end_s=0.0,
            previous=previous,
            own_words=self.own_words,
            gaps=self.library.load_gaps(self.folder),
            usual_wpm=usual_rate(self.library, self.folder.ref),
        )
        return analyse_file(
            audio,
            context,
            transcriber=None if heard is None else self.transcriber,
            heard=heard,
            on_progress=progress,
        )

    def _save(self, analysed: AnalysedAudio) -> None:
        if analysed.analysis.transcript is None:
            get_model = "`voicecoach setup`, then " if not self.transcriber else ""
            self.ui.show(
                Notice(
                    "The report has no words.",
                    f"To add them: {get_model}`voicecoach analyze last`.",
                )
            )
        save_analysed(self.library, self.folder, analysed, self.pack)


def _is_nothing(take: Take, result: TakeResult) -> bool:
    """Return whether a stopped take may be deleted: it holds no word, and none was left unwritten.

    A take whose file failed stays, however short: its sound may still reach the disk.
    """
    return result.duration_s < MIN_TAKE_S and not take.disk_failed
