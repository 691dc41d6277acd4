"""A natural voice, spoken by the separate program `piper`, which the user has installed.

piper is under the GPL-3.0-or-later: it is found on the path and run as a process of its own,
never imported and no dependency.  It reads the text on its standard input and writes a WAV file;
nothing else passes between the two.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np

from voicecoach.errors import SpeakerError
from voicecoach.sound.files import Samples
from voicecoach.temporary_folders import temporary_folder

PROGRAM = "piper"

INSTALL = "`pipx install piper-tts` installs it (a program of its own, GPL-3.0-or-later)."

USUAL_RATE_WPM = 170
"""The setting's default; a voice speaks at its own speed then, which is what it was trained to."""

MAX_START_S = 60.0
"""Loading program and voice takes 1 s on an idle core; on a machine with forty jobs on two cores
it took 20 s (2026-11-28)."""

S_PER_CHARACTER = 0.2
"""Ten times real time is usual, so speech of 15 characters a second: 30 times to spare."""

MAX_REASON_LETTERS = 120


def find_piper(program: str = PROGRAM) -> Path | None:
    """Return where the program is; None where it is not installed."""
    found = shutil.which(program)
    return Path(found) if found else None


class PiperSynthesiser:
    """One voice of piper.

    Parameters
    ----------
    voice
        The voice's file, NAME.onnx; NAME.onnx.json lies beside it.
    rate_wpm
        Words a minute, 80 to 400; 170 is the voice's own speed.
    volume
        0 (mute) to 1.
    program
        Name or path of the program; the tests put a broken one here.
    """

    def __init__(
        self,
        voice: Path,
        rate_wpm: int = USUAL_RATE_WPM,
        volume: float = 1.0,
        *,
        program: str = PROGRAM,
    ) -> None:
        self._voice = voice
        self._length_scale = USUAL_RATE_WPM / rate_wpm
        self._volume = volume
        self._program = program

    def synthesise(self, text: str) -> tuple[Samples, int]:
        """Return the spoken text: mono float32 and its sample rate in Hz.

        Raises
        ------
        SpeakerError
            If the program or the voice is missing, or it fails or does not finish in time.
        """
        import soundfile

        program = find_piper(self._program)
        if program is None:
            raise SpeakerError("The program piper is not installed.", INSTALL, code="no-piper")
        if not self._voice.is_file():
            raise SpeakerError(
                f"The voice {self._voice.stem} is not here.",
                f"`voicecoach voices fetch {self._voice.stem}` gets it.",
                code="no-voice",
            )
        line = " ".join(text.split())  # each line would be a text of its own
        if not line:
            raise SpeakerError("There is no text to say.", "Give the question a prompt.")
        with temporary_folder("piper") as folder:
            file = folder / "spoken.wav"
            said = self._run(program, line, file)
            try:
                samples, sample_rate = soundfile.read(file, dtype="float32", always_2d=True)
            except (soundfile.SoundFileError, OSError) as error:
                raise _failed(said) from error
        mono = samples.mean(axis=1, dtype=np.float32)
        if not np.any(mono):
            raise _failed(said)
        return np.asarray(mono * self._volume, np.float32), int(sample_rate)

    def _run(self, program: Path, line: str, file: Path) -> str:
        """Let the program write ``file``; return what it printed on standard error."""
        options = ("--model", self._voice, "--output_file", file)
        speed = ("--length_scale", f"{self._length_scale:.3f}")
        environ = {
            **os.environ,
            "PYTHONUTF8": "1",  # it reads in the locale's encoding otherwise
            "ORT_DISABLE_TELEMETRY": "1",  # its ONNX Runtime would report to its maker
        }
        limit_s = MAX_START_S + S_PER_CHARACTER * len(line)
        try:
            done = subprocess.run(
                [program, *options, *speed],
                input=f"{line}\n".encode(),
                capture_output=True,
                timeout=limit_s,
                check=False,
                env=environ,
            )
        except subprocess.TimeoutExpired as error:
            raise SpeakerError(
                f"piper did not answer within {limit_s:.0f} s.",
                "`voicecoach voices use system` goes back to the system's voice.",
                code="voice-stuck",
            ) from error
        except OSError as error:
            raise SpeakerError(f"piper cannot be started: {error.strerror}.", INSTALL) from error
        said = done.stderr.decode("utf-8", "replace")
        if done.returncode != 0:
            raise _failed(said)
        return said


def _failed(said: str) -> SpeakerError:
    """Return the error for a program that produced no sound, with its own last words."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    reason = f" ({lines[-1][:MAX_REASON_LETTERS]})" if lines else ""
    return SpeakerError(
        f"piper produced no sound{reason}.",
        "`voicecoach voices list` shows what is installed; another program may be called piper.",
        code="no-sound",
    )
