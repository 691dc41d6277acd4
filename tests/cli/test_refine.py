"""`--refine`: heard again by another model, in a worker, and what that changed."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest
import soundfile

from tests import random_whisper, samples, signals
from voicecoach.config import Paths
from voicecoach.library import Library
from voicecoach.types import Word

pytestmark = pytest.mark.voice


@pytest.fixture
def spoken(tmp_path):
    """Return the file of a short answer."""
    answer = signals.answer([0.4, 0.8, 0.4])
    file = tmp_path / "answer.wav"
    soundfile.write(file, answer.samples, answer.rate, subtype="PCM_16")
    return file


@pytest.fixture
def both(own_home):
    """Put two models that hear different things."""
    random_whisper.build(Paths().models / "mine", 1)
    random_whisper.build(Paths().models / "larger", 2)
    return own_home


def test_a_file_is_heard_again(run_cli, both, spoken):
    """The report is the larger model's; below it stands what that changed."""
    result = run_cli("analyze", spoken, "--model", "mine", "--refine", "larger")
    assert result.status == 0, result.stderr
    assert "larger recognised" in result.stdout
    assert "differently from mine" in result.stdout
    assert "→" in result.stdout.partition("differently from mine")[2]
    document = run_cli("analyze", spoken, "--model", "mine", "--refine", "larger", "--json")
    assert json.loads(document.stdout)["transcript"]["model"] == "larger"
    assert "differently from mine" in document.stderr


def test_the_same_model_changes_nothing(both, spoken):
    """The worker hears exactly what the command hears.

    In a process of its own: libraries that other tests load can change how this one rounds, and
    random weights turn the last digit of a probability into another word.
    """
    command = [sys.executable, "-m", "voicecoach", "analyze", str(spoken)]
    command += ["--model", "mine", "--refine", "mine"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "mine recognised the same words as mine." in done.stdout


def test_a_recorded_answer_keeps_the_better_words(run_cli, both, spoken):
    """The stored transcript becomes the larger model's."""
    library = Library(Paths().data / "recordings")
    session = library.create_session("amazon-backend-developer", datetime.now(UTC))
    folder = library.create_take(library.create_answer(session, samples.question()))
    data, rate = soundfile.read(spoken, dtype="int16")
    soundfile.write(folder.flac, data, rate)
    assert run_cli("analyze", "last", "--model", "mine").status == 0
    result = run_cli("analyze", "last", "--refine", "larger")
    assert result.status == 0, result.stderr
    assert "differently from mine" in result.stdout
    stored = json.loads((folder.flac.parent / "transcript.json").read_text())
    assert stored["transcript"]["model"] == "larger"


def test_a_model_that_is_not_here(run_cli, both, spoken):
    """Status 5 before anything is recognised."""
    result = run_cli("analyze", spoken, "--model", "mine", "--refine", "medium.en")
    assert result.status == 5
    assert result.stdout == ""
    assert "models fetch medium.en" in result.stderr


def test_a_model_that_fails_leaves_the_first_words(run_cli, both, spoken):
    """What the worker says of a broken model is told here; status 5."""
    (Paths().models / "larger" / "model.bin").write_bytes(b"no weights at all")
    result = run_cli("analyze", spoken, "--model", "mine", "--refine", "larger")
    assert result.status == 5
    assert "larger" in result.stderr
    assert "Traceback" not in result.stderr


def test_words_and_figures_that_moved():
    """Each changed stretch of words with its second, each figure with both values."""
    from dataclasses import replace

    from voicecoach.analysis import analyze
    from voicecoach.report.refine_diff import render_changes

    before = samples.complete_star()
    words = list(before.transcript.words)
    words[3] = replace(words[3], text="Umbrella")
    words[10:12] = [Word("inserted", words[10].start, words[11].end, 0.9)]
    transcript = replace(before.transcript, model="small.en", words=tuple(words))
    activity = None
    after = replace(before, transcript=transcript)
    text = render_changes(before, after)
    assert "small.en recognised 2 places differently" in text
    assert "“Umbrella”" in text
    assert "“inserted”" in text
    assert "No figure changed." in text
    fewer = analyze(None, None, transcript, activity)
    assert "not measured" in render_changes(before, fewer)
    assert "same words" in render_changes(before, before)
