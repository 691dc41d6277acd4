"""Turns words into tokens: lower case, without the punctuation around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from voicecoach.types import Word

_AROUND = re.compile(r"^[^\w]+|[^\w]+$")


_NUMBERS = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_READ_OUT = re.compile(r"[%$£€¥°+&=]|[^\W\d_]+(?:['’][^\W\d_]+)*")
"""What is said of a word beside its digits: signs with a name, and runs of letters."""

_ORDINAL = re.compile(r"^(st|nd|rd|th)$")
MAX_DIGITS = 9
"""Longer numbers (telephones, cards) are read digit by digit."""

FIRST_YEAR, LAST_YEAR = 1100, 2099
"""Four bare digits in this range are read as a year."""


def count_spoken(words: Sequence[Word]) -> int:
    """Return how many words were spoken: numbers and signs count as they are read out.

    "$1,200,000" is six words, "99.9%" five, "p99" three, "well-known" one.  What holds no
    letter and no digit was not spoken.
    """
    return sum(_count_spoken(word.text) for word in words)


@lru_cache(maxsize=4096)
def _count_spoken(text: str) -> int:
    if not any(char.isdigit() for char in text):
        return int(any(char.isalnum() for char in text))
    count = sum(len(_read(number)) for number in _NUMBERS.findall(text))
    rest = _READ_OUT.findall(_NUMBERS.sub(" ", text))
    return count + sum(not _ORDINAL.match(part.lower()) for part in rest)


def _read(number: str) -> list[str]:
    """Return the words of a number in digits."""
    from num2words import num2words  # 40 ms, and most answers hold no digit

    digits = number.replace(",", "")
    by_digit = len(digits) > MAX_DIGITS or (digits[0] == "0" and len(digits) > 1)
    if by_digit and digits.isdecimal() and "," not in number:
        return list(digits)
    if digits.isdecimal() and len(number) == 4 and FIRST_YEAR <= int(digits) <= LAST_YEAR:
        said = num2words(int(digits), to="year")
    else:
        said = num2words(int(digits) if digits.isdecimal() else float(digits))
    return [part for part in re.split(r"[\s,-]+", str(said)) if part not in {"", "and"}]


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


def begins_sentence(words: Sequence[Word], index: int) -> bool:
    """Return whether a word stands first, or behind one that ends a sentence."""
    return index == 0 or ends_sentence(words[index - 1].text)


def has_break(text: str) -> bool:
    """Return whether a word ends in punctuation."""
    return text[-1:] in {",", ".", "?", "!", ";", ":", "–", "—", "…"}


def start_of(words: Sequence[Word], index: int) -> float | None:
    """Return the start of a word in seconds; None for words without times."""
    return words[index].start if index < len(words) else None


def text_of(words: Sequence[Word], first: int, last: int) -> str:
    """Return the words from ``first`` to ``last``, both included, as text."""
    return " ".join(word.text for word in words[first : last + 1])
