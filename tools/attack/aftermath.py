"""What a kill left on disk: sound that is missing, takes without a report, stray files."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile

from tests.soundcard import RATE
from tools.attack.pilot import PILOT_S, TAIL_S, Pilot


@dataclass
class Killed:
    """One kill and what became of it.

    ``lost_s`` is sound that was spoken into a running take and is not on disk; None where none
    ran.  ``n_lost_by_keeping`` counts samples on disk that the finished file lacks.
    """

    seed: int
    phase: str
    state: str = ""
    lost_s: float | None = None
    kept_s: float = 0.0
    n_lost_by_keeping: int = 0
    offered: bool = True
    finished: bool = True
    n_stray: int = 0
    remarks: list[str] = field(default_factory=list)


def measure_loss(killed: Killed, recordings: Path, pilot: Pilot, moment: float) -> None:
    """Measure what of the running take is on disk."""
    wavs = list(recordings.rglob("recording.wav"))
    takes = list(recordings.glob("*/*/take-*"))
    files = sorted({path.name for take in takes for path in take.iterdir()})
    killed.state = " ".join(files) if takes else "nothing"
    if killed.phase != "recording" or not wavs:
        return
    data = wavs[0].read_bytes()[44:]
    rate = int.from_bytes(wavs[0].read_bytes()[24:28], "little")
    sound = np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.float32) / 32768
    killed.kept_s = len(sound) / rate
    if killed.kept_s < TAIL_S:
        return  # too short to be placed: what was said lies within what is asked for
    from voicecoach.sound.files import resample

    end, quality = pilot.position_of(resample(sound, rate, RATE)[-round(TAIL_S * RATE) :])
    if quality < 0.5:
        killed.remarks.append(f"pilot not found ({quality:.2f})")
        return
    lost = (pilot.position_at(moment) - end) % PILOT_S
    killed.lost_s = round(lost if lost < PILOT_S / 2 else lost - PILOT_S, 3)


def find_unfinished(recordings: Path) -> list[Path]:
    """Return the takes that hold a recording and no analysis."""
    found = []
    for take in recordings.glob("*/*/take-*"):
        names = {path.name for path in take.iterdir()}
        if _was_silent(take):
            continue
        if (
            names & {"recording.wav", "audio.flac"} and "analysis.json" not in names
        ) or "recording.wav" in names:
            found.append(take)
    return found


def _was_silent(take: Path) -> bool:
    """Return whether a take was heard to its end and holds no voice: that is a report as well."""
    file = take / "activity.json"
    return file.exists() and not json.loads(file.read_text("utf-8"))["activity"]["speech"]


def compare_kept(killed: Killed, before: Path, recordings: Path) -> None:
    """Count the samples that were on disk after the kill and are in no finished file."""
    for wav in before.rglob("recording.wav"):
        take = recordings / wav.parent.relative_to(before)
        raw = np.frombuffer(wav.read_bytes()[44:][: (wav.stat().st_size - 44) // 2 * 2], "<i2")
        if (take / "audio.flac").exists():
            kept = soundfile.read(take / "audio.flac", dtype="int16")[0]
        elif (take / "recording.wav").exists():
            continue
        else:
            kept = np.zeros(0, np.int16)
        same = len(kept) >= len(raw) and np.array_equal(kept[: len(raw)], raw)
        killed.n_lost_by_keeping += 0 if same else max(1, len(raw) - len(kept))


DOCUMENTED = frozenset(
    [
        "session.json",
        "answer.json",
        "marks.json",
        "analysis.json",
        "transcript.json",
        "corrections.json",
        "corrected.json",
        "activity.json",
        "notes.md",
        "audio.flac",
        "recording.wav",
        "index.db",
        ".gitignore",
        "gaps.json",
        ".last-take",
    ]
)


def count_strays(killed: Killed, folder: Path) -> None:
    """Count files that the documentation does not name, and temporary ones that were left."""
    files = [p for p in (folder / "home" / "recordings").rglob("*") if p.is_file()]
    strays = [path for path in files if path.name not in DOCUMENTED]
    strays += list((folder / "tmp").iterdir())
    killed.n_stray = len(strays)
    killed.remarks += [f"stray {path.relative_to(folder)}" for path in strays]
