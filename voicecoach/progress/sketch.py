"""A story's sketch: four short fields to speak from, and what a take left out of them.

A sketch is for thinking, not for reading out: only its key words are shown while one speaks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voicecoach.analysis.content import STOP_WORDS, stem
from voicecoach.analysis.star.number_words import (
    ONES,
    SCALES,
    TENS,
    quantity_tokens,
    read_numbers,
)
from voicecoach.types import FORMAT_VERSION, PARTS, PartName

MAX_WORDS = 40
"""Words of one field: more would be read out."""

MAX_LETTERS = 2000
"""Characters of one field: forty long words are a quarter of it."""

MAX_KEY_WORDS = 8
"""Key words of one part that are shown: what a glance takes in.  Own rule."""

MIN_KEY_WORDS = 2
"""With one key word alone, whether a part was told hangs on one word.  Own rule."""

MIN_SPOKEN = 30
"""Words of a take that can be compared: a story has more, and a stop before it has not.  Own
rule."""

TOLD_SHARE = 0.34
"""Of a part's key words that must be heard for it to count as told: stories are told in other
words each time, so a third is enough.  Own rule."""

SAME_LETTERS = 5
"""Two words that begin with so many equal letters count as one: "migrate", "migration"."""

LIGHT_WORDS = STOP_WORDS | frozenset(
    {"was", "were", "been", "being", "not", "nor", "very", "just", "about", "into", "over",
     "under", "out", "down", "off", "more", "most", "some", "any", "all", "each", "every",
     "other", "another", "such", "only", "also", "than", "too", "when", "where", "which", "who",
     "what", "how", "why", "there", "here", "does", "did", "do", "done", "got", "get", "make",
     "made", "could", "would", "should", "will", "can", "may", "might", "must", "our", "your",
     "his", "her", "their", "they", "she", "you", "him", "them", "because", "after", "before",
     "until", "while", "again", "once", "since", "via", "per"}
)  # fmt: skip
"""Words that say nothing of what a part is about."""

PUNCTUATION = ".,;:!?\"'“”()[]…"

SCALE_VALUES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}


@dataclass(frozen=True, slots=True)
class Sketch:
    """The sketch of one story; each field has at most 40 words and may be empty."""

    story: str
    situation: str = ""
    task: str = ""
    action: str = ""
    result: str = ""
    format_version: int = FORMAT_VERSION

    def part(self, name: PartName) -> str:
        """Return one field."""
        text: str = getattr(self, name)
        return text

    def with_parts(self, texts: Mapping[str, str]) -> Sketch:
        """Return the sketch with the named fields changed."""
        new = {name: texts.get(name, self.part(name)) for name in PARTS}
        return Sketch(self.story, new["situation"], new["task"], new["action"], new["result"])

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written yet."""
        return not any(self.part(name) for name in PARTS)

    def key_words(self) -> tuple[tuple[PartName, tuple[str, ...]], ...]:
        """Return what is shown while speaking: each part that has text, with its key words."""
        found = ((name, key_words(self.part(name))[:MAX_KEY_WORDS]) for name in PARTS)
        return tuple((name, words) for name, words in found if words)


@dataclass(frozen=True, slots=True)
class SketchedPart:
    """What a take said of one part of its sketch.

    Parameters
    ----------
    said, left_out
        The part's key words that were heard and that were not, in the sketch's order.
    withheld
        Why nothing is said about it; empty where something is.
    """

    name: PartName
    said: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    withheld: str = ""

    @property
    def is_told(self) -> bool:
        """Whether enough of its key words were heard."""
        n = len(self.said) + len(self.left_out)
        return n > 0 and len(self.said) >= TOLD_SHARE * n


@dataclass(frozen=True, slots=True)
class SketchComparison:
    """A take beside its story's sketch; ``withheld`` says why there is none, else empty."""

    story: str
    parts: tuple[SketchedPart, ...]
    withheld: str = ""


def find_too_long(sketch: Sketch) -> tuple[PartName, int] | None:
    """Return the first field with more than 40 words and how many it has; None if none has."""
    for name in PARTS:
        n = len(sketch.part(name).split())
        if n > MAX_WORDS:
            return name, n
    return None


