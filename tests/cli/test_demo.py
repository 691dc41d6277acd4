"""`demo` as one runs it: in a pipe, in a terminal with a speaker, and in the browser."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import zlib
from pathlib import Path

import numpy as np
import pytest

from tests.shipped import shipped
from tests.soundcard import RATE
from tests.terminal import Terminal, candidate_env
from tests.waits import LIMIT_S
from tools.demo_model.scoring import score
from voicecoach.errors import ExitStatus
from voicecoach.recognition.models import DEMO_FOLDER
from voicecoach.types import Word


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path, monkeypatch):
    """Give the test temporary files of its own, and its processes too."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def left_behind():
    """Return the demo's folders that are still there."""
    return set(Path(tempfile.gettempdir()).glob("voicecoach-demo-*"))


@pytest.mark.model
def test_two_takes_recognised_here_and_compared(run_cli, own_home):
    """The words of both takes come from the model, the second is compared, nothing is kept."""
    before = left_behind()
    result = run_cli("demo", "--no-voice")
    assert result.status == 0
    assert "demo's model, which knows synthetic voices" in result.stdout
    assert "shipped" not in result.stdout
    assert result.stdout.count("Figures") == 2
    assert "take 2" in result.stderr
    assert "in 100 words" in result.stderr
    assert "voicecoach practice" in result.stderr
    assert not (own_home / "recordings").exists()
    assert left_behind() == before


@pytest.mark.model
def test_the_documents_hold_what_was_said(run_cli):
    """Each take's words are near the truth, fillers fall, the missing result is found."""
    printed = run_cli("demo", "--no-voice", "--json").stdout
    first, second = (json.loads(line) for line in printed.splitlines())
    for name, document in (("slow-page-1", first), ("slow-page-2", second)):
        heard = tuple(Word(**word) for word in document["transcript"]["words"])
        assert document["transcript"]["model"] == "demo"
        assert score(shipped(name).transcript.words, heard).word_error <= 0.30
    assert first["star"]["parts"]["result"]["verdict"] in ("missing", "weak")
    assert first["priority"]["code"].endswith("-result")
    assert "result; now" in second["notes"][0]["message"]
    assert second["star"]["parts"]["result"]["verdict"] == "found"
    assert first["measures"]["n_hesitations"] >= 8 > second["measures"]["n_hesitations"]
    assert any(note["code"].startswith("retake-") for note in second["notes"])


@pytest.mark.model
def test_the_good_answer(run_cli):
    """The other question has one answer with all four parts and a number."""
    arguments = ("demo", "--question", "incomplete-information", "--no-voice", "--json")
    document = json.loads(run_cli(*arguments).stdout)
    assert {part["verdict"] for part in document["star"]["parts"].values()} == {"found"}
    assert document["star"]["quantified_result"]["found"]


@pytest.mark.model
def test_any_file_with_the_demo_model(run_cli):
    """`analyze --model demo` recognises a file; without --model no model is chosen."""
    file = shipped("slow-page-2").flac
    document = json.loads(run_cli("analyze", file, "--model", "demo", "--json").stdout)
    assert document["transcript"]["model"] == "demo"
    assert json.loads(run_cli("analyze", file, "--json").stdout)["transcript"] is None


@pytest.mark.model
def test_the_demo_model_is_not_for_people(run_cli, own_home):
    """It cannot be made the usual model; the list names it apart."""
    result = run_cli("models", "use", "demo")
    assert result.status == ExitStatus.USAGE
    assert "--model demo" in result.stderr
    assert "--model demo" in run_cli("models", "list").stdout
    assert run_cli("models", "check", "demo").status == 0


def test_a_broken_demo_model_says_how_to_mend_it(run_cli, tmp_path, monkeypatch):
    """Half a model is named, with the way to get it whole."""
    broken = tmp_path / "model"
    shutil.copytree(DEMO_FOLDER, broken)
    (broken / "model.bin").write_bytes(b"")
    monkeypatch.setattr("voicecoach.recognition.models.DEMO_FOLDER", broken)
    result = run_cli("demo", "--no-voice")
    assert result.status == ExitStatus.MODEL_MISSING
    assert "Install VoiceCoach again" in result.stderr


@pytest.fixture
def env(soundcard, own_home, own_temporary_folder):
    """Return the environment of somebody who sees the demo at a terminal with a sound card."""
    return candidate_env(soundcard.env, own_home) | {"TMPDIR": str(own_temporary_folder)}


@pytest.mark.model
@pytest.mark.soundcard
@pytest.mark.voice
def test_it_speaks_and_enter_skips(soundcard, env):
    """With a speaker the question and the answer are heard, until Enter."""
    ear = soundcard.listen()
    child = Terminal(env, "demo", "--question", "incomplete-information")
    child.expect("incomplete information", "synthetic candidate answers for 1:32")
    child.expect(r"recording 0:0[2-9]")
    child.press("\r")
    child.expect(r"ended after 1:32", "Figures", "voicecoach practice")
    child.ends_with(0)
    assert np.count_nonzero(np.abs(ear.stop()) > 0.015) > RATE


@pytest.mark.model
@pytest.mark.soundcard
def test_ctrl_c_keeps_nothing(env):
    """Ctrl-C ends with 130, and the answers are gone."""
    before = left_behind()
    child = Terminal(env, "demo", "--no-voice")
    child.expect("synthetic candidate", r"recording 0:0\d")  # in the middle of the answer
    child.interrupt()
    child.expect("(?i)interrupted")
    child.ends_with(130)
    assert left_behind() == before


@pytest.mark.model
def test_review_shows_the_three_answers(own_home):
    """`demo --review` serves a site with all answers, and they are gone when it ends."""
    before = left_behind()
    command = [sys.executable, "-um", "voicecoach", "demo", "--review", "--no-browser"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        link = child.stdout.readline().strip()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with opener.open(link, timeout=LIMIT_S) as page:
            home = page.read().decode()
        assert len(set(re.findall(r"/answer/[^\"?]+", home))) >= 2
        assert len(left_behind() - before) == 1
    finally:
        child.send_signal(2)
        child.communicate(timeout=LIMIT_S)
    assert left_behind() == before


def test_the_demo_takes_at_most_6_mb_of_the_wheel():
    """Model, answers and what else lies in its folder, compressed as in a wheel."""
    files = [file for file in DEMO_FOLDER.parent.rglob("*") if file.is_file()]
    assert len(files) > 8
    assert sum(len(zlib.compress(file.read_bytes(), 6)) for file in files) <= 6_000_000
