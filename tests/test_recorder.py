"""The microphone to a file, through a real sound server, in processes that really die."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import wave

import numpy as np
import pytest
import soundfile

from tests.soundcard import RATE, align, sound_card
from voicecoach.recorder import judge_microphone

pytestmark = pytest.mark.soundcard

RECORD = """
import sys, time
from pathlib import Path
from voicecoach.recorder import SoundDeviceRecorder
take = SoundDeviceRecorder().open(Path(sys.argv[1]))
exec(sys.argv[2])
taken = take.stop()
print(taken.n_samples, taken.n_overflows, taken.lost, flush=True)
"""


def record(card, path, body):
    """Start a process that records into ``path`` and runs ``body`` while it does."""
    return subprocess.Popen(
        [sys.executable, "-c", RECORD, str(path), body],
        env=card.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def noise(seconds, seed=3):
    """Return loud noise that correlates with nothing but itself."""
    rng = np.random.default_rng(seed)
    return (rng.standard_normal(round(seconds * RATE)) * 0.1).astype(np.float32)


def read(path):
    """Return a WAV's samples at the card's rate."""
    samples, rate = soundfile.read(path, dtype="float32")
    positions = np.arange(round(len(samples) * RATE / rate)) * rate / RATE
    return np.interp(positions, np.arange(len(samples)), samples).astype(np.float32)


def ready(process):
    """Wait for the process's word that it records."""
    assert process.stdout.readline() == "ready\n", process.stderr.read()


def test_what_is_played_lands_in_the_file(soundcard, tmp_path):
    """What the microphone hears is what the file holds."""
    path = tmp_path / "take.wav"
    process = record(
        soundcard, path, "take.begin(); print('ready', flush=True); sys.stdin.readline()"
    )
    ready(process)
    played = noise(3)
    soundcard.play(played).wait()
    time.sleep(0.5)
    out, err = process.communicate("\n", timeout=20)
    n_samples, n_overflows, lost = out.split()
    assert (n_overflows, lost) == ("0", "None"), err
    # resampled twice on its way: compare the band both rates hold
    smooth = np.ones(4) / 4
    heard = np.convolve(read(path), smooth, "same").astype(np.float32)
    assert align(np.convolve(played, smooth, "same").astype(np.float32), heard)[1] > 0.95
    assert int(n_samples) == soundfile.info(path).frames
    assert path.stat().st_mode & 0o777 == 0o600


def test_begin_reaches_into_the_past(soundcard, tmp_path):
    """Sound before ``begin`` is kept from the wanted moment on."""
    path = tmp_path / "take.wav"
    body = "time.sleep(1.2); take.begin(since=time.monotonic() - 1.0); time.sleep(0.5)"
    process = record(soundcard, path, body)
    process.communicate(timeout=20)
    with wave.open(str(path)) as file:
        assert file.getnframes() / file.getframerate() == pytest.approx(1.5, abs=0.1)


def test_pause_leaves_out_just_that(soundcard, tmp_path):
    """What is said in a pause is not in the file."""
    path = tmp_path / "take.wav"
    body = (
        "take.begin(); time.sleep(0.5); take.pause(); time.sleep(1.0); take.resume(); "
        "time.sleep(0.5)"
    )
    record(soundcard, path, body).communicate(timeout=20)
    with wave.open(str(path)) as file:
        assert file.getnframes() / file.getframerate() == pytest.approx(1.0, abs=0.15)


def test_a_killed_process_loses_nothing(soundcard, tmp_path):
    """After SIGKILL the file opens and holds all but the last moment."""
    path = tmp_path / "take.wav"
    process = record(soundcard, path, "take.begin(); print('ready', flush=True); time.sleep(60)")
    ready(process)
    time.sleep(2.0)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with wave.open(str(path)) as file:
        assert file.getnframes() / file.getframerate() > 1.7


def test_a_dead_sound_server_ends_the_take_and_keeps_it(tmp_path, soundcard):
    """When the device vanishes the take says so, keeps the sound and does not hang."""
    with sound_card(tmp_path / "own") as card:
        path = tmp_path / "take.wav"
        body = (
            "take.begin(); print('ready', flush=True); "
            "end = time.monotonic() + 15\n"
            "while not take.lost and time.monotonic() < end: time.sleep(0.05)"
        )
        process = record(card, path, body)
        ready(process)
        time.sleep(1.5)
        card.server.kill()
        out, _ = process.communicate(timeout=30)
    assert "is gone" in out
    with wave.open(str(path)) as file:
        assert file.getnframes() / file.getframerate() > 1.0


def test_no_microphone_is_one_sentence():
    """Without any device the error says what to do."""
    command = [sys.executable, "-m", "voicecoach", "devices"]
    listed = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    if any(one["direction"] == "input" for one in json.loads(listed.stdout)["devices"]):
        pytest.skip("this machine has a microphone")
    done = subprocess.run([*command, "--test-mic"], capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert "No microphone is found." in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_microphone_names_those_there_are(soundcard):
    """A wrong name is answered with the right ones."""
    done = subprocess.run(
        [sys.executable, "-m", "voicecoach", "devices", "--test-mic", "--device", "defualt"],
        env=soundcard.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4
    assert "default" in done.stderr


def test_a_full_disk_keeps_what_was_said(soundcard, tmp_path):
    """When the file cannot grow the take says so and keeps what it has."""
    path = tmp_path / "take.wav"
    body = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); take.begin(); "
        "time.sleep(2.5); print('lost:', take.lost, flush=True)"
    )
    out, err = record(soundcard, path, body).communicate(timeout=20)
    assert "cannot be written" in out, err
    samples, rate = soundfile.read(path)
    assert len(samples) / rate > 0.9


@pytest.mark.parametrize(
    ("samples", "code"),
    [
        (np.zeros(RATE), "silent"),
        (np.clip(np.sin(np.arange(RATE) / 20) * 3, -1, 1), "clipping"),
        (0.1 * np.sin(2 * np.pi * 50 * np.arange(RATE) / RATE), "hum"),
        (0.1 * np.sin(2 * np.pi * 60 * np.arange(RATE) / RATE), "hum"),
        (np.random.default_rng(1).standard_normal(RATE) * 0.00003, "too-quiet"),
        (np.random.default_rng(1).standard_normal(RATE) * 0.01, "ok"),
    ],
    ids=["silent", "clipping", "hum 50", "hum 60", "too quiet", "ok"],
)
def test_microphone_check(samples, code):
    """Each trouble has its sentence and a remedy."""
    found = judge_microphone(samples.astype(np.float32), RATE)
    assert found.code == code
    assert bool(found.remedy) == (code != "ok")
