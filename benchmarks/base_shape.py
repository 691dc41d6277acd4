"""A model of base.en's shape with random weights: its real time, no meaning.

Random weights would write texts of random length, so the number of tokens is given instead:
as many as a fluent speaker's answer has, for whatever decodes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests import random_whisper
from voicecoach.recognition import FasterWhisperTranscriber
from voicecoach.recognition.decoding import DecodeOptions

TOKENS_PER_S = 3.5
"""150 words a minute of 1.4 tokens each."""

BASE_EN = {"dim": 512, "heads": 8, "layers": 6, "n_words": 49_000}
"""Width, heads and layers of encoder and decoder; with these words 51 thousand tokens."""


def build_base_shape(folder: Path) -> Path:
    """Write the model into ``folder`` unless it is there."""
    if not (folder / "model.bin").exists():
        random_whisper.build(folder, **BASE_EN, ending=-50.0, moments=-50.0)
    return folder


class BaseShape(FasterWhisperTranscriber):
    """The product's own recogniser, its texts cut at a given number of tokens a second.

    Random words never fit the speech, so second tries, which real models need now and then,
    are off.
    """

    second_tries = 0
    tokens_per_s = TOKENS_PER_S

    def options(self, duration: float, glossary: Sequence[str], *, retry: bool) -> DecodeOptions:
        """Return the product's options and the longest text."""
        options = super().options(duration, glossary, retry=retry)
        n_tokens = max(2, round(self.tokens_per_s * duration))
        hint = len(self._whisper.hf_tokenizer.encode(" " + self.prompt).ids) + 2
        # CTranslate2 stops at half of the longest length, or at what the prompt leaves of it
        return replace(options, max_new_tokens=max(2 * n_tokens - hint, n_tokens))
