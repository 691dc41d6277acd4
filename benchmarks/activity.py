"""How exactly speech, pauses and held sounds are found, on synthetic answers with exact truth.

Usage: python -m benchmarks.activity [--docs]    (needs espeak-ng; flite's two voices if there)

``--docs`` writes the tables into docs/lab/signal.md.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.tables import machine_line, render_table, replace_table
from tests.signals import (
    RATE,
    Synthetic,
    answer,
    at_peak,
    breathe,
    hesitating_answer,
    in_a_room,
    noise,
    with_noise,
)
from voicecoach.recognition.activity import find_activity
from voicecoach.types import Span

PAGE = Path(__file__).parents[1] / "docs" / "lab" / "signal.md"
COMMAND = "python -m benchmarks.activity --docs"

FLITE = ("flite:rms", "flite:slt") if shutil.which("flite") else ()
VOICES = ("en-us", "en-gb", "en-us+f2", "en-us+m3", "en-us+f4", *FLITE)
PAUSES = (0.4, 1.1, 0.6, 2.4, 0.3, 5.0, 0.8, 0.35, 0.5)
SEEDS = (1, 2, 3)

Change = Callable[[Synthetic], Synthetic]

CONDITIONS: dict[str, Change] = {
    "clean": lambda s: s,
    "white noise, 20 dB": lambda s: with_noise(s, 20),
    "pink noise, 20 dB": lambda s: with_noise(s, 20, kind="pink"),
    "white noise, 10 dB": lambda s: with_noise(s, 10),
    "pink noise, 10 dB": lambda s: with_noise(s, 10, kind="pink"),
    "hum, 10 dB": lambda s: with_noise(s, 10, kind="hum"),
    "fan, 10 dB": lambda s: with_noise(s, 10, kind="fan"),
    "clicks, 15 dB": lambda s: with_noise(s, 15, kind="clicks"),
    "keyboard, 15 dB": lambda s: with_noise(s, 15, kind="keyboard"),
    "breathy voice, 25 dB": lambda s: with_noise(breathe(s), 25),
    "room (0.3 s), 30 dB": lambda s: with_noise(in_a_room(s), 30),
    "peak 0 dBFS": lambda s: at_peak(with_noise(s, 20), 0),
    "peak +6 dB, clipped": lambda s: at_peak(with_noise(s, 20), 6),
    "peak −35 dBFS": lambda s: at_peak(with_noise(s, 20), -35),
    "peak −40 dBFS": lambda s: at_peak(with_noise(s, 20), -40),
}
HELD_CONDITIONS = ("clean", "white noise, 20 dB", "pink noise, 10 dB", "room (0.3 s), 30 dB")
MACHINES = ("silence", "white", "pink", "hum", "fan", "tone", "clicks", "keyboard")


@dataclass
class Tally:
    """Counts of what was found against what is there."""

    hits: int = 0
    true: int = 0
    found: int = 0
    errors: list[float] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the found that is there."""
        return self.hits / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found."""
        return self.hits / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.hits / max(1, self.found + self.true)


def match(tally: Tally, found: Sequence[Span], truth: Sequence[Span], least: float) -> None:
    """Count the pairs that overlap by more than half of the longer one."""
    left = list(found)
    for span in truth:
        pair = next((f for f in left if overlap(f, span) > least), None)
        if pair is not None:
            left.remove(pair)
            tally.hits += 1
            tally.errors += [abs(pair.start - span.start), abs(pair.end - span.end)]
    tally.true += len(truth)
    tally.found += len(found)


def overlap(one: Span, other: Span) -> float:
    """Return the shared part as a share of the longer of two spans."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared / max(one.duration, other.duration)


def measure_pauses(change: Change) -> tuple[Tally, float]:
    """Return the tally of pauses of 0.3 s and more over all voices, and the real-time factor."""
    tally = Tally()
    heard = spent = 0.0
    for voice in VOICES:
        signal = change(answer(PAUSES, voice=voice, lead=1.5))
        samples = np.clip(signal.samples, -1, 1)
        began = time.perf_counter()
        speech = find_activity(samples, signal.rate).speech
        spent += time.perf_counter() - began
        heard += signal.duration_s
        gaps = [Span(a.end, b.start) for a, b in pairwise(speech) if b.start - a.end >= 0.25]
        # a pause of exactly 0.3 s may be heard a little shorter; one that is not there counts
        true = [p for p in signal.pauses if p.duration >= 0.299]
        match(tally, gaps, true, 0.5)
    return tally, spent / heard


