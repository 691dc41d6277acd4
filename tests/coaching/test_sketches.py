"""Sketches of stories: kept as files, told by a take, compared with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.samples import complete_star, store, without_transcript
from voicecoach.coaching.sketches import Sketches, name_and_compare
from voicecoach.config import Paths
from voicecoach.errors import LibraryError, UsageError
from voicecoach.library import Library
from voicecoach.progress.sketch import Sketch

LINES = {"action": "Read the logs, switched the region off.", "result": "From 9% to under 1%."}


@pytest.fixture
def sketches(own_home: Path) -> Sketches:
    """Return an empty folder of sketches."""
    return Sketches(Paths())


def test_kept_changed_and_gone(sketches: Sketches) -> None:
    """A sketch is found by its story's name; names that look alike stay apart; empty ones go."""
    assert sketches.find("The queue").is_empty
    sketches.save(Sketch("The  queue", action="Read\nthe logs."))
    sketches.save(Sketch("The queue!", action="Another."))
    assert sketches.find("The queue").action == "Read the logs."
    assert [one.story for one in sketches.all()] == ["The queue", "The queue!"]
    sketches.save(sketches.find("The queue").with_parts(LINES))
    assert sketches.find("The queue").result == LINES["result"]
    assert len(list(sketches.folder.iterdir())) == 2
    sketches.save(Sketch("The queue"))
    assert [one.story for one in sketches.all()] == ["The queue!"]
    (left,) = sketches.folder.iterdir()
    left.write_text("{")
    assert sketches.all() == ()


def test_a_file_that_cannot_be_read_is_named(sketches: Sketches, own_home: Path) -> None:
    """It is never written beside; other stories are not disturbed, and a take is kept."""
    sketches.save(Sketch("My story", action="Read the logs."))
    (file,) = sketches.folder.iterdir()
    for text, why in (("{", "damaged"), ('{"format_version": 2, "laps": 1}', "newer")):
        file.write_text(text)
        with pytest.raises(LibraryError, match=f"my-story.json .*{why}"):
            sketches.find("My story")
        with pytest.raises(LibraryError, match=why):
            sketches.save(Sketch("My story", action="Another."))
        assert [error.code for error in sketches.broken()] == [why]
    assert [one.name for one in sketches.folder.iterdir()] == ["my-story.json"]
    assert sketches.find("Another story").is_empty
    library = Library(own_home / "recordings")
    take = store(library, complete_star())
    assert "my-story.json" in name_and_compare(library, sketches, take.ref, "My story").withheld
    assert library.find(take.ref).story == "My story"


def test_a_file_in_place_of_the_folder(sketches: Sketches) -> None:
    """One sentence says where no folder can be made."""
    sketches.folder.parent.mkdir(parents=True, exist_ok=True)
    sketches.folder.write_text("")
    with pytest.raises(LibraryError, match="sketches cannot be made"):
        sketches.save(Sketch("The queue", action="Read the logs."))


def test_refusals(sketches: Sketches) -> None:
    """No name, a field too long, a name too long: one sentence each, and nothing is written."""
    with pytest.raises(UsageError, match="needs the name"):
        sketches.save(Sketch(" ", action="Read the logs."))
    with pytest.raises(UsageError, match="The action has 41 words"):
        sketches.save(Sketch("x", action="word " * 41))
    with pytest.raises(UsageError, match="The task has 2,001 characters; it may have 2,000"):
        sketches.save(Sketch("x", task="a" * 2001))
    with pytest.raises(LibraryError, match="at most 80"):
        sketches.find("x" * 81)
    assert not sketches.folder.exists()


def test_a_take_tells_it(sketches: Sketches, own_home: Path) -> None:
    """The answer gets the story's name; what its words hold of the sketch is said."""
    library = Library(own_home / "recordings")
    sketches.save(Sketch("The queue").with_parts(LINES | {"task": "Ask the insurance company"}))
    take = store(library, complete_star())
    found = name_and_compare(library, sketches, take.ref, "The queue")
    assert library.find(take.ref).story == "The queue"
    told = {part.name: part for part in found.parts}
    assert {"logs", "region"} <= set(told["action"].said)
    assert told["result"].left_out == ()
    assert not told["task"].is_told
    silent = store(library, without_transcript())
    assert "no words" in name_and_compare(library, sketches, silent.ref, "The queue").withheld
