"""What every test shares: a home of its own, no inherited settings, the command line in process."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import settings

from tests import real_model
from tests.soundcard import SoundCard, missing_programs, sound_card
from voicecoach.cli.main import run

# several tests run at a time: none takes every core for one sum
os.environ.setdefault("OMP_NUM_THREADS", "1")

# some hundred tests start a process: none compiles the program and the tests anew
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# what a shell starts in the background ignores Ctrl-C, and so would every program tested here
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
settings.load_profile("untimed")


@dataclass(frozen=True)
class Result:
    """What a command printed and how it ended."""

    stdout: str
    stderr: str
    status: int


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test a VoiceCoach home of its own; no test sees a real one."""
    for name in list(os.environ):
        if name.startswith("VOICECOACH_"):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    monkeypatch.setenv("VOICECOACH_HOME", str(home))
    monkeypatch.setenv("VOICECOACH_RECORDINGS", str(home / "recordings"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "no-huggingface-cache"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    return home


@pytest.fixture
def run_cli(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Return a function that runs one command line in this process."""

    def call(*argv: str, input: str | None = None, env: dict[str, str] | None = None) -> Result:  # noqa: A002
        for name, value in (env or {}).items():
            monkeypatch.setenv(name, value)
        runner = CliRunner()
        with runner.isolation(input=input) as streams:
            status = run([str(argument) for argument in argv])
            stdout, stderr = streams[0].getvalue().decode(), streams[1].getvalue().decode()
        return Result(stdout, stderr, int(status))

    return call


@pytest.fixture(scope="session")
def soundcard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundCard]:
    """Give the session a virtual sound card; without PulseAudio skip, but never in CI."""
    missing = missing_programs()
    if missing:
        message = f"no virtual sound card: {', '.join(missing)} missing; `make setup-dev`"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    with sound_card(tmp_path_factory.mktemp("card")) as card:
        yield card


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start one Chromium for all tests of a worker; each opens a window of its own."""
    from tests.web.browser import chromium

    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def tiny_en() -> Path:
    """Give the session the folder of the real model; without it skip, but never in CI."""
    if not (real_model.FOLDER / "model.bin").is_file():
        message = f"{real_model.FOLDER} is missing; `make setup-dev` fetches it"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    return real_model.FOLDER
