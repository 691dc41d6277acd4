"""`voicecoach open`: practise, review and plan in the browser."""

from __future__ import annotations

import contextlib

import click

from voicecoach.cli.options import options_of
from voicecoach.cli.serving import SiteOptions, open_site
from voicecoach.errors import ModelError
from voicecoach.library import Library


@click.command(short_help="Practise and review in the browser.")
@options_of(SiteOptions)
def command(options: SiteOptions) -> None:
    """Open the coach in the browser: choose a question, answer aloud, read the report.

    Your voice is recorded by this program, not by the browser, and stays on this machine. The
    site opens only with the printed link. Ctrl-C or the Quit button ends it, and what is being
    said then is kept.
    """
    open_site(_first_page, options)


def _first_page(library: Library) -> str:
    """Return the questions; where there is neither model nor answer yet, what gets one ready."""
    from voicecoach.coaching.workspace import Workspace

    with contextlib.suppress(ModelError):  # a broken model is named where it is needed
        if Workspace.load().model() is None and not library.entries():
            return "/start"
    return "/questions"
