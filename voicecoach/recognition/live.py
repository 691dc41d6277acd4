"""Recognition while somebody speaks: it reads the file that the recorder writes.

The file is the queue: the recorder never waits and never knows, nothing is lost if recognition
dies, and memory holds one piece at a time.  Pieces are those of ``chunking``; in a silence the
tail is begun on the chance that nothing more is said, and thrown away if something is.  Fluent
speech has no pauses to cut at: there what two hearings agree on is settled (``pending``), so
that at the end only the last seconds are left.  Second tries run while somebody speaks; at the
end only where the words would be a loop.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from voicecoach.errors import ModelError
from voicecoach.recognition.agreement import find_quietest
from voicecoach.recognition.chunking import MAX_CHUNK_S, Chunk, Chunker
from voicecoach.recognition.growing_wav import GrowingWav
from voicecoach.recognition.pending import PendingSpeech, SettledCut
from voicecoach.recognition.retry import is_spoilt
from voicecoach.recognition.segment import (
    RecognisedSegment,
    first_words,
    follow,
    keep_evidence,
    shift,
)
from voicecoach.recognition.transcriber import Ask, GivenUpError, Transcriber, always, never

POLL_S = 0.05
"""How often the file is looked at; short beside the second in which a transcript is expected."""

Heard = tuple[RecognisedSegment, ...]

LAGGING_S = 2 * MAX_CHUNK_S
"""Sound waiting for longer than one longest piece takes to come and one to recognise."""


class LiveTranscription:
    """The words of a recording in the making.

    Parameters
    ----------
    transcriber
        Recognises; loaded in this worker if it is not yet.
    path
        Mono WAV of 16 bits that somebody else writes (``voicecoach.sound.wav``), read from its
        beginning on.
    glossary
        Terms to expect.
    """

    def __init__(
        self,
        transcriber: Transcriber,
        path: Path,
        *,
        glossary: Sequence[str] = (),
    ) -> None:
        self._transcriber = transcriber
        self._glossary = glossary
        self._wav = GrowingWav(path)
        self._rate = self._wav.rate
        self._cutter = Chunker(self._rate)
        self._heard: list[RecognisedSegment] = []
        self.pieces: list[Chunk] = []
        """Where the recording was cut so far."""
        self._guess: tuple[Chunk, Heard] | None = None
        self._pending = PendingSpeech(self._rate)
        self._heard_last: Heard = ()
        """What was pending when it was last heard; what was cut off since then included."""
        self._complete = False
        self._ended = threading.Event()
        self._cancelled = threading.Event()
        self._error: ModelError | None = None
        self.done_s = 0.0
        """Seconds of the recording that need no more work."""
        self.n_thrown_away = 0
        """Tails begun in a silence that was not the last one."""
        self._thread = threading.Thread(target=self._work, name="recognition", daemon=True)
        self._thread.start()

    @property
    def written_s(self) -> float:
        """Seconds of the recording that there are, whether read yet or not."""
        return self._wav.written_s

    @property
    def waiting_s(self) -> float:
        """Seconds of sound that wait for recognition; below ``LAGGING_S`` while it keeps up."""
        return 0.0 if self._complete else max(0.0, self.written_s - self.done_s)

    @property
    def failure(self) -> ModelError | None:
        """Why recognition died, if it did."""
        return self._error

    @property
    def finished(self) -> bool:
        """Whether all is recognised, or recognition has died or was cancelled."""
        return not self._thread.is_alive()

    def last_words(self, count: int) -> str:
        """Return the last words heard so far, with what is pending as it was last heard.

        Parameters
        ----------
        count
            How many words at most.
        """
        guess = self._guess  # the worker puts another tuple in its place, never changes it
        if guess is not None:
            pending = [word for one in guess[1] for word in one.words]
        else:
            pending = list(self._pending.last_heard)
        words = pending[-count:]
        for one in reversed(list(self._heard)):
            if len(words) >= count:
                break
            words = [*one.words[-(count - len(words)) :], *words]
        return " ".join(word.text for word in words)

    def end(self) -> None:
        """Say that the file is complete; returns at once."""
        self._ended.set()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait for the last word, not longer than ``timeout_s``; tell whether it has come."""
        self._thread.join(timeout_s)
        return self.finished

    def words(self) -> Heard:
        """Return what was heard, once ``finished``.

        Raises
        ------
        ModelError
            If recognition died; what it had heard until then is not used.
        """
        if self._error is not None:
            raise self._error
        return tuple(self._heard)

    def cancel(self, timeout_s: float = 5.0) -> None:
        """Give up: what is pending is heard no further, a piece in work is waited for."""
        self._cancelled.set()
        self._thread.join(timeout_s)

    # --- the worker's thread ---

    def _work(self) -> None:
        try:
            with closing(self._wav):
                self._transcriber.load()
                while not self._complete and not self._cancelled.is_set():
                    self._turn()
        except ModelError as error:
            self._error = error
        except Exception as error:  # noqa: BLE001 - a thread has nobody else to tell
            self._error = ModelError(
                f"Recognition stopped: {type(error).__name__}: {error}.",
                "The recording is kept; `voicecoach analyze last` adds the words.",
                code="model-failed",
            )

    def _turn(self) -> None:
        """Read what has come, recognise what is complete; without either, think ahead."""
        was_ended, known = self._ended.is_set(), self._guess
        block = self._wav.read()
        if len(block):
            self._take(self._cutter.feed(block))
        elif was_ended:  # nothing came after the end
            self._take(self._cutter.finish())
            self.done_s = self._wav.read_s
            self._complete = True
        elif (tail := self._cutter.tail) is not None and not (known and known[0] == tail):
            self._guess = (tail, self._hear_last(tail))
        elif self._worth_trying():
            self._agree()
        else:
            self._ended.wait(POLL_S)
        self._wav.forget_before(self._cutter.needed_from)
        if self._cutter.idle:
            self.done_s = self._wav.read_s

    def _take(self, pieces: Sequence[Chunk]) -> None:
        for piece in pieces:
            if self._cancelled.is_set():
                return
            known = self._guess
            self._guess = None
            if known is not None and known[0] == piece:
                heard = known[1]
            else:
                self.n_thrown_away += known is not None
                ended = self._ended.is_set
                heard = self._hear_last(piece) if ended() else self._hear_known(piece, ended)
            self._pending.forget_words()
            self._keep(piece, heard)

    def _keep(self, piece: Chunk, heard: Sequence[RecognisedSegment]) -> None:
        self._heard = follow(self._heard, heard)
        self.pieces.append(piece)
        self.done_s = piece.end / self._rate

    def _hear(
        self,
        piece: Chunk,
        settled: str | None = None,
        *,
        once: bool = False,
        hurried: Ask = never,
        awaited: Ask = never,
        given_up: Ask = never,
    ) -> Heard:
        """Return a piece's words; what was not weighed any more is as an earlier hearing had it."""
        heard = self._transcriber.hear(
            self._wav.sound_of(piece),
            self._rate,
            glossary=self._glossary,
            settled=self._pending.settled_text(piece) if settled is None else settled,
            live=True,
            once=once,
            hurried=hurried,
            awaited=awaited,
            given_up=given_up,
        )
        moved = shift(heard, piece, self._rate)
        if given_up() or awaited():  # the key came while it was weighed what was said unwritten
            return keep_evidence(moved, self._heard_last, piece.first / self._rate)
        return moved

    def _hear_last(self, piece: Chunk) -> Heard:
        """Return a piece for whose words somebody may be waiting: tried again only if spoilt.

        Of a long one only the last sentences are heard: what two hearings have settled before
        them stays.
        """
        rest = self._pending.find_rest(piece)
        if rest is not None:
            at = piece.first + round(self._find_quietest(piece, rest) * self._rate)
            kept = first_words(self._heard_last, rest.n_words, at / self._rate)
            settled = self._pending.settled_from(rest.n_words, piece)
            last = self._hear_known(Chunk(at, piece.end), always, settled)
            if any(one.words for one in last):  # else no voice is found in so little: ask all of it
                return tuple(follow(kept, last))
        return self._hear_known(piece, always)

    def _hear_known(self, piece: Chunk, hurried: Ask, settled: str | None = None) -> Heard:
        """Return a piece; after the key what an earlier hearing has weighed is not weighed anew."""
        awaited = self._ended.is_set if self._pending.last_heard else never
        return self._hear(piece, settled, hurried=hurried, awaited=awaited)

    # --- what is pending ---

    def _worth_trying(self) -> bool:
        """Return whether somebody is speaking, and what is pending should be heard again."""
        pending = self._cutter.pending
        if pending is None or self._cutter.tail is not None:  # silence: the tail is known
            return False
        return self._pending.is_due(pending)

    def _agree(self) -> None:
        """Hear what is pending; cut it where this and the last hearing have settled enough."""
        pending = self._cutter.pending
        if pending is None:
            return
        began = time.monotonic()
        try:
            heard = self._hear(pending, once=True, given_up=self._is_unwanted)
        except GivenUpError:  # the answer is complete: its last piece is heard instead
            return
        self._heard_last = heard
        cut = self._pending.compare(
            pending,
            heard,
            cost_s=time.monotonic() - began,
            spoilt=is_spoilt(heard, self._transcriber.hint_of(self._glossary)),
        )
        if cut is None:
            return
        at = self._find_quietest(pending, cut)
        piece = self._cutter.settle(pending.first + round(at * self._rate))
        if piece is None:
            return
        self._guess = None
        self._keep(piece, first_words(heard, cut.n_words, piece.end / self._rate))
        self._pending.cut(piece, cut.n_words)

    def _is_unwanted(self) -> bool:
        return self._ended.is_set() or self._cancelled.is_set()

    def _find_quietest(self, piece: Chunk, cut: SettledCut) -> float:
        return find_quietest(self._wav.sound_of(piece), self._rate, cut.start, cut.end)
