"""Opens files safely in folders from elsewhere, and locks folders for as long as a process runs.

A library can come from a stick, an archive or another person.  So only regular files are read (a
pipe would block for ever), and nothing is written through a link.  A lock shows what a running
process uses; the system releases it when the process ends, however it ends.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
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

HOLD_PATIENCE_S = 2.0
"""Seconds to wait for a lock, since a mere check holds it for a moment."""

_BINARY = getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_NO_CHILD = getattr(os, "O_CLOEXEC", 0)


class NotAFileError(OSError):
    """A folder, pipe, socket or device is in the place of a file."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EINVAL, "it is a folder, a pipe or a device, not a file", str(path))


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
    if not stat.S_ISREG(path.stat().st_mode):  # checked first, as opening can start a device
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
    """Create a file for its owner alone, locked by this process; return its descriptor.

    A file of that name left by an ended process is replaced.

    Raises
    ------
    FileExistsError
        If there is a link or a folder, or a file that a running process writes.
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
        os.close(descriptor)  # another process removed it between the two steps
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` completely or not at all; a link there is replaced.

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
    """Lock a folder for this process while the block runs; yield whether that succeeded.

    The lock is on the folder itself: nothing is written, and nothing is left by a crash.
    Where the system has no such locks, it always succeeds.
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
    """Return whether a running process has locked a folder; None where that cannot be known."""
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
    """Let one process at a time run the block; the lock's file is removed afterwards.

    Raises
    ------
    OSError
        If the file cannot be made, or is a link or no file.
    """
    if fcntl is None:  # without locks: usually one process runs anyway
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
            if _is_still(descriptor, path):  # otherwise its last holder removed it
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def remove_if_dead(path: Path) -> bool:
    """Remove a file that no running process has locked; return whether it is gone.

    Links, folders and other things that are not regular files are kept.
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


# --- the system's calls ----------------------------------------------------------------


def _open_folder(folder: Path) -> int | None:
    if fcntl is None:
        return None
    try:
        return os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NO_CHILD)
    except OSError:
        return None


def _try_lock(descriptor: int, *, shared: bool = False) -> bool:
    """Lock without waiting; return whether that succeeded.  True where locks do not exist."""
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
    """Return whether ``path`` still names the open file."""
    try:
        there = path.lstat()
    except OSError:
        return False
    own = os.fstat(descriptor)
    return (own.st_dev, own.st_ino) == (there.st_dev, there.st_ino)


def measure_folder(folder: Path) -> int:
    """Return the bytes of the files in ``folder`` and below; links to files count as themselves.

    What somebody removes meanwhile is not counted.
    """
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += Path(place, name).lstat().st_size
    return total
