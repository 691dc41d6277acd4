"""A natural voice through the program piper, and what happens where it fails.

The program is one of its own that need not be installed: most tests put a script in its place
that keeps its contract (``--model``, ``--output_file``, text on standard input, a WAV file).
"""

from __future__ import annotations

import shutil
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tests.waits import LIMIT_S, wait_until
from voicecoach.errors import SpeakerError
from voicecoach.sound import prepared_speaker
from voicecoach.sound.piper import PiperSynthesiser
from voicecoach.sound.prepared_speaker import PAUSE_S, PreparedSpeaker

TEXT = "Tell me about a time you simplified something."

TONE = """
import math, os, struct, sys, wave
options = dict(zip(sys.argv[1::2], sys.argv[2::2]))
text = sys.stdin.read().rstrip("\\n")
assert "\\n" not in text
log = os.environ.get("PIPER_LOG")
if log:
    with open(log, "a") as file:
        telemetry = os.environ["ORT_DISABLE_TELEMETRY"]
        print(text, options["--model"], options["--length_scale"], telemetry, sep="|", file=file)
with wave.open(options["--output_file"], "wb") as sink:
    sink.setparams((1, 2, 22050, 0, "NONE", ""))
    n = round(len(text) * 1000 * float(options["--length_scale"]))
    sink.writeframes(b"".join(struct.pack("<h", round(9000 * math.sin(i / 9))) for i in range(n)))
"""


@pytest.fixture
def voice(tmp_path):
    """Give a file that stands for a voice."""
    file = tmp_path / "en_US-somebody-low.onnx"
    file.touch()
    return file


@pytest.fixture
def program(tmp_path):
    """Give a function that writes a program named piper."""

    def write(code):
        file = tmp_path / "piper"
        file.write_text(f"#!{sys.executable}\n{code}")
        file.chmod(0o755)
        return str(file)

    return write


def test_the_text_goes_to_the_program_and_its_sound_comes_back(
    voice, program, tmp_path, monkeypatch
):
    """One line, the voice's file, the speed; its runtime reports to nobody."""
    monkeypatch.setenv("PIPER_LOG", str(tmp_path / "log"))
    natural = PiperSynthesiser(voice, program=program(TONE))
    samples, rate = natural.synthesise("What is\nZoë's p99?")
    assert rate == 22050
    assert len(samples) == 1000 * len("What is Zoë's p99?")
    assert np.abs(samples).max() == pytest.approx(9000 / 32768, rel=0.01)
    fast = PiperSynthesiser(voice, 340, 0.5, program=program(TONE))
    softly, _ = fast.synthesise("Hello.")
    assert len(softly) == 500 * len("Hello.")
    assert np.abs(softly).max() == pytest.approx(4500 / 32768, rel=0.01)
    log = (tmp_path / "log").read_text("utf-8").splitlines()
    assert log == [f"What is Zoë's p99?|{voice}|1.000|1", f"Hello.|{voice}|0.500|1"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import sys; sys.exit('no such voice')", "no such voice"),
        ("pass", "produced no sound"),
        ("import sys; open(sys.argv[4], 'wb').write(b'RIFF')", "produced no sound"),
    ],
    ids=["fails", "writes nothing", "broken file"],
)
def test_a_broken_program_is_one_sentence(voice, program, code, expected):
    """Whatever the program does, the error carries its reason and what to do."""
    with pytest.raises(SpeakerError) as caught:
        PiperSynthesiser(voice, program=program(code)).synthesise(TEXT)
    assert expected in caught.value.message
    assert caught.value.code == "no-sound"
    assert "voices list" in caught.value.remedy


def test_a_stuck_program_is_killed(voice, program, monkeypatch):
    """A program that never answers is given up after its limit."""
    monkeypatch.setattr("voicecoach.sound.piper.MAX_START_S", 0.3)
    monkeypatch.setattr("voicecoach.sound.piper.S_PER_CHARACTER", 0)
    with pytest.raises(SpeakerError) as caught:
        PiperSynthesiser(voice, program=program("import time; time.sleep(60)")).synthesise("Hi.")
    assert caught.value.code == "voice-stuck"


