"""The log of a candidate's corrections: words, fillers, STAR parts and verdicts; it only grows.

Nothing recognised or measured is ever overwritten.  Every change names its word by index, text and
second of the *uncorrected* transcript, so that it survives another recognition and newer rules.  A
change that no longer fits is kept and reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from voicecoach.analysis.words import normalise
from voicecoach.types import FORMAT_VERSION, PartName, SentencePart, Transcript, Verdict, Word

SAME_WORD_S = 0.6
"""Largest shift of a word between two recognitions of one recording."""

Ruling = Literal["strike", "keep", "add"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A word of the uncorrected transcript; ``start`` is None where words have no times."""

    index: int
    text: str
    start: float | None


@dataclass(frozen=True, slots=True)
class WordChange:
    """New text for one word: another word, several words, or none."""

    at: Anchor
    text: str
    kind: Literal["word"] = "word"


@dataclass(frozen=True, slots=True)
class FillerChange:
    """``strike``: this is no filler.  ``keep``, ``add``: it is one, whatever the rules say.

    ``at`` is its first word; None for a held sound, which has ``start`` and ``end``.
    """

    ruling: Ruling
    text: str
    start: float | None
    end: float | None
    at: Anchor | None
    kind: Literal["filler"] = "filler"


@dataclass(frozen=True, slots=True)
class PartChange:
    """The words from ``first`` to ``last``, both included, belong to ``part``."""

    first: Anchor
    last: Anchor
    part: SentencePart
    kind: Literal["part"] = "part"


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """The candidate's own verdict on a part."""

    part: PartName
    verdict: Verdict
    kind: Literal["verdict"] = "verdict"


Change = WordChange | FillerChange | PartChange | VerdictChange


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of the log: changes, or revisions undone; ``when`` has an offset from UTC."""

    revision: int
    when: datetime
    changes: tuple[Change, ...] = ()
    undoes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Corrections:
    """``corrections.json``: ``revision`` is that of the last edit, 0 for none."""

    revision: int = 0
    edits: tuple[Edit, ...] = ()
    format_version: int = FORMAT_VERSION

    def effective_edits(self) -> tuple[Edit, ...]:
        """Return the edits whose changes are in effect: neither undone nor an undo."""
        gone: set[int] = set()
        for edit in reversed(self.edits):  # an undo that was undone has no effect
            if edit.revision not in gone:
                gone.update(edit.undoes)
        return tuple(e for e in self.edits if e.revision not in gone and e.changes)

    def changes(self) -> tuple[Change, ...]:
        """Return the changes in effect, in the order in which they were made."""
        return tuple(change for edit in self.effective_edits() for change in edit.changes)

    def since(self, revision: int) -> tuple[Edit, ...]:
        """Return the edits after ``revision``."""
        return tuple(edit for edit in self.edits if edit.revision > revision)

    def with_edit(
        self, when: datetime, *, changes: Iterable[Change] = (), undoes: Iterable[int] = ()
    ) -> Corrections:
        """Return the log with one more edit."""
        edit = Edit(self.revision + 1, when, tuple(changes), tuple(undoes))
        return Corrections(edit.revision, (*self.edits, edit))


def anchor_of(words: Sequence[Word], index: int) -> Anchor:
    """Return the anchor of a word of the uncorrected transcript."""
    return Anchor(index, words[index].text, words[index].start)


def find_anchor(words: Sequence[Word], anchor: Anchor) -> int | None:
    """Return the index of the word with the same text at most SAME_WORD_S away, or None."""
    if anchor.index < len(words) and _fits(words[anchor.index], anchor):
        return anchor.index
    if anchor.start is None:
        return None
    near = [index for index, word in enumerate(words) if _fits(word, anchor)]
    return min(
        near, key=lambda i: abs((words[i].start or 0.0) - (anchor.start or 0.0)), default=None
    )


def _fits(word: Word, anchor: Anchor) -> bool:
    if normalise(word.text) != normalise(anchor.text):
        return False
    if word.start is None or anchor.start is None:
        return word.start is anchor.start
    return abs(word.start - anchor.start) <= SAME_WORD_S


def nearest_word(words: Sequence[Word], anchor: Anchor) -> int | None:
    """Return the index of the same word, else of the nearest in time, for the ends of a range."""
    exact = find_anchor(words, anchor)
    if exact is not None or anchor.start is None:
        return exact
    timed = [index for index, word in enumerate(words) if word.start is not None]
    return min(
        timed, key=lambda i: abs((words[i].start or 0.0) - (anchor.start or 0.0)), default=None
    )


@dataclass(frozen=True, slots=True)
class CorrectedWords:
    """The words with the candidate's corrections.

    ``origins[i]`` is the index in the uncorrected transcript from which word ``i`` comes.
    ``edited`` holds the indices (in the corrected transcript) of changed words.
    ``lost`` holds the changes whose word was not found.
    """

    transcript: Transcript
    origins: tuple[int, ...]
    edited: frozenset[int]
    lost: tuple[WordChange, ...]


def correct_words(transcript: Transcript, changes: Iterable[Change]) -> CorrectedWords:
    """Return the transcript with its words changed; of two changes the later one counts."""
    texts: dict[int, str] = {}
    lost: list[WordChange] = []
    for change in changes:
        if isinstance(change, WordChange):
            index = find_anchor(transcript.words, change.at)
            if index is None:
                lost.append(change)
            else:
                texts[index] = change.text
    words: list[Word] = []
    origins: list[int] = []
    edited: set[int] = set()
    for index, word in enumerate(transcript.words):
        fresh = _spoken_as(word, texts[index].split()) if index in texts else (word,)
        for one in fresh:
            if one.text != word.text:
                edited.add(len(words))
            words.append(one)
            origins.append(index)
    corrected = Transcript(
        engine=transcript.engine,
        model=transcript.model,
        language=transcript.language,
        text=" ".join(word.text for word in words) if texts else transcript.text,
        words=tuple(words),
        flags=transcript.flags,
    )
    return CorrectedWords(corrected, tuple(origins), frozenset(edited), tuple(lost))


def _spoken_as(word: Word, texts: Sequence[str]) -> tuple[Word, ...]:
    """Return the words that replace one word; they share its time in proportion to their letters.

    Typed words have no probability; an unchanged word keeps its own.
    """
    if word.start is None or word.end is None:
        return tuple(word if text == word.text else Word(text) for text in texts)
    letters = sum(len(text) for text in texts)
    found: list[Word] = []
    start = word.start
    for text in texts:
        end = start + (word.end - word.start) * len(text) / letters
        probability = word.probability if text == word.text else None
        found.append(Word(text, round(start, 3), round(end, 3), probability))
        start = end
    return tuple(found)
