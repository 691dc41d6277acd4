"""Microphone to file: callback, queue, writer; what was said is on disk before it is anywhere else.

The file and the stream are open before the question is asked; sound is thrown away until
``begin``.  The WAV header is right after every block, so a killed process loses nothing.
"""

from __future__ import annotations

import os
import queue
import shutil
import threading
import time
import wave
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from voicecoach.devices import Device, find_device, import_sounddevice, release
from voicecoach.documents import PRIVATE_FILE
from voicecoach.errors import RecorderError

BLOCKS_PER_SECOND = 50
RING_S = 3.0
"""What is remembered before ``begin``: its moment may lie this far in the past."""

FIRST_SOUND_S = 5.0
"""A Bluetooth microphone takes up to 3 s to wake up; a dead one never does."""

LOST_AFTER_S = 2.0
"""No callback for this long: the device is gone and PortAudio does not say so."""

LEAST_SPACE_BYTES = 50_000_000
"""Nine minutes of 48 kHz mono at 16 bits: nearly one longest take."""

LEVEL_FLOOR_DB = -90.0
VOICE_OVER_FLOOR_DB = 10.0
VOICE_LEAST_DB = -50.0
"""A block counts as voice this far over the quietest tenth of the take, and above -50 dBFS."""

Block = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Taken:
    """A finished take: its file, its length, overflows, and why the device was lost, if it was."""

    path: Path
    duration_s: float
    n_samples: int
    n_overflows: int
    lost: str | None


class Take(Protocol):
    """A running take."""

    @property
    def elapsed_s(self) -> float:
        """Seconds kept so far."""

    @property
    def level_db(self) -> float:
        """RMS of the last block in dB of full scale."""

    @property
    def silence_s(self) -> float:
        """Seconds kept since the last voice-like level."""

    @property
    def heard_voice(self) -> bool:
        """Whether there was any."""

    @property
    def lost(self) -> str | None:
        """A sentence, if the device vanished or the file cannot be written."""

    @property
    def paused(self) -> bool:
        """Whether sound is thrown away at the moment."""

    def begin(self, since: float | None = None) -> None:
        """Keep sound from this moment of ``time.monotonic()`` on; from now if not given."""

    def pause(self) -> None:
        """Throw sound away until ``resume``."""

    def resume(self) -> None:
        """Keep sound again."""

    def stop(self) -> Taken:
        """Close device and file; can be called twice."""

    def discard(self) -> None:
        """Close device and delete the file."""


