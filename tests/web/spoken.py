"""A real library for the browser: espeak-ng speaks, the word times are its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from tests.samples import complete_star, zero_words
from tests.synthesis.voice import Voice
from voicecoach.coaching.analyse_audio import AnswerContext, analyse_file
from voicecoach.coaching.stored_answer import save_analysed
from voicecoach.library import AnswerFolder, Library, TakeFolder
from voicecoach.types import FollowUp, Question, Transcript, Word

RATE = 16_000
FIRST = datetime(2026, 11, 24, 10, 3, tzinfo=timezone(timedelta(hours=1)))
QUESTION = Question(
    id="incomplete-information",
    pack="amazon-backend-developer",
    stage="hiring-manager",
    kind="star",
    prompt="Tell me about a decision you made with incomplete information. What came of it?",
    target_s=(20.0, 60.0),
    qualities=("bias-for-action",),
    listens_for=("what you knew, and what you did not",),
    follow_ups=(FollowUp("always", "What would you have done had it made things worse?"),),
)

STATES = {
    "first": "Try this next",
    "second": "Decision with incomplete information",
    "without-words": "The words have not been recognised yet.",
    "without-sound": "Transcript",
    "broken-sound": "is no audio that can be read",
    "not-analysed": "was recorded but is not analysed yet",
    "no-word": "No word was recognised.",
    "broken-analysis": "cannot be read",
}
"""The answers of ``build_library``, and a sentence on the page of each."""

# what is said, and the silence after it in seconds
SETTING: tuple[tuple[str, float], ...] = (
    ("So, um, last autumn I was working on the order service of an online shop.", 0.5),
    ("I was on call, so it was my job to decide whether to roll the change back.", 1.6),
    ("First I read the lock files, and you know, I wrote down what we knew.", 0.5),
    ("Then I turned the retries off for one region and watched the graphs.", 2.2),
)
WITHOUT_END = (*SETTING, ("I told the payment team what I had done and why.", 0.0))
WITH_END = (
    ("Last autumn I was working on the order service of an online shop.", 0.5),
    *SETTING[1:3],
    ("Then I turned the retries off and watched the graphs for ten minutes.", 1.2),
    ("As a result failures dropped from nine percent to under one within an hour.", 0.0),
)


@dataclass(frozen=True)
class Spoken:
    """Samples at 16 kHz and the words with the synthesiser's own times."""

    samples: npt.NDArray[np.float32]
    transcript: Transcript


def speak(script: tuple[tuple[str, float], ...]) -> Spoken:
    """Return the script as espeak-ng says it, a second of near silence in front."""
    voice = Voice()
    noise = np.random.default_rng(7)
    pieces = [np.zeros(RATE, np.float32)]
    words: list[Word] = []
    now = 1.0
    for text, silence in script:
        said = voice.say(text, "en-us+m3", 165)
        spoken, length = said.samples, len(said.samples) / RATE
        begins = [begin for begin, _ in said.words]
        for word, begin, end in zip(text.split(), begins, [*begins[1:], length], strict=True):
            probability = 0.31 if word == "lock" else 0.94
            words.append(Word(word, round(now + begin, 3), round(now + end, 3), probability))
        pieces += [spoken, np.zeros(round((silence or 0.8) * RATE), np.float32)]
        now += length + round((silence or 0.8) * RATE) / RATE
    samples = np.concatenate(pieces)
    samples = samples / np.max(np.abs(samples)) * 0.2
    samples += noise.standard_normal(len(samples)).astype(np.float32) * 1e-4
    text = " ".join(word.text for word in words)
    return Spoken(
        samples.astype(np.float32),
        Transcript("faster-whisper", "base.en", "en", text, tuple(words)),
    )


def lengthen(spoken: Spoken, times: int) -> Spoken:
    """Return an answer said over and over."""
    length = len(spoken.samples) / RATE
    words = tuple(
        replace(
            word,
            start=round((word.start or 0) + turn * length, 3),
            end=round((word.end or 0) + turn * length, 3),
        )
        for turn in range(times)
        for word in spoken.transcript.words
    )
    text = " ".join(word.text for word in words)
    return Spoken(
        np.tile(spoken.samples, times), replace(spoken.transcript, words=words, text=text)
    )


