"""How exactly the end of a spoken question is known: on the virtual sound card, against the sound.

Usage: python -m benchmarks.question_end [VOICE]

Says one question five times with the system's voice, or with the natural VOICE (which must be
installed), records what the speaker plays, finds the last sample in it by correlation, and prints
by how many milliseconds `SpokenSpan.ended` differs from the time at which that sample was played.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.soundcard import FORMAT, RATE, Ear, align, sound_card
from voicecoach.sound.files import resample

TEXT = "Thank you.\n\nTell me about a time you failed."
N_TIMES = 5
MAX_TURNS = 60
"""A busy machine leaves gaps in what it plays; a turn with one says nothing and does not count."""

SAY = """
import contextlib, os, sys
import numpy
from voicecoach.coaching.natural_voices import make_speaker
from voicecoach.config import Paths, load_settings
speaker = make_speaker(load_settings(voice=sys.argv[2]), Paths())
samples, rate = speaker.synthesise(sys.argv[1])
with contextlib.suppress(OSError, AttributeError):  # a sound card waits for no other program
    os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(3))
span = speaker.say(sys.argv[1])
if span.warning:
    raise span.warning
numpy.save(sys.argv[3], samples)
print(span.ended, rate)
"""


class TimedEar(Ear):
    """A recording that notes when how many bytes of it had come."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.arrivals: list[tuple[float, int]] = []
        super().__init__(process)

    def _read(self) -> None:
        assert self._process.stdout is not None
        while block := os.read(self._process.stdout.fileno(), 65_536):
            self._heard += block
            self.arrivals.append((time.monotonic(), len(self._heard)))

    def time_of(self, sample: int) -> float:
        """Return when a sample was played: the earliest arrival bounds the delay of all."""
        delays = [when - n_bytes / 2 / RATE for when, n_bytes in self.arrivals]
        return min(delays) + sample / RATE


def main() -> None:
    """Say the question, compare, print one line a time."""
    voice = sys.argv[1] if len(sys.argv) > 1 else ""
    with tempfile.TemporaryDirectory() as folder, sound_card(Path(folder)) as card:
        file = Path(folder, "said.npy")
        n_good = n_turns = 0
        while n_good < N_TIMES and (n_turns := n_turns + 1) <= MAX_TURNS:
            gaps = card.n_gaps()
            recorder = subprocess.Popen(
                ["parec", "-d", "speaker.monitor", *FORMAT], env=card.env, stdout=subprocess.PIPE
            )
            ear = TimedEar(recorder)
            done = subprocess.run(
                [sys.executable, "-c", SAY, TEXT, voice, str(file)],
                env=card.env,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                sys.exit(done.stderr)
            ended, rate = map(float, done.stdout.split())
            time.sleep(0.3)
            heard = ear.stop()
            said = resample(np.load(file), int(rate), RATE)
            begin, match = align(said, heard)
            error_ms = 1000 * (ended - ear.time_of(begin + len(said)))
            if card.n_gaps() == gaps:
                n_good += 1
                print(f"{error_ms:+6.1f} ms  match {match:.3f}", flush=True)
        print(f"{n_good} of {n_turns} turns without gaps")


if __name__ == "__main__":
    main()
