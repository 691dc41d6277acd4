"""Finds the files of packs and loads them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from voicecoach.errors import PackError
from voicecoach.questions.checking import PackProblem, read_pack
from voicecoach.questions.composing import compose_all
from voicecoach.questions.converting import to_pack
from voicecoach.questions.pack_parts import (
    FOLDERS,
    PartFiles,
    Parts,
    check_part,
    guide_names,
    locate_parts,
    part_kind,
    read_part,
)
from voicecoach.safe_files import real_path
from voicecoach.types import Pack


class PackWarning(UserWarning):
    """Warns that a broken pack was left out."""


def shipped_folder() -> Path:
    """Return the folder of the shipped packs: in the wheel, or in the checkout."""
    package = Path(__file__).parent.parent
    inside = package / "_questions"
    return inside if inside.is_dir() else package.parent / "questions"


def pack_files(user_folder: Path | None) -> list[Path]:
    """Return the files of whole packs, shipped ones first, then the user's own, each by name."""
    return [file for folder in _folders(user_folder) for file in sorted(folder.glob("*.toml"))]


def find_parts(user_folder: Path | None) -> PartFiles:
    """Return the files of which guides are composed, shipped and the user's own.

    Raises
    ------
    PackError
        ``shadowed`` if two parts of one kind are called the same.
    """
    return locate_parts(_folders(user_folder))


def locate_packs(files: Sequence[Path] = (), *, user_folder: Path | None) -> dict[str, Path | None]:
    """Return the file of each pack by the pack's name, without reading any.

    A pack is called like its file, and a guide like its parts, so names alone show whether one
    shadows another.  A guide has no one file; those that name a country are not among them.

    Raises
    ------
    PackError
        ``shadowed`` if two different packs are called the same.
    """
    parts = find_parts(user_folder)
    located: dict[str, Path | None] = dict.fromkeys(guide_names(parts))
    for file in [*pack_files(user_folder), *files]:
        known = located.setdefault(file.stem, file)
        if known is None or real_path(known) != real_path(file):
            other = known or "the guide composed of parts"
            raise PackError(
                f"Two packs are called {file.stem!r}: {other} and {file}.",
                "Rename one of the files and the `name` in it: names must be unique.",
                code="shadowed",
            )
    return located


def _folders(user_folder: Path | None) -> list[Path]:
    return [shipped_folder(), *([user_folder] if user_folder else [])]


def _warn(file: Path, error: PackError) -> None:
    del file  # the error's message contains it
    warnings.warn(f"{error} It is left out.", PackWarning, stacklevel=3)


def load_packs(
    files: Sequence[Path] = (),
    *,
    user_folder: Path | None = None,
    on_broken: Callable[[Path, PackError], None] = _warn,
    only: str = "",
) -> tuple[Pack, ...]:
    """Return the guides by name, the user's own packs, ``files``, then guides of other countries.

    Parameters
    ----------
    files
        Files of further packs; a broken one is an error.
    user_folder
        The folder of the user's own packs and parts; it need not exist.
    on_broken
        Called for each broken file of the folders, which is then left out: an error in one pack
        must not keep anybody from practising with another.  By default a Python warning.
    only
        The one pack that is wanted: of the parts only its own are read, which takes a tenth of
        the time.  If there is no such pack everything is returned.

    Raises
    ------
    PackError
        If one of ``files`` is broken, or two different packs have one name.
    """
    asked_for = {real_path(file) for file in files}
    packs = []
    located = locate_packs(files, user_folder=user_folder)
    for file in filter(None, located.values()):
        try:
            packs.append(load_pack(file))
        except PackError as error:
            if real_path(file) in asked_for:
                raise
            on_broken(file, error)
    parts = find_parts(user_folder)
    if only:
        few = _load_guides(parts.of_guide(only), on_broken)
        if found := [pack for pack in (*few, *packs) if pack.name == only]:
            return tuple(found)
    guides = _load_guides(parts, on_broken)
    usual = [guide for guide in guides if not guide.variant_of]
    return (*usual, *packs, *(guide for guide in guides if guide.variant_of))


MAX_REMEMBERED = 8
"""How many sets of parts are remembered: the whole, and a few guides asked for one by one."""

_REMEMBERED: dict[tuple[object, ...], tuple[tuple[Pack, ...], list[tuple[Path, PackError]]]] = {}


def _load_guides(
    files: PartFiles, on_broken: Callable[[Path, PackError], None]
) -> tuple[Pack, ...]:
    """Return the guides of these parts; the same ones while no file has changed.

    The site looks for changed packs every few seconds, and reading all parts takes 0.1 s.
    """
    stats = [(file, file.stat()) for _, file in files.all()]
    key = tuple((str(file), stat.st_mtime_ns, stat.st_size) for file, stat in stats)
    if key not in _REMEMBERED:
        broken: list[tuple[Path, PackError]] = []
        parts = load_parts(files, lambda file, error: broken.append((file, error)))
        while len(_REMEMBERED) >= MAX_REMEMBERED:
            _REMEMBERED.pop(next(iter(_REMEMBERED)))
        _REMEMBERED[key] = (tuple(compose_all(parts)), broken)
    guides, broken = _REMEMBERED[key]
    for file, error in broken:
        on_broken(file, error)
    return guides


def load_parts(files: PartFiles, on_broken: Callable[[Path, PackError], None] = _warn) -> Parts:
    """Return the parts that are sound; ``on_broken`` is called for each that is not."""
    sound: dict[str, dict[str, Any]] = {folder: {} for folder in FOLDERS}
    for folder, file in files.all():
        table, problems = read_part(file, FOLDERS[folder])
        if table is None:
            on_broken(file, _broken(file, problems))
        else:
            sound[folder][table.name] = table
    return Parts(**sound)


def check_file(file: Path) -> tuple[PackProblem, ...]:
    """Return everything that is wrong with a pack, or with a part, known by its folder."""
    kind = part_kind(file)
    return check_part(file, kind) if kind else read_pack(file)[1]


def load_pack(path: Path) -> Pack:
    """Return the pack of one file.

    Raises
    ------
    PackError
        With every problem of the file.
    """
    table, problems = read_pack(path)
    if table is None:
        raise _broken(path, problems)
    return to_pack(table)


def _broken(path: Path, problems: Sequence[PackProblem]) -> PackError:
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    listing = "".join(
        f"\n  {one.place + ': ' if one.place else ''}{one.message} {one.remedy}" for one in problems
    )
    return PackError(
        f"The pack {path} has {count}:{listing}",
        f"Mend it, then `voicecoach questions check {path}` looks again.",
        code="broken",
    )
