"""The manual page: every command and option, and nothing that groff complains about."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tools.write_man import manual
from voicecoach.cli.main import COMMANDS


def test_every_command_has_its_section():
    """All commands, those within groups, their options and the exit statuses."""
    page = manual()
    for name in COMMANDS:
        assert f".SS voicecoach {name}" in page, name
    assert ".SS voicecoach voices fetch" in page
    assert r"\-\-resume" in page
    assert "130 interrupted" in page
    assert page.isascii()


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_groff_has_no_complaint():
    """It is formatted without a warning, and examples keep their lines."""
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww"], input=manual(), capture_output=True, text=True
    )
    assert done.returncode == 0
    assert done.stderr == ""
    assert "voicecoach analyze cohort/ --jobs 4 --out results/" in done.stdout
