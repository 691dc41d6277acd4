"""What `questions check` found, as text and as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from voicecoach.questions import Checked, CheckedGuide, PackProblem
from voicecoach.report.wording import count


def describe_checked(checked: Checked) -> dict[str, Any]:
    """Return files and guides with their problems, for one JSON document."""
    return {
        "files": [_checked(file, problems) for file, problems in checked.files.items()],
        "guides": [_checked_guide(one) for one in checked.guides],
    }


def _checked(file: Path, problems: Sequence[PackProblem]) -> dict[str, Any]:
    return {
        "file": str(file),
        "sound": not problems,
        "problems": [asdict(problem) for problem in problems],
    }


def _checked_guide(one: CheckedGuide) -> dict[str, Any]:
    return {
        "guide": one.guide.name,
        "questions": len(one.guide.questions),
        "sound": not one.problems,
        "problems": [asdict(problem) for problem in one.problems],
    }


def print_checked(checked: Checked) -> None:
    """Print each file and guide with its problems, and how many there were."""
    for file, problems in checked.files.items():
        _print_verdict(str(file), problems, "")
    for one in checked.guides:
        _print_verdict(
            one.guide.name, one.problems, f", {count(len(one.guide.questions), 'question')}"
        )
    broken = sum(bool(problems) for problems in checked.files.values())
    broken += sum(bool(one.problems) for one in checked.guides)
    looked_at = f"{count(len(checked.files), 'file')} and {count(len(checked.guides), 'guide')}"
    click.echo(f"{looked_at} checked, {broken or 'none'} broken.", err=True)


def _print_verdict(name: str, problems: Sequence[PackProblem], more: str) -> None:
    click.echo(f"{name}: {count(len(problems), 'problem') if problems else 'sound'}{more}")
    for problem in problems:
        place = f"{problem.place}: " if problem.place else ""
        click.echo(f"  {place}{problem.message}\n    {problem.remedy}")
