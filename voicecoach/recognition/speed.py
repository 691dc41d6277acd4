"""How fast each model is on this machine: measured once, kept, measured anew when it changes."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from voicecoach.config import Paths
from voicecoach.errors import LibraryError
from voicecoach.json_files import PRIVATE_FOLDER, from_json, write_text
from voicecoach.recognition import Transcriber
from voicecoach.recognition.chunking import cut
from voicecoach.recognition.models import ModelFolder
from voicecoach.recognition.whisper import usable_cores
from voicecoach.sound.files import Samples

LIBRARIES = ("faster-whisper", "ctranslate2")
"""A new version of these may be faster or slower: it is measured anew."""

FORMAT_VERSION = 1
"""Of the file that holds the measured speeds."""


@dataclass(frozen=True, slots=True)
class Speed:
    """One measurement: ``real_time_factor`` is seconds of work a second of speech."""

    model: str
    n_bytes: int
    versions: str
    n_cores: int
    real_time_factor: float
    measured: datetime


@dataclass(frozen=True, slots=True)
class Speeds:
    """What ``speeds.json`` holds."""

    format_version: int = FORMAT_VERSION
    speeds: tuple[Speed, ...] = ()


def load_speeds(paths: Paths) -> Speeds:
    """Return what was measured; nothing where the file is missing, damaged or of another format."""
    try:
        found = from_json(_file(paths).read_bytes(), Speeds, origin="speeds.json")
    except (OSError, LibraryError):
        return Speeds()  # it can be measured again
    return found if found.format_version == FORMAT_VERSION else Speeds()


def find_factor(paths: Paths, folder: ModelFolder) -> float | None:
    """Return the real-time factor of a model on this machine, if this very one was measured."""
    wanted = _identity(folder)
    for speed in load_speeds(paths).speeds:
        if (speed.model, speed.n_bytes, speed.versions, speed.n_cores) == wanted:
            return speed.real_time_factor
    return None


def measure_speed(
    paths: Paths, folder: ModelFolder, transcriber: Transcriber, samples: Samples, rate: int
) -> float:
    """Let a model hear a piece of speech, keep its real-time factor and return it.

    The piece is heard twice: the first time warms up caches, the second counts.  Time on the
    clock counts, but never more than the processor time spent: while something else keeps the
    machine busy the clock says little about the model, and the result is kept for long.

    Parameters
    ----------
    paths
        The data folder holds the result.
    folder
        Which model it is.
    transcriber
        The same, ready to recognise.
    samples, rate
        Speech of half a minute or so; its first piece is heard.

    Raises
    ------
    ModelError
        If the model cannot be loaded or fails.
    """
    transcriber.load()
    pieces = cut(samples, rate)
    piece = samples[pieces[0].first : pieces[0].end] if pieces else samples
    for _ in range(2):
        began, worked = time.perf_counter(), time.process_time()
        transcriber.hear(piece, rate)
        seconds = min(time.perf_counter() - began, time.process_time() - worked)
    factor = round(seconds / (len(piece) / rate), 3)
    _save(paths, Speed(*_identity(folder), factor, datetime.now(UTC)))
    return factor


def _identity(folder: ModelFolder) -> tuple[str, int, str, int]:
    versions = " ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    return folder.name, (folder.path / "model.bin").stat().st_size, versions, usable_cores()


def _save(paths: Paths, speed: Speed) -> None:
    others = [one for one in load_speeds(paths).speeds if one.model != speed.model]
    rows = [_row(one) for one in (*others, speed)]
    file = _file(paths)
    file.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    document = {"format_version": FORMAT_VERSION, "speeds": rows}
    write_text(file, json.dumps(document, indent=1))


def _row(speed: Speed) -> dict[str, str | int | float]:
    return {
        "model": speed.model,
        "n_bytes": speed.n_bytes,
        "versions": speed.versions,
        "n_cores": speed.n_cores,
        "real_time_factor": speed.real_time_factor,
        "measured": speed.measured.isoformat(timespec="seconds"),
    }


def _file(paths: Paths) -> Path:
    return paths.data / "speeds.json"
