"""One take: from opening the microphone to closing its file.

A stream may stop without an error, and closing it may block.  So it is watched, and every wait
has a limit.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from voicecoach.errors import DeviceError, RecorderError
from voicecoach.sound.devices import (
    Device,
    cannot_open,
    import_sounddevice,
    release,
    rescan,
    same_device,
)
from voicecoach.sound.kept_sound import KeptSound
from voicecoach.sound.take_writer import BLOCKS_PER_SECOND, TakeWriter
from voicecoach.types import Gap

FIRST_SOUND_S = 5.0
"""Limit for the first sound: a Bluetooth microphone takes up to 3 s to start."""

LOST_AFTER_S = 4.0
"""Without a callback for so long the device counts as gone, since PortAudio does not report it.  A
busy machine was seen to deliver nothing for more than 2 s."""

LOST_AGAIN_S = 0.3
"""Extra time before the device counts as gone: after Ctrl-Z and fg the clock has moved on."""

REOPEN_S = 8.0
"""How long the same microphone is looked for; a woken machine has its devices in about three."""

REOPEN_EVERY_S = 0.5

MAX_TAIL_S = 0.3
"""Time for which ``stop`` waits for sound that is still on its way from the microphone."""


@dataclass(frozen=True, slots=True)
class TakeResult:
    """A finished take.

    ``n_samples`` is exact; ``n_overflows`` counts the times the system dropped sound;
    ``lost`` is a sentence if the device ended the take; ``late_s`` is the time by which the first
    sample came after the moment passed to ``begin``, 0 unless that moment lay too far back;
    ``gaps`` is where sound is missing because the microphone did not answer; ``channels_cancel``
    is whether its two channels are of opposite phase, so that the louder one alone was kept.
    """

    path: Path
    duration_s: float
    n_samples: int
    n_overflows: int
    lost: str | None
    late_s: float = 0.0
    gaps: tuple[Gap, ...] = ()
    channels_cancel: bool = False


class SoundDeviceTake(KeptSound):
    """One take: PortAudio's thread fills a queue, and the writer's thread empties it.

    Raises
    ------
    OSError
        If the file cannot be made.
    """

    def __init__(self, path: Path, device: Device) -> None:
        self._path = path
        self._device = device
        self._channels = min(2, device.channels)
        super().__init__(TakeWriter(path, round(device.sample_rate), self._channels))
        self._state = "waiting"
        self._n_overflows = 0
        self._last_callback: float | None = None
        self._suspected: float | None = None
        self._vanished = False
        self._stopping = False
        self._reopening: threading.Thread | None = None
        self._gone = threading.Event()
        self._first = threading.Event()
        self._result: TakeResult | None = None
        self._stream: Any = None

    def start(self) -> None:
        """Open the stream and wait for sound; on any error everything is closed again.

        Raises
        ------
        RecorderError
            If the microphone cannot be opened or delivers nothing.
        """
        try:
            self._open_stream()
            self._await_first()
        except BaseException:  # Ctrl-C too: the microphone is never left open
            self._abandon()
            raise

    def _open_stream(self) -> None:
        sounddevice = import_sounddevice()
        rate = self._writer.rate
        self._gone = gone = threading.Event()
        try:
            self._stream = sounddevice.RawInputStream(
                samplerate=rate,
                device=self._device.index,
                channels=self._channels,
                dtype="int16",
                blocksize=rate // BLOCKS_PER_SECOND,
                latency="high",
                callback=self._receive,
                finished_callback=gone.set,
            )
            self._stream.start()
        except (sounddevice.PortAudioError, ValueError) as error:
            raise cannot_open(error, self._device) from error

    def _await_first(self) -> None:
        if not self._first.wait(FIRST_SOUND_S):
            raise RecorderError(
                f"The microphone {self._device.name} delivers nothing.",
                "Unplug it and plug it in again, or choose another with --device NAME.",
                code="no-sound",
            )

    def __enter__(self) -> SoundDeviceTake:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    # --- PortAudio's thread ---

    def _receive(self, data: Any, _frames: int, _time: object, status: Any) -> None:
        now = time.monotonic()
        self._last_callback = now
        if status.input_overflow:
            self._n_overflows += 1
        self._writer.add_block(now, bytes(data))
        self._first.set()

    # --- the caller's thread ---

    def begin(self, since: float | None = None) -> None:
        """Keep sound from ``since`` (``time.monotonic()`` seconds) on; from now if not given.

        A future moment is waited for.  For a moment more than ``RING_S`` ago the take starts with
        the oldest sound in memory, and ``TakeResult.late_s`` says how late that is.
        """
        if self._state == "waiting":
            self._state = "keeping"
            self._writer.command("begin", time.monotonic() if since is None else since)

    def pause(self) -> None:
        """Drop sound from now on until ``resume``."""
        if self._state == "keeping":
            self._state = "paused"
            self._writer.command("pause", time.monotonic())

    def resume(self) -> None:
        """Keep sound from now on."""
        if self._state == "paused":
            self._state = "keeping"
            self._writer.command("resume", time.monotonic())

    @property
    def paused(self) -> bool:
        """Whether sound is dropped at the moment."""
        return self._state == "paused"

    @property
    def lost(self) -> str | None:
        """A sentence if the microphone disappeared or the file cannot be written, else None."""
        if self._writer.failure is not None:
            return self._writer.failure
        watched = not self._stopping and not self._vanished and not self._is_reopening()
        if watched and (self._gone.is_set() or self._is_mute()):
            self._reopening = threading.Thread(target=self._reopen, daemon=True)
            self._reopening.start()
        if self._vanished:
            return f"The microphone {self._device.name} is gone."
        return None

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Where sound is missing that should have been kept, so far."""
        return self._writer.gaps

    @property
    def channels_cancel(self) -> bool:
        """Whether the microphone's channels are of opposite phase: the louder one is kept."""
        return self._writer.channels_cancel

    def _is_reopening(self) -> bool:
        return self._reopening is not None and self._reopening.is_alive()

    def _reopen(self) -> None:
        """Open the same microphone again, for after a sleep it may be there and its stream not."""
        end = time.monotonic() + REOPEN_S
        while not self._stopping and time.monotonic() < end:
            release(self._stream)
            try:
                rescan()
                self._device = same_device(self._device)
                self._first.clear()
                self._open_stream()
                self._await_first()
            except DeviceError as error:
                if error.code == "sound-stuck":
                    break
                time.sleep(REOPEN_EVERY_S)
            else:
                self._suspected = None
                return
        self._vanished = True

    def _is_mute(self) -> bool:
        """Whether callbacks have been missing for so long that the device counts as gone."""
        now = time.monotonic()
        if self._last_callback is None or now - self._last_callback <= LOST_AFTER_S:
            self._suspected = None
            return False
        if self._suspected is None:
            self._suspected = now
        return now - self._suspected > LOST_AGAIN_S

    def stop(self) -> TakeResult:
        """Close microphone and file and return the take; a second call returns the same.

        Everything said until this moment is kept, also sound that is still on its way.
        """
        if self._result is None:
            if self.lost is None and self._state == "keeping" and not self._is_reopening():
                self._await_tail()
            n_overflows = self._n_overflows
            lost = self.lost
            self._close()
            self._result = TakeResult(
                path=self._path,
                duration_s=self.elapsed_s,
                n_samples=self._writer.n_samples,
                n_overflows=n_overflows,
                lost=lost or self._writer.failure,
                late_s=self._writer.late_s,
                gaps=self._writer.gaps,
                channels_cancel=self._writer.channels_cancel,
            )
        return self._result

    def discard(self) -> None:
        """Close the microphone and delete the file."""
        if self._result is None:
            self._state = "discarded"
            self.stop()
        self._path.unlink(missing_ok=True)

    def _await_tail(self) -> None:
        """Wait for the sound of this moment, for as long as the device's latency."""
        self._state = "ending"
        tail = min(MAX_TAIL_S, max(0.0, float(self._stream.latency)))
        self._writer.command("end", time.monotonic() + tail)
        self._writer.complete.wait(2 * MAX_TAIL_S)

    def _close(self) -> None:
        """Close stream and file, each within a limit."""
        self._stopping = True
        if self._reopening is not None:
            self._reopening.join(REOPEN_S)
        if self._stream is not None:
            release(self._stream)
        self._writer.close()

    def _abandon(self) -> None:
        self._close()
        self._path.unlink(missing_ok=True)
