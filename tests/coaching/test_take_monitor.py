"""The words beside a take: what the candidate is told of them, and that a take needs none."""

from __future__ import annotations

import numpy as np
import pytest

from tests import signals
from tests.recognition.test_live import Recording
from tests.scripted import ScriptedTranscriber
from tests.waits import wait_until
from voicecoach.coaching.take_monitor import LiveTranscript
from voicecoach.errors import ModelError

pytestmark = pytest.mark.voice


def test_without_a_transcriber_there_are_simply_no_words(tmp_path):
    """Nothing to tell, nothing to wait for."""
    words = LiveTranscript(None, tmp_path / "absent.wav", ())
    words.end()
    assert words.notices() == []
    assert words.wait(lambda _: None) is None
    words.cancel()


def test_lagging_is_told_once(tmp_path):
    """A recogniser that does not keep up is told with its seconds, once a take."""
    scripted = ScriptedTranscriber()
    scripted.gate.clear()
    recording = Recording(tmp_path / "a.wav", signals.answer([0.5] * 30).samples)
    words = LiveTranscript(scripted, recording.path, ())
    assert words.notices() == []
    recording.write()
    (remark,) = words.notices()
    assert "behind" in remark.text
    assert words.notices() == []
    shares: list[float] = []
    words.end()
    scripted.gate.set()
    assert words.wait(shares.append)
    assert all(0 <= share <= 1 for share in shares)


def test_a_death_is_told_once(tmp_path):
    """Why there will be no words, and that the recording goes on."""

    def die(_seconds, _again):
        raise ModelError("The model failed.", "Try another.")

    recording = Recording(tmp_path / "a.wav", signals.answer([0.5] * 9).samples)
    words = LiveTranscript(ScriptedTranscriber(die), recording.path, ())
    recording.write()
    told = []
    wait_until(lambda: told.extend(words.notices()) or told, "the notice")
    assert told[0].text == "The model failed."
    assert "recording goes on" in told[0].remedy
    assert words.notices() == []
    words.end()
    assert words.wait(lambda _: None) is None


def test_silence_is_words_too(tmp_path):
    """A take without voice gives the empty list, which is not the same as no recognition."""
    recording = Recording(tmp_path / "a.wav", np.zeros(signals.RATE, np.float32))
    words = LiveTranscript(ScriptedTranscriber(), recording.path, ())
    recording.write()
    words.end()
    assert words.wait(lambda _: None) == ()
