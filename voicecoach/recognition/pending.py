"""Speech in the making: when it was last heard, and how much of its text is settled.

What two hearings of it have in common is settled (``agreement``): the next hearing is told that
its text begins so, and once much is pending the sound is cut behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from voicecoach.recognition.agreement import (
    UNSETTLED_S,
    choose_cut,
    count_agreed,
    count_settled,
    worth_of_cut,
)
from voicecoach.recognition.alignment import end_of, start_of
from voicecoach.recognition.chunking import Chunk
from voicecoach.recognition.segment import RecognisedSegment
from voicecoach.types import Word

AGREE_FROM_S = 7.0
"""Pending speech that is worth hearing before it is complete: shorter pieces lose words."""

CUT_FROM_S = 22.0
"""Pending speech that is cut at what is settled: the encoder's time grows with its length."""

AGAIN_S = 2.5
"""New sound between two hearings of what is pending."""

MIN_REST_S, MAX_REST_S = 7.0, 10.0
"""Of the last piece so much is heard at the end, and what is settled before it stays: a longer rest
costs time that somebody waits, a shorter one loses words."""

MAX_LOAD = 0.5
"""Share of the time that hearing what is pending again may take: the rest is for what is new."""


@dataclass(frozen=True, slots=True)
class SettledCut:
    """Where pending speech may be cut: after ``n_words``, between two moments of the piece (s)."""

    n_words: int
    start: float
    end: float


class PendingSpeech:
    """What is known of speech that is still going on.

    Parameters
    ----------
    sample_rate
        Of the recording in Hz; chunks are counted in its samples.
    """

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._last: tuple[int, tuple[Word, ...]] | None = None
        """First sample of the piece when it was last heard, and its words from there on."""
        self._n_settled = 0
        """How many words of the last hearing are settled."""
        self._settled: tuple[int, tuple[Word, ...]] = (-1, ())
        """First sample of the piece, and the words at its beginning that are settled."""
        self._cost_s = 0.0
        self.heard_to = 0
        """Sample up to which it was last heard."""

    @property
    def last_heard(self) -> tuple[Word, ...]:
        """The words of the last hearing; empty where it counts no more."""
        return self._last[1] if self._last is not None else ()

    def is_due(self, pending: Chunk) -> bool:
        """Return whether enough is pending, enough of it new, and time enough to hear it again."""
        if pending.end - pending.first < AGREE_FROM_S * self._rate:
            return False
        new = (pending.end - self.heard_to) / self._rate
        return new >= max(AGAIN_S, self._cost_s / MAX_LOAD)

    def settled_text(self, piece: Chunk) -> str:
        """Return how the text of a piece is known to begin; empty where it is not.

        Words behind its end are the next piece's, those just before it are heard anew.
        """
        first, words = self._settled
        return self._text(words, piece) if first == piece.first else ""

    def forget_words(self) -> None:
        """Forget the last hearing: the piece was cut by another rule."""
        self._last = None

    def unsettle(self) -> None:
        """Settle nothing: what was heard cannot be trusted."""
        self._settled = (-1, ())

    def compare(
        self, pending: Chunk, heard: Sequence[RecognisedSegment], *, cost_s: float, spoilt: bool
    ) -> SettledCut | None:
        """Settle what this hearing and the last one have in common; tell where to cut, if at all.

        Parameters
        ----------
        pending
            What was heard.
        heard
            Its words in seconds of the recording.
        cost_s
            Seconds that hearing it took.
        spoilt
            Whether its words are a loop or were invented: then nothing is settled.
        """
        words = tuple(word for one in heard for word in one.words)
        self._cost_s, self.heard_to = cost_s, pending.end
        self._n_settled = 0
        before, self._last = self._last, (pending.first, words)
        if before is None or before[0] != pending.first:
            return None
        if spoilt:
            self.unsettle()
            return None
        offset, length = pending.first / self._rate, (pending.end - pending.first) / self._rate
        local = [_earlier(word, offset) for word in words]
        n_agreed = count_agreed(before[1], words)
        self._n_settled = count_settled(local, n_agreed, length)
        self._settled = (pending.first, words[: self._n_settled])
        n = choose_cut(local, n_agreed, length) if length >= CUT_FROM_S else None
        if n is None:
            return None
        return SettledCut(n, local[n - 1].end or 0.0, local[n].start or 0.0)

    def find_rest(self, piece: Chunk) -> SettledCut | None:
        """Tell where the rest of a piece begins that must be heard, once the piece is complete.

        None where all of it must be: little of it is settled, or it is short.
        """
        if self._last is None or self._last[0] != piece.first:
            return None
        offset, length = piece.first / self._rate, (piece.end - piece.first) / self._rate
        words = [_earlier(word, offset) for word in self._last[1]]
        places = [
            n
            for n in range(1, min(self._n_settled, len(words) - 1) + 1)
            if MIN_REST_S <= length - end_of(words[n - 1]) <= MAX_REST_S
        ]
        n = max(places, key=lambda n: (worth_of_cut(words, n), n), default=0)
        if not n or length <= MAX_REST_S:
            return None
        return SettledCut(n, end_of(words[n - 1]), start_of(words[n]))

    def settled_from(self, n_words: int, piece: Chunk) -> str:
        """Return the settled text of the last hearing from a word on, within a piece."""
        return self._text(self._last[1][n_words : self._n_settled] if self._last else (), piece)

    def cut(self, piece: Chunk, n_words: int) -> None:
        """Take note that a piece with the first words was cut off: the rest is pending."""
        words = self._last[1] if self._last else ()
        self._last = (piece.end, words[n_words:])
        self._settled = (piece.end, words[n_words : self._n_settled])
        self._n_settled = 0

    def _text(self, words: Sequence[Word], piece: Chunk) -> str:
        end = piece.end / self._rate - UNSETTLED_S
        return " ".join(word.text for word in takewhile(lambda word: end_of(word) <= end, words))


def _earlier(word: Word, seconds: float) -> Word:
    return replace(word, start=(word.start or 0.0) - seconds, end=(word.end or 0.0) - seconds)
