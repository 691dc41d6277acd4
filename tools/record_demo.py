"""Record the demo's answers: a natural voice says them once, and the sound is committed.

Usage: python -m tools.record_demo VOICE.onnx [NAME…] [--piper PROGRAM] [--out FOLDER]

The voice is piper's en_US-joe-medium (CC0); its files and their digests are checked before
anything is said.  piper itself (package ``piper-tts``, GPL) is a separate program that whoever
records installs; VoiceCoach never imports it and never needs it.  piper draws noise, so each
run sounds a little different: listen to a new recording, and read the report of
``voicecoach demo`` word by word, before you commit it.

A text is one sentence a line; ``[pause 1.5]`` between two lines is silence in seconds, and so
is the same mark inside a line, where the voice then takes a new breath.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile

from voicecoach.sound.files import Samples, resample

FOLDER = Path(__file__).parents[1] / "voicecoach" / "demo" / "answers"

VOICE_SHA256 = "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06"
CONFIG_SHA256 = "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33"

SAMPLE_RATE = 16_000
"""Hz; what recognisers hear, and half the size of what the voice gives."""

LENGTH_SCALE = "1.3"
"""Of piper: a calm speaker, about 160 words a minute with the pauses."""

BETWEEN_S = 0.75
"""Silence between two sentences where nothing else is written."""

LEADING_S, TRAILING_S = 1.2, 0.8

QUIET = 0.01
"""What piper leaves around a sentence: below this share of full scale it is cut off."""

PEAK = 0.12
"""A calm voice at arm's length."""

ROOM = 1.5e-5
"""The noise of a very quiet room (-96 dBFS): digital silence is nobody's microphone."""

SEED = 20_261_128
BITS = "PCM_16"

MARK = re.compile(r"\[pause (\d+(?:\.\d+)?)\]")

ANSWERS: dict[str, str] = {
    "slow-page-1": """
        Um, so, we had this order page, and it was, um, really slow.
        And, um, you know, people complained about it every single week.
        So we looked at the code, and, um, I guess we changed a few things.
        Somebody, um, bought a bigger server.
        [pause 2.6]
        And then we did something with the index.
        It was, um, sort of hard to find, because nobody understood the old code.
    """,
    "slow-page-2": """
        Two years ago I worked for an online shop, and our order page was much too slow.
        It showed every order of a customer, and on a busy evening it took eight seconds.
        About forty customers called the support team every day, because they could not wait that long.
        My manager asked me to bring it below one second before the summer sale.
        I was responsible for this page, and I had two weeks.
        First I measured where the time went, because I did not want to guess.
        I took a trace of one slow request, which showed that the database read the whole table.
        [pause 1.0]
        My first idea was to keep the orders in memory, but then some customers would have seen old orders.
        Then I read the query plan, and I saw that there was no index for the customer.
        I added the index to a copy of the real data, and I measured the same request again.
        It took half a second instead of eight.
        I compared the answers of the old and the new query for a thousand customers, and they were the same.
        I moved the release to a quiet hour, so that nobody was affected.
        I also wrote a test that stops a release when this page needs more than one second.
        As a result the page now opens in half a second, and the calls to the support team fell from forty a day to less than ten.
        It stayed fast on every busy evening of the summer sale.
        I learned to look at the numbers before people complain.
    """,
    "decision": """
        Last summer I was a developer at an online shop, and I looked after the order service.
        On a Friday night the list of unpaid orders began to grow, and nobody from the payment team was there.
        The numbers said that something was slow, but they did not say why.
        I was on call that night, so I had to decide whether the new code should stay on over the weekend.
        For that I had twenty minutes, and only half of the logs.
        First I wrote a short list of what we knew and what was missing.
        Then I looked at the one thing that I could check quickly, and I saw that most of the slow calls came from the new code.
        [pause 1.4]
        If I waited, more customers would lose their orders during the night.
        So I turned it off for one region, and I watched the numbers for five minutes.
        The list stopped growing, and, um, I turned it off for everybody, because that was easy to undo.
        I told the payment team what I had changed, and on Monday I wrote a test with them.
        As a result the list was empty before midnight, and two thousand customers got their orders.
        The share of failed orders went down from nine percent to less than one percent.
        I learned that I should not wait for every fact when I can take a decision back.
    """,
}
"""What is said, in the demo's order: a first take with faults, a better one, and another answer."""


def main() -> None:
    """Say every answer, write it, and say how long and how large it is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("voice", type=Path, help="en_US-joe-medium.onnx, its .json beside it")
    parser.add_argument("names", nargs="*", help="answers; all if none is given")
    parser.add_argument("--piper", default="piper", help="the program; on the path if not given")
    parser.add_argument("--out", type=Path, default=FOLDER, help="where the sound is written")
    options = parser.parse_args()
    _check(options.voice, VOICE_SHA256)
    _check(Path(f"{options.voice}.json"), CONFIG_SHA256)
    options.out.mkdir(parents=True, exist_ok=True)
    for name in options.names or ANSWERS:
        samples = record(ANSWERS[name], options.voice, options.piper)
        file = options.out / f"{name}.flac"
        soundfile.write(file, samples, SAMPLE_RATE, subtype=BITS, compression_level=1.0)
        print(
            f"{file.name}: {len(samples) / SAMPLE_RATE:.1f} s, {file.stat().st_size / 1e6:.2f} MB"
        )


def record(text: str, voice: Path, piper: str) -> Samples:
    """Return a text as the voice says it, at a microphone's level in a quiet room."""
    spoken: list[str] = []
    gaps = [LEADING_S]
    for line in filter(None, map(str.strip, text.splitlines())):
        for index, piece in enumerate(MARK.split(line)):
            if index % 2:
                gaps[-1] = float(piece)
            elif piece.strip():
                spoken.append(piece.strip())
                gaps.append(BETWEEN_S)
    gaps[-1] = TRAILING_S
    parts: list[Samples] = []
    for gap, sentence in zip(gaps, [*say(spoken, voice, piper), None], strict=True):
        parts.append(np.zeros(round(gap * SAMPLE_RATE), np.float32))
        if sentence is not None:
            parts.append(sentence)
    samples = np.concatenate(parts)
    noise = np.random.default_rng(SEED).standard_normal(len(samples))
    return (samples / np.abs(samples).max() * PEAK + noise * ROOM).astype(np.float32)


def say(sentences: list[str], voice: Path, piper: str) -> list[Samples]:
    """Return each sentence as the program piper says it, without silence at its ends."""
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder, "said.txt")
        lines.write_text("\n".join(sentences) + "\n", "utf-8")
        out = Path(folder, "out")
        command = [piper, "--model", str(voice), "--input-file", str(lines)]
        subprocess.run(
            [
                *command,
                "--output-dir",
                str(out),
                "--sentence-silence",
                "0",
                "--length-scale",
                LENGTH_SCALE,
            ],
            check=True,
            capture_output=True,
        )
        files = sorted(out.glob("*.wav"), key=lambda file: int(file.stem))
        if len(files) != len(sentences):
            sys.exit(f"piper wrote {len(files)} files for {len(sentences)} sentences")
        return [_trimmed(file) for file in files]


def _trimmed(file: Path) -> Samples:
    samples, rate = soundfile.read(file, dtype="float32")
    loud = np.flatnonzero(np.abs(samples) > QUIET)
    return resample(samples[loud[0] : loud[-1] + 1], rate, SAMPLE_RATE)


def _check(file: Path, sha256: str) -> None:
    if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != sha256:
        sys.exit(f"{file} is not the published voice en_US-joe-medium.")


if __name__ == "__main__":
    main()
