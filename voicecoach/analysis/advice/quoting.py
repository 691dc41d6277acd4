"""Quotes: short enough to read at a glance, and where they stand."""

from __future__ import annotations

from voicecoach.types import Sentence, Star

LONGEST_QUOTE_WORDS = 18
"""About one line of a report; a longer quote is not read.  Own rule."""


def shorten(text: str, most: int = LONGEST_QUOTE_WORDS) -> str:
    """Return a sentence cut to so many words, with an ellipsis where something is left out."""
    words = text.split()
    if len(words) <= most:
        return text
    return " ".join(words[:most]).rstrip(",;:") + " …"


def place_of(star: Star, quote: str) -> tuple[float | None, float | None]:
    """Return start and end of the sentence that is quoted, in seconds; null without times."""
    found = next((s for s in star.sentences if s.text == quote), None)
    return (found.start, found.end) if found else (None, None)


def sentences_of(star: Star, part: str) -> tuple[Sentence, ...]:
    """Return the sentences of one part, in their order."""
    return tuple(sentence for sentence in star.sentences if sentence.part == part)
