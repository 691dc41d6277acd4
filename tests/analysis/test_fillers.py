"""Fillers and the same words in ordinary use."""

from __future__ import annotations

import pytest

from voicecoach.analysis.fillers import SURE, filler_words, find_fillers
from voicecoach.types import Activity, HeldSound, PossibleHesitation, Span, Word

FILLERS = [
    ("It was, like, broken.", ["like"]),
    ("We had, like, forty tickets.", ["like"]),
    ("The team was, you know, tired.", ["you know"]),
    ("It slipped, you know.", ["you know"]),
    ("So, um, I was the lead.", ["so", "um"]),
    ("We shipped it, right, and nobody noticed.", ["right"]),
    ("I called them, right?", ["right"]),
    ("Basically, I ran the whole thing.", ["basically"]),
    ("It was, sort of, late.", ["sort of"]),
    ("I kind of led it.", ["kind of"]),
    ("I mean, it was hard.", ["i mean"]),
    ("Well, we began on Monday.", ["well"]),
    ("Okay, so the queue was full.", ["okay"]),
    ("I, uh, asked her.", ["uh"]),
    ("Erm, that was in May.", ["erm"]),
    ("Ummm, let me think.", ["ummm"]),
    ("Uhh, it broke.", ["uhh"]),
    ("Hmm, the second one.", ["hmm"]),
    ("Ah, yes, the index.", ["ah"]),
    ("um we moved the er table", ["um", "er"]),
    ("It was, literally, on fire.", ["literally"]),
    ("Actually, I led that.", ["actually"]),
]

ORDINARY = [
    "I like clear goals.",
    "We like this design.",
    "It felt like a risk.",
    "It looked like an outage.",
    "Tools like Jira helped us.",
    "I would like to know more.",
    "Do you know the tool?",
    "I let you know how it went.",
    "As you know what it costs, decide.",
    "It was so late.",
    "The test failed, so I rolled back.",
    "I wrote it down so that nobody forgot.",
    "I think so.",
    "I chose the right fix.",
    "Right after launch it broke.",
    "We had to do it right now.",
    "We did it right away.",
    "The bug was actually in billing.",
    "Both plans were basically the same.",
    "What kind of data was it?",
    "That sort of error is rare.",
    "It is the same kind of table.",
    "By done I mean tested.",
    "I mean that seriously.",
    "What I mean is the second index.",
    "The service worked well.",
    "She knew the system as well as I did.",
    "It was okay in the end.",
    "We had so many tickets.",
    "Mm-hm, that is the one.",
    "Uh-huh.",
    "The M series was slow.",
]


def words_of(text):
    """Return a text as words, 0.4 s apart."""
    return tuple(
        Word(token, round(i * 0.4, 3), round(i * 0.4 + 0.3, 3), 0.9)
        for i, token in enumerate(text.split())
    )


@pytest.mark.parametrize(("text", "expected"), FILLERS)
def test_fillers_are_found(text, expected):
    """A filler is found, by its words and in their order."""
    found = find_fillers(words_of(text), (), None)
    assert [filler.text for filler in found] == expected


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_uses_are_not_counted(text):
    """The same word in its ordinary use is no filler."""
    assert find_fillers(words_of(text), (), None) == ()


def test_a_phrase_covers_all_its_words():
    """Rates leave out both words of "you know"."""
    words = words_of("It was, you know, slow.")
    assert filler_words(find_fillers(words, (), None), words) == {2, 3}


def test_hesitations_are_sure():
    """A sound like um counts in the floor."""
    (filler,) = find_fillers(words_of("I um left"), (), None)
    assert filler.kind == "hesitation"
    assert filler.probability >= SURE


@pytest.mark.parametrize(
    ("held", "count"),
    [
        (HeldSound(5.0, 5.5, 0.8), 1),
        (HeldSound(0.35, 0.75, 0.8), 0),
        (HeldSound(0.25, 1.0, 0.8), 0),
        (HeldSound(1.15, 1.9, 0.8), 1),
    ],
    ids=["no word near", "a word covers it", "words begin in it", "cut behind a word"],
)
def test_held_sounds_that_no_word_covers(held, count):
    """A held sound is a possible filler only where no word explains it."""
    activity = Activity(6.0, (Span(0.0, 6.0),), (held,))
    found = find_fillers(words_of("we went home"), (), activity)
    assert sum(filler.kind == "acoustic" for filler in found) == count


WORDS_NOT_SOUNDS = [
    "To err is human, so I always err on the side of caution.",
    "I drew the ER diagram and the UM service.",
    "We used an HMM, and ERM was the method.",
    "I like, I like, I like my team.",
]


@pytest.mark.parametrize("text", WORDS_NOT_SOUNDS)
def test_words_that_look_like_hesitations(text):
    """Verbs, abbreviations and repetitions are no fillers."""
    words = tuple(Word(word) for word in text.split())
    assert [f for f in find_fillers(words, (), None) if f.probability >= SURE] == []
    assert [f for f in find_fillers(words, (), None) if f.kind == "hesitation"] == []


def test_capitals_say_nothing_in_a_text_of_capitals():
    """Who types in capitals hesitates in capitals."""
    words = untimed("UM, I MOVED THE QUEUE TO ANOTHER REGION")
    assert [f.text for f in find_fillers(words, (), None)] == ["um"]


def test_a_marker_between_commas_needs_no_other_sign():
    """Between commas “you know” is one, even behind “because”."""
    words = untimed("It failed because, you know, everybody pushed.")
    assert [f.text for f in find_fillers(words, (), None)] == ["you know"]


def test_another_language_has_no_english_fillers():
    """The German "um" and "so" are words; sounds are sounds in any language."""
    words = untimed("Es geht um die Frage, so, um die Zeit.")
    assert find_fillers(words, (), None, language="de") == ()


def untimed(text):
    """Return the words of a typed text."""
    return tuple(Word(word) for word in text.split())


def timed(text, start=0.0, each=0.5, probability=0.9):
    """Return words one after the other."""
    return tuple(
        Word(word, start + i * each, start + (i + 1) * each, probability)
        for i, word in enumerate(text.split())
    )


def test_one_sound_is_one_event():
    """A held sound and an island at the same place, and both beside a written "um", count once."""
    speech = (Span(0.0, 1.5), Span(2.0, 2.5), Span(3.0, 4.0))
    activity = Activity(5.0, speech, (HeldSound(2.05, 2.5, 0.7),))
    possible = (PossibleHesitation(2.0, 2.4, 0.8),)
    words = (*timed("I moved it"), *timed("to another", 3.0))
    (found,) = find_fillers(words, (), activity, possible)
    assert found.kind == "acoustic"
    assert found.probability == pytest.approx(1 - 0.3 * 0.2)
    late_um = (*timed("I moved it"), Word("um,", 3.0, 3.0, 0.9), *timed("to another", 3.0))
    assert [f.kind for f in find_fillers(late_um, (), activity, possible)] == ["hesitation"]


def test_a_hesitation_that_the_sound_hardly_bears_out_is_not_certain():
    """An "um" that only the prompt made the recogniser write counts at the upper end alone."""
    sure, unsure = (
        find_fillers((Word("um,", 0.0, 0.4, p), *timed("I moved it", 1.0)), (), None)[0]
        for p in (0.9, 0.05)
    )
    assert sure.probability >= SURE > unsure.probability >= 0.5
