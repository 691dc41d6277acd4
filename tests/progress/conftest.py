"""A guide and an answer that tests of stories share."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.samples import PACK, complete_star, fill_library
from voicecoach.library import Entry
from voicecoach.questions import find_pack, load_packs
from voicecoach.types import Pack


@pytest.fixture(scope="module")
def pack() -> Pack:
    """Return the shipped guide that the sample answers belong to."""
    return find_pack(load_packs((), only=PACK), PACK)


@pytest.fixture
def told(own_home: Path) -> Entry:
    """Return a stored answer that went well and tells “The queue”."""
    library, _ = fill_library(own_home / "recordings", complete_star())
    library.save_story(library.find("last"), "The queue")
    (entry,) = library.entries()
    assert entry.summary is not None
    return replace(entry, summary=replace(entry.summary, star=("found",) * 4, priority="follow-up"))
