"""The virtual sound card itself: a bad card would make every other test lie."""

from __future__ import annotations

import signal
import subprocess
import sys

import numpy as np
import pytest

from tests.soundcard import RATE, align, holds, sound_card, urgent
from tests.waits import wait_until

pytestmark = pytest.mark.soundcard


def noise(seed):
    """Return a second of noise that correlates with nothing but itself."""
    rng = np.random.default_rng(seed)
    return (rng.standard_normal(RATE) * 0.1).astype(np.float32)


def test_what_is_played_into_the_microphone_is_heard_there(soundcard):
    """The way from player to microphone is lossless."""
    played = noise(1)
    ear = soundcard.listen("microphone")  # before the sound, or its beginning is missed
    soundcard.play(played).wait()
    wait_until(lambda: holds(played, ear.heard(), at_least=0.999), "the noise, whole")
    ear.stop()


def test_what_a_late_player_leaves_out_is_noted(soundcard):
    """A program that is stopped in mid-sound leaves a gap, and only then the card notes one."""
    play = (
        "import numpy, sounddevice, sys\n"
        "sounddevice.play(numpy.full(20_000 * int(sys.argv[1]), 0.1, 'float32'), 20_000)\n"
        "print('playing', flush=True)\nsounddevice.wait()"
    )

    def run(seconds, stop):
        player = subprocess.Popen(
            [*urgent(), sys.executable, "-c", play, str(seconds)],
            env=soundcard.env,
            stdout=subprocess.PIPE,
        )
        player.stdout.readline()
        if stop:
            before = soundcard.n_gaps()
            player.send_signal(signal.SIGSTOP)
            wait_until(lambda: soundcard.n_gaps() > before, "the gap")
            player.send_signal(signal.SIGCONT)
        player.communicate()

    run(3, stop=True)
    soundcard.without_gaps(lambda: run(1, stop=False))


@pytest.mark.parametrize("source", ["microphone", "speaker.monitor"])
def test_an_idle_card_does_not_work_in_lumps(soundcard, source):
    """Sound comes in pieces far below the 2 s of an ordinary null sink, with nothing playing."""
    assert min(piece_sizes(soundcard, source)) < RATE // 5


def piece_sizes(card, source):
    """Return how many samples came at once, five times in a row."""
    ear = card.listen(source)
    sizes = []
    while len(sizes) < 5:
        n_before = len(ear.heard())
        wait_until(lambda n=n_before: len(ear.heard()) > n, "more sound", pause_s=0.001)
        sizes.append(len(ear.heard()) - n_before)
    ear.stop()
    return sizes


def test_two_cards_do_not_hear_each_other(soundcard, tmp_path):
    """Workers of one test run each have a card of their own."""
    with sound_card(tmp_path / "other") as other, soundcard.playing(noise(2)):
        assert not other.record(1.0, "microphone").any()


def test_a_stopped_card_leaves_nothing(soundcard, tmp_path):
    """Server and feeders are gone afterwards."""
    with sound_card(tmp_path / "short") as card:
        processes = list(card._processes)
    assert processes
    assert all(process.poll() is not None for process in processes)
    asked = subprocess.run(["pactl", "info"], env=card.env, capture_output=True, check=False)
    assert asked.returncode != 0


@pytest.mark.parametrize("shift", [0, 1, 777, 5000])
def test_alignment_finds_the_shift(shift):
    """A reference buried in noise is found to the sample; a stranger does not correlate."""
    reference = noise(3)[:10_000]
    heard = noise(4)[:20_000] * 0.1
    heard[shift : shift + 10_000] += reference
    assert align(reference, heard)[0] == shift
    assert align(reference, heard)[1] > 0.95
    assert abs(align(noise(5)[:10_000], heard)[1]) < 0.2