def key_words(text: str) -> tuple[str, ...]:
    """Return the words and numbers that carry a text, each once, as they are written."""
    found: dict[str, str] = {}
    tokens = quantity_tokens(text)
    written = {word.strip(PUNCTUATION).lower(): word.strip(PUNCTUATION) for word in text.split()}
    in_numbers = _numbers(tokens)
    index = 0
    while index < len(tokens):
        if index in in_numbers:
            last, value = in_numbers[index]
            if tokens[index : last + 1] != ["one"]:  # hardly ever an amount
                found.setdefault(f"{value:g}", " ".join(tokens[index : last + 1]))
            index = last + 1
            continue
        word = tokens[index]
        if len(word) > 2 and word not in LIGHT_WORDS:
            found.setdefault(stem(word), written.get(word, word))
        index += 1
    return tuple(found.values())


def compare_sketch(sketch: Sketch, transcript: str | None) -> SketchComparison:
    """Return what a take said of its sketch and what it left out.

    A key word was said if a word with its stem was, or one that begins with the same five
    letters; a number, if the same amount was, in digits or in words.

    Parameters
    ----------
    transcript
        The take's words; None where there are none, or they are not to be relied on.
    """
    if transcript is None:
        return SketchComparison(sketch.story, (), "The take has no words to compare.")
    tokens = quantity_tokens(transcript)
    if len(tokens) < MIN_SPOKEN:
        return SketchComparison(
            sketch.story, (), f"Fewer than {MIN_SPOKEN} words were said: too few to compare."
        )
    numbers = {value for _, value in _numbers(tokens).values()}
    words = {stem(token) for token in tokens}
    beginnings = {_beginning(token) for token in tokens}
    parts = []
    for name in PARTS:
        if not sketch.part(name):
            continue
        keys = key_words(sketch.part(name))
        if len(keys) < MIN_KEY_WORDS:
            parts.append(SketchedPart(name, withheld="The sketch has too few words to compare."))
            continue
        said = tuple(key for key in keys if _was_said(key, words, beginnings, numbers))
        parts.append(SketchedPart(name, said, tuple(key for key in keys if key not in said)))
    return SketchComparison(sketch.story, tuple(parts))


def comparison_line(part: SketchedPart) -> str:
    """Return in one sentence what a take said of one part of its sketch."""
    if part.withheld:
        return part.withheld
    n = len(part.said) + len(part.left_out)
    if not part.left_out:
        return "Told, nothing left out."
    words = ", ".join(part.left_out)
    told = "Told" if part.is_told else "Hardly told"
    return f"{told}: {len(part.said)} of {n} key words. Not heard: {words}."


def _was_said(key: str, words: set[str], beginnings: set[str], numbers: set[float]) -> bool:
    values = {value for _, value in _numbers(quantity_tokens(key)).values()}
    if values:
        return values <= numbers
    is_long = len(key) >= SAME_LETTERS
    key = key.lower()
    return stem(key) in words or (is_long and _beginning(key) in beginnings)


def _beginning(word: str) -> str:
    """Return the first letters of a word by which others are the same; y counts as i."""
    return word[:SAME_LETTERS].replace("y", "i")


def _numbers(tokens: Sequence[str]) -> dict[int, tuple[int, float]]:
    """Return each number by its first token: its last token, and its exact value."""
    found = {}
    for number in read_numbers(tokens):
        said = tokens[number.first : number.last + 1]
        found[number.first] = number.last, _value(said, number.value)
    return found


def _value(said: Sequence[str], written: float) -> float:
    """Return the exact value of a number: `read_numbers` keeps only the size of scale words."""
    total, current = 0.0, 0.0
    if said[0] not in SCALES and said[0] not in ONES and said[0] not in TENS:
        # digits, with one scale word after them at most
        scale = SCALE_VALUES.get(said[-1], 1) if len(said) > 1 else 1
        return (written / 100 if len(said) > 1 else written) * scale
    for word in said:
        if word in ONES:
            current += ONES.index(word)
        elif word in TENS:
            current += 10 * (2 + TENS.index(word))
        elif word in ("hundred", "dozen"):
            current = max(current, 1) * SCALE_VALUES[word]
        elif word in SCALES:
            total += max(current, 1) * SCALE_VALUES[word]
            current = 0.0
    return total + current
