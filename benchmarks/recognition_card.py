"""Does recognition cost the recording anything?  A minute through the virtual sound card.

Usage: python -m benchmarks.recognition_card [--docs]    (needs PulseAudio and espeak-ng)

The same minute is recorded with and without recognition beside it (a model of base.en's shape
on both cores): drops that the sound system reports, and how well each ten seconds of what was
played are found in what was recorded.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.base_shape import BaseShape, build_base_shape
from benchmarks.recognition import PAGE, RATE, spoken
from benchmarks.tables import machine_line, render_table, replace_table
from tests.soundcard import SoundCard, align, sound_card
from voicecoach.recognition import LiveTranscription
from voicecoach.sound.files import resample

COMMAND = "python -m benchmarks.recognition_card"

SECONDS = 60
STRETCH_S = 10


def main() -> None:
    """Record twice and print or write the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = BaseShape(build_base_shape(folder / "base.en"), "base.en", cpu_threads=2)
        model.load()
        with sound_card(folder / "card") as card:
            os.environ.update(card.env)
            rows = [_row(card, folder, None), _row(card, folder, model)]
    head = ["a minute recorded", "drops", "samples missing", "least correlation of 10 s", "words"]
    text = f"{render_table(head, rows)}\n\n{machine_line(COMMAND)}"
    print(text)
    if "--docs" in sys.argv:
        replace_table(PAGE, "card", text)


def _row(card: SoundCard, folder: Path, model: BaseShape | None) -> list[object]:
    from voicecoach.sound.recorder import SoundDeviceRecorder  # after the environment is set

    path = folder / f"take-{model is not None}.wav"
    samples = spoken(SECONDS, 1, 0.5)
    take = SoundDeviceRecorder().open(path)
    live = LiveTranscription(model, path) if model else None
    take.begin()
    card.play(samples).wait()
    time.sleep(1.0)
    taken = take.stop()
    words = 0
    if live is not None:
        live.end()
        live.wait()
        words = sum(len(one.words) for one in live.words())
    heard, rate = soundfile.read(path, dtype="float32")
    heard = resample(heard, rate, RATE)
    pieces = [
        samples[at : at + STRETCH_S * RATE] for at in range(0, len(samples), STRETCH_S * RATE)
    ]
    found = [align(piece, heard) for piece in pieces if len(piece) == STRETCH_S * RATE]
    starts = np.array([start for start, _ in found])
    missing = STRETCH_S * RATE * (len(found) - 1) - (starts[-1] - starts[0])
    least = min(correlation for _, correlation in found)
    name = "with recognition" if model else "alone"
    return [name, taken.n_overflows, missing, f"{least:.3f}", words]


if __name__ == "__main__":
    main()
