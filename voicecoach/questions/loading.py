"""Finds pack files and loads them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

from voicecoach.errors import PackError
from voicecoach.questions.checking import read_pack
from voicecoach.questions.tables import PackTable, QuestionTable, TitledTable
from voicecoach.types import FollowUp, Mistake, Pack, Quality, Question, Source, Stage, Titled


class PackWarning(UserWarning):
    """Warns that a broken pack was left out."""


def shipped_folder() -> Path:
    """Return the folder of the shipped packs: in the wheel, or in the checkout."""
    package = Path(__file__).parent.parent
    inside = package / "_questions"
    return inside if inside.is_dir() else package.parent / "questions"


def pack_files(user_folder: Path | None) -> list[Path]:
    """Return the files of the shipped packs, then of the user's own, both sorted by name."""
    folders = [shipped_folder(), *([user_folder] if user_folder else [])]
    return [file for folder in folders for file in sorted(folder.glob("*.toml"))]


def locate_packs(files: Sequence[Path] = (), *, user_folder: Path | None) -> dict[str, Path]:
    """Return the file of each pack by the pack's name, without reading any.

    A pack has the name of its file, so file names show whether one pack hides another.

    Raises
    ------
    PackError
        ``shadowed`` if two files have the same name.
    """
    located: dict[str, Path] = {}
    for file in [*pack_files(user_folder), *files]:
        known = located.setdefault(file.stem, file)
        if known.resolve() != file.resolve():
            raise PackError(
                f"Two packs are called {file.stem!r}: {known} and {file}.",
                "Rename one of the files and the `name` in it: names must be unique.",
                code="shadowed",
            )
    return located


def _warn(file: Path, error: PackError) -> None:
    del file  # the error's message contains it
    warnings.warn(f"{error} It is left out.", PackWarning, stacklevel=3)


def load_packs(
    files: Sequence[Path] = (),
    *,
    user_folder: Path | None = None,
    on_broken: Callable[[Path, PackError], None] = _warn,
) -> tuple[Pack, ...]:
    """Return the shipped packs, the user's own and ``files``.

    Parameters
    ----------
    files
        Files of further packs; a broken one is an error.
    user_folder
        The folder of the user's own packs; it need not exist.
    on_broken
        Called for each broken file of the folders, which is then left out: an error in one pack
        must not keep anybody from practising with another.  By default a Python warning.

    Raises
    ------
    PackError
        If one of ``files`` is broken, or two different files hold packs of one name.
    """
    asked_for = {file.resolve() for file in files}
    packs = []
    for file in locate_packs(files, user_folder=user_folder).values():
        try:
            packs.append(load_pack(file))
        except PackError as error:
            if file.resolve() in asked_for:
                raise
            on_broken(file, error)
    return tuple(packs)


def load_pack(path: Path) -> Pack:
    """Return the pack of one file.

    Raises
    ------
    PackError
        With every problem of the file.
    """
    table, problems = read_pack(path)
    if table is None:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        listing = "".join(
            f"\n  {one.place + ': ' if one.place else ''}{one.message} {one.remedy}"
            for one in problems
        )
        raise PackError(
            f"The pack {path} has {count}:{listing}",
            f"Mend it, then `voicecoach questions check {path}` looks again.",
            code="broken",
        )
    return _to_pack(table)


def _to_pack(table: PackTable) -> Pack:
    shares = table.part_shares
    return Pack(
        name=table.name,
        title=table.title,
        company=table.company,
        role=table.role,
        locale=table.locale,
        summary=table.summary,
        last_verified=table.last_verified.isoformat(),
        stages=tuple(
            Stage(one.name, one.title, one.purpose, one.length, tuple(one.advice))
            for one in table.stages
        ),
        qualities=tuple(
            Quality(one.name, one.title, one.meaning, tuple(one.how_to_show), tuple(one.phrases))
            for one in table.qualities
        ),
        questions=tuple(_to_question(one, table.name) for one in table.questions),
        part_shares=(shares.situation, shares.task, shares.action, shares.result),
        company_terms=tuple(table.company_terms),
        skills=_to_titled(table.skills),
        checklist=_to_titled(table.checklist),
        mistakes=tuple(Mistake(one.title, one.text, tuple(one.phrases)) for one in table.mistakes),
        faq=_to_titled(table.faq),
        facts=_to_titled(table.facts),
        sources=tuple(Source(one.title, one.url, one.note) for one in table.sources),
    )


def _to_titled(tables: list[TitledTable]) -> tuple[Titled, ...]:
    return tuple(Titled(one.title, one.text) for one in tables)


def _to_question(table: QuestionTable, pack: str) -> Question:
    return Question(
        id=table.id,
        pack=pack,
        stage=table.stage,
        kind=table.kind,
        prompt=table.prompt,
        target_s=table.target_s,
        qualities=tuple(table.qualities),
        listens_for=tuple(table.listens_for),
        pitfalls=tuple(table.pitfalls),
        follow_ups=tuple(FollowUp(one.when, one.ask) for one in table.follow_ups),
        glossary=tuple(table.glossary),
    )
