"""Which questions `practice --next` asks: what is due today, by the current plan if any."""

from __future__ import annotations

import click

from voicecoach.coaching.due_today import plan_today
from voicecoach.coaching.preparations import current_for
from voicecoach.coaching.workspace import Workspace
from voicecoach.progress.plan import interview_day
from voicecoach.progress.preparation import order_questions
from voicecoach.progress.story_schedule import find_due_stories
from voicecoach.questions import choose_questions
from voicecoach.report.wording import count
from voicecoach.types import Pack, Question, QuestionKind


def planned_pack(workspace: Workspace) -> str | None:
    """Return the name of the guide that the current plan builds on; None where there is none."""
    current = current_for(workspace.paths)
    known = workspace.known_pack(current.pack) if current else None
    return known.name if known else None


def choose_due(
    workspace: Workspace,
    pack: Pack,
    *,
    stage: str | None,
    quality: str | None,
    kind: QuestionKind | None,
    at_most: int | None,
) -> tuple[Question, ...]:
    """Return what is due today of a stage, a quality and a kind, and say how much it is.

    Parameters
    ----------
    at_most
        How many questions; as many as are due, one at least, if not given.

    Raises
    ------
    UsageError
        If no question fits.
    """
    left = choose_questions(
        pack, count=len(pack.questions), stage=stage, quality=quality, kind=kind
    )
    interview = None
    if current := current_for(workspace.paths, pack.name):
        allowed = {question.id for question in left}
        left = tuple(one for one in order_questions(current, pack) if one.id in allowed)
        interview = interview_day(current)
    plan = plan_today(
        pack, workspace.packs(), workspace.library.entries(), questions=left, interview=interview
    )
    if plan.due:
        due = count(len(plan.due), "question")
        click.echo(f"Due today: {due}, about {plan.minutes:.0f} min.", err=True)
    else:
        click.echo("Nothing more is due today; this would come next.", err=True)
    for one in find_due_stories(workspace.library.entries(all_takes=True), pack, plan.today):
        again = f"Tell again: {one.name} ({one.reason(plan.today)}): {one.command(pack.name)}"
        click.echo(f"  {again}", err=True)
    return plan.first(at_most or len(plan.due) or 1)
