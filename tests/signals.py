"""Synthetic answers whose truth is exact: espeak-ng's voice between silences of known length."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from voicecoach.audio import resample
from voicecoach.types import Span

Samples = npt.NDArray[np.float32]

RATE = 16_000
AUDIBLE = 0.01
"""Share of the peak above which espeak-ng's own samples count as its voice."""

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


@dataclass(frozen=True)
class Synthetic:
    """A signal and its truth: spans of voice; what lies between them is silence."""

    samples: Samples
    rate: int
    speech: tuple[Span, ...]

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
    """Return espeak-ng saying ``text``, peak 1, without silence at either end."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "spoken.wav")
        command = ["espeak-ng", "-v", voice, "-s", str(speed), "-w", str(file), text]
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
    return at_peak(Synthetic(noisy, signal.rate, signal.speech), -3.0)


def at_peak(signal: Synthetic, peak_db: float) -> Synthetic:
    """Return the signal scaled to this peak in dB."""
    scale = 10 ** (peak_db / 20) / float(np.max(np.abs(signal.samples)))
    return Synthetic((signal.samples * scale).astype(np.float32), signal.rate, signal.speech)


def noise(n: int, kind: str, seed: int = 1, rate: int = RATE) -> Samples:
    """Return ``n`` samples of RMS 1: white, pink, hum (50 Hz and overtones), tone or clicks."""
    rng = np.random.default_rng(seed)
    time = np.arange(n) / rate
    if kind == "white":
        values = rng.standard_normal(n)
    elif kind == "pink":
        spectrum = np.fft.rfft(rng.standard_normal(n))
        spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
        values = np.fft.irfft(spectrum, n)
    elif kind == "hum":
        values = sum(np.sin(2 * np.pi * 50 * k * time) / k for k in (1, 2, 3, 5))
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
    return (values / np.sqrt(np.mean(values**2))).astype(np.float32)
