"""The main job in a real terminal: asked aloud, answered into a microphone, reported, kept."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests import random_whisper, signals
from tests.soundcard import RATE, align
from tests.terminal import Terminal, candidate_env, speak_into
from tests.waits import LIMIT_S
from voicecoach.sound.files import resample

pytestmark = [pytest.mark.soundcard, pytest.mark.voice]

QUESTION = "push-back"


@pytest.fixture
def home(tmp_path):
    """Return the home of the practising candidate."""
    return tmp_path / "candidate"


@pytest.fixture
def env(soundcard, home):
    """Return the environment of a candidate with the virtual sound card and no model."""
    return candidate_env(soundcard.env, home)


def practise(env, *options):
    """Start `practice` with one question in a pseudo-terminal."""
    return Terminal(env, "practice", "--count", "1", "--question", QUESTION, *options)


def run(env, *argv):
    """Run another command of the same candidate."""
    command = [sys.executable, "-m", "voicecoach", *argv]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def spoken_answer(seconds_of_silence=0.8):
    """Return a short answer at the card's rate, and its truth."""
    answer = signals.answer([1.4, 0.6], lead=seconds_of_silence, tail=0.3)
    return resample(answer.samples * np.float32(0.5), answer.rate, RATE), answer


def take_folder(home, number=1):
    """Return the folder of the one answer's take."""
    (folder,) = (home / "recordings").glob(f"*/01_{QUESTION}/take-{number}")
    return folder


