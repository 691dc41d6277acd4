"""Recognition while speaking: the same words as from the file, how soon, at what cost.

Usage: python -m benchmarks.recognition same|ratio|tail|soak|all [--docs]    (needs espeak-ng)

The model has the shape of base.en and random weights (``base_shape``).  ``soak`` takes 30
minutes, ``tail`` about 15, the others one or two.  ``--docs`` writes the tables into
docs/methods-recognition.md.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from benchmarks.base_shape import BaseShape, build_base_shape
from benchmarks.tables import machine_line, render_table, replace_table
from tests import random_whisper, signals
from voicecoach.coaching.analyse_audio import AnswerContext, analyse_file
from voicecoach.recognition import FasterWhisperTranscriber, LiveTranscription
from voicecoach.recognition.activity import find_activity
from voicecoach.recognition.chunking import cut
from voicecoach.sound.files import load_audio, resample
from voicecoach.sound.wav import WavFile

PAGE = Path(__file__).parents[1] / "docs" / "methods-recognition.md"
COMMAND = "python -m benchmarks.recognition"

RATE = 48_000
"""Hz of most microphones."""

BLOCK_S = 0.02
AUTOMATIC_S = 4.0
"""Silence after which practice ends a take by itself, where that is switched on."""

KEY_S = 0.3
"""From the last sound to the key: nobody is quicker."""

REPEATS = {30: 2, 120: 2, 600: 1, 1800: 1}
N_PAIRS = 5
N_SAME = 50


def spoken(seconds: float, seed: int, tail: float) -> signals.Samples:
    """Return so many seconds of an answer at ``RATE``, noise 30 dB below, silence behind."""
    rng = np.random.default_rng(seed)
    minute = signals.answer(list(rng.uniform(0.1, 1.4, 24)), lead=0.5, tail=0.4)
    noisy = signals.with_noise(minute, 30, seed=seed)
    high = resample(noisy.samples, noisy.rate, RATE)
    whole = np.tile(high, int(seconds * RATE) // len(high) + 1)[: round(seconds * RATE)]
    # the end is a clause, whole: nobody stops inside a word
    clause = resample(signals.say(signals.CLAUSES[seed % 8]), signals.RATE, RATE) * np.float32(0.5)
    whole[-len(clause) - RATE // 3 :] = 0
    whole[-len(clause) :] = clause
    hiss = 0.002 * rng.standard_normal(len(whole) + round(tail * RATE)).astype(np.float32)
    return np.asarray(np.append(whole, np.zeros(round(tail * RATE), np.float32)) + hiss)


def integers(samples: signals.Samples) -> bytes:
    """Return samples as a microphone delivers them."""
    return np.clip(np.rint(samples * 32767), -32768, 32767).astype(np.int16).tobytes()


def write(wav: WavFile, samples: signals.Samples, *, real_time: bool) -> None:
    """Write samples in blocks of 20 ms, as fast as they would be spoken or as it goes."""
    block = round(BLOCK_S * RATE)
    began = time.monotonic()
    for at in range(0, len(samples), block):
        wav.write(integers(samples[at : at + block]))
        if real_time:
            time.sleep(max(0.0, began + (at + block) / RATE - time.monotonic()))


# --- the same words --------------------------------------------------------------------


def measure_same(folder: Path) -> str:
    """Return how many of 50 synthetic answers are the same from the microphone and the file."""
    model = FasterWhisperTranscriber(random_whisper.build(folder / "tiny"), "random")
    n_cuts = n_words = n_same_cuts = n_same_words = n_same_pauses = 0
    for seed in range(N_SAME):
        rng = np.random.default_rng(seed)
        answer = signals.answer(
            list(rng.uniform(0.15, 2.5, int(rng.integers(2, 16)))),
            voice=signals.VOICES[seed % 3],
            lead=float(rng.uniform(0, 1.5)),
            tail=float(rng.uniform(0, 1.5)),
        )
        answer = signals.with_noise(answer, float(rng.uniform(8, 35)), seed=seed)
        rate = (16_000, 44_100, 48_000)[seed % 3]
        samples = resample(answer.samples, answer.rate, rate)
        path = folder / f"{seed}.wav"
        wav = WavFile(path, rate)
        live = LiveTranscription(model, path)
        step = float(rng.uniform(0.02, 4.0))
        for at in range(0, len(samples), round(step * rate)):
            wav.write(integers(samples[at : at + round(step * rate)]))
            time.sleep(0.002)
        wav.close()
        live.end()
        live.wait()
        audio = load_audio(path)
        activity = find_activity(audio.samples, rate)
        heard = model.transcript(live.words(), activity.speech, audio.duration_s)
        file = model.transcribe(audio.samples, rate, speech=activity.speech)
        n_cuts += len(live.pieces)
        n_same_cuts += list(live.pieces) == cut(audio.samples, rate)
        n_words += len(file.words)
        n_same_words += heard == file
        n_same_pauses += activity == find_activity(audio.samples.copy(), rate)
        path.unlink()
    rows = [
        ["same cuts, to the sample", f"{n_same_cuts} of {N_SAME}", f"{n_cuts} cuts"],
        [
            "same words, times, probabilities, flags",
            f"{n_same_words} of {N_SAME}",
            f"{n_words} words",
        ],
        ["same pauses", f"{n_same_pauses} of {N_SAME}", "both from the finished file"],
    ]
    return render_table(["live against file", "answers", ""], rows)


# --- what a file costs -----------------------------------------------------------------


def measure_ratio(folder: Path) -> str:
    """Return the time of a whole analysis against that of the bare model, side by side."""
    from faster_whisper import WhisperModel

    path = folder / "two-minutes.wav"
    wav = WavFile(path, RATE)
    write(wav, spoken(120, 1, 0.5), real_time=False)
    wav.close()
    model = build_base_shape(folder / "base.en")
    plain = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=2)
    ours = BaseShape(model, "base.en", cpu_threads=2, n_workers=2)
    ours.load()
    audio = load_audio(path)
    sound = resample(audio.samples, RATE, 16_000)
    seconds = sum(p.end - p.first for p in cut(audio.samples, RATE)) / RATE
    budget = 2 * round(30 * BaseShape.tokens_per_s)

    def run_plain() -> int:
        segments, _ = plain.transcribe(
            sound,
            language="en",
            temperature=0.0,
            word_timestamps=True,
            condition_on_previous_text=False,
            no_speech_threshold=None,
            max_new_tokens=budget,
        )
        return sum(len(segment.tokens) for segment in segments)

    ours.tokens_per_s = run_plain() / seconds  # the same number of tokens on both sides
    analyse_file(path, AnswerContext(), transcriber=ours)
    times: dict[str, list[tuple[float, float]]] = {"plain": [], "analyze": []}
    for _ in range(N_PAIRS):
        times["plain"].append(_timed(run_plain))
        times["analyze"].append(
            _timed(lambda: analyse_file(path, AnswerContext(), transcriber=ours))
        )
    rows = []
    for name, key in (
        ("`WhisperModel.transcribe`, 2 threads", "plain"),
        ("`analyze`: decoding two pieces at a time, activity, guards, report", "analyze"),
    ):
        wall, work = (min(one[i] for one in times[key]) for i in (0, 1))
        rows.append([name, f"{wall:.1f}", f"{work:.1f}"])
    best = [
        min(one[i] for one in times["analyze"]) / min(one[i] for one in times["plain"])
        for i in (0, 1)
    ]
    rows.append(["ratio of the best", *(f"**{ratio:.2f}**" for ratio in best)])
    pairs = zip(times["plain"], times["analyze"], strict=True)
    ratios = sorted(b[0] / a[0] for a, b in pairs)
    rows.append(["ratios of the pairs", ", ".join(f"{ratio:.2f}" for ratio in ratios), ""])
    head = ["two minutes, the same number of tokens", f"s, best of {N_PAIRS}", "of both cores"]
    return render_table(head, rows)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that passed, and those that the cores worked."""
    began, worked = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - worked


