"""Finds mistakes in an answer: blaming others, "not my area", and the pack's own list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from voicecoach.analysis.content import find_phrase
from voicecoach.analysis.words import normalise_text, tokens_of
from voicecoach.types import Note, Pack, Sentence, Word

BLAME = re.compile(
    r"\b(?:(?:wasn't|was not|isn't|is not|not really) my fault|"
    r"(?:their|his|her|somebody else's) fault|"
    r"(?:he|she|they|lead|boss|manager|team|colleagues?|people|guys?) (?:was|were|is|are) "
    r"(?:just |simply |really |so |too |honestly |completely )*(?:lazy|incompetent|useless|stupid|"
    r"clueless|hopeless|an idiot|idiots|not very bright)|"
    r"(?:they|he|she) (?:simply |just |really )?(?:did not|didn't|don't|doesn't) care|"
    r"(?:they|he|she) never (?:read|listen|listened|bothered|answered|"
    r"did (?:their|his|her|any|anything|a thing|what))|"
    r"(?:they|he|she|team) kept (?:breaking|messing|screwing|making mistakes)|"
    r"(?:they|he|she) (?:messed|screwed) (?:it |this |everything )?up)\b"
)
"""Sentences that blame others.  Naming a cause ("the supplier was late") is not blame."""

NOT_MINE = re.compile(
    r"\b(?:(?:not|wasn't|isn't|never) (?:really )?(?:my|our) (?:area|job|problem|business|"
    r"department|responsibility|task|concern)|above my pay|not what i was (?:hired|paid) for)\b"
)

TURN = re.compile(r"\b(?:but|so|still|yet|even though|although) (?:i|we|nobody|no one|somebody)\b")
"""A sentence that goes on with "but I" took the problem on, so it is no mistake."""


def find_mistakes(
    sentences: Sequence[Sentence], words: Sequence[Word], pack: Pack | None
) -> Iterator[Note]:
    """Yield a note for each mistake found, with its quote and its place."""
    for index, sentence in enumerate(sentences):
        plain = normalise_text(sentence.text)
        after = normalise_text(sentences[index + 1].text) if index + 1 < len(sentences) else ""
        if BLAME.search(plain):
            message = (
                f"This blames others: “{sentence.text}” Say what happened without judging, "
                "and what you did about it."
            )
            yield Note("blame", "warn", message, sentence.start, sentence.end)
        if NOT_MINE.search(plain) and not (TURN.search(plain) or TURN.match(after)):
            message = f"“{sentence.text}” sounds like a refusal: say what you did to help."
            yield Note("not-my-area", "warn", message, sentence.start, sentence.end)
    yield from _pack_mistakes(sentences, words, pack)


def _pack_mistakes(
    sentences: Sequence[Sentence], words: Sequence[Word], pack: Pack | None
) -> Iterator[Note]:
    tokens = tokens_of(words)
    for mistake in pack.mistakes if pack else ():
        places = [at for phrase in mistake.phrases for at in find_phrase(tokens, phrase)]
        if not places:
            continue
        said = next(s for s in sentences if s.first_word <= min(places) <= s.last_word)
        message = f"{mistake.title}: “{said.text}” {mistake.text}"
        yield Note("mistake-heard", "warn", message, said.start, said.end)
