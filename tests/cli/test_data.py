"""`voicecoach data`: where, how much, mending, deleting."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.samples import PACK, QUESTION, STARTED, complete_star, fill_library, introduction
from voicecoach.cli.data import size_text
from voicecoach.library import Library

RunCli = Callable[..., Any]


@pytest.fixture
def library(own_home: Path) -> Library:
    """Store two sessions of one answer each."""
    return fill_library(own_home / "recordings", introduction(), complete_star())[0]


def test_path(run_cli: RunCli, own_home: Path, tmp_path: Path) -> None:
    """The folder is printed whether or not it exists yet."""
    assert run_cli("data", "path").stdout == f"{own_home / 'recordings'}\n"
    other = tmp_path / "other"
    assert run_cli("data", "path", "--recordings", str(other)).stdout == f"{other}\n"
    assert not other.exists()


def test_status(run_cli: RunCli, library: Library) -> None:
    """Counts, seconds and bytes; as text and as a document."""
    text = run_cli("data", "status").stdout
    assert "2 sessions, 2 answers, 2 takes" in text
    document = json.loads(run_cli("data", "status", "--json").stdout)
    assert document["n_takes"] == 2
    assert document["unfinished"] == []
    # the takes of these tests hold an analysis and no sound
    assert {problem["code"] for problem in document["problems"]} == {"no-sound"}
    assert document["n_bytes"] > 10_000
    assert document["format_version"] == 1


def test_status_of_nothing(run_cli: RunCli) -> None:
    """A folder that is not there yet has a status too."""
    result = run_cli("data", "status")
    assert result.status == 0
    assert "not created yet" in result.stdout
    assert "0 sessions" in result.stdout


def test_status_names_the_unfinished_and_the_broken(run_cli: RunCli, library: Library) -> None:
    """What needs a hand is named with the command that gives it."""
    answer = library.create_answer(library.create_session(PACK, STARTED), QUESTION)
    library.create_take(answer).wav.write_bytes(b"RIFF")
    library.folder(library.find("about-yourself")).analysis.write_text("{", "utf-8")
    text = run_cli("data", "status").stdout
    assert "Unfinished: 2026-11-24T10-03_amazon-backend-developer-2/01_" in text
    assert "voicecoach analyze" in text
    assert "analysis.json is damaged" in text
    assert "data rebuild" in text
    document = json.loads(run_cli("data", "status", "--json").stdout)
    codes = [problem["code"] for problem in document["problems"]]
    assert [code for code in codes if code != "no-sound"] == ["damaged"]
    assert document["unfinished"][0]["seconds"] is None


def test_rebuild(run_cli: RunCli, library: Library) -> None:
    """Broken files are set aside and named, once."""
    file = library.folder(library.find("last")).analysis
    file.write_text("{", "utf-8")
    document = json.loads(run_cli("data", "rebuild", "--json").stdout)
    assert document["n_takes"] == 2
    assert [Path(name).name for name in document["set_aside"]] == ["analysis.json.damaged-1"]
    assert document["problems"] == []
    assert run_cli("data", "rebuild").stdout == "2 takes found.\n"


def test_delete_asks_first(run_cli: RunCli, library: Library) -> None:
    """No, silence and an ended input keep everything; yes moves to the trash."""
    for answer in ("n\n", "\n"):
        result = run_cli("data", "delete", "last", input=answer)
        assert result.status == 1
        assert "Nothing was deleted" in result.stderr
    assert run_cli("data", "delete", "last", input="").status == 2
    assert len(library.entries()) == 2
    result = run_cli("data", "delete", "last", input="y\n")
    assert result.status == 0
    assert "2026-11-25T10-03" in result.stderr
    assert len(library.entries()) == 1
    assert list((library.root / ".trash").rglob("analysis.json"))


def test_delete_for_good_and_empty_trash(run_cli: RunCli, library: Library) -> None:
    """--for-good leaves nothing; --empty-trash frees what was only moved."""
    assert run_cli("data", "delete", "about-yourself", "--yes", "--for-good").status == 0
    assert not (library.root / ".trash").exists()
    assert run_cli("data", "delete", "last", "-y").status == 0
    assert "Trash" in run_cli("data", "status").stdout
    assert run_cli("data", "delete", "--empty-trash", input="n\n").status == 1
    assert (library.root / ".trash").exists()
    assert "freed" in run_cli("data", "delete", "--empty-trash", "-y").stderr
    assert not (library.root / ".trash").exists()


@pytest.mark.parametrize("arguments", [[], ["last", "--empty-trash"]])
def test_delete_needs_one_thing(run_cli: RunCli, library: Library, arguments: list[str]) -> None:
    """Nothing named, or two things at once, is refused."""
    assert run_cli("data", "delete", *arguments).status == 2
    assert len(library.entries()) == 2


def test_delete_of_what_is_not_there(run_cli: RunCli, library: Library) -> None:
    """A name that fits nothing deletes nothing."""
    result = run_cli("data", "delete", "nothing-like-it", "-y")
    assert result.status == 1
    assert len(library.entries()) == 2


@pytest.mark.parametrize(
    ("n_bytes", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1500, "1.5 kB"),
        (250_000_000, "250 MB"),
        (5e12, "5000 GB"),
    ],
)
def test_sizes(n_bytes: int, text: str) -> None:
    """Sizes are written in the unit that suits them."""
    assert size_text(int(n_bytes)) == text
