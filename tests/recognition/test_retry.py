"""Second tries and guards on forced hallucinations, through the whole path around a recogniser."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from tests import random_whisper, signals
from tests.scripted import ScriptedTranscriber, evenly, fluent
from voicecoach.analysis import analyze
from voicecoach.recognition import FasterWhisperTranscriber, RecognisedSegment
from voicecoach.recognition.retry import MAX_RESTS, find_unheard, hear_rest, retry_doubtful
from voicecoach.recognition.transcriber import SECOND_TRIES
from voicecoach.recognition.whisper import PROMPT
from voicecoach.types import Activity, Span, Word

RATE = signals.RATE

pytestmark = pytest.mark.voice


@pytest.fixture(scope="module")
def answer():
    """Give the module an answer of one piece: clauses close to each other."""
    return signals.answer([0.1, 0.2, 0.1], lead=0.1, tail=0.1)


def transcribe(script, signal, **options):
    """Return a scripted recogniser after it heard a signal, and the transcript."""
    scripted = ScriptedTranscriber(script)
    scripted.prompt = PROMPT
    found = scripted.transcribe(signal.samples, signal.rate, speech=signal.speech, **options)
    return scripted, found


def codes(transcript):
    """Return the codes of a transcript's flags."""
    return [flag.code for flag in transcript.flags]


def test_fluent_speech_needs_no_second_try(answer):
    """Words all over the speech: decoded once, no doubt."""
    scripted, found = transcribe(fluent, answer)
    assert [retry for *_, retry in scripted.calls] == [False]
    assert found.flags == ()


@pytest.mark.parametrize(
    "invented",
    [
        PROMPT,
        "I mean " * 19,
        "we did it " * 17,
        "no " * 28,
        "one two three four " * 16,
    ],
)
def test_a_spoilt_first_try_is_decoded_again(answer, invented):
    """The prompt come back as text, and loops of one to four words, give way to a clean try."""
    scripted, found = transcribe(
        lambda seconds, retry: fluent(seconds) if retry else invented, answer
    )
    assert [retry for *_, retry in scripted.calls] == [False, True]
    assert found.text.startswith("word1 word2")
    assert found.flags == ()


def test_a_loop_that_stays_is_flagged_and_shown(answer):
    """Where the second try loops too, the words stay, doubted."""
    _, found = transcribe(lambda *_: "and so on " * 18, answer)
    assert found.text.startswith("and so on and so on")
    assert "loop" in codes(found)


def test_a_text_that_ends_before_the_voice_is_gone_on_with():
    """The last sentence is heard again with what follows it, and stands there once."""
    said = evenly("one two three four. Five six seven eight nine ten", 10.0)
    calls = []

    def rest(first):
        calls.append(first / RATE)
        words = [w for w in said if w.start >= first / RATE]
        moved = (Word(w.text, w.start - first / RATE, w.end - first / RATE, 0.9) for w in words)
        return (RecognisedSegment(tuple(moved), 1.0),)

    early = RecognisedSegment(said[:6], 1.0)
    found = hear_rest([early], rest, (Span(0.0, 10.0),), 10 * RATE)
    assert calls == [pytest.approx(3.95, abs=0.05)]
    assert [w.text for one in found for w in one.words] == [w.text for w in said]
    assert [w.start for one in found for w in one.words] == pytest.approx(
        [w.start for w in said], abs=0.01
    )


def test_a_restart_inside_a_sentence_begins_none():
    """The recogniser writes its first word with a capital; behind a comma that says nothing."""
    said = evenly("One two three, and five six seven eight nine ten", 10.0)

    def rest(first):
        words = [w for w in said if w.start >= first / RATE]
        moved = [Word(w.text, w.start - first / RATE, w.end - first / RATE, 0.9) for w in words]
        moved[0] = replace(moved[0], text=moved[0].text.capitalize())
        return (RecognisedSegment(tuple(moved), 1.0),)

    early = RecognisedSegment(said[:6], 1.0)
    found = hear_rest([early], rest, (Span(0.0, 10.0),), 10 * RATE)
    assert " ".join(w.text for one in found for w in one.words) == " ".join(w.text for w in said)


def test_what_says_nothing_new_is_left():
    """Where hearing the rest ends no later, or nothing can be kept before it, all stays."""
    speech = (Span(0.0, 10.0),)
    early = [RecognisedSegment(evenly("one two three. Four five six", 6.0), 1.0)]
    calls = []

    def same(first):
        calls.append(first)
        return [RecognisedSegment(evenly("four five", 2.0), 1.0)]

    assert hear_rest(early, same, speech, 10 * RATE) == tuple(early)
    assert len(calls) == 1
    assert hear_rest([], same, speech, 10 * RATE) == ()
    alone = [RecognisedSegment(evenly("one", 1.0), 1.0)]
    assert hear_rest(alone, same, speech, 10 * RATE) == tuple(alone)
    assert len(calls) == 1


