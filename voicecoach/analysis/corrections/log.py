"""What a candidate corrected: words, fillers, STAR parts and verdicts, as a log that only grows.

Nothing recognised or measured is ever overwritten.  Every change names the word it belongs to
by index, text and second of the *untouched* transcript, so that it outlives another recognition
and raised rules; what no longer fits anything is kept and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from voicecoach.analysis.words import normalise
from voicecoach.types import FORMAT_VERSION, PartName, SentencePart, Transcript, Verdict, Word

SAME_WORD_S = 0.6
"""Two recognitions of one recording place the same word this near; the next one is farther."""

Ruling = Literal["strike", "keep", "add"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A word of the untouched transcript; ``start`` is null where words have no times."""

    index: int
    text: str
    start: float | None


@dataclass(frozen=True, slots=True)
class WordChange:
    """What one word should read: other words, several (something was left out), or none."""

    at: Anchor
    text: str
    kind: Literal["word"] = "word"


@dataclass(frozen=True, slots=True)
class FillerChange:
    """``strike``: this is no filler.  ``keep``, ``add``: it is one, whatever the rules say.

    ``at`` is its first word; null for a held sound, which ``start`` and ``end`` place.
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
    """One step of the log: changes made, or revisions taken back; ``when`` with its offset."""

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
        """Return the edits with changes that hold: neither undone nor an undoing."""
        gone: set[int] = set()
        for edit in reversed(self.edits):  # an undoing that was undone undoes nothing
            if edit.revision not in gone:
                gone.update(edit.undoes)
        return tuple(e for e in self.edits if e.revision not in gone and e.changes)

    def changes(self) -> tuple[Change, ...]:
        """Return the changes that hold, in the order they were made."""
        return tuple(change for edit in self.effective_edits() for change in edit.changes)

    def since(self, revision: int) -> tuple[Edit, ...]:
        """Return what was done after ``revision``."""
        return tuple(edit for edit in self.edits if edit.revision > revision)

    def with_edit(
        self, when: datetime, *, changes: Iterable[Change] = (), undoes: Iterable[int] = ()
    ) -> Corrections:
        """Return the log with one edit more."""
        edit = Edit(self.revision + 1, when, tuple(changes), tuple(undoes))
        return Corrections(edit.revision, (*self.edits, edit))


def anchor_of(words: Sequence[Word], index: int) -> Anchor:
    """Return the anchor of a word of the untouched transcript."""
    return Anchor(index, words[index].text, words[index].start)


def find_anchor(words: Sequence[Word], anchor: Anchor) -> int | None:
    """Return where a word stands now: the same text, at most SAME_WORD_S away; None if nowhere."""
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
    """Return the same word, else the one nearest in time: for the borders of a stretch."""
    exact = find_anchor(words, anchor)
    if exact is not None or anchor.start is None:
        return exact
    timed = [index for index, word in enumerate(words) if word.start is not None]
    return min(
        timed, key=lambda i: abs((words[i].start or 0.0) - (anchor.start or 0.0)), default=None
    )


@dataclass(frozen=True, slots=True)
class CorrectedWords:
    """The words as the candidate wants them read.

    ``origins[i]`` is the index that word ``i`` has, or came from, in the untouched transcript.
    ``edited`` holds the indices (in the new transcript) of words that read otherwise now.
    ``lost`` are the changes whose word is nowhere to be found.
    """

    transcript: Transcript
    origins: tuple[int, ...]
    edited: frozenset[int]
    lost: tuple[WordChange, ...]


def correct_words(transcript: Transcript, changes: Iterable[Change]) -> CorrectedWords:
    """Return the transcript with its words changed; the later change of a word holds."""
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
    """Return the words that stand for one, sharing its time by their letters.

    What the candidate typed has no probability; the word itself keeps its own.
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
