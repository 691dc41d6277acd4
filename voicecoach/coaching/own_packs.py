"""The user's own question packs: begin one from the starter, read, check and save its text."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from voicecoach.errors import LibraryError, PackError, UsageError
from voicecoach.json_files import PRIVATE_FOLDER, write_text
from voicecoach.questions import SCHEMA_FILE, PackProblem, locate_packs, pack_schema, starter_text
from voicecoach.questions.checking import check_pack
from voicecoach.questions.loading import pack_files
from voicecoach.safe_files import hold_folder, read_regular, real_path
from voicecoach.temporary_folders import temporary_folder


def write_starter(name: str, output: Path | None, folder: Path, *, today: date) -> Path:
    """Write the starter and return its file.

    Parameters
    ----------
    name
        The pack's name.
    output
        The file to write, or a folder for it; the user's own packs if not given.
    folder
        The folder of the user's own packs; made if it is not there.  The schema of packs is
        written beside them, so that editors complete the fields.
    today
        Becomes ``last_verified``.

    Raises
    ------
    UsageError
        If the name has the wrong form, or is not that of ``output``.
    PackError
        If there is such a file already, or another pack of this name, or it cannot be written.
    """
    own = output is None
    text = starter_text(name, today=today, schema=f"./{SCHEMA_FILE}" if own else None)
    file = folder / f"{name}.toml" if output is None else output
    if not own and file.is_dir():
        file = file / f"{name}.toml"
    if file.name != f"{name}.toml":
        raise UsageError(
            f"A pack called {name!r} cannot lie in {file.name}.", f"Call the file {name}.toml."
        )
    try:
        _refuse_taken(name, file, folder)
        file.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        with file.open("x", encoding="utf-8") as opened:  # x: never over another file
            opened.write(text)
        if own:
            (folder / SCHEMA_FILE).write_text(json.dumps(pack_schema(), indent=2) + "\n", "utf-8")
    except OSError as error:
        raise PackError(
            f"{file} could not be written: {error.strerror}.",
            f"Make room in {folder}, or give yourself the right to write there."
            if own
            else "Choose another place with --output.",
            code="cannot-write",
        ) from error
    return file


def _refuse_taken(name: str, file: Path, folder: Path) -> None:
    if file.exists():
        raise PackError(
            f"{file} exists already and is kept.", "Choose another name.", code="exists"
        )
    known = locate_packs(user_folder=folder)
    if name in known:
        other = known[name] or "the guide composed of its parts"
        raise PackError(
            f"There is a pack called {name!r} already: {other}.",
            "Choose another name: no pack may shadow another.",
            code="shadowed",
        )


MAX_PACK_CHARACTERS = 300_000
"""Longest text of a pack that is saved: ten times the longest that comes along."""

MAX_FILE_BYTES = 4 * MAX_PACK_CHARACTERS
"""Largest file of a pack that is read: a character has at most four bytes."""

MAX_MESSAGE = 300
"""Letters of a problem's place or sentence: it quotes the text, which can be one endless word."""


