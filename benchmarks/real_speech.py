"""Recognition of people's speech beside plain faster-whisper: words, hesitations, doubts, cost.

Usage: python -m benchmarks.real_speech MANIFEST MODEL_FOLDER... [--live] [--only ID,ID]

MANIFEST is a file of JSON lines: id, file (beside it), truth, kind, words ([start, end, text] or
null), weak.  Each MODEL_FOLDER is heard by all systems in one run, so that their costs compare:
plain faster-whisper as it comes, with its voice filter, with VoiceCoach's prompt, then VoiceCoach's
whole analysis of the file; with --live also what is recognised while the sound is written in
real time, and how long the end takes.  Word errors leave hesitations out on both sides; where
voices overlap (kind *-dialogue) only hesitations are scored.  Processor time is that of this
process, one clip after the other, models loaded before.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.speech_scores import SpeechScore
from benchmarks.tables import machine_line, render_table
from benchmarks.transcript_scores import Score, score
from voicecoach.coaching.analyse_audio import AnswerContext, analyse_file
from voicecoach.errors import NoSpeechError
from voicecoach.recognition import FasterWhisperTranscriber, LiveTranscription
from voicecoach.recognition.whisper import PROMPT, usable_cores
from voicecoach.sound.files import load_audio
from voicecoach.sound.wav import WavFile
from voicecoach.types import Analysis

COMMAND = "python -m benchmarks.real_speech"

KEY_S = 0.3
"""From the last sound to the key: nobody is quicker."""

BLOCK_S = 0.02

GROUPS: dict[str, Callable[[str], bool]] = {
    "spontaneous": lambda kind: kind in {"spontaneous", "meeting", "meeting-monologue"},
    "read": lambda kind: kind == "read",
    "staged": lambda kind: kind == "scripted-disfluent",
}
"""Kinds whose words are scored; hesitations are scored in all."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One line of the manifest."""

    name: str
    path: Path
    truth: tuple[str, ...]
    kind: str
    timed: tuple[tuple[float, float, str], ...] | None


@dataclass
class Result:
    """What one system made of all clips."""

    words: dict[str, Score] = field(default_factory=dict)
    hesitations: Score = field(default_factory=Score)
    cpu_s: float = 0.0
    wall_s: float = 0.0
    details: SpeechScore = field(default_factory=SpeechScore)
    ends: list[float] = field(default_factory=list)
    """Seconds from the key to the last word, live."""

    def add(self, clip: Clip, heard: Sequence[str], cpu_s: float, wall_s: float) -> None:
        """Take in one clip's words and cost."""
        found = score(clip.truth, heard)
        for name, holds in GROUPS.items():
            if holds(clip.kind):
                self.words[name] = self.words.get(name, Score()) + found
        self.hesitations += found
        self.cpu_s += cpu_s
        self.wall_s += wall_s


def load_manifest(path: Path, only: Sequence[str] = ()) -> list[Clip]:
    """Return the clips whose truth is strong, in the order of the manifest."""
    clips = []
    for line in path.read_text("utf-8").splitlines():
        entry = json.loads(line)
        if entry.get("weak") or not entry.get("verbatim", True):
            continue
        if only and entry["id"] not in only:
            continue
        timed = tuple(tuple(word) for word in entry["words"]) if entry.get("words") else None
        clips.append(
            Clip(
                entry["id"],
                path.parent / entry["file"],
                tuple(entry["truth"].split()),
                entry.get("kind", "spontaneous"),
                timed,
            )
        )
    return clips


def run_plain(folder: Path, clips: Sequence[Clip], **options: Any) -> Result:
    """Let faster-whisper hear all clips by itself."""
    from faster_whisper import WhisperModel

    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=usable_cores())
    result = Result()
    for clip in clips:
        cpu, wall = time.process_time(), time.monotonic()
        segments, _ = model.transcribe(
            str(clip.path), language="en", word_timestamps=True, **options
        )
        words = "".join(word.word for one in segments for word in one.words or ())
        result.add(clip, words.split(), time.process_time() - cpu, time.monotonic() - wall)
    return result


def run_analysis(folder: Path, clips: Sequence[Clip]) -> Result:
    """Let VoiceCoach analyse all clips, from the file to the finished document."""
    transcriber = FasterWhisperTranscriber(folder, folder.name)
    transcriber.load()
    result = Result()
    for clip in clips:
        cpu, wall = time.process_time(), time.monotonic()
        try:
            analysis = analyse_file(clip.path, AnswerContext(), transcriber=transcriber).analysis
        except NoSpeechError:
            analysis = None
        cost = time.process_time() - cpu, time.monotonic() - wall
        result.add(clip, _heard(analysis), *cost)
        if analysis is not None:
            with_words = any(holds(clip.kind) for holds in GROUPS.values())
            result.details.add(clip.name, clip.truth, clip.timed, analysis, with_words=with_words)
    return result