def test_the_main_job(soundcard, env, home):
    """The question is heard, the answer lands on disk, the report is shown and shown again."""
    ear = soundcard.listen()
    child = practise(env, "--rate", "200")
    child.expect("Listening to the microphone")
    child.expect("Question 1 of 1")
    child.expect("Speak")
    question = ear.stop()
    samples, truth = spoken_answer()
    speak_into(soundcard, samples, home / "recordings")
    child.press("\r")
    child.expect("Figures")
    child.expect("R records this answer again")
    child.press("q")
    child.ends_with(0)

    assert np.count_nonzero(np.abs(question) > 0.015) > RATE // 2  # voice for seconds, no click

    folder = take_folder(home)
    assert sorted(file.name for file in folder.iterdir()) == [
        "activity.json",
        "analysis.json",
        "audio.flac",
    ]
    kept, rate = soundfile.read(folder / "audio.flac", dtype="float32")
    assert align(samples, resample(kept, rate, RATE))[1] > 0.95

    document = json.loads((folder / "analysis.json").read_text())
    long_ones = [p for p in document["pauses"] if p["kind"] == "long"]
    assert len(long_ones) == 1
    assert long_ones[0]["end"] - long_ones[0]["start"] == pytest.approx(1.4, abs=0.1)
    assert document["transcript"] is None

    assert "Pushed back" in run(env, "show", "last").stdout
    assert "Pushed back" in run(env, "history").stdout
    page = home / "answer.html"
    assert run(env, "export", "last", "--format", "html", "--output", str(page)).returncode == 0
    assert "data:audio" in page.read_text()
    for path in [home / "recordings", *(home / "recordings").rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path
    assert len(truth.speech) == 3


def test_a_retake_stands_beside_the_first(soundcard, env, home):
    """R records again, with the priority of the first take in view."""
    child = practise(env, "--no-voice", "--no-check")
    samples, _ = spoken_answer()
    for number in (1, 2):
        if number == 2:
            child.expect("take 2")
            child.expect("This time:")
        child.expect("Speak")
        speak_into(soundcard, samples, home / "recordings")
        child.press("\r")
        child.expect("R records this answer again")
        child.press("r" if number == 1 else "q")
    child.ends_with(0)
    first, second = (
        json.loads((take_folder(home, n) / "analysis.json").read_text()) for n in (1, 2)
    )
    assert first["recording"]["sha256"] != second["recording"]["sha256"]
    assert any(note["code"].startswith("retake-") for note in second["notes"])


def test_escape_discards_after_asking(soundcard, env, home):
    """Esc asks; n goes on, y throws the take away."""
    child = practise(env, "--no-voice", "--no-check")
    child.expect("Speak")
    child.press("\x1b")
    child.expect("Discard this take")
    child.press("n")
    child.expect("The take goes on")
    child.press("\x1b")
    child.expect("Discard this take")
    child.press("y")
    child.expect("Discarded")
    child.press("q")
    child.ends_with(0)
    assert not list((home / "recordings").glob("*/*/take-*"))


@pytest.fixture(params=["without a model", "recognising"])
def model(request, tmp_path):
    """Return the options that name no model, or one that is at work while a take goes on."""
    if request.param == "without a model":
        return []
    return ["--model", str(random_whisper.build(tmp_path / "random"))]


def test_ctrl_c_keeps_what_was_said(soundcard, env, home, model):
    """Ctrl-C ends with 130, also in the middle of a word, and `analyze` completes the take."""
    child = practise(env, "--no-voice", "--no-check", *model)
    child.expect("Speak")
    samples, _ = spoken_answer()
    speak_into(soundcard, samples, home / "recordings")
    child.interrupt()
    child.expect("are kept")
    child.ends_with(130)
    assert [file.name for file in take_folder(home).iterdir()] == ["audio.flac"]
    assert run(env, "analyze", "last", *model).returncode == 0
    document = json.loads((take_folder(home) / "analysis.json").read_text())
    assert (document["transcript"] is None) == (not model)


def test_a_killed_session_is_offered_again(soundcard, env, home, model):
    """After kill -9 the very next start finds the recording, keeps it and reports on it."""
    child = practise(env, "--no-voice", "--no-check", *model)
    child.expect("Speak")
    samples, _ = spoken_answer()
    speak_into(soundcard, samples, home / "recordings")
    child.kill()
    left = take_folder(home) / "recording.wav"

    child = practise(env, "--no-voice", "--no-check")
    child.expect("left unfinished")
    child.press("k")
    child.expect("Kept")
    child.expect("Speak")
    child.interrupt()
    child.ends_with(130)
    kept = [path.parent for path in (home / "recordings").rglob("audio.flac")]
    assert left.parent in kept
    assert not left.exists()
    assert run(env, "show", str(left.parent)).returncode == 0


def test_in_a_pipe_silence_ends_the_take(soundcard, env, home):
    """Without a terminal a take ends by silence, and --json prints the document alone."""
    command = [sys.executable, "-m", "voicecoach", "practice", "--question", QUESTION, "--json"]
    options = ["--no-voice", "--no-check", "--stop-after-silence", "2.5"]
    child = subprocess.Popen(
        [*command, *options],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while "Speak" not in child.stderr.readline():
        pass
    samples, _ = spoken_answer(0.2)
    soundcard.play(samples)
    out, err = child.communicate(timeout=LIMIT_S)
    assert child.returncode == 0, err
    assert json.loads(out)["measures"]["n_pauses"] >= 2
    assert "2.5 s of silence" in err


def test_a_silent_take_is_status_3_and_kept(soundcard, env, home):
    """No voice: one sentence, the recording kept, status 3."""
    command = [sys.executable, "-m", "voicecoach", "practice", "--question", QUESTION]
    options = ["--no-voice", "--no-check", "--longest", "10"]
    done = subprocess.run(
        [*command, *options],
        env=env,
        input="",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert "No speech was heard" in done.stderr
    assert (take_folder(home) / "audio.flac").exists()


def test_no_microphone_is_status_4(env, home):
    """Without sound server there is one sentence and no half-made session."""
    broken = {**env, "PULSE_SERVER": "unix:/nowhere"}
    done = run(broken, "practice", "--no-voice", "--no-check")
    assert done.returncode == 4
    assert "Traceback" not in done.stderr
    assert not list(Path(home / "recordings").glob("*/*/take-*/*"))


def test_words_while_practising(soundcard, env, home, tmp_path):
    """With a model the words are recognised meanwhile, kept, shown, and the file's words too."""
    model = random_whisper.build(tmp_path / "random")
    child = practise(env, "--no-voice", "--no-check", "--model", str(model))
    child.expect("Words are recognised with random")
    child.expect("Speak")
    samples, _ = spoken_answer()
    speak_into(soundcard, samples, home / "recordings")
    child.press("\r")
    child.expect("Figures")
    child.expect("--all")
    child.expect("R records this answer again")
    child.press("q")
    child.ends_with(0)
    stored = json.loads((take_folder(home) / "transcript.json").read_text())
    assert stored["transcript"]["model"] == "random"
    assert stored["transcript"]["words"]
    flac = take_folder(home) / "audio.flac"
    again = run(env, "analyze", str(flac), "--model", str(model), "--question", QUESTION, "--json")
    of_the_file = json.loads(again.stdout)["transcript"]
    assert of_the_file["model"] == "random"
    assert of_the_file["words"], "the file is heard in longer windows, so its words may differ"


def test_a_model_that_dies_leaves_the_report(soundcard, env, home, tmp_path):
    """Weights that cannot be loaded: told during the take, the rest reported, words later."""
    broken = random_whisper.build(tmp_path / "random")
    whole = (broken / "model.bin").read_bytes()
    (broken / "model.bin").write_bytes(whole[: len(whole) // 2])
    child = practise(env, "--no-voice", "--no-check", "--model", str(broken))
    child.expect("Speak")
    samples, _ = spoken_answer()
    speak_into(soundcard, samples, home / "recordings")
    child.press("\r")
    child.expect("cannot be loaded")
    child.expect("recording goes on without words")
    child.expect("The report has no words")
    child.expect("Figures")
    child.press("q")
    child.ends_with(0)
    assert json.loads((take_folder(home) / "analysis.json").read_text())["transcript"] is None
    (broken / "model.bin").write_bytes(whole)
    assert run(env, "analyze", "last", "--model", str(broken)).returncode == 0
    assert (take_folder(home) / "transcript.json").exists()