def test_the_rest_is_heard_a_few_times_at_most():
    """A recogniser that says one word at a time does not hold up the answer for ever."""
    calls = []

    def rest(first):
        calls.append(first)
        return [RecognisedSegment(evenly("and more of it", 4.0), 1.0)]

    early = [RecognisedSegment(evenly("one two three four", 4.0), 1.0)]
    hear_rest(early, rest, (Span(0.0, 28.0),), 28 * RATE)
    assert 1 < len(calls) <= MAX_RESTS
    # from the same place all would be the same
    assert all(later > earlier for earlier, later in pairwise(calls))


@pytest.mark.parametrize("where", ["end", "middle"])
def test_speech_without_words_is_decoded_again(where):
    """Two seconds of speech after the last word, or a span without one: that stretch alone."""
    signal = signals.answer([0.8, 0.8], lead=0.3, tail=0.3)
    spans = signal.speech

    def script(seconds, retry):
        if retry:
            return evenly("what was left out", seconds)
        heard = spans[:1] if where == "end" else (spans[0], spans[2])
        return tuple(Word(f"word{i}", span.start, span.end, 0.9) for i, span in enumerate(heard))

    scripted, found = transcribe(script, signal)
    (_, _, one), *rest = scripted.calls
    assert one is False
    assert [retry for *_, retry in rest] == [True]
    missing = spans[1:] if where == "end" else spans[1:2]
    length = missing[-1].end - missing[0].start
    assert rest[0][0] == pytest.approx(length + 0.4, abs=0.25)
    inserted = [word for word in found.words if not word.text.startswith("word")]
    assert len(inserted) >= 2
    assert all(missing[0].start - 0.1 <= w.start <= missing[-1].end for w in inserted)
    if where == "middle":
        assert [w.text for w in found.words][0 :: len(found.words) - 1] == ["word0", "word1"]


@pytest.mark.parametrize(("again", "kept"), [("ha ha ha ha ha", []), ("so yes", ["so", "yes"])])
def test_a_loop_between_words_is_not_put_in(again, kept):
    """What a wordless stretch of 0.6 s gives on its own counts, but not where it is a loop."""
    before, behind = evenly("one two three", 3.0), evenly("four five six", 3.0)
    behind = [replace(w, start=w.start + 5.0, end=w.end + 5.0) for w in behind]
    heard = [RecognisedSegment((*before, *behind), 1.0)]
    speech = (Span(0.0, 2.9), Span(3.6, 4.2), Span(5.0, 7.9))
    found = retry_doubtful(
        heard,
        lambda first, end: [RecognisedSegment(evenly(again, (end - first) / RATE), 1.0)],
        speech,
        n_samples=8 * RATE,
        prompt="",
        most=2,
    )
    texts = [w.text for one in found for w in one.words]
    assert texts == ["one", "two", "three", *kept, "four", "five", "six"]


def test_a_phrase_at_the_margin_costs_no_words():
    """What was said in a gap is put in, and “Thank you.” over the silence behind it is not."""
    before = evenly("one two three", 3.0)
    speech = (Span(0.0, 2.9), Span(5.0, 7.9))
    said = [*evenly("four five six", 3.0), Word("Thank", 3.12, 3.15, 0.9)]
    said.append(Word("you.", 3.15, 3.19, 0.9))
    found = retry_doubtful(
        [RecognisedSegment(tuple(before), 1.0)],
        lambda first, end: [RecognisedSegment(tuple(said), 1.0)],
        speech,
        n_samples=10 * RATE,
        prompt="",
        most=2,
    )
    texts = [w.text for one in found for w in one.words]
    assert texts == ["one", "two", "three", "four", "five", "six"]


def test_nobody_waits_for_a_stretch_without_words():
    """Once somebody waits, what has no words is not heard on its own any more."""
    heard = [RecognisedSegment(tuple(evenly("one two three", 3.0)), 1.0)]
    speech = (Span(0.0, 2.9), Span(5.0, 7.9))

    def never(first, end):
        raise AssertionError("asked again")

    kept = retry_doubtful(
        heard, never, speech, n_samples=8 * RATE, prompt="", most=2, hurried=lambda: True
    )
    assert kept == tuple(heard)


def test_speech_that_stays_without_words_is_flagged():
    """Nothing the second time either: one line with its place, no more than two tries a piece."""
    signal = signals.answer([0.6] * 3, lead=0.3)
    scripted, found = transcribe(lambda *_: "", signal)
    assert found.text == ""
    assert set(codes(found)) == {"unrecognised-speech"}
    assert 2 <= len(scripted.calls) <= 1 + SECOND_TRIES


