"""The gate: only an account of one specific past episode passes.

Stories are told in the past by somebody who acts; habits, opinions, definitions, plans and
imagined cases are not.  Shares are of words, not of sentences.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence

from voicecoach.analysis.star.cues import find_cues
from voicecoach.analysis.star.language import PAST, form, plain_tokens
from voicecoach.analysis.star.model import Logs, StarModel, load_model
from voicecoach.analysis.star.outcome import tells_deed_now

EPISODE_MIN = 0.0
"""Log-odds from which a text counts as an episode (docs/methods-star.md)."""

SCENE = re.compile(
    r"(?:(?:so|okay|and|well|right|now|picture this) )*(?:it is|we are in) "
    r"(?:(?:about|already|like|just|early|late) )*"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|"
    r"august|september|october|november|december|christmas|black friday|half past|"
    r"# (?:o'clock|am|pm|in the (?:morning|afternoon|evening|night))|"
    r"the (?:first|second|third|last|middle|end|beginning|week|weekend|night|day))\b"
)
"""Opens a story that is told as if it happened now."""

MAX_SCENE, MIN_DEEDS_NOW = 3, 2
"""It stands in the first so many sentences, and so many tell a step in the present ("then I talk
with every driver"), as do those who learned English later.  Own rule."""

NO_SCENE = frozenset({"an imagined case", "a habit"})

_BE = frozenset({"was", "were", "had", "did", "could"})
_PEOPLE = frozenset({"i", "we", "he", "she", "they", "nobody", "everybody", "everyone", "someone"})
_BETWEEN = frozenset({"just", "then", "also", "actually", "even", "never", "first", "both", "all"})
_HELPERS = frozenset(
    {"is", "are", "am", "be", "been", "being", "has", "have", "having", "get", "gets", "to", "can"}
    | {"was", "were", "had", "not", "a", "an", "the", "and", "or"}
)
_NOW = frozenset({"is", "are", "am", "do", "does", "has", "have", "can", "should", "may", "must"})
_NOT_FINITE = frozenset(
    {"set", "put", "let", "cut", "hit", "read", "cost", "spread", "split", "shut"}
)
"""The same word now and then: it tells nothing of when."""

_IMAGINED = frozenset({"would", "'d", "will", "if"})
_HABIT = frozenset({"usually", "always", "often", "sometimes", "never", "whenever", "typically"})
_ANCHORS = ("a time", "a place or a job")
_TALK = ("a definition", "an opinion or a wish", "a habit", "an imagined case", "about oneself now")
MAX_ANCHORS = 3
"""Anchors in time or place beyond this many add nothing: one story names two or three."""


_DEEDS = frozenset({"person", "thing", "dropped"})
"""Who did something: what ``_finite`` yields."""


def _finite(plain: Sequence[str]) -> Iterator[str]:
    """Yield who did something, for each verb in the past.

    Dropped is the subject of notes: "Built a tool and showed it".  A participle ("is built",
    "a built-in tool") is no deed.
    """
    for i, token in enumerate(plain):
        if form(token) != PAST or token in _NOT_FINITE:
            continue
        k = i - 1
        while k >= 0 and (plain[k] in _BETWEEN or form(plain[k]) == "<ly>"):
            k -= 1
        if k < 0:
            yield "dropped"
        elif plain[k] in _PEOPLE:
            yield "person"
        elif plain[k] not in _HELPERS:
            yield "thing"


_SHARES: dict[str, Callable[[frozenset[str]], bool]] = {
    "somebody did": lambda have: "person" in have,
    "something did": lambda have: "thing" in have and "person" not in have,
    "a deed without a name": lambda have: "dropped" in have,
    "was, were, had": lambda have: bool(have & _BE),
    "present only": lambda have: bool(have & _NOW) and not have & (_BE | _DEEDS),
    "no verb in the past": lambda have: not have & (_BE | _DEEDS),
    "you": lambda have: bool(have & {"you", "your"}),
    "would, will, if": lambda have: bool(have & _IMAGINED),
    "usually, always": lambda have: bool(have & _HABIT),
    "I or my": lambda have: bool(have & {"i", "me", "my"}),
    "we or our": lambda have: bool(have & {"we", "us", "our"}),
    "talk": lambda have: bool(have & frozenset(_TALK)),
}
GATE_FEATURES = (
    "other, mean", *_SHARES, "anchors", "other, least", "action, best", "situation, best",
    "result, best",
)  # fmt: skip


def gate_features(tokens: Sequence[Sequence[str]], logs: Sequence[Logs]) -> list[float]:
    """Return the values of ``GATE_FEATURES`` for sentences of normalised words."""
    plain = [plain_tokens(sentence) for sentence in tokens]
    have = [
        frozenset(one) | frozenset(_finite(one)) | frozenset(find_cues(" ".join(one)))
        for one in plain
    ]
    lengths = [max(1, len(sentence)) for sentence in tokens]
    whole = sum(lengths)
    shares = [
        sum(n for n, h in zip(lengths, have, strict=True) if test(h)) / whole
        for test in _SHARES.values()
    ]
    other = [math.exp(one[-1]) for one in logs]
    return [
        sum(n * p for n, p in zip(lengths, other, strict=True)) / whole,
        *shares,
        float(min(MAX_ANCHORS, sum(not h.isdisjoint(_ANCHORS) for h in have))),
        min(other),
        *(max(math.exp(one[k]) for one in logs) for k in (2, 0, 3)),
    ]


def passes_gate(model: StarModel, tokens: Sequence[Sequence[str]], logs: Sequence[Logs]) -> bool:
    """Return whether sentences of normalised words, with what the model says of each, are a story.

    One told as if it happened now is one as well: "So it's Monday morning, and nobody can log in".
    """
    return model.gate(gate_features(tokens, logs)) >= EPISODE_MIN or is_told_as_now(tokens)


def is_told_as_now(tokens: Sequence[Sequence[str]]) -> bool:
    """Return whether a story in the present begins with its hour or day, and has one's own steps.

    What is imagined, or always so, is no story, whatever it begins with.
    """
    plain = [plain_tokens(sentence) for sentence in tokens]
    said = [" ".join(one) for one in plain]
    return (
        any(map(SCENE.match, said[:MAX_SCENE]))
        and sum(map(tells_deed_now, plain)) >= MIN_DEEDS_NOW
        and not any(NO_SCENE & set(find_cues(one)) for one in said)
    )


def is_episode(texts: Sequence[str], model: StarModel | None = None) -> bool:
    """Return whether normalised sentences tell of something that happened once."""
    model = model or load_model()
    tokens = [text.split() for text in texts if text]
    if not tokens:
        return False
    return passes_gate(model, tokens, [model.read(sentence) for sentence in tokens])
