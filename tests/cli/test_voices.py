"""`voicecoach voices`: what is listed, fetched by digest alone, chosen, and refused."""

from __future__ import annotations

import hashlib
import json

import pytest

from voicecoach.coaching import natural_voices
from voicecoach.coaching.natural_voices import NaturalVoice
from voicecoach.config import Paths, load_settings
from voicecoach.errors import ExitStatus
from voicecoach.recognition.published import ModelFile

NAME = "en_US-somebody-low"
CONTENT = {f"{NAME}.onnx": b"weights " * 1000, f"{NAME}.onnx.json": b"{}"}


@pytest.fixture(autouse=True)
def known(monkeypatch, tmp_path):
    """Know one small voice, and have no program piper on the path."""
    files = tuple(
        ModelFile(name, len(data), hashlib.sha256(data).hexdigest(), (), f"en/{name}")
        for name, data in CONTENT.items()
    )
    voice = NaturalVoice(NAME, "somebody/voices", 1, "en-us", "CC0", "main", files)
    monkeypatch.setattr(natural_voices, "NATURAL_VOICES", (voice,))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


@pytest.fixture
def source(tmp_path):
    """Give a folder with the voice's files."""
    folder = tmp_path / "stick"
    folder.mkdir()
    for name, data in CONTENT.items():
        (folder / name).write_bytes(data)
    return folder


def install_piper(tmp_path):
    """Put something called piper on the path."""
    program = tmp_path / "bin" / "piper"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)


def test_a_voice_is_fetched_listed_and_chosen(run_cli, source, tmp_path):
    """From a folder, by its digests; then it is here, and asks."""
    fetched = run_cli("voices", "fetch", NAME, "--from", source)
    assert fetched.status == ExitStatus.DONE
    assert "pipx install piper-tts" in fetched.stderr
    for name, data in CONTENT.items():
        assert (Paths().voices / NAME / name).read_bytes() == data
    assert "here already" in run_cli("voices", "fetch", NAME).stderr
    assert run_cli("voices", "use", NAME).status == ExitStatus.DEVICE  # no piper yet
    install_piper(tmp_path)
    assert run_cli("voices", "use", NAME).status == ExitStatus.DONE
    assert load_settings().voice == NAME
    listed = json.loads(run_cli("voices", "list", "--json").stdout)
    (row,) = listed["natural"]
    assert (row["name"], row["licence"], row["here"], row["used"]) == (NAME, "CC0", True, True)
    assert listed["piper"].endswith("bin/piper")
    assert run_cli("voices", "use", "system").status == ExitStatus.DONE
    assert load_settings().voice is None


def test_other_bytes_are_refused(run_cli, source):
    """A file with another digest is not taken, whatever it is called."""
    (source / f"{NAME}.onnx").write_bytes(b"WEIGHTS " * 1000)
    done = run_cli("voices", "fetch", NAME, "--from", source)
    assert done.status == ExitStatus.FAILED
    assert "not the published file" in done.stderr
    assert not (Paths().voices / NAME).exists()


def test_what_is_not_there_is_named(run_cli):
    """An unknown voice, and one that was not fetched, say what to do."""
    unknown = run_cli("voices", "fetch", "en_US-nobody")
    assert unknown.status == ExitStatus.USAGE
    assert NAME in unknown.stderr
    missing = run_cli("voices", "use", NAME)
    assert missing.status == ExitStatus.DEVICE
    assert f"voices fetch {NAME}" in missing.stderr