class Recorder(Protocol):
    """Whatever takes the answers."""

    def open(self, path: Path) -> Take:
        """Open file and device; sound is thrown away until ``begin``."""


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

        Raises
        ------
        RecorderError
            If there is no such microphone, it delivers nothing, or the disk is full.
        """
        device = find_device(self._device, "input")
        free = shutil.disk_usage(path.parent).free
        if free < LEAST_SPACE_BYTES:
            raise RecorderError(
                f"Only {free / 1e6:.0f} MB are free where the recordings lie.",
                "Free some space, or choose another folder with --recordings.",
                code="disk-full",
            )
        take = SoundDeviceTake(path, device)
        take.start()
        return take


class SoundDeviceTake:
    """One take: three activities, the callback that queues, the writer, and whoever asks.

    ``_lock`` guards the few numbers the meter reads.
    """

    def __init__(self, path: Path, device: Device) -> None:
        self._path = path
        self._device = device
        self._rate = round(device.sample_rate)
        self._channels = min(2, device.channels)
        self._blocks: queue.SimpleQueue[tuple[float, bytes] | None] = queue.SimpleQueue()
        self._ring: deque[tuple[float, Block]] = deque(maxlen=round(RING_S * BLOCKS_PER_SECOND))
        self._lock = threading.Lock()
        self._state = "waiting"
        self._since = 0.0
        self._n_samples = 0
        self._n_overflows = 0
        self._levels: list[float] = []
        self._level_db = LEVEL_FLOOR_DB
        self._last_voice: int | None = None
        self._last_callback: float | None = None
        self._failure: str | None = None
        self._stopping = False
        self._ended = threading.Event()
        self._first = threading.Event()
        self._taken: Taken | None = None

    def start(self) -> None:
        """Open the file, then the stream, then wait for sound."""
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        self._file = os.fdopen(descriptor, "wb")
        self._wave = wave.open(self._file, "wb")  # noqa: SIM115 - closed by stop()
        self._wave.setparams((1, 2, self._rate, 0, "NONE", ""))
        self._wave.writeframes(b"")
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._writer.start()
        sounddevice = import_sounddevice()
        try:
            self._stream = sounddevice.RawInputStream(
                samplerate=self._rate,
                device=self._device.index,
                channels=self._channels,
                dtype="int16",
                blocksize=self._rate // BLOCKS_PER_SECOND,
                latency="high",
                callback=self._receive,
                finished_callback=self._finish,
            )
            self._stream.start()
        except (sounddevice.PortAudioError, ValueError) as error:
            self._abandon(None)
            raise RecorderError(
                f"The microphone {self._device.name} cannot be opened: {error}.",
                "Close programs that use it, or choose another with --device NAME.",
                code="cannot-open",
            ) from error
        if not self._first.wait(FIRST_SOUND_S):
            self._abandon(self._stream)
            raise RecorderError(
                f"The microphone {self._device.name} delivers nothing.",
                "Unplug it and plug it in again, or choose another with --device NAME.",
                code="no-sound",
            )

    # --- PortAudio's thread ---

    def _receive(self, data: Any, _frames: int, _time: object, status: Any) -> None:
        now = time.monotonic()
        self._last_callback = now
        if status.input_overflow:
            self._n_overflows += 1
        self._blocks.put((now, bytes(data)))
        self._first.set()

    def _finish(self) -> None:
        self._ended.set()

    # --- the writer's thread ---

    def _write(self) -> None:
        while (item := self._blocks.get()) is not None:
            arrived, data = item
            block = np.frombuffer(data, np.int16)
            if self._channels == 2:
                block = block.reshape(-1, 2).mean(axis=1).astype(np.int16)
            try:
                self._handle(arrived, block)
            except OSError as error:
                if self._failure is None:
                    self._failure = f"The recording cannot be written: {error.strerror}."

    def _handle(self, arrived: float, block: Block) -> None:
        with self._lock:
            self._measure(block)
            if self._state == "waiting":
                self._ring.append((arrived, block))
                return
            if self._state == "beginning":
                self._ring.append((arrived, block))
                block = self._since_begin()
                self._state = "keeping"
            elif self._state == "paused":
                return
            self._note_voice(len(block))
        if self._failure is None:
            self._wave.writeframes(block.tobytes())

    def _since_begin(self) -> Block:
        """Return what the ring holds from the wanted moment on; a block arrives at its end."""
        blocks = list(self._ring)
        self._ring.clear()
        newest = blocks[-1][0]
        joined = np.concatenate([block for _, block in blocks])
        wanted = max(0, round((newest - self._since) * self._rate))
        return joined[len(joined) - min(wanted, len(joined)) :]

    def _measure(self, block: Block) -> None:
        power = float(np.mean(np.square(block, dtype=np.float64))) if len(block) else 0.0
        level = 10 * np.log10(power / 32768.0**2) if power > 0 else LEVEL_FLOOR_DB
        self._level_db = max(LEVEL_FLOOR_DB, float(level))

    def _note_voice(self, n_samples: int) -> None:
        self._n_samples += n_samples
        self._levels.append(self._level_db)
        recent = self._levels[-30 * BLOCKS_PER_SECOND :]
        floor = sorted(recent)[len(recent) // 10]
        if self._level_db > max(VOICE_LEAST_DB, floor + VOICE_OVER_FLOOR_DB):
            self._last_voice = self._n_samples

    # --- whoever asks ---

    def begin(self, since: float | None = None) -> None:
        """Keep sound from ``since`` (``time.monotonic()`` seconds) on; from now if not given."""
        with self._lock:
            self._since = time.monotonic() if since is None else since
            self._state = "beginning"

    def pause(self) -> None:
        """Throw sound away until ``resume``."""
        with self._lock:
            if self._state in {"keeping", "beginning"}:
                self._state = "paused"

    def resume(self) -> None:
        """Keep sound again."""
        with self._lock:
            if self._state == "paused":
                self._state = "keeping"

    @property
    def paused(self) -> bool:
        """Whether sound is thrown away at the moment."""
        return self._state == "paused"

    @property
    def elapsed_s(self) -> float:
        """Seconds kept so far."""
        return self._n_samples / self._rate

    @property
    def level_db(self) -> float:
        """RMS of the last 20 ms in dB of full scale, -90 to 0."""
        return self._level_db

    @property
    def heard_voice(self) -> bool:
        """Whether any kept block was as loud as a voice."""
        return self._last_voice is not None

    @property
    def silence_s(self) -> float:
        """Seconds kept since the last block as loud as a voice, or since the beginning."""
        return (self._n_samples - (self._last_voice or 0)) / self._rate

    @property
    def lost(self) -> str | None:
        """A sentence, if the microphone vanished or the file cannot be written."""
        if self._failure or self._stopping:
            return self._failure
        last = self._last_callback
        silent = last is not None and time.monotonic() - last > LOST_AFTER_S
        if self._ended.is_set() or silent:
            self._failure = f"The microphone {self._device.name} is gone."
        return self._failure

    def stop(self) -> Taken:
        """Close microphone and file and return what was taken; the second call returns it again."""
        if self._taken is None:
            lost = self.lost
            self._stopping = True
            release(self._stream)
            self._blocks.put(None)
            self._writer.join()
            self._close_file()
            duration = self._n_samples / self._rate
            self._taken = Taken(self._path, duration, self._n_samples, self._n_overflows, lost)
        return self._taken

    def discard(self) -> None:
        """Close the microphone and delete the file."""
        self.stop()
        self._path.unlink(missing_ok=True)

    def _close_file(self) -> None:
        try:
            self._wave.close()
            self._file.close()
        except OSError as error:
            # a full disk: the header of the last good block stands
            self._failure = self._failure or f"The recording was cut short: {error.strerror}."

    def _abandon(self, stream: Any) -> None:
        self._stopping = True
        if stream is not None:
            release(stream)
        self._blocks.put(None)
        self._writer.join()
        self._close_file()
        self._path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class MicrophoneCheck:
    """What two seconds of the microphone sound like: ``ok`` or what is wrong, and the remedy."""

    code: str
    message: str
    remedy: str
    level_db: float


QUIET_ROOM_DB = -75.0
"""Below this even a quiet room is not: the gain is down (16-bit converters hiss at -85)."""

HUM_SHARE = 0.8
"""More than this share of the power within 3 Hz of 50 or 60 Hz and three overtones is hum."""

HUM_LEAST_DB = -50.0


def check_microphone(recorder: SoundDeviceRecorder, seconds: float = 2.0) -> MicrophoneCheck:
    """Listen for two seconds and say whether an answer would be heard.

    Raises
    ------
    RecorderError
        If the microphone cannot be opened.
    """
    import tempfile

    with tempfile.TemporaryDirectory(prefix="voicecoach-") as folder:
        take = recorder.open(Path(folder, "check.wav"))
        try:
            take.begin()
            end = time.monotonic() + seconds
            while time.monotonic() < end and not take.lost:
                time.sleep(0.02)
        finally:
            taken = take.stop()
        with wave.open(str(taken.path), "rb") as file:
            rate = file.getframerate()
            samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    return judge_microphone(samples.astype(np.float32) / 32768, rate)


def judge_microphone(samples: npt.NDArray[np.floating[Any]], rate: int) -> MicrophoneCheck:
    """Judge what a microphone delivered: silent, clipping, hum, too-quiet or ok."""
    power = float(np.mean(np.square(samples, dtype=np.float64))) if len(samples) else 0.0
    if power == 0.0:
        return MicrophoneCheck(
            "silent",
            "The microphone delivers only digital silence.",
            "Allow this terminal to use the microphone in the privacy settings, unmute it, or "
            "choose another with --device.",
            LEVEL_FLOOR_DB,
        )
    level = 10 * float(np.log10(power))
    if float(np.mean(np.abs(samples) >= 0.999)) > 0.001:
        return MicrophoneCheck(
            "clipping",
            "The microphone is too loud: the sound is cut off at its peaks.",
            "Turn its level down in the sound settings, or move away from it.",
            level,
        )
    spectrum = np.square(np.abs(np.fft.rfft(samples)))
    hz = np.fft.rfftfreq(len(samples), 1 / rate)
    for mains in (50, 60):
        near = np.any([np.abs(hz - mains * k) < 3 for k in (1, 2, 3, 4)], axis=0)
        if spectrum[near].sum() > HUM_SHARE * spectrum[1:].sum() and level > HUM_LEAST_DB:
            return MicrophoneCheck(
                "hum",
                f"The microphone hums at {mains} Hz: that is the mains, not you.",
                "Try another cable or socket, or unplug the charger.",
                level,
            )
    if level < QUIET_ROOM_DB:
        return MicrophoneCheck(
            "too-quiet",
            f"The microphone is very quiet ({level:.0f} dB).",
            "Turn its level up in the sound settings, or move nearer.",
            level,
        )
    return MicrophoneCheck("ok", "The microphone hears the room.", "", level)
