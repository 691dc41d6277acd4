"""`voicecoach questions`: list, show, check and write question packs."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from voicecoach.errors import ExitStatus


@click.group(short_help="List, show, check and write question packs.")
def command() -> None:
    """List, show, check and write question packs."""


@command.command("list")
@click.option("--pack", metavar="NAME|FILE", help="A pack; the settings' one if not given.")
@click.option("--all", "every", is_flag=True, help="The questions of every pack.")
@click.option("--by", type=click.Choice(["stage", "quality", "kind"]), default="stage")
@click.option("--stage", metavar="NAME", help="Only this stage.")
@click.option("--quality", metavar="NAME", help="Only this quality.")
@click.option("--kind", metavar="NAME", help="Only this kind.")
@click.option("--json", "as_json", is_flag=True, help="Print the questions as JSON.")
def list_questions(
    pack: str | None,
    every: bool,
    by: str,
    stage: str | None,
    quality: str | None,
    kind: str | None,
    as_json: bool,
) -> None:
    """List questions by stage, quality or kind."""
    from voicecoach.cli.wiring import Wiring
    from voicecoach.report.guide import render_list

    wiring = Wiring.load()
    packs = wiring.packs() if every else (wiring.pack(pack),)
    chosen = [
        (one, question)
        for one in packs
        for question in one.questions
        if stage in (None, question.stage)
        and (quality is None or quality in question.qualities)
        and kind in (None, question.kind)
    ]
    if as_json:
        questions = [asdict(question) for _, question in chosen]
        document = {"format_version": 1, "questions": questions}
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for one in packs:
        mine = [question for owner, question in chosen if owner is one]
        click.echo(render_list(one, mine, by=by), nl=False)


@command.command()
@click.argument("question", required=False, metavar="[ID]")
@click.option("--pack", metavar="NAME|FILE", help="A pack; the settings' one if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def show(question: str | None, pack: str | None, as_json: bool) -> None:
    """Show one question in full, or the whole guide of a pack."""
    from voicecoach.cli.wiring import Wiring
    from voicecoach.report.guide import render_guide, render_question

    wiring = Wiring.load()
    if question:
        owner, found = wiring.find_question(pack, question)
        text = render_question(owner, found)
        document: object = asdict(found)
    else:
        owner = wiring.pack(pack)
        text, document = render_guide(owner), asdict(owner)
    if as_json:
        click.echo(json.dumps({"format_version": 1, **dict(document)}, ensure_ascii=False))  # type: ignore[call-overload]
    else:
        click.echo(text, nl=False)


@command.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
def check(files: tuple[Path, ...], as_json: bool) -> int:
    """Check packs: those named, or the shipped ones and your own. Status 1 if one is broken."""
    from voicecoach.config import Places
    from voicecoach.questions import check_pack, pack_files

    names = list(files) or pack_files(Places().packs)
    found = {file: check_pack(file) for file in names}
    if as_json:
        problems = [asdict(problem) for each in found.values() for problem in each]
        click.echo(json.dumps({"format_version": 1, "problems": problems}, ensure_ascii=False))
    else:
        for file, each in found.items():
            click.echo(f"{file.name}: {'sound' if not each else f'{len(each)} to mend'}")
            for problem in each:
                click.echo(f"  {problem}")
    return ExitStatus.FAILED if any(found.values()) else ExitStatus.DONE


@command.command()
@click.argument("name")
@click.option("--output", type=click.Path(path_type=Path), help="Write it here instead.")
def new(name: str, output: Path | None) -> None:
    """Write a commented starter pack called NAME into your own packs."""
    from voicecoach.cli.starter import write_starter
    from voicecoach.config import Places

    file = write_starter(name, output, Places().packs)
    click.echo(str(file))
    click.echo(f"Edit it, then `voicecoach questions check {file}`.", err=True)
