"""Recognition models on this machine: which are here, whole, and to be used."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voicecoach.config import Paths, Settings
from voicecoach.errors import ModelError
from voicecoach.recognition import known_models
from voicecoach.recognition.archives import matches
from voicecoach.recognition.known_models import ENGLISH, KnownModel, known_model
from voicecoach.safe_files import real_path

REQUIRED_FILES = ("model.bin", "config.json", "tokenizer.json")
VOCABULARY_FILES = ("vocabulary.json", "vocabulary.txt")

BANDS_FILE = "preprocessor_config.json"
"""Says that large-v3 hears 128 bands instead of 80."""

MIN_SHARE = 0.8
"""A model.bin smaller than this share of its known size was cut while it came."""


MAX_FACTOR = 0.5
"""Recognition may take this share of the time spoken: the other half of the machine records,
and what is left at the end of the answer is soon done (own rule)."""


MAX_SETUP_FACTOR = 0.2
"""A model is recommended up to this share of the time spoken: the last piece of an answer is up
to 24 s long, and its words are then there within about 5 s of the key (own rule)."""

MAX_SETUP_MEGABYTES = 500
"""Larger models are for those who ask for them by name."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A model on this machine."""

    name: str
    path: Path
    origin: str


def installed_models(paths: Paths) -> tuple[ModelFolder, ...]:
    """Return the complete models in our own folder and in the Hugging Face cache."""
    found: list[ModelFolder] = []
    own = sorted(paths.models.iterdir()) if paths.models.is_dir() else []
    found.extend(
        ModelFolder(folder.name, folder, "VoiceCoach")
        for folder in own
        if folder.is_dir() and not folder.name.startswith(".") and not check_model(folder)
    )
    for model in known_models.KNOWN_MODELS:
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
    if has_own:
        return ModelFolder(name, own, "VoiceCoach")
    if model is None and name and path.is_dir():
        return ModelFolder(real_path(path).name, path, "path")
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


def recommend(language: str, factor_of: Callable[[str], float | None]) -> tuple[KnownModel, ...]:
    """Return the models that setup may fetch, the best first: those that keep up here.

    Parameters
    ----------
    language
        Two letters; for any but English the English-only models are left out, for English they
        go before others of their size.
    factor_of
        Returns the real-time factor measured here for a model's name, or nothing.  What is not
        measured is estimated from what is, by the ratio of the known factors.

    Returns
    -------
    tuple of KnownModel
        Never empty: the smallest model is the last, whether it keeps up or not.
    """
    fits = [
        model
        for model in known_models.KNOWN_MODELS
        if model.proven
        and model.real_time_factor is not None
        and model.megabytes <= MAX_SETUP_MEGABYTES
        and (language == "en" or model.languages != ENGLISH)
    ]
    fits.sort(key=lambda model: (model.megabytes, model.languages == ENGLISH), reverse=True)
    measured = {model.name: factor_of(model.name) for model in fits}
    ratios = [
        factor / model.real_time_factor
        for model in fits
        if (factor := measured[model.name]) and model.real_time_factor
    ]
    scale = max(ratios, default=1.0)

    def keeps_up(model: KnownModel) -> bool:
        factor = measured[model.name]
        expected = scale * (model.real_time_factor or 0.0) if factor is None else factor
        return expected <= MAX_SETUP_FACTOR

    smallest = next(model for model in fits if model.megabytes == fits[-1].megabytes)
    better = (model for model in fits if model.megabytes > smallest.megabytes)
    return (*(model for model in better if keeps_up(model)), smallest)


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
    ModelError
        If it is not here or is broken.
    """
    folder = require_model(name, paths)
    return str(real_path(folder.path)) if folder.origin == "path" else name


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


def unpublished_files(folder: ModelFolder) -> tuple[str, ...]:
    """Return the files of a known model that are not the published ones, read whole."""
    known = known_model(folder.name)
    if known is None or folder.origin == "path":
        return ()
    return tuple(
        file.name
        for file in known.files
        if (folder.path / file.name).is_file() and not matches(folder.path / file.name, file)
    )


def _cached(model: KnownModel) -> Path | None:
    """Return the newest complete snapshot of a model in the Hugging Face cache."""
    home = Path(os.environ.get("HF_HOME") or "~/.cache/huggingface").expanduser()
    folder = home / "hub" / f"models--{model.repository.replace('/', '--')}" / "snapshots"
    if not folder.is_dir():
        return None
    newest = sorted(folder.iterdir(), key=lambda one: one.stat().st_mtime, reverse=True)
    return next((one for one in newest if not check_model(one, model.name)), None)


def _how_to_get(name: str) -> str:
    if known_model(name):
        return f"`voicecoach models fetch {name}` gets it."
    return "`voicecoach models list` shows what there is; a folder must be named by its path."
