"""Measure a model by the held-out answers, through VoiceCoach's own recogniser.

Usage: python -m tools.demo_model.measure MODEL_FOLDER [--json FILE] [--voices A,B] [--text]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tools.demo_model.corpus import VOICES
from tools.demo_model.scoring import Score, score
from tools.demo_model.spoken import Spoken, say_answer
from tools.demo_model.voice import SAMPLE_RATE, Samples, Voice
from voicecoach.recognition import FasterWhisperTranscriber
from voicecoach.recognition.activity import find_activity

HERE = Path(__file__).parent
NOISES_DB = (None, 30.0, 20.0, 10.0)
"""Speech above white noise, in dB; None: the quiet room of the demo."""

PEAK, ROOM = 0.13, 1e-4
SEED = 7


def held_out() -> list[list[str]]:
    """Return the answers of held_out.txt, a list of lines each."""
    text = (HERE / "held_out.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [block.splitlines() for block in "\n".join(lines).strip().split("\n\n")]


def demo_answers() -> dict[str, list[str]]:
    """Return the demo's answers by name."""
    files = sorted((HERE / "answers").glob("*.txt"))
    return {file.stem: file.read_text("utf-8").split("\n")[:-1] for file in files}


def with_noise(samples: Samples, noise_db: float | None) -> Samples:
    """Return the answer at the demo's level with white noise so far below its speech."""
    samples = samples / np.abs(samples).max() * PEAK
    spoken = samples[np.abs(samples) > 0.01 * PEAK]
    loud = float(np.sqrt(np.mean(spoken**2)))
    level = ROOM if noise_db is None else loud * 10 ** (-noise_db / 20)
    noise = np.random.default_rng(SEED).standard_normal(len(samples))
    return (samples + noise * level).astype(np.float32)


def hear(
    transcriber: FasterWhisperTranscriber, answers: Iterable[Spoken], noise_db: float | None
) -> tuple[Score, list[tuple[str, str]]]:
    """Return the figures of all answers together, and (said, heard) of each."""
    total, texts = Score(), []
    for answer in answers:
        samples = with_noise(answer.samples, noise_db)
        activity = find_activity(samples, SAMPLE_RATE)
        heard = transcriber.transcribe(samples, SAMPLE_RATE, speech=activity.speech)
        total += score(answer.words, heard.words)
        texts.append((answer.text, heard.text))
    return total, texts


def figures(total: Score) -> dict[str, float]:
    """Return a score's figures, rounded."""
    return {
        "words": total.n_words,
        "word_error": round(total.word_error, 4),
        "hesitation_precision": round(total.precision, 3),
        "hesitation_recall": round(total.recall, 3),
        "start_error_s": round(total.start_error_s, 3),
    }


def measure(
    model: Path, voices: Sequence[str], noises: Sequence[float | None], *, show: bool
) -> list[dict[str, Any]]:
    """Return a row for each voice and noise, the demo's answers in a row of their own."""
    transcriber = FasterWhisperTranscriber(model, model.name)
    synthesiser = Voice()
    rows: list[dict[str, Any]] = []
    sets = [(voice, "held out", held_out()) for voice in voices]
    sets.insert(0, (voices[0], "demo", list(demo_answers().values())))
    for voice, name, texts in sets:
        answers = [say_answer(synthesiser, lines, voice) for lines in texts]
        for noise in noises if name == "held out" else noises[:1]:
            total, pairs = hear(transcriber, answers, noise)
            row = {"texts": name, "voice": voice, "noise_db": noise} | figures(total)
            rows.append(row)
            print(json.dumps(row), flush=True)
            for said, heard in pairs if show else ():
                print(f"  said:  {said}\n  heard: {heard}")
    return rows


def main() -> None:
    """Measure and print; a JSON file with the same where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--voices", default=",".join(VOICES))
    parser.add_argument("--text", action="store_true")
    parser.add_argument("--quick", action="store_true", help="the quiet room only")
    asked: Any = parser.parse_args()
    noises = NOISES_DB[:1] if asked.quick else NOISES_DB
    rows = measure(asked.model, asked.voices.split(","), noises, show=asked.text)
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
