"""Turns what a candidate does on the page into changes of words, fillers and parts."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

from voicecoach.analysis.corrections.log import (
    Change,
    FillerChange,
    PartChange,
    Ruling,
    WordChange,
    anchor_of,
    find_anchor,
)
from voicecoach.errors import TranscriptError
from voicecoach.types import Filler, Sentence, SentencePart, Transcript

MAX_EDIT = 20_000
"""Most characters of one edit: more than ten minutes of speech."""


def edit_words(
    transcript: Transcript, changes: Sequence[Change], first: int, last: int, text: str
) -> tuple[WordChange, ...]:
    """Return the changes after which words ``first`` to ``last`` read ``text``.

    Parameters
    ----------
    transcript
        The uncorrected words; ``first`` and ``last``, both inclusive, are indices into them.
    changes
        Changes already in effect; a word that already reads as wanted is left alone.
    text
        Any number of words; an empty text deletes the range.

    Raises
    ------
    TranscriptError
        If the indices are wrong or the text is too long.
    """
    check_range(transcript, first, last)
    if len(text) > MAX_EDIT:
        raise TranscriptError(
            f"An edit holds at most {MAX_EDIT} characters.", "Save it in smaller pieces."
        )
    words = transcript.words[first : last + 1]
    wanted = _align([word.text for word in words], _plain(text).split())
    texts = _texts_now(transcript, changes)
    return tuple(
        WordChange(anchor_of(transcript.words, first + place), now)
        for place, now in enumerate(wanted)
        if now != texts.get(first + place, words[place].text)
    )


def _align(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Return for each old word its replacement, so that together they read ``new``."""
    placed: list[list[str]] = [[] for _ in old]
    matcher = SequenceMatcher(
        a=[t.lower() for t in old], b=[t.lower() for t in new], autojunk=False
    )
    for _, a, a_end, b, b_end in matcher.get_opcodes():
        for offset, token in enumerate(new[b:b_end]):
            # a new word without a partner joins the last word before it
            at = min(a + offset, a_end - 1) if a_end > a else max(a - 1, 0)
            placed[at].append(token)
    return [" ".join(tokens) for tokens in placed]


def _texts_now(transcript: Transcript, changes: Sequence[Change]) -> dict[int, str]:
    texts: dict[int, str] = {}
    for change in changes:
        if isinstance(change, WordChange):
            index = find_anchor(transcript.words, change.at)
            if index is not None:
                texts[index] = change.text
    return texts


def _plain(text: str) -> str:
    """Return the text without control characters, which words must not contain."""
    return "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)


def strike_or_keep(
    transcript: Transcript, origins: Sequence[int], filler: Filler, ruling: Ruling
) -> FillerChange:
    """Return the decision on a filler; ``origins`` are indices into the uncorrected words."""
    at = None
    if filler.word_index is not None:
        at = anchor_of(transcript.words, origins[filler.word_index])
    return FillerChange(ruling, filler.text, filler.start, filler.end, at)


def add_filler(transcript: Transcript, first: int, last: int, text: str) -> FillerChange:
    """Return the change that makes the words ``first`` to ``last`` a filler."""
    check_range(transcript, first, last)
    words = transcript.words
    return FillerChange(
        "add", _plain(text).strip(), words[first].start, words[last].end, anchor_of(words, first)
    )


def whole_sentences(
    sentences: Sequence[Sentence], origins: Sequence[int], first: int, last: int
) -> tuple[int, int]:
    """Widen a range of uncorrected words to the sentences that it touches."""
    for sentence in sentences:
        begin, end = origins[sentence.first_word], origins[sentence.last_word]
        if begin <= first <= end:
            first = begin
        if begin <= last <= end:
            last = end
    return first, last


def mark_part(transcript: Transcript, first: int, last: int, part: SentencePart) -> PartChange:
    """Return the change that puts the sentences between two words into ``part``."""
    check_range(transcript, first, last)
    return PartChange(anchor_of(transcript.words, first), anchor_of(transcript.words, last), part)


def check_range(transcript: Transcript, first: int, last: int) -> None:
    """Check that ``first`` to ``last`` is a range of the words.

    Raises
    ------
    TranscriptError
        If it is not.
    """
    if not 0 <= first <= last < len(transcript.words):
        raise TranscriptError("There are no such words.", "Load the page again.", code="no-word")
