"""`voicecoach review`: read and hear your answers in the browser."""

from __future__ import annotations

import click

from voicecoach.cli.options import options_of
from voicecoach.cli.serving import SiteOptions, open_site
from voicecoach.library import Library


@click.command(short_help="Read and hear your answers in the browser.")
@click.argument("answer", required=False)
@options_of(SiteOptions)
def command(answer: str | None, options: SiteOptions) -> None:
    """Open your answers, or one ANSWER (`last`, its number, its folder), in the browser.

    The site is served to this machine alone and opens only with the printed link. Ctrl-C
    or the Quit button ends it. Where it runs already, that one is opened; a port in use
    gives another.
    """

    def choose_path(library: Library) -> str:
        return f"/answer/{library.find(answer).ref}" if answer else "/"

    open_site(choose_path, options)
