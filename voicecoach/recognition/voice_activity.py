"""Where there is voice: two witnesses, the network and the energy of the voice band.

The voice-activity network inside the faster-whisper wheel (Silero) knows voice from clicks,
hum and fans, but only to 32 ms and with a tail; the energy of the voice band knows to 10 ms
when sound begins and ends, but not what it is.  Speech is energy near which the network
hears voice (docs/methods-signal.md has the measurements).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecoach.recognition.pitch import HOP, HOP_S, RATE, Frames, find_periodic
from voicecoach.recognition.telemetry import silence_telemetry
from voicecoach.sound.files import Samples
from voicecoach.types import Span

WINDOW = 2 * HOP

BAND_HZ = (150.0, 6000.0)
"""Voice without hum (50 or 60 Hz and its first overtones) and with its fricatives."""

NETWORK_STEP = 512
"""Samples a decision of the network stands for: 32 ms."""

VOICE_PROBABILITY = 0.5
"""Silero's own default for the beginning of voice."""

VOICE_REACH_S = 0.16
"""Energy this near to a voiced decision can be the same voice: a weak onset or a fading end."""

RISE_SIGMAS, RISE_DB = 4.0, 2.0
FALL_SIGMAS, FALL_DB = 2.0, 1.0
"""Over the noise floor, in standard deviations of the noise and at least in dB: where sound
begins and where it ends (hysteresis).  Steady noise moves by half a dB, a keyboard by many."""

MAX_SIGMA_DB = 1.5
"""Noise that moves more than this would hide quiet voice; the network sorts it out instead."""

MIN_QUIET_S = 1.0
"""Less than this without voice is not enough to know the noise from: in unbroken talk it is other
people's voices and the ends of words."""

DYNAMIC_DB = 45.0
"""Sound this far below the loudest voice is breath and room, however quiet the floor."""

JOIN_S = 0.12
"""A gap shorter than this is the closure of a stop consonant (up to 120 ms), not silence."""

MIN_SPEECH_S = 0.08
"""Nothing shorter is a syllable; clicks are."""

WORKING_LEVEL = 0.1
"""RMS of voice at which the network works best; quiet recordings are raised to it."""

QUIET_BLOCK_S = 5.0
"""A voice this long is looked for at its own level where a louder one hides it: a short turn."""

MIN_QUIET_DB, MAX_QUIET_DB = 9.0, 24.0
"""Stretches that lie at least the first below the whole are heard again, raised by at most the
second: one voice hardly moves by the first, and what lies deeper than the second is the room.
Voices 18 dB below others were lost; noise raised so far is no voice (docs/lab/recognition.md)."""

FOLLOW_S = 3.0
"""A held sound is followed this long after the network lost it; machines hum for longer."""

FOLLOW_GAP_S = 0.05
"""A tremble in a held sound breaks its period for less than this."""

MAX_CLICK_S = 0.08
"""A key or a click, smeared by the 40 ms over which levels are measured and smoothed."""

TYPING_PER_S = 0.5
"""From so many clicks a second on somebody types, and clicks beside the voice are keys; below,
they are the releases of a final k or t."""

Mask = npt.NDArray[np.bool_]


