"""Finds repetitions (words said twice) and false starts (sentences broken off)."""

from __future__ import annotations

from collections.abc import Sequence

from voicecoach.analysis.words import has_break, tokens_of
from voicecoach.types import Span, Word

MAX_GROUP = 4
"""Most words of a repetition: a longer one is usually meant.  Own rule."""

LEGITIMATE = frozenset(
    {"had", "that", "very", "really", "no", "yes", "so", "many", "much", "more", "bye", "is", "far"}
)
"""Words that correct English doubles ("that that", "very very")."""


def find_repetitions(words: Sequence[Word], skip: frozenset[int]) -> tuple[tuple[int, int], ...]:
    """Return groups of one to four words said again at once, as (first, last) index of the first.

    Fillers in between are ignored: "I, um, I" is a repetition.
    """
    kept = [i for i in range(len(words)) if i not in skip]
    tokens = tokens_of(words)
    plain = [tokens[i] for i in kept]
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(plain):
        size = _repeated(plain, at)
        if size:
            found.append((kept[at], kept[at + size - 1]))
        at += size or 1
    return tuple(found)


def _repeated(plain: Sequence[str], at: int) -> int:
    for size in range(MAX_GROUP, 0, -1):
        group = plain[at : at + size]
        if len(group) < size or plain[at + size : at + 2 * size] != group or not all(group):
            continue
        if size == 1 and (group[0] in LEGITIMATE or group[0].isdecimal()):
            continue
        return size
    return 0


def find_false_starts(words: Sequence[Word]) -> tuple[Span, ...]:
    """Return the words with times that end in a dash because the speaker broke off."""
    return tuple(
        Span(word.start, word.end)
        for index, word in enumerate(words[:-1])
        if word.text.endswith(("-", "—", "–"))
        and len(word.text) > 1
        and word.start is not None
        and word.end is not None
        and word.end > word.start
        and not has_break(words[index + 1].text[:1])
    )
