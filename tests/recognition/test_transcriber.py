"""Samples to words, through the real decoder with a model of random weights."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import random_whisper, signals
from voicecoach.errors import ExitStatus, ModelError
from voicecoach.recognition import FasterWhisperTranscriber
from voicecoach.recognition.chunking import WINDOW_SILENCE_S
from voicecoach.recognition.transcriber import MAX_HINT_LETTERS, hint_from
from voicecoach.sound.files import resample

RATE = 16_000

pytestmark = pytest.mark.voice


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Give the module one model folder."""
    return random_whisper.build(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def transcriber(folder):
    """Give the module one loaded model."""
    loaded = FasterWhisperTranscriber(folder, "random")
    loaded.load()
    return loaded


def voice(seconds, rate=RATE):
    """Return so many seconds of espeak-ng speaking on and on, with short pauses."""
    said = signals.answer([0.2] * round(1 + seconds / 2), lead=0, rate=RATE).samples
    samples = said[: round(seconds * RATE)] * np.float32(0.5)
    assert len(samples) == round(seconds * RATE)
    return samples if rate == RATE else resample(samples, RATE, rate)


def check_words(transcript, duration):
    """Assert what holds of the words of every transcript."""
    assert transcript.text == " ".join(word.text for word in transcript.words)
    before = 0.0
    for word in transcript.words:
        assert word.text == word.text.strip() != ""
        assert before <= word.start <= word.end <= duration
        assert 0 <= word.probability <= 1
        before = word.end
    for flag in transcript.flags:
        assert 0 <= flag.start <= flag.end <= duration
    times = [(word.start, word.end) for word in transcript.words]
    json.dumps([times, [(flag.start, flag.end) for flag in transcript.flags]])


def test_the_model_is_the_same_each_time(tmp_path):
    """The same seed gives the same bytes, another seed another model."""
    one, two, other = (
        (random_whisper.build(tmp_path / name, seed) / "model.bin").read_bytes()
        for name, seed in (("one", 1), ("two", 1), ("other", 2))
    )
    assert one == two != other


@pytest.mark.parametrize("sound", ["voice", "silence", "clipped", "short"])
def test_words_lie_inside_the_recording_in_order(transcriber, sound):
    """Whatever the sound: ordered words without overlap, progress up to 1."""
    samples = {
        "voice": voice(4),
        "silence": np.zeros(2 * RATE, np.float32),
        "clipped": np.sign(voice(1.5)),
        "short": voice(0.03),
    }[sound]
    shares: list[float] = []
    transcript = transcriber.transcribe(samples, RATE, on_progress=shares.append)
    check_words(transcript, len(samples) / RATE)
    assert (transcript.engine, transcript.model) == ("faster-whisper", "random")
    assert transcript.language == "en"
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    if sound == "voice":
        assert transcript.words


def test_random_words_are_doubted(transcriber):
    """A model that knows nothing is told so: its words are flagged as guesses."""
    codes = {flag.code for flag in transcriber.transcribe(voice(3), RATE).flags}
    assert "low-probability" in codes


def test_more_than_one_window(transcriber):
    """A recording longer than Whisper's 30 s gives words beyond them."""
    transcript = transcriber.transcribe(voice(33), RATE)
    check_words(transcript, 33)
    assert transcript.words[-1].end > 30


def test_another_rate(transcriber):
    """A recording at 44.1 kHz keeps its own clock."""
    samples = voice(2, 44_100)
    transcript = transcriber.transcribe(samples, 44_100)
    check_words(transcript, 2)
    assert transcript.words[-1].end > 1


def test_the_same_sound_gives_the_same_words(folder, transcriber):
    """Whatever was decoded before, and with two pieces at a time: word for word the same."""
    once = transcriber.transcribe(voice(26), RATE)
    transcriber.transcribe(voice(3), RATE)
    two = FasterWhisperTranscriber(folder, "random", cpu_threads=2, n_workers=2)
    assert once == transcriber.transcribe(voice(26), RATE) == two.transcribe(voice(26), RATE)


def test_words_lie_in_the_speech(transcriber):
    """Each word lies in a span of speech or beside it; the silence between is not decoded."""
    said = signals.answer([5.0])
    transcript = transcriber.transcribe(said.samples, RATE, speech=said.speech)
    check_words(transcript, said.duration_s)
    assert transcript.words
    for word in transcript.words:
        near = [
            span
            for span in said.speech
            if span.start - WINDOW_SILENCE_S - 0.1 <= word.start
            and word.end <= span.end + WINDOW_SILENCE_S + 0.1
        ]
        assert near, word


@pytest.mark.parametrize(
    ("samples", "speech"),
    [
        (np.zeros(0, np.float32), None),
        (np.zeros(0, np.float32), ()),
        (np.full(RATE, 0.1, np.float32), ()),
    ],
)
def test_nothing_said_gives_no_words(transcriber, samples, speech):
    """Without samples or without speech there are no words, no doubts, and progress ends."""
    shares: list[float] = []
    transcript = transcriber.transcribe(samples, RATE, speech=speech, on_progress=shares.append)
    assert (transcript.words, transcript.flags, transcript.text) == ((), (), "")
    assert shares == [1.0]


def test_a_glossary(transcriber):
    """Terms reach the decoder: they change what a random model writes; a long list fits too."""
    plain = transcriber.transcribe(voice(2), RATE)
    hinted = transcriber.transcribe(voice(2), RATE, glossary=("bala", "dimo gune", "fike"))
    assert hinted.text != plain.text
    many = transcriber.transcribe(voice(1), RATE, glossary=[f"term{n}" for n in range(500)])
    check_words(many, 1)


def test_a_glossary_goes_with_a_text_whose_beginning_is_settled(transcriber):
    """While somebody speaks the decoder is told how the text begins; the terms stay known."""
    plain, hinted, many = (
        [
            word.text
            for one in transcriber.recognise(voice(2), settled="bala fike", glossary=terms)
            for word in one.words
        ]
        for terms in ((), ("bala", "dimo gune", "fike"), [f"term{n}" for n in range(500)])
    )
    assert plain[:2] == hinted[:2] == many[:2] == ["bala", "fike"]
    assert hinted != plain


@given(st.lists(st.text(max_size=60), max_size=30))
def test_the_hint_fits(terms):
    """A hint is short, and holds each of its terms once."""
    hint = hint_from(terms)
    if hint is None:
        assert not any(0 < len(" ".join(term.split())) <= MAX_HINT_LETTERS for term in terms)
    else:
        assert 0 < len(hint) <= MAX_HINT_LETTERS
    assert hint_from(["one", " one ", "two  words", ""]) == "one, two words"


def test_a_language_the_model_lacks(folder):
    """A language that the model does not know is a ModelError before anything is decoded."""
    with pytest.raises(ModelError) as caught:
        FasterWhisperTranscriber(folder, "random", "de").load()
    assert caught.value.exit_status == ExitStatus.MODEL_MISSING


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("model.bin", None),
        ("model.bin", b""),
        ("model.bin", b"no weights at all"),
        ("model.bin", "half"),
        ("tokenizer.json", None),
        ("tokenizer.json", b"{}"),
        ("tokenizer.json", b"{"),
        ("config.json", b"{"),
        ("vocabulary.json", None),
        ("vocabulary.json", b"["),
    ],
)
def test_a_broken_folder_is_a_model_error(tmp_path, folder, file, content):
    """Each file missing, damaged or cut: one sentence and a remedy, no network, no traceback."""
    broken = tmp_path / "broken"
    broken.mkdir()
    for one in folder.iterdir():
        (broken / one.name).write_bytes(one.read_bytes())
    if content is None:
        (broken / file).unlink()
    elif content == "half":
        whole = (broken / file).read_bytes()
        (broken / file).write_bytes(whole[: len(whole) // 2])
    else:
        (broken / file).write_bytes(content)
    with pytest.raises(ModelError) as caught:
        FasterWhisperTranscriber(broken, "broken").transcribe(voice(0.5), RATE)
    assert "broken" in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.message.endswith(".")
    assert caught.value.remedy


def test_a_folder_that_is_not_there(tmp_path):
    """A path without a folder is a ModelError too."""
    with pytest.raises(ModelError):
        FasterWhisperTranscriber(tmp_path / "nowhere", "nowhere").load()
