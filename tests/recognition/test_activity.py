"""Speech and pauses from the signal alone, on synthetic speech whose truth is exact."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from tests import signals
from tests.signals import RATE, Synthetic, answer, at_peak, noise, say, with_noise
from voicecoach.recognition.activity import find_activity
from voicecoach.types import Activity, Span

voice = pytest.mark.voice
VOICES = ("en-us", "en-gb", "en-us+f2", "en-us+m3")
PAUSES = (0.4, 1.1, 0.6, 2.4, 0.45, 5.0, 0.8)


def found_pauses(signal):
    """Return the gaps of at least 250 ms."""
    speech = find_activity(signal.samples, signal.rate).speech
    gaps = (Span(a.end, b.start) for a, b in pairwise(speech))
    return [gap for gap in gaps if gap.duration >= 0.25]


def pair(found, truth):
    """Return (found, true) pauses that lie over each other."""
    return [
        (one, other)
        for other in truth
        for one in found
        if min(one.end, other.end) - max(one.start, other.start) > 0.5 * other.duration
    ]


@voice
@pytest.mark.parametrize("name", VOICES)
@pytest.mark.parametrize("kind", ["white", "pink"])
def test_pauses_at_20_db(name, kind):
    """Pauses from 0.4 to 5 s are all found and no other; edges within 0.1 s, on average 40 ms."""
    signal = with_noise(answer(PAUSES, voice=name, lead=1.5), 20, kind=kind)
    found = found_pauses(signal)
    pairs = pair(found, signal.pauses)
    assert len(pairs) == len(PAUSES) == len(found)
    errors = [abs(a.start - b.start) for a, b in pairs] + [abs(a.end - b.end) for a, b in pairs]
    assert np.mean(errors) < 0.04
    assert max(errors) < 0.1
    latency = find_activity(signal.samples, signal.rate).speech[0].start
    assert latency == pytest.approx(1.5, abs=0.1)


@voice
@pytest.mark.parametrize(
    "change",
    [
        lambda s: with_noise(s, 10),
        lambda s: with_noise(s, 10, kind="pink"),
        lambda s: with_noise(s, 10, kind="hum"),
        lambda s: with_noise(s, 15, kind="clicks"),
        lambda s: at_peak(with_noise(s, 20), -35),
        lambda s: at_peak(s, -40),
        lambda s: Synthetic(np.clip(s.samples * 4, -1, 1), s.rate, s.speech),
        lambda s: Synthetic(s.samples * 0.3 + np.float32(0.2), s.rate, s.speech),
    ],
    ids=["white 10", "pink 10", "hum 10", "clicks", "-35 dB", "-40 dB", "clipped", "offset"],
)
def test_harder_conditions(change):
    """F1 of pauses stays at .95 or more."""
    hits = n_found = n_true = 0
    for name in VOICES:
        signal = change(answer(PAUSES, voice=name))
        found = found_pauses(signal)
        hits += len(pair(found, signal.pauses))
        n_found += len(found)
        n_true += len(signal.pauses)
    assert 2 * hits / (n_found + n_true) >= 0.95


@voice
@pytest.mark.parametrize("rate", [8_000, 22_050, 48_000])
def test_any_sample_rate(rate):
    """The sample rate does not matter."""
    signal = with_noise(answer((0.5, 1.5), rate=rate), 20)
    assert len(pair(found_pauses(signal), signal.pauses)) == 2


@pytest.mark.parametrize("kind", ["white", "pink", "hum", "tone", "clicks"])
@pytest.mark.parametrize("level_db", [-20, -40])
def test_what_is_no_voice(kind, level_db):
    """A minute of noise holds no speech and no held sound."""
    samples = noise(60 * RATE, kind) * np.float32(10 ** (level_db / 20))
    activity = find_activity(samples, RATE)
    assert activity.speech == ()
    assert activity.held_sounds == ()


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(0, np.float32),
        np.zeros(100, np.float32),
        np.zeros(300 * RATE, np.float32),
        np.full(RATE, np.nan, np.float32),
    ],
    ids=["empty", "100 samples", "300 s of silence", "no numbers"],
)
def test_nothing_to_hear(samples):
    """Degenerate input is silence, not an error."""
    assert find_activity(samples, RATE).speech == ()


@voice
@pytest.mark.parametrize("name", [*VOICES, "en-us+f4"])
@pytest.mark.parametrize("form", ["[[V:::]]", "[[@:::]]", "[[3:::]]"])
def test_held_sounds_are_found(name, form):
    """A held vowel of 0.3 s and more between clauses is found, and nothing else."""
    held = say(form, name, 100)
    silence = np.zeros(RATE // 5, np.float32)
    parts = [np.zeros(RATE, np.float32)]
    truth = []
    for clause in signals.CLAUSES[:4]:
        parts += [say(clause, name), silence]
        truth.append(sum(map(len, parts)) / RATE)
        parts += [held, silence]
    samples = np.concatenate(parts)
    signal = with_noise(Synthetic(samples, RATE, (Span(1, len(samples) / RATE),)), 20)
    found = find_activity(signal.samples, RATE).held_sounds
    assert len(held) / RATE >= 0.3
    near = [t for t in truth if any(abs(one.start - t) < 0.15 for one in found)]
    assert len(near) >= 3
    assert len(found) <= len(truth)


@voice
def test_fluent_speech_holds_no_sound():
    """In two minutes of five voices without hesitations hardly any is heard."""
    count = sum(
        len(find_activity(s.samples, s.rate).held_sounds)
        for s in (answer((0.4, 0.6, 0.5, 0.8, 0.4, 0.6, 1.0), voice=v) for v in VOICES)
    )
    assert count == 0


@voice
def test_a_held_vowel_is_speech_to_its_end():
    """A vowel drawn out for 0.4 to 1 s is no pause: its end is known to 50 ms, most of the time."""
    late = []
    for name in VOICES:
        signal = with_noise(signals.hesitating_answer(6, voice=name, seed=3), 20)
        speech = find_activity(signal.samples, signal.rate).speech
        late += [min(abs(span.end - held.end) for span in speech) for held in signal.held]
    assert sum(error < 0.05 for error in late) >= 0.9 * len(late)


@voice
def test_held_sounds_made_by_formants():
    """Of held vowels with a trembling pitch most are found at 10 dB, and hardly any others."""
    hits = count = invented = 0
    for name in VOICES:
        signal = with_noise(signals.hesitating_answer(6, voice=name, seed=4), 10, kind="pink")
        found = find_activity(signal.samples, signal.rate).held_sounds
        over = [[h for h in found if h.start < t.end and t.start < h.end] for t in signal.held]
        hits += sum(map(bool, over))
        count += len(signal.held)
        invented += len(found) - sum(map(len, over))
    assert hits / count >= 0.8
    assert hits / (hits + invented) >= 0.9


@voice
def test_typing_beside_the_voice():
    """Keys at 15 dB below the voice hide few pauses."""
    hits = n_true = n_found = 0
    for name in VOICES:
        signal = with_noise(answer(PAUSES, voice=name), 15, kind="keyboard")
        found = found_pauses(signal)
        hits += len(pair(found, signal.pauses))
        n_found += len(found)
        n_true += len(signal.pauses)
    assert 2 * hits / (n_found + n_true) >= 0.95


@voice
@pytest.mark.parametrize("seconds", [0.03, 0.1, 0.2, 0.35])
def test_the_shortest_recordings(seconds):
    """A piece of a word gives spans inside it, or none."""
    samples = say("yes")[: round(seconds * RATE)]
    activity = find_activity(samples, RATE)
    assert activity.duration_s == pytest.approx(seconds, abs=0.001)
    assert all(0 <= span.start < span.end <= seconds for span in activity.speech)


@pytest.mark.parametrize("kind", ["fan", "keyboard"])
def test_machines_are_no_voice(kind):
    """A minute of a fan or of typing, loud or faint, holds no speech."""
    for level_db in (-12, -30, -60):
        samples = noise(60 * RATE, kind, 7) * np.float32(10 ** (level_db / 20))
        assert find_activity(np.clip(samples, -1, 1), RATE) == Activity(60.0, ())


@voice
@pytest.mark.parametrize("quiet_first", [True, False])
def test_a_voice_far_below_another_is_heard(quiet_first):
    """Two rooms in one call, one of them 18 dB below the other: both voices are speech."""
    loud = with_noise(answer((0.4, 0.6)), 15, kind="pink")
    low = at_peak(with_noise(answer((0.5, 0.4, 0.3), voice="en-us+f2"), 20, kind="pink"), -21)
    parts = [low.samples, loud.samples]
    samples = np.concatenate(parts if quiet_first else parts[::-1])
    found = find_activity(samples, RATE).speech
    offset = 0.0 if quiet_first else loud.duration_s
    said = [Span(offset + one.start, offset + one.end) for one in low.speech]
    heard = sum(max(0.0, min(a.end, b.end) - max(a.start, b.start)) for a in said for b in found)
    assert heard > 0.9 * sum(one.duration for one in said)


@voice
@pytest.mark.parametrize("kind", ["white", "pink", "fan", "hum", "tone", "clicks", "keyboard"])
@pytest.mark.parametrize("below_db", [12, 20])
def test_noise_beside_a_voice_is_no_voice(kind, below_db):
    """A machine that goes on after the answer, at the level of a quiet voice, stays noise."""
    spoken = answer((0.5, 0.4), tail=0.0)
    level = signals.speech_rms(spoken) / 10 ** (below_db / 20)
    machine = noise(15 * RATE, kind) * np.float32(level)
    samples = np.append(spoken.samples, machine).astype(np.float32)
    assert find_activity(samples, RATE).speech[-1].end < spoken.duration_s + 0.2
