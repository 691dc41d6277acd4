"""`voicecoach prepare`: from an advert to a plan."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from voicecoach.cli.options import flag, option, options_of
from voicecoach.cli.progress_line import screen
from voicecoach.cli.shared_options import DAY, JSON, PACK, RECORDINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareOptions:
    """The options of `prepare`."""

    cv: Path | None = option(
        "--cv",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Your CV: which skills of the advert it does not name.",
    )
    date: datetime | None = DAY.field()
    company: str = option(
        "--company", default="", metavar="NAME", help="Who hires, if you know better."
    )
    role: str = option("--role", default="", metavar="NAME", help="The job, if you know better.")
    pack: str | None = PACK.field("Guide to build on.", metavar="NAME")
    again: bool = flag("--again", help="Make a second plan for an advert that has one.")
    as_json: bool = JSON.field()
    recordings: Path | None = RECORDINGS.field()


@click.command()
@click.argument("advert", type=click.Path(path_type=Path))
@options_of(PrepareOptions)
def command(advert: Path, options: PrepareOptions) -> None:
    """Read ADVERT (text, Markdown, a saved page or a PDF) and make a plan of it.

    Finds what it asks for, skills, company and role by rules, on this machine alone, and
    chooses questions to practise each on. What was not found is left blank; `voicecoach plan`
    shows and corrects it.

    \b
    voicecoach prepare advert.pdf --cv cv.pdf --date 2026-12-10
    """
    from voicecoach.cli.packs import open_workspace
    from voicecoach.coaching.load_plan import load_plan
    from voicecoach.coaching.preparations import Preparations, prepare_for
    from voicecoach.coaching.read_advert import read_lines
    from voicecoach.progress.plan import plan_document
    from voicecoach.progress.plan_text import render_plan

    lines = read_lines(advert)
    cv_lines = read_lines(options.cv) if options.cv else None
    workspace = open_workspace(recordings=options.recordings)
    packs = workspace.packs()
    preparations = Preparations(workspace.paths)
    made = prepare_for(
        preparations,
        lines,
        packs,
        cv_lines=cv_lines,
        interview=options.date.date() if options.date else None,
        company=options.company,
        role=options.role,
        pack=options.pack or "",
        again=options.again,
    )
    plan = load_plan(made, workspace.library, packs)
    if options.as_json:
        click.echo(json.dumps(plan_document(plan), ensure_ascii=False))
    else:
        width, colour = screen()
        click.echo(render_plan(plan, width=width, colour=colour), nl=False, color=colour)
    _say_blanks(made.company, made.role, len(made.requirements))
    click.echo(f"Kept in {preparations.folder / made.name}.json", err=True)


def _say_blanks(company: str, role: str, n_requirements: int) -> None:
    """Name on standard error what no rule found."""
    blank = [name for name, value in (("company", company), ("role", role)) if not value]
    for name in blank:
        click.echo(
            f"The {name} was not found: `voicecoach plan --{name} NAME` fills it in.", err=True
        )
    if not n_requirements:
        click.echo("No requirement was found: `voicecoach plan --add TEXT` adds one.", err=True)
