"""`voicecoach export`: each format, names, and never over a file."""

from __future__ import annotations

import base64
import csv
import io
import json
import math
import re
import stat
import struct
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.samples import (
    STARTED,
    complete_star,
    fill_library,
    introduction,
    missing_result,
    typed_text,
)
from voicecoach.json_files import from_json
from voicecoach.library import AnswerFolder, Library
from voicecoach.library.marks import notes_version
from voicecoach.types import Analysis

RunCli = Callable[..., Any]
NAME = "2026-11-25_incomplete-information_take-1"


@pytest.fixture
def library(own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Store two answers; the newest has a second of sound; stand in an empty folder."""
    library, (newest, _) = fill_library(own_home / "recordings", introduction(), complete_star())
    samples = (round(9000 * math.sin(n / 8)) for n in range(16_000))
    with wave.open(str(library.folder(newest).path / "audio.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return library


@pytest.mark.parametrize("form", ["html", "md", "json", "vtt"])
def test_default_name_in_this_folder(run_cli: RunCli, library: Library, form: str) -> None:
    """The file is named after the answer, printed, and the owner's alone."""
    result = run_cli("export", "--format", form)
    assert (result.status, result.stdout) == (0, f"{NAME}.{form}\n")
    assert [path.name for path in Path.cwd().iterdir()] == [f"{NAME}.{form}"]
    assert stat.S_IMODE(Path(f"{NAME}.{form}").stat().st_mode) == 0o600


def test_notes_go_along_when_asked(run_cli: RunCli, library: Library) -> None:
    """A page holds the candidate's notes with --notes alone."""
    library.save_notes(library.find("last"), "Say **why**.", seen=notes_version(""))
    page = ("export", "--no-audio", "-o", "-")
    assert "<strong>why</strong>" not in run_cli(*page).stdout
    assert "<strong>why</strong>" in run_cli(*page, "--notes").stdout


@pytest.mark.parametrize(
    ("option", "form"),
    [
        ("--notes", "csv"),
        ("--notes", "md"),
        ("--names", "md"),
        ("--no-audio", "json"),
        ("--all-takes", "html"),
    ],
)
def test_an_option_without_use_is_refused(
    run_cli: RunCli, library: Library, option: str, form: str
) -> None:
    """Nobody believes that names or notes are in a file, or out of it, and is wrong."""
    result = run_cli("export", "--format", form, option)
    assert result.status == 2
    assert f"{option} does not go with --format {form}." in result.stderr
    assert list(Path.cwd().iterdir()) == []


def test_never_over_a_file_without_force(run_cli: RunCli, library: Library) -> None:
    """A file that exists stays as it is until --force."""
    file = Path(f"{NAME}.md")
    file.write_text("mine")
    result = run_cli("export", "--format", "md")
    assert result.status == 2
    assert "--force" in result.stderr
    assert file.read_text() == "mine"
    assert run_cli("export", "--format", "md", "--force").status == 0
    assert file.read_text("utf-8").startswith("# Incomplete information")


def test_page_holds_its_sound(run_cli: RunCli, library: Library) -> None:
    """The sound inside the page is a real MP3 of the recording, and the waveform is drawn."""
    from voicecoach.sound.files import load_audio

    text = run_cli("export", "-o", "-").stdout
    found = re.search(r'src="data:audio/mpeg;base64,([^"]+)"', text)
    assert found
    Path("sound.mp3").write_bytes(base64.b64decode(found[1]))
    audio = load_audio(Path("sound.mp3"))
    assert len(audio.samples) / audio.sample_rate == pytest.approx(1.0, abs=0.15)
    assert float(abs(audio.samples).max()) > 0.1
    assert re.search(r'<path d="M0.0 ', text)
    assert "<audio" not in run_cli("export", "-o", "-", "--no-audio").stdout


def test_broken_or_missing_sound_leaves_a_silent_page(run_cli: RunCli, library: Library) -> None:
    """A page without sound is told and still written."""
    missing = run_cli("export", "about-yourself", "-o", "-")
    assert "no recording" in missing.stderr
    (library.folder(library.entries()[0]).path / "audio.wav").write_bytes(b"RIFF")
    broken = run_cli("export", "-o", "-")
    for result in (missing, broken):
        assert result.status == 0
        assert "<audio" not in result.stdout
        assert "silent" in result.stderr


def test_json_and_vtt(run_cli: RunCli, library: Library) -> None:
    """The document comes as it is stored, the captions start as captions do."""
    document = run_cli("export", "--format", "json", "-o", "-").stdout
    assert from_json(document, Analysis, origin="export") == complete_star()
    assert json.loads(document)["format_version"] == 1
    assert run_cli("export", "--format", "vtt", "-o", "-").stdout.startswith("WEBVTT")


def test_typed_answer_has_no_captions(run_cli: RunCli, own_home: Path) -> None:
    """What a format cannot hold is refused, and no file is left behind."""
    fill_library(own_home / "recordings", typed_text())
    result = run_cli("export", "--format", "vtt", "-o", str(own_home / "x.vtt"))
    assert result.status == 1
    assert "no words with times" in result.stderr
    assert not (own_home / "x.vtt").exists()


def test_csv_of_all_answers(run_cli: RunCli, library: Library) -> None:
    """One row an answer, oldest first; every take on request; one answer by name."""
    folder = library.folder(library.entries()[0]).path.parent
    library.save_analysis(library.create_take(AnswerFolder(folder)), missing_result())

    def rows(*options: str) -> list[dict[str, str]]:
        result = run_cli("export", "--format", "csv", "-o", "-", *options)
        assert result.status == 0
        return list(csv.DictReader(io.StringIO(result.stdout)))

    assert [(r["question"], r["take"]) for r in rows()] == [
        ("about-yourself", "1"),
        ("incomplete-information", "2"),
    ]
    assert [r["take"] for r in rows("--all-takes")] == ["1", "1", "2"]
    assert [r["started"] for r in rows("about-yourself")] == [STARTED.isoformat()]
    assert run_cli("export", "--format", "csv", "--all-takes", "last").status == 2


def test_places_that_do_not_work(run_cli: RunCli, library: Library) -> None:
    """A folder, or a folder that is not there, is refused in one sentence."""
    assert run_cli("export", "-o", ".").status == 2
    result = run_cli("export", "--no-audio", "-o", "nowhere/x.html")
    assert result.status == 1
    assert "there is no folder nowhere" in result.stderr
