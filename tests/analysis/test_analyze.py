"""What holds for every analysis, whatever was heard."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from voicecoach.analysis import analyze
from voicecoach.analysis.advice import NOTE_CODES
from voicecoach.json_files import from_json, to_json
from voicecoach.types import PARTS, Activity, Analysis, HeldSound, Recording, Span, Transcript, Word

TOKENS = st.one_of(
    st.sampled_from(["I", "we", "um", "so", "like", "you", "know", "first", "result", "had", "to"]),
    st.sampled_from(["20", "percent.", "The", "end,", "uh", "built", "it.", "reduced", "right?"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]), min_size=1),
)


@st.composite
def heard(draw):
    """Draw words with times inside speech, pauses between, and a recording around them."""
    at = draw(st.floats(0, 3))
    speech, words, held = [], [], []
    for _ in range(draw(st.integers(0, 6))):
        start = at
        for token in draw(st.lists(TOKENS, min_size=1, max_size=12)):
            length = draw(st.floats(0.05, 0.8))
            words.append(Word(token, round(at, 3), round(at + length, 3), draw(st.floats(0, 1))))
            at += length
        speech.append(Span(round(start, 3), round(at, 3)))
        if draw(st.booleans()):
            held.append(HeldSound(speech[-1].start, speech[-1].end, 0.7))
        at += draw(st.floats(0.15, 5))
    duration = round(at + 1, 3)
    recording = Recording(duration, 16_000, int(duration * 16_000), "0" * 64, -3.0, 0.0, -60.0)
    text = " ".join(word.text for word in words)
    transcript = Transcript("faster-whisper", "m", "en", text, tuple(words))
    return recording, transcript, Activity(duration, tuple(speech), tuple(held))


@settings(max_examples=120, deadline=None)
@given(heard())
def test_invariants(case):
    """Spans are ordered and inside; sentences cover the text; counts add up; bytes are equal."""
    recording, transcript, activity = case
    analysis = analyze(None, recording, transcript, activity)
    assert to_json(analysis) == to_json(analyze(None, recording, transcript, activity))
    assert from_json(to_json(analysis), Analysis, origin="test") == analysis

    sentences = analysis.star.sentences
    covered = [i for s in sentences for i in range(s.first_word, s.last_word + 1)]
    assert covered == list(range(len(transcript.words)))
    assert " ".join(s.text for s in sentences) == transcript.text

    edges = [edge for pause in analysis.pauses for edge in (pause.start, pause.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= recording.duration_s for edge in edges)
    for filler in analysis.fillers:
        assert 0 <= filler.start <= filler.end <= recording.duration_s + 0.001

    measures = analysis.measures
    assert measures.n_pauses == len(analysis.pauses)
    if measures.n_words is not None:
        by_kind = [measures.n_hesitations, measures.n_markers, measures.n_acoustic]
        assert sum(by_kind) == len(analysis.fillers)
    if measures.span_s is not None:
        assert abs(measures.phonation_s + measures.pause_s - measures.span_s) < 0.01
    if measures.fillers_per_minute is not None:
        assert measures.fillers_per_minute[0] <= measures.fillers_per_minute[1]
    assert {note.code for note in analysis.notes} <= set(NOTE_CODES)


@settings(max_examples=120, deadline=None)
@given(st.lists(TOKENS, max_size=80))
def test_any_text(tokens):
    """Words alone never crash and cover the text, whatever they are."""
    words = tuple(Word(token) for token in tokens)
    analysis = analyze(None, None, Transcript("text", None, "en", " ".join(tokens), words), None)
    assert sum(s.last_word - s.first_word + 1 for s in analysis.star.sentences) == len(words)
    assert analysis.measures.span_s is None


def test_nothing_at_all():
    """Neither sound nor words: every figure is null and says why."""
    analysis = analyze(None, None, None, None)
    assert analysis.measures.n_words is None
    assert {item.what for item in analysis.withheld} >= {"times", "words", "star"}


def test_guesses_are_withheld():
    """A low mean probability withholds what is made of words, and says why."""
    words = tuple(Word(f"word{i}", i * 0.4, i * 0.4 + 0.3, 0.2) for i in range(60))
    transcript = Transcript("faster-whisper", "m", "en", " ".join(w.text for w in words), words)
    analysis = analyze(None, None, transcript, Activity(25.0, (Span(0, 24),)))
    assert analysis.measures.n_words is None
    assert analysis.measures.speech_rate_wpm is None
    assert analysis.star.parts is None
    assert any("guesses" in item.why for item in analysis.withheld)
    assert {sentence.part for sentence in analysis.star.sentences} == {"other"}
    assert analysis.priority.code == "words-unsure"
    assert not any(part in analysis.priority.try_next for part in PARTS)


def test_a_word_in_a_pause_starts_with_the_next_speech():
    """Word times stretch over silence; the first word's latency does not."""
    words = (Word("um", 0.5, 0.9, 0.9), Word("Yes", 1.2, 4.2, 0.9))
    transcript = Transcript("faster-whisper", "m", "en", "um Yes", words)
    analysis = analyze(None, None, transcript, Activity(6.0, (Span(0.5, 0.9), Span(4.0, 5.0))))
    assert analysis.measures.response_latency_s == 0.5
    assert analysis.measures.first_word_latency_s == 4.0
