"""Each doubt: fired by the hallucination it is for, silent on a normal answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.recognition import RecognisedSegment, find_flags, place_words
from voicecoach.recognition.spoken_language import doubt_language
from voicecoach.recognition.whisper import PROMPT
from voicecoach.types import Span, Word

ANSWER = (
    "So um last year our nightly build took forty minutes and it was my job to make it "
    "faster. I measured every step, I no no I really measured it, and then I moved the slow tests "
    "out. As a result it takes nine minutes now. Thank you very much for listening."
)


def say(text, start=0.0, each=0.4, probability=0.9, length=None):
    """Return the words of ``text``, one every ``each`` seconds from ``start``."""
    return tuple(
        Word(word, start + i * each, start + i * each + (length or each * 0.9), probability)
        for i, word in enumerate(text.split())
    )


def doubts(*segments, speech, ratio=1.2, prompt=PROMPT):
    """Return the flags of segments of words as they are placed."""
    words = [word for segment in segments for word in segment]
    duration = 1 + max([0.0, *(w.end for w in words), *(s.end for s in speech or ())])
    placed = place_words(words, speech, duration)
    return find_flags([RecognisedSegment(s, ratio) for s in segments], placed, speech, prompt)


def codes(*segments, **options):
    """Return the codes of the flags."""
    return [flag.code for flag in doubts(*segments, **options)]


def voice_under(words):
    """Return one span of speech from the first to the last word."""
    return (Span(words[0].start, words[-1].end),)


@pytest.mark.parametrize("measured", [True, False])
def test_a_normal_answer_has_no_doubts(measured):
    """Fillers, a repeated word, figures and thanks under voice: no flag at all."""
    words = say(ANSWER)
    assert doubts(words, speech=voice_under(words) if measured else None) == ()


def test_a_normal_answer_with_pauses_has_no_doubts():
    """Pauses between sentences are nobody's doubt, nor is a long silence at the end."""
    one, two = say("I measured every step of it"), say("then I moved the slow tests out", 6.0)
    assert doubts(one, two, speech=voice_under(one) + voice_under(two)) == ()


def test_words_without_voice():
    """Words in silence are flagged as one doubt at their times; those in speech are not."""
    real, invented = say("we made it faster"), say("and everybody was happy", 10.0)
    (flag,) = doubts(real, invented, speech=voice_under(real))
    assert flag.code == "no-voice"
    assert (flag.start, flag.end) == pytest.approx((invented[0].start, invented[-1].end), abs=0.001)
    assert "everybody" in flag.message


@pytest.mark.parametrize(("gap", "found"), [(0.6, []), (1.3, ["no-voice"])])
def test_a_quiet_word_inside_fluent_speech_is_believed(gap, found):
    """A word in a short gap of the voice was said too quietly; in a real silence it is doubted."""
    one, two = say("I have probably", each=0.36), say("quite a cold", 1.1 + gap)
    quiet = (Word("sound", 1.25, 1.45, 0.9),)
    speech = (Span(0.0, 1.1), Span(1.1 + gap, two[-1].end))
    flags = find_flags([RecognisedSegment((*one, *quiet, *two), 1.2)], (*one, *quiet, *two), speech)
    assert [flag.code for flag in flags] == found


def test_a_segment_over_a_click():
    """A sentence with a tenth of a second of sound under it was not said there."""
    invented = say("we will see about that")
    assert codes(invented, speech=(Span(0.5, 0.6),)) == ["no-voice"]


def test_more_words_than_anybody_can_say():
    """Crowded words are one doubt; the same words at seven a second are none."""
    text = "one two three four five six seven eight nine ten eleven twelve " * 2
    crowded = say(text, each=0.08)
    assert codes(crowded, speech=voice_under(crowded)) == ["too-fast"]
    fast = say(text, each=1 / 7)
    assert codes(fast, speech=voice_under(fast)) == []


