"""An answer as a recogniser may write it: without punctuation, with word errors, or both.

Errors are as recognisers make them: small words lost, endings lost, words that sound alike.

Seeded: the same words, rate and seed give the same errors.  Shares follow what speech
recognition papers report for conversational speech: about six in ten errors are
substitutions, a quarter deletions, the rest insertions, and small words bear most of them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence

DELETED, INSERTED = 0.25, 0.15
"""Shares of the errors; the rest are substitutions."""

SMALL_WEIGHT = 2.0
"""A small word is this much more likely to be wrong than a long one."""

SMALL = frozenset(
    "a an the of to and in on at it is was i we he she they that this for with had have has so be "
    "as or but if my our his her their there them us me you by from were are do did then than".split()  # noqa: E501
)
_ALIKE = (
    "their there|to two too|for four|than then|a the|an and in|was is were|had have has|it that|"
    "he she|we he|on in|at that|of off|by buy|our are hour|know no|knew new|new you|right write|"
    "wrote road|one won|would could|could can|will we'll|were where|its it's|your you're|here hear|"
    "our her|him them|his is|us as|they the|we've we|i've i|i'd i|i'm i|asked ask|wanted want|"
    "needed need|decided decide|called call|started start|told tell|built build|sent send|"
    "spent spend|made make|took take|came come|gave give|saw see|cut cat|fell fail|lead led|"
    "week weak|weeks weaks|month months|day days|hour hours|result results|team teen|task ask|"
    "goal go|deadline dead line|because cause|first force|last lost|next text|instead in stead|"
    "since sense|still steel|ended and did|it'd it|didn't did|couldn't could|wasn't was|weren't were"  # noqa: E501
)
ALIKE: dict[str, tuple[str, ...]] = {}
for _group in _ALIKE.split("|"):
    _words = _group.split()
    ALIKE[_words[0]] = (*ALIKE.get(_words[0], ()), *_words[1:2])
    ALIKE.setdefault(_words[1], ())
    ALIKE[_words[1]] = (*ALIKE[_words[1]], _words[0])
    for _word in _words[2:]:
        ALIKE[_words[0]] = (*ALIKE[_words[0]], _word)

_CLASSES = str.maketrans("cqgzvdbm", "kkksftpn")
FILL = ("the", "a", "and", "uh", "to", "it", "that", "in", "of", "so")


def sound_key(word: str) -> str:
    """Return the consonants of a word in classes that sound alike: "bald" is "built"."""
    folded = re.sub(r"[^a-z]", "", word.lower()).replace("ph", "f").replace("wh", "w")
    folded = re.sub(r"[aeiouyhw]", "", folded).translate(_CLASSES)
    return re.sub(r"(.)\1+", r"\1", folded)


class Corruptor:
    """Makes word errors, with wrong words from a vocabulary.

    Parameters
    ----------
    vocabulary
        Words that may be heard instead of others.
    seed
        The same seed gives the same errors.
    """

    def __init__(self, vocabulary: Iterable[str], seed: int = 1) -> None:
        self._by_sound: dict[str, list[str]] = {}
        for word in sorted(set(vocabulary)):
            self._by_sound.setdefault(sound_key(word), []).append(word)
        self._seed = seed

    def corrupt(self, words: Sequence[str], rate: float, salt: str = "") -> list[list[str]]:
        """Return, for each word, what was heard in its place: often itself, sometimes nothing.

        ``rate`` is the expected word error rate, 0 to 1.
        """
        chance = random.Random(f"{self._seed} {salt} {' '.join(words)}")
        weights = [SMALL_WEIGHT if word.lower() in SMALL else 1.0 for word in words]
        scale = rate * len(words) / max(1e-9, sum(weights))
        return [
            self._hear(word, chance) if chance.random() < weight * scale else [word]
            for word, weight in zip(words, weights, strict=True)
        ]

    def _hear(self, word: str, chance: random.Random) -> list[str]:
        kind = chance.random()
        if kind < DELETED:
            return []
        if kind < DELETED + INSERTED:
            return [word, chance.choice(FILL)]
        bare = word.lower().strip(".,;:!?")
        alike = list(ALIKE.get(bare, ()))
        if not alike:
            alike = [w for w in self._by_sound.get(sound_key(bare), ()) if w != bare]
        if not alike:
            alike = [
                w for w in (re.sub(r"(?:ed|s|ing|ly)$", "", bare),) if len(w) > 1 and w != bare
            ]
        if not alike:
            key = sound_key(bare)
            near = (key[:-1], key[1:], key[:-2], key[:2], key[:1])
            alike = [w for k in near for w in self._by_sound.get(k, ())][:8]
        return [chance.choice(alike)] if alike else []


VARIANTS = ("written", "bare", "errors", "both")
"""As written; lower case without punctuation; 15 % of the words wrong; both."""

WORD_ERRORS = 0.15
AROUND = '.,;:!?"()“”…'


def hear(
    words: Sequence[str], variant: str, corruptor: Corruptor, salt: str
) -> tuple[list[str], list[int]]:
    """Return the words heard, and for each the index of the word that was said.

    ``salt`` gives each answer errors of its own.  Recognisers punctuate whatever they heard: a
    mark stays with the last word heard in place of its own, or the word before.
    """
    heard = list(words) if variant in {"written", "errors"} else [_bare(word) for word in words]
    where = list(range(len(words)))
    if variant in {"errors", "both"}:
        got = corruptor.corrupt([_bare(word) for word in words], WORD_ERRORS, salt)
        heard, where = [], []
        for index, (word, instead) in enumerate(zip(words, got, strict=True)):
            mark = _mark(word) if variant == "errors" else ""
            if instead:
                heard += [*instead[:-1], instead[-1] + mark]
                where += [index] * len(instead)
            elif mark and heard:
                heard[-1] = heard[-1].rstrip(AROUND) + mark
    return heard, where


def _bare(word: str) -> str:
    return word.lower().strip(AROUND)


def _mark(word: str) -> str:
    return word[len(word.rstrip(AROUND)) :]
