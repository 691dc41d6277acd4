"""A part that a kind of question asks for: how it is heard, and what to say of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voicecoach.analysis.words import normalise_text, text_of
from voicecoach.types import Note, Severity, Word


@dataclass(frozen=True, slots=True)
class PartPattern:
    """``code`` names the note where the part is there; ``code``-missing the one where it is not."""

    code: str
    heard: re.Pattern[str]
    there: str
    gone: str
    severity: Severity = "warn"


@dataclass(frozen=True, slots=True)
class Slip:
    """Something better left out, with what to say instead; told at the sentence that holds it."""

    code: str
    heard: re.Pattern[str]
    instead: str
    severity: Severity = "warn"


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of an answer, as the patterns read it and as it was said."""

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
    """Return the first sentence in which a pattern is heard."""
    return next((one for one in said if heard.search(one.plain)), None)


def check_parts(parts: Sequence[PartPattern], said: Sequence[Said]) -> Iterator[Note]:
    """Yield a note for each part, there or not."""
    for part in parts:
        found = find_said(part.heard, said)
        if found is None:
            yield Note(f"{part.code}-missing", part.severity, part.gone)
        else:
            yield Note(part.code, "good", part.there, found.start, found.end)


def check_slips(slips: Sequence[Slip], said: Sequence[Said]) -> Iterator[Note]:
    """Yield a note at the first sentence that holds each slip, with its quote."""
    for slip in slips:
        found = find_said(slip.heard, said)
        if found is not None:
            message = f"“{found.text}” {slip.instead}"
            yield Note(slip.code, slip.severity, message, found.start, found.end)
