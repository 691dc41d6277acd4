"""Turns words into tokens: lower case, without the punctuation around them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voicecoach.types import Word

_AROUND = re.compile(r"^[^\w]+|[^\w]+$")


def normalise(text: str) -> str:
    """Return a word in lower case without surrounding punctuation; inner ' and - stay."""
    return _AROUND.sub("", text.replace("’", "'").lower())


def tokens_of(words: Sequence[Word]) -> tuple[str, ...]:
    """Return the normalised words, one for each; empty where a word is punctuation alone."""
    return tuple(normalise(word.text) for word in words)


def normalise_text(text: str) -> str:
    """Return a sentence's normalised words with single spaces, as cues are matched."""
    return " ".join(normalise(word) for word in text.split())


def ends_sentence(text: str) -> bool:
    """Return whether a word ends a sentence: "Node.js." does, "e.g." does not."""
    bare = text.rstrip("\"'”’)")
    return bare[-1:] in {".", "?", "!"} and bare.lower() not in {
        "e.g.",
        "i.e.",
        "mr.",
        "mrs.",
        "dr.",
    }


def has_break(text: str) -> bool:
    """Return whether a word ends in punctuation."""
    return text[-1:] in {",", ".", "?", "!", ";", ":", "–", "—", "…"}


def start_of(words: Sequence[Word], index: int) -> float | None:
    """Return the start of a word in seconds; None for words without times."""
    return words[index].start if index < len(words) else None


def text_of(words: Sequence[Word], first: int, last: int) -> str:
    """Return the words from ``first`` to ``last``, both included, as text."""
    return " ".join(word.text for word in words[first : last + 1])
