"""The user's own packs: begun from the starter, checked while written, saved with their faults."""

from __future__ import annotations

import errno
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from voicecoach import json_files
from voicecoach.coaching.own_packs import (
    MAX_FILE_BYTES,
    MAX_MESSAGE,
    MAX_PACK_CHARACTERS,
    check_text,
    find_own_pack,
    own_packs,
    save_text,
    write_starter,
)
from voicecoach.errors import PackError
from voicecoach.questions.checking import MAX_PROBLEMS


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


@pytest.mark.parametrize("kind", ["bytes", "pipe", "device", "folder", "large", "nowhere"])
def test_a_file_that_is_no_text_is_listed_and_never_edited(folder: Path, kind: str) -> None:
    """It is a pack with a fault; saving would replace what cannot be shown."""
    odd = folder / "odd.toml"
    match kind:
        case "bytes":
            odd.write_bytes(b"name = \xff\xfe\n")
        case "pipe":
            os.mkfifo(odd)
        case "device":
            odd.symlink_to("/dev/zero")
        case "folder":
            odd.mkdir()
        case "large":
            odd.write_bytes(b"#" * (MAX_FILE_BYTES + 1))
        case "nowhere":
            odd.symlink_to(folder / "nowhere")
    listed = {pack.name: pack for pack in own_packs(folder)}
    assert [len(pack.problems) for pack in listed.values()] == [0, 1]
    with pytest.raises(PackError) as caught:
        find_own_pack(folder, "odd")
    assert caught.value.code == "unreadable"
    assert caught.value.message == listed["odd"].problems[0].message
    with pytest.raises(PackError):
        save_text(folder, "odd", "x", listed["odd"].digest)


def test_a_link_is_read_and_never_replaced(folder: Path, tmp_path: Path) -> None:
    """What it leads to may belong to another program."""
    target = tmp_path / "elsewhere.toml"
    target.write_text("# mine\n", "utf-8")
    (folder / "linked.toml").symlink_to(target)
    pack = find_own_pack(folder, "linked")
    with pytest.raises(PackError) as caught:
        save_text(folder, "linked", "# new\n", pack.digest)
    assert caught.value.code == "link"
    assert str(target) in caught.value.message
    assert (folder / "linked.toml").is_symlink()
    assert target.read_text("utf-8") == "# mine\n"


def test_of_eight_who_save_at_once_one_wins(folder: Path) -> None:
    """The others are told, and their texts are not written."""
    pack = find_own_pack(folder, "my-company")

    def save(number: int) -> str:
        try:
            save_text(folder, pack.name, pack.text + f"# {number}\n", pack.digest)
        except PackError as error:
            return error.code
        return "saved"

    with ThreadPoolExecutor(8) as pool:
        outcomes = Counter(pool.map(save, range(8)))
    assert outcomes == {"saved": 1, "changed": 7}


def test_half_a_character_is_a_problem() -> None:
    """JSON can hold it, a file cannot."""
    (problem,) = check_text("my-company", "x\n\ud800")
    assert problem.line == 2
    assert "U+D800" in problem.message


@pytest.mark.parametrize(
    ("text", "n_problems"),
    [
        ("[[questions]]\n" * 21_000, MAX_PROBLEMS + 1),
        ("".join(f"k{number}=1\n" for number in range(20_000)), MAX_PROBLEMS + 1),
        ("a" + ".a" * 20_000 + " = 1", 1),
        ("['a'" + ' . "a"' * 20_000 + "]", 1),
    ],
    ids=["tables", "keys", "dots", "quoted"],
)
def test_a_text_made_to_be_slow_has_few_problems(text: str, n_problems: int) -> None:
    """Neither thousands of problems nor a key of thousands of parts are worked through."""
    assert len(check_text("my-company", text)) == n_problems


def test_an_endless_word_is_shortened() -> None:
    """A problem quotes the text; the page stays readable."""
    problems = check_text("my-company", f"{'k' * 200_000} = 1\nname = '{'a-' * 20_000}'\n")
    assert max(len(str(one)) for one in problems) < 4 * MAX_MESSAGE


def test_a_blocked_folder_is_said_without_an_option(tmp_path: Path) -> None:
    """The page has no --output; the remedy is one for both."""
    (tmp_path / "questions").write_text("", "utf-8")
    with pytest.raises(PackError) as caught:
        write_starter("mine", None, tmp_path / "questions", today=date(2026, 11, 28))
    assert caught.value.code == "cannot-write"
    assert "--" not in caught.value.remedy
