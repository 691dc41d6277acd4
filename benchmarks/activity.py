"""How exactly speech and pauses are found: synthetic speech with exact truth, by condition.

Usage: python -m benchmarks.activity   (needs espeak-ng)
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from tests.signals import Synthetic, answer, at_peak, with_noise
from voicecoach.activity import find_activity
from voicecoach.types import Span

VOICES = ("en-us", "en-gb", "en-us+f2", "en-us+m3", "en-us+f4")
PAUSES = (0.4, 1.1, 0.6, 2.4, 0.45, 5.0, 0.8)

CONDITIONS: dict[str, Callable[[Synthetic], Synthetic]] = {
    "clean": lambda s: s,
    "white 20 dB": lambda s: with_noise(s, 20),
    "pink 20 dB": lambda s: with_noise(s, 20, kind="pink"),
    "white 10 dB": lambda s: with_noise(s, 10),
    "pink 10 dB": lambda s: with_noise(s, 10, kind="pink"),
    "hum 10 dB": lambda s: with_noise(s, 10, kind="hum"),
    "clicks 15 dB": lambda s: with_noise(s, 15, kind="clicks"),
    "-35 dB full scale": lambda s: at_peak(with_noise(s, 20), -35),
}


def main() -> None:
    """Print a line for each condition."""
    print(
        f"{'condition':<18}{'found':>8}{'invented':>10}{'mean':>8}{'largest':>9}{'real time':>11}"
    )
    for name, change in CONDITIONS.items():
        hits = invented = true = 0
        errors: list[float] = []
        heard = spent = 0.0
        for voice in VOICES:
            signal = change(answer(PAUSES, voice=voice, lead=1.5))
            began = time.perf_counter()
            speech = find_activity(signal.samples, signal.rate).speech
            spent += time.perf_counter() - began
            heard += signal.duration_s
            gaps = [Span(a.end, b.start) for a, b in pairwise(speech) if b.start - a.end >= 0.25]
            matched = 0
            for truth in signal.pauses:
                over = (g for g in gaps if min(g.end, truth.end) - max(g.start, truth.start) > 0.1)
                found = next(over, None)
                if found is not None:
                    matched += 1
                    errors += [abs(found.start - truth.start), abs(found.end - truth.end)]
            hits += matched
            true += len(signal.pauses)
            invented += len(gaps) - matched
        mean, largest = 1000 * np.mean(errors), 1000 * np.max(errors)
        print(
            f"{name:<18}{f'{hits}/{true}':>8}{invented:>10}{mean:>5.0f} ms{largest:>6.0f} ms"
            f"{spent / heard:>11.4f}"
        )


if __name__ == "__main__":
    main()
