"""Seconds from the key that ends an answer to its last word, beside one encoder pass.

python -m benchmarks.after_the_key MODEL_FOLDER... [--files FILE ...]

Each file is written in real time, as a recorder does, while the model listens; then the key is
pressed. Without --files the answers of the demo are taken: a synthetic but natural voice, fluent.
The aim is one pass of the encoder over 30 s, plus half a second. Run it on an idle machine.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.real_speech import Clip, run_live
from benchmarks.tables import render_table
from voicecoach.recognition import FasterWhisperTranscriber
from voicecoach.sound.files import load_audio

ANSWERS = Path(__file__).parent.parent / "voicecoach" / "demo" / "answers"
MARGIN_S = 0.5
N_PASSES = 5


def encoder_pass_s(folder: Path) -> float:
    """Return the median seconds of one pass of a model's encoder over 30 s of sound."""
    from faster_whisper import WhisperModel

    model = WhisperModel(str(folder), device="cpu", compute_type="int8")
    features = np.zeros((model.feature_extractor.mel_filters.shape[0], 3000), np.float32)
    times = []
    for _ in range(N_PASSES + 1):
        began = time.monotonic()
        model.encode(features)
        times.append(time.monotonic() - began)
    return statistics.median(times[1:])  # the first one makes room


def main(argv: Sequence[str] | None = None) -> None:
    """Print a row for each model and file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path, nargs="+")
    parser.add_argument("--files", type=Path, nargs="*", default=sorted(ANSWERS.glob("*.flac")))
    options = parser.parse_args(argv)
    rows = []
    for folder in options.models:
        FasterWhisperTranscriber(folder, folder.name).load()
        one_pass = encoder_pass_s(folder)
        for file in options.files:
            length = load_audio(file).duration_s
            found = run_live(folder, [Clip(file.stem, file, (), "spontaneous", None)])
            rows.append(
                [
                    folder.name,
                    file.stem,
                    f"{length:.0f} s",
                    f"{found.wall_s:.2f} s",
                    f"{one_pass:.2f} s",
                    f"{found.wall_s - one_pass - MARGIN_S:+.2f} s",
                ]
            )
            print(*rows[-1], flush=True)
    heads = ["model", "answer", "length", "key to last word", "one encoder pass", "beyond the aim"]
    print(render_table(heads, rows))


if __name__ == "__main__":
    main()
