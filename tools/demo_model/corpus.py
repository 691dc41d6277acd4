"""Spoken sentences on disk, one shard a voice, with the time of every word and sound.

Usage: python -m tools.demo_model.corpus FOLDER [VOICE HOURS]…
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tools.demo_model.spoken import Sentence, say_sentence
from tools.demo_model.texts import make_sentence
from tools.demo_model.voice import SAMPLE_RATE, SILENT, Voice

VOICES = {"en-us+m3": 12.0}
"""espeak-ng's voices and the hours each of them speaks: one, the demo's.  More voices need
more training than two shared cores gave."""

RATES_WPM, PITCHES = (125, 155), (47, 53)
MAX_S = 14.0
"""Longer sentences leave too little room in a window of 30 s."""

SEED = 20_261_124


@dataclass(frozen=True)
class Shard:
    """One voice's sentences; ``first_*`` hold where each sentence's part of a table begins."""

    samples: npt.NDArray[np.int16]
    first_sample: npt.NDArray[np.int64]
    first_word: npt.NDArray[np.int64]
    first_sound: npt.NDArray[np.int64]
    texts: tuple[str, ...]
    word_text: npt.NDArray[np.int32]
    word_times: npt.NDArray[np.float32]
    sound_name: npt.NDArray[np.int16]
    sound_times: npt.NDArray[np.float32]
    sounds: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.first_sample) - 1


class _Tables:
    def __init__(self) -> None:
        self.texts: dict[str, int] = {}
        self.sounds: dict[str, int] = {SILENT: 0}
        self.words: list[tuple[int, float, float]] = []
        self.heard: list[tuple[int, float, float]] = []
        self.firsts: list[tuple[int, int, int]] = [(0, 0, 0)]

    def add(self, sentence: Sentence) -> None:
        for word in sentence.words:
            index = self.texts.setdefault(word.text, len(self.texts))
            self.words.append((index, word.start or 0.0, word.end or 0.0))
        for sound in sentence.sounds:
            index = self.sounds.setdefault(sound.name, len(self.sounds))
            self.heard.append((index, sound.start, sound.end))
        before = self.firsts[-1][0]
        self.firsts.append((before + len(sentence.samples), len(self.words), len(self.heard)))

    def save(self, folder: Path) -> None:
        words, heard = np.array(self.words), np.array(self.heard)
        np.savez(
            folder / "tables.npz",
            firsts=np.array(self.firsts, np.int64),
            word_text=words[:, 0].astype(np.int32),
            word_times=words[:, 1:].astype(np.float32),
            sound_name=heard[:, 0].astype(np.int16),
            sound_times=heard[:, 1:].astype(np.float32),
        )
        names = {"texts": list(self.texts), "sounds": list(self.sounds)}
        (folder / "names.json").write_text(json.dumps(names), "utf-8")


def write_shard(folder: Path, voice: str, hours: float) -> None:
    """Let ``voice`` say sentences for ``hours``; nothing where that was done before."""
    if (folder / "names.json").is_file():
        return
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(f"{SEED} {voice}")
    synthesiser = Voice()
    tables = _Tables()
    left = round(hours * 3600 * SAMPLE_RATE)
    with (folder / "samples.raw").open("wb") as file:
        while left > 0:
            line = make_sentence(rng)
            sentence = say_sentence(
                synthesiser, line, voice, rng.randint(*RATES_WPM), rng.randint(*PITCHES)
            )
            if len(sentence.samples) > MAX_S * SAMPLE_RATE:
                continue
            scaled = np.clip(sentence.samples * 32767, -32768, 32767)
            file.write(scaled.astype(np.int16).tobytes())
            tables.add(sentence)
            left -= len(sentence.samples)
    tables.save(folder)


def load_shard(folder: Path) -> Shard:
    """Return a voice's sentences; the samples stay on disk until they are used."""
    names = json.loads((folder / "names.json").read_text("utf-8"))
    with np.load(folder / "tables.npz") as tables:
        firsts = tables["firsts"]
        return Shard(
            np.memmap(folder / "samples.raw", np.int16, "r"),
            *firsts.T,
            tuple(names["texts"]),
            tables["word_text"],
            tables["word_times"],
            tables["sound_name"],
            tables["sound_times"],
            tuple(names["sounds"]),
        )


def main() -> None:
    """Write every shard that is not there."""
    folder = Path(sys.argv[1])
    asked = dict(zip(sys.argv[2::2], map(float, sys.argv[3::2]), strict=True))
    for voice, hours in (asked or VOICES).items():
        write_shard(folder / voice, voice, hours)
        shard = load_shard(folder / voice)
        print(f"{voice}: {len(shard)} sentences, {len(shard.samples) / SAMPLE_RATE / 3600:.1f} h")


if __name__ == "__main__":
    main()
