"""Synthetic answers whose truth is exact: voice between silences of known length, seeded noise.

espeak-ng (and flite) speak; vowels held as in a hesitation come from a small formant synthesiser.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from voicecoach.sound.files import resample
from voicecoach.types import Span

Samples = npt.NDArray[np.float32]

RATE = 16_000
AUDIBLE = 0.03
"""Share of the peak at which a clause is cut: what is fainter drowns in noise of 20 dB anyway."""

CLAUSES = (
    "we moved the orders to a new table",
    "nobody knew which of the two was right",
    "I asked the team for the numbers",
    "the database was slow every Monday morning",
    "so I wrote a test that shows it",
    "then we rolled the change back",
    "my manager wanted it by Friday",
    "the customers got their money",
)


VOICES = ("en-us", "en-gb+m3", "en-us+f3", "flite:rms", "flite:slt")
"""Three of espeak-ng's and, where flite is installed, two made from people's recordings."""

VOWELS_HZ = {
    "uh": ((600, 80), (1200, 90), (2400, 120), (3500, 180)),
    "er": ((490, 70), (1350, 90), (1690, 110), (3300, 180)),
    "mm": ((280, 60), (1050, 150), (2200, 200), (3300, 250)),
}
"""Formants (centre, bandwidth) in Hz of the sounds people hesitate with, for a man's tract."""


@dataclass(frozen=True)
class Synthetic:
    """A signal and its truth: spans of voice, silence between them; held sounds inside spans."""

    samples: Samples
    rate: int
    speech: tuple[Span, ...]
    held: tuple[Span, ...] = ()

    @property
    def pauses(self) -> tuple[Span, ...]:
        """The silences between the first and the last voice."""
        pairs = zip(self.speech, self.speech[1:], strict=False)
        return tuple(Span(one.end, two.start) for one, two in pairs)

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.rate


