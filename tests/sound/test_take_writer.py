"""What of the sound is written, with a clock of our own and no device."""

from __future__ import annotations

import errno
import wave

import numpy as np
import pytest

from tests.waits import LIMIT_S
from voicecoach.sound.level import FLOOR_DB, LevelMeter
from voicecoach.sound.take_writer import RING_S, TakeWriter

RATE = 48_000
BLOCK = RATE // 50
T0 = 5000.0


def feed(writer, sound, *, first=0, jitter=0.0):
    """Let ``sound`` arrive block by block, each when it is complete, some of them late."""
    for index in range(len(sound) // BLOCK):
        arrived = T0 + (first + index + 1) * BLOCK / RATE + (jitter if index % 3 else 0.0)
        writer.add_block(arrived, sound[index * BLOCK : (index + 1) * BLOCK].tobytes())


def read(path):
    """Return the samples of a file."""
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def ramp(seconds):
    """Return sound whose every sample tells where it was."""
    return (np.arange(round(seconds * RATE)) % 30_000).astype(np.int16)


@pytest.mark.parametrize("jitter", [0.0, 0.15])
def test_begin_pause_resume_and_end_cut_exactly(tmp_path, jitter):
    """Each command takes effect at the sample of its moment, however late the blocks arrive."""
    sound = ramp(4)
    writer = TakeWriter(tmp_path / "a.wav", RATE, 1)
    feed(writer, sound[: 2 * RATE], jitter=jitter)
    writer.command("begin", T0 + 1.2345)
    writer.command("pause", T0 + 2.5)
    writer.command("resume", T0 + 3.0101)
    writer.command("end", T0 + 3.5)
    feed(writer, sound[2 * RATE :], first=100, jitter=jitter)
    assert writer.complete.wait(LIMIT_S)
    writer.close()
    cuts = [round(second * RATE) for second in (1.2345, 2.5, 3.0101, 3.5)]
    expected = np.concatenate([sound[cuts[0] : cuts[1]], sound[cuts[2] : cuts[3]]])
    assert read(tmp_path / "a.wav").tolist() == expected.tolist()
    assert writer.n_samples == len(expected)
    assert writer.late_s == 0


def test_begin_in_the_future_waits(tmp_path):
    """A question that still sounds is not recorded."""
    sound = ramp(2)
    writer = TakeWriter(tmp_path / "a.wav", RATE, 1)
    feed(writer, sound[:RATE])
    writer.command("begin", T0 + 1.5)
    feed(writer, sound[RATE:], first=50)
    writer.close()
    assert read(tmp_path / "a.wav").tolist() == sound[round(1.5 * RATE) :].tolist()


def test_begin_too_far_back_says_how_late_it_is(tmp_path):
    """What is no longer remembered is missing, and told."""
    writer = TakeWriter(tmp_path / "a.wav", RATE, 1)
    feed(writer, ramp(RING_S + 2))
    writer.command("begin", T0 + 0.5)
    writer.close()
    assert writer.late_s == pytest.approx(1.5, abs=0.001)
    assert writer.n_samples == RING_S * RATE


def test_without_begin_nothing_is_kept(tmp_path):
    """The question's own sound never lands on disk."""
    writer = TakeWriter(tmp_path / "a.wav", RATE, 1)
    feed(writer, ramp(1))
    writer.command("pause", T0 + 0.5)
    writer.close()
    assert len(read(tmp_path / "a.wav")) == 0


def test_stereo_becomes_the_mean(tmp_path):
    """Two channels are mixed to one, a loud pair without wrapping around."""
    left = np.full(BLOCK * 10, 32_000, np.int16)
    right = np.full(BLOCK * 10, 30_000, np.int16)
    both = np.stack([left, right], axis=1)
    writer = TakeWriter(tmp_path / "a.wav", RATE, 2)
    for index in range(10):
        block = both[index * BLOCK : (index + 1) * BLOCK]
        writer.add_block(T0 + (index + 1) * BLOCK / RATE, block.tobytes())
        if index == 0:
            writer.command("begin", T0)
    writer.close()
    assert read(tmp_path / "a.wav").tolist() == [31_000] * (BLOCK * 10)


def test_a_full_disk_is_told_and_the_rest_kept(tmp_path, monkeypatch):
    """When writing fails the sentence is there and counting stops where the file does."""
    writer = TakeWriter(tmp_path / "a.wav", RATE, 1)
    real = writer._wav.write
    written = []

    def write(data):
        if len(written) == 20:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(real(data))

    monkeypatch.setattr(writer._wav, "write", write)
    feed(writer, ramp(0.02))
    writer.command("begin", T0)
    feed(writer, ramp(2), first=1)
    writer.close()
    assert "No space left" in writer.failure
    assert writer.n_samples == len(read(tmp_path / "a.wav")) == 20 * BLOCK


def voice(seconds, level):
    """Return noise of an RMS level in dBFS."""
    rng = np.random.default_rng(2)
    return (rng.standard_normal(round(seconds * RATE)) * 32768 * 10 ** (level / 20)).astype(
        np.int16
    )


def blocks(sound):
    """Cut sound into the blocks a device delivers."""
    return [sound[at : at + BLOCK] for at in range(0, len(sound), BLOCK)]


def test_level_and_peak_are_those_of_the_sound():
    """Half of full scale is -6 dB at its peak and -9 dB as a sine's mean; silence is the floor."""
    meter = LevelMeter()
    meter.add_block(np.zeros(BLOCK, np.int16))
    assert meter.level_db == meter.peak_db == FLOOR_DB
    sine = (16_384 * np.sin(2 * np.pi * 1000 * np.arange(BLOCK) / RATE)).astype(np.int16)
    meter.add_block(sine)
    assert meter.level_db == pytest.approx(-9.03, abs=0.05)
    assert meter.peak_db == pytest.approx(-6.02, abs=0.05)
    for _ in range(60):
        meter.add_block(np.zeros(BLOCK, np.int16))
    assert meter.peak_db == FLOOR_DB


@pytest.mark.parametrize("floor", [-85, -70, -50])
def test_voice_is_told_from_the_room(floor):
    """Voice 20 dB over a room, quiet or loud, is heard; the room alone and a click are not."""
    meter = LevelMeter()
    assert not any(meter.add_block(block) for block in blocks(voice(2, floor)))
    click = voice(0.02, -10)
    assert not any(
        meter.add_block(block) for block in blocks(np.concatenate([click, voice(0.5, floor)]))
    )
    loud = [meter.add_block(block) for block in blocks(voice(1, max(floor + 20, -55)))]
    assert sum(loud) > 45
    assert not any(meter.add_block(block) for block in blocks(voice(1, floor)))
