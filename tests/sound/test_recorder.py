"""The microphone to a file, through a real sound server, in processes that really die."""

from __future__ import annotations

import ast
import itertools
import json
import os
import signal
import subprocess
import sys
import time
import wave

import numpy as np
import pytest
import soundfile

from tests.soundcard import RATE, align, holds, sound_card, urgent
from tests.terminal import read_at_card_rate
from tests.waits import LIMIT_S, wait_until
from voicecoach.sound.files import resample
from voicecoach.sound.recorder import judge_microphone
from voicecoach.sound.take import LOST_AFTER_S, LOST_AGAIN_S

pytestmark = pytest.mark.soundcard

RECORD = """
import sys, time
from pathlib import Path
from voicecoach.sound.recorder import SoundDeviceRecorder
clock = time.monotonic
def until(condition):
    while not condition(): time.sleep(0.01)
def mark(call, *args):
    # prints before and after which moment a call was made
    before = clock()
    call(*args)
    print("moment", before, clock(), flush=True)
def report(*words):
    print(*words, flush=True)
def await_word():
    sys.stdin.readline()
take = SoundDeviceRecorder().open(Path(sys.argv[1]))
exec(sys.argv[2])
mark(take.stop)
taken = take.stop()
print(taken.n_samples, taken.n_overflows, taken.lost, flush=True)
"""
"""Records into a file; what it does meanwhile is its second argument."""


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


UNTIL_LOST = (
    "take.begin(); until(lambda: take.elapsed_s > 1); report('ready'); until(lambda: take.lost)"
)


def noise(seconds, seed=3):
    """Return noise that correlates with nothing but itself, in the band of a voice.

    Below 6 kHz a shift of half a sample between two rates costs nothing.
    """
    rng = np.random.default_rng(seed)
    window = np.hanning(18)
    rough = rng.standard_normal(round(seconds * RATE))
    return (np.convolve(rough, window / window.sum(), "same") * 0.3).astype(np.float32)


def seconds_in(path):
    """Return how long a WAV is."""
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


def moments(out):
    """Return the (earliest, latest) moment of each marked call: a busy machine may lie between."""
    lines = [line.split() for line in out.splitlines()]
    return [(float(line[1]), float(line[2])) for line in lines if line[0] == "moment"]


def ready(process):
    """Wait for the process's word that it records."""
    assert process.stdout.readline() == "ready\n", process.stderr.read()


def test_what_is_played_lands_in_the_file(soundcard, tmp_path):
    """What the microphone hears is what the file holds."""
    path = tmp_path / "take.wav"
    process = record(soundcard, path, "take.begin(); report('ready'); await_word()")
    ready(process)
    played = noise(3)
    soundcard.play(played).wait()
    wait_until(lambda: holds(played, read_at_card_rate(path)), "the noise, whole, in the file")
    out, err = process.communicate("\n", timeout=LIMIT_S)
    n_samples, n_overflows, lost = out.splitlines()[-1].split()
    assert (n_overflows, lost) == ("0", "None"), err
    assert int(n_samples) == soundfile.info(path).frames
    assert path.stat().st_mode & 0o777 == 0o600


def test_begin_reaches_into_the_past(soundcard, tmp_path):
    """Sound before ``begin`` is kept from the wanted moment on."""
    path = tmp_path / "take.wav"
    body = (
        "time.sleep(1.2); since = clock() - 1.0; report('moment', since, since); "
        "take.begin(since=since); until(lambda: take.elapsed_s > 1.4)"
    )
    out, err = record(soundcard, path, body).communicate(timeout=LIMIT_S)
    (begun, _), (earliest, latest) = moments(out)
    assert earliest - begun - 0.2 < seconds_in(path) < latest - begun + 0.2, err


def test_pause_leaves_out_just_that(soundcard, tmp_path):
    """What is said in a pause is not in the file."""
    path = tmp_path / "take.wav"
    body = (
        "mark(take.begin); until(lambda: take.elapsed_s > 0.5); mark(take.pause); "
        "time.sleep(1.0); mark(take.resume); until(lambda: take.elapsed_s > 1.0)"
    )
    out, err = record(soundcard, path, body).communicate(timeout=LIMIT_S)
    begin, pause, resume, stop = moments(out)
    shortest = pause[0] - begin[1] + stop[0] - resume[1]
    longest = pause[1] - begin[0] + stop[1] - resume[0]
    assert shortest - 0.2 < seconds_in(path) < longest + 0.2, err


