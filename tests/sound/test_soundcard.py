"""The virtual sound card itself: a bad card would make every other test lie."""

from __future__ import annotations

import subprocess
import time

import numpy as np
import pytest

from tests.soundcard import RATE, align, sound_card

pytestmark = pytest.mark.soundcard


def noise(seed):
    """Return a second of noise that correlates with nothing but itself."""
    rng = np.random.default_rng(seed)
    return (rng.standard_normal(RATE) * 0.1).astype(np.float32)


def test_what_is_played_into_the_microphone_is_heard_there(soundcard):
    """The way from player to microphone is lossless."""
    played = noise(1)
    ear = soundcard.start_recording("microphone")  # before the sound, or its beginning is missed
    before = ear.stdout.read(RATE // 5)
    player = soundcard.play(played)
    data = before + ear.stdout.read(5 * RATE)
    ear.kill()
    ear.wait()
    player.wait()
    heard = np.frombuffer(data, np.int16).astype(np.float32) / 32768
    assert align(played, heard)[1] > 0.999


def test_an_idle_card_does_not_work_in_lumps(soundcard):
    """Half a second takes half a second, from both ends, with nothing playing."""
    for source in ("microphone", "speaker.monitor"):
        began = time.monotonic()
        assert len(soundcard.record(0.5, source)) == RATE // 2
        assert time.monotonic() - began < 1.2


def test_two_cards_do_not_hear_each_other(soundcard, tmp_path):
    """Workers of one test run each have a card of their own."""
    with sound_card(tmp_path / "other") as other:
        player = soundcard.play(noise(2))
        assert not other.record(1.0, "microphone").any()
        player.wait()


def test_a_stopped_card_leaves_nothing(soundcard, tmp_path):
    """Server and feeders are gone afterwards."""
    with sound_card(tmp_path / "short") as card:
        processes = list(card._processes)
    assert len(processes) >= 3
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