def find_speech(sound: Samples) -> tuple[Span, ...]:
    """Return the stretches of voice in mono float32 of 16 kHz, ordered and disjoint."""
    if len(sound) < WINDOW or not np.any(sound):
        return ()
    level = measure_band(sound)
    smooth = np.convolve(np.pad(level, 1, mode="edge"), np.ones(3) / 3, mode="valid")
    quiet = find_quiet(sound, len(level))
    gain = _working_gain(sound)
    sure = hear_voice(sound * np.float32(gain), len(level))
    for start, end, raise_db in quiet:
        sure[start:end] |= hear_raised(sound, start, end, gain * 10 ** (raise_db / 20))
    if not sure.any():
        return ()
    near = spread(sure, VOICE_REACH_S)
    fall, rise = (np.full(len(level), limit) for limit in measure_limits(smooth, near))
    for start, end, _ in quiet:
        if near[start:end].any():
            own = measure_limits(smooth[start:end], near[start:end])
            fall[start:end] = np.minimum(fall[start:end], own[0])
            rise[start:end] = np.minimum(rise[start:end], own[1])
    periodic = find_periodic(sound, smooth >= fall)
    near |= follow_voice(near, periodic & (smooth >= fall))
    active = find_sound(smooth, near, fall, rise)
    if measure_clicks(smooth, near, rise) >= TYPING_PER_S:
        active = drop_clicks(active, spread(sure, NETWORK_STEP / RATE) | periodic)
    duration = len(sound) / RATE
    runs = find_runs(close_gaps(active))
    return tuple(
        Span(round(start * HOP_S, 3), round(min(end * HOP_S, duration), 3))
        for start, end in runs
        if (end - start) * HOP_S >= MIN_SPEECH_S
    )