@dataclass(frozen=True)
class RealLibrary:
    """The library and the names of what is in it."""

    library: Library
    first: str
    second: str
    states: dict[str, str]
    spoken: Spoken

    def path(self, name: str) -> str:
        """Return the page of a state."""
        return f"/answer/{self.states[name]}"


def add_take(
    library: Library,
    answer: AnswerFolder,
    spoken: Spoken,
    question: Question,
    *,
    words: bool = True,
) -> TakeFolder:
    """Record, listen and store one take as `practice` does."""
    take = library.create_take(answer)
    soundfile.write(take.flac, spoken.samples, RATE, subtype="PCM_16")
    entry = next(e for e in library.entries(all_takes=True) if e.ref == take.ref)
    stored = library.load(entry)
    before = [n for n in stored.takes if n < entry.take]
    previous = library.load(library.find(take.ref, take=before[-1])).analysis if before else None
    context = AnswerContext(question, None, 0.0, previous)
    analysed = analyse_file(take.flac, context, transcript=spoken.transcript if words else None)
    save_analysed(library, stored.folder, analysed, None)
    return take


def _add_odd(
    library: Library,
    state: Callable[[str, int], AnswerFolder],
    states: dict[str, str],
    one: Spoken,
    first: TakeFolder,
) -> None:
    """Add an answer in every odd state."""
    take = add_take(library, state("without-words", 1), one, QUESTION, words=False)
    states["without-words"] = take.ref
    take = add_take(library, state("without-sound", 2), one, QUESTION)
    take.flac.unlink()
    states["without-sound"] = take.ref
    take = add_take(library, state("broken-sound", 3), one, QUESTION)
    take.flac.write_bytes(b"fLaC" + bytes(400))
    states["broken-sound"] = take.ref
    take = library.create_take(state("not-analysed", 4))
    soundfile.write(take.wav, one.samples, RATE, subtype="PCM_16")
    states["not-analysed"] = take.ref
    take = library.create_take(state("no-word", 5))
    shutil.copy(first.flac, take.flac)
    library.save_analysis(take, zero_words())
    states["no-word"] = take.ref
    take = add_take(library, state("broken-analysis", 6), one, QUESTION)
    take.analysis.write_text("{", "utf-8")
    states["broken-analysis"] = take.ref


def build_library(root: Path, *, odd: bool = True, long: bool = False) -> RealLibrary:
    """Write a library with two spoken takes and earlier answers.

    ``odd`` adds an answer in every odd state, ``long`` one of half an hour.
    """
    library = Library(root)
    one, two = speak(WITHOUT_END), speak(WITH_END)
    for days in (9, 7, 6, 5, 3):
        session = library.create_session(QUESTION.pack, FIRST - timedelta(days=days))
        take = library.create_take(library.create_answer(session, replace(QUESTION, id="own-it")))
        earlier = complete_star()
        rate = 140.0 + days
        measures = replace(earlier.measures, speech_rate_wpm=rate)
        library.save_analysis(take, replace(earlier, measures=measures))
    session = library.create_session(QUESTION.pack, FIRST)
    answer = library.create_answer(session, QUESTION)
    first = add_take(library, answer, one, QUESTION)
    second = add_take(library, answer, two, QUESTION)
    states: dict[str, str] = {"first": first.ref, "second": second.ref}

    def state(name: str, hours: int) -> AnswerFolder:
        sitting = library.create_session(QUESTION.pack, FIRST + timedelta(hours=hours))
        return library.create_answer(sitting, replace(QUESTION, id=name))

    if odd:
        _add_odd(library, state, states, one, first)
    if long:
        half_hour = lengthen(one, round(1800 / (len(one.samples) / RATE)))
        states["half-hour"] = add_take(library, state("half-hour", 7), half_hour, QUESTION).ref
    return RealLibrary(library, first.ref, second.ref, states, one)
