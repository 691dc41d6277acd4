"""The user's own packs: begun from the starter, checked while written, saved with their faults."""

from __future__ import annotations

import errno
from datetime import date
from pathlib import Path

import pytest

from voicecoach import json_files
from voicecoach.coaching.own_packs import (
    MAX_PACK_CHARACTERS,
    check_text,
    find_own_pack,
    own_packs,
    save_text,
    write_starter,
)
from voicecoach.errors import PackError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of own packs with one in it."""
    write_starter("my-company", None, tmp_path / "questions", today=date(2026, 11, 28))
    return tmp_path / "questions"


def test_a_starter_is_sound_and_listed(folder: Path) -> None:
    """It is the only one, and its text is the file's."""
    (pack,) = own_packs(folder)
    assert pack == find_own_pack(folder, "my-company")
    assert (pack.name, pack.problems) == ("my-company", ())
    assert pack.text == (folder / "my-company.toml").read_text("utf-8")


def test_a_fault_is_found_before_anything_is_saved(folder: Path) -> None:
    """The checker names the line; the file stays as it is."""
    pack = find_own_pack(folder, "my-company")
    (problem,) = check_text("my-company", pack.text + "\nnot toml\n")
    assert problem.line == len(pack.text.splitlines()) + 2
    assert problem.file == "my-company.toml"
    assert find_own_pack(folder, "my-company") == pack


def test_half_written_work_is_kept(folder: Path) -> None:
    """A text with a fault is saved too, and found again with its fault."""
    pack = find_own_pack(folder, "my-company")
    saved = save_text(folder, "my-company", pack.text + "\r\nnot toml\r\n", pack.digest)
    assert saved.text.endswith("\nnot toml\n")
    assert "\r" not in saved.text
    assert len(saved.problems) == 1
    assert saved == find_own_pack(folder, "my-company")


def test_a_change_by_somebody_else_is_not_overwritten(folder: Path) -> None:
    """An editor beside the page has saved: the page's text is refused, the file kept."""
    pack = find_own_pack(folder, "my-company")
    file = folder / "my-company.toml"
    file.write_text(pack.text + "# mine\n", "utf-8")
    with pytest.raises(PackError) as caught:
        save_text(folder, "my-company", pack.text + "# another\n", pack.digest)
    assert caught.value.code == "changed"
    assert file.read_text("utf-8") == pack.text + "# mine\n"


def test_a_full_disk_is_said_with_what_to_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text is in the page alone then: copying it comes first."""
    pack = find_own_pack(folder, "my-company")

    def refuse(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(json_files, "write_whole", refuse)
    with pytest.raises(PackError) as caught:
        save_text(folder, "my-company", pack.text + "# mine\n", pack.digest)
    assert caught.value.code == "cannot-write"
    assert "No space left" in caught.value.message
    assert caught.value.remedy.startswith("Copy your text")


@pytest.mark.parametrize("name", ["../config", "none", "", "amazon-backend-developer"])
def test_only_own_packs_are_found(folder: Path, name: str) -> None:
    """Neither a path nor a pack that came along is one's own."""
    (folder.parent / "config.toml").write_text("x = 1\n", "utf-8")
    with pytest.raises(PackError) as caught:
        find_own_pack(folder, name)
    assert caught.value.code == "not-found"


def test_a_text_without_end_is_refused(folder: Path) -> None:
    """The disk is not filled."""
    pack = find_own_pack(folder, "my-company")
    with pytest.raises(PackError) as caught:
        save_text(folder, "my-company", "#" * (MAX_PACK_CHARACTERS + 1), pack.digest)
    assert caught.value.code == "too-large"
    assert find_own_pack(folder, "my-company") == pack


def test_a_file_that_is_no_text_is_a_pack_with_a_fault(folder: Path) -> None:
    """Bytes that are no UTF-8 are shown as far as they can be."""
    (folder / "odd.toml").write_bytes(b"name = \xff\xfe\n")
    odd = find_own_pack(folder, "odd")
    assert odd.problems
    assert odd.text.startswith("name = ")
