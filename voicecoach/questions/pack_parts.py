"""The files of companies, roles and countries, and the guides that their names promise.

A guide is called ROLE, COMPANY-ROLE, or either with -COUNTRY behind it.  Names alone say which
guides there are; nothing is read for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from voicecoach.errors import PackError
from voicecoach.questions.checking import PackProblem, read_table
from voicecoach.questions.explaining import suggest
from voicecoach.questions.part_tables import CompanyTable, CountryTable, PartTable, RoleTable

USUAL_COUNTRY = "united-kingdom"
"""The country of a guide that names none, unless its company hires elsewhere only."""

FOLDERS: dict[str, type[PartTable]] = {
    "companies": CompanyTable,
    "roles": RoleTable,
    "countries": CountryTable,
}


@dataclass(frozen=True, slots=True)
class PartFiles:
    """The file of each part, by the part's name."""

    companies: Mapping[str, Path]
    roles: Mapping[str, Path]
    countries: Mapping[str, Path]

    def of_guide(self, name: str) -> PartFiles:
        """Return the parts that a guide of this name may be made of: few, found by its name."""

        def named(files: Mapping[str, Path]) -> dict[str, Path]:
            return {part: file for part, file in files.items() if f"-{part}-" in f"-{name}-"}

        # a company may have another country than the usual one, so all of them
        return PartFiles(named(self.companies), named(self.roles), self.countries)

    def all(self) -> Iterator[tuple[str, Path]]:
        """Yield each folder's name with each of its files."""
        for folder in FOLDERS:
            for file in getattr(self, folder).values():
                yield folder, file


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that are sound."""

    companies: Mapping[str, CompanyTable]
    roles: Mapping[str, RoleTable]
    countries: Mapping[str, CountryTable]


def locate_parts(folders: Sequence[Path]) -> PartFiles:
    """Return the part files of pack folders (shipped, own), reading none of them.

    Raises
    ------
    PackError
        ``shadowed`` if two parts of one kind are called the same.
    """
    found: dict[str, dict[str, Path]] = {name: {} for name in FOLDERS}
    for folder in folders:
        for name, files in found.items():
            for file in sorted((folder / name).glob("*.toml")):
                known = files.setdefault(file.stem, file)
                if known != file:
                    raise PackError(
                        f"Two of the {name} are called {file.stem!r}: {known} and {file}.",
                        "Rename one of the files and the `name` in it: no part may shadow another.",
                        code="shadowed",
                    )
    return PartFiles(**found)


def guide_name(company: str, role: str, country: str = "") -> str:
    """Return what the guide of these parts is called."""
    return "-".join(part for part in (company, role, country) if part)


def guide_names(files: PartFiles) -> list[str]:
    """Return the names of the guides that name no country, sorted; nothing is read for them."""
    companies = ["", *files.companies]
    return sorted(guide_name(company, role) for company in companies for role in files.roles)


def part_kind(file: Path) -> type[PartTable] | None:
    """Return the table of a part file, known by the folder it lies in; nothing for a pack."""
    return FOLDERS.get(file.parent.name)


def check_part(file: Path, model: type[PartTable]) -> tuple[PackProblem, ...]:
    """Return everything that is wrong with one part, looked at alone.

    A fact without a public source is told here alone: a part that has one is read all the same.
    """
    table, problems = read_part(file, model)
    return problems if table is None else tuple(_unpublished(file, table))


def read_part(
    file: Path, model: type[PartTable]
) -> tuple[PartTable | None, tuple[PackProblem, ...]]:
    """Return a part, or nothing and everything that is wrong with it.

    A file that has not changed is read once: reading all parts takes 0.1 s, and the site looks at
    them whenever somebody saves a pack.
    """
    try:
        stat = file.stat()
    except OSError:
        return _read_part(file, model)
    return _remember(file, model, (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size))


MAX_FILES_REMEMBERED = 100
"""Several times the shipped parts; the longest takes 100 kB of memory."""


@lru_cache(maxsize=MAX_FILES_REMEMBERED)
def _remember(
    file: Path, model: type[PartTable], state: tuple[int, ...]
) -> tuple[PartTable | None, tuple[PackProblem, ...]]:
    del state  # what the file was like when it was read
    return _read_part(file, model)


def _read_part(
    file: Path, model: type[PartTable]
) -> tuple[PartTable | None, tuple[PackProblem, ...]]:
    table, problems = read_table(file, model)
    if table is not None:
        problems = tuple(_unsourced(file, table))
    return (None if problems else table), problems


def _unsourced(file: Path, table: PartTable) -> Iterator[PackProblem]:
    """Yield each fact whose source is not among the part's own."""
    titles = {source.title for source in table.sources}
    for number, fact in enumerate(table.facts, start=1):
        if fact.source not in titles:
            message = f"{fact.source!r} is the title of none of the [[sources]]."
            remedy = suggest(fact.source, titles) if titles else "Add it as [[sources]]."
            yield PackProblem(str(file), "", f"facts.#{number}.source", message, remedy)


def _unpublished(file: Path, table: PartTable) -> Iterator[PackProblem]:
    """Yield each fact whose source has no address, so that nobody can read it."""
    without = {source.title for source in table.sources if not source.url}
    for number, fact in enumerate(table.facts, start=1):
        if fact.source in without:
            message = f"{fact.source!r} has no url: nobody can look the fact up."
            remedy = "Give the source its url, or leave the fact out."
            yield PackProblem(str(file), "", f"facts.#{number}.source", message, remedy)


def part_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of the part files in a folder: companies, roles or countries."""
    return FOLDERS[kind].model_json_schema()
