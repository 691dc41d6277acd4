"""Where a recording is cut: in pauses, in time, and the same whatever the blocks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import signals
from voicecoach.recognition.chunking import (
    FRAMES_PER_SECOND,
    MAX_CHUNK_S,
    PADDING_S,
    PENDING_S,
    TAIL_S,
    WINDOW_MAX_S,
    Chunk,
    Chunker,
    cut,
    cut_windows,
)
from voicecoach.sound.files import resample
from voicecoach.types import Span

RATE = signals.RATE

pytestmark = pytest.mark.voice


def spans(pieces, rate=RATE):
    """Return pieces in seconds."""
    return [(piece.first / rate, piece.end / rate) for piece in pieces]


def spoken(seed, n_pauses=25, longest=1.5):
    """Return an answer with random pauses."""
    rng = np.random.default_rng(seed)
    return signals.answer(list(rng.uniform(0.1, longest, n_pauses)))


@pytest.fixture(scope="module")
def long_answer():
    """Give the module one answer of more than a minute."""
    return spoken(1)


@pytest.mark.parametrize("condition", ["quiet", "white 20", "pink 10", "fan 10", "faint"])
@pytest.mark.parametrize("seed", [1, 2])
def test_all_speech_lies_in_pieces(seed, condition):
    """No piece cuts a clause, none is longer than the longest, all but the last hold 10 s."""
    truth = spoken(seed)
    if condition == "faint":
        signal = signals.at_peak(truth, -40)
    elif condition == "quiet":
        signal = truth
    else:
        kind, snr = condition.split()
        signal = signals.with_noise(truth, float(snr), kind=kind)
    pieces = spans(cut(signal.samples, RATE))
    for span in truth.speech:
        middle_in = [p for p in pieces if p[0] <= span.start + 0.05 and span.end - 0.05 <= p[1]]
        assert len(middle_in) == 1, span
    for start, end in pieces:
        assert end - start <= MAX_CHUNK_S
    for start, end in pieces[:-1]:
        assert end - start >= PENDING_S
    for (_, end), (start, _) in pairwise(pieces):
        assert start >= end


def test_a_cut_lies_in_the_middle_of_its_pause():
    """A pause of 0.37 s is cut in its middle, a longer one 0.2 s from either side."""
    short = signals.answer([0.05] * 12 + [0.37, 0.05, 0.05])
    (_, end), (start, _) = spans(cut(short.samples, RATE))
    pause = short.pauses[12]
    assert end == start == pytest.approx((pause.start + pause.end) / 2, abs=0.05)
    long = signals.answer([0.05] * 12 + [1.2, 0.05, 0.05])
    (_, end), (start, _) = spans(cut(long.samples, RATE))
    pause = long.pauses[12]
    assert end == pytest.approx(pause.start + PADDING_S, abs=0.05)
    assert start == pytest.approx(pause.end - PADDING_S, abs=0.05)


def test_without_pauses_it_cuts_where_the_voice_is_weakest():
    """Speech without a breath is cut by 28 s, at the one frame where it nearly stops."""
    sound = np.concatenate([signals.say(c) for c in signals.CLAUSES * 4])[: 40 * RATE]
    sound = np.where(np.abs(sound) < 0.02, 0.02, sound).astype(np.float32)
    rng = np.random.default_rng(1)
    sound += 0.05 * rng.standard_normal(len(sound)).astype(np.float32)
    weak = round(17.3 * RATE)
    sound[weak : weak + RATE // 10] *= np.float32(0.01)
    first, *others = spans(cut(sound, RATE))
    assert first[1] == pytest.approx(17.35, abs=0.05)
    assert others[0][0] == first[1]
    assert all(end - start <= MAX_CHUNK_S for start, end in others)


def test_a_long_silence_ends_a_piece_however_short():
    """Silence as long as a stall is not decoded: it lies in no piece."""
    truth = signals.answer([5.0])
    (_, end), (start, _) = spans(cut(truth.samples, RATE))
    assert end <= truth.speech[0].end + PADDING_S + 0.05
    assert start >= truth.speech[1].start - PADDING_S - 0.05


@pytest.mark.parametrize("kind", ["white", "pink", "hum", "fan", "tone"])
def test_steady_noise_is_no_speech(kind):
    """A minute of steady noise gives no piece."""
    assert cut(0.03 * signals.noise(60 * RATE, kind), RATE) == []


def test_nothing_gives_no_pieces():
    """No samples, or digital silence."""
    assert cut(np.zeros(0, np.float32), RATE) == []
    assert cut(np.zeros(RATE, np.float32), RATE) == []


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 40_000), min_size=1, max_size=60))
def test_blocks_change_nothing(long_answer, sizes):
    """However the sound comes in, the pieces are the same."""
    samples = signals.with_noise(long_answer, 20).samples
    cutter = Chunker(RATE)
    pieces: list[Chunk] = []
    at = 0
    while at < len(samples):
        size = sizes[at % len(sizes)]
        pieces += cutter.feed(samples[at : at + size])
        at += size
    assert pieces + cutter.finish() == cut(samples, RATE)


@pytest.mark.parametrize("rate", [8000, 11_025, 22_050, 44_100, 48_000])
def test_every_rate(long_answer, rate):
    """At each rate nearly the same pieces, to the frame or two that resampling moves."""
    pieces = spans(cut(resample(long_answer.samples, RATE, rate), rate), rate)
    wanted = spans(cut(long_answer.samples, RATE))
    assert len(pieces) == len(wanted)
    assert np.allclose(pieces, wanted, atol=0.1)


def test_the_tail_is_known_before_the_end(long_answer):
    """Half a second after the last word the last piece is known, and stays what it was."""
    samples = np.concatenate([long_answer.samples, np.zeros(RATE, np.float32)])
    cutter = Chunker(RATE)
    last = round((long_answer.speech[-1].end + TAIL_S + 0.1) * RATE)
    done = cutter.feed(samples[:last])
    tail = cutter.tail
    assert tail is not None
    done += cutter.feed(samples[last:])
    assert cutter.finish() == [tail]
    assert done[-1].end <= tail.first


def test_what_is_needed_stays(long_answer):
    """Every piece begins at or after the sample that was said to be needed; memory is bounded."""
    samples = long_answer.samples
    cutter = Chunker(RATE)
    hop = RATE // FRAMES_PER_SECOND
    needed = 0
    for at in range(0, len(samples), hop):
        for piece in cutter.feed(samples[at : at + hop]):
            assert piece.first >= needed
        assert cutter.needed_from >= needed
        needed = cutter.needed_from
        assert at - needed <= (MAX_CHUNK_S + 1) * RATE
    (last,) = cutter.finish()
    assert last.first >= needed


def test_a_file_is_cut_into_whole_windows():
    """As much speech as fits, the next window behind the longest pause of the second half."""
    speech = [Span(2.0 * i, 2.0 * i + 1.7) for i in range(20)]
    speech[9] = Span(18.0, 19.2)  # a pause of 0.8 s follows
    windows = spans(cut_windows(speech, 40 * RATE, RATE))
    assert windows[0] == (0.0, pytest.approx(19.6))
    assert windows[1][0] == pytest.approx(19.6)
    assert [w for w in windows if w[1] - w[0] > WINDOW_MAX_S] == []
    for span in speech:
        assert any(a <= span.start and span.end <= b for a, b in windows)


def test_a_stall_is_left_out_and_unbroken_voice_is_cut():
    """Three seconds of silence end a window; a minute without a breath gives two."""
    assert len(cut_windows([Span(0.0, 2.0), Span(5.0, 7.0)], 8 * RATE, RATE)) == 2
    assert len(cut_windows([Span(0.0, 2.0), Span(4.9, 7.0)], 8 * RATE, RATE)) == 1
    windows = spans(cut_windows([Span(0.0, 60.0)], 60 * RATE, RATE))
    assert [w[0] for w in windows[1:]] == [w[1] for w in windows[:-1]]
    assert windows[-1][1] == 60.0
    assert cut_windows([], RATE, RATE) == []


def test_a_window_keeps_the_silence_around_its_speech():
    """Half of a shortest stall on either side, and never what is not there."""
    speech = [Span(1.0, 4.0), Span(9.0, 12.0), Span(14.0, 15.0)]
    assert spans(cut_windows(speech, 20 * RATE, RATE)) == [(0.0, 5.5), (7.5, 16.5)]
    assert spans(cut_windows(speech[:1], 4 * RATE, RATE)) == [(0.0, 4.0)]
