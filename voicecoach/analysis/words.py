"""Words as tokens: lower case, without the punctuation around them."""

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
    """Return a sentence as the cues read it: its normalised words with single spaces."""
    return " ".join(normalise(word) for word in text.split())


def ends_sentence(text: str) -> bool:
    """Tell whether a word carries a sentence's end: "Node.js." does, "e.g." does not."""
    bare = text.rstrip("\"'”’)")
    return bare[-1:] in {".", "?", "!"} and bare.lower() not in {
        "e.g.",
        "i.e.",
        "mr.",
        "mrs.",
        "dr.",
    }


def has_break(text: str) -> bool:
    """Tell whether a word carries punctuation at its end."""
    return text[-1:] in {",", ".", "?", "!", ";", ":", "–", "—", "…"}


def start_of(words: Sequence[Word], index: int) -> float | None:
    """Return where a word starts; nothing for words without times."""
    return words[index].start if index < len(words) else None


def text_of(words: Sequence[Word], first: int, last: int) -> str:
    """Return the words from ``first`` to ``last``, both included, as text."""
    return " ".join(word.text for word in words[first : last + 1])
