"""Headings that the candidate set: "Situation:" in notes, "the result was that …" aloud.

Who writes a heading has decided which part follows; no model knows better.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from voicecoach.analysis.words import begins_sentence, normalise
from voicecoach.types import PARTS, PartName, Word

NAMES: Mapping[str, PartName] = MappingProxyType(
    {
        **dict.fromkeys(
            ("situation", "context", "background", "setting", "problem", "challenge"), "situation"
        ),
        **dict.fromkeys(("task", "tasks", "goal", "goals", "objective"), "task"),
        **dict.fromkeys(("action", "actions", "steps", "approach"), "action"),
        **dict.fromkeys(
            ("result", "results", "outcome", "impact", "lesson", "lessons", "reflection"), "result"
        ),
    }
)
"""What people write over a part."""

LETTERS: Mapping[str, PartName] = MappingProxyType({name[0]: name for name in PARTS})

MIN_HEADINGS, MIN_UNMARKED = 2, 3
"""Of so many different parts "Task:" is a heading, and what has no colon or is a single letter:
fewer may be words like any other.  Own rule."""

SPOKEN: tuple[tuple[PartName, str], ...] = (
    (
        "situation",
        r"(?:the|my|our) situation (?:here |there |back then )?(?:was|is) "
        r"(?:that|this|the following|as follows|like this|i|we|my|our)",
    ),
    ("task", r"(?:the|my|our) task (?:here |there )?(?:was|is)"),
    ("action", r"(?:the|my|our) (?:first )?actions? (?:that )?(?:(?:i|we) took|was|were)"),
    (
        "result",
        r"(?:the|my|our) (?:end |final )?(?:results?|outcome) (?:was|were|is) "
        r"(?:that|this|the following|as follows|a|an|very|quite|really|i|we|our)",
    ),
)
"""How a part is announced aloud, at the beginning of a sentence."""

_LEAD = r"(?:(?:so|and|now|well|okay|then) )*"
_MARKS = "*_#>-–—•·([]"
_DASHES = ([":"], ["–"], ["—"], ["-"])

MAX_HEADING = 3
"""Words of a heading that ends in a colon: "Action I took:"."""


def heading_starts(words: Sequence[Word]) -> dict[int, PartName]:
    """Return the words that begin a written heading, and its part; none where there are too few."""
    marked = dict(_written(words, NAMES, marked=True))
    if len(set(marked.values())) >= MIN_HEADINGS:
        return marked
    for names, is_marked in ((NAMES, False), (LETTERS, True)):
        if not is_marked and not any(word.text[:1].islower() for word in words):
            continue  # where everything is in capitals, as in some subtitles, they mark nothing
        found = dict(_written(words, names, marked=is_marked))
        if len(set(found.values())) >= MIN_UNMARKED:
            return found
    return {}


def _written(
    words: Sequence[Word], names: Mapping[str, PartName], *, marked: bool
) -> Iterator[tuple[int, PartName]]:
    """Yield each word that is a heading: "Task:", "**Task**:", "Task –"; else any bare "Task"."""
    for i, word in enumerate(words):
        text = word.text.strip(_MARKS)
        if not text[:1].isupper():
            continue
        part = names.get(re.split(r"\W", normalise(text))[0])
        if part is None:
            continue
        behind = [other.text.rstrip("*_") for other in words[i : i + MAX_HEADING]]
        begins = begins_sentence(words, i)
        has_mark = (
            behind[0].endswith(":")
            or behind[1:2] in _DASHES
            or (begins and len(text) > 1 and any(one.endswith(":") for one in behind))
        )
        if has_mark or not marked:
            yield i, part


def _announced(words: Sequence[Word], said: tuple[int, int]) -> Iterator[PartName]:
    """Yield the part that a sentence announces with its first words."""
    text = " ".join(normalise(word.text) for word in words[said[0] : said[1] + 1])
    return (name for name, words_of in SPOKEN if re.match(rf"{_LEAD}{words_of}\b", text))


def headed_parts(words: Sequence[Word], ranges: Sequence[tuple[int, int]]) -> dict[int, PartName]:
    """Return the part of each sentence that a heading decides.

    A written heading holds until the next.  One said aloud holds for its own sentence, and until
    the next where at least three parts are announced so.
    """
    written = heading_starts(words)
    heads = {k: written[first] for k, (first, _) in enumerate(ranges) if first in written}
    holds_on = bool(heads)
    if not heads:
        heads = {k: name for k, said in enumerate(ranges) for name in _announced(words, said)}
        holds_on = len(set(heads.values())) >= MIN_UNMARKED
    if not holds_on:
        return heads
    headed: dict[int, PartName] = {}
    part: PartName | None = None
    for k in range(len(ranges)):
        part = heads.get(k, part)
        if part is not None:
            headed[k] = part
    return headed
