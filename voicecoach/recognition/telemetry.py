"""ONNX Runtime's own telemetry: switched off, and what an earlier version left of it found.

The wheel of 1.32 writes a device id and an event store into the user's cache and asks the name
server for its maker's host, unless it is told not to: by the environment, which it reads when it
is loaded (`voicecoach/__init__.py` sets it), and by its own function.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path("Microsoft", "DeveloperTools", ".onnxruntime")


def silence_telemetry() -> None:
    """Import ONNX Runtime and switch its telemetry off; half a second the first time."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()


def is_silent(environ: Mapping[str, str] | None = None) -> bool:
    """Return whether the environment keeps ONNX Runtime from reporting anything."""
    environ = os.environ if environ is None else environ
    return environ.get("ORT_DISABLE_TELEMETRY") == "1"


def find_telemetry(environ: Mapping[str, str] | None = None) -> Path | None:
    """Return the folder that ONNX Runtime's telemetry left; None where there is none."""
    environ = os.environ if environ is None else environ
    home = Path(environ.get("HOME") or "~").expanduser()
    if sys.platform == "win32":
        place = Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        place = home / "Library" / "Application Support"
    else:
        place = Path(environ.get("XDG_CACHE_HOME") or home / ".cache")
    folder = place / FOLDER
    return folder if folder.is_dir() and not folder.is_symlink() else None


def remove_telemetry(folder: Path) -> None:
    """Delete what `find_telemetry` found, and the folders around it that are empty then.

    Raises
    ------
    OSError
        If it cannot be deleted.
    """
    shutil.rmtree(folder)
    for parent in (folder.parent, folder.parent.parent):
        try:
            parent.rmdir()
        except OSError:
            return  # another program has something there
