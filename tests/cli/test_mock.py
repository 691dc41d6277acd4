"""`voicecoach mock`: rounds shown, earlier ones listed, a debrief in three forms, refusals."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.coaching.mock_interview import begin
from tests.samples import PACK
from voicecoach.coaching.mock_store import Mocks
from voicecoach.config import Paths
from voicecoach.library import Library
from voicecoach.questions import load_packs

RunCli = Callable[..., Any]


def test_the_rounds_before_anything_begins(run_cli: RunCli, own_home: Path) -> None:
    """Each round with its questions and minutes, one stage alone too; no file is written."""
    shown = run_cli("mock", PACK, "--rounds")
    assert shown.status == 0
    assert "1. Online assessment or recruiter phone screen: 6 questions, 15 min" in shown.stdout
    assert "round 3 of 3" in shown.stdout
    one = run_cli("mock", PACK, "--rounds", "--stage", "bar-raiser").stdout.splitlines()
    assert len(one) == 2
    document = json.loads(run_cli("mock", PACK, "--rounds", "--json").stdout)
    assert document["pack"] == PACK
    assert len(document["rounds"][0]["questions"]) == 6
    assert not (own_home / "mocks").exists()
    refused = run_cli("mock", PACK, "--stage", "bar-riser")
    assert refused.status == 2
    assert "bar-raiser" in refused.stderr


def test_nothing_held_yet(run_cli: RunCli) -> None:
    """The list is empty and says so; there is no debrief to show."""
    assert run_cli("mock", "--list").stderr == "There is no mock interview yet.\n"
    assert json.loads(run_cli("mock", "--list", "--json").stdout)["mocks"] == []
    shown = run_cli("mock", "--show", "last")
    assert shown.status == 1
    assert "`voicecoach mock` begins one." in shown.stderr


def test_without_a_microphone(run_cli: RunCli) -> None:
    """A microphone that is not there ends it with its status, and no empty interview is left."""
    command = [sys.executable, "-m", "voicecoach", "mock", PACK, "--no-voice", "--no-check"]
    failed = subprocess.run(
        [*command, "--device", "no such microphone"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert failed.returncode == 4
    assert "microphone" in failed.stderr.splitlines()[-2]
    assert run_cli("mock", "--list").stderr == "There is no mock interview yet.\n"


@pytest.mark.parametrize("form", ["", "--markdown", "--json"])
def test_the_debrief(run_cli: RunCli, own_home: Path, form: str) -> None:
    """Text, Markdown and JSON name the rounds; an answer deleted meanwhile is no harm."""
    mocks, library = Mocks(Paths()), Library(own_home / "recordings")
    (pack,) = load_packs((), only=PACK)
    record = begin(mocks, pack, seed=1, stage="bar-raiser")
    session = library.create_session(PACK, datetime.now().astimezone() - timedelta(hours=1))
    mocks.save(record.change(0, replace(record.rounds[0], sessions=(session.name, "gone"))))
    (listed,) = json.loads(run_cli("mock", "--list", "--json").stdout)["mocks"]
    assert (listed["name"], listed["rounds_over"], listed["over"]) == (record.name, 0, False)
    shown = run_cli("mock", "--show", "last", *filter(None, [form]))
    assert shown.status == 0
    assert "Nothing was answered yet" in shown.stdout or form == "--json"
    if form == "--json":
        document = json.loads(shown.stdout)
        assert document["debrief"] is None
        assert [one["stage"] for one in document["rounds"]] == ["bar-raiser"]
        assert len(document["rounds"][0]["not_reached"]) == 6
    else:
        assert "Bar raiser round" in shown.stdout