def run_live(folder: Path, clips: Sequence[Clip]) -> Result:
    """Write every clip in real time, press the key, and wait for the last word."""
    transcriber = FasterWhisperTranscriber(folder, folder.name)
    transcriber.load()
    result = Result()
    with tempfile.TemporaryDirectory() as name:
        for clip in clips:
            audio = load_audio(clip.path)
            path = Path(name) / f"{clip.name}.wav"
            wav = WavFile(path, audio.sample_rate)
            live = LiveTranscription(transcriber, path)
            cpu = time.process_time()
            _write(wav, audio.samples, audio.sample_rate)
            wav.close()
            key = time.monotonic()
            live.end()
            live.wait()
            took = time.monotonic() - key
            words = [word.text for one in live.words() for word in one.words]
            result.add(clip, words, time.process_time() - cpu, took)
            if audio.duration_s >= 20:
                result.ends.append(took)
    return result


def _write(wav: WavFile, samples: Any, rate: int) -> None:
    """Write in blocks of 20 ms as fast as they are spoken, and the time until the key."""
    silence = np.zeros(round(KEY_S * rate), np.float32)
    whole = np.clip(np.rint(np.append(samples, silence) * 32767), -32768, 32767)
    block = round(BLOCK_S * rate)
    began = time.monotonic()
    for at in range(0, len(whole), block):
        wav.write(whole[at : at + block].astype(np.int16).tobytes())
        time.sleep(max(0.0, began + (at + block) / rate - time.monotonic()))


def _heard(analysis: Analysis | None) -> list[str]:
    if analysis is None or analysis.transcript is None:
        return []
    return [word.text for word in analysis.transcript.words]


def _row(name: str, result: Result, plain: Result) -> list[str]:
    cells = [name]
    for group in GROUPS:
        found = result.words.get(group)
        cells.append(f"{100 * found.word_error:.1f}" if found else "–")
    return [
        *cells,
        result.hesitations.recall,
        result.hesitations.precision,
        f"{result.cpu_s:.0f} s",
        f"{result.cpu_s / plain.cpu_s:.2f}",
    ]


def report(folder: Path, clips: Sequence[Clip], *, live: bool) -> str:
    """Return the tables of one model as Markdown."""
    plain = run_plain(folder, clips)
    systems = {
        "plain faster-whisper": plain,
        "plain, voice filter": run_plain(folder, clips, vad_filter=True),
        "plain, VoiceCoach's prompt": run_plain(folder, clips, initial_prompt=PROMPT),
        "VoiceCoach, file": run_analysis(folder, clips),
    }
    if live:
        systems["VoiceCoach, live"] = run_live(folder, clips)
    head = [
        f"{folder.name}: word error %", *GROUPS, "hesitations", "precision", "processor", "ratio",
    ]  # fmt: skip
    tables = [render_table(head, [_row(name, one, plain) for name, one in systems.items()])]
    file = systems["VoiceCoach, file"]
    tables.append(render_table([f"{folder.name}: VoiceCoach, file", ""], file.details.rows()))
    outside = [one for one in file.details.ranges if not one[1] <= one[3] <= one[2]]
    tables.append(
        "Filler ranges that miss the truth: "
        + ("; ".join(f"{n} {said} in [{low}, {high}]" for n, low, high, said in outside) or "none")
        + "."
    )
    if live:
        ends = systems["VoiceCoach, live"].ends
        tables.append(
            f"From the key to the last word, clips of 20 s and more: median {median(ends):.2f} s, "
            f"longest {max(ends):.2f} s."
        )
    return "\n\n".join(tables)


def main() -> None:
    """Print the tables of every model named."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("models", type=Path, nargs="+")
    parser.add_argument("--live", action="store_true")
    parser.add_argument("--only", default="", help="ids, separated by commas")
    given = parser.parse_args()
    clips = load_manifest(given.manifest, tuple(filter(None, given.only.split(","))))
    for folder in given.models:
        print(report(folder, clips, live=given.live), end="\n\n", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{machine_line(COMMAND)} {len(clips)} clips; peak memory {peak} MB.")


if __name__ == "__main__":
    main()
