"""Phrases that a recogniser writes where nobody speaks: those of its training, and its prompt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from voicecoach.recognition.alignment import end_of, span_of, start_of, voice_under
from voicecoach.recognition.segment import RecognisedSegment
from voicecoach.types import Flag, Span, Word

MIN_SEGMENT_VOICE_S = 0.25
"""A whole segment with less voice than one short word (own rule)."""

NEVER_IN_AN_ANSWER = (
    "thank you for watching",
    "thanks for watching",
    "please subscribe",
    "like and subscribe",
    "subscribe to my channel",
    "see you in the next video",
    "subtitles by",
)
STOCK_PHRASES = (*NEVER_IN_AN_ANSWER, "thank you very much", "see you next time", "thank you")
"""What Whisper was trained to find at the silent ends of videos."""

STOCK_SEGMENTS = ("you", "bye", "okay", "so")
"""The same, where they are all that a segment holds."""

LEAKED_WORDS, CERTAINLY_LEAKED_WORDS = 5, 8
"""Words of the prompt in its own order: so many over silence, or so many anywhere, are no
coincidence (own rule)."""


def plain_word(text: str) -> str:
    """Return a word as it is compared: lower case, letters, digits and apostrophes alone."""
    return re.sub(r"[^\w']", "", text.casefold().replace("’", "'"))


def quote_words(words: Sequence[Word], most: int = 6) -> str:
    """Return the first words in quotation marks, as a message shows them."""
    shown = " ".join(word.text for word in words[:most])
    return f"“{shown}{' …' if len(words) > most else ''}”"


def _over_silence(words: Sequence[Word], speech: Sequence[Span]) -> bool:
    """Return whether a phrase has less than half of itself, and less than 0.5 s, in voice."""
    length = end_of(words[-1]) - start_of(words[0])
    return voice_under(words, speech) < max(MIN_SEGMENT_VOICE_S, min(0.5, length / 2))


def find_stock_phrases(
    segments: Sequence[RecognisedSegment],
    heard: Sequence[Word],
    placed: Sequence[Word],
    speech: Sequence[Span] | None,
    doubted: set[int],
) -> Iterator[Flag]:
    """Yield a flag for each stock phrase over silence; its words are added to ``doubted``.

    The parameters are those of ``doubts.find_flags``; ``heard`` are the words of all segments.
    """
    places = _stock_places(segments, heard, only_certain=speech is None)
    # at one place the longest first: it holds the others
    for first, last in sorted(places, key=lambda place: (place[0], -place[1])):
        indices = set(range(first, last + 1))
        if indices <= doubted:
            continue  # "thank you" inside "thank you for watching"
        if speech is not None and not _over_silence(heard[first : last + 1], speech):
            continue
        doubted |= indices
        said = placed[first : last + 1]
        message = (
            f"{quote_words(said)} is what recognisers often write over silence; it may be invented."
        )
        yield Flag("stock-phrase", *span_of(said), message)


def _stock_places(
    segments: Sequence[RecognisedSegment], heard: Sequence[Word], *, only_certain: bool
) -> Iterator[tuple[int, int]]:
    """Yield the indices (first, last) of each stock phrase."""
    plain = [plain_word(word.text) for word in heard]
    for phrase in NEVER_IN_AN_ANSWER if only_certain else STOCK_PHRASES:
        wanted = phrase.split()
        for index in range(len(plain) - len(wanted) + 1):
            if plain[index : index + len(wanted)] == wanted:
                yield index, index + len(wanted) - 1
    index = 0
    for segment in segments:
        alone = " ".join(plain_word(word.text) for word in segment.words).strip()
        if segment.words and not only_certain and (not alone or alone in STOCK_SEGMENTS):
            yield index, index + len(segment.words) - 1
        index += len(segment.words)


def find_leaked_prompt(
    heard: Sequence[Word],
    placed: Sequence[Word],
    speech: Sequence[Span] | None,
    prompt: str,
    doubted: set[int],
) -> Iterator[Flag]:
    """Yield a flag for each place where the prompt came back; see ``find_stock_phrases``."""
    wanted = [plain_word(word) for word in prompt.split()]
    plain = [plain_word(word.text) for word in heard]
    index = 0
    while index < len(plain):
        size = max((_common(plain[index:], wanted[at:]) for at in range(len(wanted))), default=0)
        words = heard[index : index + size]
        if size >= CERTAINLY_LEAKED_WORDS or (
            size >= LEAKED_WORDS and (speech is None or _over_silence(words, speech))
        ):
            doubted |= set(range(index, index + size))
            said = placed[index : index + size]
            message = (
                f"{quote_words(said)} is the hint that the recogniser was given, not an answer."
            )
            yield Flag("stock-phrase", *span_of(said), message)
        index += max(1, size)


def _common(one: Sequence[str], two: Sequence[str]) -> int:
    """Return how many words two lists share from their beginnings on."""
    for n, (a, b) in enumerate(zip(one, two, strict=False)):
        if a != b:
            return n
    return min(len(one), len(two))
