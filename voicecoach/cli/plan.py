"""`voicecoach plan`: the current preparation as it stands, and its corrections."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicecoach.cli.options import flag, option, options_of
from voicecoach.cli.progress_line import screen
from voicecoach.cli.shared_options import DAY, JSON, PACK, RECORDINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecoach.progress.plan import Plan
    from voicecoach.progress.preparation import Preparation
    from voicecoach.types import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """The options of `plan`."""

    use: str | None = option(
        "--use", metavar="NAME", help="Make another preparation the current one."
    )
    list_all: bool = flag("--list", help="Names of all preparations; * marks the current one.")
    tick: int | None = option(
        "--tick",
        type=click.IntRange(min=1),
        metavar="N",
        help="Tick line N of the checklist, or untick it.",
    )
    drop: int | None = option(
        "--drop", type=click.IntRange(min=1), metavar="N", help="Take requirement N out."
    )
    add: str | None = option("--add", metavar="TEXT", help="Add a requirement.")
    date: datetime | None = DAY.field()
    company: str | None = option("--company", metavar="NAME", help="Correct who hires.")
    role: str | None = option("--role", metavar="NAME", help="Correct the job.")
    pack: str | None = PACK.field("Build on another guide.", metavar="NAME")
    as_json: bool = JSON.field()
    recordings: Path | None = RECORDINGS.field()


@click.command()
@options_of(PlanOptions)
def command(options: PlanOptions) -> None:
    """Show the plan for your interview: days left, what is done, what is due today.

    Practising ticks what it can: requirements by their questions, stories, stages, skills
    spoken about with an outcome. The rest is ticked by hand.

    \b
    voicecoach plan --date 2026-12-10
    voicecoach plan --tick 9
    """
    from voicecoach.cli.packs import open_workspace
    from voicecoach.coaching.preparations import Preparations, load_plan
    from voicecoach.progress.plan import plan_document
    from voicecoach.progress.plan_text import render_plan

    workspace = open_workspace(recordings=options.recordings)
    preparations = Preparations(workspace.paths)
    if options.use is not None:
        preparations.use(options.use)
    current = preparations.current()
    if options.list_all:
        for name in preparations.names():
            click.echo(f"{'*' if current and name == current.name else ' '} {name}")
        return
    if current is None:
        click.echo("There is no preparation yet.", err=True)
        click.echo("  `voicecoach prepare ADVERT` makes one.", err=True)
        return
    packs = workspace.packs()
    changed = _change(current, options, packs)
    plan = load_plan(changed, workspace.library, packs)
    if options.tick is not None:
        changed = _tick(plan, options.tick)
        plan = load_plan(changed, workspace.library, packs)
    if changed != current:
        preparations.save(changed)
    if options.as_json:
        click.echo(json.dumps(plan_document(plan), ensure_ascii=False))
        return
    width, colour = screen()
    click.echo(render_plan(plan, width=width, colour=colour), nl=False, color=colour)


def _change(preparation: Preparation, options: PlanOptions, packs: Sequence[Pack]) -> Preparation:
    """Return the preparation with the corrections that the options ask for."""
    from voicecoach.coaching.preparations import add_requirement, drop_requirement
    from voicecoach.progress.preparation import change_pack
    from voicecoach.questions import find_pack

    if options.drop is not None:
        preparation = drop_requirement(preparation, options.drop)
    if options.pack is not None:
        preparation = change_pack(preparation, find_pack(packs, options.pack))
    if options.add is not None:
        preparation = add_requirement(preparation, options.add, packs)
    if options.date is not None:
        preparation = replace(preparation, interview=options.date.date().isoformat())
    if options.company is not None:
        preparation = replace(preparation, company=options.company.strip())
    if options.role is not None:
        preparation = replace(preparation, role=options.role.strip())
    return preparation


def _tick(plan: Plan, number: int) -> Preparation:
    """Return the preparation with one line of the checklist ticked, or no longer."""
    from voicecoach.coaching.preparations import toggle
    from voicecoach.errors import UsageError

    if number > len(plan.items):
        raise UsageError(f"The checklist has no line {number}.", f"It has {len(plan.items)}.")
    return toggle(plan.preparation, plan.items[number - 1].key)
