"""Recognition models: which exist, which are here, which to use, and fetching one."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voicecoach.config import Paths, Settings
from voicecoach.errors import ModelError, NetworkError, UsageError
from voicecoach.json_files import PRIVATE_FOLDER
from voicecoach.recognition.download import download

REQUIRED_FILES = ("model.bin", "config.json", "tokenizer.json")
VOCABULARY_FILES = ("vocabulary.json", "vocabulary.txt")

BANDS_FILE = "preprocessor_config.json"
"""Says that large-v3 hears 128 bands instead of 80."""

SPACE_SHARE = 1.2
"""Free space asked for, as a share of the model: a full disk stops other programs too."""

MIN_SHARE = 0.8
"""A model.bin smaller than this share of its known size was cut while it came."""


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model that can be fetched; ``real_time_factor`` on two cores (None: not measured)."""

    name: str
    repository: str
    megabytes: int
    languages: str
    real_time_factor: float | None


ENGLISH = "English"

KNOWN_MODELS: tuple[KnownModel, ...] = (
    KnownModel("tiny.en", "Systran/faster-whisper-tiny.en", 75, ENGLISH, 0.04),
    KnownModel("tiny", "Systran/faster-whisper-tiny", 75, "99 languages", 0.04),
    KnownModel("base.en", "Systran/faster-whisper-base.en", 145, ENGLISH, 0.08),
    KnownModel("base", "Systran/faster-whisper-base", 145, "99 languages", 0.08),
    KnownModel("small.en", "Systran/faster-whisper-small.en", 484, ENGLISH, 0.21),
    KnownModel("small", "Systran/faster-whisper-small", 484, "99 languages", 0.21),
    KnownModel("distil-small.en", "Systran/faster-distil-whisper-small.en", 330, ENGLISH, None),
    KnownModel("medium.en", "Systran/faster-whisper-medium.en", 1500, ENGLISH, None),
    KnownModel("medium", "Systran/faster-whisper-medium", 1500, "99 languages", None),
    KnownModel(
        "large-v3-turbo",
        "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
        1600,
        "99 languages",
        0.32,
    ),
    KnownModel("large-v3", "Systran/faster-whisper-large-v3", 3100, "99 languages", None),
)
"""Sizes and factors: facts measured on two cores, int8; real shapes (docs/methods.md)."""

DEMO_MODEL = "demo"
"""A toy that comes along: never chosen by itself, only where it is named."""

MAX_FACTOR = 0.5
"""Recognition may take this share of the time spoken: the other half of the machine records,
and what is left at the end of the answer is soon done (own rule)."""


DEMO = "demo"
DEMO_FOLDER = Path(__file__).parent.parent / "demo" / "model"
"""The model that ships with VoiceCoach.  It knows the demo's synthetic voices, not people: it
is found by its name and never chosen by itself."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A model on this machine."""

    name: str
    path: Path
    origin: str


def known_model(name: str) -> KnownModel | None:
    """Return what is known of a model by name."""
    return next((model for model in KNOWN_MODELS if model.name == name), None)


def is_english_only(name: str) -> bool:
    """Tell whether a model by this name is known to understand English alone."""
    model = known_model(name)
    return model is not None and model.languages == ENGLISH


def installed_models(paths: Paths) -> tuple[ModelFolder, ...]:
    """Return the complete models in our own folder and in the Hugging Face cache."""
    found: list[ModelFolder] = []
    own = sorted(paths.models.iterdir()) if paths.models.is_dir() else []
    found.extend(
        ModelFolder(folder.name, folder, "VoiceCoach")
        for folder in own
        if folder.is_dir() and not folder.name.startswith(".") and not check_model(folder)
    )
    for model in KNOWN_MODELS:
        if any(one.name == model.name for one in found):
            continue
        folder = _cached(model)
        if folder is not None:
            found.append(ModelFolder(model.name, folder, "Hugging Face cache"))
    return tuple(found)


def find_model(name: str, paths: Paths) -> ModelFolder | None:
    """Return a model by name or by its folder's path; nothing if it is not here.

    A complete one goes before a broken one, our own folder before the Hugging Face cache.
    """
    model, path = known_model(name), Path(name).expanduser()
    own = paths.models / name
    has_own = path.name == name and own.is_dir()  # "", "." and all with a slash are paths
    if has_own and not check_model(own):
        return ModelFolder(name, own, "VoiceCoach")
    folder = _cached(model) if model else None
    if folder is not None:
        return ModelFolder(name, folder, "Hugging Face cache")
    if name == DEMO:
        return ModelFolder(DEMO, DEMO_FOLDER, "VoiceCoach's demo")
    if has_own:
        return ModelFolder(name, own, "VoiceCoach")
    if model is None and name and path.is_dir():
        return ModelFolder(path.resolve().name, path, "path")
    return None


FactorOf = Callable[["ModelFolder"], float | None]
"""Returns the real-time factor measured on this machine, or nothing."""


def choose_model(
    settings: Settings, paths: Paths, factor_of: FactorOf | None = None
) -> ModelFolder | None:
    """Return the model to recognise with: the settings', else the largest that keeps up.

    Keeping up means a real-time factor of at most ``MAX_FACTOR``: as measured here where
    ``factor_of`` knows it, else as on our machine of two cores.  If none does, the smallest
    one here.

    Raises
    ------
    ModelError
        If the settings name one that is not here or is broken.
    """
    if settings.model:
        return require_model(settings.model, paths)
    here = candidates(settings, paths)
    best = here[0] if here else None
    for folder in here:
        measured = factor_of(folder) if factor_of else None
        known = known_model(folder.name)
        factor = measured if measured is not None or known is None else known.real_time_factor
        if factor is not None and factor <= MAX_FACTOR:
            best = folder
        elif measured is not None:
            break  # the larger ones are slower still
    return best


