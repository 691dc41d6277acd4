"""VoiceCoach in a pseudo-terminal, as a candidate at a keyboard has it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pexpect
import soundfile

from tests.soundcard import RATE, Samples, SoundCard, holds
from tests.waits import LIMIT_S, wait_until
from voicecoach.sound.files import resample

SIZE = (50, 80)
"""Lines and columns."""


class Terminal:
    """One command in a pseudo-terminal of 80 columns.

    Parameters
    ----------
    env
        The environment, whole.
    argv
        The arguments after ``voicecoach``.
    """

    def __init__(self, env: Mapping[str, str], *argv: str) -> None:
        self._child = pexpect.spawn(
            sys.executable,
            ["-m", "voicecoach", *argv],
            env=dict(env),
            encoding="utf-8",
            codec_errors="replace",  # Ctrl-C makes a terminal drop half a line, in mid-character
            timeout=LIMIT_S,
            dimensions=SIZE,
        )

    def expect(self, *patterns: str) -> None:
        """Wait until the patterns were printed, one after the other."""
        for pattern in patterns:
            self._child.expect(pattern)

    def press(self, key: str) -> None:
        """Press a key, given as what it sends."""
        self._child.send(key)

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self._child.sendintr()

    def kill(self) -> None:
        """End it as ``kill -9`` does."""
        self._child.kill(signal.SIGKILL)
        self._child.wait()

    def ends_with(self, status: int) -> None:
        """Wait until the command ends, and check its exit status."""
        self._child.expect(pexpect.EOF)
        self._child.wait()
        self._child.close()
        assert self._child.exitstatus == status


def candidate_env(env: Mapping[str, str], home: Path) -> dict[str, str]:
    """Return ``env`` for a candidate at a terminal whose files lie in ``home``, without models."""
    kept = {name: value for name, value in env.items() if not name.startswith("VOICECOACH_")}
    return {
        **kept,
        "VOICECOACH_HOME": str(home),
        "VOICECOACH_RECORDINGS": str(home / "recordings"),
        "HF_HOME": str(home / "none"),
        "TERM": "xterm",
        "COLUMNS": str(SIZE[1]),
    }


def read_at_card_rate(file: Path) -> Samples:
    """Return the mono samples of a file at the card's rate; none while it cannot be read."""
    try:
        samples, rate = soundfile.read(file, dtype="float32")
    except (OSError, soundfile.LibsndfileError):
        return np.zeros(0, np.float32)
    if samples.ndim > 1:
        samples = samples[:, 0]
    return resample(samples, rate, RATE)


def speak_into(card: SoundCard, samples: Samples, recordings: Path) -> None:
    """Play into the microphone and wait until the take that is under way holds all of it."""
    card.play(samples).wait()

    def arrived() -> bool:
        takes = sorted(recordings.glob("*/*/take-*/recording.wav"))
        return any(holds(samples, read_at_card_rate(take), at_least=0.9) for take in takes)

    wait_until(arrived, "the take that holds what was said", pause_s=0.1)