def test_what_is_missing_is_named(voice, program, tmp_path):
    """Without the program its installation is named, without the voice the command."""
    with pytest.raises(SpeakerError) as caught:
        PiperSynthesiser(voice, program=str(tmp_path / "none")).synthesise(TEXT)
    assert "pipx install piper-tts" in caught.value.remedy
    gone = PiperSynthesiser(voice.with_name("en_US-joe-medium.onnx"), program=program(TONE))
    with pytest.raises(SpeakerError) as caught:
        gone.synthesise(TEXT)
    assert "voices fetch en_US-joe-medium" in caught.value.remedy


class Scripted:
    """A voice of constant sound, a second for each text, that counts what it is asked."""

    def __init__(self, level=0.5, rate=8000, *, broken=False):
        self.level, self.rate, self.broken = level, rate, broken
        self.asked = []
        self.go_on = threading.Event()
        self.go_on.set()

    def synthesise(self, text):
        """Wait until it may go on, then return a second of sound or fail."""
        self.asked.append(text)
        self.go_on.wait(LIMIT_S)
        if self.broken:
            raise SpeakerError("It is broken.", "Mend it.")
        return np.full(self.rate, self.level, np.float32), self.rate


def test_what_was_prepared_is_not_made_again():
    """Prepared in the background, taken up where it is under way, made once."""
    voice = Scripted()
    voice.go_on.clear()
    speaker = PreparedSpeaker([voice])
    speaker.prepare(TEXT)
    speaker.prepare(TEXT)
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(speaker.synthesise, TEXT)
        wait_until(lambda: voice.asked, "the voice at work")
        assert not asked.done()
        voice.go_on.set()
        samples, rate = asked.result(LIMIT_S)
    assert (len(samples), rate) == (8000, 8000)
    speaker.synthesise(TEXT)
    assert voice.asked == [TEXT]


def test_memory_holds_a_limited_number_of_texts(monkeypatch):
    """The text that was used longest ago goes first."""
    monkeypatch.setattr(prepared_speaker, "MAX_KEPT", 2)
    voice = Scripted()
    speaker = PreparedSpeaker([voice])
    for text in ("a", "b", "a", "c", "a", "b"):
        speaker.synthesise(text)
    assert voice.asked == ["a", "b", "c", "b"]


def test_paragraphs_are_apart_by_a_pause():
    """Silence between two paragraphs, none at the ends."""
    samples, rate = PreparedSpeaker([Scripted()]).synthesise("Thank you.\n\nWhy us?")
    silent = np.flatnonzero(samples == 0)
    assert len(samples) == round((2 + PAUSE_S) * rate)
    assert (silent[0], len(silent)) == (rate, round(PAUSE_S * rate))


def test_where_one_voice_fails_the_next_speaks_and_the_reason_is_given_once(monkeypatch):
    """The failing voice is not asked again; the first utterance alone carries the warning."""
    monkeypatch.setattr(prepared_speaker, "find_device", lambda name, direction: None)
    heard = []

    def play(samples, rate, device):
        heard.append(float(samples.max()))
        return prepared_speaker.SpokenSpan(0.0, 1.0)

    monkeypatch.setattr(prepared_speaker, "play", play)
    broken, system = Scripted(broken=True), Scripted(0.25)
    speaker = PreparedSpeaker([broken, system])
    first, second = speaker.say("a"), speaker.say("b")
    assert heard == [0.25, 0.25]
    assert first.warning is not None
    assert first.warning.message == "It is broken."
    assert second.warning is None
    assert broken.asked == ["a"]


def test_where_every_voice_fails_the_last_reason_is_raised():
    """A session without any voice learns why, each time it asks."""
    speaker = PreparedSpeaker([Scripted(broken=True), Scripted(broken=True)])
    for _ in range(2):
        with pytest.raises(SpeakerError):
            speaker.synthesise("a")


def test_the_program_is_never_imported():
    """Piper is under another licence: the package names it nowhere but as a program."""
    root = Path(prepared_speaker.__file__).parents[1]
    for file in root.rglob("*.py"):
        code = file.read_text("utf-8")
        assert "import piper" not in code, file
        assert "from piper" not in code, file


@pytest.mark.skipif(shutil.which("piper") is None, reason="the program piper is not installed")
def test_the_real_program_fails_in_words(voice):
    """With the real program, a voice's file that is none is one sentence."""
    with pytest.raises(SpeakerError) as caught:
        PiperSynthesiser(voice).synthesise(TEXT)
    assert caught.value.code == "no-sound"
