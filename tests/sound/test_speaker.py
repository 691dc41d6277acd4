"""The question aloud: real espeak-ng, a real sound server, voices that are missing or stuck."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import numpy as np
import pytest

from tests.soundcard import RATE, align, sound_card, urgent
from tests.waits import LIMIT_S, wait_until
from voicecoach.errors import SpeakerError
from voicecoach.sound.files import resample
from voicecoach.sound.speaker import Pyttsx3Speaker, find_voice, list_voices

pytestmark = pytest.mark.voice

TEXT = "Tell me about a time you simplified something."

CHARACTERS_A_SECOND = 20
"""Faster than any voice here speaks at its own rate."""

HIDDEN_LIBRARY = """
import ctypes, runpy, sys
def refuse(name):
    raise OSError("hidden")
ctypes.cdll.LoadLibrary = refuse
sys.argv = ["speech_worker", *sys.argv[1:]]
runpy.run_module("voicecoach.sound.tts_worker", run_name="__main__")
"""
"""The real worker where no espeak library can be loaded."""


SAY = """
from voicecoach.sound.devices import find_device
from voicecoach.errors import SpeakerError
from voicecoach.sound.speaker import Pyttsx3Speaker
try:
    {}
    print("said")
except SpeakerError as error:
    print(error.code, error)
"""


def speak(env, expression, before=""):
    """Evaluate an expression in a process of its own and return how that ended."""
    code = before + SAY.format(expression)
    return subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=LIMIT_S
    )


def begin_to_say(card, text):
    """Start a process that says a text, and return it once the text is heard."""
    ear = card.listen()
    process = subprocess.Popen(
        [sys.executable, "-c", SAY.format(f"Pyttsx3Speaker().say({text!r})")],
        env=card.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    wait_until(lambda: ear.heard().any(), "a voice")
    ear.stop()
    return process


@pytest.mark.soundcard
def test_what_is_heard_is_what_was_synthesised(soundcard):
    """The speaker plays the text whole, and ``ended`` is when it was over."""
    code = (
        "import sys, time\n"
        "from voicecoach.sound.speaker import Pyttsx3Speaker\n"
        "spoken = Pyttsx3Speaker().say(sys.argv[1])\n"
        "print(spoken.ended - spoken.started)"
    )

    def say():
        ear = soundcard.listen()
        done = subprocess.run(
            [*urgent(), sys.executable, "-c", code, TEXT],
            env=soundcard.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return ear.stop(), float(done.stdout)

    heard, length = soundcard.without_gaps(say)
    samples, rate = Pyttsx3Speaker().synthesise(TEXT)
    assert align(resample(samples, rate, RATE), heard)[1] > 0.95
    assert length == pytest.approx(len(samples) / rate, abs=0.15)


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
        (HIDDEN_LIBRARY, "no-voice"),
        ("import sys; sys.exit(0)", "no-sound"),
        ("import sys; sys.exit(3)", "no-sound"),
        ("raise ValueError('drivers/espeak.py: not installed')", "no-sound"),
        ("import sys; open(sys.argv[1], 'wb').write(b'RIFF')", "no-sound"),
    ],
    ids=["no espeak", "no file", "driver failed", "driver crashed", "broken file"],
)
def test_a_broken_voice_is_one_sentence(worker, code):
    """Whatever the voice does, an error says what to do."""
    with pytest.raises(SpeakerError) as caught:
        Pyttsx3Speaker(worker=[sys.executable, "-c", worker]).synthesise(TEXT)
    assert caught.value.code == code
    assert caught.value.remedy


def test_a_stuck_voice_is_killed(monkeypatch):
    """A voice that never answers is given up after its limit."""
    monkeypatch.setattr("voicecoach.sound.speaker.MAX_WORKER_S", 0.3)
    worker = [sys.executable, "-c", "import time; time.sleep(60)"]
    with pytest.raises(SpeakerError) as caught:
        Pyttsx3Speaker(worker=worker).synthesise("Hi.")
    assert caught.value.code == "voice-stuck"


def test_a_muted_voice_is_no_broken_voice():
    """Volume 0 is the candidate's wish: as long as ever, and silent."""
    loud, _ = Pyttsx3Speaker().synthesise(TEXT)
    muted, _ = Pyttsx3Speaker(volume=0).synthesise(TEXT)
    assert len(muted) == len(loud)
    assert not muted.any()


def test_text_arrives_whatever_the_locale(monkeypatch):
    """Letters beyond ASCII are spoken alike in a bare locale; control characters are left out."""
    text = "Tell me about Zo\u00eb's na\u00efve caf\u00e9 \u2013 in \u00a3."
    usual, _ = Pyttsx3Speaker().synthesise(text)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("PYTHONUTF8", "0")
    monkeypatch.setenv("PYTHONCOERCECLOCALE", "0")
    bare, _ = Pyttsx3Speaker().synthesise(text.replace("me", "m\x00e"))
    assert np.array_equal(usual, bare)


def test_files_where_one_stands_are_not_run(tmp_path, monkeypatch):
    """A module of the candidate's own folder does not replace the standard library's."""
    (tmp_path / "wave.py").write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)
    samples, _ = Pyttsx3Speaker().synthesise(TEXT)
    assert samples.any()


@pytest.mark.soundcard
@pytest.mark.parametrize("output", ["nosuch", "defualt"])
def test_an_unknown_speaker_names_those_there_are(soundcard, output):
    """A wrong name is answered with the right ones."""
    done = speak(soundcard.env, f"Pyttsx3Speaker(output={output!r}).say('Hi.')")
    assert "There is no speaker" in done.stdout
    assert "default" in done.stdout


@pytest.mark.soundcard
def test_a_speaker_that_dies_is_one_sentence(soundcard, tmp_path):
    """When the device vanishes in mid-sentence, ``say`` ends with an error, soon."""
    with sound_card(tmp_path / "own") as card:
        process = begin_to_say(card, " ".join([TEXT] * 6))
        card.server.kill()
        out, _ = process.communicate(timeout=LIMIT_S)
    assert "did not play to the end" in out


@pytest.mark.soundcard
def test_ctrl_c_stops_the_voice_at_once(soundcard):
    """SIGINT in mid-sentence ends ``say``, whose text goes on for longer than it is waited for."""
    text = " ".join([TEXT] * 140)
    assert len(text) / CHARACTERS_A_SECOND > LIMIT_S
    process = begin_to_say(soundcard, text)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=LIMIT_S)
    assert process.returncode != 0
    assert "said" not in out


def test_no_speaker_is_one_sentence():
    """Where there is no device at all the error says what to do."""
    kept = {k: v for k, v in os.environ.items() if k not in {"PULSE_SERVER", "ALSA_CONFIG_PATH"}}
    done = speak(kept, "print(find_device(None, 'output').name); raise SystemExit")
    if "no-speaker" not in done.stdout:
        pytest.skip(f"this machine has a speaker: {done.stdout.strip()}")
    done = speak(kept, "Pyttsx3Speaker().say('Hi.')")
    assert done.stdout.startswith("no-speaker No speaker was found.")
    assert "voicecoach devices" in done.stdout


def test_no_portaudio_is_one_sentence():
    """Without the library the error says what to install."""
    hide = "import ctypes.util; ctypes.util.find_library = lambda name: None\n"
    done = speak(dict(os.environ), "Pyttsx3Speaker().say('Hi.')", before=hide)
    assert "no-portaudio" in done.stdout
    assert "libportaudio2" in done.stdout


def test_no_text_is_no_speech():
    """An empty prompt is refused."""
    with pytest.raises(SpeakerError):
        Pyttsx3Speaker().synthesise("  ")
