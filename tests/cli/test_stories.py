"""`voicecoach stories`: naming a story, the list and the document."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.samples import complete_star, fill_library, store
from voicecoach.cli.story_sketch import find_sketch
from voicecoach.coaching.sketches import Sketches
from voicecoach.config import Paths
from voicecoach.library import Library

RunCli = Callable[..., Any]
ADVERT = Path(__file__).parent.parent / "adverts" / "backend.md"


def test_stories(run_cli: RunCli, own_home: Path) -> None:
    """An answer gets its story's name, the story stands in the list, and loses it again."""
    fill_library(own_home / "recordings", complete_star())
    empty = run_cli("stories")
    assert empty.status == 0
    assert "1 answer tells a story without a name" in empty.stdout
    assert "No answer carries a story's name yet." in empty.stderr
    named = run_cli("stories", "--name", "last", "The queue")
    assert named.stdout.endswith("tells “The queue”.\n")
    assert "The queue" in run_cli("stories").stdout
    document = json.loads(run_cli("stories", "--json").stdout)
    assert [story["name"] for story in document["stories"]] == ["The queue"]
    assert run_cli("stories", "--name", "last", "x" * 90).status == 1
    assert run_cli("stories", "--name", "last", "  ").stdout.endswith("tells no story.\n")
    assert json.loads(run_cli("stories", "--json").stdout)["stories"] == []


def test_the_columns_are_those_of_the_plan(run_cli: RunCli, own_home: Path) -> None:
    """Whoever prepares for a job sees which of its guide's qualities no story shows."""
    fill_library(own_home / "recordings", complete_star())
    assert run_cli("prepare", ADVERT, "--pack", "google-data-engineer").status == 0
    assert json.loads(run_cli("stories", "--json").stdout)["pack"] == "google-data-engineer"


def test_no_library(run_cli: RunCli) -> None:
    """Before the first answer there is an empty list and a sentence, no failure."""
    result = run_cli("stories")
    assert result.status == 0
    assert "0 stories; 6 to 8 are the aim" in result.stdout


def test_a_sketch(run_cli: RunCli, own_home: Path) -> None:
    """A sketch is written, shown beside the best take, and refused where it is too long."""
    empty = run_cli("stories", "--sketch", "The queue")
    assert (empty.status, empty.stdout) == (0, "")
    assert "voicecoach stories --sketch 'The queue' --situation TEXT" in empty.stderr
    written = run_cli("stories", "--sketch", "The queue", "--action", "Read the logs, told support")
    assert written.stdout == "The queue\n  Action: Read the logs, told support\n"
    take = store(Library(own_home / "recordings"), complete_star())
    run_cli("stories", "--name", take.ref, "The queue")
    shown = run_cli("stories", "--sketch", "The queue")
    assert (
        "Its best take\n  Action: Told: 2 of 4 key words. Not heard: Read, support.\n"
        in shown.stdout
    )
    document = json.loads(run_cli("stories", "--sketch", "The queue", "--json").stdout)
    assert document["action"] == "Read the logs, told support"
    assert "support" in document["best_take"]["action"]
    assert run_cli("stories", "--sketch", "The queue", "--task", "word " * 41).status == 2
    assert run_cli("stories", "--task", "Find the cause").status == 2
    assert "A field belongs" in run_cli("stories", "--task", "").stderr
    nameless = run_cli("stories", "--sketch", "")
    assert (nameless.status, "A sketch belongs to a story." in nameless.stderr) == (2, True)


def test_a_sketch_from_elsewhere(
    run_cli: RunCli, own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its escapes do not reach the terminal; a damaged file is named and left alone."""
    run_cli("stories", "--sketch", "The queue", "--action", "Read the logs")
    (file,) = (own_home / "sketches").iterdir()
    file.write_text(file.read_text().replace("Read", "\\u001b[2JRead"))
    shown = run_cli("stories", "--sketch", "The queue")
    assert "\x1b" not in shown.stdout
    assert "Read the logs" in shown.stdout
    file.write_text("{")
    damaged = run_cli("stories", "--sketch", "The queue", "--task", "Find the cause")
    assert (damaged.status, str(file) in damaged.stderr) == (1, True)
    assert list(file.parent.iterdir()) == [file]
    # it is no reason not to practise
    assert find_sketch(Sketches(Paths()), "The queue").is_empty
    assert str(file) in capsys.readouterr().err
