"""Whole answers spoken by espeak-ng, each with the truth of what is in it.

The texts lie beside this file, in the notation of ``spoken``; a file is spoken once in a
process.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import soundfile

from tests.synthesis.spoken import Spoken, say_anew
from tests.synthesis.voice import SAMPLE_RATE, Samples
from voicecoach.types import Transcript

TEXTS = Path(__file__).parent / "answers"
VOICE = "en-us+m3"
RATE_WPM = 136
"""espeak-ng's; with its pauses the good answers come to about 160 words a minute."""

PEAK, ROOM = 0.05, 1e-5
"""A calm voice at arm's length, in a very quiet room (-100 dBFS)."""

SEED = 20_261_124

FOLDER = tempfile.TemporaryDirectory(prefix="spoken-answers-")
"""Goes with the process."""


@dataclass(frozen=True)
class SpokenAnswer:
    """One answer: its sound as a file, and the words and spans as they were said."""

    flac: Path
    truth: Spoken

    @property
    def transcript(self) -> Transcript:
        """The words as a perfect recogniser would give them."""
        truth = self.truth
        return Transcript(
            engine="text", model=None, language="en", text=truth.text, words=truth.words
        )


@cache
def spoken_answer(name: str) -> SpokenAnswer:
    """Return an answer by the name of its text, spoken at a microphone's level."""
    lines = (TEXTS / f"{name}.txt").read_text("utf-8").splitlines()
    spoken = say_anew(lines, VOICE, rate_wpm=RATE_WPM, between_s=0.8)
    file = Path(FOLDER.name) / f"{name}.flac"
    soundfile.write(file, _as_recorded(spoken.samples), SAMPLE_RATE, subtype="PCM_16")
    return SpokenAnswer(file, spoken)


def _as_recorded(samples: Samples) -> Samples:
    """Return an answer at a microphone's level, with the noise of a quiet room."""
    noise = np.random.default_rng(SEED).standard_normal(len(samples))
    return (samples / np.abs(samples).max() * PEAK + noise * ROOM).astype(np.float32)
