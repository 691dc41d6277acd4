"""A real library for the pages of many answers: weeks of practice that espeak-ng spoke."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import soundfile

from tests.signals import RATE, say
from voicecoach.coaching.analyse_audio import (
    AnswerContext,
    analyse_file,
    analyse_text,
)
from voicecoach.coaching.read_text import text_transcript
from voicecoach.library import AnswerFolder, Library, SessionFolder, TakeFolder
from voicecoach.library.marks import notes_version
from voicecoach.questions import find_question, load_packs
from voicecoach.types import Question, Transcript, Word

FIRST = datetime(2026, 9, 7, 18, 30, tzinfo=timezone(timedelta(hours=1)))
AMAZON, CORE = "amazon-backend-developer", "behavioural-core"

WHOLE = (
    "Last March our payment queue began to fail every evening.",
    "I was on call, so it was my job to find out why.",
    "um First I read the logs, and then I compared three deployments.",
    "I told the support people what we knew and what we did not know yet.",
    "The logs pointed at a change in our retry settings, but I could not prove it.",
    "I turned the new setting off for one region and watched the graphs.",
    "As a result failures dropped from nine percent to under one within an hour.",
)
SHORT = (
    "In my first job I was responsible for the booking form of a travel agency.",
    "uh I wrote a small test that showed the error, you know, each time.",
    "Then I fixed the rounding and explained it to the team.",
    "um I also wrote down how the prices are made, so that nobody has to guess.",
    "My manager asked me to show it to the other office, and I did that in June.",
    "I prepared three examples, and I asked two people to try them before.",
)
INTRODUCTION = (
    "I am a backend developer, and I build payment systems in Python.",
    "Before that I worked on a booking service for three years.",
)


@dataclass(frozen=True)
class Weeks:
    """The library, and the names of the answers that tests ask for."""

    library: Library
    whole: str
    short: str
    twice: str


def question_of(pack: str, question: str) -> Question:
    """Return a shipped question."""
    return find_question(tuple(p for p in load_packs(()) if p.name == pack), question)[1]


def speak(sentences: tuple[str, ...]) -> tuple[np.ndarray, Transcript]:
    """Return the sentences as espeak-ng says them, half a second apart, with their words."""
    pieces, words, now = [np.zeros(RATE // 2, np.float32)], [], 0.5
    for sentence in sentences:
        spoken = say(sentence)
        tokens = sentence.split()
        letters = sum(len(token) + 1 for token in tokens)
        for token in tokens:
            length = len(spoken) / RATE * (len(token) + 1) / letters
            words.append(Word(token, round(now, 3), round(now + length, 3), 0.9))
            now += length
        pieces += [spoken, np.zeros(RATE // 2, np.float32)]
        now += 0.5
    samples = np.concatenate(pieces) * 0.3
    text = " ".join(word.text for word in words)
    return samples, Transcript("faster-whisper", "base.en", "en", text, tuple(words))


def keep(
    library: Library,
    answer: AnswerFolder,
    question: Question,
    said: tuple[np.ndarray, Transcript],
) -> TakeFolder:
    """Store a take of an answer, with its words and its analysis."""
    samples, transcript = said
    take = library.create_take(answer)
    soundfile.write(take.flac, samples, RATE, subtype="PCM_16")
    analysis = analyse_file(take.flac, AnswerContext(question), transcript=transcript).analysis
    library.save_transcript(take, transcript)
    library.save_analysis(take, analysis)
    return take


def build(root: Path) -> Weeks:
    """Write six sittings: stories, an introduction, and an answer in every odd state."""
    library = Library(root)
    texts: tuple[tuple[str, ...], ...] = (WHOLE, SHORT, INTRODUCTION)
    said = {text: speak(text) for text in texts}

    def record(answer: AnswerFolder, question: Question, what: tuple[str, ...]) -> TakeFolder:
        return keep(library, answer, question, said[what])

    def sitting(pack: str, week: int) -> SessionFolder:
        return library.create_session(pack, FIRST + timedelta(weeks=week))

    refs: dict[str, str] = {}
    plan = (
        (AMAZON, "incomplete-information", WHOLE),
        (AMAZON, "own-end-to-end", SHORT),
        (CORE, "", WHOLE),
        (AMAZON, "incomplete-information", SHORT),
    )
    core = next(p for p in load_packs(()) if p.name == CORE)
    for week, (pack, name, what) in enumerate(plan):
        session = sitting(pack, week)
        asked = question_of(pack, name) if pack == AMAZON else core.questions[6]
        answer = library.create_answer(session, asked)
        refs[str(week)] = record(answer, asked, what).ref
        about = question_of(AMAZON, "about-yourself")
        if pack == AMAZON:
            record(library.create_answer(session, about), about, INTRODUCTION)
        if week == 1:
            refs["twice"] = record(answer, asked, WHOLE).ref
    odd = sitting(AMAZON, 5)
    asked = question_of(AMAZON, "push-back")

    def odd_answer() -> AnswerFolder:
        return library.create_answer(odd, asked)

    wordless = library.create_take(odd_answer())
    soundfile.write(wordless.flac, said[SHORT][0], RATE, subtype="PCM_16")
    library.save_analysis(wordless, analyse_file(wordless.flac, AnswerContext(asked)).analysis)
    record(odd_answer(), asked, SHORT).flac.unlink()
    record(odd_answer(), asked, SHORT).analysis.write_text("{", "utf-8")
    cut = library.create_take(odd_answer())
    soundfile.write(cut.wav, said[SHORT][0], RATE, subtype="PCM_16")
    library.create_take(odd_answer())
    typed = library.create_take(odd_answer())
    words = text_transcript(" ".join(WHOLE), origin="a test")
    library.save_transcript(typed, words)
    library.save_analysis(typed, analyse_text(words, AnswerContext(asked)).analysis)
    library.save_notes(
        library.find(refs["0"]), "# Shorter\n\nBegin with the **result**.", seen=notes_version("")
    )
    library.save_story(library.find(refs["0"]), "The payment evening")
    library.save_star(library.find(refs["0"]), starred=True)
    library.entries()
    return Weeks(library, refs["0"], refs["1"], refs["twice"])