def candidates(settings: Settings, paths: Paths) -> tuple[ModelFolder, ...]:
    """Return the known models here that may be chosen for the language, the smallest first.

    Of two of one size that which knows English alone comes last: it knows it better.  For
    another language it is left out.
    """
    found = []
    for folder in installed_models(paths):
        known = known_model(folder.name)
        if known and (settings.language == "en" or known.languages != ENGLISH):
            found.append((known.megabytes, known.languages == ENGLISH, folder))
    return tuple(folder for *_, folder in sorted(found, key=lambda one: one[:2]))


def require_model(name: str, paths: Paths) -> ModelFolder:
    """Return a model by its name or folder.

    Raises
    ------
    ModelError
        If it is not here or is broken.
    """
    folder = find_model(name, paths)
    if folder is None:
        raise ModelError(
            f"The model {name!r} is not on this machine.",
            _how_to_get(name),
            code="model-missing",
        )
    problems = check_model(folder.path, folder.name)
    if problems:
        raise ModelError(
            f"The model {folder.name} in {folder.path} is broken: {problems[0]}.",
            _how_to_get(folder.name),
            code="model-broken",
        )
    return folder


def model_to_keep(name: str, paths: Paths) -> str:
    """Return what to write into the settings for a model; a folder as its whole path.

    Raises
    ------
    UsageError
        If it is the demo's: that is never chosen for a person's voice.
    ModelError
        If it is not here or is broken.
    """
    if name == DEMO:
        raise UsageError(
            "The demo's model knows its synthetic voices, not people.",
            "Use it for one command with --model demo; `voicecoach models list` shows the others.",
        )
    folder = require_model(name, paths)
    return str(folder.path.resolve()) if folder.origin == "path" else name


def check_model(path: Path, name: str | None = None) -> tuple[str, ...]:
    """Return what is wrong with a model's folder; nothing if it looks complete."""
    problems = [f"{file} is missing" for file in REQUIRED_FILES if not (path / file).is_file()]
    if not any((path / file).is_file() for file in VOCABULARY_FILES):
        problems.append("vocabulary.json is missing")
    known = known_model(name or path.name)
    if known and known.name.startswith("large-v3") and not (path / BANDS_FILE).is_file():
        problems.append(f"{BANDS_FILE} is missing")
    for file in ("config.json", "tokenizer.json", "vocabulary.json", BANDS_FILE):
        if (path / file).is_file():
            try:
                json.loads((path / file).read_text("utf-8"))
            except (ValueError, OSError):
                problems.append(f"{file} is damaged")
    weights = path / "model.bin"
    if weights.is_file():
        size = weights.stat().st_size
        if size == 0:
            problems.append("model.bin is empty")
        elif known and size < MIN_SHARE * known.megabytes * 1e6:
            problems.append(f"model.bin has {size / 1e6:.0f} MB, {known.megabytes} MB are expected")
    return tuple(problems)


def fetch_model(name: str, paths: Paths, on_progress: Callable[[int, int], None]) -> ModelFolder:
    """Download a model into our own folder; goes on where an earlier try stopped.

    ``on_progress`` is called with (bytes here, bytes in all).  The only command that uses the
    network; no account, no telemetry.  The model appears when it is whole and checked.

    Raises
    ------
    UsageError
        If no such model is known.
    NetworkError
        If it cannot be fetched; what has come stays for the next try.
    """
    model = known_model(name)
    if model is None:
        names = ", ".join(one.name for one in KNOWN_MODELS)
        raise UsageError(f"There is no model {name!r}.", f"Known: {names}.")
    paths.models.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    partial = paths.models / f".{name}.partial"
    here = sum(file.stat().st_size for file in partial.rglob("*") if file.is_file())
    free = shutil.disk_usage(paths.models).free
    if free < SPACE_SHARE * model.megabytes * 1e6 - here:
        raise NetworkError(
            f"{name} needs {model.megabytes} MB; {free / 1e6:.0f} MB are free.",
            "Free some space, then run the same command again.",
            code="disk-full",
        )
    wanted = (*REQUIRED_FILES, *VOCABULARY_FILES, BANDS_FILE)
    try:
        download(model.repository, partial, wanted, on_progress)
    except NetworkError as error:
        message = f"{name} could not be fetched: {error.message}"
        raise NetworkError(message, error.remedy, code=error.code) from error
    problems = check_model(partial, name)
    if problems:
        raise NetworkError(
            f"{name} did not arrive whole: {problems[0]}.", "Run the same command again."
        )
    for part in partial.glob(".*.part"):  # of an older revision
        part.unlink()
    final = paths.models / name
    shutil.rmtree(final, ignore_errors=True)
    partial.rename(final)
    return ModelFolder(name, final, "VoiceCoach")


def _cached(model: KnownModel) -> Path | None:
    """Return the newest complete snapshot of a model in the Hugging Face cache."""
    home = Path(os.environ.get("HF_HOME") or "~/.cache/huggingface").expanduser()
    folder = home / "hub" / f"models--{model.repository.replace('/', '--')}" / "snapshots"
    if not folder.is_dir():
        return None
    newest = sorted(folder.iterdir(), key=lambda one: one.stat().st_mtime, reverse=True)
    return next((one for one in newest if not check_model(one, model.name)), None)


def _how_to_get(name: str) -> str:
    if name == DEMO:
        return "Install VoiceCoach again: `pip install --force-reinstall voicecoach`."
    if known_model(name):
        return f"`voicecoach models fetch {name}` gets it."
    return "`voicecoach models list` shows what there is; a folder must be named by its path."
