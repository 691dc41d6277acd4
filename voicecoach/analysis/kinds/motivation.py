"""Checks "Why us": something of this company alone, the link to your work, what you would bring."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from voicecoach.analysis.kinds.parts import (
    PartPattern,
    Said,
    Slip,
    check_parts,
    check_slips,
    find_said,
    pattern,
)
from voicecoach.analysis.words import normalise_text
from voicecoach.types import Note, Pack

LINK = PartPattern(
    "motivation-link",
    pattern(
        r"i(?:'ve| have)? (?:use|used|work|worked|built|wrote|run|learned|learnt|read|tried|ran)|"
        r"i(?:'m| am) (?:using|working|building)|in my (?:own|current|last|present) \w+|"
        r"my (?:own|current|last|experience|work|team|project)|for me"
    ),
    "You link it to your own work.",
    "You do not say what this has to do with you: link it to your own work.",
)

GIVE = PartPattern(
    "motivation-give",
    pattern(
        r"i (?:could|can|would|want to|'d like to|would like to) (?:bring|add|help|contribute|offer|"
        r"build|improve|work on|start with|take on)|i'd (?:like to |love to )?(?:bring|help|build|"
        r"work on|start with|improve)|i bring|what i (?:bring|offer)"
    ),
    "You say what you would bring.",
    "You do not say what you would bring: add a sentence on the work you would take on.",
    "info",
)

SLIPS = (
    Slip(
        "motivation-perks",
        pattern(
            r"salary|the pay|well paid|pays? well|benefits|perks|holidays|vacation|near my home|"
            r"close to (?:home|where i live)|short commute|work from home|job security"
        ),
        "is a reason for any job: keep it for the offer.",
    ),
    Slip(
        "motivation-generic",
        pattern(
            r"(?:great|good|amazing|leading|big|famous|well[ -]known|global|successful) "
            r"(?:company|brand|name|reputation|people|team|culture)|leader in|market leader|"
            r"(?:lots?|a lot|plenty) of opportunit(?:y|ies)|good for my (?:cv|career|resume)|"
            r"always (?:wanted|dreamed)|dream (?:job|company)"
        ),
        "is true of any company: name the one thing you mean.",
        "info",
    ),
)


def check_motivation(pack: Pack | None, said: Sequence[Said]) -> Iterator[Note]:
    """Yield the notes on what the reasons have and lack."""
    company = pack.company if pack else "the company"
    terms = [normalise_text(term) for term in pack.company_terms] if pack else []
    terms = [
        term for term in terms if term != normalise_text(company)
    ]  # the company's name alone shows little
    named = "|".join(re.escape(term) for term in terms)
    found = find_said(pattern(named), said) if named else None
    if found is not None:
        message = f"You name something of {company}'s own: “{found.text}”"
        yield Note("motivation-company", "good", message, found.start, found.end)
    elif terms:
        message = (
            f"Nothing is particular to {company}: name one product, decision or habit of theirs, "
            "and why it matters to you."
        )
        yield Note("motivation-company-missing", "warn", message)
    yield from check_parts((LINK, GIVE), said)
    yield from check_slips(SLIPS, said)
