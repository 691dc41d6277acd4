"""`voicecoach show`: by every name, in every state, as text and as a document."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.samples import PACK, QUESTION, STARTED, complete_star, fill_library, introduction, store
from voicecoach.json_files import from_json
from voicecoach.library import AnswerFolder, Library
from voicecoach.types import Analysis

RunCli = Callable[..., Any]


@pytest.fixture
def library(own_home: Path) -> Library:
    """Fill a library with an introduction and, newer, a STAR answer."""
    return fill_library(own_home / "recordings", introduction(), complete_star())[0]


def test_last_is_the_default(run_cli: RunCli, library: Library) -> None:
    """Without a name the newest answer is shown, in at most 80 columns and without colour."""
    result = run_cli("show")
    assert result.status == 0
    assert result.stderr == ""
    assert result.stdout.startswith("Incomplete information\nTell me about a decision")
    assert "Try this next" in result.stdout
    assert "\x1b" not in result.stdout
    assert max(map(len, result.stdout.split("\n"))) <= 80
    assert run_cli("show", "last").stdout == result.stdout
    assert run_cli("show", "1").stdout == result.stdout
    assert run_cli("show", "about-yourself").stdout.startswith("About yourself")


def test_json_is_the_document(run_cli: RunCli, library: Library) -> None:
    """--json prints the stored document, and reads back as the same value."""
    result = run_cli("show", "--json")
    assert json.loads(result.stdout)["format_version"] == 1
    assert from_json(result.stdout, Analysis, origin="show") == complete_star()


def test_transcript_only(run_cli: RunCli, library: Library) -> None:
    """--transcript leaves the figures out."""
    text = run_cli("show", "--transcript").stdout
    assert text.startswith("Transcript")
    assert "[um]" in text
    assert "Figures" not in text


def test_plain(run_cli: RunCli, library: Library) -> None:
    """--plain leaves bars and symbols out."""
    assert "━" in run_cli("show").stdout
    assert "━" not in run_cli("show", "--plain").stdout


def test_another_take(run_cli: RunCli, library: Library) -> None:
    """--take picks one, and one that is not there is refused by name."""
    folder = library.folder(library.entries()[0]).path.parent
    library.save_analysis(library.create_take(AnswerFolder(folder)), complete_star())
    assert "take 2 of 2" in run_cli("show").stdout
    assert "take 1 of 2" in run_cli("show", "--take", "1").stdout
    refused = run_cli("show", "--take", "5")
    assert (refused.status, refused.stdout) == (1, "")
    assert "has no take 5" in refused.stderr
    assert run_cli("show", "--take", "0").status == 2


def test_nothing_recorded_yet(run_cli: RunCli) -> None:
    """An empty library says how to begin."""
    result = run_cli("show")
    assert (result.status, result.stdout) == (1, "")
    assert "voicecoach practice" in result.stderr


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (["audio.flac"], "not analysed yet"),
        (["recording.wav"], "not analysed yet"),
        ([], "holds no sound"),
        (["analysis.json"], "cannot be read"),
    ],
)
def test_answer_without_analysis(
    run_cli: RunCli, own_home: Path, files: list[str], says: str
) -> None:
    """What cannot be shown yet says which command changes that."""
    library = Library(own_home / "recordings")
    answer = library.create_answer(library.create_session(PACK, STARTED), QUESTION)
    take = library.create_take(answer)
    for name in files:
        (take.path / name).write_bytes(b"{")
    result = run_cli("show")
    assert (result.status, result.stdout) == (1, "")
    assert says in result.stderr
    assert "voicecoach " in result.stderr


def test_broken_file_beside_is_told_once(run_cli: RunCli, library: Library) -> None:
    """A broken transcript is named on standard error; the report is shown all the same."""
    library.folder(library.entries()[0]).transcript.write_text("{", "utf-8")
    result = run_cli("show")
    assert result.status == 0
    assert "transcript.json is damaged" in result.stderr
    assert "data rebuild" in result.stderr
    assert "Try this next" in result.stdout


def test_folder_of_its_own(run_cli: RunCli, library: Library, tmp_path: Path) -> None:
    """--recordings looks elsewhere."""
    other = tmp_path / "stick"
    store(Library(other), introduction())
    assert run_cli("show", "--recordings", str(other)).stdout.startswith("About yourself")
    shutil.rmtree(other)
    assert run_cli("show", "--recordings", str(other)).status == 1


def test_a_sitting(run_cli: RunCli, library: Library) -> None:
    """--session shows what a whole sitting showed, as text and as a document."""
    text = run_cli("show", "--session", "last")
    assert text.status == 0
    assert text.stdout.startswith("Sitting of 2026-11-25")
    assert "One thing for tomorrow" in text.stdout
    document = json.loads(run_cli("show", "--session", "last", "--json").stdout)
    assert [answer["question"] for answer in document["answers"]] == ["incomplete-information"]
    assert document["next"]["answer"] == document["answers"][0]["ref"]
    assert run_cli("show", "--session", "1999").status == 1
    assert run_cli("show", "push-back", "--session", "last").status == 2


def test_ones_own_median_stands_beside_a_figure(run_cli: RunCli, own_home: Path) -> None:
    """From five earlier answers on, as on the page; in a pipe, with --all and with --plain."""
    fill_library(own_home / "recordings", *[complete_star()] * 6)
    for options in ((), ("--all",), ("--plain",)):
        shown = " ".join(run_cli("show", "last", *options).stdout.split())
        assert "your median of 5 earlier answers:" in shown
    assert "your median" not in run_cli("show", "2").stdout