@lru_cache(maxsize=256)
def say(text: str, voice: str = "en-us", speed: int = 165, rate: int = RATE) -> Samples:
    """Return espeak-ng (or ``flite:VOICE``) saying ``text``, peak 1, no silence at either end."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "spoken.wav")
        command = ["espeak-ng", "-v", voice, "-s", str(speed), "-w", str(file), text]
        if voice.startswith("flite:"):
            command = ["flite", "-voice", voice.removeprefix("flite:"), "-t", text, "-o", str(file)]
        subprocess.run(command, check=True, capture_output=True)
        samples, own_rate = soundfile.read(file, dtype="float32")
    samples = resample(samples, own_rate, rate)
    samples = samples / np.max(np.abs(samples))
    loud = np.flatnonzero(np.abs(samples) > AUDIBLE)
    return np.asarray(samples[loud[0] : loud[-1] + 1], np.float32)


def answer(
    pauses: Sequence[float],
    *,
    lead: float = 1.0,
    tail: float = 0.7,
    rate: int = RATE,
    voice: str = "en-us",
    clauses: Sequence[str] = CLAUSES,
) -> Synthetic:
    """Return clauses with exact silences between them, in front and behind."""
    parts = [np.zeros(round(lead * rate), np.float32)]
    speech = []
    at = len(parts[0])
    for index, pause in enumerate([*pauses, tail]):
        spoken = say(clauses[index % len(clauses)], voice, rate=rate)
        silence = np.zeros(round(pause * rate), np.float32)
        speech.append(Span(at / rate, (at + len(spoken)) / rate))
        at += len(spoken) + len(silence)
        parts += [spoken, silence]
    return Synthetic(np.concatenate(parts), rate, tuple(speech))


def held_vowel(
    seconds: float, *, vowel: str = "uh", pitch_hz: float = 110.0, seed: int = 1, rate: int = RATE
) -> Samples:
    """Return a vowel held as people hold it, peak 1: pulses through formants.

    Pitch falls by up to 6 % and trembles (jitter 0.7 %), loudness wavers by 4 % from pulse to
    pulse, the formants of a high voice lie 15 % higher, and breath fills in between.
    """
    rng = np.random.default_rng(seed)
    n = round(seconds * rate)
    fall = rng.uniform(0.0, 0.06)
    source = np.zeros(n)
    at = 0.0
    while at < n:
        source[int(at)] = 1 + 0.04 * rng.standard_normal()
        pitch = pitch_hz * (1 - fall * at / n) * (1 + 0.007 * rng.standard_normal())
        at += rate / pitch
    source += 0.01 * rng.standard_normal(n)
    frequency = np.fft.rfftfreq(2 * n, 1 / rate)
    stretch = 1.15 if pitch_hz > 160 else 1.0
    response = 1 / np.square(1 + 1j * frequency / 350)  # the glottis: 12 dB less an octave
    for centre, width in VOWELS_HZ[vowel]:
        f, b = centre * stretch, width * stretch
        response = response * f**2 / (f**2 - frequency**2 + 1j * b * frequency)
    voiced = np.fft.irfft(np.fft.rfft(source, 2 * n) * response, 2 * n)[:n]
    edge = min(n // 4, round(0.03 * rate))
    ramp = np.sin(np.linspace(0, np.pi / 2, edge)) ** 2
    voiced[:edge] *= ramp
    voiced[n - edge :] *= ramp[::-1]
    return np.asarray(voiced / np.max(np.abs(voiced)), np.float32)


def hesitating_answer(n_held: int, *, voice: str = "en-us", seed: int = 1) -> Synthetic:
    """Return clauses with held vowels of 0.40 to 1.0 s between them, near silence or not.

    Each vowel has the pitch of a man or a woman as the voice has; a third of them follow the
    clause at once, as a drawn-out "and, uh", the others after 0.15 to 0.6 s.
    """
    rng = np.random.default_rng(seed)
    pitch = (190.0, 220.0) if voice.endswith(("f3", "slt")) else (95.0, 130.0)
    signal = np.zeros(RATE, np.float32)
    speech: list[Span] = []
    held: list[Span] = []
    for index in range(n_held):
        start = len(signal) / RATE
        signal = np.concatenate([signal, say(CLAUSES[rng.integers(len(CLAUSES))], voice)])
        if index % 3:
            speech.append(Span(start, len(signal) / RATE))
            silence = np.zeros(round(rng.uniform(0.15, 0.6) * RATE), np.float32)
            signal = np.concatenate([signal, silence])
            start = len(signal) / RATE
        vowel = held_vowel(
            rng.uniform(0.40, 1.0),
            vowel=sorted(VOWELS_HZ)[index % len(VOWELS_HZ)],
            pitch_hz=rng.uniform(*pitch),
            seed=seed * 1000 + index,
        )
        at = len(signal) / RATE
        signal = np.concatenate([signal, vowel * np.float32(rng.uniform(0.3, 0.8))])
        end = len(signal) / RATE
        held.append(Span(at, end))
        speech.append(Span(start, end))
        silence = np.zeros(round(rng.uniform(0.2, 1.0) * RATE), np.float32)
        signal = np.concatenate([signal, silence])
    return Synthetic(signal, RATE, tuple(speech), tuple(held))


def in_a_room(signal: Synthetic, *, decay_s: float = 0.3, seed: int = 1) -> Synthetic:
    """Return the signal as a microphone in a room hears it; ``decay_s`` is the time for -60 dB.

    The reverberation carries a tenth of the direct sound's energy, as near a desk microphone.
    """
    rng = np.random.default_rng(seed)
    n = round(decay_s * signal.rate)
    tail = rng.standard_normal(n) * 10 ** (-3 * np.arange(n) / n)
    tail *= np.sqrt(0.1 / np.sum(tail**2))
    tail[0] += 1
    size = len(signal.samples) + n
    wet = np.fft.irfft(np.fft.rfft(signal.samples, size) * np.fft.rfft(tail, size), size)
    wet = (wet / np.max(np.abs(wet)))[: len(signal.samples)]
    return replace(signal, samples=wet.astype(np.float32))


def breathe(signal: Synthetic, *, below_db: float = 8.0, seed: int = 1) -> Synthetic:
    """Return the signal spoken breathily: noise that follows the voice's own loudness.

    Harmonics stand ``below_db`` above the breath; clear voices have 15 to 20 dB, breathy
    ones below 10 (general knowledge).
    """
    width = round(0.02 * signal.rate)
    power = np.convolve(np.square(signal.samples, dtype=np.float64), np.ones(width) / width, "same")
    breath = noise(len(signal.samples), "white", seed, signal.rate) * np.sqrt(power)
    mixed = signal.samples + breath * 10 ** (-below_db / 20)
    return at_peak(replace(signal, samples=mixed.astype(np.float32)), -3.0)


def speech_rms(signal: Synthetic) -> float:
    """Return the RMS of the voiced stretches alone."""
    stretches = [
        signal.samples[round(s.start * signal.rate) : round(s.end * signal.rate)]
        for s in signal.speech
    ]
    return float(np.sqrt(np.mean(np.square(np.concatenate(stretches), dtype=np.float64))))


def with_noise(
    signal: Synthetic, snr_db: float, *, kind: str = "white", seed: int = 1
) -> Synthetic:
    """Return the signal with noise this many dB below its voice, peak at most 1."""
    level = speech_rms(signal) / 10 ** (snr_db / 20)
    noisy = signal.samples + noise(len(signal.samples), kind, seed, signal.rate) * level
    return at_peak(replace(signal, samples=noisy), -3.0)


def at_peak(signal: Synthetic, peak_db: float) -> Synthetic:
    """Return the signal scaled to this peak in dB."""
    scale = 10 ** (peak_db / 20) / float(np.max(np.abs(signal.samples)))
    return replace(signal, samples=(signal.samples * scale).astype(np.float32))


def noise(n: int, kind: str, seed: int = 1, rate: int = RATE) -> Samples:
    """Return ``n`` samples of RMS 1: white, pink, fan, hum, tone, clicks or keyboard."""
    rng = np.random.default_rng(seed)
    time = np.arange(n) / rate
    values: npt.NDArray[np.float64]
    if kind == "white":
        values = rng.standard_normal(n)
    elif kind == "pink":
        spectrum = np.fft.rfft(rng.standard_normal(n))
        spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
        values = np.fft.irfft(spectrum, n)
    elif kind == "hum":
        values = np.zeros(n)
        for k in (1, 2, 3, 5):
            values += np.sin(2 * np.pi * 50 * k * time) / k
    elif kind == "fan":  # blades at 120 Hz over air noise
        blades = sum(np.sin(2 * np.pi * 120 * k * time + k) / k for k in (1, 2, 3))
        air = noise(n, "pink", seed, rate)
        values = air * (1 + 0.1 * np.sin(2 * np.pi * 20 * time)) + 0.3 * blades
    elif kind == "keyboard":  # each key goes down and, 70 to 120 ms later, up
        values = np.zeros(n)
        for down in rng.uniform(0, max(1, n - rate // 5), max(1, int(5 * n / rate))).astype(int):
            for at, size in ((down, 1.0), (down + int(rng.uniform(0.07, 0.12) * rate), 0.5)):
                length = min(rate // 40, n - at)
                knock = rng.standard_normal(length) * np.exp(-np.arange(length) / (rate / 250))
                ring = np.sin(2 * np.pi * rng.uniform(900, 1600) * time[:length])
                values[at : at + length] += size * knock * (1 + ring)
    elif kind == "tone":
        values = np.sin(2 * np.pi * 440 * time)
    elif kind == "clicks":
        values = np.zeros(n)
        click = rng.standard_normal(rate // 125) * np.exp(-np.arange(rate // 125) / (rate / 800))
        for at in rng.uniform(0, n - len(click), max(1, int(4 * n / rate))).astype(int):
            values[at : at + len(click)] += click
    else:
        raise ValueError(kind)
    values = np.asarray(values, np.float64)
    scaled: Samples = (values / np.sqrt(np.mean(values**2))).astype(np.float32)
    return scaled
