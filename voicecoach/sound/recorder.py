"""Records the microphone to a file while the candidate speaks.

File and stream are opened before the question is asked; sound before ``begin`` is dropped.  The
WAV header is updated after every block, so a killed process loses nothing.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from voicecoach.errors import RecorderError
from voicecoach.sound.devices import find_device, rescan
from voicecoach.sound.files import Samples
from voicecoach.sound.level import MicrophoneCheck, judge_microphone
from voicecoach.sound.take import SoundDeviceTake, TakeResult
from voicecoach.sound.wav import repair_wav
from voicecoach.temporary_folders import temporary_folder
from voicecoach.types import Gap

__all__ = [
    "MicrophoneCheck",
    "Recorder",
    "SoundDeviceRecorder",
    "SoundDeviceTake",
    "Take",
    "TakeResult",
    "check_microphone",
    "judge_microphone",
    "repair_wav",
]

MIN_SPACE_BYTES = 50_000_000
"""Nine minutes of 48 kHz mono at 16 bits: nearly one longest take."""


PERHAPS_PLUGGED_IN_SINCE = frozenset({"no-microphone", "no-device", "gone", "cannot-open"})
"""Errors after which devices are searched again: PortAudio's list may be out of date."""


class Take(Protocol):
    """A running take."""

    @property
    def elapsed_s(self) -> float:
        """Seconds kept so far."""

    @property
    def level_db(self) -> float:
        """RMS of the last block in dB of full scale."""

    @property
    def peak_db(self) -> float:
        """Loudest sample of the last second in dB of full scale."""

    @property
    def silence_s(self) -> float:
        """Seconds kept since the last voice-like level."""

    @property
    def heard_voice(self) -> bool:
        """Whether the kept sound contains a voice-like level."""

    @property
    def lost(self) -> str | None:
        """A sentence if the device disappeared or the file cannot be written, else None."""

    @property
    def disk_failed(self) -> bool:
        """Whether the file cannot be written any more."""

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Where sound is missing that should have been kept, so far."""

    @property
    def channels_cancel(self) -> bool:
        """Whether the microphone's channels are of opposite phase: the louder one is kept."""

    @property
    def paused(self) -> bool:
        """Whether sound is dropped at the moment."""

    def begin(self, since: float | None = None) -> None:
        """Keep sound from this moment of ``time.monotonic()`` on; from now if not given."""

    def pause(self) -> None:
        """Drop sound until ``resume``."""

    def resume(self) -> None:
        """Keep sound again."""

    def stop(self) -> TakeResult:
        """Close device and file and return the take; may be called twice."""

    def discard(self) -> None:
        """Close device and delete the file."""


class Recorder(Protocol):
    """A source of takes: the microphone, or a recording in its place."""

    def open(self, path: Path) -> Take:
        """Open file and device; sound before ``begin`` is dropped."""


class SoundDeviceRecorder:
    """The microphone through PortAudio, at the device's own rate.

    Parameters
    ----------
    device
        Its number or part of its name; the system's default if not given.
    """

    def __init__(self, device: str | None = None) -> None:
        self._device = device

    def open(self, path: Path) -> SoundDeviceTake:
        """Open file and microphone and wait for the first sound.

        If the microphone is not found, devices are searched again, which ends every other stream
        of this process: open the take before anything plays.

        Raises
        ------
        RecorderError
            If there is no such microphone, it delivers nothing, the file cannot be made, or
            less than ``MIN_SPACE_BYTES`` are free.
        """
        return self._open(path, MIN_SPACE_BYTES)

    def check(self, seconds: float) -> MicrophoneCheck:
        """Record for ``seconds`` and check the sound; see ``check_microphone``."""
        return judge_microphone(*self.listen(seconds))

    def listen(
        self, seconds: float, on_level: Callable[[float], object] = float
    ) -> tuple[Samples, int]:
        """Record for ``seconds`` into a file that is gone afterwards.

        Parameters
        ----------
        on_level
            Called some 50 times a second with the RMS of the last block in dB of full scale.

        Returns
        -------
        tuple
            Mono float32 of shape (n,), full scale 1, and its sample rate in Hz.

        Raises
        ------
        RecorderError
            If the microphone cannot be opened or vanishes.
        """
        import soundfile

        with temporary_folder("check") as folder:
            file = Path(folder, "check.wav")
            with self._open(file, 0) as take:
                take.begin()
                end = time.monotonic() + seconds
                while time.monotonic() < end and not take.lost:
                    on_level(take.level_db)
                    time.sleep(0.02)
            lost = take.stop().lost
            if lost:
                raise RecorderError(lost, "Plug it in again, then try again.", code="lost")
            samples, rate = soundfile.read(file, dtype="float32")
        return samples, int(rate)

    def _open(self, path: Path, least_bytes: int) -> SoundDeviceTake:
        try:
            return self._open_once(path, least_bytes)
        except RecorderError as error:
            if error.code not in PERHAPS_PLUGGED_IN_SINCE:
                raise
            rescan()
            return self._open_once(path, least_bytes)

    def _open_once(self, path: Path, least_bytes: int) -> SoundDeviceTake:
        device = find_device(self._device, "input")
        try:
            free = shutil.disk_usage(path.parent).free
            if free < least_bytes:
                raise RecorderError(
                    f"Only {free / 1e6:.0f} MB are free in {path.parent}.",
                    "Free some space, or choose another folder with --recordings.",
                    code="disk-full",
                )
            take = SoundDeviceTake(path, device)
        except OSError as error:
            raise RecorderError(
                f"The recording {path} cannot be created: {error.strerror}.",
                "Choose another folder with --recordings.",
                code="cannot-write",
            ) from error
        take.start()
        return take


def check_microphone(recorder: SoundDeviceRecorder, seconds: float = 2.0) -> MicrophoneCheck:
    """Record for two seconds and check whether an answer could be recorded.

    Raises
    ------
    RecorderError
        If the microphone cannot be opened or disappears.
    """
    return recorder.check(seconds)
