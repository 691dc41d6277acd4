"""How fast a model is here: measured on real speech, kept, and not believed for ever."""

from __future__ import annotations

import json

import pytest

from tests import random_whisper, signals
from tests.scripted import ScriptedTranscriber
from voicecoach.config import Paths
from voicecoach.errors import ModelError
from voicecoach.recognition import FasterWhisperTranscriber, speed
from voicecoach.recognition.models import ModelFolder
from voicecoach.recognition.speed import find_factor, load_speeds, measure_speed

pytestmark = pytest.mark.voice


@pytest.fixture
def folder(tmp_path):
    """Return a model of random weights."""
    return ModelFolder("random", random_whisper.build(tmp_path / "random"), "path")


def answer():
    """Return half a minute of speech."""
    return signals.answer([0.4] * 14).samples


def test_a_model_is_measured_and_remembered(folder):
    """The factor is that of one piece of ten seconds or more, kept in the data folder."""
    model = FasterWhisperTranscriber(folder.path, folder.name)
    assert find_factor(Paths(), folder) is None
    factor = measure_speed(Paths(), folder, model, answer(), signals.RATE)
    assert 0 < factor < 10
    assert find_factor(Paths(), folder) == factor
    (kept,) = load_speeds(Paths()).speeds
    assert kept.model == "random"
    assert (Paths().data / "speeds.json").stat().st_mode & 0o077 == 0


def test_one_piece_is_heard_twice(folder):
    """The first hearing warms up."""
    scripted = ScriptedTranscriber()
    measure_speed(Paths(), folder, scripted, answer(), signals.RATE)
    lengths = [seconds for seconds, *_ in scripted.calls]
    assert len(lengths) == 2
    assert lengths[0] == lengths[1] >= 10


@pytest.mark.parametrize("change", ["weights", "version", "cores"])
def test_what_has_changed_is_unknown(folder, monkeypatch, change):
    """Other weights, another library or fewer cores: to be measured anew, one entry a model."""
    scripted = ScriptedTranscriber()
    measure_speed(Paths(), folder, scripted, answer(), signals.RATE)
    if change == "weights":
        (folder.path / "model.bin").write_bytes(b"other")
    elif change == "version":
        monkeypatch.setattr(speed.metadata, "version", lambda _: "99")
    else:
        monkeypatch.setattr(speed, "usable_cores", lambda: 99)
    assert find_factor(Paths(), folder) is None
    measure_speed(Paths(), folder, scripted, answer(), signals.RATE)
    assert find_factor(Paths(), folder) is not None
    assert len(load_speeds(Paths()).speeds) == 1


@pytest.mark.parametrize("content", [b"", b"{", b'{"format_version": 9, "speeds": []}', b"[]"])
def test_a_damaged_file_is_no_drama(folder, content):
    """It can be measured again."""
    Paths().data.mkdir(parents=True, exist_ok=True)
    (Paths().data / "speeds.json").write_bytes(content)
    assert find_factor(Paths(), folder) is None
    measure_speed(Paths(), folder, ScriptedTranscriber(), answer(), signals.RATE)
    assert json.loads((Paths().data / "speeds.json").read_text())["format_version"] == 1


def test_a_broken_model_is_not_remembered(folder):
    """A model that cannot be loaded has no speed."""
    (folder.path / "model.bin").write_bytes(b"nothing")
    model = FasterWhisperTranscriber(folder.path, folder.name)
    with pytest.raises(ModelError):
        measure_speed(Paths(), folder, model, answer(), signals.RATE)
    assert find_factor(Paths(), folder) is None
