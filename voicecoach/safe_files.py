"""Opening files that may lie in a folder from somebody else, and locks that die with a process.

A library can come from a stick, an archive or another person.  So reading takes regular files
alone (a pipe would block for ever), writing never goes through a link, and what belongs to a
living process is told by a lock, which the system drops the moment the process is gone, however
it ended.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700

TEMPORARY_PREFIX = "voicecoach-run-"
"""Folders of this name in the temporary folder are locked as long as they are in use."""

OLD_TEMPORARY_PREFIX = "voicecoach-"
"""Earlier versions did not lock theirs: they count as left over after ``OLD_S``."""

OLD_S = 24 * 3600.0

HOLD_PATIENCE_S = 2.0
"""Who only asks whether something is held has it for a moment: taking hold waits that long."""

_BINARY = getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_NO_CHILD = getattr(os, "O_CLOEXEC", 0)


class NotAFileError(OSError):
    """A folder, pipe, socket or device stands where a file should."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EINVAL, "it is a folder, a pipe or a device and no file", str(path))


# --- reading ---------------------------------------------------------------------------


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading.

    Raises
    ------
    NotAFileError
        If it is anything else; nothing is waited for.
    OSError
        If it is missing or cannot be read.
    """
    if not stat.S_ISREG(path.stat().st_mode):  # before: opening alone can wake up a device
        raise NotAFileError(path)
    descriptor = os.open(path, os.O_RDONLY | _BINARY | _NO_WAIT | _NO_CHILD)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotAFileError(path)
    return os.fdopen(descriptor, "rb")


def read_regular(path: Path, limit: int = -1) -> bytes:
    """Return the first ``limit`` bytes of a regular file, all of them by default.

    Raises
    ------
    OSError
        As `open_regular`.
    """
    with open_regular(path) as file:
        return file.read(limit)


def real_path(path: Path) -> Path:
    """Return a path with its links followed; a link that leads to itself stays as it is."""
    return Path(os.path.realpath(path))


# --- writing ---------------------------------------------------------------------------


def create_file(path: Path) -> int:
    """Make a new file, its owner's alone, locked by this process; return its descriptor.

    A file of that name that a dead process left is replaced.

    Raises
    ------
    FileExistsError
        If there is a link or a folder, or a file that a living process writes.
    OSError
        If its folder is missing, read-only or full.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY | _NO_LINK | _NO_CHILD
    for _ in range(100):
        try:
            descriptor = os.open(path, flags, PRIVATE_FILE)
        except FileExistsError:
            if not remove_if_dead(path):
                raise
            continue
        _try_lock(descriptor)
        if _is_still(descriptor, path):
            return descriptor
        os.close(descriptor)  # somebody took it for left over between the two steps
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` whole or not at all; a link in its place is replaced.

    Raises
    ------
    OSError
        If the folder is missing, read-only or full.
    """
    token = os.urandom(4).hex()
    temporary = path.with_name(f".{path.name}.{token}")
    descriptor = create_file(temporary)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            if fcntl is not None:  # elsewhere an open file cannot be renamed
                temporary.replace(path)
        if fcntl is None:
            temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


# --- what is in use --------------------------------------------------------------------


@contextlib.contextmanager
def hold_folder(folder: Path) -> Iterator[bool]:
    """Hold a folder as this process's own while the block runs; yield whether that succeeded.

    The lock is on the folder itself: nothing is written, and nothing is left by a crash.
    Where the system knows no such locks, everybody succeeds.
    """
    descriptor = _open_folder(folder)
    if descriptor is None:
        yield True
        return
    try:
        end = time.monotonic() + HOLD_PATIENCE_S
        while not (held := _try_lock(descriptor)) and time.monotonic() < end:
            time.sleep(0.02)
        yield held
    finally:
        os.close(descriptor)


def is_held(folder: Path) -> bool | None:
    """Tell whether a living process holds a folder; None where the system cannot say."""
    descriptor = _open_folder(folder)
    if descriptor is None:
        return None
    try:
        return not _try_lock(descriptor, shared=True)
    except OSError:
        return None
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def lock_file(path: Path) -> Iterator[None]:
    """Let one process at a time into the block; the lock's file is gone afterwards.

    Raises
    ------
    OSError
        If the file cannot be made, or is a link or no file.
    """
    if fcntl is None:  # one process is the rule there anyway
        yield
        return
    descriptor = _lock_own(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _lock_own(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | _NO_LINK | _NO_WAIT | _NO_CHILD
    while True:
        descriptor = os.open(path, flags, PRIVATE_FILE)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise NotAFileError(path)  # noqa: TRY301 - the descriptor is closed below
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if _is_still(descriptor, path):  # else the holder before us removed it
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def remove_if_dead(path: Path) -> bool:
    """Remove a file that no living process has locked; tell whether it is gone.

    A link, a folder or anything else that is no regular file stays.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | _NO_LINK | _NO_WAIT | _BINARY | _NO_CHILD)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode) or not _try_lock(descriptor):
            return False
        if _is_still(descriptor, path):
            path.unlink()
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)


# --- temporary folders -----------------------------------------------------------------


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """Yield a new folder, its owner's alone, and delete it afterwards.

    If the process is killed, the next start finds that nobody holds it, and deletes it.
    """
    with (
        tempfile.TemporaryDirectory(prefix=TEMPORARY_PREFIX, ignore_cleanup_errors=True) as name,
        hold_folder(Path(name)),
    ):
        yield Path(name)


def remove_dead_folders(place: Path | None = None) -> int:
    """Delete the temporary folders of dead processes; return how many there were.

    Parameters
    ----------
    place
        Where they lie; the system's temporary folder by default.
    """
    place = place or Path(tempfile.gettempdir())
    n_removed = 0
    try:
        found = [path for path in place.iterdir() if path.name.startswith(OLD_TEMPORARY_PREFIX)]
    except OSError:
        return 0
    for path in found:
        if _is_dead_folder(path):
            shutil.rmtree(path, ignore_errors=True)
            n_removed += not path.exists()
    return n_removed


def _is_dead_folder(path: Path) -> bool:
    try:
        status = path.lstat()
    except OSError:
        return False
    own = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    if not own or not stat.S_ISDIR(status.st_mode):
        return False
    is_old = time.time() - status.st_mtime > OLD_S
    if not path.name.startswith(TEMPORARY_PREFIX) or fcntl is None:
        return is_old
    # a folder that was made this very moment is locked the next
    return is_held(path) is False and (is_old or time.time() - status.st_mtime > 1.0)


# --- the system's calls ----------------------------------------------------------------


def _open_folder(folder: Path) -> int | None:
    if fcntl is None:
        return None
    try:
        return os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NO_CHILD)
    except OSError:
        return None


def _try_lock(descriptor: int, *, shared: bool = False) -> bool:
    """Lock without waiting; tell whether that succeeded.  True where nothing can be locked."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        if shared:
            raise
        return True  # a network disk without locks
    return True


def _is_still(descriptor: int, path: Path) -> bool:
    """Tell whether ``path`` names the open file."""
    try:
        there = path.lstat()
    except OSError:
        return False
    own = os.fstat(descriptor)
    return (own.st_dev, own.st_ino) == (there.st_dev, there.st_ino)
