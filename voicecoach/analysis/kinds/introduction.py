"""Checks "Tell me about yourself": your present role, your past, a proof, why you are here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from voicecoach.analysis.kinds.parts import (
    PartPattern,
    Said,
    Slip,
    check_parts,
    check_slips,
    pattern,
)
from voicecoach.types import Note

PARTS = (
    PartPattern(
        "introduction-present",
        pattern(
            r"i am|i'm|i work|i currently|currently|at the moment|right now|"
            r"my (?:current )?(?:role|job)|today i"
        ),
        "You say what you do now.",
        "You do not say what you do now: begin with your role in one sentence.",
    ),
    PartPattern(
        "introduction-past",
        pattern(
            r"before that|previously|i (?:worked|studied|started|joined|built|led|graduated|spent|"
            r"moved|used to|came from|trained)|years? ago|for \w+ years|in my (?:last|previous)"
        ),
        "You say where you come from.",
        "You do not say where you come from: name one earlier role or project, with its result.",
    ),
    PartPattern(
        "introduction-proof",
        pattern(
            r"\d[\d.,]*\w*|\w+ (?:hundred|thousand|million|percent)|"
            r"i (?:built|wrote|led|designed|launched|migrated|cut|reduced|run|own|owned|set up|grew)"
        ),
        "You name something you built, or a figure, as proof.",
        "You give no proof yet: name one thing you built, or one figure.",
        "info",
    ),
    PartPattern(
        "introduction-why-here",
        pattern(
            r"why i|i'm looking|i am looking|i want to|i'd like to|i would like to|excited|"
            r"interested in|this role|this position|that's why|next step|strong candidate|"
            r"caught my eye|drew me"
        ),
        "You say why you are here.",
        "You do not say why you are here: end with what you want from this role.",
    ),
)

SLIPS = (
    Slip(
        "introduction-private",
        pattern(
            r"i was born|i grew up|when i was (?:a child|a kid|little|young)|my (?:hobbies|wife|"
            r"husband|kids|children|parents)|in my free time|i'm married|i am married"
        ),
        "is private: stay with the work that leads to this role.",
        "info",
    ),
    Slip(
        "empty-words",
        pattern(
            r"hard[ -]working|team player|fast learner|quick learner|passionate|perfectionist|"
            r"detail[ -]oriented|go[ -]getter|highly motivated|self[ -]starter|people person"
        ),
        "could be said by anybody: name one thing you did that shows it.",
        "info",
    ),
)


def check_introduction(said: Sequence[Said]) -> Iterator[Note]:
    """Yield the notes on what an introduction has and lacks."""
    yield from check_parts(PARTS, said)
    yield from check_slips(SLIPS, said)
