"""Plays a recording in place of a microphone, so that the rest runs as with a live answer.

The demo uses it.  The sound goes through the same writer as a microphone's, into a growing file,
and is recognised from that file while it grows.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np

from voicecoach.sound.files import load_audio
from voicecoach.sound.kept_sound import KeptSound
from voicecoach.sound.take import TakeResult
from voicecoach.sound.take_writer import BLOCKS_PER_SECOND, TakeWriter
from voicecoach.types import Gap

PAUSED_STEP_S = 0.02


class FileTake(KeptSound):
    """One recording, fed to the writer at a microphone's speed or as fast as possible.

    Parameters
    ----------
    source
        Any audio file that FFmpeg reads.
    path
        The WAV to write.
    """

    def __init__(self, source: Path, path: Path) -> None:
        audio = load_audio(source)
        self.sound = audio.samples, audio.sample_rate
        """Mono float32 and its sample rate in Hz."""
        self._path = path
        self._rate = audio.sample_rate
        self._samples = np.rint(np.clip(audio.samples, -1, 1) * 32767).astype(np.int16)
        super().__init__(TakeWriter(path, self._rate, 1))
        self._hurried = threading.Event()
        self._stopped = threading.Event()
        self._done = threading.Event()
        self._thread: threading.Thread | None = None
        self._result: TakeResult | None = None
        self.paused = False
        self.gaps: tuple[Gap, ...] = ()
        self.channels_cancel = False

    @property
    def finished(self) -> bool:
        """Whether the whole recording was fed to the writer."""
        return self._done.is_set()

    @property
    def lost(self) -> str | None:
        """A sentence if the file cannot be written, else None."""
        return self._writer.failure

    @property
    def duration_s(self) -> float:
        """Length of the whole recording."""
        return len(self._samples) / self._rate

    def begin(self, since: float | None = None) -> None:
        """Start at the first sample; ``since`` is ignored, as nothing came before."""
        del since
        if self._thread is None:
            now = time.monotonic()
            self._writer.add_block(now, b"")  # the writer's clock starts at sample 0
            self._writer.command("begin", now)
            self._thread = threading.Thread(target=self._feed, daemon=True)
            self._thread.start()

    def pause(self) -> None:
        """Pause the recording until ``resume``."""
        self.paused = True

    def resume(self) -> None:
        """Continue the recording."""
        self.paused = False

    def hurry(self) -> None:
        """Feed the rest as fast as it can be written."""
        self._hurried.set()

    def stop(self) -> TakeResult:
        """Close the file and return the result; a second call returns the same."""
        if self._result is None:
            self._stopped.set()
            self._hurried.set()
            if self._thread is not None:
                self._thread.join()
            self._writer.close()
            self._result = TakeResult(
                path=self._path,
                duration_s=self.elapsed_s,
                n_samples=self._writer.n_samples,
                n_overflows=0,
                lost=self._writer.failure,
            )
        return self._result

    def discard(self) -> None:
        """Close the file and delete it."""
        self.stop()
        self._path.unlink(missing_ok=True)

    def _feed(self) -> None:
        size = self._rate // BLOCKS_PER_SECOND
        due = time.monotonic()
        for first in range(0, len(self._samples), size):
            block = self._samples[first : first + size]
            due += len(block) / self._rate
            while self.paused and not self._stopped.is_set():
                due += PAUSED_STEP_S
                self._stopped.wait(PAUSED_STEP_S)
            self._hurried.wait(max(0.0, due - time.monotonic()))
            if self._stopped.is_set():
                return
            self._writer.add_block(time.monotonic(), block.tobytes())
        self._done.set()


class FileRecorder:
    """Opens one recording after the other in place of a microphone.

    Parameters
    ----------
    sources
        One file for each take, in order.
    hurried
        Whether each is fed as fast as it can be written from the start.
    """

    def __init__(self, sources: list[Path], *, hurried: bool = False) -> None:
        self._sources = list(sources)
        self._hurried = hurried
        self.take: FileTake | None = None
        """The running take."""

    @property
    def n_left(self) -> int:
        """Number of recordings that were not opened yet."""
        return len(self._sources)

    def open(self, path: Path) -> FileTake:
        """Open the next recording."""
        self.take = FileTake(self._sources.pop(0), path)
        if self._hurried:
            self.take.hurry()
        return self.take
