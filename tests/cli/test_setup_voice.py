"""`setup` at a terminal offers the natural voice once, where the program piper is."""

from __future__ import annotations

import os

import pytest

from tests.terminal import Terminal, candidate_env
from voicecoach.coaching.natural_voices import NATURAL_VOICES
from voicecoach.config import Paths

VOICE = NATURAL_VOICES[0]


@pytest.fixture
def terminal(own_home, tmp_path):
    """Return a function that opens `setup`, up to the voice, where piper and the voice are."""
    program = tmp_path / "bin" / "piper"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    folder = VOICE.folder(Paths())
    folder.mkdir(parents=True)
    for file in VOICE.files:
        with (folder / file.name).open("wb") as empty:
            empty.truncate(file.n_bytes)  # takes no room; only its size is looked at here
    env = candidate_env(os.environ, own_home)
    env["PATH"] = f"{program.parent}{os.pathsep}{env['PATH']}"

    def open_setup() -> Terminal:
        opened = Terminal(env, "setup")
        opened.expect(r"Fetch\?", r"\[Y/n\]")
        opened.press("n\r")
        return opened

    return open_setup


def setting(home):
    """Return what the config file says."""
    file = home / "config.toml"
    return file.read_text("utf-8") if file.is_file() else ""


def test_yes_chooses_it_and_is_asked_once(terminal, own_home):
    """The licence is said before; after a yes the voice is the setting, and no second question."""
    shown = terminal()
    shown.expect(rf"Let {VOICE.name} ask the questions\?", VOICE.licence, r"\[Y/n\]")
    shown.press("y\r")
    shown.expect("Voice {2,}")
    shown.kill()
    assert VOICE.name in setting(own_home)
    again = terminal()
    again.expect("Voice {2,}")  # a second question would wait for an answer before that
    again.kill()


def test_no_leaves_the_systems_voice_and_says_how_to_change(terminal, own_home):
    """After a no nothing is set, and the command that chooses it later is shown."""
    shown = terminal()
    shown.expect(r"ask the questions\?", r"\[Y/n\]")
    shown.press("n\r")
    shown.expect(f"voicecoach voices use {VOICE.name}")
    shown.kill()
    assert VOICE.name not in setting(own_home)
