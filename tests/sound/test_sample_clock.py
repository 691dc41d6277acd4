"""Cuts at exact samples, whatever the blocks and however late they arrive."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.sound.sample_clock import GapFinder, SampleClock, SampleGate


@given(
    blocks=st.lists(st.integers(0, 50), max_size=12),
    switches=st.lists(st.tuples(st.integers(-20, 700), st.booleans()), max_size=8),
)
def test_a_gate_keeps_just_what_lies_between_its_switches(blocks, switches):
    """Cut into blocks or in one piece, the same samples are kept, each once and in order."""
    sound = np.arange(sum(blocks), dtype=np.int16)
    gate = SampleGate(0)
    wanted = np.zeros(len(sound), bool)
    for sample, keep in switches:
        wanted[gate.switch(sample, keep=keep) :] = keep
    kept = []
    at = 0
    for length in blocks:
        kept.append(gate.select(sound[at : at + length]))
        at += length
    assert gate.position == len(sound)
    assert np.concatenate([*kept, sound[:0]]).tolist() == sound[wanted].tolist()


def test_a_gate_cannot_change_what_has_passed():
    """A switch in the past takes effect now, one before an earlier switch with that one."""
    gate = SampleGate(100)
    gate.select(np.zeros(50, np.int16))
    assert gate.switch(120, keep=True) == 150
    assert gate.switch(300, keep=False) == 300
    assert gate.switch(200, keep=True) == 300


@given(
    late=st.lists(st.floats(0, 0.2), min_size=5, max_size=60),
    rate=st.sampled_from([16_000, 44_100]),
)
def test_late_blocks_do_not_move_the_clock(late, rate):
    """Sound that arrives up to 200 ms late is dated by the least late of the blocks."""
    clock = SampleClock(rate)
    block = rate // 50
    for index, delay in enumerate(late, 1):
        clock.note(1000 + index * block / rate + delay, block)
    assert clock.n_samples == block * len(late)
    found = clock.sample_at(1000.05)
    assert found / rate == pytest.approx(0.05 - min(late), abs=1.5 / rate)


BLOCK = 320


def feed(finder, arrivals):
    """Feed blocks of 20 ms that arrive at these moments; return the gaps found."""
    found = []
    for number, arrived in enumerate(arrivals):
        gap = finder.note(arrived, BLOCK, number * BLOCK)
        if gap is not None:
            found.append((gap[0] / BLOCK * 0.02, gap[1]))
    return found


def steady(start, count, *, drift=0.0):
    """Return the moments of blocks that come every 20 ms, on a clock that drifts."""
    return [start + 0.02 * (1 + drift) * n for n in range(count)]


def test_a_gap_is_found_with_its_place_and_length():
    """After 10 s nothing comes for 4.5 s: that much is missing there."""
    finder = GapFinder(16_000)
    ((at, seconds),) = feed(finder, [*steady(0, 500), *steady(10 + 4.5, 500)])
    assert at == pytest.approx(10, abs=0.05)
    assert seconds == pytest.approx(4.5, abs=0.01)


def test_two_gaps_are_two():
    """Each has its own length."""
    finder = GapFinder(16_000)
    arrivals = [*steady(0, 200), *steady(6, 200), *steady(13, 200)]
    assert [round(seconds, 2) for _, seconds in feed(finder, arrivals)] == [2.0, 3.0]


@pytest.mark.parametrize("held_s", [0.3, 1.0, 3.0])
def test_late_blocks_are_no_gap(held_s):
    """A busy machine holds blocks back and delivers them all at once: nothing is missing."""
    finder = GapFinder(16_000)
    n_held = round(held_s / 0.02)
    held = [10.0 + held_s] * n_held
    assert not feed(finder, [*steady(0, 500), *held, *steady(10 + held_s, 500)])


@pytest.mark.parametrize("drift", [-0.0005, 0.0005, 0.002])
def test_a_clock_that_drifts_is_no_gap(drift):
    """Ten minutes on a cheap clock."""
    assert not feed(GapFinder(16_000), steady(0, 30_000, drift=drift))


def test_lumps_of_a_sleepy_card_are_no_gap():
    """An idle sound server delivers in lumps of two seconds."""
    arrivals = [2.0 * (1 + n // 100) for n in range(2000)]
    assert not feed(GapFinder(16_000), arrivals)
