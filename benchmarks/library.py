"""A large library for measuring: answers of many words, made from a few hundred stories.

The words, their times and the questions are made up; every analysis is what ``analyze()``
says of them.  The same seed gives the same library.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from voicecoach.analysis import analyze
from voicecoach.json_files import to_json
from voicecoach.library import Library
from voicecoach.questions import load_packs
from voicecoach.types import (
    Activity,
    Analysis,
    Question,
    QuestionRef,
    Recording,
    Span,
    Transcript,
    Word,
)

STORIES = 200
"""Different analyses; each is kept many times under other questions and dates."""
ANSWERS_A_SESSION = 5
FIRST = datetime(2024, 1, 6, 9, 0, tzinfo=UTC)

SITUATIONS = (
    "Last {month} our {thing} began to fail every evening, and nobody knew why.",
    "In my role at a {place} we had {n} weeks left before the {thing} had to be ready.",
    "Two years ago a customer of our {place} lost data because of the {thing}.",
)
TASKS = (
    "I was responsible for the {thing}, so I had to find out what was wrong.",
    "It was my job to get the {thing} working again without stopping the {place}.",
)
ACTIONS = (
    "First I read the logs of the {thing} and wrote down what had changed.",
    "um then I talked to {n} people of the {place} and asked what they had seen.",
    "I wrote a small test that showed the error in the {thing} each time.",
    "Then I, you know, compared the {thing} with the one we had in {month}.",
    "I decided to turn the {thing} off for one hour, since I could undo that.",
    "I explained to my manager why the {thing} had to wait, and uh what it would cost.",
)
RESULTS = (
    "In the end the errors fell from {n} percent to almost none within a day.",
    "As a result the {place} saved {n} hours a week, and I learned to ask earlier.",
)
WORDS = {
    "month": ("January", "March", "May", "June", "September", "November"),
    "thing": ("payment queue", "search index", "booking form", "login page", "data pipeline",
              "mobile app", "invoice export", "cache", "release process", "alerting"),
    "place": ("bank", "hospital", "university", "travel agency", "warehouse", "bakery"),
    "n": ("three", "five", "nine", "twelve", "forty"),
}  # fmt: skip


def fill(root: Path, n_answers: int, *, seed: int = 1) -> Library:
    """Write ``n_answers`` answers without sound into a new library at ``root``."""
    chance = random.Random(seed)
    library = Library(root)
    questions = [q for pack in load_packs(()) for q in pack.questions]
    stories = [tell(chance) for _ in range(min(STORIES, n_answers))]
    for number in range(n_answers):
        if number % ANSWERS_A_SESSION == 0:
            started = FIRST + timedelta(hours=2 * number / ANSWERS_A_SESSION)
            pack = chance.choice(questions).pack
            session = library.create_session(pack, started)
            asked: Iterator[Question] = iter(
                chance.sample([q for q in questions if q.pack == pack], ANSWERS_A_SESSION)
            )
        question = next(asked)
        take = library.create_take(library.create_answer(session, question))
        analysis = dataclasses.replace(stories[number % len(stories)], question=refer(question))
        # without fsync, which is what a library is made of in years and not in seconds
        take.analysis.write_text(to_json(analysis) + "\n", "utf-8")
        if number % 10 == 0:
            take.notes.write_text(f"Tell it **shorter**. Number {number}.\n", "utf-8")
    return library


def refer(question: Question) -> QuestionRef:
    """Return a question as an analysis quotes it."""
    return QuestionRef(
        question.id,
        question.pack,
        question.kind,
        question.prompt,
        question.target_s,
        question.qualities,
    )


def tell(chance: random.Random) -> Analysis:
    """Return the analysis of one made-up answer of a minute or so."""
    sentences = [
        *chance.sample(SITUATIONS, 1),
        *chance.sample(TASKS, chance.randint(0, 1)),
        *chance.sample(ACTIONS, chance.randint(3, 6)),
        *chance.sample(RESULTS, chance.randint(0, 1)),
    ]
    words: list[Word] = []
    speech: list[Span] = []
    now = chance.uniform(0.3, 2.5)
    for sentence in sentences:
        text = sentence.format(**{name: chance.choice(some) for name, some in WORDS.items()})
        began = now
        for token in text.split():
            end = now + 0.12 + 0.05 * len(token)
            words.append(Word(token, round(now, 3), round(end, 3), 0.9))
            now = end
        speech.append(Span(began, now))
        now += chance.choice((0.3, 0.5, 0.8, 1.6, 2.8))
    length = round(now + 0.5, 3)
    text = " ".join(word.text for word in words)
    return analyze(
        None,
        Recording(length, 48_000, round(length * 48_000), "00" * 32, -6.0, 0.0, -60.0),
        Transcript("faster-whisper", "base.en", "en", text, tuple(words)),
        Activity(length, tuple(speech)),
    )
