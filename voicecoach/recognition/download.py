"""Fetches the files of one model from the Hugging Face hub, resumes and verifies each of them.

The hub's own client discards a partial file when it is interrupted (huggingface_hub 2.x), and a
model is one file of up to 3 GB.  So it is fetched here, with the standard library alone: no
account, no token, no telemetry.  Where a digest is known (``known_models``) it decides, not what
the server says, so plain http and a mirror are as safe as the hub itself.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import shutil
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicecoach.errors import NetworkError
from voicecoach.recognition.download_errors import (
    AGAIN,
    explain,
    is_lasting,
    web_page,
    wrong_content,
)

HUB = "https://huggingface.co"

ANSWER_S = 20.0
"""Seconds without a byte after which the server counts as gone; twice the hub client's limit."""

TRIES = 4
"""Times in a row without a single byte before a download is given up."""

PAUSE_S = 1.0
"""Seconds before the second try; doubled before each further one, as servers ask for."""

BLOCK_BYTES = 1 << 18

SPARE_BYTES = 50_000_000
"""Left free on the disk: a full one stops other programs."""

Progress = Callable[[int, int], None]
"""Called with (bytes here, bytes in all)."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One published file; ``digest`` is the SHA-256, or git's SHA-1 where there is no other.

    ``path`` is where it lies in its repository, if not at the top under its name.
    """

    name: str
    n_bytes: int
    digest: str
    path: str = ""


def hub_address() -> str:
    """Return where models come from: HF_ENDPOINT, else the Hugging Face hub."""
    return (os.environ.get("HF_ENDPOINT") or HUB).rstrip("/")


def download(
    repository: str,
    revision: str,
    files: Sequence[RemoteFile],
    folder: Path,
    on_progress: Progress,
    *,
    tries: int = TRIES,
) -> None:
    """Download the ``files`` of one revision of a repository into ``folder``.

    Files that are there already, whole or in part, are kept and completed.  Each is compared with
    its digest and gets its name only afterwards.

    Parameters
    ----------
    repository, revision
        Where the files are published.
    folder
        Made if it does not exist.
    tries
        Times in a row without a single byte before it is given up.

    Raises
    ------
    NetworkError
        If the network, the server, the disk or the content fails; what was downloaded stays,
        unless it is not what was published.
    """
    folder.mkdir(parents=True, exist_ok=True)
    total = sum(file.n_bytes for file in files)
    have = {file.name: _size(_there(folder, file)) for file in files}
    _check_space(folder, total - sum(have.values()))
    for file in files:

        def add_up(n_bytes: int, name: str = file.name) -> None:
            have[name] = n_bytes
            on_progress(sum(have.values()), total)

        url = f"{hub_address()}/{repository}/resolve/{revision}/{file.path or file.name}"
        _fetch_file(url, file, folder, add_up, tries)


def list_files(repository: str, revision: str) -> tuple[RemoteFile, ...]:
    """Return what a repository holds at one revision, as the server itself describes it.

    Raises
    ------
    NetworkError
        If the server cannot be reached or does not know the repository.
    """
    url = f"{hub_address()}/api/models/{repository}/revision/{revision}?blobs=true"
    try:
        with _open(url) as answer:
            document = json.loads(answer.read())
        return tuple(_remote(one) for one in document["siblings"])
    except (OSError, http.client.HTTPException) as error:
        raise explain(error, url) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NetworkError(
            f"{hub_address()} answered with something that is no list of files.",
            "Check the network (a sign-in page may stand in between), then try again.",
        ) from error


def _remote(entry: dict[str, Any]) -> RemoteFile:
    large = entry.get("lfs") or {}
    digest = large.get("sha256") or entry["blobId"]
    return RemoteFile(entry["rfilename"], int(entry["size"]), str(digest))


def _there(folder: Path, file: RemoteFile) -> Path:
    """Return where a file lies: under its name, else the part of it that was downloaded."""
    final = folder / file.name
    # the digest in the name keeps two revisions apart
    return final if final.exists() else folder / f".{file.name}.{file.digest[:12]}.part"


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _fetch_file(
    url: str, file: RemoteFile, folder: Path, on_bytes: Callable[[int], None], tries: int
) -> None:
    final = folder / file.name
    if final.exists():
        if is_intact(final, file):
            on_bytes(file.n_bytes)
            return
        final.unlink()  # from an older revision
    part = _there(folder, file)
    failures = 0
    while (before := _size(part)) < file.n_bytes:
        error = _go_on(url, part, file, on_bytes)
        if _size(part) > before:
            failures = 0
        elif (failures := failures + 1) >= tries or is_lasting(error):
            raise explain(error, url) from error
        if error is not None:
            time.sleep(PAUSE_S * 2 ** max(0, failures - 1))
    if not is_intact(part, file):
        part.unlink()
        raise wrong_content(file.name)
    part.replace(final)


def _go_on(
    url: str, part: Path, file: RemoteFile, on_bytes: Callable[[int], None]
) -> Exception | None:
    """Append what the server sends of a file; return what cut it short, if anything.

    Raises
    ------
    NetworkError
        If what the server sends is a web page, or longer than the file: neither can become it.
    """
    before = _size(part)
    try:
        with _open(url, begin=before) as answer:
            if answer.headers.get_content_type() == "text/html":
                raise web_page(url)
            # 200 instead of 206: the server begins at the beginning, and so do we
            resumed = before and answer.status == http.HTTPStatus.PARTIAL_CONTENT
            with part.open("ab" if resumed else "wb") as sink:
                while block := answer.read(BLOCK_BYTES):
                    sink.write(block)
                    on_bytes(min(sink.tell(), file.n_bytes))
                    if sink.tell() > file.n_bytes:  # an endless answer must not fill the disk
                        break
                sink.flush()
                os.fsync(sink.fileno())
    except (OSError, http.client.HTTPException) as error:
        return error
    return None


def _open(url: str, begin: int = 0) -> Any:
    if not url.startswith(("https://", "http://")):
        raise NetworkError(f"{url} is no web address.", "Correct HF_ENDPOINT.")
    headers = {"User-Agent": "voicecoach", "Accept-Encoding": "identity"}
    if begin:
        headers["Range"] = f"bytes={begin}-"
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - checked above
    return urllib.request.urlopen(request, timeout=ANSWER_S)  # noqa: S310


def is_intact(path: Path, file: RemoteFile) -> bool:
    """Return whether a file has the size and the digest that it must have."""
    if _size(path) != file.n_bytes:
        return False
    if len(file.digest) == hashlib.sha256().digest_size * 2:
        digest = hashlib.sha256()
    else:
        digest = hashlib.sha1(f"blob {file.n_bytes}\0".encode(), usedforsecurity=False)
    with path.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest() == file.digest


def _check_space(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE_BYTES:
        raise NetworkError(
            f"{needed / 1e6:.0f} MB are still to be downloaded; only {free / 1e6:.0f} MB are "
            f"free on the disk of {folder.parent}.",
            f"Free some space, then {AGAIN}",
            code="disk-full",
        )
