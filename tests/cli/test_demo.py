"""`demo` as one runs it: in a pipe, in a terminal with a speaker, and in the browser."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import numpy as np
import pytest

from tests import random_whisper
from tests.soundcard import RATE
from tests.synthesis.scoring import match, plain
from tests.terminal import Terminal, candidate_env
from tests.waits import LIMIT_S
from tools.record_demo import ANSWERS, MARK
from voicecoach.coaching import demo
from voicecoach.coaching.demo import FOLDER
from voicecoach.json_files import to_dict

MAX_WORD_ERROR = 0.12
"""Of tiny.en on the natural voice (0.02 to 0.06), a number written in digits counted wrong."""


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
    return set(Path(tempfile.gettempdir()).glob("voicecoach-run-demo-*"))


@pytest.fixture
def held(monkeypatch):
    """Collect the documents of a demo that runs in this process."""
    documents = []
    hold_demo = demo.hold_demo

    def hold(**of_it):
        analyses = hold_demo(**of_it)
        documents.extend(map(to_dict, analyses))
        return analyses

    monkeypatch.setattr(demo, "hold_demo", hold)
    return documents


@pytest.mark.model
def test_two_takes_recognised_here_and_compared(run_cli, own_home, tiny_en, held):
    """The words of both takes come from the model, the second is compared, nothing is kept.

    Each take's words are near the text, fillers fall, the missing result is found.
    """
    before = left_behind()
    result = run_cli("demo", "--no-voice", "--model", tiny_en)
    assert result.status == 0
    assert result.stdout.count("Recognised on this machine by tiny.en") == 2
    assert result.stdout.count("Figures") == 2
    assert "take 2" in result.stderr
    assert "recognised just now by tiny.en" in " ".join(result.stderr.split())
    assert "voicecoach practice" in result.stderr
    assert not (own_home / "recordings").exists()
    assert left_behind() == before
    check_what_was_said(*held)


def check_what_was_said(first, second):
    """Assert that the documents of the two takes hold what was said in them."""
    for name, document in (("slow-page-1", first), ("slow-page-2", second)):
        heard = [plain(word["text"]) for word in document["transcript"]["words"]]
        said = [plain(word) for word in MARK.sub("", ANSWERS[name]).split()]
        _, n_errors = match(said, heard)
        assert document["transcript"]["model"] == "tiny.en"
        assert n_errors <= MAX_WORD_ERROR * len(said)
    assert first["star"]["parts"]["result"]["verdict"] in ("missing", "weak")
    # six times um in a minute does more harm than a result that is only hinted at
    assert first["priority"]["code"] in {"many-fillers", "missing-result", "weak-result"}
    assert second["star"]["parts"]["result"]["verdict"] == "found"
    assert second["star"]["quantified_result"]["found"]
    assert first["measures"]["n_hesitations"] >= 5 > second["measures"]["n_hesitations"]
    assert any(note["code"].startswith("retake-") for note in second["notes"])


@pytest.mark.model
def test_the_good_answer(run_cli, tiny_en):
    """The other question has one answer with all four parts and a number."""
    arguments = ("demo", "--question", "incomplete-information", "--no-voice", "--json")
    document = json.loads(run_cli(*arguments, "--model", tiny_en).stdout)
    assert {part["verdict"] for part in document["star"]["parts"].values()} == {"found"}
    assert document["star"]["quantified_result"]["found"]


def test_without_a_model_it_shows_what_needs_no_words(run_cli, monkeypatch):
    """It says so, names the command, fetches nothing, and measures pauses all the same."""
    monkeypatch.setattr(socket.socket, "connect", refuse)
    result = run_cli("demo", "--no-voice")
    assert result.status == 0
    assert "No recognition model is here" in result.stderr
    assert "voicecoach setup" in result.stderr
    assert result.stdout.count("Pauses") == 2
    assert "STAR needs words, and there are none" in result.stdout


def test_a_program_gets_a_document_for_each_take(run_cli):
    """With --json each take's document is one line, and nothing else is printed there."""
    printed = run_cli("demo", "--no-voice", "--json").stdout
    first, second = (json.loads(line) for line in printed.splitlines())
    assert first["recording"]["sha256"] != second["recording"]["sha256"]


def test_no_words_of_the_answers_are_stored():
    """What the demo shows of words can come from a model alone."""
    assert {file.suffix for file in FOLDER.rglob("*") if file.is_file()} == {".flac"}


def refuse(*_):
    """Let nothing reach the network."""
    raise AssertionError("the demo used the network without being asked")


@pytest.fixture
def env(soundcard, own_home, own_temporary_folder):
    """Return the environment of somebody who sees the demo at a terminal with a sound card."""
    return candidate_env(soundcard.env, own_home) | {"TMPDIR": str(own_temporary_folder)}


@pytest.mark.soundcard
@pytest.mark.voice
def test_it_speaks_and_enter_skips(soundcard, env, tmp_path):
    """With a speaker the question and the answer are heard, until Enter."""
    ear = soundcard.listen()
    model = str(random_whisper.build(tmp_path / "random"))
    child = Terminal(env, "demo", "--question", "incomplete-information", "--model", model)
    child.expect("incomplete information", "recorded voice answers for 1:2")
    child.expect(r"recording 0:0[2-9]")
    child.press("\r")
    child.expect(r"ended after 1:2", "Figures", "voicecoach practice")
    child.ends_with(0)
    assert np.count_nonzero(np.abs(ear.stop()) > 0.015) > RATE


@pytest.mark.model
@pytest.mark.soundcard
def test_ctrl_c_keeps_nothing(env, tiny_en):
    """Ctrl-C ends with 130, and the answers are gone."""
    before = left_behind()
    child = Terminal(env, "demo", "--no-voice", "--model", str(tiny_en))
    child.expect("recorded voice")  # in the middle of the answer: without sound it runs faster
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


def test_the_demo_takes_at_most_3_mb():
    """Three answers as sound, and nothing else."""
    files = [file for file in FOLDER.rglob("*") if file.is_file()]
    assert len(files) == 3
    assert sum(file.stat().st_size for file in files) <= 3_000_000
