"""Recognition while somebody speaks: it reads the file that the recorder writes.

The file is the queue: the recorder never waits and never knows, nothing is lost if recognition
dies, and memory holds one piece at a time.  Pieces are those of ``chunking``; in a silence the
tail is begun on the chance that nothing more is said, and thrown away if something is.  Fluent
speech has no pauses to cut at: there what two hearings agree on is settled (``agreement``), so
that at the end only the last seconds are left.  Second tries run while somebody speaks; at the
end only where the words would be a loop.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voicecoach.errors import ModelError
from voicecoach.recognition.agreement import choose_cut, count_agreed, count_settled, find_quietest
from voicecoach.recognition.chunking import MAX_CHUNK_S, Chunk, Chunker
from voicecoach.recognition.doubts import RecognisedSegment
from voicecoach.recognition.retry import is_spoilt
from voicecoach.recognition.transcriber import Transcriber, follow, shift
from voicecoach.sound.files import Samples
from voicecoach.sound.wav import BYTES_PER_SAMPLE, HEADER, read_rate
from voicecoach.types import Word

POLL_S = 0.05
"""How often the file is looked at; short beside the second in which a transcript is expected."""

LAGGING_S = 2 * MAX_CHUNK_S
"""Sound waiting for longer than one longest piece takes to come and one to recognise."""

AGREE_FROM_S = 7.0
"""Pending speech that is worth hearing before it is complete: shorter pieces lose words."""

CUT_FROM_S = 22.0
"""Pending speech that is cut at what is settled: the encoder's time grows with its length."""

AGAIN_S = 2.5
"""New sound between two hearings of what is pending."""

MAX_LOAD = 0.5
"""Share of the time that hearing what is pending again may take: the rest is for what is new."""

