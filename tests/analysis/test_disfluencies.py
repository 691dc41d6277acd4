"""Repetitions and false starts, apart from fillers and from doubles that are meant."""

from __future__ import annotations

import pytest

from voicecoach.analysis import analyze
from voicecoach.analysis.disfluencies import find_false_starts, find_repetitions
from voicecoach.types import Activity, Span, Transcript, Word


def words_of(text):
    """Return a text as words, 0.4 s apart."""
    return tuple(
        Word(token, round(i * 0.4, 3), round(i * 0.4 + 0.3, 3), 0.9)
        for i, token in enumerate(text.split())
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("I I went home", 1),
        ("we had we had no time", 1),
        ("and then the and then the queue grew", 1),
        ("I I I went", 2),
        ("they had had enough", 0),
        ("it was very very slow", 0),
        ("nine nine of them and 5 5", 1),
        ("one two three", 0),
    ],
)
def test_repetitions(text, count):
    """What is said again at once is one repetition; doubles that are meant are none."""
    assert len(find_repetitions(words_of(text), frozenset())) == count


def test_a_filler_in_between_does_not_count():
    """A repetition stays one with a filler in its middle."""
    assert len(find_repetitions(words_of("I um I went"), frozenset({1}))) == 1


def test_false_starts_are_told_apart():
    """A word that breaks off is no repetition and gets its own note."""
    words = words_of(
        "I wan- we moved the table because it was slow and nobody had looked at it yet"
    )
    assert len(find_false_starts(words)) == 1
    text = " ".join(word.text for word in words)
    transcript = Transcript("faster-whisper", "m", "en", text, words)
    analysis = analyze(None, None, transcript, Activity(9.0, (Span(0, 7),)))
    assert analysis.measures.n_repetitions == 0
    (note,) = [note for note in analysis.notes if note.code == "false-start"]
    assert (note.start, note.end) == (0.4, 0.7)
