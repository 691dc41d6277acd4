"""Parts that a kind of answer should have: the pattern that finds each, and its notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voicecoach.analysis.words import normalise_text, text_of
from voicecoach.types import Note, Severity, Word


@dataclass(frozen=True, slots=True)
class PartPattern:
    """One part; its note has ``code`` where it was found, otherwise ``code``-missing."""

    code: str
    heard: re.Pattern[str]
    there: str
    gone: str
    severity: Severity = "warn"


@dataclass(frozen=True, slots=True)
class Slip:
    """Something better left out, with advice; its note points at the sentence."""

    code: str
    heard: re.Pattern[str]
    instead: str
    severity: Severity = "warn"


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of an answer, normalised for the patterns and as it was said."""

    plain: str
    text: str
    start: float | None
    end: float | None


def pattern(text: str) -> re.Pattern[str]:
    """Return a pattern that matches whole words of normalised text."""
    return re.compile(rf"\b(?:{text})(?=\W|$)")


def read_sentences(words: Sequence[Word], ranges: Sequence[tuple[int, int]]) -> tuple[Said, ...]:
    """Return the sentences of an answer."""
    return tuple(
        Said(
            normalise_text(text_of(words, first, last)),
            text_of(words, first, last),
            words[first].start,
            words[last].end,
        )
        for first, last in ranges
    )


def find_said(heard: re.Pattern[str], said: Sequence[Said]) -> Said | None:
    """Return the first sentence that a pattern matches, or None."""
    return next((one for one in said if heard.search(one.plain)), None)


def check_parts(parts: Sequence[PartPattern], said: Sequence[Said]) -> Iterator[Note]:
    """Yield a note for each part, found or missing."""
    for part in parts:
        found = find_said(part.heard, said)
        if found is None:
            yield Note(f"{part.code}-missing", part.severity, part.gone)
        else:
            yield Note(part.code, "good", part.there, found.start, found.end)


def check_slips(slips: Sequence[Slip], said: Sequence[Said]) -> Iterator[Note]:
    """Yield a note at the first sentence that contains each slip, with its quote."""
    for slip in slips:
        found = find_said(slip.heard, said)
        if found is not None:
            message = f"“{found.text}” {slip.instead}"
            yield Note(slip.code, slip.severity, message, found.start, found.end)
