"""Offers what a crash left on the terminal: keep it and report on it, or delete it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from voicecoach.cli.keys import KeySource
    from voicecoach.coaching.workspace import Workspace
    from voicecoach.library import Library, UnfinishedTake

DECIDE_S = 120.0
"""Seconds to wait for the key that decides about an unfinished recording."""


def settle_unfinished(workspace: Workspace, keys: KeySource) -> None:
    """Offer what a crash left: keep it and report on it, or delete; without a keyboard, keep."""
    from voicecoach.coaching.recover import clean_up

    clean_up(workspace.library, workspace.paths)
    for take in workspace.library.unfinished_takes():
        if take.state == "empty":
            _settle_empty(workspace.library, take, keys)
        else:
            _settle(workspace, take, keys)


def _settle_empty(library: Library, take: UnfinishedTake, keys: KeySource) -> None:
    """Offer the one way out of a take that ended before anything was recorded."""
    from voicecoach.coaching.recover import discard_unfinished

    keys.forget()
    click.echo(f"An empty recording was left: {_name(take)}. It holds no sound.", err=True)
    if keys.interactive:
        click.echo("  D deletes it · any other key decides later", err=True)
        if (keys.read(DECIDE_S) or "").lower() != "d":
            return
    discard_unfinished(library, take)
    click.echo("  Deleted.", err=True)


def _settle(workspace: Workspace, take: UnfinishedTake, keys: KeySource) -> None:
    """Offer to keep or delete a take, and report on it where somebody is there to wait."""
    from voicecoach.cli.terminal_ui import clock
    from voicecoach.coaching.recover import discard_unfinished, keep_unfinished
    from voicecoach.errors import NoSpeechError, VoiceCoachError

    length = f"{clock(take.seconds)} long" if take.seconds else "of unknown length"
    what = "has no report" if take.state == "not-analysed" else "was left unfinished"
    keys.forget()
    click.echo(f"A recording {what}: {_name(take)}, {length}.", err=True)
    if keys.interactive:
        click.echo(
            "  K keeps it and makes its report · D deletes it · any other key decides later",
            err=True,
        )
        key = (keys.read(DECIDE_S) or "").lower()
        if key == "d":
            discard_unfinished(workspace.library, take)
            click.echo("  Deleted.", err=True)
        if key != "k":
            return
    said = f"`voicecoach analyze {take.folder.ref}` reports on it."
    try:
        keep_unfinished(take)
        if keys.interactive:
            said = _report_on(workspace, take)
    except NoSpeechError:
        said = "No speech was heard in it."
    except VoiceCoachError as error:
        click.echo(f"  {error.message} It stays as it is.", err=True)
        return
    click.echo(f"  Kept. {said}", err=True)


def _report_on(workspace: Workspace, take: UnfinishedTake) -> str:
    """Recognise and analyse a take that has no report; say where it is."""
    from voicecoach.cli.progress_line import progress
    from voicecoach.coaching.recover import finish_unfinished

    if not take.folder.analysis.exists():
        with progress() as line:
            finish_unfinished(workspace, take, on_progress=line.step)
    return f"`voicecoach show {take.folder.ref}` shows its report."


def _name(take: UnfinishedTake) -> str:
    return take.question.id if take.question else take.folder.ref
