"""Skills and tools that an advert names: by a vocabulary, and by the company they keep.

A tool that no vocabulary has is known by where it stands: in one list with tools that are known
("Figma, Linear and Metabase"), or behind words that only a tool follows ("experience with …").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from voicecoach.progress.advert_tools import BEFORE_TOOLS, EXACT, NO_NAMES, NOT_TOOLS, TOOLS
from voicecoach.types import Pack

AGILE = "software|development|method|practice|process|delivery|ways|principle|scrum|ceremon"
"""What follows "agile" where it is a way to work.  Own rule."""

MIN_STEM = 4
"""Letters of a word that may end otherwise: "testing" and "tests", but not "go" and "going"."""


def find_terms(lines: Iterable[str], packs: Sequence[Pack]) -> tuple[str, ...]:
    """Return the skills and tools that lines name, each once, in their order."""
    text = "\n".join(lines)
    glossary = {
        term
        for pack in packs
        for question in pack.questions
        for term in question.glossary
        if re.search(r"[A-Z0-9]", term)
    }
    known = (*TOOLS, *sorted(glossary - NOT_TOOLS))
    spans = [
        (found.start(), found.end(), term)
        for term in dict.fromkeys(known)
        for found in _pattern(term).finditer(text)
        if not (term in EXACT and _is_a_word(text, found))
    ]
    spans.sort(key=lambda span: (span[0], -span[1]))
    places: dict[str, tuple[int, str]] = {}
    end = 0
    for start, stop, term in spans:
        # "SQL" counts where it stands alone, not in "Azure SQL"
        if stop > end:
            places.setdefault(term.casefold(), (start, term))
        end = max(end, stop)
    inside = {at for start, stop, _ in spans for at in range(start, stop)}
    for at, name in _find_names(text, frozenset(term for _, term in places.values())):
        if at in inside:
            continue
        places.setdefault(name.casefold(), (at, name))
    return tuple(term for _, term in sorted(places.values()))


AS_A_VERB = re.compile(
    r" (to|through|at|in|into|the|on|beyond|above|quickly|calmly|your\w*|for|out|over|ahead|from)\b"
)
"""What follows a word that is no tool but begins a sentence: "Go through", "Excel at"."""


def _is_a_word(text: str, found: re.Match[str]) -> bool:
    """Return whether a term that is a verb too stands where a sentence begins with that verb."""
    begins = _begins_sentence(text[max(0, found.start() - 5) : found.start()].rpartition("\n")[2])
    return begins and bool(AS_A_VERB.match(text, found.end()))


def find_term(text: str, term: str) -> re.Match[str] | None:
    """Return the first place where a text names a skill or tool as a word of its own.

    "on-call" is also found as "on call", "A/B testing" as "A/B test", "code review" as "code
    reviews".
    """
    return _pattern(term).search(text)


@cache
def _pattern(term: str) -> re.Pattern[str]:
    # EXPLAIN and GET are terms of packs, and words: in capitals they count as they stand
    is_exact = term in EXACT or (term.isupper() and term not in TOOLS)
    flags = 0 if is_exact else re.IGNORECASE
    if term == "Agile":  # "an agile start-up" is no skill
        return re.compile(rf"(?<![\w+#.])(?:Agile|agile(?= (?:{AGILE})))(?!\w)")
    *first, last = re.split(r"[ -]", term)
    ending = re.sub("l?ling$", "l?ling", re.escape(last))
    stem = re.sub(r"(l?ling|ing|s)$", lambda m: "l" if "l" in m[0] else "", last)
    if first and last.isalpha() and last.islower() and len(stem) >= MIN_STEM:
        ending = rf"(?:{ending}|{stem}s?)"
    body = "[ -]".join([*map(re.escape, first), ending])
    return re.compile(rf"(?<![\w+#.]){body}(?![\w+#&]|\.\w|-\d)", flags)


# --- names that no vocabulary has ----------------------------------------------------------

MANY = 3
"""Strokes in a line from which it is a title in pieces.  Own rule."""

REACH = 80
"""Characters before a name that can say that it is a tool: a line can be a whole page."""

_WORD = r"(?:[A-Z][\w+#]*(?:\.\w+)?|[a-z]+[A-Z]\w*|[a-z]+\d\w*)"
_NAME = rf"{_WORD}(?: [A-Z][\w+#]*)?"
_NEXT = r"(?:,? (?:and|or|&)(?: even)? |, |; | ?/ ?)"


def _find_names(text: str, known: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield (place, name) of each name that stands where tools stand.

    Parameters
    ----------
    known
        Tools that the text names; those in ``EXACT`` count in their spelling alone.
    """
    exact = known & EXACT
    others = {term.casefold() for term in known - EXACT}
    every = {term.casefold() for term in known}
    small = "|".join(sorted(map(re.escape, filter(str.isalpha, others)), key=len))
    name = rf"(?:{_NAME}|(?:{small})\b)" if small else _NAME
    listed = re.compile(rf"(?<![\w/.@-]){name}(?:{_NEXT}{name})*")
    for line in re.finditer(r"[^\n]+", text):
        if line[0].count(" / ") >= MANY:
            continue  # a title in pieces: "Analyst / SQL / Permanent / Leeds"
        for found in listed.finditer(line[0]):
            names = list(re.finditer(name, found[0]))
            before = line[0][max(0, found.start() - REACH) : found.start()]
            among = any(one[0] in exact or one[0].casefold() in others for one in names)
            beside = before.endswith(tuple(f"{one} with " for one in exact))
            beside |= before.casefold().endswith(tuple(f"{one} with " for one in others))
            if not (among or beside or BEFORE_TOOLS.search(before)):
                continue
            for one in names:
                at = found.start() + one.start()
                words = {word.casefold() for word in one[0].split()}
                begins = _begins_sentence(line[0][max(0, at - REACH) : at])
                if re.match(r" (?:to|of|for) [A-Z]", line[0][found.start() + one.end() :]):
                    continue  # "such as Authority to Operate"
                if not words & every and _is_name(one[0], is_first=begins):
                    yield line.start() + at, one[0]


def _begins_sentence(before: str) -> bool:
    before = before.removeprefix("- ").removeprefix("# ").rstrip()
    return not before or before[-1] in ".!?"


def _is_name(name: str, *, is_first: bool) -> bool:
    """Return whether it can be a tool's name; a sentence begins with a capital in any case."""
    if any(word.casefold() in NO_NAMES for word in name.split()) or len(name) < 2:
        return False
    return not is_first or not name.istitle() or " " in name