@pytest.mark.parametrize("gram", ["no", "I think", "it was good", "and then we did"])
def test_loops(gram):
    """Eleven times the same one to four words in a row is a loop, ten times is not."""
    looping = say("well " + f"{gram} " * 11 + "that is all")
    (flag,) = doubts(looping, speech=voice_under(looping))
    assert flag.code == "loop"
    assert "11 times" in flag.message
    n_words = len(gram.split())
    assert flag.start == pytest.approx(looping[1].start, abs=0.001)
    assert flag.end == pytest.approx(looping[11 * n_words].end, abs=0.001)
    stammer = say("well " + f"{gram} " * 10 + "that is all")
    assert codes(stammer, speech=voice_under(stammer)) == []


@pytest.mark.parametrize("gram", ["no", "I think", "it was good"])
def test_a_loop_has_too_little_voice(gram):
    """Five times the same in the voice of one saying is a loop: what people repeat takes time."""
    looping = say("well " + f"{gram} " * 5 + "that is all")
    n_words = len(gram.split())
    voice = (Span(looping[0].start, looping[n_words].end), Span(looping[-3].start, looping[-1].end))
    assert "loop" in codes(looping, speech=voice)
    assert "loop" not in codes(looping, speech=voice_under(looping))


def test_a_loop_sees_through_punctuation_and_capitals():
    """“Yes, yes. YES” is the same word."""
    words = say("Yes, yes. YES yes, yes! " * 3 + "of course")
    assert codes(words, speech=voice_under(words)) == ["loop"]


def test_compressible_text():
    """Whisper's own ratio above its own threshold is a doubt at the words of that segment."""
    words = say(ANSWER)
    assert codes(words, speech=voice_under(words), ratio=2.5) == ["compressible"]
    assert codes(words, speech=voice_under(words), ratio=2.4) == []


@pytest.mark.parametrize(
    "phrase", ["Thank you for watching!", "Please subscribe.", "Thank you very much.", "Bye."]
)
def test_stock_phrases_in_silence(phrase):
    """What recognisers write into silence is named as that, once; under voice it is an answer."""
    real = say("that was the result")
    invented = say(phrase, 20.0)
    (flag,) = doubts(real, invented, speech=voice_under(real))
    assert flag.code == "stock-phrase"
    assert (flag.start, flag.end) == pytest.approx((invented[0].start, invented[-1].end), abs=0.001)
    said = voice_under(real) + voice_under(invented)
    assert doubts(real, invented, speech=said) == ()


def test_stock_phrases_without_a_signal():
    """If voice is unknown, only what nobody says in an interview is doubted."""
    assert codes(say("thanks for watching"), speech=None) == ["stock-phrase"]
    assert codes(say("thank you very much"), speech=None) == []


def test_the_prompt_comes_back():
    """The hint's own words in silence, or most of them anywhere, are no answer."""
    leaked = say("Um, so, uh, I mean, well", 10.0)
    real = say("that was the result")
    assert codes(real, leaked, speech=voice_under(real)) == ["stock-phrase"]
    whole = say(PROMPT)
    assert codes(whole, speech=voice_under(whole)) == ["stock-phrase"]
    said = say("um so uh the build was slow")
    assert codes(said, speech=voice_under(said)) == []
    assert codes(whole, speech=voice_under(whole), prompt="") == []


@pytest.mark.parametrize("place", ["before", "between", "after"])
def test_speech_without_words(place):
    """Voice of three seconds without a word is flagged wherever it lies in the answer."""
    words = {
        "before": (say("I fixed it", 3.0),),
        "between": (say("I fixed it"), say("and that was all", 4.2)),
        "after": (say("I fixed it"),),
    }[place]
    first, last = words[0][0].start, words[-1][-1].end
    speech = (Span(0.0 if place == "before" else first, last + 3.0 * (place == "after")),)
    (flag,) = doubts(*words, speech=speech)
    assert flag.code == "unrecognised-speech"
    assert flag.end - flag.start == pytest.approx(3.0, abs=0.2)


def test_a_word_less_than_two_seconds_long_is_heard():
    """Voice of a second without a word is no doubt yet."""
    words = say("I fixed it", 1.0)
    assert codes(words, speech=(Span(0.0, words[-1].end + 1.0),)) == []