BLOCK_S = 5.0
"""Read at once at most: keeps memory flat when much is waiting."""


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
        # unbuffered: a buffer would remember where the file once ended
        self._file = path.open("rb", buffering=0)
        self._rate = read_rate(self._file)
        self._cutter = Chunker(self._rate)
        self._kept = np.zeros(0, np.float32)
        self._kept_from = 0
        self._heard: list[RecognisedSegment] = []
        self.pieces: list[Chunk] = []
        """Where the recording was cut so far."""
        self._guess: tuple[Chunk, tuple[RecognisedSegment, ...]] | None = None
        self._trial: tuple[int, tuple[Word, ...]] | None = None
        """Where what is pending began when it was last heard, and its words from there on."""
        self._settled: tuple[int, str] = (-1, "")
        """Where what is pending began, and the beginning of its text that is settled."""
        self._trial_end = 0
        self._trial_cost_s = 0.0
        self._complete = False
        self._ended = threading.Event()
        self._cancelled = threading.Event()
        self._error: ModelError | None = None
        self.done_s = 0.0
        """Seconds of the recording that need no more work."""
        self._n_read = 0
        self._path = path
        self.n_thrown_away = 0
        """Tails begun in a silence that was not the last one."""
        self._thread = threading.Thread(target=self._work, name="recognition", daemon=True)
        self._thread.start()

    @property
    def written_s(self) -> float:
        """Seconds of the recording that there are, whether read yet or not."""
        try:
            n_bytes = self._path.stat().st_size - HEADER.size
        except OSError:  # re-encoded meanwhile, or discarded
            return self._n_read / self._rate
        return max(0, n_bytes) / BYTES_PER_SAMPLE / self._rate

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
        # the worker puts other tuples in the place of these, and never changes one
        trial, guess = self._trial, self._guess
        words: list[Word] = []
        if guess is not None:
            words = [word for one in guess[1] for word in one.words][-count:]
        elif trial is not None:
            words = list(trial[1][-count:])
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

    def words(self) -> tuple[RecognisedSegment, ...]:
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
        """Give up; a piece in work is waited for, as native code cannot be stopped."""
        self._cancelled.set()
        self._thread.join(timeout_s)

    # --- the worker's thread ---

    def _work(self) -> None:
        try:
            with self._file:
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
        was_ended = self._ended.is_set()
        block = self._read()
        if len(block):
            self._kept = np.concatenate([self._kept, block])
            self._take(self._cutter.feed(block))
        elif was_ended:  # nothing came after the end
            self._take(self._cutter.finish())
            self.done_s = self._n_read / self._rate
            self._complete = True
        elif (tail := self._cutter.tail) is not None and not self._knows(tail):
            self._guess = (tail, self._hear_last(tail))
        elif self._worth_trying():
            self._agree()
        else:
            self._ended.wait(POLL_S)
        self._forget()

    def _take(self, pieces: Sequence[Chunk]) -> None:
        for piece in pieces:
            if self._cancelled.is_set():
                return
            known = self._guess
            self._guess = None
            self._trial = None
            if known is not None and known[0] == piece:
                heard = known[1]
            else:
                self.n_thrown_away += known is not None
                heard = self._hear_last(piece) if self._ended.is_set() else self._hear(piece)
            self._keep(piece, heard)

    def _keep(self, piece: Chunk, heard: Sequence[RecognisedSegment]) -> None:
        self._heard = follow(self._heard, heard)
        self.pieces.append(piece)
        self.done_s = piece.end / self._rate

    def _hear(self, piece: Chunk, second_tries: int | None = None) -> tuple[RecognisedSegment, ...]:
        heard = self._transcriber.hear(
            self._samples(piece),
            self._rate,
            glossary=self._glossary,
            second_tries=second_tries,
            settled=self._settled[1] if self._settled[0] == piece.first else "",
        )
        return shift(heard, piece, self._rate)

    def _hear_last(self, piece: Chunk) -> tuple[RecognisedSegment, ...]:
        """Return a piece for whose words somebody may be waiting: tried again only if spoilt."""
        heard = self._hear(piece, second_tries=0)
        if is_spoilt(heard, self._transcriber.hint_of(self._glossary)):
            self._settled = (-1, "")
            return self._hear(piece)
        return heard

    def _samples(self, piece: Chunk) -> Samples:
        return self._kept[piece.first - self._kept_from : piece.end - self._kept_from]

    # --- what is pending ---

    def _worth_trying(self) -> bool:
        """Return whether enough is pending, enough of it new, and time enough to hear it."""
        pending = self._cutter.pending
        if pending is None or self._cutter.tail is not None:  # silence: the tail is known
            return False
        if pending.end - pending.first < AGREE_FROM_S * self._rate:
            return False
        new = (pending.end - self._trial_end) / self._rate
        return new >= max(AGAIN_S, self._trial_cost_s / MAX_LOAD)

    def _agree(self) -> None:
        """Hear what is pending; settle what this and the last hearing have in common."""
        pending = self._cutter.pending
        if pending is None:
            return
        began = time.monotonic()
        heard = self._hear(pending, second_tries=0)
        self._trial_cost_s = time.monotonic() - began
        self._trial_end = pending.end
        words = tuple(word for one in heard for word in one.words)
        before, self._trial = self._trial, (pending.first, words)
        if before is None or before[0] != pending.first:
            return
        if is_spoilt(heard, self._transcriber.hint_of(self._glossary)):
            self._settled = (-1, "")
            return
        offset, length = pending.first / self._rate, (pending.end - pending.first) / self._rate
        local = [_earlier(word, offset) for word in words]
        n_agreed = count_agreed(before[1], words)
        n_settled = count_settled(local, n_agreed, length)
        self._settled = (pending.first, " ".join(word.text for word in words[:n_settled]))
        n = choose_cut(local, n_agreed, length) if length >= CUT_FROM_S else None
        if n is None:
            return
        cut = find_quietest(
            self._samples(pending), self._rate, local[n - 1].end or 0.0, local[n].start or 0.0
        )
        piece = self._cutter.settle(pending.first + round(cut * self._rate))
        if piece is None:
            return
        self._guess = None
        self._keep(piece, _before(heard, n, piece.end / self._rate))
        self._trial = (piece.end, words[n:])
        self._settled = (piece.end, " ".join(word.text for word in words[n:n_settled]))

    def _knows(self, tail: Chunk) -> bool:
        return self._guess is not None and self._guess[0] == tail

    def _read(self) -> Samples:
        data = self._file.read(2 * round(BLOCK_S * self._rate))
        if len(data) % 2:  # the writer is in the middle of a sample
            self._file.seek(-1, 1)
            data = data[:-1]
        whole: npt.NDArray[np.int16] = np.frombuffer(data, np.int16)
        self._n_read += len(whole)
        return (whole / np.float32(32768)).astype(np.float32)

    def _forget(self) -> None:
        drop = self._cutter.needed_from - self._kept_from
        if drop > 0:
            self._kept = self._kept[drop:].copy()
            self._kept_from += drop
        if self._cutter.idle:
            self.done_s = self._n_read / self._rate


def _earlier(word: Word, seconds: float) -> Word:
    return replace(word, start=(word.start or 0.0) - seconds, end=(word.end or 0.0) - seconds)


def _before(
    heard: Sequence[RecognisedSegment], n_words: int, end: float
) -> tuple[RecognisedSegment, ...]:
    """Return the first words of what was heard, and the possible hesitations before a moment."""
    kept: list[RecognisedSegment] = []
    left = n_words
    for one in heard:
        possible = tuple(p for p in one.possible_hesitations if p.end <= end)
        words = one.words[: max(0, left)]
        left -= len(words)
        if words or possible:
            kept.append(replace(one, words=words, possible_hesitations=possible))
    return tuple(kept)
