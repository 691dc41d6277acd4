"""Lists and finds microphones and speakers, and works around PortAudio's weak spots."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from voicecoach.errors import DeviceError, RecorderError, SpeakerError

Direction = Literal["input", "output"]

START_S = 15.0
"""Limit for PortAudio's start: usually 0.1 s, but 45 s were seen waiting for a sound server."""

RESCAN_S = 6.0
"""Limit for a new search for devices: usually 0.1 s, a few seconds while a server starts."""

RELEASE_S = 2.0
"""Limit for stopping a stream: with a frozen sound server the call would block for ever."""

NAMES: dict[Direction, str] = {"input": "microphone", "output": "speaker"}
OPTIONS: dict[Direction, str] = {"input": "--device", "output": "--output"}

# PortAudio's error numbers (portaudio.h, PaErrorCode) that have a message of their own
BAD_RATE = -9997
BUSY = -9985
SERVER_GONE = frozenset({-9993, -9996})
"""Bad combination or invalid device: errors of a listed device whose sound server has died."""


@dataclass(frozen=True, slots=True)
class Device:
    """A microphone or speaker; ``sample_rate`` is its own, in Hz."""

    index: int
    name: str
    direction: Direction
    channels: int
    sample_rate: float
    default: bool


def import_sounddevice() -> Any:
    """Return the sounddevice module; importing it starts PortAudio.

    Raises
    ------
    DeviceError
        If PortAudio is not installed, or its sound server does not answer within ``START_S``.
    """
    missing: list[OSError] = []

    def start() -> None:
        try:
            import sounddevice  # noqa: F401
        except OSError as error:
            missing.append(error)

    with _quiet_alsa():
        over = _ends_within(START_S, start)
    if not over:
        raise DeviceError(
            "The sound system does not answer.",
            "Close programs that keep this machine busy or restart the sound server, then try "
            "again.",
            code="sound-stuck",
        )
    if missing:
        raise DeviceError(
            "PortAudio is not installed, so no microphone or speaker can be used.",
            "Install it: sudo apt-get install libportaudio2 (dnf, pacman, brew: portaudio).",
            code="no-portaudio",
        ) from missing[0]
    import sounddevice

    return sounddevice


def list_devices() -> tuple[Device, ...]:
    """Return every microphone and speaker; the system's default ones are marked.

    Raises
    ------
    DeviceError
        If PortAudio is not installed or does not answer.
    """
    sounddevice = import_sounddevice()
    try:
        return _query(sounddevice)
    except sounddevice.PortAudioError as error:
        raise DeviceError(
            f"The sound system cannot list its devices: {error}.",
            "Restart the sound server, then try again.",
            code="no-sound-system",
        ) from error


def _query(sounddevice: Any) -> tuple[Device, ...]:
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
    """Return the device with this number or part of a name; the default device for None.

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
            f"No {what} was found.",
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


def same_device(device: Device) -> Device:
    """Return a microphone or speaker as it is listed now: its number may be another.

    Raises
    ------
    RecorderError, SpeakerError
        If it is no longer there.
    """
    for found in list_devices():
        if (found.name, found.direction) == (device.name, device.direction):
            return found
    kind = RecorderError if device.direction == "input" else SpeakerError
    raise kind(
        f"The {NAMES[device.direction]} {device.name} is no longer there.",
        "Plug it in again.",
        code="gone",
    )


def cannot_open(error: Exception, device: Device) -> DeviceError:
    """Return the error that explains why PortAudio could not open a stream."""
    kind = RecorderError if device.direction == "input" else SpeakerError
    what = f"The {NAMES[device.direction]} {device.name}"
    other = (
        f"choose another with {OPTIONS[device.direction]} NAME (`voicecoach devices` lists them)"
    )
    code = error.args[1] if len(error.args) > 1 else None
    if code == BUSY:
        return kind(
            f"{what} is in use by another program.",
            f"Close calls and recorders that use it, or {other}.",
            code="busy",
        )
    if code == BAD_RATE:
        return kind(
            f"{what} refuses its own sample rate of {device.sample_rate:g} Hz.",
            f"Set another rate in the sound settings, or {other}.",
            code="bad-rate",
        )
    if code in SERVER_GONE:
        return kind(
            f"{what} is no longer there.",
            f"Plug it in again or restart the sound server, or {other}.",
            code="gone",
        )
    return kind(
        f"{what} cannot be opened: {error.args[0] if error.args else error}.",
        f"Close programs that use it, or {other}.",
        code="cannot-open",
    )


def rescan() -> None:
    """Make PortAudio search for devices again: its list dates from its first use.

    Close every stream before, since this ends them all.  Where the library lacks the call, the
    list stays as it is.
    """
    sounddevice = import_sounddevice()

    def look() -> None:
        with contextlib.suppress(sounddevice.PortAudioError, AttributeError):
            sounddevice._terminate()  # there is no public call; the issue tracker recommends this
            sounddevice._initialize()

    with _quiet_alsa():
        over = _ends_within(RESCAN_S, look)
    if not over:
        raise RecorderError(
            "The sound system does not answer any more.",
            "What was recorded is kept; start VoiceCoach again.",
            code="sound-stuck",
        )


def release(stream: Any) -> bool:
    """Stop and close a stream in at most RELEASE_S; return whether it ended."""

    def close() -> None:
        stream.abort(ignore_errors=True)
        stream.close(ignore_errors=True)

    return _ends_within(RELEASE_S, close)


def _ends_within(seconds: float, work: Callable[[], None]) -> bool:
    """Call ``work`` in a thread, since a stuck sound server may block it; return whether it ended.

    Silence ALSA around this call, not in it: a blocked thread would never restore the output.
    """
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    return not thread.is_alive()


@contextlib.contextmanager
def _quiet_alsa() -> Iterator[None]:
    """Suppress ALSA's messages about missing cards while PortAudio searches for devices."""
    if os.environ.get("VOICECOACH_SOUND_LOG"):
        yield
        return
    _silence_alsa()
    saved = os.dup(2)
    silent = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(silent, 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(silent)


def _ignore(_file: bytes, _line: int, _function: bytes, _error: int, _format: bytes) -> None:
    """Ignore one of ALSA's messages."""


_HANDLER = ctypes.CFUNCTYPE(
    None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
)(_ignore)
"""Callback for ALSA, which keeps a pointer to it: it must exist as long as the process."""


def _silence_alsa() -> None:
    """Turn off ALSA's own messages (underruns, dead servers), which would clutter the screen."""
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError):  # no ALSA, nothing to silence
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(_HANDLER)
