"""Seconds from the key that ends an answer to its last word, beside one encoder pass.

python -m benchmarks.after_the_key MODEL_FOLDER... [--files FILE ...] [--minutes N ...]
    [--virtual PASS_S]

Each file is written in real time, as a recorder does, while the model listens; the key comes 0.3 s
after the last voice. Without --files the answers of the demo are taken: a synthetic but natural
voice, fluent. With --minutes the files are said one behind the other, at one level, with 0.3 s
between them, until so many minutes are full: one long answer for each number, and nothing else. It
takes as long as the answers are, for each model. The aim is one pass of the encoder over 30 s, plus
half a second. Run it on an idle machine; on a busy one with --virtual and the seconds that such a
pass takes when it is idle: then the clock counts processor time (`benchmarks.virtual_time`).
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.real_speech import Clip, run_live
from benchmarks.tables import render_table
from benchmarks.virtual_time import cpu_of_pass_s, rehearse, time_passes, write_wav
from voicecoach.recognition import FasterWhisperTranscriber
from voicecoach.recognition.pitch import RATE
from voicecoach.recognition.voice_activity import WORKING_LEVEL, find_speech
from voicecoach.sound.files import Samples, load_audio, resample

ANSWERS = Path(__file__).parent.parent / "voicecoach" / "demo" / "answers"
MARGIN_S = 0.5
N_PASSES = 5
GAP_S = 0.3
"""Between the files of a long answer: too short for a cut in a pause."""


def encoder_pass_s(folder: Path) -> float:
    """Return the median seconds of one pass of a model's encoder over 30 s of sound."""
    from faster_whisper import WhisperModel

    model = WhisperModel(str(folder), device="cpu", compute_type="int8")
    return statistics.median(time_passes(model, N_PASSES, time.monotonic))


def load_voice(file: Path) -> Samples:
    """Return a file from its first to its last voice, 16 kHz, its voice at one level."""
    audio = load_audio(file)
    sound = resample(audio.samples, audio.sample_rate, RATE)
    speech = find_speech(sound)
    voice = np.concatenate([sound[round(s.start * RATE) : round(s.end * RATE)] for s in speech])
    gain = WORKING_LEVEL / max(1e-6, float(np.sqrt(np.mean(np.square(voice)))))
    whole = sound[round(speech[0].start * RATE) : round(speech[-1].end * RATE)]
    return np.clip(whole * np.float32(gain), -1, 1)


def join_voices(voices: Sequence[Samples], minutes: float) -> Samples:
    """Return the voices one behind the other, again from the first, until the minutes are full."""
    gap = np.zeros(round(GAP_S * RATE), np.float32)
    parts: list[Samples] = []
    n_samples = 0
    while n_samples < minutes * 60 * RATE:
        parts += [voices[len(parts) // 2 % len(voices)], gap]
        n_samples += len(parts[-2]) + len(gap)
    return np.concatenate(parts[:-1])


def main(argv: Sequence[str] | None = None) -> None:
    """Print a row for each model and answer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path, nargs="+")
    parser.add_argument("--files", type=Path, nargs="*", default=sorted(ANSWERS.glob("*.flac")))
    parser.add_argument("--minutes", type=float, nargs="*", default=())
    parser.add_argument("--virtual", type=float, metavar="PASS_S")
    options = parser.parse_args(argv)
    answers = {file.stem: load_voice(file) for file in options.files}
    if options.minutes:
        voices = list(answers.values())
        answers = {f"{n:g} minutes": join_voices(voices, n) for n in options.minutes}
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        clips = [_write(Path(temporary), name, sound) for name, sound in answers.items()]
        for folder in options.models:
            one_pass = options.virtual or encoder_pass_s(folder)
            measure = _rehearse if options.virtual else _measure
            for clip, sound in zip(clips, answers.values(), strict=True):
                rows.append(measure(folder, clip, len(sound) / RATE, one_pass))
                print(*rows[-1], flush=True)
    heads = [
        "model", "answer", "length", "key to last word", "one encoder pass", "beyond the aim",
        "processor",
    ]  # fmt: skip
    print(render_table(heads, rows))


def _write(folder: Path, name: str, sound: Samples) -> Clip:
    path = folder / f"{name}.wav"
    write_wav(path, sound, RATE)
    return Clip(name, path, (), "spontaneous", None)


def _measure(folder: Path, clip: Clip, length_s: float, one_pass_s: float) -> list[str]:
    found = run_live(folder, [clip])
    return _row(folder, clip, length_s, one_pass_s, found.wall_s, found.cpu_s)


def _rehearse(folder: Path, clip: Clip, length_s: float, one_pass_s: float) -> list[str]:
    transcriber = FasterWhisperTranscriber(folder, folder.name, cpu_threads=1)
    transcriber.load()
    scale = one_pass_s / cpu_of_pass_s(transcriber)
    began = time.process_time()
    waited_s = rehearse(transcriber, clip.path, scale)
    return _row(folder, clip, length_s, one_pass_s, waited_s, time.process_time() - began)


def _row(
    folder: Path, clip: Clip, length_s: float, one_pass_s: float, waited_s: float, cpu_s: float
) -> list[str]:
    return [
        folder.name,
        clip.name,
        f"{length_s:.0f} s",
        f"{waited_s:.2f} s",
        f"{one_pass_s:.2f} s",
        f"{waited_s - one_pass_s - MARGIN_S:+.2f} s",
        f"{cpu_s:.0f} s",
    ]


if __name__ == "__main__":
    main()
