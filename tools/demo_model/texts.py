"""Sentences of interview answers from a grammar of our own, with hesitations and pauses."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

GRAMMAR = Path(__file__).with_name("grammar.toml")
PARTS = ("situation", "task", "action", "result", "lesson", "other")

SALAD_SHARE = 0.3
"""Sentences of words in no order: whoever only guesses from the grammar gets these wrong."""

SWAPPED_SHARE = 0.25
"""Sentences of the grammar in which one to three words are others."""

HESITATION_SHARE = 0.35
"""Sentences with at least one hesitation."""


@cache
def grammar() -> dict[str, Any]:
    """Return the tables of grammar.toml."""
    return tomllib.loads(GRAMMAR.read_text("utf-8"))


@cache
def vocabulary() -> tuple[str, ...]:
    """Return every word that can be said, in lower case."""
    tables = {name: table for name, table in grammar().items() if name != "rules"}
    text = " ".join(_strings(tables))
    words = re.findall(r"[A-Za-z']+", re.sub(r"\{\w+\}", " ", text))
    return tuple(sorted({word if word == "I" else word.lower() for word in words}))


@cache
def _distinct() -> tuple[str, ...]:
    """Return the words that sound tells apart without the sentence around them."""
    homophones = set(grammar()["rules"]["homophones"].split())
    return tuple(word for word in vocabulary() if word not in homophones)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def make_sentence(rng: random.Random, part: str | None = None) -> str:
    """Return one sentence of the notation; mixed and swapped ones only where no part is asked."""
    if part is None:
        kind = rng.random()
        if kind < SALAD_SHARE:
            return hesitate(rng, _salad(rng))
        sentence = plain_sentence(rng, rng.choices(PARTS, (20, 12, 28, 18, 8, 14))[0])
        if kind < SALAD_SHARE + SWAPPED_SHARE:
            sentence = _swapped(rng, sentence)
        return hesitate(rng, sentence)
    return hesitate(rng, plain_sentence(rng, part))


def plain_sentence(rng: random.Random, part: str) -> str:
    """Return a sentence of the grammar, without hesitations."""
    text = rng.choice(grammar()[part])
    slots = grammar()["slots"]

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        return rng.choice(slots[name] if name in slots else slots[name.rstrip("0123456789")])

    while "{" in text:
        text = re.sub(r"\{(\w+)\}", fill, text)
    return text[0].upper() + text[1:]


def _salad(rng: random.Random) -> str:
    pool = _distinct()
    words = [rng.choice(pool) for _ in range(rng.randint(2, 14))]
    for index in range(len(words) - 1):
        if rng.random() < 0.08:
            words[index] += ","
    text = " ".join(words)
    return text[0].upper() + text[1:] + rng.choice("....?")


def _swapped(rng: random.Random, sentence: str) -> str:
    pool = _distinct()
    words = sentence.split()
    for _ in range(rng.randint(1, 3)):
        index = rng.randrange(len(words))
        tail = words[index].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'")
        word = rng.choice(pool)
        words[index] = (word[0].upper() + word[1:] if index == 0 else word) + tail
    return " ".join(words)


def hesitate(rng: random.Random, sentence: str) -> str:
    """Return the sentence with hesitations, markers, repetitions and pauses, or as it was."""
    words = sentence.split()
    if rng.random() < 0.15:
        words = [rng.choice(grammar()["markers"]["start"]), _lower(words[0]), *words[1:]]
    if rng.random() < 0.12 and len(words) > 4:
        index = rng.randrange(2, len(words))
        words.insert(index, rng.choice(grammar()["markers"]["inside"]))
    if rng.random() < 0.06 and len(words) > 4:
        index = rng.randrange(1, len(words) - 1)
        words.insert(index, words[index].rstrip(",."))
    if rng.random() < HESITATION_SHARE:
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            words = _with_sound(rng, words)
    if rng.random() < 0.12 and len(words) > 3:
        words.insert(rng.randrange(1, len(words)), f"[pause {rng.uniform(0.3, 2.0):.1f}]")
    return " ".join(words)


def _with_sound(rng: random.Random, words: list[str]) -> list[str]:
    sound = rng.choices(grammar()["hesitations"]["sounds"], (5, 4, 2, 1, 1))[0]
    index = rng.randrange(len(words))
    if index == 0:
        return [f"[{sound.capitalize()}]", _lower(words[0]), *words[1:]]
    pause = [f"[pause {rng.uniform(0.3, 1.2):.1f}]"] if rng.random() < 0.3 else []
    return [*words[:index], f"[{sound}]", *pause, *words[index:]]


def _lower(word: str) -> str:
    bare = word.strip(",.?")
    return (
        word
        if bare in grammar()["rules"]["capitals"] or word.startswith("[")
        else word[0].lower() + word[1:]
    )


def make_answer(rng: random.Random) -> list[str]:
    """Return the sentences of one answer of kind star, in order, each with its part."""
    shape: Sequence[tuple[str, int]] = (
        ("situation", rng.randint(1, 3)),
        ("task", rng.randint(1, 2)),
        ("action", rng.randint(2, 5)),
        ("result", rng.randint(1, 2)),
        ("lesson", rng.randint(0, 1)),
    )
    named: Callable[[str], str] = lambda part: "other" if part == "lesson" else part  # noqa: E731
    return [f"{named(part)}: {make_sentence(rng, part)}" for part, n in shape for _ in range(n)]