@dataclass(frozen=True, slots=True)
class OwnPack:
    """The text of one of the user's own packs, and everything wrong with it.

    Parameters
    ----------
    name
        The pack's name, which is its file's.
    file
        Where it lies.
    text
        Its TOML.
    problems
        Everything that is wrong; a pack with problems is left out when questions are asked.
    """

    name: str
    file: Path
    text: str
    problems: tuple[PackProblem, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the text, by which a later change by somebody else is noticed."""
        return _digest(self.text)


def own_packs(folder: Path) -> Iterator[OwnPack]:
    """Yield the packs that lie in the user's folder of packs, by name.

    One that cannot be read as text has that as its problem.
    """
    for file in pack_files(folder):
        if file.parent == folder:
            try:
                yield _read(file)
            except PackError as error:
                problem = PackProblem(file.name, "", "", error.message, error.remedy)
                yield OwnPack(file.stem, file, "", (problem,))


def find_own_pack(folder: Path, name: str) -> OwnPack:
    """Return one of the user's own packs.

    Raises
    ------
    PackError
        ``not-found`` if there is none of this name; ``unreadable`` if it is no text that can be
        edited.
    """
    return _read(locate_own_pack(folder, name))


def check_text(name: str, text: str) -> tuple[PackProblem, ...]:
    """Return everything that is wrong with the text of the pack ``name``; writes nothing of it."""
    if half := HALF_CHARACTER.search(text):
        line = text.count("\n", 0, half.start()) + 1
        message = f"U+{ord(half.group()):X} is half of a character."
        return (PackProblem(f"{name}.toml", "", "", message, "Delete it.", line),)
    with temporary_folder("pack") as folder:
        file = folder / f"{name}.toml"
        file.write_text(text, "utf-8")
        return tuple(_fit(replace(one, file=file.name)) for one in check_pack(file))


HALF_CHARACTER = re.compile("[\ud800-\udfff]")
"""What JSON can hold but no file: one half of a pair that makes a character."""


def _fit(problem: PackProblem) -> PackProblem:
    texts = {name: getattr(problem, name) for name in ("question", "field", "message", "remedy")}
    long: dict[str, Any] = {
        k: f"{v[:MAX_MESSAGE]} …" for k, v in texts.items() if len(v) > MAX_MESSAGE
    }
    return replace(problem, **long)


def refuse_too_large(text: str) -> None:
    """Refuse a text that is too long for a pack.

    Raises
    ------
    PackError
        ``too-large``.
    """
    if len(text) > MAX_PACK_CHARACTERS:
        raise PackError(
            f"This text has over {MAX_PACK_CHARACTERS:,} characters.",
            "Divide the pack into two.",
            code="too-large",
        )


def save_text(folder: Path, name: str, text: str, digest: str) -> OwnPack:
    """Save the text of one's own pack, sound or not: half-written work is kept too.

    Parameters
    ----------
    digest
        ``OwnPack.digest`` of the text that the change began with.

    Raises
    ------
    PackError
        ``not-found``; ``unreadable`` as `find_own_pack`; ``link`` if the file is a link;
        ``changed`` if it has another text by now; ``too-large``; ``cannot-write``.
    """
    text = text.replace("\r\n", "\n")
    file = locate_own_pack(folder, name)
    refuse_too_large(text)
    if file.is_symlink():
        raise PackError(
            f"{file.name} is a link to {real_path(file)}.",
            "Copy your text, and change that file itself in an editor.",
            code="link",
        )
    with hold_folder(folder) as alone:  # of several who save at once the first one wins
        before = _text_of(file)
        if not alone or (_digest(before) != digest and before != text):
            raise PackError(
                f"{file.name} was changed by another program meanwhile.",
                "Copy your text, reload the page, and put your change in again.",
                code="changed",
            )
        try:
            write_text(file, text)
        except LibraryError as error:
            raise PackError(
                error.message,
                "Copy your text, and make room or give yourself the right to write there.",
                code="cannot-write",
            ) from error
    return _read(file)


def locate_own_pack(folder: Path, name: str) -> Path:
    """Return the file of one of the user's own packs, unread.

    Raises
    ------
    PackError
        ``not-found`` if there is none of this name.
    """
    for file in pack_files(folder):
        if file.parent == folder and file.stem == name:
            return file
    raise PackError(
        f"There is no pack called {name!r} among your own.",
        "`voicecoach questions new NAME` begins one.",
        code="not-found",
    )


def _read(file: Path) -> OwnPack:
    text = _text_of(file)
    return OwnPack(file.stem, file, text, check_text(file.stem, text))


def _text_of(file: Path) -> str:
    """Return the text of a pack's file.

    Raises
    ------
    PackError
        ``unreadable``.
    """
    try:
        data = read_regular(file, MAX_FILE_BYTES + 1)
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        why = f"{file.name} is no UTF-8 text.", "Save it again in UTF-8 with an editor."
    except OSError as error:
        why = f"{file.name} cannot be read: {error.strerror}.", "Look what lies there."
    else:
        if len(data) <= MAX_FILE_BYTES:
            return text
        why = f"{file.name} is far too large for a pack.", "Divide it into two with an editor."
    raise PackError(*why, code="unreadable")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
