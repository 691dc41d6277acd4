"""A known sound in the virtual microphone: a piece of it shows which moment it was played at.

It is speech over seeded noise, never the same twice in its length, and plays without end.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tests.soundcard import FORMAT, RATE, SoundCard, sound_card

PILOT_S = 40
"""The pilot repeats after this; no take of an attack lasts half as long."""

TAIL_S = 0.6
"""What is looked for in the pilot: the end of what was kept."""


def make_pilot(seed: int = 7) -> np.ndarray:
    """Return PILOT_S seconds of speech over noise at the card's rate, float32 in [-1, 1]."""
    from tools.attack.formats import speech

    words = speech(RATE, 14.0) * 0.5
    pilot = np.random.default_rng(seed).standard_normal(PILOT_S * RATE) * 0.004
    for start in range(0, len(pilot) - len(words), len(words) + RATE // 2):
        pilot[start : start + len(words)] += words
    return pilot.astype(np.float32)


class Pilot:
    """Plays the pilot into a card's microphone and remembers what a witness heard when."""

    def __init__(self, card: SoundCard, folder: Path) -> None:
        self.samples = make_pilot()
        file = folder / "pilot.raw"
        file.write_bytes(np.rint(self.samples * 32767).astype("<i2").tobytes())
        shell = f'while cat "{file}"; do :; done | pacat --playback -d microphone_in --raw '
        shell += f"--format=s16le --rate={RATE} --channels=1 --latency-msec=2000"
        self._player = subprocess.Popen(
            ["/bin/sh", "-c", shell],
            env=card.env,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._witness = subprocess.Popen(
            ["parec", "-d", "microphone", *FORMAT],
            env=card.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._heard: deque[tuple[float, bytes]] = deque(maxlen=4000)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._witness.stdout is not None
        while data := self._witness.stdout.read(960):
            self._heard.append((time.monotonic(), data))

    def stop(self) -> None:
        """End player and witness."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._player.pid, signal.SIGKILL)
        self._player.wait()
        self._witness.kill()
        self._witness.wait()

    def position_at(self, moment: float) -> float:
        """Return where in the pilot (seconds) the microphone was at a monotonic moment."""
        data = b"".join(data for arrived, data in [*self._heard] if arrived <= moment)
        tail = np.frombuffer(data[-round(TAIL_S * RATE) * 2 :], "<i2").astype(np.float32)
        return self.position_of(tail / 32768)[0]

    def position_of(self, tail: np.ndarray) -> tuple[float, float]:
        """Return where in the pilot a stretch of sound ends, and how well it fits there."""
        end = locate(self.samples, tail)
        stop = round(end * RATE) or len(self.samples)
        there = np.concatenate([self.samples, self.samples])[
            stop + len(self.samples) - len(tail) : stop + len(self.samples)
        ]
        quality = float(np.corrcoef(there, tail)[0, 1]) if tail.std() else 0.0
        return end, quality


def locate(pilot: np.ndarray, tail: np.ndarray) -> float:
    """Return the second of the pilot at which a stretch of sound ends."""
    tail = tail - tail.mean()
    long = np.concatenate([pilot, pilot])
    size = 1 << len(long).bit_length()
    product = np.fft.rfft(long, size) * np.conj(np.fft.rfft(tail, size))
    start = int(np.argmax(np.fft.irfft(product, size)[: len(pilot)]))
    return ((start + len(tail)) / RATE) % PILOT_S


@contextlib.contextmanager
def pilot_on_card(folder: Path) -> Iterator[tuple[SoundCard, Pilot]]:
    """Run a card whose microphone hears the pilot without end."""
    with sound_card(folder / "card") as card:
        pilot = Pilot(card, folder)
        try:
            time.sleep(3.0)
            yield card, pilot
        finally:
            pilot.stop()
