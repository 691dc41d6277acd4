"""The sketches of stories: plain files beside the library, and a take told by one of them."""

from __future__ import annotations

import re
from pathlib import Path

from voicecoach.config import Paths
from voicecoach.errors import LibraryError, UsageError
from voicecoach.json_files import make_folder, read_document, to_json, write_text
from voicecoach.library import Answer, Library
from voicecoach.library.marks import story_name
from voicecoach.progress.sketch import (
    MAX_LETTERS,
    MAX_WORDS,
    Sketch,
    SketchComparison,
    compare_sketch,
    find_too_long,
)
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
        found = [one for _, one in self._read_all() if isinstance(one, Sketch)]
        return tuple(sorted(found, key=lambda sketch: sketch.story.casefold()))

    def broken(self) -> tuple[LibraryError, ...]:
        """Return why each file that holds no sketch, or one of a later version, cannot be read."""
        return tuple(one for _, one in self._read_all() if isinstance(one, LibraryError))

    def find(self, story: str) -> Sketch:
        """Return the sketch of a story; an empty one where none was written.

        Raises
        ------
        LibraryError
            ``too-large`` if the name is too long for a story's; ``damaged`` or ``newer`` if the
            file that bears its name cannot be read.
        """
        name = story_name(story)
        found = self._search(name)
        return found[1] if found else Sketch(name)

    def save(self, sketch: Sketch) -> Sketch:
        """Write a sketch whole or not at all and return it as it was kept; an empty one goes.

        Raises
        ------
        UsageError
            If it has no story's name, or a field is too long.
        LibraryError
            As `find`, or if the folder cannot be written.
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
        for name, text in fields.items():
            if len(text) > MAX_LETTERS:
                raise UsageError(
                    f"The {name} has {len(text):,} characters; it may have {MAX_LETTERS:,}.",
                    "Keep what you would forget, and leave the sentences to the telling.",
                )
        found = self._search(kept.story)
        file = found[0] if found else None
        if kept.is_empty:
            if file is not None:
                file.unlink(missing_ok=True)
            return kept
        make_folder(self.folder)
        write_text(file or self._free_file(kept.story), to_json(kept, indent=2) + "\n")
        return kept

    def _search(self, story: str) -> tuple[Path, Sketch] | None:
        """Return the sketch of a story and its file.

        Raises
        ------
        LibraryError
            If there is none, but a file of the story's name that cannot be read.
        """
        unreadable = None
        for file, found in self._read_all():
            if isinstance(found, Sketch):
                if found.story == story:
                    return file, found
            elif re.fullmatch(rf"{_file_name(story)}(-\d+)?", file.stem):
                unreadable = unreadable or found
        if unreadable is not None:
            raise unreadable
        return None

    def _read_all(self) -> list[tuple[Path, Sketch | LibraryError]]:
        return [(file, _read(file)) for file in sorted(self.folder.glob("*.json"))]

    def _free_file(self, story: str) -> Path:
        name, number = _file_name(story), 1
        while (file := self.folder / f"{name}{f'-{number}' if number > 1 else ''}.json").exists():
            number += 1
        return file


def _file_name(story: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", story.casefold()).strip("-")[:MAX_NAME].strip("-")
    return words or "story"


def _read(file: Path) -> Sketch | LibraryError:
    remedy = "Mend the file or delete it; your answers stay."
    try:
        return read_document(file, Sketch, limit=MAX_FILE_BYTES, remedy=remedy)
    except LibraryError as error:
        return error


def name_and_compare(
    library: Library, sketches: Sketches, ref: str, story: str
) -> SketchComparison:
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
    """Return a stored take beside the sketch of the story that it tells.

    Where the sketch cannot be read, ``withheld`` says so.
    """
    name = story or answer.entry.story
    try:
        sketch = sketches.find(name)
    except LibraryError as error:
        return SketchComparison(name, (), str(error))
    analysis = answer.analysis
    words = analysis.transcript if analysis and analysis.measures.n_words is not None else None
    return compare_sketch(sketch, words.text if words else None)
