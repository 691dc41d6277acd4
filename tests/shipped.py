"""The demo's spoken answers and what is true of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import voicecoach
from voicecoach.types import Span, Transcript, Word

FOLDER = Path(voicecoach.__file__).parent / "demo" / "answers"


@dataclass(frozen=True)
class Shipped:
    """One answer: its sound, its words as they were said, pauses, hesitations, sentences."""

    flac: Path
    transcript: Transcript
    hesitations: tuple[Span, ...]
    pauses: tuple[Span, ...]
    sentences: tuple[tuple[str, Span], ...]

    def part_seconds(self, part: str) -> float:
        """Return how long the sentences of one part last."""
        return sum(span.duration for name, span in self.sentences if name == part)


def shipped(name: str) -> Shipped:
    """Return an answer by its name."""
    truth = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    words = tuple(Word(text, start, end, 1.0) for text, start, end in truth["words"])
    return Shipped(
        FOLDER / f"{name}.flac",
        Transcript(engine="text", model=None, language="en", text=truth["text"], words=words),
        tuple(Span(*span) for span in truth["hesitations"]),
        tuple(Span(*span) for span in truth["pauses"]),
        tuple((part, Span(start, end)) for part, start, end in truth["sentences"]),
    )
