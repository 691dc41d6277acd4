"""The root of all expected errors, and its kinds.

An error carries what happened (``message``), what to do next (``remedy``), a stable ``code`` for
programs, and the exit status of the process.  It is raised where the facts are known and printed in
one place, ``voicecoach.cli.main``.
"""

from __future__ import annotations

import errno
from enum import IntEnum, unique
from typing import ClassVar, Self


@unique
class ExitStatus(IntEnum):
    """Exit statuses, the same for every command; help and docs/commands.md take ``meaning``."""

    meaning: str

    DONE = 0, "done"
    FAILED = 1, "failed"
    USAGE = 2, "wrong command line or setting"
    NO_SPEECH = 3, "no speech in the recording"
    DEVICE = 4, "device missing, refused or lost"
    MODEL_MISSING = 5, "recognition model missing or broken"
    INTERRUPTED = 130, "interrupted"

    def __new__(cls, value: int, meaning: str) -> Self:
        """Return the member of this number, with what it means in a few words."""
        member = int.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member


class VoiceCoachError(Exception):
    """An expected error, explained to the candidate in one sentence.

    Parameters
    ----------
    message
        What happened, one sentence, naming the file, device or field.
    remedy
        What to do next, one sentence; empty where nothing can be done.
    code
        Stable identifier in lower-case-with-hyphens; the class's own by default.
    """

    default_code: ClassVar[str] = "failed"
    exit_status: ClassVar[ExitStatus] = ExitStatus.FAILED

    def __init__(self, message: str, remedy: str = "", *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.code = code or self.default_code

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class UsageError(VoiceCoachError):
    """The command line asks for something that does not exist or does not go together."""

    default_code = "usage"
    exit_status = ExitStatus.USAGE


class ConfigError(VoiceCoachError):
    """The configuration file or an environment variable holds an impossible value."""

    default_code = "config"
    exit_status = ExitStatus.USAGE


class PackError(VoiceCoachError):
    """A question pack is broken, missing or clashes with another."""

    default_code = "pack"


class AudioError(VoiceCoachError):
    """An audio file cannot be read or written."""

    default_code = "audio"


class TranscriptError(VoiceCoachError):
    """A transcript file cannot be read."""

    default_code = "transcript"


class NoSpeechError(VoiceCoachError):
    """A recording contains no voice."""

    default_code = "no-speech"
    exit_status = ExitStatus.NO_SPEECH


class DeviceError(VoiceCoachError):
    """A microphone or speaker is missing, refused or lost."""

    default_code = "device"
    exit_status = ExitStatus.DEVICE


class SpeakerError(DeviceError):
    """A text could not be said aloud."""

    default_code = "speaker"


class RecorderError(DeviceError):
    """A recording could not be started, or the microphone delivered no more sound."""

    default_code = "recorder"


class ModelError(VoiceCoachError):
    """A recognition model is missing, incomplete or cannot be loaded."""

    default_code = "model"
    exit_status = ExitStatus.MODEL_MISSING


class NetworkError(VoiceCoachError):
    """A download failed."""

    default_code = "network"


class LibraryError(VoiceCoachError):
    """The recordings folder cannot be read or written, or an answer in it is not there."""

    default_code = "library"


class ResourceError(VoiceCoachError):
    """The system ran out of memory, of open files or of disk."""

    default_code = "resources"


def is_out_of_memory(error: BaseException | None) -> bool:
    """Return whether an error, or one that led to it, says that there was not enough memory.

    Libraries in C++ say so in a text: ``std::bad_alloc``, "failed to map segment".
    """
    while error is not None:
        text = str(error).lower()
        if isinstance(error, MemoryError) or any(sign in text for sign in OUT_OF_MEMORY):
            return True
        if getattr(error, "errno", None) == errno.ENOMEM:
            return True
        error = error.__cause__ or error.__context__
    return False


OUT_OF_MEMORY = (
    "bad_alloc",
    "cannot allocate memory",
    "failed to map segment",
    "out of memory",
    "unable to allocate",
    "failed to allocate",
    "can't start new thread",
)


class Interrupted(VoiceCoachError):  # noqa: N818 - not a fault: the candidate asked for it
    """The candidate ended the command (Ctrl-C)."""

    default_code = "interrupted"
    exit_status = ExitStatus.INTERRUPTED
