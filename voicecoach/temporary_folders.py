"""Temporary folders, locked while in use: the next start deletes those that a crash left."""

from __future__ import annotations

import contextlib
import math
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from voicecoach.safe_files import hold_folder, is_held

TEMPORARY_PREFIX = "voicecoach-run-"
"""Start of the names of temporary folders, which are locked while they are in use."""

_NAME = re.compile(rf"{TEMPORARY_PREFIX}[a-z]+-[a-z0-9_]{{8}}")
"""The names that `tempfile.mkdtemp` makes of the prefix and a purpose."""

_OF_A_USER = re.compile(r"\.git|index\.db|\d{4}-\d\d-\d\dT.+")
"""What a library or a repository holds, and a temporary folder never does: a folder of the user's
own may bear any name."""

NEW_S = 1.0
"""Seconds for which a folder may be there before it is locked."""

OLD_S = 24 * 3600.0
"""Seconds after which a folder that cannot be locked counts as left over."""


@contextlib.contextmanager
def temporary_folder(purpose: str) -> Iterator[Path]:
    """Yield a new folder for its owner alone, and delete it afterwards.

    If the process is killed, the next start finds the folder unlocked and deletes it.

    Parameters
    ----------
    purpose
        One lower-case word of the folder's name, for whoever finds it.
    """
    with (
        tempfile.TemporaryDirectory(
            prefix=f"{TEMPORARY_PREFIX}{purpose}-", ignore_cleanup_errors=True
        ) as name,
        hold_folder(Path(name)),
    ):
        yield Path(name)


def remove_dead_folders(place: Path | None = None) -> int:
    """Delete the temporary folders of ended processes; return their number.

    Where one is younger than ``NEW_S`` it waits as long: nobody may have come to lock it yet.

    Parameters
    ----------
    place
        Folder to look in; the system's temporary folder by default.
    """
    place = place or Path(tempfile.gettempdir())
    n_removed = 0
    try:
        found = [path for path in place.iterdir() if _NAME.fullmatch(path.name)]
    except OSError:
        return 0
    dead = [path for path in found if _is_dead_folder(path)]
    if any(_age_s(path) <= NEW_S for path in dead):  # one just created is locked a moment later
        time.sleep(NEW_S)
        dead = [path for path in dead if _is_dead_folder(path)]
    for path in dead:
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
    held = is_held(path)
    if held or (held is None and _age_s(path) <= OLD_S):
        return False
    try:
        return not any(_OF_A_USER.fullmatch(item.name) for item in path.iterdir())
    except OSError:
        return False


def _age_s(path: Path) -> float:
    try:
        return time.time() - path.lstat().st_mtime
    except OSError:
        return math.inf
