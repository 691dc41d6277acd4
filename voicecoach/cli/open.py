"""`voicecoach open`: practise, review and plan in the browser."""

from __future__ import annotations

import click

from voicecoach.cli.options import options_of
from voicecoach.cli.serving import SiteOptions, open_site


@click.command(short_help="Practise and review in the browser.")
@options_of(SiteOptions)
def command(options: SiteOptions) -> None:
    """Open the coach in the browser: choose a question, answer aloud, read the report.

    Your voice is recorded by this program, not by the browser, and stays on this machine. The
    site opens only with the printed link. Ctrl-C or the Quit button ends it, and what is being
    said then is kept.
    """
    open_site(lambda _library: "/questions", options)