def measure_held(change: Change) -> tuple[Tally, float]:
    """Return the tally of held sounds, and the share whose end is known to 50 ms."""
    tally = Tally()
    near = []
    for voice in VOICES:
        for seed in SEEDS:
            signal = change(hesitating_answer(6, voice=voice, seed=seed))
            activity = find_activity(signal.samples, signal.rate)
            held = [Span(h.start, h.end) for h in activity.held_sounds]
            tally.found += len(held) - sum(_again(held, span) for span in signal.held)
            tally.true += len(signal.held)
            tally.hits += sum(any(_touch(h, span) for h in held) for span in signal.held)
            near += [
                min(abs(s.end - span.end) for s in activity.speech) < 0.05 for span in signal.held
            ]
    return tally, float(np.mean(near))


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _again(held: Iterable[Span], span: Span) -> int:
    """Return how often one true sound was found beyond the first time."""
    return max(0, sum(_touch(h, span) for h in held) - 1)


def pause_rows() -> list[list[str]]:
    """Return a row for each condition."""
    rows = []
    for name, change in CONDITIONS.items():
        tally, factor = measure_pauses(change)
        mean, largest = 1000 * np.mean(tally.errors), 1000 * np.max(tally.errors)
        rows.append(
            [
                name,
                f"{tally.hits} of {tally.true}",
                *(f"{value:.3f}" for value in (tally.precision, tally.recall, tally.f1)),
                *(f"{value:.0f} ms" for value in (mean, largest)),
                f"{factor:.4f}",
            ]
        )
    return rows


def held_rows() -> list[list[str]]:
    """Return a row for each condition under which vowels are held."""
    rows = []
    for name in HELD_CONDITIONS:
        tally, near = measure_held(CONDITIONS[name])
        rows.append(
            [
                name,
                f"{tally.hits} of {tally.true}",
                f"{tally.precision:.3f}",
                f"{tally.recall:.3f}",
                f"{near:.2f}",
            ]
        )
    fluent, seconds = measure_fluent()
    rows.append([f"fluent speech, {seconds:.0f} s", f"{fluent} invented", "", "", ""])
    return rows


def measure_fluent() -> tuple[int, float]:
    """Return how many held sounds are found in speech without any, and how long it is."""
    invented, seconds = 0, 0.0
    for voice in VOICES:
        signal = answer((0.4, 0.6, 0.5, 0.8, 0.4, 0.6, 1.0) * 3, voice=voice)
        invented += len(find_activity(signal.samples, signal.rate).held_sounds)
        seconds += signal.duration_s
    return invented, seconds


def machine_rows() -> list[list[str]]:
    """Return a row for each noise that is no voice: a minute at each of three levels."""
    rows = []
    for kind in MACHINES:
        spans = 0
        for level_db in (-12, -30, -60):
            sound = np.zeros(60 * RATE, np.float32)
            if kind != "silence":
                sound = noise(60 * RATE, kind, 7) * np.float32(10 ** (level_db / 20))
            activity = find_activity(np.clip(sound, -1, 1), RATE)
            spans += len(activity.speech) + len(activity.held_sounds)
        rows.append([kind, "3 × 60 s", str(spans)])
    return rows


def main() -> None:
    """Print the tables, or write them into the docs."""
    pauses = render_table(
        (
            "condition",
            "found",
            "precision",
            "recall",
            "F1",
            "mean edge error",
            "largest",
            "per second",
        ),
        pause_rows(),
    )
    held = render_table(
        ("condition", "found", "precision", "recall", "end of the sound within 50 ms"), held_rows()
    )
    machines = render_table(("sound", "length", "spans of voice found"), machine_rows())
    for name, table in (("pauses", pauses), ("held", held), ("machines", machines)):
        if "--docs" in sys.argv:
            replace_table(PAGE, name, f"{machine_line(COMMAND)}\n\n{table}")
        print(table, end="\n\n")


if __name__ == "__main__":
    main()
