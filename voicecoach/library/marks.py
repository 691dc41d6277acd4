"""Saves the candidate's notes on a take, and the star and story name of an answer."""

from __future__ import annotations

import hashlib
import threading
import unicodedata
from dataclasses import replace
from pathlib import Path

from voicecoach.errors import LibraryError
from voicecoach.json_files import to_json, write_text
from voicecoach.library.folders import AnswerFolder, TakeFolder
from voicecoach.library.reading import Problems, is_inside, read_marks, read_notes
from voicecoach.library.records import Marks

MAX_NOTES = 100_000
"""Characters: about forty pages, and a tenth of the largest request."""
MAX_STORY = 80
"""Characters of a story's name."""


_WRITING = threading.Lock()
"""Held from the check of what is stored until the write, so that two requests cannot mix."""


def notes_version(text: str) -> str:
    """Return a short hash that identifies a text of notes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def save_notes(root: Path, take: TakeFolder, text: str, *, seen: str) -> None:
    """Write ``notes.md`` unless it changed meanwhile; empty notes delete the file.

    Parameters
    ----------
    text
        The new notes, Markdown.
    seen
        ``notes_version`` of the notes that the candidate edited.

    Raises
    ------
    LibraryError
        ``too-large``; ``changed``, where another window or program wrote meanwhile;
        ``cannot-write``.
    """
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    text = f"{text}\n" if text else ""
    if len(text) > MAX_NOTES:
        raise LibraryError(
            f"Notes hold at most {MAX_NOTES:,} characters.",
            "Keep the rest in a file of your own.",
            code="too-large",
        )
    with _WRITING:
        if seen != notes_version(read_notes(take, Problems(root))):
            raise LibraryError(
                "These notes were changed in another window or program meanwhile.",
                "Both texts are shown; keep what you need and save again.",
                code="changed",
            )
        _refuse_outside(take.notes, root)
        if text:
            write_text(take.notes, text)
        else:
            take.notes.unlink(missing_ok=True)


def save_star(root: Path, answer: AnswerFolder, *, starred: bool) -> None:
    """Set or remove an answer's star."""
    with _WRITING:
        _save(root, answer, replace(_read(root, answer), starred=starred))


def save_story(root: Path, answer: AnswerFolder, story: str) -> None:
    """Set the name of the story that an answer tells; an empty name removes it.

    Raises
    ------
    LibraryError
        ``too-large`` where the name is too long; ``cannot-write``.
    """
    name = story_name(story)
    with _WRITING:
        _save(root, answer, replace(_read(root, answer), story=name))


def story_name(text: str) -> str:
    """Return a story's name as it is kept: one line without control characters.

    Raises
    ------
    LibraryError
        ``too-large`` where it is too long.
    """
    kept = (" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    name = " ".join("".join(kept).split())
    if len(name) > MAX_STORY:
        raise LibraryError(
            f"A story's name has at most {MAX_STORY} characters.",
            "Keep the story itself in the notes.",
            code="too-large",
        )
    return name


def _read(root: Path, answer: AnswerFolder) -> Marks:
    """Return the stored marks; fail if they cannot be read, since saving would replace them."""
    problems = Problems(root)
    marks = read_marks(answer.path, problems)
    for problem in problems.as_tuple():
        remedy = "`voicecoach data rebuild` sets it aside." if problem.code == "damaged" else ""
        raise LibraryError(problem.message, remedy, code=problem.code)
    return marks


def _save(root: Path, answer: AnswerFolder, marks: Marks) -> None:
    _refuse_outside(answer.marks, root)
    if marks == Marks():
        answer.marks.unlink(missing_ok=True)
    else:
        write_text(answer.marks, to_json(marks, indent=1) + "\n")


def _refuse_outside(file: Path, root: Path) -> None:
    """Refuse a file whose folder is a link out of the library."""
    if not is_inside(file.parent, root):
        raise LibraryError(f"{file} lies outside the recordings folder.", code="not-found")
