"""What a killed process left in the temporary folder goes at the next start."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time

from tests.test_safe_files import kill
from voicecoach.safe_files import hold_folder
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
    with temporary_folder("test") as mine:
        (mine / "check.wav").write_bytes(b"x")
        os.utime(mine, (1, 1))
        assert remove_dead_folders() == 1
        assert mine.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["other", "voicecoach-of-mine"]


def test_a_folder_about_to_be_used_stays(tmp_path, monkeypatch):
    """Between its creation and its lock another process may look."""
    new = tmp_path / "voicecoach-run-test-abcd_123"
    new.mkdir()
    with contextlib.ExitStack() as stack:
        monkeypatch.setattr(time, "sleep", lambda _: stack.enter_context(hold_folder(new)))
        assert remove_dead_folders(tmp_path) == 0
    assert new.exists()


def test_a_folder_of_the_users_own_stays(tmp_path):
    """However old and whatever it is called, a library or a repository is never deleted."""
    own = ["voicecoach-recordings", "voicecoach-abcd_123", "voicecoach-run-recordings"]
    kept = [tmp_path / name for name in own]
    for number, name in enumerate((".git", "index.db", "2026-11-24T10-03_amazon"), 1):
        (tmp_path / f"voicecoach-run-my-answers_{number}" / name).mkdir(parents=True)
        kept.append(tmp_path / f"voicecoach-run-my-answers_{number}")
    dead = tmp_path / "voicecoach-run-demo-abcd_123"
    (dead / "recordings" / "2026-11-24T10-03_amazon").mkdir(parents=True)
    for path in (*kept, dead):
        path.mkdir(exist_ok=True)
        os.utime(path, (1, 1))
    assert remove_dead_folders(tmp_path) == 1
    assert sorted(tmp_path.iterdir()) == sorted(kept)
