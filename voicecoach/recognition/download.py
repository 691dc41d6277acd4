"""Files of one model from the Hugging Face hub: resumed, verified, nothing sent but the request.

The one module that uses the network.  The hub's own client throws away what has come of a file
when it is interrupted (huggingface_hub 2.x); a model is one file of up to 3 GB, so it is fetched
here, with nothing but the standard library: no account, no token, no telemetry.
"""

from __future__ import annotations

import errno
import hashlib
import http.client
import json
import os
import shutil
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicecoach.errors import NetworkError

HUB = "https://huggingface.co"

ANSWER_S = 20.0
"""Longest silence of the server; twice the hub client's own limit."""

TRIES = 4
"""Times in a row without a single byte before a download is given up."""

PAUSE_S = 1.0
"""Before the second try; doubled before each further one, as servers ask for."""

BLOCK_BYTES = 1 << 18

SPARE_BYTES = 50_000_000
"""Left free on the disk: a full one stops other programs."""

PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""HTTP answers that a little later may be better ones."""

AGAIN = "run the same command again: it goes on where it stopped."

Progress = Callable[[int, int], None]
"""Called with (bytes here, bytes in all)."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One published file; ``digest`` is the SHA-256, or git's SHA-1 where there is no other."""

    name: str
    n_bytes: int
    digest: str


def hub_address() -> str:
    """Return where models come from: HF_ENDPOINT, else the Hugging Face hub."""
    return (os.environ.get("HF_ENDPOINT") or HUB).rstrip("/")


def download(repository: str, folder: Path, wanted: Sequence[str], on_progress: Progress) -> None:
    """Bring those of the ``wanted`` files that a repository has into ``folder``.

    What is there already, whole or in part, is kept and gone on with; each file is compared
    with its published digest and bears its name only then.

    Raises
    ------
    NetworkError
        If the network, the server, the disk or the content fails; what has come stays.
    """
    revision, files = list_files(repository, wanted)
    folder.mkdir(parents=True, exist_ok=True)
    total = sum(file.n_bytes for file in files)
    have = {file.name: _size(_there(folder, file)) for file in files}
    _check_space(folder, total - sum(have.values()))
    for file in files:

        def add_up(n_bytes: int, name: str = file.name) -> None:
            have[name] = n_bytes
            on_progress(sum(have.values()), total)

        url = f"{hub_address()}/{repository}/resolve/{revision}/{file.name}"
        _fetch_file(url, file, folder, add_up)


def list_files(repository: str, wanted: Sequence[str]) -> tuple[str, tuple[RemoteFile, ...]]:
    """Return the newest revision of a repository and its files among ``wanted``.

    Raises
    ------
    NetworkError
        If the server cannot be reached or does not know the repository.
    """
    url = f"{hub_address()}/api/models/{repository}?blobs=true"
    try:
        with _open(url) as answer:
            document = json.loads(answer.read())
        files = tuple(
            _remote(one) for one in document["siblings"] if one.get("rfilename") in wanted
        )
        return str(document["sha"]), files
    except (OSError, http.client.HTTPException) as error:
        raise _explain(error, url) from error
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
    """Return where a file lies: under its name, else what has come of it."""
    final = folder / file.name
    # the digest in the name keeps two revisions apart
    return final if final.exists() else folder / f".{file.name}.{file.digest[:12]}.part"


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _fetch_file(url: str, file: RemoteFile, folder: Path, on_bytes: Callable[[int], None]) -> None:
    final = folder / file.name
    if final.exists():
        if _is_intact(final, file):
            on_bytes(file.n_bytes)
            return
        final.unlink()  # from an older revision
    part = _there(folder, file)
    failures = 0
    while (before := _size(part)) < file.n_bytes:
        error = _go_on(url, part, before, on_bytes)
        if _size(part) > before:
            failures = 0
        elif (failures := failures + 1) == TRIES or _is_lasting(error):
            raise _explain(error, url) from error
        if error is not None:
            time.sleep(PAUSE_S * 2 ** max(0, failures - 1))
    if not _is_intact(part, file):
        part.unlink()
        raise NetworkError(
            f"{file.name} did not arrive as it was published; it was thrown away.",
            "Run the same command again; if it happens twice, something changes your downloads.",
            code="corrupt-download",
        )
    part.replace(final)


def _go_on(url: str, part: Path, before: int, on_bytes: Callable[[int], None]) -> Exception | None:
    """Append what the server sends from ``before`` on; return what cut it short, if anything."""
    try:
        with _open(url, begin=before) as answer:
            # 200 instead of 206: the server begins at the beginning, and so do we
            resumed = before and answer.status == http.HTTPStatus.PARTIAL_CONTENT
            with part.open("ab" if resumed else "wb") as sink:
                while block := answer.read(BLOCK_BYTES):
                    sink.write(block)
                    on_bytes(sink.tell())
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


def _is_intact(path: Path, file: RemoteFile) -> bool:
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
            f"{needed / 1e6:.0f} MB are still to come; only {free / 1e6:.0f} MB are free "
            f"where {folder.parent} lies.",
            f"Free some space, then {AGAIN}",
            code="disk-full",
        )


def _is_lasting(error: Exception | None) -> bool:
    """Tell whether trying once more is pointless."""
    if isinstance(error, urllib.error.HTTPError):
        return error.code not in PASSING
    return isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EACCES}


def _repository_in(url: str) -> str:
    """Return the repository that an address asks for."""
    path = url.split("/", 3)[3].partition("?")[0]
    return path.removeprefix("api/models/").partition("/resolve/")[0]


def _explain(error: Exception | None, url: str) -> NetworkError:
    host = url.split("/")[2]
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(error, urllib.error.HTTPError):
        if error.code in {401, 403, 404}:  # the hub answers 401 for what does not exist
            return NetworkError(
                f"{_repository_in(url)} is not offered by {host} (HTTP {error.code}).",
                "`voicecoach models list` shows the other models.",
                code="not-offered",
            )
        return NetworkError(f"{host} answered with HTTP {error.code}.", f"Later, {AGAIN}")
    if isinstance(reason, socket.gaierror):
        return NetworkError(
            f"{host} cannot be found: there is no network, or no name service.",
            f"Connect to the network, then {AGAIN}",
            code="offline",
        )
    if isinstance(reason, ssl.SSLError):
        return NetworkError(
            f"{host} could not prove who it is: {reason.reason or reason}.",
            "Check the clock and the system's certificates (package ca-certificates).",
            code="untrusted",
        )
    if isinstance(reason, OSError) and reason.errno in {errno.ENOSPC, errno.EDQUOT}:
        return NetworkError("the disk is full.", f"Free some space, then {AGAIN}", code="disk-full")
    why = getattr(reason, "strerror", None) or str(reason or "it sends nothing more")
    return NetworkError(f"{host} cannot be reached: {why}.", f"Check the network, then {AGAIN}")
