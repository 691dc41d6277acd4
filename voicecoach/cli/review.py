"""`voicecoach review`: read and hear your answers in the browser."""

from __future__ import annotations

from pathlib import Path

import click

from voicecoach.cli.recordings import recordings_option


@click.command(short_help="Read and hear your answers in the browser.")
@click.argument("answer", required=False)
@click.option("--no-browser", is_flag=True, help="Print the link and serve, open nothing.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port on this machine; 8477.")
@recordings_option
def command(
    answer: str | None, no_browser: bool, port: int | None, recordings: Path | None
) -> None:
    """Open your answers, or one ANSWER (`last`, its number, its folder), in the browser.

    The site is served to this machine alone and opens only with the printed link. Ctrl-C
    or the Quit button ends it.
    """
    import webbrowser

    from voicecoach.cli.recordings import open_library, view_of
    from voicecoach.web.server import prepare

    library = open_library(recordings)
    path = f"/answer/{library.find(answer).ref}" if answer else "/"
    served = prepare(library, view_of, port=port, path=path)
    click.echo(served.link)
    click.echo("Ctrl-C ends it.", err=True)
    if not no_browser:
        webbrowser.open(served.link)
    served.run()
