"""Writes a take: a queue of sound and commands becomes samples in a file.

The candidate's commands (begin, pause, resume, end) pass through the same queue as the sound, each
with its time, so the cuts fall on exact samples however late the writer runs.  Only the writer's
thread changes the state; other threads read single numbers.
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from pathlib import Path
from typing import Literal

import numpy as np

from voicecoach.sound.downmix import Downmix
from voicecoach.sound.level import LevelMeter
from voicecoach.sound.sample_clock import Block, GapFinder, SampleClock, SampleGate
from voicecoach.sound.wav import WavFile
from voicecoach.types import Gap

BLOCKS_PER_SECOND = 50
RING_S = 3.0
"""Seconds of sound kept in memory before ``begin``, whose moment may lie that far in the past."""

WRITER_S = 10.0
"""Seconds for the queue to be written; a disk that needs longer counts as not answering."""

GAP_WHY = "the microphone did not answer"

Command = Literal["begin", "pause", "resume", "end"]


class TakeWriter:
    """Writes the sound that the commands select.

    Parameters
    ----------
    path
        The WAV; must not exist.
    rate
        Samples a second.
    channels
        Channels of the blocks; the file is mono, the mean of all.

    Raises
    ------
    OSError
        If the file cannot be made.
    """

    def __init__(self, path: Path, rate: int, channels: int) -> None:
        self.rate = rate
        self.meter = LevelMeter()
        self.n_samples = 0
        """Samples kept so far."""
        self.last_voice: int | None = None
        """Samples kept up to the end of the last voice; None before the first voice."""
        self.late_s = 0.0
        """Seconds by which the first kept sample came after the moment of ``begin``."""
        self.failure: str | None = None
        """A sentence if the file cannot be written any more; what was written stays valid."""
        self.gaps: tuple[Gap, ...] = ()
        """Where sound is missing that should have been kept."""
        self.complete = threading.Event()
        """Set when the sound up to the moment of ``end`` was written."""
        self._write_failed = False  # a disk that answers late is still written to
        self._path = path
        self._channels = channels
        self._downmix = Downmix(channels, rate)
        self._queue: queue.SimpleQueue[tuple[Command | None, float, bytes] | None]
        self._queue = queue.SimpleQueue()
        self._ring: deque[tuple[Block, bool]] = deque(maxlen=round(RING_S * BLOCKS_PER_SECOND))
        self._clock = SampleClock(rate)
        self._gap_finder = GapFinder(rate)
        self._gate: SampleGate | None = None
        self._end_at: int | None = None
        self._wav = WavFile(path, rate)
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    @property
    def channels_cancel(self) -> bool:
        """Whether the channels are of opposite phase, so that the louder one alone is kept."""
        return self._downmix.louder is not None

    def add_block(self, arrived: float, data: bytes) -> None:
        """Queue a block of 16-bit samples that was complete at ``arrived`` (monotonic seconds)."""
        self._queue.put((None, arrived, data))

    def command(self, command: Command, moment: float) -> None:
        """Queue a command with its moment (monotonic seconds), after at least one block."""
        self._queue.put((command, moment, b""))

    def close(self) -> None:
        """Write the queue and close the file, within ``WRITER_S``.

        A disk that needs longer is given up (``failure``); the thread goes on as it answers.
        """
        self._queue.put(None)
        self._thread.join(WRITER_S)
        if self._thread.is_alive():
            self.failure = self.failure or f"The disk does not answer: {self._path}."
            return
        try:
            self._wav.close()
        except OSError as error:
            self.failure = self.failure or f"The recording was cut short: {error.strerror}."

    def _work(self) -> None:
        try:
            self._empty_queue()
        except BaseException as error:  # no thread writes the rest: the take has failed
            self.failure = self.failure or f"The recording stopped: {error!r}."
            raise

    def _empty_queue(self) -> None:
        while (item := self._queue.get()) is not None:
            command, moment, data = item
            if command is None:
                self._hear(moment, data)
            elif command == "begin":
                self._begin(moment)
            elif self._gate is not None:
                at = self._gate.switch(self._clock.sample_at(moment), keep=command == "resume")
                if command == "end":
                    self._end_at = at
            if self._end_at is not None and self._gate and self._gate.position >= self._end_at:
                self.complete.set()

    def _hear(self, arrived: float, data: bytes) -> None:
        block = np.frombuffer(data, np.int16)
        if self._channels > 1:
            block = self._downmix.mix(block.reshape(-1, self._channels))
        self._clock.note(arrived, len(block))
        self._note_gap(arrived, len(block))
        voice = self.meter.add_block(block)
        if self._gate is None:
            self._ring.append((block, voice))
        else:
            self._keep(self._gate, block, voice=voice)

    def _note_gap(self, arrived: float, n_samples: int) -> None:
        """Note where sound is missing that would have been kept."""
        found = self._gap_finder.note(arrived, n_samples, self.n_samples)
        if found is None:
            return
        self._clock.forget()
        kept_before, seconds = found
        if self.n_samples > kept_before:  # paused, nothing is missing
            start = kept_before / self.rate
            self.gaps = (*self.gaps, Gap(round(start, 3), round(seconds, 3), GAP_WHY))

    def _begin(self, since: float) -> None:
        """Start keeping at ``since``, beginning with the sound in memory."""
        if self._gate is not None:
            return
        oldest = self._clock.n_samples - sum(len(block) for block, _ in self._ring)
        wanted = self._clock.sample_at(since)
        self.late_s = max(0, oldest - wanted) / self.rate
        self._gate = SampleGate(oldest)
        self._gate.switch(wanted, keep=True)
        for block, voice in self._ring:
            self._keep(self._gate, block, voice=voice)
        self._ring.clear()

    def _keep(self, gate: SampleGate, block: Block, *, voice: bool) -> None:
        kept = gate.select(block)
        if not len(kept) or self._write_failed:
            return
        try:
            self._wav.write(kept.tobytes())
        except OSError as error:
            self._write_failed = True
            self.failure = f"The recording cannot be written: {error.strerror}."
            return
        self.n_samples += len(kept)
        if voice:
            self.last_voice = self.n_samples
