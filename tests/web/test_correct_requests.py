"""Corrections that no page of ours would send: refused in a sentence, and nothing is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.samples import QUESTION, STARTED, complete_star
from tests.web.site import send_json, serving
from voicecoach.library import Library
from voicecoach.web.instance import Running

WORDS = {"do": "words", "revision": 0, "first": 0, "last": 0, "text": "x"}
REFUSED: list[tuple[Any, int]] = [
    ({}, 400),
    ([], 400),
    ("words", 400),
    (None, 400),
    ({**WORDS, "do": "delete"}, 400),
    ({**WORDS, "revision": "0"}, 400),
    ({**WORDS, "revision": 7}, 409),
    ({**WORDS, "revision": -1}, 409),
    ({**WORDS, "first": -1}, 400),
    ({**WORDS, "last": 10**9}, 400),
    ({**WORDS, "last": 10**30}, 400),
    ({**WORDS, "first": 5, "last": 4}, 400),
    ({**WORDS, "first": 0.5}, 400),
    ({**WORDS, "first": True}, 400),
    ({**WORDS, "text": None}, 400),
    ({**WORDS, "text": ["x"]}, 400),
    ({**WORDS, "text": "x" * 20_001}, 400),
    ({"do": "strike", "revision": 0, "filler": -1}, 400),
    ({"do": "strike", "revision": 0, "filler": 999}, 400),
    ({"do": "add", "revision": 0, "first": 0, "last": 0, "text": "  "}, 400),
    ({"do": "part", "revision": 0, "first": 0, "last": 3, "part": "moral"}, 400),
    ({"do": "part", "revision": 0, "first": 0, "last": 10_000, "part": "task"}, 400),
    ({"do": "verdict", "revision": 0, "part": "other", "verdict": "found"}, 400),
    ({"do": "verdict", "revision": 0, "part": "task", "verdict": "<script>"}, 400),
    ({"do": "undo", "revision": 0, "steps": [1]}, 400),
    ({"do": "undo", "revision": 0, "steps": "all"}, 400),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return a library with one analysed answer."""
    library = Library(tmp_path_factory.mktemp("corrections") / "recordings")
    take = library.create_take(
        library.create_answer(library.create_session(QUESTION.pack, STARTED), QUESTION)
    )
    analysis = complete_star()
    assert analysis.transcript is not None
    library.save_transcript(take, analysis.transcript)
    library.save_analysis(take, analysis)
    return library


@pytest.fixture(scope="module")
def running(library: Library) -> Iterator[Running]:
    """Serve it."""
    with serving(library) as running:
        yield running


def send(running: Running, ref: str, body: str) -> tuple[int, str]:
    """Post a body as our own script does."""
    return send_json(running, f"/answer/{ref}/correct", body)


@pytest.mark.parametrize(("wish", "status"), REFUSED)
def test_what_is_no_correction_is_refused(
    library: Library, running: Running, wish: Any, status: int
) -> None:
    """Each gets a sentence and leaves no file."""
    entry = library.entries()[0]
    got, text = send(running, entry.ref, json.dumps(wish))
    assert got == status
    assert json.loads(text)["message"].endswith(".")
    folder: Path = library.folder(entry).path
    assert not (folder / "corrections.json").exists()


@pytest.mark.parametrize("body", ["", "{", "[" * 100_000, "NaN", '{"do": "words"', "\x00"])
def test_what_is_no_json_is_refused(library: Library, running: Running, body: str) -> None:
    """Broken, endless and odd JSON alike."""
    assert send(running, library.entries()[0].ref, body)[0] == 400


def test_an_answer_that_is_not_there(running: Running) -> None:
    """A forged name is a 404, and nothing is made for it."""
    ref = "2026-01-01T00-00_x/01_y/take-1"
    assert send(running, ref, json.dumps(WORDS))[0] == 404
