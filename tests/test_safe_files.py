"""Reading waits for nothing, writing follows no link, and a lock dies with its process."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from voicecoach import safe_files
from voicecoach.safe_files import (
    NotAFileError,
    create_file,
    hold_folder,
    is_held,
    lock_file,
    open_regular,
    read_regular,
    remove_if_dead,
    write_whole,
)

HOLD = """
import sys, time
from pathlib import Path
from voicecoach import safe_files
with getattr(safe_files, sys.argv[1])(Path(sys.argv[2])) as held:
    print("held", flush=True)
    time.sleep(60)
"""


def start_holder(what: str, path: Path) -> subprocess.Popen[str]:
    """Start a process that holds a folder or a lock, and wait until it does."""
    command = [sys.executable, "-c", HOLD, what, str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    """Kill a process and wait until it is gone."""
    process.kill()
    process.wait()


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "link to a pipe"])
def test_only_regular_files_are_read(tmp_path, kind):
    """A pipe would block for ever, a device never end."""
    path = tmp_path / "notes.md"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        os.mkfifo(tmp_path / "pipe")
        path.symlink_to(tmp_path / "pipe")
    with pytest.raises(NotAFileError, match="not a file"):
        open_regular(path)


def test_reading_stops_at_the_limit(tmp_path):
    """As much as is asked for, no more."""
    (tmp_path / "file").write_bytes(b"abcdef")
    assert read_regular(tmp_path / "file", 3) == b"abc"
    assert read_regular(tmp_path / "file") == b"abcdef"
    with pytest.raises(FileNotFoundError):
        read_regular(tmp_path / "none")


def test_writing_replaces_a_link_and_never_follows_it(tmp_path):
    """The file that a link names stays as it is."""
    outside = tmp_path / "outside"
    outside.write_text("not yours")
    path = tmp_path / "marks.json"
    path.symlink_to(outside)
    write_whole(path, b"mine")
    assert path.read_bytes() == b"mine"
    assert not path.is_symlink()
    assert outside.read_text() == "not yours"
    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["marks.json", "outside"]


def test_a_failed_write_leaves_nothing(tmp_path):
    """Neither the file nor half of it."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_whole(tmp_path / "folder", b"x")
    assert [p.name for p in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize("target", ["a file", "a name that is free"])
def test_a_lock_is_no_way_out(tmp_path, target):
    """A link in the place of the lock is refused; what it names is neither emptied nor made."""
    outside = tmp_path / "outside"
    if target == "a file":
        outside.write_text("not yours")
    (tmp_path / ".corrections.lock").symlink_to(outside)
    with pytest.raises(OSError), lock_file(tmp_path / ".corrections.lock"):  # noqa: PT011
        pass
    assert outside.exists() == (target == "a file")
    if target == "a file":
        assert outside.read_text() == "not yours"


def test_one_at_a_time_and_no_lock_is_left(tmp_path):
    """Of many writers each waits for the others; the last removes the lock."""
    path, inside, most = tmp_path / ".lock", [], []

    def work():
        for _ in range(20):
            with lock_file(path):
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.0005)
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1
    assert not list(tmp_path.iterdir())


def test_a_killed_process_holds_nothing(tmp_path):
    """As long as it lives the folder is held; the moment it is gone it is not."""
    assert is_held(tmp_path) is False
    holder = start_holder("hold_folder", tmp_path)
    assert is_held(tmp_path) is True
    safe_files_patience = safe_files.HOLD_PATIENCE_S
    assert safe_files_patience < 5
    with hold_folder(tmp_path) as held:
        assert not held
    kill(holder)
    assert is_held(tmp_path) is False
    with hold_folder(tmp_path) as held:
        assert held
        assert is_held(tmp_path) is True


def test_what_a_dead_process_left_is_removed(tmp_path):
    """A lock and a half-written file go; what a living process holds stays."""
    lock = tmp_path / ".corrections.lock"
    holder = start_holder("lock_file", lock)
    assert not remove_if_dead(lock)
    kill(holder)
    assert lock.exists()
    assert remove_if_dead(lock)
    assert not lock.exists()

    half = create_file(tmp_path / ".analysis.json.12345678")
    assert not remove_if_dead(tmp_path / ".analysis.json.12345678")
    with pytest.raises(FileExistsError):
        create_file(tmp_path / ".analysis.json.12345678")
    os.close(half)
    assert remove_if_dead(tmp_path / ".analysis.json.12345678")


def test_a_link_or_pipe_is_never_removed_as_dead(tmp_path):
    """What is no file of ours stays."""
    (tmp_path / "link").symlink_to(tmp_path / "none")
    os.mkfifo(tmp_path / "pipe")
    assert not remove_if_dead(tmp_path / "link")
    assert not remove_if_dead(tmp_path / "pipe")
    assert len(list(tmp_path.iterdir())) == 2
