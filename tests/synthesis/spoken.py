"""Written answers spoken, with the truth beside them.

The notation: words and punctuation as they are said; `[um]` a hesitation, said by itself and
held; `[pause 1.2]` silence in seconds.  A line is one sentence; `situation:` (and so on)
before it says which part of the story it is.

    situation: So, [um] last autumn I [uh] moved the [pause 1.2] index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import numpy as np

from tests.synthesis.voice import RATE_WPM, SAMPLE_RATE, Samples, Sound, Voice
from voicecoach.types import Span, Word

HELD_RATE_WPM = 95
"""A hesitation is drawn out."""

AFTER_HESITATION_S = 0.25
"""Silence after a hesitation where nothing else is written."""

BEFORE_HESITATION_S = 0.08
"""The breath between a word and the hesitation after it."""

AFTER_SENTENCE_S = 0.45
"""Silence between two sentences where nothing else is written."""

PARTS = ("situation", "task", "action", "result", "other")

MARK = re.compile(r"\[(?:pause (?P<pause>\d+(?:\.\d+)?)|(?P<sound>[A-Za-z]+))\]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One spoken sentence; times in seconds from its own beginning."""

    samples: Samples
    words: tuple[Word, ...]
    hesitations: tuple[Span, ...]
    pauses: tuple[Span, ...]
    sounds: tuple[Sound, ...]
    part: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """A whole answer and what is true of it; times in seconds."""

    samples: Samples
    words: tuple[Word, ...]
    hesitations: tuple[Span, ...]
    pauses: tuple[Span, ...]
    sentences: tuple[tuple[str, Span], ...]

    @property
    def text(self) -> str:
        """The words, hesitations among them."""
        return " ".join(word.text for word in self.words)

    def part_seconds(self, part: str) -> float:
        """Return how long the sentences of one part last."""
        return sum(span.end - span.start for name, span in self.sentences if name == part)


def say_sentence(
    voice: Voice, line: str, name: str, rate_wpm: int = RATE_WPM, pitch: int = 50
) -> Sentence:
    """Return a line of the notation spoken by the voice ``name``."""
    part, text = _split_part(line)
    pieces: list[Samples] = []
    words: list[Word] = []
    hesitations: list[Span] = []
    pauses: list[Span] = []
    sounds: list[Sound] = []
    clock = 0.0

    def rest(seconds: float) -> None:
        nonlocal clock
        silence = np.zeros(round(seconds * SAMPLE_RATE), np.float32)
        pieces.append(silence)
        clock += len(silence) / SAMPLE_RATE

    def speak(piece: str, rate: int) -> None:
        nonlocal clock
        said = voice.say(piece, name, rate, pitch)
        for text_of_word, (start, end) in zip(piece.split(), said.words, strict=True):
            words.append(Word(text_of_word, clock + start, clock + end, 1.0))
        sounds.extend(Sound(s.name, clock + s.start, clock + s.end) for s in said.sounds)
        pieces.append(said.samples)
        clock += len(said.samples) / SAMPLE_RATE

    marks = list(_marks(text))
    for index, (kind, value) in enumerate(marks):
        if kind == "pause":
            start = clock
            rest(float(value))
            pauses.append(Span(start, clock))
        elif kind == "sound":
            if pieces and marks[index - 1][0] == "text":
                rest(BEFORE_HESITATION_S)
            start = clock
            speak(f"{value},", round(HELD_RATE_WPM * rate_wpm / RATE_WPM))
            hesitations.append(Span(start, clock))
            if index + 1 < len(marks) and marks[index + 1][0] != "pause":
                rest(AFTER_HESITATION_S)
        else:
            speak(value, rate_wpm)
    return Sentence(
        np.concatenate(pieces),
        tuple(words),
        tuple(hesitations),
        tuple(pauses),
        tuple(sounds),
        part,
    )


def say_answer(
    voice: Voice,
    lines: Sequence[str],
    name: str,
    *,
    rate_wpm: int = RATE_WPM,
    leading_s: float = 1.0,
    trailing_s: float = 0.8,
    between_s: float = AFTER_SENTENCE_S,
) -> Spoken:
    """Return lines of the notation spoken one after the other, silence around them.

    A line that is only a pause lengthens the silence between two sentences to that.
    """
    pieces: list[Samples] = []
    words: list[Word] = []
    hesitations: list[Span] = []
    pauses: list[Span] = []
    sentences: list[tuple[str, Span]] = []
    clock = 0.0
    gap = leading_s

    def rest(seconds: float) -> None:
        nonlocal clock
        pieces.append(np.zeros(round(seconds * SAMPLE_RATE), np.float32))
        clock += len(pieces[-1]) / SAMPLE_RATE

    for line in lines:
        lone = MARK.fullmatch(line.strip())
        if lone and lone["pause"]:
            gap = float(lone["pause"])
            continue
        if sentences:
            pauses.append(Span(clock, clock + gap))
        rest(gap)
        gap = between_s
        sentence = say_sentence(voice, line, name, rate_wpm)
        words += [Word(w.text, *_moved(w, clock), 1.0) for w in sentence.words]
        hesitations += [Span(*_moved(span, clock)) for span in sentence.hesitations]
        pauses += [Span(*_moved(span, clock)) for span in sentence.pauses]
        pieces.append(sentence.samples)
        start, clock = clock, clock + len(sentence.samples) / SAMPLE_RATE
        sentences.append((sentence.part, Span(start, clock)))
    rest(trailing_s)
    pauses.sort(key=lambda span: span.start)
    return Spoken(
        np.concatenate(pieces),
        tuple(words),
        tuple(hesitations),
        tuple(pauses),
        tuple(sentences),
    )


def say_anew(lines: Sequence[str], name: str, **how: Any) -> Spoken:
    """Return what `say_answer` does, from a process of its own.

    espeak-ng goes on where it stopped: what it says depends a little on what it said before.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_say_first, lines, name, how).result()


def _say_first(lines: Sequence[str], name: str, how: dict[str, Any]) -> Spoken:
    return say_answer(Voice(), lines, name, **how)


def _moved(span: Word | Span, by: float) -> tuple[float, float]:
    return round((span.start or 0.0) + by, 3), round((span.end or 0.0) + by, 3)


def _split_part(line: str) -> tuple[str, str]:
    head, colon, rest = line.partition(":")
    if colon and head.strip() in PARTS:
        return head.strip(), rest.strip()
    return "other", line.strip()


def _marks(text: str) -> Iterator[tuple[str, str]]:
    """Yield ("text", words), ("sound", "um") and ("pause", "1.2") in their order."""
    position = 0
    for mark in MARK.finditer(text):
        before = text[position : mark.start()].strip()
        if before:
            yield "text", before
        yield ("pause", mark["pause"]) if mark["pause"] else ("sound", mark["sound"])
        position = mark.end()
    rest = text[position:].strip()
    if rest:
        yield "text", rest
