"""How well speech, pauses and held sounds are found, on synthetic answers of known truth.

Usage: python -m benchmarks.activity [--seeds N] [--held-minutes N]

Prints three Markdown tables: pauses under each condition, held sounds, and what is heard
where there is no voice; then the time for two minutes.  Needs espeak-ng; flite adds two
voices made from people's recordings.  docs/methods-signal.md holds the output.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from tests import signals
from tests.signals import Synthetic
from voicecoach.activity import find_activity
from voicecoach.audio import resample
from voicecoach.types import Activity, Span

PAUSES_S = (0.3, 0.35, 0.4, 0.5, 0.6, 0.8, 1.0, 1.5, 2.0, 3.0, 5.0)
TRUE_FROM_S = 0.3
"""The shortest true pause that must be found, and the shortest found one that may be wrong."""

COUNTED_FROM_S = 0.25
"""What counts as a pause (docs/methods.md); a true 0.30 s may be measured a little short."""

Change = Callable[[Synthetic, int], Synthetic]


def voice_at(signal: Synthetic, level_db: float) -> Synthetic:
    """Return the signal with its voice at this RMS in dB of full scale."""
    scale = 10 ** (level_db / 20) / signals.speech_rms(signal)
    return replace(signal, samples=(signal.samples * scale).astype(np.float32))


def noisy(kind: str, snr_db: float, level_db: float = -20.0) -> Change:
    """Return the change that adds noise and sets the level."""

    def change(signal: Synthetic, seed: int) -> Synthetic:
        loud = voice_at(signals.with_noise(signal, snr_db, kind=kind, seed=seed), level_db)
        return replace(loud, samples=np.clip(loud.samples, -1, 1))

    return change


def at_rate(rate: int) -> Change:
    """Return the change to another sample rate, with 20 dB noise."""

    def change(signal: Synthetic, seed: int) -> Synthetic:
        made = noisy("white", 20)(signal, seed)
        return replace(made, samples=resample(made.samples, made.rate, rate), rate=rate)

    return change


CONDITIONS: dict[str, Change] = {
    "digital silence": lambda signal, _: voice_at(signal, -20),
    "white noise 20 dB": noisy("white", 20),
    "pink noise 20 dB": noisy("pink", 20),
    "white noise 10 dB": noisy("white", 10),
    "pink noise 10 dB": noisy("pink", 10),
    "voice at -35 dBFS, white 20 dB": noisy("white", 20, -35),
    "voice at -40 dBFS, pink 20 dB": noisy("pink", 20, -40),
    "clipped (voice at -6 dBFS), pink 20 dB": noisy("pink", 20, -6),
    "hum 10 dB": noisy("hum", 10),
    "fan 15 dB": noisy("fan", 15),
    "keyboard 15 dB": noisy("keyboard", 15),
    "room 0.3 s, pink 25 dB": lambda s, seed: noisy("pink", 25)(signals.in_a_room(s), seed),
    "8 kHz, white 20 dB": at_rate(8_000),
    "48 kHz, white 20 dB": at_rate(48_000),
}


@dataclass
class Score:
    """Counts over many answers."""

    found: int = 0
    missed: int = 0
    false: int = 0
    errors_s: list[float] = field(default_factory=list)
    latency_errors_s: list[float] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.found / max(1, 2 * self.found + self.missed + self.false)


def pauses_in(activity: Activity) -> list[Span]:
    """Return the gaps between spans of speech."""
    return [Span(a.end, b.start) for a, b in pairwise(activity.speech)]


def overlap(one: Span, two: Span) -> float:
    """Return the share of their union that two spans have in common."""
    common = min(one.end, two.end) - max(one.start, two.start)
    return max(0.0, common) / (max(one.end, two.end) - min(one.start, two.start))


def score_pauses(score: Score, signal: Synthetic, activity: Activity) -> None:
    """Add one answer: a pause is found if the found and the true one share half their union."""
    found = [pause for pause in pauses_in(activity) if pause.duration >= COUNTED_FROM_S]
    taken: set[int] = set()
    for true in signal.pauses:
        if true.duration < TRUE_FROM_S - 1e-6:
            continue
        shares = [overlap(true, one) for one in found]
        best = int(np.argmax(shares)) if shares else -1
        if best < 0 or shares[best] < 0.5:
            score.missed += 1
            continue
        taken.add(best)
        score.found += 1
        score.errors_s += [abs(found[best].start - true.start), abs(found[best].end - true.end)]
    score.false += sum(one.duration >= TRUE_FROM_S for i, one in enumerate(found) if i not in taken)
    first = activity.speech[0].start if activity.speech else float("inf")
    score.latency_errors_s.append(abs(first - signal.speech[0].start))


def voices() -> tuple[str, ...]:
    """Return the voices this machine has."""
    return tuple(v for v in signals.VOICES if not v.startswith("flite:") or shutil.which("flite"))


def answers(seeds: int, voice: str) -> Iterator[tuple[int, Synthetic]]:
    """Yield answers with all the pauses in seeded order."""
    for seed in range(seeds):
        order = np.random.default_rng(seed).permutation(PAUSES_S)
        turn = signals.CLAUSES[seed % 8 :] + signals.CLAUSES[: seed % 8]
        yield seed, signals.answer([float(p) for p in order], voice=voice, clauses=turn)


def table_of_pauses(seeds: int) -> None:
    """Print F1 and edge errors for each condition, over all voices."""
    print(
        "| condition | pauses | F1 | found | missed | false | edge mean ms | p95 | max | ", end=""
    )
    print("latency max ms |\n|---|---|---|---|---|---|---|---|---|---|")
    rows = [(name, voices(), change) for name, change in CONDITIONS.items()]
    rows.append(("whispered, pink noise 20 dB", ("en-us+whisper",), noisy("pink", 20)))
    for name, which, change in rows:
        score = Score()
        for voice in which:
            for seed, signal in answers(seeds, voice):
                made = change(signal, seed)
                score_pauses(score, made, find_activity(made.samples, made.rate))
        errors = np.array(score.errors_s or [np.nan]) * 1000
        print(
            f"| {name} | {score.found + score.missed} | {score.f1:.3f} | {score.found} "
            f"| {score.missed} | {score.false} | {errors.mean():.0f} "
            f"| {np.percentile(errors, 95):.0f} | {errors.max():.0f} "
            f"| {max(score.latency_errors_s) * 1000:.0f} |"
        )


def table_of_held_sounds(seeds: int, minutes: float) -> None:
    """Print precision and recall of held sounds, and false ones in speech without any."""
    print("\n| condition | held | found | false | precision | recall | pauses F1 | edge mean ms |")
    print("|---|---|---|---|---|---|---|---|")
    for name in ("digital silence", "white noise 20 dB", "pink noise 20 dB", "pink noise 10 dB"):
        score, pauses = Score(), Score()
        for voice in voices():
            for seed in range(seeds):
                made = signals.hesitating_answer(10, voice=voice, seed=seed + 1)
                made = CONDITIONS[name](made, seed)
                activity = find_activity(made.samples, made.rate)
                score_pauses(pauses, made, activity)
                heard = [Span(h.start, h.end) for h in activity.held_sounds]
                for true in made.held:
                    hit = any(overlap(true, h) > 0.3 for h in heard)
                    score.found += hit
                    score.missed += not hit
                score.false += sum(all(overlap(t, h) <= 0.3 for t in made.held) for h in heard)
        total = score.found + score.missed
        print(
            f"| {name} | {total} | {score.found} | {score.false} "
            f"| {score.found / max(1, score.found + score.false):.2f} | {score.found / total:.2f} "
            f"| {pauses.f1:.3f} | {np.mean(pauses.errors_s) * 1000:.0f} |"
        )
    print("\n| speech without any, pink noise 20 dB | minutes | held sounds heard |\n|---|---|---|")
    for voice in voices():
        spoken, count, seed = 0.0, 0, 0
        while spoken < minutes * 60:
            _, signal = next(s for s in answers(seed + 1, voice) if s[0] == seed)
            made = noisy("pink", 20)(signal, seed)
            activity = find_activity(made.samples, made.rate)
            spoken += sum(s.duration for s in signal.speech)
            count += len(activity.held_sounds)
            seed += 1
        print(f"| {voice} | {spoken / 60:.1f} | {count} |")


def table_of_no_voice() -> None:
    """Print what is heard in a minute without voice."""
    print("\n| a minute of | speech s | held sounds |\n|---|---|---|")
    n = 60 * signals.RATE
    for kind in ("silence", "white", "pink", "fan", "hum", "tone", "clicks", "keyboard"):
        for level in (-60, -30, -12):
            sound = np.zeros(n, np.float32)
            if kind != "silence":
                sound = signals.noise(n, kind, 7) * np.float32(10 ** (level / 20))
            activity = find_activity(np.clip(sound, -1, 1), signals.RATE)
            seconds = sum(s.duration for s in activity.speech)
            print(f"| {kind}, {level} dBFS | {seconds:.2f} | {len(activity.held_sounds)} |")


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--held-minutes", type=float, default=5.0)
    options = parser.parse_args()
    table_of_pauses(options.seeds)
    table_of_held_sounds(options.seeds, options.held_minutes)
    table_of_no_voice()
    signal = noisy("pink", 20)(signals.answer([1.0] * 44), 1)
    started = time.perf_counter()
    find_activity(signal.samples, signal.rate)
    seconds = time.perf_counter() - started
    print(f"\n{signal.duration_s:.0f} s of sound in {seconds:.2f} s")


if __name__ == "__main__":
    main()
