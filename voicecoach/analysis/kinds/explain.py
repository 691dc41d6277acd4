"""Checks an explanation: a definition, a comparison, an example, and a choice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from voicecoach.analysis.kinds.parts import PartPattern, Said, check_parts, pattern
from voicecoach.types import Note

PARTS = (
    PartPattern(
        "explain-definition",
        pattern(
            r"is (?:a|an|the|when|where)|are (?:a|the)?|means|stands for|lets you|allows|refers to"
        ),
        "You say what it is.",
        "You do not say what it is: begin with that in one sentence.",
    ),
    PartPattern(
        "explain-comparison",
        pattern(
            r"compared|instead|whereas|while|unlike|on the other hand|but|rather than|versus|"
            r"alternatively|trade-?offs?|costs?|downside|drawback|faster|slower|depends|the price"
        ),
        "You compare it with something.",
        "You compare it with nothing: name one alternative and what each costs.",
    ),
    PartPattern(
        "explain-example",
        pattern(
            r"for example|for instance|such as|let's say|imagine|say you|suppose|think of|"
            r"in my|in our|at my|we had"
        ),
        "You give an example.",
        "You give no example: one from your own work is easy to remember.",
    ),
    PartPattern(
        "explain-decision",
        pattern(
            r"i would|i'd|i'll|i will|i usually (?:choose|pick|take|use|start)|my (?:choice|default|"
            r"rule)|so (?:use|choose|pick|take)|you (?:want|should|choose|pick)|i (?:choose|pick|"
            r"prefer|go for)|the rule of thumb"
        ),
        "You say which one you would take.",
        "You do not say which one you would take, and when: end with your choice.",
        "info",
    ),
)

DEPENDS = pattern(r"it depends|that depends|depends")
ON_WHAT = re.compile(r"\bdepends? (?:\w+ ){0,2}?(?:on|upon|whether|how|what|which|who)\b")


def check_explain(said: Sequence[Said]) -> Iterator[Note]:
    """Yield the notes on what an explanation has and lacks."""
    yield from check_parts(PARTS, said)
    for one in said:
        if DEPENDS.search(one.plain) and not ON_WHAT.search(one.plain):
            message = f"“{one.text}” Say on what it depends, and what you would do in each case."
            yield Note("explain-depends", "info", message, one.start, one.end)
            return
