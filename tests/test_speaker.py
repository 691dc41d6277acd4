"""The question aloud: real espeak-ng, a real sound server, voices that are missing or stuck."""

from __future__ import annotations

import subprocess
import sys
import threading

import numpy as np
import pytest

from tests.soundcard import RATE, align
from voicecoach.audio import resample
from voicecoach.errors import SpeakerError
from voicecoach.speaker import Pyttsx3Speaker, find_voice, list_voices

pytestmark = pytest.mark.voice

TEXT = "Tell me about a time you simplified something."


@pytest.mark.soundcard
def test_what_is_heard_is_what_was_synthesised(soundcard):
    """The speaker plays the text whole, and ``ended`` is when it was over."""
    code = (
        "import sys, time\n"
        "from voicecoach.speaker import Pyttsx3Speaker\n"
        "began = time.monotonic(); spoken = Pyttsx3Speaker().say(sys.argv[1])\n"
        "print(spoken.ended - spoken.started, time.monotonic() - spoken.ended)"
    )
    chunks: list[bytes] = []
    recorder = soundcard.start_recording()
    reader = threading.Thread(target=lambda: chunks.append(recorder.stdout.read()))
    reader.start()
    done = subprocess.run(
        [sys.executable, "-c", code, TEXT], env=soundcard.env, capture_output=True, text=True
    )
    recorder.kill()
    reader.join()
    assert done.returncode == 0, done.stderr
    heard = np.frombuffer(chunks[0][: len(chunks[0]) // 2 * 2], np.int16).astype(np.float32)
    samples, rate = Pyttsx3Speaker().synthesise(TEXT)
    _, correlation = align(resample(samples, rate, RATE), heard / 32768)
    assert correlation > 0.95
    length, since_end = map(float, done.stdout.split())
    assert length == pytest.approx(len(samples) / rate, abs=0.15)
    assert since_end < 1.0


def test_rate_and_volume_count():
    """A faster voice is shorter, a softer one quieter."""
    slow, _ = Pyttsx3Speaker(rate_wpm=120).synthesise(TEXT)
    fast, _ = Pyttsx3Speaker(rate_wpm=240).synthesise(TEXT)
    soft, _ = Pyttsx3Speaker(rate_wpm=120, volume=0.3).synthesise(TEXT)
    assert len(fast) < 0.7 * len(slow)
    assert np.abs(soft).max() < 0.6 * np.abs(slow).max()


def test_long_texts_are_complete():
    """A long text is spoken to its end: twice the words, about twice the time."""
    once, rate = Pyttsx3Speaker().synthesise(" ".join([TEXT] * 5))
    twice, _ = Pyttsx3Speaker().synthesise(" ".join([TEXT] * 10))
    assert len(twice) / len(once) == pytest.approx(2, abs=0.2)
    assert len(twice) / rate > 20


def test_voices_are_listed_and_found():
    """A voice is found by its id and by part of its name."""
    voices = list_voices()
    assert voices
    assert find_voice(voices[0].id) == voices[0]
    assert "english" in find_voice("english").name.lower()


def test_unknown_voice_names_near_ones():
    """A mistyped voice is answered with its neighbours."""
    with pytest.raises(SpeakerError) as caught:
        find_voice("Englsh (America)")
    assert "English" in caught.value.remedy


@pytest.mark.parametrize(
    ("worker", "code"),
    [
        ("import sys; sys.stderr.write('eSpeak is not installed'); sys.exit(1)", "no-voice"),
        ("import sys; sys.exit(0)", "no-sound"),
        ("import sys; sys.exit(3)", "no-sound"),
    ],
    ids=["no espeak", "no file", "driver failed"],
)
def test_a_broken_voice_is_one_sentence(worker, code):
    """Whatever the voice does, an error says what to do."""
    with pytest.raises(SpeakerError) as caught:
        Pyttsx3Speaker(worker=[sys.executable, "-c", worker]).synthesise(TEXT)
    assert caught.value.code == code
    assert caught.value.remedy


def test_a_stuck_voice_is_killed(monkeypatch):
    """A voice that never answers is given up after its limit."""
    monkeypatch.setattr("voicecoach.speaker.SLOWEST_WORKER_S", 0.3)
    worker = [sys.executable, "-c", "import time; time.sleep(60)"]
    with pytest.raises(SpeakerError) as caught:
        Pyttsx3Speaker(worker=worker).synthesise("Hi.")
    assert caught.value.code == "voice-stuck"


def test_no_text_is_no_speech():
    """An empty prompt is refused."""
    with pytest.raises(SpeakerError):
        Pyttsx3Speaker().synthesise("  ")
