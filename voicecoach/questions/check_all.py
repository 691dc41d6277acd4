"""Every pack, every part and every guide that the parts make, looked at together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from voicecoach.questions.checking import PackProblem
from voicecoach.questions.combining import CheckedGuide, check_conditions, check_guides
from voicecoach.questions.loading import (
    check_file,
    find_parts,
    load_parts,
    pack_files,
)
from voicecoach.questions.pack_parts import PartFiles, guide_names, part_kind
from voicecoach.safe_files import real_path
from voicecoach.types import PackParts


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at: files with their problems, guides with theirs."""

    files: dict[Path, list[PackProblem]]
    guides: tuple[CheckedGuide, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong anywhere."""
        return not any(self.files.values()) and not any(one.problems for one in self.guides)


def check_all(names: Sequence[str], user_folder: Path | None) -> Checked:
    """Return everything that is wrong.

    Parameters
    ----------
    names
        Files, or names of packs, parts and guides; every one there is if empty.  A part is
        looked at in each guide that it belongs to.
    user_folder
        The folder of the user's own packs and parts.

    Raises
    ------
    PackError
        ``shadowed`` if two parts of one kind are called the same.
    """
    parts = find_parts(user_folder)
    sound = load_parts(parts, lambda *_: None)  # the broken ones are named below, file by file
    guides = check_guides(sound)
    every = [*pack_files(user_folder), *(file for _, file in parts.all())]
    wanted = list(dict.fromkeys(every))
    if names:
        found = [_files_of(name, every, guides, parts) for name in names]
        wanted = list(dict.fromkeys(file for files in found for file in files))
        guides = tuple(one for one in guides if _is_asked_for(one, names, parts))
    files = {file: list(check_file(file)) for file in wanted}
    for problem in check_conditions(parts, sound):
        if Path(problem.file) in files:
            files[Path(problem.file)].append(problem)
    packs = [file for file in wanted if part_kind(file) is None]
    for file, other in _shadowed(packs, user_folder, parts):
        message = f"is called like the pack {other}."
        remedy = "Rename one of the files and the `name` in it."
        files[file].append(PackProblem(str(file), "", "name", message, remedy))
    return Checked(files, guides)


def _files_of_parts(names: PackParts, parts: PartFiles) -> list[Path]:
    found = (
        parts.companies.get(names.company),
        parts.roles.get(names.role),
        parts.countries.get(names.country),
    )
    return [file for file in found if file]


def _files_of(
    name: str, every: Sequence[Path], guides: Sequence[CheckedGuide], parts: PartFiles
) -> list[Path]:
    """Return the file of this name; where there is none, those of the pack, part or guide."""
    file = Path(name)
    if file.exists() or file.name != name:
        return [file]
    stem = name.removesuffix(".toml")
    for one in guides:
        if one.guide.name == stem and one.guide.parts:
            return _files_of_parts(one.guide.parts, parts)
    return [one for one in every if one.stem == stem] or [file]


def _is_asked_for(one: CheckedGuide, names: Sequence[str], parts: PartFiles) -> bool:
    """Return whether a guide was named, or one of its parts was, by name or file."""
    stems = {name.removesuffix(".toml") for name in names}
    if one.guide.name in stems or one.guide.parts is None:
        return one.guide.name in stems
    named = {real_path(Path(name)) for name in names}
    return any(
        file.stem in stems or real_path(file) in named
        for file in _files_of_parts(one.guide.parts, parts)
    )


def _shadowed(
    files: Sequence[Path], user_folder: Path | None, parts: PartFiles
) -> Iterator[tuple[Path, str]]:
    """Yield each pack that is called like another pack or a guide, with what that is."""
    guides = set(guide_names(parts))
    for file in files:
        others = [
            str(other)
            for other in [*pack_files(user_folder), *files]
            if other.stem == file.stem and real_path(other) != real_path(file)
        ]
        if file.stem in guides:
            others.append(f"{file.stem} that is composed of parts")
        if others:
            yield file, others[0]
