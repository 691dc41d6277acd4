"""Where a recording is cut for the recogniser: a finished one, and one still being made.

A finished file is cut into whole windows by where there is voice (``cut_windows``).  While it is
made, the cuts depend on the samples alone (``Chunker``): not on the blocks in which they come,
not on what comes later than the rule looks, but for what is settled early.  Levels are sums of
squares of whole numbers, which are exact, and every frame of 10 ms is measured by itself.

A pause here is only a good place to cut.  The pauses that are reported come from
``voicecoach.recognition.activity``, which may look at the whole recording.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecoach.types import Span

FRAMES_PER_SECOND = 100
"""Levels are measured every 10 ms, as pauses are."""

PAUSE_S = 0.35
"""A cut needs a pause this long: closures of consonants end at 0.12 s, most words at 0.3 s."""

PENDING_S = 18.0
"""Speech that must have come before a cut: the encoder works on 30 s whatever it gets."""

MAX_CHUNK_S = 28.0
"""Cut here at the latest: room for the prompt's tokens, and for a tail that is soon decoded."""

EARLIEST_FORCED_S = 12.0
"""A cut that no pause offers is looked for from here on."""

PADDING_S = 0.2
"""Kept around speech: a first consonant is quiet, a last one fades."""

LONG_SILENCE_S = 3.0
"""Silence as long as a stall ends a piece however short: in silence Whisper invents words."""

TAIL_S = 0.5
"""After this much silence the answer may be over."""

VOICE_FRAMES = 4
"""40 ms in a row above the threshold: clicks are shorter, syllables longer."""

WINDOW_S = 30.0
"""The noise floor is that of this time; long enough to hold a breath, short enough to follow."""

FLOOR_PERCENTILE, TOP_PERCENTILE = 10.0, 95.0
THRESHOLD_SHARE = 0.4
MIN_RISE_DB, MAX_RISE_DB = 3.0, 12.0
"""Voice lies above the floor by this share of the way to the loudest, within these bounds:
3 dB are more than steady noise moves in 40 ms, 12 dB less than a sentence's fading end."""

MIN_DB = -70.0
"""Below the noise of any microphone's converter nothing is voice."""

EVERY_FRAMES = 10
"""The threshold is measured anew every 0.1 s: it changes slowly."""

BAND_HZ = 8000
"""Levels are those of the sound up to here, whatever the microphone's rate."""

WINDOW_MAX_S = 30.0
"""One window of a finished recording: what Whisper's encoder takes at once."""

WINDOW_SILENCE_S = 1.5
"""Silence kept on either side of a window's speech: Whisper was trained on sound as it comes."""

FULL_SCALE = 32768.0
"""One past the largest sample of 16 bits."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is decoded at once: samples ``first`` up to, not with, ``end``, at the file's rate."""

    first: int
    end: int


