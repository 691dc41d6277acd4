"""A model's files out of folders, wheels and other archives, each accepted by its digest alone."""

from __future__ import annotations

import gzip
import hashlib
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import IO

from voicecoach.errors import NetworkError, UsageError
from voicecoach.recognition.published import ModelFile

BLOCK_BYTES = 1 << 20

ARCHIVES = (".whl", ".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")

DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    gzip.BadGzipFile,
    lzma.LZMAError,
    zlib.error,
    EOFError,
)
"""What reading a damaged archive raises."""

Opener = Callable[[], IO[bytes]]


class FileSource:
    """What lies in a folder or an archive: files by their path in it, opened when read.

    Parameters
    ----------
    place
        A folder (archives in it count as well) or one archive.

    Raises
    ------
    UsageError
        If it is neither.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        self._open: list[tuple[str, Opener]] = []
        self._archives: list[zipfile.ZipFile | tarfile.TarFile] = []
        if place.is_dir():
            for file in sorted(place.rglob("*")):
                if file.name.lower().endswith(ARCHIVES):
                    self._add_archive(file)
                elif file.is_file():
                    self._open.append(
                        (file.relative_to(place).as_posix(), partial(_open_file, file))
                    )
        elif place.is_file() and place.name.lower().endswith(ARCHIVES):
            self._add_archive(place)
        else:
            raise UsageError(
                f"{place} is neither a folder nor an archive.",
                f"--from takes hub, index, a folder, or one of {', '.join(ARCHIVES)}.",
            )

    def __enter__(self) -> FileSource:
        return self

    def __exit__(self, *_: object) -> None:
        for archive in self._archives:
            archive.close()

    def find(self, path: str) -> list[Opener]:
        """Return what can be opened under a path; a bare name is found in any folder."""
        return [opener for name, opener in self._open if f"/{name}".endswith(f"/{path}")]

    def _add_archive(self, file: Path) -> None:
        try:
            if zipfile.is_zipfile(file):
                opened = zipfile.ZipFile(file)
                self._archives.append(opened)
                self._open.extend(
                    (info.filename, partial(opened.open, info))
                    for info in opened.infolist()
                    if not info.is_dir()
                )
                return
            packed = tarfile.open(file)  # noqa: SIM115 - closed in __exit__
        except (OSError, *DAMAGED) as error:
            raise NetworkError(
                f"{file} cannot be read as an archive.", "Bring it over once more.", code="archive"
            ) from error
        self._archives.append(packed)
        self._open.extend(
            (info.name, partial(_extracted, packed, info))
            for info in packed.getmembers()
            if info.isfile()
        )


def take_file(
    source: FileSource, file: ModelFile, folder: Path, on_bytes: Callable[[int], None]
) -> str | None:
    """Copy one of a model's files from a source, joined from its parts if need be.

    Returns
    -------
    str or None
        ``"missing"`` where the source has nothing of that name, ``"wrong"`` where what it has is
        not the published file; nothing once the right one lies in ``folder``.
    """
    final = folder / file.name
    if final.is_file() and matches(final, file):
        on_bytes(file.n_bytes)
        return None
    candidates: list[Sequence[Opener]] = [[one] for one in source.find(file.name)]
    parts = [source.find(member.path) for member in file.wheels]
    if len(parts) > 1 and all(parts):
        candidates.append([found[0] for found in parts])
    waiting = folder / f".{file.name}.part"
    try:
        for sources in candidates:
            if _copy(sources, waiting, file, on_bytes):
                waiting.replace(final)
                return None
    finally:
        waiting.unlink(missing_ok=True)
    return "wrong" if candidates else "missing"


def matches(path: Path, file: ModelFile) -> bool:
    """Return whether a file has the size and, where it is known, the digest it must have."""
    if path.stat().st_size != file.n_bytes:
        return False
    if file.sha256 is None:
        return True
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest() == file.sha256


def _copy(
    sources: Iterable[Opener], part: Path, file: ModelFile, on_bytes: Callable[[int], None]
) -> bool:
    """Write the sources one after the other; return whether they are the published file."""
    digest, size = hashlib.sha256(), 0
    try:
        with part.open("wb") as sink:
            for opener in sources:
                with opener() as stream:
                    while block := stream.read(BLOCK_BYTES):
                        size += len(block)
                        if size > file.n_bytes:  # a bomb, or another file of that name
                            return False
                        digest.update(block)
                        sink.write(block)
                        on_bytes(size)
    except DAMAGED:
        return False
    return size == file.n_bytes and file.sha256 in {None, digest.hexdigest()}


def _open_file(file: Path) -> IO[bytes]:
    return file.open("rb")


def _extracted(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(info)
    assert stream is not None  # noqa: S101 - regular files only
    return stream
