"""A recogniser that knows beforehand what is said: exact words for the rules around it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence

from tests.signals import RATE, Samples
from tests.waits import LIMIT_S
from voicecoach.recognition import RecognisedSegment, Transcriber
from voicecoach.recognition.transcriber import Ask, GivenUpError, never
from voicecoach.types import Word


def evenly(text: str, duration: float, probability: float = 0.9) -> tuple[Word, ...]:
    """Return the words of ``text`` spread evenly over ``duration`` seconds."""
    words = text.split()
    each = duration / max(1, len(words))
    return tuple(
        Word(word, i * each, (i + 0.9) * each, probability) for i, word in enumerate(words)
    )


def fluent(seconds: float, _again: bool = False) -> str:
    """Return a text as long as one speaks in so many seconds, no word twice."""
    return " ".join(f"word{n}" for n in range(1, 2 + round(3 * seconds)))


class ScriptedTranscriber(Transcriber):
    """Answers each piece by calling ``script`` with its length in seconds and ``again``.

    ``script`` returns a text, spread evenly over the piece, or the words themselves.
    ``calls`` notes (seconds, glossary, again) of each piece; ``gate`` can hold it up once it has
    begun (``n_begun``).
    """

    engine = "scripted"
    model = "script"
    language = "en"

    def __init__(self, script: Callable[[float, bool], str | Iterable[Word]] = fluent) -> None:
        self.script = script
        self.calls: list[tuple[float, tuple[str, ...], bool]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.ratio = 1.0
        self.n_begun = 0
        self.n_given_up = 0

    def load(self) -> None:
        """Nothing to load."""

    def recognise(
        self,
        sound: Samples,
        *,
        glossary: Sequence[str] = (),
        retry: bool = False,
        settled: str = "",
        live: bool = False,
        given_up: Ask = never,
    ) -> tuple[RecognisedSegment, ...]:
        """Return what the script says."""
        self.n_begun += 1
        self.gate.wait(LIMIT_S)
        if given_up():
            self.n_given_up += 1
            raise GivenUpError
        seconds = len(sound) / RATE
        self.calls.append((seconds, tuple(glossary), retry))
        words = self.script(seconds, retry)
        if isinstance(words, str):
            words = evenly(words, seconds)
        return (RecognisedSegment(tuple(words), self.ratio),) if words else ()