class Chunker:
    """Cuts sound as it comes.

    Parameters
    ----------
    sample_rate
        In Hz, 8000 or more.
    """

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._rest = np.zeros(0, np.int64)
        self._n_samples = 0
        self._n_frames = 0
        self._levels: deque[float] = deque(maxlen=round(WINDOW_S * FRAMES_PER_SECOND))
        self._threshold = MIN_DB
        self._n_loud = 0
        self._voice_end = 0
        """One past the last frame of voice."""
        self._start: int | None = None
        """First frame of the piece in the making; None in silence."""
        self._free = 0
        """First frame that no piece holds."""

    @property
    def needed_from(self) -> int:
        """Number of the first sample that a later piece may hold."""
        if self._start is not None:
            return self._sample(self._start)
        return self._sample(max(self._free, self._n_frames - self._n_loud - _frames(PADDING_S)))

    @property
    def idle(self) -> bool:
        """Whether nobody is speaking and no piece is in the making."""
        return self._start is None and not self._n_loud

    @property
    def tail(self) -> Chunk | None:
        """The last piece if nothing more is said; None while somebody speaks, or has not yet."""
        if self._start is None or self._n_frames - self._voice_end < _frames(TAIL_S):
            return None
        return self._piece(self._voice_end + _frames(PADDING_S))

    @property
    def pending(self) -> Chunk | None:
        """The piece in the making, up to the last sample fed; None in silence."""
        if self._start is None:
            return None
        return Chunk(self._sample(self._start), self._n_samples)

    def settle(self, sample: int) -> Chunk | None:
        """Cut the piece in the making before a sample, and return what lies before it."""
        frame = sample * FRAMES_PER_SECOND // self._rate
        if self._start is None or not self._start < frame < self._n_frames:
            return None
        before = self._piece(frame)
        self._free = self._start = frame
        return before

    def feed(self, samples: npt.NDArray[np.float32]) -> list[Chunk]:
        """Take the next samples (mono, in [-1, 1]) and return the pieces that are complete."""
        whole = np.rint(samples * FULL_SCALE).astype(np.int64)
        self._rest = np.concatenate([self._rest, whole])
        self._n_samples += len(whole)
        pieces: list[Chunk] = []
        done = 0
        origin = self._n_samples - len(self._rest)
        while (end := self._sample(self._n_frames + 1) - origin) <= len(self._rest):
            piece = self._step(_level(self._rest[done:end], self._rate))
            pieces += [piece] if piece else []
            done = end
        self._rest = self._rest[done:]
        return pieces

    def finish(self) -> list[Chunk]:
        """Return the last piece: the recording ends here."""
        if self._start is None:
            return []
        piece = self._piece(self._voice_end + _frames(PADDING_S))
        self._start = None
        return [piece]

    def _step(self, level: float) -> Chunk | None:
        """Take one frame and return the piece that it completes."""
        self._levels.append(level)
        if self._n_frames % EVERY_FRAMES == 0:
            self._threshold = _threshold(self._levels)
        self._n_frames += 1
        self._n_loud = self._n_loud + 1 if level > self._threshold else 0
        piece = self._hear_voice() if self._n_loud >= VOICE_FRAMES else self._hear_silence()
        if piece is None and self._start is not None:
            piece = self._force()
        return piece

    def _hear_voice(self) -> Chunk | None:
        begin, before = self._n_frames - self._n_loud, self._voice_end
        self._voice_end = self._n_frames
        if self._start is None:
            self._start = max(self._free, begin - _frames(PADDING_S))
        elif begin - before >= _frames(PAUSE_S) and before - self._start >= _frames(PENDING_S):
            return self._close((before + begin) // 2, begin)
        return None

    def _hear_silence(self) -> Chunk | None:
        if self._start is None:
            return None
        silence = self._n_frames - self._voice_end
        pending = self._voice_end - self._start
        # from here on the middle lies behind the padding: the piece no longer changes
        long_enough = silence >= max(_frames(PAUSE_S), 2 * _frames(PADDING_S))
        if silence >= _frames(LONG_SILENCE_S) or (long_enough and pending >= _frames(PENDING_S)):
            return self._close(self._voice_end + _frames(PADDING_S), None)
        return None

    def _force(self) -> Chunk | None:
        """Cut at the frame with the least voice where no pause came in time."""
        start = self._start
        if start is None or self._n_frames - start < _frames(MAX_CHUNK_S):
            return None
        n_candidates = _frames(MAX_CHUNK_S) - _frames(EARLIEST_FORCED_S)
        levels = np.array(self._levels)[-n_candidates:]
        smooth = np.convolve(np.rint(levels * 100), np.ones(5), "same")[2:-2]
        at = self._n_frames - n_candidates + 2 + int(np.argmin(smooth))
        return self._close(at, at if self._voice_end > at else None)

    def _close(self, end: int, start: int | None) -> Chunk:
        """End the piece before frame ``end``; ``start`` is that of voice already heard after it."""
        piece = self._piece(end)
        self._free = end
        self._start = None if start is None else max(end, start - _frames(PADDING_S))
        return piece

    def _piece(self, end: int) -> Chunk:
        first = self._sample(self._start or 0)
        return Chunk(first, min(self._sample(end), self._n_samples))

    def _sample(self, frame: int) -> int:
        return frame * self._rate // FRAMES_PER_SECOND


def cut_windows(speech: Sequence[Span], n_samples: int, sample_rate: int) -> list[Chunk]:
    """Return where a finished recording is cut: whole windows, as few as there can be.

    A window holds as much speech as it can; what follows begins behind the longest pause of
    its second half.  Of silence as long as a stall only what lies beside speech is kept.

    Parameters
    ----------
    speech
        Where there is voice, in seconds, ordered and disjoint.
    n_samples, sample_rate
        Of the recording.
    """
    chunks: list[Chunk] = []
    spans, free = list(speech), 0.0
    while spans:
        first = max(free, spans[0].start - WINDOW_SILENCE_S)
        n = _n_fitting(spans, first + WINDOW_MAX_S)
        end, rest = spans[n - 1].end, spans[n:]
        if end - first > WINDOW_MAX_S:  # nobody drew breath: cut in the middle of the voice
            free = end = first + WINDOW_MAX_S
            rest = [Span(end, spans[0].end), *rest]
        else:
            behind = (rest[0].start - end) / 2 if rest else math.inf
            free = min(end + min(WINDOW_SILENCE_S, behind), first + WINDOW_MAX_S)
        chunks.append(Chunk(round(first * sample_rate), min(n_samples, round(free * sample_rate))))
        spans = rest
    return chunks


def _n_fitting(spans: Sequence[Span], limit: float) -> int:
    """Return how many spans the next window holds, at least one."""
    n = 1
    while n < len(spans) and spans[n].end <= limit:
        if spans[n].start - spans[n - 1].end >= LONG_SILENCE_S:
            return n
        n += 1
    if n == len(spans):
        return n
    middle = limit - WINDOW_MAX_S / 2
    late = [i for i in range(1, n + 1) if spans[i - 1].end >= middle]
    return max(late, key=lambda i: spans[i].start - spans[i - 1].end, default=n)


def cut(samples: npt.NDArray[np.float32], sample_rate: int) -> list[Chunk]:
    """Return the pieces of a whole recording: the same as while it was made."""
    cutter = Chunker(sample_rate)
    pieces: list[Chunk] = []
    for start in range(0, len(samples), 10 * sample_rate):
        pieces += cutter.feed(samples[start : start + 10 * sample_rate])
    return pieces + cutter.finish()


def _frames(seconds: float) -> int:
    return round(seconds * FRAMES_PER_SECOND)


def _level(frame: npt.NDArray[np.int64], sample_rate: int) -> float:
    """Return the level of a frame in dB of full scale, hum and hiss weakened.

    Neighbouring samples are added to about 8 kHz, which weakens hiss, and subtracted from each
    other, which takes 26 dB from a hum of 50 Hz against 1 kHz.
    """
    group = max(1, sample_rate // BAND_HZ)
    sums = frame[: len(frame) // group * group].reshape(-1, group).sum(axis=1)
    moves = np.diff(sums)
    power = int(np.dot(moves, moves)) / (group * group * max(1, len(moves)) * FULL_SCALE**2)
    return round(10 * math.log10(power + 1e-12), 2)


def _threshold(levels: deque[float]) -> float:
    low, high = map(float, np.percentile(np.array(levels), [FLOOR_PERCENTILE, TOP_PERCENTILE]))
    rise = min(MAX_RISE_DB, max(MIN_RISE_DB, THRESHOLD_SHARE * (high - low)))
    return max(MIN_DB, low + rise)
