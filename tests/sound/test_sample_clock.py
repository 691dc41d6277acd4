"""Cuts at exact samples, whatever the blocks and however late they arrive."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.sound.sample_clock import SampleClock, SampleGate


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