def measure_band(sound: Samples) -> Frames:
    """Return the level in dB of the voice band, one value each 10 ms, shape (n_frames,)."""
    count = max(1, (len(sound) - WINDOW) // HOP + 1)
    frames = np.lib.stride_tricks.sliding_window_view(sound, WINDOW)[::HOP][:count]
    low, high = (round(hz * WINDOW / RATE) for hz in BAND_HZ)
    power = np.empty(count)
    window = np.hanning(WINDOW).astype(np.float32)
    for start in range(0, count, 6000):  # a minute at a time keeps half an hour in memory
        spectrum = np.fft.rfft(frames[start : start + 6000] * window, axis=1)
        power[start : start + 6000] = np.square(np.abs(spectrum[:, low : high + 1])).sum(axis=1)
    return 10 * np.log10(power + 1e-12)


def find_quiet(sound: Samples, n_frames: int) -> list[tuple[int, int, float]]:
    """Return the blocks far below the whole as (first frame, end, dB to raise them by)."""
    whole, n_blocks = _loudness(sound), max(1, round(n_frames * HOP_S / QUIET_BLOCK_S))
    edges = [n_frames * i // n_blocks for i in range(n_blocks + 1)]
    blocks = []
    for start, end in pairwise(edges):
        below = 20 * np.log10(whole / _loudness(sound[start * HOP : end * HOP]))
        if below >= MIN_QUIET_DB:
            blocks.append((start, end, min(MAX_QUIET_DB, float(below))))
    return blocks


def hear_raised(sound: Samples, start: int, end: int, gain: float) -> Mask:
    """Return for each frame of a block whether the network hears voice once it is raised.

    ``gain`` is the factor by which the block is raised.
    """
    lead = min(start, round(1 / HOP_S))  # the network listens back
    piece = sound[(start - lead) * HOP : end * HOP]
    return hear_voice(piece * np.float32(gain), end - start + lead)[lead:]


def _loudness(sound: Samples) -> float:
    return max(1e-6, float(np.percentile(np.abs(sound[:: RATE // 1000]), 95)))


def _working_gain(sound: Samples) -> float:
    return min(200.0, max(1.0, 2 * WORKING_LEVEL / _loudness(sound)))


def hear_voice(raised: Samples, n_frames: int) -> Mask:
    """Return for each 10 ms frame whether the network hears voice in it.

    ``raised`` is the sound at the level that the network works at; it may clip.
    """
    silence_telemetry()
    from faster_whisper.vad import get_vad_model

    raised = np.clip(raised, -1, 1)
    padded = np.pad(raised, (0, -len(raised) % NETWORK_STEP))
    model: Any = get_vad_model()
    probability = np.asarray(model(padded)).reshape(-1)
    steps = np.minimum(np.arange(n_frames) * HOP // NETWORK_STEP, len(probability) - 1)
    return np.asarray(probability[steps] >= VOICE_PROBABILITY)


def spread(mask: Mask, seconds: float) -> Mask:
    """Return the mask grown by this much on either side of each true run."""
    reach = round(seconds / HOP_S)
    grown = np.zeros_like(mask)
    for start, end in find_runs(mask):
        grown[max(0, start - reach) : end + reach] = True
    return grown


def measure_limits(smooth: Frames, voice: Mask) -> tuple[float, float]:
    """Return the levels in dB at which sound ends and begins."""
    floor, sigma = measure_floor(smooth, voice)
    top = float(np.percentile(smooth[voice], 95)) - DYNAMIC_DB
    fall = max(floor + max(FALL_DB, FALL_SIGMAS * sigma), top)
    return fall, max(floor + max(RISE_DB, RISE_SIGMAS * sigma), top)


def follow_voice(voice: Mask, periodic: Mask) -> Mask:
    """Return the periodic sound that goes on where the network has stopped hearing voice.

    The network takes a vowel held for half a second for no voice any more; what began as
    voice and stays periodic is voice still, for as long as anybody hesitates in one breath.
    """
    followed = np.zeros_like(voice)
    for start, end in find_runs(close_gaps(periodic, FOLLOW_GAP_S)):
        begun = np.flatnonzero(voice[start:end])
        if len(begun):
            last = start + int(begun[-1])
            followed[start + int(begun[0]) : min(end, last + round(FOLLOW_S / HOP_S))] = True
    return followed


def find_sound(smooth: Frames, voice: Mask, fall: Frames, rise: Frames) -> Mask:
    """Return for each frame whether it is sound that can be voice (hysteresis)."""
    active = np.zeros(len(smooth), np.bool_)
    for start, end in find_runs((smooth >= fall) & voice):
        if np.any(smooth[start:end] >= rise[start:end]):
            active[start:end] = True
    return active


def measure_clicks(smooth: Frames, voice: Mask, rise: Frames) -> float:
    """Return how many short loud sounds a second there are where nobody speaks."""
    away = ~voice
    runs = find_runs((smooth >= rise) & away)
    clicks = sum((end - start) * HOP_S <= MAX_CLICK_S for start, end in runs)
    return clicks / max(1.0, float(away.sum()) * HOP_S)


def drop_clicks(active: Mask, surely: Mask) -> Mask:
    """Return the sound without the short pieces in which neither network nor pitch hears voice."""
    kept = active.copy()
    for start, end in find_runs(active):
        if (end - start) * HOP_S <= MAX_CLICK_S and not surely[start:end].any():
            kept[start:end] = False
    return kept


def close_gaps(mask: Mask, seconds: float = JOIN_S) -> Mask:
    """Return the mask with the gaps shorter than this closed."""
    closed = mask.copy()
    for start, end in find_runs(~mask):
        if start > 0 and end < len(mask) and (end - start) * HOP_S < seconds:
            closed[start:end] = True
    return closed


def measure_floor(level: Frames, voice: Mask) -> tuple[float, float]:
    """Return the noise floor and how far noise strays from it, both in dB.

    The floor is the median of the frames without voice; the stray is their distance from
    the 16th percentile, a standard deviation that loud events do not reach.  Where there are
    hardly any such frames they may be voices that the network missed: the floor is then no
    higher than the tenth percentile of all.
    """
    quiet = level[~voice]
    if len(quiet) < round(MIN_QUIET_S / HOP_S):
        tenth = float(np.percentile(level, 10))
        floor = min(tenth, float(np.median(quiet))) if len(quiet) else tenth
        return floor, MAX_SIGMA_DB
    floor = float(np.median(quiet))
    return floor, min(MAX_SIGMA_DB, floor - float(np.percentile(quiet, 16)))


def find_runs(mask: Mask) -> list[tuple[int, int]]:
    """Return the runs of true values as (first, one past the last)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