NOTHING = {
    "silence": lambda n: np.zeros(n, np.float32),
    **{
        kind: lambda n, kind=kind: 0.03 * signals.noise(n, kind)
        for kind in ("white", "pink", "hum", "fan", "tone", "keyboard", "clicks")
    },
}


@pytest.mark.parametrize("kind", NOTHING)
def test_a_minute_of_nothing_gives_no_word(kind):
    """Whatever the recogniser would invent, it is not even asked; nor in a real model."""
    sound = np.asarray(NOTHING[kind](60 * RATE), np.float32)
    scripted = ScriptedTranscriber(lambda *_: "Thank you for watching.")
    assert scripted.transcribe(sound, RATE).words == ()
    assert scripted.calls == []


@pytest.mark.parametrize("phrase", ["Thank you for watching.", "Please subscribe", "you", PROMPT])
def test_phrases_forced_into_a_pause_are_flagged(phrase):
    """A recogniser that writes into a silence: the words stay, each with a doubt."""
    signal = signals.answer([2.5], lead=0.3, tail=0.3)
    (one, two), pause = signal.speech, signal.pauses[0]

    def script(seconds, retry):
        real = [*evenly(fluent(one.duration), one.duration)]
        real = [Word(w.text, w.start + one.start, w.end + one.start, 0.9) for w in real]
        invented = evenly(phrase, pause.duration - 0.4)
        at = pause.start + 0.2
        invented = [Word(w.text, w.start + at, w.end + at, 0.9) for w in invented]
        late = evenly("that is all of it and now I stop here", two.duration)
        late = [Word(w.text, w.start + two.start, w.end + two.start, 0.9) for w in late]
        return () if retry else (*real, *invented, *late)

    scripted = ScriptedTranscriber()
    scripted.prompt = PROMPT

    def recognise(sound, *, glossary=(), retry=False, **_others):
        words = script(len(sound) / RATE, retry)
        n = len(evenly(fluent(one.duration), 1))
        m = n + len(phrase.split())
        return tuple(
            RecognisedSegment(part, 1.0) for part in (words[:n], words[n:m], words[m:]) if part
        )

    scripted.recognise = recognise
    found = scripted.transcribe(signal.samples, RATE, speech=signal.speech)
    assert phrase.split()[0] in found.text
    doubted = [f for f in found.flags if f.code in {"stock-phrase", "no-voice"}]
    assert doubted
    assert all(pause.start - 0.1 <= f.start and f.end <= pause.end + 0.1 for f in doubted)


def test_guesses_withhold_what_is_made_of_words(answer):
    """A low mean probability: the words are shown, the measures made of them are null, and why."""
    _, found = transcribe(lambda s, _: evenly(fluent(s), s, probability=0.2), answer)
    assert "low-probability" in codes(found)
    activity = Activity(answer.duration_s, answer.speech)
    analysis = analyze(None, None, found, activity)
    assert analysis.measures.n_words is None
    assert analysis.measures.speech_rate_wpm is None
    assert analysis.measures.phonation_s is not None
    assert any("guesses" in one.why for one in analysis.withheld if one.what == "words")
    assert analysis.transcript.words


def test_the_glossary_goes_in_with_every_piece(answer):
    """The question's terms and the candidate's own reach each piece and each second try."""
    long = signals.answer([0.4] * 20)
    scripted, _ = transcribe(lambda *_: "", long, glossary=("Kafka", "Ada"))
    assert len(scripted.calls) > 4
    assert {glossary for _, glossary, _ in scripted.calls} == {("Kafka", "Ada")}


def test_the_prompt_does_not_leak_from_the_real_decoder(tmp_path):
    """Silence and speech free of fillers through the real decoder: the prompt stays outside."""
    model = FasterWhisperTranscriber(random_whisper.build(tmp_path / "model"), "random")
    spoken = signals.answer([0.4] * 6)
    for sound in (np.zeros(10 * RATE, np.float32), spoken.samples):
        text = model.transcribe(sound, RATE).text.lower()
        for start in range(len(PROMPT.split()) - 3):
            assert " ".join(PROMPT.lower().split()[start : start + 4]) not in text


def test_nothing_to_improve():
    """Without second tries the first one stands; without words all the speech is unheard."""
    heard = (RecognisedSegment((Word("a", 0.0, 0.2, 0.5),), 9.0),)

    def never(first, end):
        raise AssertionError

    speech = (Span(0.0, 5.0),)
    assert retry_doubtful(heard, never, speech, n_samples=5 * RATE, prompt="", most=0) == heard
    assert find_unheard((), speech, 5.0) == (Span(0.0, 5.0),)
    assert find_unheard(heard, (Span(0.0, 0.4),), 1.0) == ()