def test_a_suspended_process_does_not_take_the_microphone_for_lost(soundcard, tmp_path):
    """After Ctrl-Z and fg the clock has run on, and the take goes on."""
    path = tmp_path / "take.wav"
    body = (
        "import os, signal; take.begin(); until(lambda: take.elapsed_s > 0.5)\n"
        "os.kill(os.getpid(), signal.SIGSTOP); at = take.elapsed_s\n"
        "until(lambda: take.lost or take.elapsed_s > at + 1)"
    )
    process = record(soundcard, path, body)
    assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1])
    time.sleep(LOST_AFTER_S + LOST_AGAIN_S + 0.5)
    process.send_signal(signal.SIGCONT)
    out, err = process.communicate(timeout=LIMIT_S)
    assert out.split()[-1] == "None", err
    assert seconds_in(path) > 1.5


def test_a_killed_process_loses_nothing(soundcard, tmp_path):
    """After SIGKILL the file opens and holds all but the last moment."""
    path = tmp_path / "take.wav"
    body = "take.begin(); until(lambda: take.elapsed_s > 2); report('ready'); await_word()"
    process = record(soundcard, path, body)
    ready(process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert seconds_in(path) > 1.9


PLAY_AND_RECORD = """
import sys, time
from pathlib import Path
import numpy as np
from voicecoach.sound.devices import find_device
from voicecoach.sound.recorder import SoundDeviceRecorder
from voicecoach.sound.playback import play
take = SoundDeviceRecorder().open(Path(sys.argv[1]))
spoken = play(np.load(sys.argv[2]), 22050, find_device(None, "output"))
take.begin(since=spoken.ended - 0.5)
time.sleep(0.3)
print(take.stop().late_s, spoken.ended - spoken.started)
"""


def test_second_0_is_where_the_question_ended(soundcard, tmp_path):
    """The end that ``play`` reports and the moment ``begin`` cuts agree within 20 ms."""
    rough = np.random.default_rng(4).standard_normal(2 * 22050) * 0.1
    question = np.convolve(rough, np.ones(4) / 4, "same").astype(np.float32)
    np.save(tmp_path / "question.npy", question)
    env = {**soundcard.env, "PULSE_SOURCE": "speaker.monitor"}  # the microphone hears the speaker
    takes = (tmp_path / f"take-{number}.wav" for number in itertools.count())

    def play_and_record():
        path = next(takes)
        done = subprocess.run(
            [*urgent(), sys.executable, "-c", PLAY_AND_RECORD, path, tmp_path / "question.npy"],
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return path, *map(float, done.stdout.split())

    path, late_s, length_s = soundcard.without_gaps(play_and_record)
    assert late_s == 0
    assert length_s == pytest.approx(2.0)
    samples, rate = soundfile.read(path, dtype="float32")
    last = resample(question[-round(0.4 * 22050) :], 22050, rate)
    before = np.zeros(rate // 4, np.float32)  # so that it is found where it begins too early
    shift, correlation = align(last, np.concatenate([before, samples]))
    assert correlation > 0.95
    assert shift / rate - 0.25 == pytest.approx(0.1, abs=0.02)


def test_the_microphone_is_not_left_open(soundcard, tmp_path):
    """After stopping, after discarding and after a refused file nobody records any more."""
    body = (
        "take.begin(); print('ready', flush=True); sys.stdin.readline(); take.stop()\n"
        "other = SoundDeviceRecorder().open(Path(sys.argv[1]).with_name('other.wav'))\n"
        "other.begin(); other.discard()\n"
        "try: SoundDeviceRecorder().open(Path(sys.argv[1]))\n"
        "except Exception as error: print(type(error).__name__, error.code, flush=True)\n"
        "sys.stdin.readline()"
    )
    process = record(soundcard, tmp_path / "take.wav", body)
    ready(process)
    # the card's own ears record from the speaker; the program is the one that came since
    during = recording_programs(soundcard, process.pid)
    process.stdin.write("\n")
    process.stdin.flush()
    assert process.stdout.readline() == "RecorderError cannot-write\n"
    after = recording_programs(soundcard, process.pid)
    process.communicate("\n", timeout=LIMIT_S)
    assert (during, after) == (1, 0)
    assert not (tmp_path / "other.wav").exists()
    assert (tmp_path / "take.wav").exists()


def recording_programs(card, pid):
    """Return how many streams of one process record from the card."""
    command = ["pactl", "list", "source-outputs"]
    listed = subprocess.run(command, env=card.env, capture_output=True, text=True, check=True)
    return listed.stdout.count(f'application.process.id = "{pid}"')


def test_a_frozen_sound_server_ends_the_take_and_does_not_hang(tmp_path, soundcard):
    """No callback, closing would block, the microphone is looked for in vain: the take ends."""
    with sound_card(tmp_path / "own") as card:
        path = tmp_path / "take.wav"
        process = record(card, path, UNTIL_LOST)
        ready(process)
        card.server.send_signal(signal.SIGSTOP)
        stopped, taken = process.stdout.readline(), process.stdout.readline()
        process.kill()  # PortAudio's own end would wait for the server
        process.communicate()
    assert stopped.startswith("moment"), taken
    assert "is gone" in taken
    assert seconds_in(path) > 0.8


@pytest.mark.parametrize(
    ("before", "code"),
    [
        ("recorder.MIN_SPACE_BYTES = 10**18", "disk-full"),
        ("path = path / 'no' / 'such' / 'take.wav'", "cannot-write"),
        ("path.write_text('an older take')", "cannot-write"),
        ("take.FIRST_SOUND_S = 0.0", "no-sound"),
    ],
    ids=["little space", "no folder", "file is there", "no sound"],
)
def test_what_cannot_be_opened_is_one_sentence(soundcard, tmp_path, before, code):
    """Each failure is a RecorderError with a remedy, and no file of ours is left."""
    script = (
        "import sys\nfrom pathlib import Path\nfrom voicecoach.sound import recorder, take\n"
        "from voicecoach.errors import RecorderError\n"
        f"path = Path(sys.argv[1])\n{before}\n"
        "try: recorder.SoundDeviceRecorder().open(path)\n"
        "except RecorderError as error: print(error.code, bool(error.remedy))"
    )
    path = tmp_path / "take.wav"
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        env=soundcard.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == f"{code} True\n", done.stderr
    assert not path.exists() or path.read_text() == "an older take"


def test_a_microphone_that_comes_back_goes_on(tmp_path):
    """The stream dies and the microphone is there again: the take goes on and tells the gap."""
    with sound_card(tmp_path / "own") as card:
        path = tmp_path / "take.wav"
        body = (
            "take.begin(); until(lambda: take.elapsed_s > 2); report('ready')\n"
            "until(lambda: take.gaps or take.lost); after = take.elapsed_s + 1\n"
            "until(lambda: take.elapsed_s > after or take.lost)\n"
            "print([(gap.start, gap.duration) for gap in take.gaps], flush=True)"
        )
        process = record(card, path, body)
        ready(process)
        before = time.monotonic()
        card.restart(1.5)
        gaps = ast.literal_eval(process.stdout.readline())
        after = time.monotonic()
        out, err = process.communicate(timeout=LIMIT_S)
    assert out.split()[-1] == "None", err
    ((start, seconds),) = gaps
    assert start > 1.8
    assert 0.25 < seconds < after - before
    assert seconds_in(path) > start + 0.5


def test_a_dead_sound_server_ends_the_take_and_keeps_it(tmp_path, soundcard):
    """When the device vanishes the take says so, keeps the sound and does not hang."""
    with sound_card(tmp_path / "own") as card:
        path = tmp_path / "take.wav"
        process = record(card, path, UNTIL_LOST)
        ready(process)
        card.server.kill()
        out, err = process.communicate(timeout=LIMIT_S)
    assert "is gone" in out, err
    assert seconds_in(path) > 0.8


def test_no_microphone_is_one_sentence():
    """Without any device the error says what to do."""
    command = [sys.executable, "-m", "voicecoach", "devices"]
    listed = subprocess.run([*command, "--json"], capture_output=True, text=True, check=False)
    devices = json.loads(listed.stdout)["devices"] if listed.returncode == 0 else []
    if any(one["direction"] == "input" for one in devices):
        pytest.skip("this machine has a microphone")
    done = subprocess.run([*command, "--test-mic"], capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert "No microphone was found." in done.stderr
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
        "until(lambda: take.lost); report('lost:', take.lost)"
    )
    out, err = record(soundcard, path, body).communicate(timeout=LIMIT_S)
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