# --- how soon --------------------------------------------------------------------------


def measure_tail(folder: Path) -> str:
    """Return the seconds from the end of the answer to its last word, by length."""
    model = BaseShape(build_base_shape(folder / "base.en"), "base.en", cpu_threads=2)
    model.load()
    rows = []
    for seconds, repeats in REPEATS.items():
        automatic, key, thrown = [], [], 0
        for seed in range(repeats):
            for silence, found in ((AUTOMATIC_S, automatic), (KEY_S, key)):
                took, live = _tail(folder / "take.wav", model, seconds, seed, silence)
                found.append(took)
                thrown += live.n_thrown_away
        row = [f"{seconds} s", *map(_range, (automatic, key)), f"{thrown / 2 / repeats:.0f}"]
        print(row, flush=True)
        rows.append(row)
    head = ["answer", f"automatic stop ({AUTOMATIC_S:g} s)", f"key {KEY_S:g} s after the last word"]
    return render_table([*head, "tails thrown away"], rows)


def _tail(
    path: Path, model: BaseShape, seconds: float, seed: int, silence: float
) -> tuple[float, LiveTranscription]:
    samples = spoken(seconds, seed, silence)
    last = len(samples) - round((min(25, seconds) + silence) * RATE)
    wav = WavFile(path, RATE)
    live = LiveTranscription(model, path)
    write(wav, samples[:last], real_time=False)
    while live.waiting_s > 25:  # the minutes before were written faster than anybody speaks
        time.sleep(0.1)
    write(wav, samples[last:], real_time=True)
    wav.close()
    began = time.perf_counter()
    live.end()
    live.wait()
    took = time.perf_counter() - began
    live.words()
    path.unlink()
    return took, live


