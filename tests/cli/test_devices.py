"""`voicecoach devices` on a real sound server, and where there is none."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tomllib

import numpy as np
import pytest

from tests.soundcard import RATE, sound_card
from tests.waits import LIMIT_S

pytestmark = pytest.mark.voice

NO_PORTAUDIO = "import ctypes.util; ctypes.util.find_library = lambda name: None"
SHORT_WAIT = "from voicecoach.sound import devices; devices.START_S = 1.0"


def patched(change):
    """Return the program with something changed in it before it runs."""
    run = "import sys; from voicecoach.cli.main import run; sys.exit(run(sys.argv[1:]))"
    return ("-c", f"{change}\n{run}")


def devices(env, *argv, program=("-m", "voicecoach")):
    """Run the command in a process of its own, its input a pipe."""
    done = subprocess.run(
        [sys.executable, *program, "devices", *argv],
        env={**env, "VOICECOACH_HOME": os.environ["VOICECOACH_HOME"]},
        input="",
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    assert "defect" not in done.stderr
    return done


@pytest.mark.soundcard
def test_lists_for_people_and_programs(soundcard):
    """Both lists name the same devices and voices."""
    told = devices(soundcard.env)
    listed = json.loads(devices(soundcard.env, "--json").stdout)
    assert told.returncode == 0
    names = {one["name"] for one in listed["devices"]}
    assert {"default", "pulse"} <= names
    assert listed["format_version"] == 1
    assert {one["direction"] for one in listed["devices"]} == {"input", "output"}
    for title in ("Microphones", "Speakers", "Voices"):
        assert title in told.stdout
    assert all(name in told.stdout for name in names)
    english = next(one for one in listed["voices"] if "en-us" in one["languages"])
    assert english["id"] in told.stdout


@pytest.mark.soundcard
@pytest.mark.parametrize(
    ("sound", "code", "status"),
    [
        (np.zeros(RATE), "silent", 4),
        (np.random.default_rng(1).standard_normal(RATE) * 0.02, "ok", 0),
        (0.2 * np.sin(2 * np.pi * 50 * np.arange(RATE) / RATE), "hum", 4),
    ],
    ids=["silent", "ok", "hum"],
)
def test_the_microphone_is_tested(soundcard, sound, code, status):
    """What is played into it for two seconds is what the check tells."""
    with soundcard.playing(sound.astype(np.float32)):
        done = devices(soundcard.env, "--test-mic", "--json")
    found = json.loads(done.stdout)
    assert (found["code"], done.returncode) == (code, status)
    assert bool(found["remedy"]) == (code != "ok")


@pytest.mark.soundcard
@pytest.mark.parametrize("options", [("--say", "Hello there."), ("--play-voice", "en-us")])
def test_a_voice_is_heard(soundcard, options):
    """What is to be said comes out of the speaker."""
    ear = soundcard.listen()
    done = devices(soundcard.env, *options)
    heard = np.abs(ear.stop())
    assert done.returncode == 0, done.stderr
    assert heard.max() > 0.09
    assert np.count_nonzero(heard > 0.009) > 0.2 * RATE


@pytest.mark.soundcard
def test_a_choice_is_remembered(soundcard, own_home):
    """What is chosen stands in the settings by its full name, and the list marks it."""
    done = devices(
        soundcard.env, "--use-mic", "puls", "--use-speaker", "DEFAULT", "--use-voice", "en-us"
    )
    assert done.returncode == 0, done.stderr
    saved = tomllib.loads((own_home / "config.toml").read_text("utf-8"))
    assert (saved["device"], saved["output"]) == ("pulse", "default")
    assert saved["voice"].endswith("en-us")
    lines = [line for line in devices(soundcard.env).stdout.splitlines() if "chosen" in line]
    assert [line.split()[1] for line in lines[:2]] == ["pulse", "default"]
    assert lines[2].split()[0] == saved["voice"]


@pytest.mark.soundcard
@pytest.mark.parametrize(
    ("options", "status"),
    [(("--use-mic", "nosuch"), 4), (("--use-mic", "pulse", "--use-voice", "nosuch"), 4)],
)
def test_a_wrong_choice_is_not_remembered(soundcard, own_home, options, status):
    """A name that fits nothing saves nothing, not even what stood beside it."""
    done = devices(soundcard.env, *options)
    assert done.returncode == status
    assert "nosuch" in done.stderr
    assert not (own_home / "config.toml").exists()


@pytest.mark.parametrize("options", [(), ("--json",), ("--test-mic",), ("--say", "Hi.")])
def test_without_portaudio(options):
    """The library missing is one sentence with the command that mends it, and status 4."""
    done = devices(dict(os.environ), *options, program=patched(NO_PORTAUDIO))
    assert done.returncode == 4
    assert "PortAudio is not installed" in done.stderr
    assert "libportaudio2" in done.stderr
    if options == ("--json",):
        listed = json.loads(done.stdout)
        assert listed["devices"] == []
        assert listed["voices"]  # what is there is told all the same


@pytest.mark.soundcard
@pytest.mark.parametrize("options", [(), ("--test-mic",)])
def test_a_sound_server_that_does_not_answer(soundcard, tmp_path, options):
    """It is not waited for without a limit, and the sentence that says so is not swallowed."""
    with sound_card(tmp_path / "own") as card:
        card.server.send_signal(signal.SIGSTOP)
        try:
            done = devices(card.env, *options, program=patched(SHORT_WAIT))
        finally:
            card.server.send_signal(signal.SIGCONT)
    assert done.returncode == 4
    assert "The sound system does not answer." in done.stderr


def test_without_any_device():
    """No microphone is status 4; the voices are listed all the same."""
    kept = {k: v for k, v in os.environ.items() if k not in {"PULSE_SERVER", "ALSA_CONFIG_PATH"}}
    if json.loads(devices(kept, "--json").stdout)["devices"]:
        pytest.skip("this machine has sound devices")
    done = devices(kept)
    assert done.returncode == 4
    assert done.stdout.count("none is found") == 2
    assert "English" in done.stdout
