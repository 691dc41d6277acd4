"""`voicecoach questions`: list, show, check and write question packs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from voicecoach.cli.options import flag, option, options_of
from voicecoach.cli.packs import (
    complete_packs,
    complete_questions,
    complete_stages,
    open_packs,
)
from voicecoach.cli.progress_line import screen
from voicecoach.cli.shared_options import JSON, KIND, PACK, QUALITY, STAGE, PrintOptions
from voicecoach.config import Paths, find_recordings, load_settings
from voicecoach.errors import ExitStatus, UsageError
from voicecoach.progress.practised import PracticeLog
from voicecoach.questions import (
    PartFiles,
    check_all,
    filter_questions,
    find_parts,
    find_question,
    pack_files,
)
from voicecoach.types import FORMAT_VERSION, Pack, Question, QuestionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionListOptions:
    """The options of `questions list`."""

    pack: str | None = PACK.field(shell_complete=complete_packs)
    every: bool = flag("--all", help="Every pack there is.")
    by: str = option(
        "--by",
        default="stage",
        type=click.Choice(["stage", "quality", "kind"]),
        show_default=True,
        help="What to group them by.",
    )
    stage: str | None = STAGE.field(shell_complete=complete_stages)
    quality: str | None = QUALITY.field(shell_complete=complete_stages)
    kind: QuestionKind | None = KIND.field()
    as_json: bool = JSON.field()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionShowOptions:
    """The options of `questions show`."""

    pack: str | None = PACK.field(shell_complete=complete_packs)
    full: bool = flag("--full", help="The guide with all advice; else five minutes of it.")
    as_json: bool = JSON.field()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPackOptions:
    """The options of `questions new`."""

    output: Path | None = option(
        "--output",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write it here, not into the folder of your own packs.",
    )


@click.group()
def command() -> None:
    """List, show, check and write question packs."""


@command.command("list")
@options_of(QuestionListOptions)
def list_questions(options: QuestionListOptions) -> None:
    """List questions by stage, quality or kind, and how often each was practised.

    The number in front of a question chooses it, for `practice --question` and `questions
    show`, as its id does.
    """
    every, quality = options.every, options.quality
    stage, kind = options.stage, options.kind
    if options.pack and every:
        raise UsageError("--pack and --all do not go together.", "Leave one of them out.")
    chosen, packs = open_packs(options.pack, every=every)
    if every:
        usual = [one for one in packs if not one.variant_of]
        listed = [(one, _fitting(one, stage, quality, kind)) for one in usual]
    else:
        fitting = filter_questions(chosen, stage=stage, quality=quality, kind=kind)
        listed = [(chosen, fitting)]
    paths = Paths()
    own = [file.stem for file in pack_files(paths.packs)]
    if chosen.parts is None:
        own.append(chosen.name)
    log = PracticeLog(find_recordings(load_settings(), paths), own)
    if options.as_json:
        _print_json({"packs": [_listing(one, questions, log) for one, questions in listed]})
        return
    _print_list([one for one in listed if one[1]], log, options.by, quality)
    if not every:
        _print_others([name for name in own if name != chosen.name], find_parts(paths.packs))


@command.command()
@click.argument("question", required=False, metavar="[ID]", shell_complete=complete_questions)
@options_of(QuestionShowOptions)
def show(question: str | None, options: QuestionShowOptions) -> None:
    """Show one question in full; without ID, a whole pack as a guide to prepare from.

    ID is a question of the pack, by its id or its number in the list, or of any other pack;
    PACK/ID where several have it.
    """
    chosen, _ = open_packs(options.pack, every=False)
    if question is None:
        _show_guide(chosen, options.full, options.as_json)
        return
    owner, found = _find(question, chosen, only_chosen=options.pack is not None)
    if options.as_json:
        _print_json({"question": asdict(found)})
        return
    from voicecoach.report.question_text import render_question

    width, colour = screen()
    click.echo(render_question(owner, found, width=width, colour=colour), nl=False, color=colour)


@command.command()
@click.argument("names", nargs=-1, metavar="[FILE|NAME]…", shell_complete=complete_packs)
@options_of(PrintOptions)
def check(names: tuple[str, ...], options: PrintOptions) -> int:
    """Check packs, parts and guides, by file or name; without any all there are.

    Lists everything that is wrong, each with the file, the question, the field and what to
    do. Every guide that the parts make is composed and looked at. Exit status 1 if anything is
    broken.
    """
    from voicecoach.cli.pack_check import describe_checked, print_checked

    checked = check_all(names, Paths().packs)
    if options.as_json:
        _print_json(describe_checked(checked))
    else:
        print_checked(checked)
    return ExitStatus.DONE if checked.is_sound else ExitStatus.FAILED


@command.command()
@click.argument("name")
@options_of(NewPackOptions)
def new(name: str, options: NewPackOptions) -> None:
    """Write a pack called NAME to start from: small, commented, sound.

    It goes into the folder of your own packs, where every command finds it, and never
    over another file.
    """
    from voicecoach.coaching.own_packs import write_starter

    file = write_starter(name, options.output, Paths().packs, today=_today())
    click.echo(str(file))
    click.echo(f"Edit it; `voicecoach questions check {file}` then looks at it.", err=True)


def _find(ref: str, chosen: Pack, *, only_chosen: bool) -> tuple[Pack, Question]:
    """Return a question of the chosen pack, else of any, unless one pack was asked for."""
    is_here = any(question.id == ref for question in chosen.questions) or ref.isdecimal()
    if (only_chosen or is_here) and "/" not in ref:
        return find_question((chosen,), ref)
    _, packs = open_packs()
    if "/" in ref:
        return find_question(packs, ref)
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


def _show_guide(pack: Pack, full: bool, as_json: bool) -> None:
    if as_json:
        _print_json({"pack": asdict(pack)})
        return
    from voicecoach.report.guide import render_guide

    width, colour = screen()
    text = render_guide(pack, today=_today(), full=full, width=width, colour=colour)
    click.echo(text, nl=False, color=colour)


def _print_list(
    listed: Sequence[tuple[Pack, tuple[Question, ...]]],
    log: PracticeLog,
    by: str,
    quality: str | None,
) -> None:
    from voicecoach.report.guide import facts_note
    from voicecoach.report.question_text import render_list

    width, colour = screen()
    for number, (pack, questions) in enumerate(listed):
        if number:
            click.echo()
        practised = {
            one.id: (found.n_takes, found.last) for one in questions if (found := log.of(one))
        }
        text = render_list(
            pack, questions, practised, by=by, quality=quality, width=width, colour=colour
        )
        click.echo(text, nl=False, color=colour)
        if note := facts_note(pack, _today()):
            click.echo(note, err=True)
    if not listed:
        click.echo("No question fits these filters.", err=True)


def _print_others(own: Sequence[str], parts: PartFiles) -> None:
    """Name what else there is beside the data: own packs by name, guides by their parts."""
    if own:
        click.echo(f"Other packs: {', '.join(own)} (--pack NAME)", err=True)
    click.echo("Guides: --pack ROLE, COMPANY-ROLE or COMPANY-ROLE-COUNTRY", err=True)
    for title in ("companies", "roles", "countries"):
        click.echo(f"  {title}: {', '.join(getattr(parts, title))}", err=True)


def _listing(pack: Pack, questions: Sequence[Question], log: PracticeLog) -> dict[str, Any]:
    head = {name: getattr(pack, name) for name in ("name", "title", "company", "role")}
    head["last_verified"] = pack.last_verified
    numbers = {question.id: number for number, question in enumerate(pack.questions, start=1)}
    listed = []
    for question in questions:
        found = log.of(question)
        listed.append(
            {
                "number": numbers[question.id],
                **asdict(question),
                "practised": found.n_takes if found else 0,
                "last_practised": found.last.isoformat() if found else None,
            }
        )
    return {**head, "questions": listed}


def _print_json(document: dict[str, Any]) -> None:
    whole: dict[str, Any] = {"format_version": FORMAT_VERSION, **document}
    click.echo(json.dumps(whole, ensure_ascii=False))


def _today() -> date:
    return datetime.now(UTC).date()
