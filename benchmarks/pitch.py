"""Our pitch tracker beside Praat's, on vowels whose pitch is known.

Usage: python -m benchmarks.pitch [--docs]    (needs `pip install praat-parselmouth`)

Shows why some forty lines of our own stand in for a library: the hesitation rules need to
know whether sound is periodic and whether its pitch moves, not its melody.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.tables import machine_line, render_table, replace_table
from tests.signals import RATE, VOWELS_HZ, held_vowel, noise
from voicecoach.recognition.pitch import PITCH_HZ, cut_frames, track_pitch

Track = tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]
Tracker = Callable[[npt.NDArray[np.float32]], Track]

PAGE = Path(__file__).parents[1] / "docs" / "lab" / "signal.md"
GROSS = 0.2
"""Share by which a pitch is grossly wrong: the field's usual border."""


def ours(sound: npt.NDArray[np.float32]) -> Track:
    """Return pitch and voicing by ``voicecoach.recognition.voice_activity``."""
    return track_pitch(cut_frames(sound))


def praat(sound: npt.NDArray[np.float32]) -> Track:
    """Return pitch and voicing by Praat's autocorrelation method with its defaults."""
    import parselmouth

    pitch = parselmouth.Sound(sound.astype(np.float64), RATE).to_pitch_ac(
        time_step=0.01, pitch_floor=PITCH_HZ[0], pitch_ceiling=PITCH_HZ[1]
    )
    hertz = pitch.selected_array["frequency"]
    return np.where(hertz > 0, hertz, 1.0), hertz > 0


def measure(tracker: Tracker, snr_db: float) -> list[str]:
    """Return gross errors, voicing missed and invented, and the real-time factor."""
    gross = voiced = frames = invented = empty = 0
    spent = heard = 0.0
    for seed, hertz in enumerate(np.linspace(85, 280, 40)):
        for vowel in VOWELS_HZ:
            sound = held_vowel(1.0, vowel=vowel, pitch_hz=float(hertz), seed=seed)
            level = np.sqrt(np.mean(np.square(sound))) / 10 ** (snr_db / 20)
            hiss = noise(RATE, "pink", seed) * np.float32(level)
            began = time.perf_counter()
            pitch, is_voiced = tracker(sound + hiss)
            _, in_noise = tracker(hiss)
            spent += time.perf_counter() - began
            heard += 2.0
            gross += int(np.sum(np.abs(pitch[is_voiced] / hertz - 1) > GROSS))
            voiced += int(is_voiced.sum())
            frames += len(is_voiced)
            invented += int(in_noise.sum())
            empty += len(in_noise)
    return [
        f"{100 * gross / max(1, voiced):.2f} %",
        f"{100 * (1 - voiced / frames):.1f} %",
        f"{100 * invented / empty:.1f} %",
        f"{spent / heard:.4f}",
    ]


def main() -> None:
    """Print the table, or write it into the docs."""
    rows = [
        [f"{name}, {snr_db} dB", *measure(tracker, snr_db)]
        for snr_db in (20, 10)
        for name, tracker in (("ours", ours), ("Praat (parselmouth)", praat))
    ]
    head = ("tracker, noise", "pitch wrong by 20 %", "voice missed", "noise called voiced")
    table = render_table((*head, "real-time factor"), rows)
    if "--docs" in sys.argv:
        line = machine_line("python -m benchmarks.pitch --docs")
        replace_table(PAGE, "pitch", f"{line}\n\n{table}")
    print(table)


if __name__ == "__main__":
    main()
