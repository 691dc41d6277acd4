"""`voicecoach questions`: list, show, check and write question packs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from voicecoach.cli.packs import (
    complete_packs,
    complete_questions,
    complete_stages,
    open_packs,
)
from voicecoach.cli.progress_line import screen
from voicecoach.config import Paths
from voicecoach.errors import ExitStatus, PackError, UsageError
from voicecoach.questions import (
    KINDS,
    PackProblem,
    check_pack,
    filter_questions,
    find_question,
    locate_packs,
    pack_files,
)
from voicecoach.report.wording import count
from voicecoach.types import FORMAT_VERSION, Pack, Question, QuestionKind

pack_option = click.option(
    "--pack",
    metavar="NAME|FILE",
    shell_complete=complete_packs,
    help="This pack, not the one of the settings.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@click.group()
def command() -> None:
    """List, show, check and write question packs."""


@command.command("list")
@pack_option
@click.option("--all", "every", is_flag=True, help="Every pack there is.")
@click.option(
    "--by",
    type=click.Choice(["stage", "quality", "kind"]),
    default="stage",
    show_default=True,
    help="What to group them by.",
)
@click.option(
    "--stage", metavar="NAME", shell_complete=complete_stages, help="Only those of one stage."
)
@click.option(
    "--quality",
    metavar="NAME",
    shell_complete=complete_stages,
    help="Only those that look for one quality.",
)
@click.option("--kind", type=click.Choice(KINDS), help="Only those of one kind.")
@json_option
def list_questions(
    pack: str | None,
    every: bool,
    by: str,
    stage: str | None,
    quality: str | None,
    kind: QuestionKind | None,
    as_json: bool,
) -> None:
    """List questions by stage, quality or kind."""
    if pack and every:
        raise UsageError("--pack and --all do not go together.", "Leave one of them out.")
    chosen, packs = open_packs(pack)
    if every:
        listed = [(one, _fitting(one, stage, quality, kind)) for one in packs]
    else:
        fitting = filter_questions(chosen, stage=stage, quality=quality, kind=kind)
        listed = [(chosen, fitting)]
    if as_json:
        _print_json({"packs": [_listing(one, questions) for one, questions in listed]})
        return
    _print_list([one for one in listed if one[1]], by, quality)
    others = [one.name for one in packs if one is not chosen and not every]
    if others:
        click.echo(f"Other packs: {', '.join(others)} (--pack NAME)", err=True)


@command.command()
@click.argument("question", required=False, metavar="[ID]", shell_complete=complete_questions)
@pack_option
@json_option
def show(question: str | None, pack: str | None, as_json: bool) -> None:
    """Show one question in full; without ID, a whole pack as a guide to prepare from.

    ID is a question of the pack, or of any other pack; PACK/ID where several have it.
    """
    chosen, packs = open_packs(pack)
    if question is None:
        _show_guide(chosen, as_json)
        return
    owner, found = _find(question, chosen, packs, only_chosen=pack is not None)
    if as_json:
        _print_json({"question": asdict(found)})
        return
    from voicecoach.report.guide import render_question

    width, colour = screen()
    click.echo(render_question(owner, found, width=width, colour=colour), nl=False, color=colour)


@command.command()
@click.argument("files", nargs=-1, metavar="FILE…", shell_complete=complete_packs)
@json_option
def check(files: tuple[str, ...], as_json: bool) -> int:
    """Check packs, by file or name; without FILE the shipped ones and your own.

    Tells everything that is wrong, each with the file, the question, the field and what to
    do. Exit status 1 if a pack is broken.
    """
    user_folder = Paths().packs
    wanted = [_file_of(name, user_folder) for name in files] or pack_files(user_folder)
    found = {file: list(check_pack(file)) for file in wanted}
    for file, other in _shadowed(wanted, user_folder):
        message = f"is called like the pack {other}."
        remedy = "Rename one of the files and the `name` in it."
        found[file].append(PackProblem(str(file), "", "name", message, remedy))
    if as_json:
        _print_json({"files": [_checked(file, problems) for file, problems in found.items()]})
    else:
        _print_checked(found)
    return ExitStatus.FAILED if any(found.values()) else ExitStatus.DONE


@command.command()
@click.argument("name")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write it here, not into the folder of your own packs.",
)
def new(name: str, output: Path | None) -> None:
    """Write a pack called NAME to start from: small, commented, sound.

    It goes into the folder of your own packs, where every command finds it, and never
    over another file.
    """
    from voicecoach.cli.pack_starter import write_starter

    file = write_starter(name, output, Paths().packs, today=_today())
    click.echo(str(file))
    click.echo(f"Edit it; `voicecoach questions check {file}` then looks at it.", err=True)


def _find(
    ref: str, chosen: Pack, packs: tuple[Pack, ...], *, only_chosen: bool
) -> tuple[Pack, Question]:
    """Return a question of the chosen pack, else of any, unless one pack was asked for."""
    if "/" in ref:
        return find_question(packs, ref)
    if only_chosen or any(question.id == ref for question in chosen.questions):
        return find_question((chosen,), ref)
    if any(pack.name == ref for pack in packs):
        raise UsageError(
            f"{ref!r} is a pack, not a question.",
            f"`voicecoach questions show --pack {ref}` shows it.",
        )
    return find_question(packs, ref)


def _fitting(
    pack: Pack, stage: str | None, quality: str | None, kind: QuestionKind | None
) -> tuple[Question, ...]:
    """Return what fits of one pack among all; not every pack has every stage and quality."""
    if stage and all(one.name != stage for one in pack.stages):
        return ()
    if quality and all(one.name != quality for one in pack.qualities):
        return ()
    return filter_questions(pack, stage=stage, quality=quality, kind=kind)


def _show_guide(pack: Pack, as_json: bool) -> None:
    if as_json:
        _print_json({"pack": asdict(pack)})
        return
    from voicecoach.report.guide import render_guide

    width, colour = screen()
    text = render_guide(pack, today=_today(), width=width, colour=colour)
    click.echo(text, nl=False, color=colour)


def _print_list(
    listed: Sequence[tuple[Pack, tuple[Question, ...]]], by: str, quality: str | None
) -> None:
    from voicecoach.report.guide import facts_note, render_list

    width, colour = screen()
    for number, (pack, questions) in enumerate(listed):
        if number:
            click.echo()
        text = render_list(pack, questions, by=by, quality=quality, width=width, colour=colour)
        click.echo(text, nl=False, color=colour)
        if note := facts_note(pack, _today()):
            click.echo(note, err=True)
    if not listed:
        click.echo("No question fits these filters.", err=True)


def _listing(pack: Pack, questions: Sequence[Question]) -> dict[str, Any]:
    head = {name: getattr(pack, name) for name in ("name", "title", "company", "role")}
    head["last_verified"] = pack.last_verified
    return {**head, "questions": [asdict(question) for question in questions]}


def _file_of(name: str, user_folder: Path) -> Path:
    """Return the file of this name; where there is none, the file of the pack of this name."""
    file = Path(name)
    if file.exists() or file.name != name:
        return file
    known = {one.stem: one for one in pack_files(user_folder)}
    return known.get(name.removesuffix(".toml"), file)


def _shadowed(files: Sequence[Path], user_folder: Path) -> list[tuple[Path, Path]]:
    """Return each file that is called like another pack, with that pack's file."""
    found = []
    for file in files:
        try:
            locate_packs((file,), user_folder=user_folder)
        except PackError:
            others = [
                other
                for other in [*pack_files(user_folder), *files]
                if other.stem == file.stem and other.resolve() != file.resolve()
            ]
            found += [(file, other) for other in others[:1]]
    return found


def _checked(file: Path, problems: Sequence[PackProblem]) -> dict[str, Any]:
    return {
        "file": str(file),
        "sound": not problems,
        "problems": [asdict(problem) for problem in problems],
    }


def _print_checked(found: dict[Path, list[PackProblem]]) -> None:
    for file, problems in found.items():
        verdict = f"{count(len(problems), 'problem')}" if problems else "sound"
        click.echo(f"{file}: {verdict}")
        for problem in problems:
            place = f"{problem.place}: " if problem.place else ""
            click.echo(f"  {place}{problem.message}\n    {problem.remedy}")
    broken = sum(bool(problems) for problems in found.values())
    click.echo(f"{count(len(found), 'pack')} checked, {broken or 'none'} broken.", err=True)


def _print_json(document: dict[str, Any]) -> None:
    whole: dict[str, Any] = {"format_version": FORMAT_VERSION, **document}
    click.echo(json.dumps(whole, ensure_ascii=False))


def _today() -> date:
    return datetime.now(UTC).date()
