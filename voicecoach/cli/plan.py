"""`voicecoach plan`: the current preparation as it stands, and its corrections."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicecoach.cli.options import flag, option, options_of
from voicecoach.cli.progress_line import screen
from voicecoach.cli.shared_options import DAY, JSON, PACK, RECORDINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecoach.coaching.preparations import Preparations
    from voicecoach.progress.plan import Plan
    from voicecoach.progress.preparation import Preparation
    from voicecoach.types import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """The options of `plan`."""

    use: str | None = option(
        "--use", metavar="NAME", help="Make another preparation the current one."
    )
    list_all: bool = flag(
        "--list", help="Names of all preparations: * is the current one, ! cannot be read."
    )
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
    met: int | None = option(
        "--met",
        type=click.IntRange(min=1),
        metavar="N",
        help="Tick requirement N by hand, or untick it.",
    )
    question: tuple[int, str] | None = option(
        "--question",
        type=(int, str),
        metavar="N ID",
        help="Practise requirement N on this question too.",
    )
    add_skill: str | None = option("--add-skill", metavar="NAME", help="Add a skill or tool.")
    drop_skill: str | None = option("--drop-skill", metavar="NAME", help="Take one out.")
    ask: str | None = option(
        "--ask", metavar="TEXT", help="Write down a question that you will ask them."
    )
    drop_ask: int | None = option(
        "--drop-ask", type=click.IntRange(min=1), metavar="N", help="Take your question N out."
    )
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
    from voicecoach.coaching.load_plan import load_plan
    from voicecoach.coaching.preparations import Preparations
    from voicecoach.errors import LibraryError, UsageError
    from voicecoach.progress.plan import plan_document
    from voicecoach.progress.plan_text import render_plan

    changes = _changes_in(options)
    if options.list_all and changes:
        raise UsageError(f"--list changes nothing, so {changes[0]} cannot stand beside it.")
    workspace = open_workspace(recordings=options.recordings)
    preparations = Preparations(workspace.paths)
    if options.use is not None:
        preparations.use(options.use)
    if options.list_all:
        _list(preparations)
        return
    packs = workspace.packs()
    # what only looks works in a folder that cannot be written
    with preparations.changing() if changes else nullcontext():
        current = preparations.current()
        if current is None:
            missing = "There is no preparation yet.", "`voicecoach prepare ADVERT` makes one."
            if changes or options.as_json:
                raise LibraryError(*missing, code="not-found")
            click.echo("\n  ".join(missing), err=True)
            return
        changed = _change(current, options, packs)
        plan = load_plan(changed, workspace.library, packs)
        if options.tick is not None or options.met is not None:
            changed = _tick(plan, options)
            plan = load_plan(changed, workspace.library, packs)
        if changed != current:
            preparations.save(changed)
    if options.as_json:
        click.echo(json.dumps(plan_document(plan), ensure_ascii=False))
        return
    width, colour = screen()
    click.echo(render_plan(plan, width=width, colour=colour), nl=False, color=colour)


def _changes_in(options: PlanOptions) -> list[str]:
    """Return the options given that change a preparation."""
    unchanging = ("use", "list_all", "as_json", "recordings")
    return [
        one.metadata["names"][0]
        for one in fields(options)
        if one.name not in unchanging and getattr(options, one.name) is not None
    ]


def _list(preparations: Preparations) -> None:
    """Print the names; what cannot be read is told on standard error, with what to do."""
    damaged, current = preparations.damaged(), preparations.current_name()
    for name in preparations.names():
        mark = "!" if name in damaged else "*" if name == current else " "
        click.echo(f"{mark} {name}")
    for error in damaged.values():
        click.echo(str(error), err=True)


def _change(preparation: Preparation, options: PlanOptions, packs: Sequence[Pack]) -> Preparation:
    """Return the preparation with the corrections that the options ask for."""
    from voicecoach.coaching import plan_changes
    from voicecoach.progress.preparation import change_pack
    from voicecoach.questions import find_pack

    if options.drop is not None:
        preparation = plan_changes.drop_requirement(preparation, options.drop)
    if options.pack is not None:
        preparation = change_pack(preparation, find_pack(packs, options.pack))
    if options.add is not None:
        preparation = plan_changes.add_requirement(preparation, options.add, packs)
    if options.question is not None:
        preparation = plan_changes.add_question(preparation, *options.question, packs)
    if options.drop_skill is not None:
        preparation = plan_changes.drop_term(preparation, options.drop_skill)
    if options.add_skill is not None:
        preparation = plan_changes.add_term(preparation, options.add_skill)
    if options.drop_ask is not None:
        preparation = plan_changes.drop_own_question(preparation, options.drop_ask)
    if options.ask is not None:
        preparation = plan_changes.add_own_question(preparation, options.ask)
    if options.date is not None:
        preparation = replace(preparation, interview=options.date.date().isoformat())
    if options.company is not None:
        preparation = replace(preparation, company=options.company.strip())
    if options.role is not None:
        preparation = replace(preparation, role=options.role.strip())
    return preparation


def _tick(plan: Plan, options: PlanOptions) -> Preparation:
    """Return the preparation with a line or a requirement ticked, or no longer."""
    from voicecoach.coaching.plan_changes import toggle
    from voicecoach.errors import UsageError

    preparation = plan.preparation
    for number, rows, what in (
        (options.tick, plan.items, "line"),
        (options.met, plan.requirements, "requirement"),
    ):
        if number is None:
            continue
        if number > len(rows):
            raise UsageError(f"The plan has no {what} {number}.", f"It has {len(rows)}.")
        preparation = toggle(replace(plan, preparation=preparation), rows[number - 1].key)
    return preparation