def _range(values: Sequence[float]) -> str:
    return f"{np.median(values):.2f} s ({min(values):.2f} to {max(values):.2f})"


# --- half an hour ----------------------------------------------------------------------


def measure_soak(folder: Path, minutes: float = 30.0) -> str:
    """Return memory and backlog over half an hour of speech in real time."""
    model = BaseShape(build_base_shape(folder / "base.en"), "base.en", cpu_threads=2)
    path = folder / "soak.wav"
    wav = WavFile(path, RATE)
    live = LiveTranscription(model, path)
    samples = spoken(60, 1, 0.0)
    rows: list[list[str]] = []
    waiting: list[float] = []
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(live, waiting, done))
    watcher.start()
    for minute in range(1, round(minutes) + 1):
        write(wav, samples, real_time=True)
        if minute in {1, 2, 5, 10, 15, 20, 25, 30} or minute == round(minutes):
            row = [f"{minute} min", f"{_rss_mb():.0f}", f"{max(waiting):.1f}"]
            print(row, flush=True)
            rows.append(row)
            waiting.clear()
    wav.close()
    done.set()
    watcher.join()
    began = time.perf_counter()
    live.end()
    live.wait()
    took = time.perf_counter() - began
    n_words = len(list(chain.from_iterable(one.words for one in live.words())))
    rows.append(
        ["end", f"{_rss_mb():.0f}", f"{n_words} words, the last {took:.2f} s after the end"]
    )
    return render_table(["real time", "memory, MB", "most sound waiting, s"], rows)


def _watch(live: LiveTranscription, waiting: list[float], done: threading.Event) -> None:
    while not done.wait(0.2):
        waiting.append(live.waiting_s)


def _rss_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 1e6


WHAT = {
    "same": measure_same,
    "ratio": measure_ratio,
    "tail": measure_tail,
    "soak": measure_soak,
}


def main() -> None:
    """Measure what the command line names and print or write its tables."""
    wanted = [name for name in WHAT if name in sys.argv[1:] or "all" in sys.argv[1:]]
    if not wanted:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        for name in wanted:
            text = f"{WHAT[name](Path(folder))}\n\n{machine_line(f'{COMMAND} {name}')}"
            print(text, flush=True)
            if "--docs" in sys.argv:
                replace_table(PAGE, name, text)


if __name__ == "__main__":
    main()
