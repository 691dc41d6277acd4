"""Half an hour of recognition while speaking: whether it keeps up, and its memory stays flat.

Usage: python -m benchmarks.recognition [--docs]    (needs espeak-ng, takes 30 minutes)

The model has the shape of base.en and random weights (``base_shape``): the path and the time are
real, the words are not.  What real models hear, how soon and at what cost, is measured by
``real_speech``.  ``--docs`` writes the table into docs/lab/recognition.md.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from itertools import chain
from pathlib import Path

import numpy as np

from benchmarks.base_shape import BaseShape, build_base_shape
from benchmarks.tables import machine_line, render_table, replace_table
from tests import signals
from voicecoach.recognition import LiveTranscription
from voicecoach.sound.files import resample
from voicecoach.sound.wav import WavFile

PAGE = Path(__file__).parents[1] / "docs" / "lab" / "recognition.md"
COMMAND = "python -m benchmarks.recognition"

RATE = 48_000
"""Hz of most microphones."""

BLOCK_S = 0.02

KEY_S = 0.3
"""From the last sound to the key: nobody is quicker."""


def spoken(seconds: float, seed: int, tail: float) -> signals.Samples:
    """Return so many seconds of an answer at ``RATE``, noise 30 dB below, silence behind."""
    rng = np.random.default_rng(seed)
    minute = signals.answer(list(rng.uniform(0.1, 1.4, 24)), lead=0.5, tail=0.4)
    noisy = signals.with_noise(minute, 30, seed=seed)
    high = resample(noisy.samples, noisy.rate, RATE)
    whole = np.tile(high, int(seconds * RATE) // len(high) + 1)[: round(seconds * RATE)]
    # the end is a clause, whole: nobody stops inside a word
    clause = resample(signals.say(signals.CLAUSES[seed % 8]), signals.RATE, RATE) * np.float32(0.5)
    whole[-len(clause) - RATE // 3 :] = 0
    whole[-len(clause) :] = clause
    hiss = 0.002 * rng.standard_normal(len(whole) + round(tail * RATE)).astype(np.float32)
    return np.asarray(np.append(whole, np.zeros(round(tail * RATE), np.float32)) + hiss)


def integers(samples: signals.Samples) -> bytes:
    """Return samples as a microphone delivers them."""
    return np.clip(np.rint(samples * 32767), -32768, 32767).astype(np.int16).tobytes()


def write(wav: WavFile, samples: signals.Samples, *, real_time: bool) -> None:
    """Write samples in blocks of 20 ms, as fast as they would be spoken or as it goes."""
    block = round(BLOCK_S * RATE)
    began = time.monotonic()
    for at in range(0, len(samples), block):
        wav.write(integers(samples[at : at + block]))
        if real_time:
            time.sleep(max(0.0, began + (at + block) / RATE - time.monotonic()))


# --- half an hour ----------------------------------------------------------------------


def measure_soak(folder: Path, minutes: float = 30.0) -> str:
    """Return memory and backlog over half an hour of speech in real time."""
    model = BaseShape(build_base_shape(folder / "base.en"), "base.en", cpu_threads=2)
    path = folder / "soak.wav"
    wav = WavFile(path, RATE)
    live = LiveTranscription(model, path)
    samples = spoken(60, 1, 0.0)
    rows: list[list[str]] = []
    waiting: list[float] = []
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(live, waiting, done))
    watcher.start()
    for minute in range(1, round(minutes) + 1):
        write(wav, samples, real_time=True)
        if minute in {1, 2, 5, 10, 15, 20, 25, 30} or minute == round(minutes):
            row = [f"{minute} min", f"{_rss_mb():.0f}", f"{max(waiting):.1f}"]
            print(row, flush=True)
            rows.append(row)
            waiting.clear()
    wav.close()
    done.set()
    watcher.join()
    began = time.perf_counter()
    live.end()
    live.wait()
    took = time.perf_counter() - began
    n_words = len(list(chain.from_iterable(one.words for one in live.words())))
    rows.append(
        ["end", f"{_rss_mb():.0f}", f"{n_words} words, the last {took:.2f} s after the end"]
    )
    return render_table(["real time", "memory, MB", "most sound waiting, s"], rows)


def _watch(live: LiveTranscription, waiting: list[float], done: threading.Event) -> None:
    while not done.wait(0.2):
        waiting.append(live.waiting_s)


def _rss_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 1e6


def main() -> None:
    """Measure, and print or write the table."""
    with tempfile.TemporaryDirectory() as folder:
        text = f"{measure_soak(Path(folder))}\n\n{machine_line(COMMAND)}"
        print(text, flush=True)
        if "--docs" in sys.argv:
            replace_table(PAGE, "soak", text)


if __name__ == "__main__":
    main()
