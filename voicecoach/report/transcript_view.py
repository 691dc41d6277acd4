"""Splits the transcript into passages: sentences with their part, words, fillers and pauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from voicecoach.analysis.praise import DOUBTFUL_PROBABILITY
from voicecoach.report.wording import clean, seconds_text
from voicecoach.types import Analysis, Filler, Pause, Sentence, SentencePart, Word

CLOSING_QUOTES = "\"'\u201d\u2019"

MAX_PASSAGE_WORDS = 40
"""Longest passage of a text without sentences, so that it stays readable."""

PieceKind = Literal["word", "doubtful", "filler", "sound", "pause"]


@dataclass(frozen=True, slots=True)
class TextRun:
    """A word, a filler of one or more words, a held sound without word, or a long pause.

    ``first_word`` and ``last_word`` are inclusive indices into the transcript, None for a sound
    or pause; ``filler`` is its index in the list of fillers.
    """

    kind: PieceKind
    text: str
    start: float | None
    end: float | None
    first_word: int | None = None
    last_word: int | None = None
    filler: int | None = None

    @property
    def marked(self) -> str:
        """The run as plain text: ``[um],`` for a filler, ``(pause 1.4 s)`` for a pause."""
        if self.kind == "filler":
            bare = self.text.rstrip(".,;:!?…")
            return f"[{bare}]{self.text[len(bare) :]}"
        if self.kind == "doubtful":
            return f"{self.text}(?)"
        return self.text


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence; ``opens_part`` is true where its part differs from the sentence before."""

    part: SentencePart
    opens_part: bool
    start: float | None
    pieces: tuple[TextRun, ...]

    @property
    def marked(self) -> str:
        """The passage as plain text with its marks."""
        return " ".join(piece.marked for piece in self.pieces)


def build_passages(analysis: Analysis) -> tuple[Passage, ...]:
    """Split the transcript, word for word, into passages; empty where there are no words."""
    if analysis.transcript is None or not analysis.transcript.words:
        return ()
    words = analysis.transcript.words
    long = [pause for pause in analysis.pauses if pause.kind != "brief"]
    passages: list[Passage] = []
    part: SentencePart | None = None
    for first, last, named in _ranges(words, analysis.star.sentences):
        pieces = _pieces(words, first, last, analysis.fillers, long)
        passages.append(Passage(named, named != part, words[first].start, pieces))
        part = named
    return tuple(passages)


def _ranges(
    words: Sequence[Word], sentences: Sequence[Sentence]
) -> list[tuple[int, int, SentencePart]]:
    """Return inclusive word ranges that cover every word, even where no sentence does."""
    if sentences:
        return [(s.first_word, s.last_word, s.part) for s in sentences]
    ranges: list[tuple[int, int, SentencePart]] = []
    first = 0
    for index, word in enumerate(words):
        ends = word.text.rstrip(CLOSING_QUOTES).endswith((".", "?", "!"))
        if ends or index == len(words) - 1 or index - first + 1 == MAX_PASSAGE_WORDS:
            ranges.append((first, index, "other"))
            first = index + 1
    return ranges


def _pieces(
    words: Sequence[Word], first: int, last: int, fillers: Sequence[Filler], pauses: Sequence[Pause]
) -> tuple[TextRun, ...]:
    spoken = {f.word_index: f for f in fillers if f.word_index is not None}
    places = {id(filler): place for place, filler in enumerate(fillers)}
    silent = [
        (place, filler)
        for place, filler in enumerate(fillers)
        if filler.word_index is None and filler.start is not None
    ]
    pieces = _between(words, -1, silent, pauses) if first == 0 else []
    index = first
    while index <= last:
        filler = spoken.get(index)
        stop = min(index + _length(filler, words, index), last + 1)
        group = words[index:stop]
        text = " ".join(clean(word.text) for word in group)
        kind: PieceKind = "filler" if filler else _certainty(group[0])
        place = places[id(filler)] if filler else None
        pieces.append(TextRun(kind, text, group[0].start, group[-1].end, index, stop - 1, place))
        pieces.extend(_between(words, stop - 1, silent, pauses))
        index = stop
    return tuple(pieces)


def _length(filler: Filler | None, words: Sequence[Word], index: int) -> int:
    """Return how many words from ``index`` on the filler covers: two for *you know*."""
    if filler is None:
        return 1
    n_words = max(len(filler.text.split()), 1)
    said = " ".join(word.text.strip(".,;:!?…").lower() for word in words[index : index + n_words])
    return n_words if said == filler.text.strip(".,;:!?…").lower() else 1


def _certainty(word: Word) -> PieceKind:
    doubtful = word.probability is not None and word.probability < DOUBTFUL_PROBABILITY
    return "doubtful" if doubtful else "word"


def _between(
    words: Sequence[Word],
    index: int,
    sounds: Sequence[tuple[int, Filler]],
    pauses: Sequence[Pause],
) -> list[TextRun]:
    """Return the held sounds and long pauses that come after word ``index``, in order."""
    start = words[index].start if index >= 0 else 0.0
    following = words[index + 1].start if index + 1 < len(words) else None
    found = [
        TextRun("sound", "[held sound]", sound.start, sound.end, filler=place)
        for place, sound in sounds
        if _lies_between(sound.start, start, following)
    ]
    for pause in pauses:
        known = pause.after_word is not None
        if pause.after_word == index if known else _lies_between(pause.start, start, following):
            text = f"(pause {seconds_text(pause.end - pause.start)})"
            found.append(TextRun("pause", text, pause.start, pause.end))
    return sorted(found, key=lambda piece: piece.start or 0.0)


def _lies_between(moment: float | None, start: float | None, following: float | None) -> bool:
    if moment is None or start is None or moment < start:
        return False
    return following is None or moment < following


def transcript_origin(analysis: Analysis) -> str:
    """Return one sentence on the source of the words; empty where there are none."""
    transcript = analysis.transcript
    if transcript is None:
        return ""
    if transcript.engine == "text":
        if any(word.start is not None for word in transcript.words):
            return "Words and times of another tool's transcript, not recognised here."
        return "Typed or pasted words: they have no times."
    model = f" by {transcript.model}" if transcript.model else ""
    return f"Recognised on this machine{model}; some words may be wrong."


def explain_marks(passages: Sequence[Passage]) -> str:
    """Explain the marks that occur in these passages; empty where there are none."""
    kinds = {piece.kind for passage in passages for piece in passage.pieces}
    marks = (
        ({"filler", "sound"}, "[ ] marks a filler"),
        ({"pause"}, "( ) a long pause"),
        ({"doubtful"}, "(?) a doubtful word"),
    )
    legend = ", ".join(text for marked, text in marks if kinds & marked)
    return f"{legend[:1].upper()}{legend[1:]}." if legend else ""
