"""The sketches of stories: plain files beside the library, and a take told by one of them."""

from __future__ import annotations

import re
from pathlib import Path

from voicecoach.config import Paths
from voicecoach.errors import LibraryError, UsageError
from voicecoach.json_files import from_json, make_folder, to_json, write_text
from voicecoach.library import Answer, Library
from voicecoach.library.marks import story_name
from voicecoach.progress.sketch import (
    MAX_WORDS,
    Sketch,
    SketchComparison,
    compare_sketch,
    find_too_long,
)
from voicecoach.safe_files import read_regular
from voicecoach.types import PARTS

MAX_FILE_BYTES = 100_000
"""Fifty times the longest sketch."""

MAX_NAME = 60
"""Letters of a sketch's file name."""


class Sketches:
    """The folder of sketches; it need not exist."""

    def __init__(self, paths: Paths) -> None:
        self.folder = paths.data / "sketches"

    def all(self) -> tuple[Sketch, ...]:
        """Return every sketch that can be read, by the name of its story."""
        found = (_read(file) for file in sorted(self.folder.glob("*.json")))
        return tuple(sorted((s for s in found if s), key=lambda sketch: sketch.story.casefold()))

    def find(self, story: str) -> Sketch:
        """Return the sketch of a story; an empty one where none was written.

        Raises
        ------
        LibraryError
            ``too-large`` if the name is too long for a story's.
        """
        name = story_name(story)
        file = self._file(name)
        return (_read(file) if file else None) or Sketch(name)

    def save(self, sketch: Sketch) -> Sketch:
        """Write a sketch whole or not at all and return it as it was kept; an empty one goes.

        Raises
        ------
        UsageError
            If it has no story's name, or a field has more than 40 words.
        """
        fields: dict[str, str] = {name: " ".join(sketch.part(name).split()) for name in PARTS}
        kept = Sketch(story_name(sketch.story)).with_parts(fields)
        if not kept.story:
            raise UsageError("A sketch needs the name of its story.", "Give it a name.")
        if (long := find_too_long(kept)) is not None:
            raise UsageError(
                f"The {long[0]} has {long[1]} words; a sketch has at most {MAX_WORDS}.",
                "Keep what you would forget, and leave the sentences to the telling.",
            )
        file = self._file(kept.story)
        if kept.is_empty:
            if file is not None:
                file.unlink(missing_ok=True)
            return kept
        make_folder(self.folder)
        write_text(file or self._free_file(kept.story), to_json(kept, indent=2) + "\n")
        return kept

    def _file(self, story: str) -> Path | None:
        """Return the file that holds a story's sketch."""
        for file in sorted(self.folder.glob("*.json")):
            found = _read(file)
            if found is not None and found.story == story:
                return file
        return None

    def _free_file(self, story: str) -> Path:
        words = re.sub(r"[^a-z0-9]+", "-", story.casefold()).strip("-")[:MAX_NAME].strip("-")
        name, number = words or "story", 1
        while (file := self.folder / f"{name}{f'-{number}' if number > 1 else ''}.json").exists():
            number += 1
        return file


def _read(file: Path) -> Sketch | None:
    try:
        return from_json(read_regular(file, MAX_FILE_BYTES), Sketch, origin=str(file))
    except (LibraryError, OSError):  # a broken sketch is no reason not to practise
        return None


def tell_story(library: Library, sketches: Sketches, ref: str, story: str) -> SketchComparison:
    """Give an answer its story's name, and compare the take with the story's sketch.

    Raises
    ------
    LibraryError
        If the answer cannot be found or written.
    """
    entry = library.find(ref)
    library.save_story(entry, story)
    return compare_take(sketches, library.load(entry), story)


def compare_take(sketches: Sketches, answer: Answer, story: str = "") -> SketchComparison:
    """Return a stored take beside the sketch of the story that it tells."""
    analysis = answer.analysis
    words = analysis.transcript if analysis and analysis.measures.n_words is not None else None
    return compare_sketch(sketches.find(story or answer.entry.story), words.text if words else None)
