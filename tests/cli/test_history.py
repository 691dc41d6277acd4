"""`voicecoach history`: the list, its filters, its trends, its document."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.samples import (
    complete_star,
    fill_library,
    introduction,
    missing_result,
    without_transcript,
)
from voicecoach.library import Library

RunCli = Callable[..., Any]


@pytest.fixture
def library(own_home: Path) -> Library:
    """Store four answers, the newest without words."""
    samples = (complete_star(), introduction(), missing_result(), without_transcript())
    return fill_library(own_home / "recordings", *samples)[0]


def test_newest_first_with_numbers(run_cli: RunCli, library: Library) -> None:
    """Numbers are those that show takes, STAR is told by letters."""
    result = run_cli("history")
    assert result.status == 0
    rows = [line for line in result.stdout.split("\n") if line[:3].strip().isdigit()]
    assert [row.split()[:2] for row in rows] == [
        ["1", "2026-11-27"],
        ["2", "2026-11-26"],
        ["3", "2026-11-25"],
        ["4", "2026-11-24"],
    ]
    assert "STA-" in rows[1]
    assert "STAr" in rows[3]
    assert "without words" in result.stdout
    assert "Trends" in result.stdout
    assert "▁" in result.stdout
    assert "▁" not in run_cli("history", "--plain").stdout
    for row in rows:
        shown = run_cli("show", row.split()[0])
        assert shown.status == 0


def test_json(run_cli: RunCli, library: Library) -> None:
    """One versioned document with a stable set of fields."""
    document = json.loads(run_cli("history", "--json").stdout)
    assert document["format_version"] == 1
    newest, second, intro, first = document["answers"]
    assert newest["state"] == "no-transcript"
    assert newest["fillers_per_minute"] is None
    assert second["star"]["result"] == "missing"
    assert intro["star"] is None
    assert first["number"] == 4
    assert first["ref"].endswith("/01_incomplete-information/take-1")
    assert {tuple(answer) for answer in document["answers"]} == {tuple(newest)}


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        (["--question", "about-yourself"], [3]),
        (["--question", "amazon-backend-developer/about-yourself"], [3]),
        (["--pack", "amazon-backend-developer"], [1, 2, 3, 4]),
        (["--pack", "other"], []),
        (["--stage", "hiring-manager"], [1, 2, 3, 4]),
        (["--stage", "other"], []),
        (["--since", "2026-11-26"], [1, 2]),
        (["--since", "2026-11-26", "--question", "about-yourself"], []),
    ],
)
def test_filters_keep_the_numbers(
    run_cli: RunCli, library: Library, options: list[str], numbers: list[int]
) -> None:
    """A filtered list keeps the numbers, so that show still means the same answer."""
    document = json.loads(run_cli("history", "--json", *options).stdout)
    assert [answer["number"] for answer in document["answers"]] == numbers
    text = run_cli("history", *options)
    assert text.status == 0
    assert ("None of the 4 answers" in text.stderr) == (not numbers)


def test_nothing_yet_is_no_failure(run_cli: RunCli) -> None:
    """An empty history is an answer, not an error."""
    result = run_cli("history")
    assert (result.status, result.stdout) == (0, "")
    assert "no answers" in result.stderr
    assert json.loads(run_cli("history", "--json").stdout) == {"format_version": 1, "answers": []}


def test_wrong_date_is_usage(run_cli: RunCli) -> None:
    """A date that is none is refused."""
    assert run_cli("history", "--since", "yesterday").status == 2


def test_broken_answer_is_listed_and_told(run_cli: RunCli, library: Library) -> None:
    """A broken file hides no answer."""
    library.folder(library.entries()[1]).analysis.write_text("{", "utf-8")
    result = run_cli("history")
    assert "has a broken file" in result.stdout
    assert "analysis.json is damaged" in result.stderr
