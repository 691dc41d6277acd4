"""Make the demo's spoken answers: sound, and beside it the truth of what is in it.

Usage: python -m tools.demo_model.shipped [FOLDER]

Writes NAME.flac and NAME.json for each file in answers/.  The same espeak-ng gives the same
bytes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import soundfile

from tools.demo_model.measure import demo_answers
from tools.demo_model.spoken import Spoken, say_answer
from tools.demo_model.voice import SAMPLE_RATE, Samples, Voice
from voicecoach.types import Span

FOLDER = Path(__file__).parents[2] / "voicecoach" / "demo" / "answers"
VOICE = "en-us+m3"
RATE_WPM = 136
"""The synthesiser's; with its pauses the good answers come to about 160 words a minute."""

PEAK, ROOM = 0.05, 1e-5
"""A calm voice at arm's length, in a very quiet room (-100 dBFS): whole files below 1 MB."""

SEED = 20_261_124


def as_recorded(samples: Samples) -> Samples:
    """Return an answer at a microphone's level, with the noise of a quiet room."""
    noise = np.random.default_rng(SEED).standard_normal(len(samples))
    return (samples / np.abs(samples).max() * PEAK + noise * ROOM).astype(np.float32)


def truth(spoken: Spoken) -> dict[str, object]:
    """Return what is true of an answer, for JSON; times in seconds."""

    def spans(found: tuple[Span, ...]) -> list[list[float]]:
        return [[round(span.start, 3), round(span.end, 3)] for span in found]

    return {
        "text": spoken.text,
        "words": [[word.text, word.start, word.end] for word in spoken.words],
        "hesitations": spans(spoken.hesitations),
        "pauses": spans(spoken.pauses),
        "sentences": [[part, span.start, span.end] for part, span in spoken.sentences],
    }


def main() -> None:
    """Write every answer and say how long and how large it is."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    voice = Voice()
    for name, lines in demo_answers().items():
        spoken = say_answer(voice, lines, VOICE, rate_wpm=RATE_WPM, between_s=0.8)
        file = folder / f"{name}.flac"
        soundfile.write(
            file,
            as_recorded(spoken.samples),
            SAMPLE_RATE,
            subtype="PCM_16",
            compression_level=1.0,
        )
        text = json.dumps(truth(spoken), indent=None, separators=(",", ":"))
        (folder / f"{name}.json").write_text(text + "\n", "utf-8")
        seconds, size = len(spoken.samples) / SAMPLE_RATE, file.stat().st_size
        print(f"{file.name}: {seconds:.1f} s, {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
