"""What a killed process left in the temporary folder goes at the next start."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

from tests.test_safe_files import kill
from voicecoach.temporary_folders import remove_dead_folders, temporary_folder

HOLD = """
import time
from voicecoach.temporary_folders import temporary_folder
with temporary_folder("test"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_temporary_folders_of_the_dead(tmp_path, monkeypatch):
    """A killed process's folder goes at the next start, a living one's and a stranger's stay."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    command = [sys.executable, "-c", HOLD]
    dead = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert dead.stdout is not None
    dead.stdout.readline()
    kill(dead)
    (tmp_path / "voicecoach-of-mine").mkdir()
    (tmp_path / "other").mkdir()
    time.sleep(1.1)
    with temporary_folder("test") as mine:
        (mine / "check.wav").write_bytes(b"x")
        os.utime(mine, (1, 1))
        assert remove_dead_folders() == 1
        assert mine.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["other", "voicecoach-of-mine"]
