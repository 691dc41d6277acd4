"""Variation of pitch and level on sounds of known pitch and level, and where it is withheld."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicecoach.recognition.pitch import RATE
from voicecoach.recognition.voice_variation import (
    AUTOMATIC,
    CLIPPED,
    MAX_JUMPS,
    NOISY,
    TELEPHONE,
    TOO_LITTLE,
    measure_variation,
    share_of_jumps,
)
from voicecoach.types import Span

LENGTH_S = 12.0


def voice(hertz, level_db=None, hiss_db=-50.0, seed=1):
    """Return a buzz of this pitch (an array, one value a sample), s sounds in it, and its span."""
    n = len(hertz)
    phase = 2 * np.pi * np.cumsum(hertz) / RATE
    buzz = sum(np.cos(k * phase) / k for k in range(1, 12)) / 4
    drawn = np.random.default_rng(seed)
    at = np.arange(n) % RATE
    sibilant = np.where((at > 0.8 * RATE), np.diff(drawn.standard_normal(n + 1)) / 8, 0.0)
    sound = np.where(at > 0.8 * RATE, sibilant, buzz)
    if level_db is not None:
        sound = sound * 10 ** (level_db / 20)
    sound = sound + drawn.standard_normal(n) * 10 ** (hiss_db / 20)
    return (sound * 0.3).astype(np.float32), (Span(0.0, n / RATE),)


def glide(centre, span):
    """Return a pitch that swings by ``span`` semitones up and down, slowly."""
    t = np.arange(round(LENGTH_S * RATE)) / RATE
    return centre * 2 ** (span * np.sin(2 * np.pi * t / 3.1) / 12)


@settings(deadline=None, max_examples=8)
@given(st.floats(85, 280), st.floats(0, 4))
def test_pitch_of_known_glides(centre, span):
    """The standard deviation of a sine is its swing over the square root of two."""
    found = measure_variation(*voice(glide(centre, span)), RATE, 0.0)
    assert found.pitch_withheld == ""
    assert found.pitch_semitones == pytest.approx(span / np.sqrt(2), abs=0.3)


@pytest.mark.parametrize("swing_db", [0.0, 4.0, 8.0])
def test_level_of_known_swings(swing_db):
    """Level is measured on voiced sound alone: hiss between does not count."""
    t = np.arange(round(LENGTH_S * RATE)) / RATE
    level = swing_db * np.sin(2 * np.pi * t / 2.3)
    found = measure_variation(*voice(glide(120, 1), level), RATE, 0.0)
    assert found.level_db == pytest.approx(swing_db / np.sqrt(2), abs=0.6)


def test_the_gain_of_the_whole_recording_does_not_matter():
    """A quieter microphone gives the same figures."""
    sound, speech = voice(glide(150, 2))
    loud, quiet = (measure_variation(sound * gain, speech, RATE, 0.0) for gain in (1, 0.05))
    assert quiet.pitch_semitones == pytest.approx(loud.pitch_semitones, abs=0.05)
    assert quiet.level_db == pytest.approx(loud.level_db, abs=0.05)


def test_what_the_recording_does_not_carry_is_withheld():
    """Each reason is told, and then there is no figure."""
    sound, speech = voice(glide(120, 2))
    spectrum = np.fft.rfft(sound)
    spectrum[round(3400 * len(sound) / RATE) :] = 0
    phone = np.fft.irfft(spectrum, len(sound)).astype(np.float32)
    for narrow in (
        measure_variation(phone, speech, RATE, 0.0),
        measure_variation(sound, speech, 8000, 0.0),
    ):
        assert narrow.pitch_semitones is narrow.level_db is None
        assert narrow.pitch_withheld == narrow.level_withheld == TELEPHONE
    clipped = measure_variation(sound, speech, RATE, 0.01)
    assert (clipped.level_db, clipped.level_withheld) == (None, CLIPPED)
    assert clipped.pitch_semitones is not None
    short = measure_variation(sound, (Span(0.0, 5.0),), RATE, 0.0)
    assert short.pitch_withheld == short.level_withheld == TOO_LITTLE
    nothing = measure_variation(np.zeros(0, np.float32), (), RATE, 0.0)
    assert nothing.pitch_withheld == TOO_LITTLE


def test_pitch_that_jumps_between_octaves_is_noticed():
    """Steps within voiced stretches count, those over a consonant do not."""
    steady = np.full(100, 110.0)
    jumping = np.where(np.arange(100) % 5 == 0, 220.0, steady)
    all_voiced = np.ones(100, np.bool_)
    assert share_of_jumps(steady, all_voiced) == 0
    assert share_of_jumps(jumping, all_voiced) > MAX_JUMPS
    assert share_of_jumps(jumping, np.arange(100) % 5 != 0) == 0
    assert share_of_jumps(np.zeros(0), np.zeros(0, np.bool_)) == 0


@pytest.mark.parametrize(
    ("hiss_db", "rise_db", "why"), [(-50.0, 0.0, ""), (-50.0, 15.0, AUTOMATIC), (-26.0, 0.0, NOISY)]
)
def test_noise_and_gain_in_the_pauses(hiss_db, rise_db, why):
    """Steady noise is no reason; loud noise is one, and so is noise that grows in each pause."""
    sound, _ = voice(glide(120, 2), hiss_db=hiss_db)
    drawn = np.random.default_rng(2)
    pieces, speech, at = [], [], 0
    for i in range(4):
        piece = sound[i * 3 * RATE : (i + 1) * 3 * RATE]
        speech.append(Span(at / RATE, (at + len(piece)) / RATE))
        rise = np.linspace(0, rise_db, 2 * RATE)
        pause = drawn.standard_normal(2 * RATE) * 0.3 * 10 ** ((hiss_db + rise) / 20)
        pieces += [piece, pause.astype(np.float32)]
        at += len(piece) + len(pause)
    found = measure_variation(np.concatenate(pieces), tuple(speech), RATE, 0.0)
    assert found.level_withheld == why
    assert (found.level_db is None) == bool(why)
