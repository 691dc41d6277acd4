"""An answer as a recogniser may hand it on: without punctuation, with word errors, or both."""

from __future__ import annotations

from collections.abc import Sequence

from tools.star.corrupt import Corruptor

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
