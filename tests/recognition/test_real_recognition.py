"""What comes out of real weights: words as they are written, hesitations in their place."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tests import signals
from tests.scripted import evenly
from voicecoach.recognition import FasterWhisperTranscriber
from voicecoach.recognition.activity import find_activity
from voicecoach.recognition.decoding import join
from voicecoach.recognition.islands import EVEN_LOG_ODDS, MIN_PROBABILITY, SCALE, Island
from voicecoach.recognition.transcriber import GivenUpError
from voicecoach.types import Span, Word

RATE = signals.RATE

pytestmark = pytest.mark.voice


@pytest.fixture(scope="module")
def tiny(tiny_en):
    """Give the module one loaded model."""
    loaded = FasterWhisperTranscriber(tiny_en, "tiny.en")
    loaded.load()
    return loaded


def hear(model, *texts, gap=0.5):
    """Return the transcript of sentences spoken one after the other."""
    silence = np.zeros(round(gap * RATE), np.float32)
    samples = np.concatenate([silence, *(p for t in texts for p in (signals.say(t), silence))])
    speech = find_activity(samples, RATE).speech
    return model.transcribe(samples, RATE, speech=speech)


def test_words_are_as_they_are_written(tiny):
    """Hyphens, digits and signs that the model gives in pieces are one word."""
    found = hear(
        tiny,
        "The part of the answers that came in time was ninety nine point nine percent.",
        "We saved one million two hundred thousand dollars, and I co-wrote the follow-up.",
    )
    words = [word.text for word in found.words]
    assert not [word for word in words if word[0] in "-,.%'" or not any(map(str.isalnum, word))]
    assert any("99.9%" in word for word in words)
    assert any("1,200,000" in word for word in words)
    assert any("-" in word for word in words)
    assert found.text == " ".join(words)


def test_a_word_has_its_time_and_its_probability(tiny):
    """Every word of clear speech lies in the voice, lasts, and is believed."""
    found = hear(tiny, "My team moved the service to another region.")
    assert "team moved the service" in found.text
    assert all(word.end > word.start for word in found.words)
    assert np.mean([word.probability for word in found.words]) > 0.7
    assert found.flags == ()


def test_what_is_settled_is_not_written_twice(tiny):
    """Told how the text begins, the model goes on from there, and says nothing twice."""
    sound = np.concatenate(
        [
            signals.say("The first part of the answer was short."),
            np.zeros(RATE // 2, np.float32),
            signals.say("Then we talked about the second part for a while."),
        ]
    )
    whole = [word.text for one in tiny.recognise(sound) for word in one.words]
    settled = whole[: len(whole) // 2]
    found = tiny.recognise(sound, settled=" ".join(settled))
    again = [word.text for one in found for word in one.words]
    assert len(whole) > 12
    assert again[: len(settled)] == settled
    # what follows may differ in a word: it is decoded anew
    assert [again.count(word) for word in ("first", "answer", "second")] == [
        whole.count(word) for word in ("first", "answer", "second")
    ]


@pytest.mark.parametrize("live", [False, True])
def test_only_speech_that_goes_on_has_times(tiny, live):
    """Behind a time token a model may end its text: none is written into a finished file's."""
    sound = np.concatenate([signals.say("We moved it."), signals.say("Then we measured it.")])
    decoder = tiny._ready()
    options = replace(tiny.options(4.0, (), retry=False), times=live)
    tokens, _, _ = decoder._generate(decoder.encode(sound), options)
    assert len(tokens) > 5
    assert (max(tokens) >= decoder._tokenizer.timestamp_begin) is live


def test_a_hearing_can_be_given_up(tiny):
    """Between encoding and decoding it ends; between two places the rest is not weighed."""
    sound = signals.say("My team moved the service to another region.")
    with pytest.raises(GivenUpError):
        tiny.recognise(sound, given_up=lambda: True)
    words = [word for one in tiny.recognise(sound) for word in one.words]
    islands = [Island(Span(words[n].start, words[n].start + 0.2), n) for n in (2, 4)]
    both = tiny.weigh_hesitations(sound, words, islands)
    asked = iter([False, True])
    assert len(both) == 2
    assert tiny.weigh_hesitations(sound, words, islands, lambda: next(asked)) == both[:1]


def test_a_hesitation_that_was_left_out_is_likelier_than_none(tiny):
    """Between two sentences "um" is said and not written: there it fits, elsewhere it does not."""
    parts = [signals.say("We moved the service."), signals.say("um"), signals.say("It was slow.")]
    gap = np.zeros(RATE // 4, np.float32)
    sound = np.concatenate([parts[0], gap, parts[1], gap, parts[2]])
    um = Span((len(parts[0]) + len(gap)) / RATE, (len(parts[0]) + len(gap) + len(parts[1])) / RATE)
    later = um.end + len(gap) / RATE
    words = [
        *evenly("We moved the service.", um.start - 0.25),
        *(
            replace(w, start=w.start + later, end=w.end + later)
            for w in evenly("It was slow.", 0.9)
        ),
    ]
    said, unsaid = tiny.weigh_hesitations(
        sound, words, [Island(um, 4), Island(Span(words[1].end, words[2].start), 2)]
    )
    least = EVEN_LOG_ODDS + SCALE * math.log(MIN_PROBABILITY / (1 - MIN_PROBABILITY))
    assert said > least > unsaid, (said, unsaid)


def test_a_model_that_has_nothing_more_to_say_is_not_asked(tiny_en):
    """Where weighing changed no range it would only cost time: the model is not even loaded."""
    base = FasterWhisperTranscriber(tiny_en, "base")
    words = evenly("We moved the service.", 2.0)
    found = base.weigh_hesitations(np.zeros(3 * RATE, np.float32), words, [Island(Span(2, 3), 4)])
    assert found == ()
    assert base._whisper is None


def test_unbroken_talk_is_speech():
    """Seven seconds without a quiet moment before, inside or after them are heard."""
    said = signals.say("we talked about the window and the menu that it opens", speed=200)
    loud = said[np.flatnonzero(np.abs(said) > 0.02)[0] :]
    rng = np.random.default_rng(1)
    other = np.convolve(rng.standard_normal(len(loud)), np.ones(8) / 8, "same") * 0.03
    samples = (loud + other).astype(np.float32)
    speech = find_activity(samples, RATE).speech
    assert sum(span.duration for span in speech) > 0.7 * len(samples) / RATE


def test_nothing_is_heard_where_nobody_speaks(tiny):
    """Half a minute of hum: no word, and no possible hesitation."""
    hum = 0.05 * signals.noise(30 * RATE, "hum").astype(np.float32)
    found = tiny.transcribe(hum, RATE)
    assert (found.words, found.possible_hesitations) == ((), ())


@pytest.mark.parametrize(
    ("one", "rest", "probability"),
    [
        (Word("$1", 0.0, 0.2, 0.9), Word(",200", 0.2, 0.5, 0.4), 0.4),
        (Word("well", 0.0, 0.2, 0.3), Word("-known", 0.2, 0.5, 0.8), 0.3),
        (Word("site", 0.0, 0.2, 0.8), Word(".", 0.2, 0.2, 0.1), 0.8),
    ],
)
def test_a_piece_continues_the_word_before_it(one, rest, probability):
    """Text and end of both, the lower probability; punctuation says nothing about the word."""
    assert join(one, rest) == Word(one.text + rest.text, 0.0, rest.end, probability)
