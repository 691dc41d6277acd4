"""Writes the starter pack of `questions new`, and never replaces a file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from voicecoach.errors import PackError, UsageError
from voicecoach.json_files import PRIVATE_FOLDER
from voicecoach.questions import SCHEMA_FILE, locate_packs, pack_schema, starter_text


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
    if file.is_dir():
        file = file / f"{name}.toml"
    if file.name != f"{name}.toml":
        raise UsageError(
            f"A pack called {name!r} cannot lie in {file.name}.", f"Call the file {name}.toml."
        )
    _refuse_taken(name, file, folder)
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        with file.open("x", encoding="utf-8") as opened:  # x: never over another file
            opened.write(text)
        if own:
            (folder / SCHEMA_FILE).write_text(json.dumps(pack_schema(), indent=2) + "\n", "utf-8")
    except OSError as error:
        raise PackError(
            f"{file} could not be written: {error.strerror}.",
            "Choose another place with --output.",
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