def test_speech_that_gave_nothing_at_all():
    """No words over speech are one doubt over all of it."""
    (flag,) = doubts((), speech=(Span(1.0, 5.0),))
    assert (flag.code, flag.start, flag.end) == ("unrecognised-speech", 1.0, 5.0)
    assert doubts((), speech=()) == ()


def test_guesses():
    """A mean probability below 0.4 is a doubt about the whole; 0.4 is not."""
    unsure = say(ANSWER, probability=0.39)
    assert codes(unsure, speech=voice_under(unsure)) == ["low-probability"]
    sure = say(ANSWER, probability=0.41)
    assert codes(sure, speech=voice_under(sure)) == []


@st.composite
def spans(draw):
    """Draw ordered disjoint spans of at least 50 ms."""
    steps = draw(st.lists(st.floats(0.05, 3), max_size=16))
    found, now = [], 0.0
    for silence, voice in zip(steps[::2], steps[1::2], strict=False):
        found.append(Span(now + silence, now + silence + voice))
        now = found[-1].end
    return tuple(found)


words_anyhow = st.lists(
    st.builds(
        lambda text, start, length, p: Word(text, start, start + length, p),
        st.sampled_from(["um", "no", "I", "thank", "you", "result."]),
        st.floats(0, 30),
        st.floats(0, 4),
        st.none() | st.floats(0, 1),
    ),
    max_size=40,
)


@given(words_anyhow, st.none() | spans(), st.floats(0.01, 30))
def test_placed_words(words, speech, duration):
    """One for one the same texts, ordered, without overlap, inside the recording."""
    placed = place_words(words, speech, duration)
    assert [(w.text, w.probability) for w in placed] == [(w.text, w.probability) for w in words]
    before = 0.0
    for word in placed:
        assert before <= word.start <= word.end <= duration
        before = word.end


@given(words_anyhow, spans())
def test_placing_is_done_once(words, speech):
    """Words that are ordered and lie in speech stay where they are (to a millisecond)."""
    once = place_words(words, speech, 40)
    for first, second in zip(once, place_words(once, None, 40), strict=True):
        assert (first.start, first.end) == (second.start, second.end)


@given(spans())
def test_a_word_over_a_pause_moves_into_the_speech(speech):
    """An edge in silence goes to the speech under the word."""
    for span in speech:
        (word,) = place_words([Word("well", span.start - 0.04, span.end + 0.04)], (span,), 60)
        assert (word.start, word.end) == pytest.approx((span.start, span.end), abs=0.001)


def test_a_word_without_speech_keeps_its_time():
    """It is not moved somewhere else: the guards flag it where it is."""
    (word,) = place_words([Word("well", 5.0, 5.5)], (Span(1.0, 2.0),), 10)
    assert (word.start, word.end) == (5.0, 5.5)


@given(words_anyhow, st.none() | spans(), st.floats(1, 4))
def test_flags_of_anything(words, speech, ratio):
    """Whatever the words: flags in order of time, each a sentence, times not turned round."""
    placed = place_words(words, speech, 40)
    flags = find_flags([RecognisedSegment(tuple(words), ratio)], placed, speech, PROMPT)
    assert [flag.start for flag in flags] == sorted(flag.start for flag in flags)
    for flag in flags:
        assert flag.start <= flag.end
        assert flag.message.endswith(".")
    if speech is None:
        assert not {"no-voice", "unrecognised-speech"} & {flag.code for flag in flags}


def test_another_language_is_doubted_once():
    """Where most pieces that could be told say so; not for one piece in three, not for none."""
    word = say("hallo")

    def of(*languages):
        heard = [RecognisedSegment(word, 1.0, (), language) for language in languages]
        return [flag.message for flag in doubt_language(heard, "en", 60.0)]

    (message,) = of("de", "de", "en")
    assert "German" in message
    assert "--language de" in message
    assert of("de", "en", "en") == of("", "") == of("en") == []
