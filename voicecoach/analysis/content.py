"""Finds repeated phrases, hedges, vague verbs and qualities in the words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from voicecoach.analysis.words import start_of, text_of, tokens_of
from voicecoach.types import (
    Content,
    Mention,
    Pack,
    QualityEvidence,
    Question,
    RepeatedPhrase,
    Word,
)

MIN_REPETITIONS, WORDS_A_REPETITION = 3, 100
"""A phrase is reported from three times on, in a long answer once in so many words.  Own rule."""

MAX_PHRASE, MIN_PHRASE = 6, 3
"""Words of a phrase.  Own rule."""

STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "i",
        "in",
        "is",
        "it",
        "of",
        "on",
        "or",
        "so",
        "that",
        "the",
        "then",
        "they",
        "this",
        "to",
        "was",
        "we",
        "were",
        "which",
        "with",
        "you",
        "not",
        "my",
        "our",
    ]
)

HEDGES: dict[str, str] = {
    "i think": "Leave it out, or say what you saw.",
    "i guess": "Leave it out.",
    "i suppose": "Leave it out.",
    "i believe": "Leave it out, or say what you saw.",
    "maybe": "Say how it was.",
    "probably": "Say how sure you were, and why.",
    "a bit": "Say how much.",
    "a little bit": "Say how much.",
    "more or less": "Say how much.",
    "somehow": "Say how.",
    "hopefully": "Say what happened.",
}

VAGUE: dict[str, str] = {
    "helped": "Say what you did: “I wrote …”, “I called …”.",
    "worked on": "Say what you made: “I built …”, “I changed …”.",
    "was involved in": "Say your own part: “I decided …”.",
    "dealt with": "Say what you did about it.",
    "handled": "Say what you did first, then next.",
    "supported": "Say what you did for them.",
    "participated in": "Say your own part in it.",
    "contributed to": "Say what you contributed.",
    "took care of": "Say what you did.",
    "looked into": "Say what you checked and what you found.",
    "was responsible for": "Say what you did because of it.",
    "did something": "Say what you did.",
    "did some things": "Name them.",
    "a few things": "Name them.",
    "some changes": "Name one change and what it did.",
    "and stuff": "Name it, or leave it out.",
}


def measure_content(
    words: Sequence[Word],
    ranges: Sequence[tuple[int, int]],
    question: Question | None,
    pack: Pack | None,
    skip: frozenset[int],
) -> Content:
    """Return what the words show; ``skip`` holds the indices of fillers, which are ignored."""
    tokens = tokens_of(words)
    return Content(
        repeated_phrases=_repeated(words, tokens, skip),
        hedges=_mentions(words, tokens, HEDGES, skip),
        vague_verbs=_mentions(words, tokens, VAGUE, skip),
        qualities=_qualities(words, tokens, ranges, question, pack),
    )


def _repeated(
    words: Sequence[Word], tokens: Sequence[str], skip: frozenset[int]
) -> tuple[RepeatedPhrase, ...]:
    """Return phrases said often for the answer's length; of overlapping ones only the longest."""
    least = max(MIN_REPETITIONS, len(tokens) / WORDS_A_REPETITION)
    found: list[RepeatedPhrase] = []
    taken: set[int] = set()
    for size in range(MAX_PHRASE, MIN_PHRASE - 1, -1):
        places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for i in range(len(tokens) - size + 1):
            gram = tuple(tokens[i : i + size])
            free = not taken.intersection(range(i, i + size))
            after_last = not places[gram] or i >= places[gram][-1] + size
            content = sum(token not in STOP_WORDS for token in gram) >= 2
            if free and after_last and content and all(gram) and i not in skip:
                places[gram].append(i)
        for gram, at in places.items():
            if len(at) >= least:
                taken.update(j for i in at for j in range(i, i + size))
                starts = tuple(start_of(words, i) for i in at)
                found.append(RepeatedPhrase(" ".join(gram), len(at), starts))
    return tuple(sorted(found, key=lambda one: (-one.count, one.text)))


def _mentions(
    words: Sequence[Word], tokens: Sequence[str], phrases: dict[str, str], skip: frozenset[int]
) -> tuple[Mention, ...]:
    found = []
    for phrase, instead in phrases.items():
        size = len(phrase.split())
        found += [
            (
                i,
                Mention(
                    text_of(words, i, i + size - 1),
                    words[i].start,
                    words[i + size - 1].end,
                    instead,
                ),
            )
            for i in find_phrase(tokens, phrase)
            if i not in skip
        ]
    return tuple(mention for _, mention in sorted(found, key=lambda pair: pair[0]))


def find_phrase(tokens: Sequence[str], phrase: str) -> list[int]:
    """Return the indices at which a phrase of normalised words begins."""
    wanted = phrase.lower().split()
    return [
        i
        for i in range(len(tokens) - len(wanted) + 1)
        if list(tokens[i : i + len(wanted)]) == wanted
    ]


def _qualities(
    words: Sequence[Word],
    tokens: Sequence[str],
    ranges: Sequence[tuple[int, int]],
    question: Question | None,
    pack: Pack | None,
) -> tuple[QualityEvidence, ...]:
    """Return for each quality of the question the first sentence with one of its phrases."""
    if question is None or pack is None:
        return ()
    known = {quality.name: quality for quality in pack.qualities}
    stems = [stem(token) for token in tokens]
    found = []
    for name in question.qualities:
        quality = known.get(name)
        places = sorted(
            place
            for phrase in (quality.phrases if quality else ())
            for place in find_phrase(stems, " ".join(stem(t) for t in phrase.lower().split()))
        )
        quote = ""
        if places:
            first, last = next(r for r in ranges if r[0] <= places[0] <= r[1])
            quote = text_of(words, first, last)
        found.append(QualityEvidence(name, bool(places), quote))
    return tuple(found)


def stem(token: str) -> str:
    """Return a word without its most common endings, so that "customers" matches "customer"."""
    for ending in ("ing", "ed", "es", "s"):
        if token.endswith(ending) and len(token) - len(ending) >= 4:
            return token[: -len(ending)]
    return token
