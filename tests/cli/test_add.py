"""`voicecoach add`: copied without loss, analysed, found again by every other command."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests import signals
from tests.conftest import Result
from tests.synthesis.answers import spoken_answer
from voicecoach.errors import ExitStatus

RunCli = Callable[..., Result]
STORY = "Last year our tests were slow. It was my job to fix that. I cut them from 40 to 9 minutes."


@pytest.fixture
def spoken(tmp_path: Path) -> Path:
    """Return a stereo WAV of speech-like sound."""
    answer = signals.answer([0.5, 0.8], lead=0.4)
    both = np.stack([answer.samples, answer.samples * 0.5], axis=1)
    file = tmp_path / "answer of mine.wav"
    soundfile.write(file, both, answer.rate, subtype="PCM_16")
    return file


def recordings(own_home: Path) -> Path:
    return own_home / "recordings"


@pytest.mark.voice
def test_every_sample_is_copied(run_cli: RunCli, own_home: Path, spoken: Path) -> None:
    """The stored FLAC holds the file's samples, and every command knows the answer."""
    before = spoken.read_bytes()
    result = run_cli("add", spoken, "--question", "push-back", "--date", "2026-03-01T18:30")
    assert result.status == 0, result.stderr
    ref = result.stdout.strip()
    assert ref == "2026-03-01T18-30_amazon-backend-developer/01_push-back/take-1"
    copied, rate = soundfile.read(recordings(own_home) / ref / "audio.flac", dtype="int16")
    original, original_rate = soundfile.read(spoken, dtype="int16")
    assert rate == original_rate
    assert np.array_equal(copied, original)
    assert spoken.read_bytes() == before
    shown = json.loads(run_cli("show", "last", "--json").stdout)
    assert shown["question"]["id"] == "push-back"
    assert shown["measures"]["n_pauses"] == 2
    assert shown["measures"] == json.loads(run_cli("analyze", spoken, "--json").stdout)["measures"]
    (listed,) = json.loads(run_cli("history", "--json").stdout)["answers"]
    assert (listed["ref"], listed["state"]) == (ref, "no-transcript")
    assert listed["started"].startswith("2026-03-01T18:30")
    assert "voicecoach setup" in result.stderr


@pytest.mark.voice
def test_a_real_answer_in_another_format(run_cli: RunCli, own_home: Path, tmp_path: Path) -> None:
    """A 24-bit file stays 24-bit; without a question it is named after the file and its date."""
    samples, rate = soundfile.read(spoken_answer("decision").flac, dtype="int32")
    file = tmp_path / "Phone memo 7.aiff"
    soundfile.write(file, samples // 3, rate, subtype="PCM_24")
    os.utime(file, (1_700_000_000, 1_700_000_000))
    result = run_cli("add", file, "--json")
    assert result.status == 0, result.stderr
    document = json.loads(result.stdout)
    assert document["ref"].endswith("_added/01_phone-memo-7/take-1")
    assert datetime.fromisoformat(document["started"]).timestamp() == 1_700_000_000
    assert document["analysis"]["measures"]["span_s"] > 10
    flac = recordings(own_home) / document["ref"] / "audio.flac"
    assert soundfile.info(flac).subtype == "PCM_24"
    copied, _ = soundfile.read(flac, dtype="int32")
    assert np.array_equal(copied, soundfile.read(file, dtype="int32")[0])
    assert run_cli("analyze", document["ref"], "--no-words").status == 0


def test_a_transcript(run_cli: RunCli, tmp_path: Path) -> None:
    """A text becomes an answer without sound."""
    file = tmp_path / "answer.txt"
    file.write_text(STORY)
    assert run_cli("add", file, "--question", "push-back").status == 0
    shown = json.loads(run_cli("show", "last", "--json").stdout)
    assert shown["transcript"]["text"] == STORY
    assert shown["recording"] is None


def test_several_with_a_date_make_one_session(run_cli: RunCli, own_home: Path) -> None:
    """Each file is an answer of its own; a failure leaves the others and no folder."""
    folder = own_home.parent / "texts"
    folder.mkdir()
    for name in ("one", "three", "two"):
        (folder / f"{name}.txt").write_text(STORY if name != "three" else "…")
    result = run_cli("add", folder, "--date", "2026-03-01", "--json")
    documents = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.status == ExitStatus.NO_SPEECH
    assert [d.get("ref", d.get("error", {}).get("code")) for d in documents] == [
        "2026-03-01T00-00_added/01_one/take-1",
        documents[1]["error"]["code"],
        "2026-03-01T00-00_added/02_two/take-1",
    ]
    (session,) = (path for path in recordings(own_home).iterdir() if path.is_dir())
    assert sorted(path.name for path in session.iterdir() if path.is_dir()) == ["01_one", "02_two"]


@pytest.mark.parametrize("kind", ["missing", "silent", "noise.wav"])
def test_what_cannot_be_added_leaves_nothing(
    run_cli: RunCli, own_home: Path, tmp_path: Path, kind: str
) -> None:
    """A missing, silent or broken file: one sentence, and no folder in the library."""
    file = tmp_path / f"{kind}.wav"
    if kind == "silent":
        soundfile.write(file, np.zeros(32_000), 16_000)
    elif kind == "noise.wav":
        file.write_bytes(b"no sound at all" * 50)
    result = run_cli("add", file)
    assert result.status == (ExitStatus.NO_SPEECH if kind == "silent" else ExitStatus.FAILED)
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert not [p for p in recordings(own_home).glob("*") if p.is_dir() and p.name[0] != "."]


def test_what_lies_in_the_library_is_not_added_twice(run_cli: RunCli, tmp_path: Path) -> None:
    """A stored answer is analysed, not added."""
    file = tmp_path / "answer.txt"
    file.write_text(STORY)
    ref = run_cli("add", file).stdout.strip()
    path = tmp_path / "home" / "recordings" / ref / "transcript.json"
    result = run_cli("add", path)
    assert result.status == ExitStatus.USAGE
    assert "already" in result.stderr
