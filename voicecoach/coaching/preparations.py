"""The preparations: plain files beside the library; one of them is current."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from voicecoach.coaching.read_advert import AdvertError
from voicecoach.config import Paths
from voicecoach.errors import LibraryError, PackError
from voicecoach.json_files import from_json, make_folder, one_writer, to_json, write_text
from voicecoach.progress.advert import choose_guide, read_advert
from voicecoach.progress.preparation import Preparation, prepare
from voicecoach.questions import find_pack
from voicecoach.safe_files import read_regular
from voicecoach.types import Pack

CURRENT_FILE = "current.txt"
"""Holds the name of the current preparation."""

LOCK_FILE = ".changing"
"""Held by whoever changes a preparation: a terminal and the site may at the same moment."""

MAX_NAME = 60
"""Characters of a preparation's name, which is its file's."""

DIGITS = 16
"""Hexadecimal digits by which an advert is known again: chance finds none of 10¹⁹."""

MAX_FILE_BYTES = 1_000_000
"""A hundred times a long preparation."""


class AlreadyPreparedError(AdvertError):
    """There is a preparation for the same advert; ``name`` is its name."""

    default_code = "already-prepared"

    def __init__(self, existing: Preparation) -> None:
        super().__init__(
            f"There is a plan for this advert already: {existing.name}.",
            f"`voicecoach plan --use {existing.name}` goes on with it. "
            "`voicecoach prepare --again ADVERT` makes a second one.",
        )
        self.name = existing.name


class Preparations:
    """The folder of preparations; it need not exist."""

    def __init__(self, paths: Paths) -> None:
        self.folder = paths.data / "preparations"

    def names(self) -> list[str]:
        """Return the names of all preparations."""
        return sorted(file.stem for file in self.folder.glob("*.json"))

    def current(self) -> Preparation | None:
        """Return the current preparation; None where there is none, or it was deleted.

        Raises
        ------
        LibraryError
            ``damaged`` if its file is broken.
        """
        name = self.current_name()
        if not name:
            return None
        try:
            return self.load(name)
        except LibraryError as error:
            others = [one for one in self.names() if one != name]
            go_on = f" `voicecoach plan --use NAME` goes on with another: {', '.join(others)}."
            remedy = error.remedy + (go_on if others else "")
            raise LibraryError(error.message, remedy, code=error.code) from error

    def current_name(self) -> str:
        """Return the name of the current preparation; empty where there is none."""
        try:
            name = read_regular(self.folder / CURRENT_FILE, 1000).decode("utf-8", "replace")
        except OSError:
            return ""
        return name.strip() if name.strip() in self.names() else ""

    def damaged(self) -> dict[str, LibraryError]:
        """Return what is wrong with each preparation that cannot be read, by its name."""
        found = {}
        for name in self.names():
            try:
                self.load(name)
            except LibraryError as error:
                found[name] = error
        return found

    def made_of(self, advert: str) -> Preparation | None:
        """Return the preparation for an advert (``Preparation.advert``), if there is one."""
        for name in self.names():
            with suppress(LibraryError):  # a broken file is no preparation to go on with
                one = self.load(name)
                if one.advert == advert:
                    return one
        return None

    def load(self, name: str) -> Preparation:
        """Return a preparation by its name.

        Raises
        ------
        LibraryError
            ``not-found`` if there is none, ``damaged`` if its file is broken.
        """
        if name not in self.names():
            known = ", ".join(self.names()) or "none yet"
            raise LibraryError(
                f"There is no preparation {name!r}.", f"There are: {known}.", code="not-found"
            )
        file = self.folder / f"{name}.json"
        try:
            found = from_json(read_regular(file, MAX_FILE_BYTES), Preparation, origin=str(file))
        except LibraryError as error:
            raise LibraryError(
                error.message, f"Mend the file {file}, or delete it.", code="damaged"
            ) from error
        return replace(found, name=name)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Let one change at a time be read, made and saved, other processes included.

        Raises
        ------
        LibraryError
            ``cannot-write`` if the folder cannot be written.
        """
        make_folder(self.folder)
        with one_writer(self.folder / LOCK_FILE):
            yield

    def save(self, preparation: Preparation, *, make_current: bool = False) -> Path:
        """Write a preparation whole or not at all and return its file."""
        make_folder(self.folder)
        file = self.folder / f"{preparation.name}.json"
        write_text(file, to_json(preparation, indent=2) + "\n")
        if make_current:
            self.use(preparation.name)
        return file

    def use(self, name: str) -> Preparation:
        """Make a preparation the current one and return it."""
        preparation = self.load(name)
        write_text(self.folder / CURRENT_FILE, name + "\n")
        return preparation

    def free_name(self, company: str, role: str) -> str:
        """Return a name that no other preparation has."""
        words = re.sub(r"[^a-z0-9]+", "-", f"{company} {role}".casefold()).strip("-")
        name = words[:MAX_NAME].strip("-") or "a-job"
        taken = set(self.names())
        numbered = (name if n == 1 else f"{name}-{n}" for n in range(1, len(taken) + 2))
        return next(one for one in numbered if one not in taken)


def prepare_for(
    preparations: Preparations,
    lines: Sequence[str],
    packs: Sequence[Pack],
    *,
    cv_lines: Sequence[str] | None = None,
    interview: date | None = None,
    company: str = "",
    role: str = "",
    pack: str = "",
    again: bool = False,
) -> Preparation:
    """Read an advert, keep the preparation as the current one, and return it.

    Parameters
    ----------
    lines
        The advert's (``read_advert.read_lines``).
    company, role, pack
        What the candidate knows better than the rules; empty where the rules decide.
    again
        Whether to make a second one for an advert that has one.

    Raises
    ------
    AlreadyPreparedError
        If there is one for this advert, and not ``again``.
    PackError
        If there is no such pack, or no pack at all.
    AdvertError
        If the text says nothing about a job.
    """
    advert = read_advert(lines, packs)
    advert = replace(advert, company=company or advert.company, role=role or advert.role)
    if not (advert.company or advert.role or advert.requirements or advert.terms):
        raise AdvertError(
            "No job was found in this text: no company, role, requirement or skill.",
            "Save the advert's own text, or say --company and --role.",
        )
    guide = find_pack(packs, pack) if pack else choose_guide(advert, packs)
    if guide is None:
        raise PackError("There is no question pack.", "`voicecoach questions check` says why.")
    known_by = sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()[:DIGITS]
    day = interview.isoformat() if interview else ""
    with preparations.changing():
        existing = preparations.made_of(known_by)
        if existing and not again:
            raise AlreadyPreparedError(existing)
        name = preparations.free_name(advert.company, advert.role)
        made = prepare(name, advert, guide, cv_lines=cv_lines)
        made = replace(made, interview=day, advert=known_by)
        preparations.save(made, make_current=True)
    return made


def current_for(paths: Paths, pack: str = "") -> Preparation | None:
    """Return the current preparation, if it can be read and builds on ``pack`` or none is given."""
    try:
        current = Preparations(paths).current()
    except LibraryError:  # `plan` names the broken file; practising goes on without it
        return None
    return current if current and pack in ("", current.pack) else None


def own_terms(paths: Paths) -> tuple[str, ...]:
    """Return the terms of the current preparation, which the recogniser should expect."""
    current = current_for(paths)
    return tuple(one.term for one in current.terms) if current else ()
