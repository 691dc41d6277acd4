"""Microphones and speakers: which there are, which one is meant, and PortAudio's own traps."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from voicecoach.errors import DeviceError, RecorderError, SpeakerError

Direction = Literal["input", "output"]

RELEASE_S = 2.0
"""Stopping a stream of a frozen sound server blocks until it wakes up: not in our thread."""

NAMES: dict[Direction, str] = {"input": "microphone", "output": "speaker"}


@dataclass(frozen=True, slots=True)
class Device:
    """One end of the sound system; ``sample_rate`` in Hz is its own."""

    index: int
    name: str
    direction: Direction
    channels: int
    sample_rate: float
    default: bool


def import_sounddevice() -> Any:
    """Return the sounddevice module.

    Raises
    ------
    DeviceError
        If PortAudio is not installed.
    """
    try:
        with _quiet_alsa():
            import sounddevice
    except OSError as error:
        raise DeviceError(
            "PortAudio is not installed: there is no way to a microphone or speaker.",
            "Install it: sudo apt-get install libportaudio2 (dnf, pacman, brew: portaudio).",
            code="no-portaudio",
        ) from error
    return sounddevice


def list_devices() -> tuple[Device, ...]:
    """Return every microphone and speaker, the system's default ones marked."""
    sounddevice = import_sounddevice()
    defaults: dict[Direction, int] = {
        "input": int(sounddevice.default.device[0]),
        "output": int(sounddevice.default.device[1]),
    }
    directions: tuple[Direction, ...] = ("input", "output")
    return tuple(
        Device(
            index=index,
            name=str(info["name"]),
            direction=direction,
            channels=int(info[f"max_{direction}_channels"]),
            sample_rate=float(info["default_samplerate"]),
            default=index == defaults[direction],
        )
        for index, info in enumerate(sounddevice.query_devices())
        for direction in directions
        if info[f"max_{direction}_channels"] > 0
    )


def find_device(name: str | None, direction: Direction) -> Device:
    """Return the device with this number or with this in its name; the default if none is named.

    Raises
    ------
    RecorderError, SpeakerError
        If there is none.
    """
    kind = RecorderError if direction == "input" else SpeakerError
    what = NAMES[direction]
    try:
        devices = [device for device in list_devices() if device.direction == direction]
    except DeviceError as error:
        raise kind(error.message, error.remedy, code=error.code) from error
    if not devices:
        raise kind(
            f"No {what} is found.",
            "Plug one in, or start the sound server; `voicecoach devices` lists what is there.",
            code=f"no-{what}",
        )
    if name is None:
        return next((device for device in devices if device.default), devices[0])
    wanted = name.strip().lower()
    for device in devices:
        if wanted in {str(device.index), device.name.lower()}:
            return device
    for device in devices:
        if wanted in device.name.lower():
            return device
    names = [device.name for device in devices]
    near = get_close_matches(name, names, n=3, cutoff=0.3) or names[:5]
    raise kind(f"There is no {what} {name!r}.", f"There are: {', '.join(near)}.", code="no-device")


def release(stream: Any) -> bool:
    """Stop and close a stream without waiting longer than RELEASE_S; tell whether it ended."""

    def close() -> None:
        stream.abort(ignore_errors=True)
        stream.close(ignore_errors=True)

    thread = threading.Thread(target=close, daemon=True)
    thread.start()
    thread.join(RELEASE_S)
    return not thread.is_alive()


@contextlib.contextmanager
def _quiet_alsa() -> Iterator[None]:
    """Keep ALSA's own complaints about cards that are not there off the screen."""
    if os.environ.get("VOICECOACH_SOUND_LOG"):
        yield
        return
    saved = os.dup(2)
    silent = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(silent, 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(silent)
