"""Every threshold says what it is; the docs hold them all, as they are."""

from __future__ import annotations

from pathlib import Path

from tools.thresholds import find_thresholds, read_module, thresholds_table
from voicecoach.analysis.timing import LONG_PAUSE_S

PAGE = Path(__file__).parents[1] / "docs" / "thresholds.md"


def test_every_threshold_is_explained():
    """A number without a reason is a guess."""
    silent = [
        f"{one.module}: {', '.join(one.names)}" for one in find_thresholds() if not one.meaning
    ]
    assert silent == []


def test_the_table_holds_what_the_code_uses():
    """Read from the code, not written by hand."""
    found = {
        name: value
        for one in find_thresholds()
        for name, value in zip(one.names, one.values, strict=True)
    }
    assert float(found["LONG_PAUSE_S"]) == LONG_PAUSE_S
    assert thresholds_table() in PAGE.read_text("utf-8")


def test_what_counts_as_a_threshold(tmp_path, monkeypatch):
    """Numbers in capitals with the text under them; neither texts nor names in small letters."""
    monkeypatch.setattr("tools.thresholds.PACKAGE", tmp_path)
    file = tmp_path / "rules.py"
    file.write_text('A_S = 1.0\nB = (2, 3)\n"""Two\nlines."""\nc = 4\nD = "x"\nE, F = 5, 6\n')
    one, two = read_module(file)
    assert (one.names, one.values, one.meaning) == (("A_S", "B"), ("1", "2, 3"), "Two lines.")
    assert (two.names, two.values, two.meaning) == (("E", "F"), ("5", "6"), "")
