"""Praise and doubt."""

from __future__ import annotations

from dataclasses import replace

from voicecoach.analysis import analyze
from voicecoach.analysis.praise import drop_doubted_praise
from voicecoach.types import Activity, Flag, Note, Recording, Span, Transcript, Word


def say(text, doubted=()):
    """Return words, the doubted ones with a low probability."""
    return tuple(
        Word(w, i * 0.4, i * 0.4 + 0.35, 0.3 if w in doubted else 0.9)
        for i, w in enumerate(text.split())
    )


GOOD = Note("part-found", "good", "What you did is clear: “I moved the queue …”")
OTHER = Note("part-weak", "info", "Action is only hinted at: “I moved the queue”")


def test_praise_with_a_doubted_word_is_dropped():
    """The same quote stays in what is no praise, and where every word is sure."""
    sure = say("Then I moved the queue to another region.")
    assert list(drop_doubted_praise([GOOD, OTHER], sure)) == [GOOD, OTHER]
    doubtful = say("Then I moved the queue to another region.", ["queue"])
    assert list(drop_doubted_praise([GOOD, OTHER], doubtful)) == [OTHER]
    elsewhere = say("Then I moved the queue to another region.", ["region."])
    assert list(drop_doubted_praise([GOOD], elsewhere)) == [GOOD]


def test_another_language_is_said_first_and_nothing_is_built_on_it():
    """Words of the wrong language give no figure and no verdict; the sound still does."""
    flag = Flag("other-language", 0.0, 40.0, "This sounds like German.")
    words = say("I moved the queue to another region. " * 12)
    text = " ".join(word.text for word in words)
    heard = Transcript("faster-whisper", "base", "en", text, words, (flag,))
    speech = (Span(0.5, 20.0), Span(21.0, 40.0))
    recording = Recording(40.0, 16_000, 640_000, "0" * 64, -3.0, 0.0, -60.0)
    found = analyze(None, recording, heard, Activity(40.0, speech))
    assert (found.notes[0].code, found.notes[0].severity) == ("other-language", "warn")
    assert found.measures.n_words is None
    assert found.measures.speech_rate_wpm is None
    assert found.measures.n_pauses == 1
    assert found.star.parts is None
    assert {gap.why for gap in found.withheld if gap.what in {"words", "star"}} == {flag.message}
    assert {sentence.part for sentence in found.star.sentences} == {"other"}
    assert found.priority.code == "other-language"
    assert "language" in found.priority.try_next


def test_of_words_that_are_guesses_the_sound_gets_no_advice_either():
    """Noise that hides the words hides the voice: neither a length nor a pause is judged."""
    words = tuple(
        replace(word, probability=0.1) for word in say("I moved the queue to another region. " * 12)
    )
    text = " ".join(word.text for word in words)
    speech = (Span(0.5, 20.0), Span(23.0, 40.0))
    recording = Recording(40.0, 16_000, 640_000, "0" * 64, -3.0, 0.0, -60.0)

    def analyse(heard, previous=None):
        transcript = Transcript("faster-whisper", "base", "en", text, heard)
        return analyze(None, recording, transcript, Activity(40.0, speech), previous=previous)

    noisy = analyse(words)
    assert noisy.priority.code == "words-unsure"
    assert not [note for note in noisy.notes if note.code in {"too-short", "good-pauses"}]
    assert analyse(words, noisy).notes[0].code == "retake-same"
    clear = tuple(replace(word, probability=0.9) for word in words)
    assert analyse(clear, noisy).notes[0].code == "retake-improved"
