"""`voicecoach review`: read and hear your answers in the browser."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import click

from voicecoach.cli.library_options import recordings_option
from voicecoach.types import FORMAT_VERSION
from voicecoach.web.instance import Running
from voicecoach.web.tokens import SiteTokens


@click.command(short_help="Read and hear your answers in the browser.")
@click.argument("answer", required=False)
@click.option("--no-browser", is_flag=True, help="Print the link and serve, open nothing.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port on this machine; 8477.")
@click.option("--json", "as_json", is_flag=True, help="Print link, port and process as JSON.")
@recordings_option
def command(
    answer: str | None, no_browser: bool, port: int | None, as_json: bool, recordings: Path | None
) -> None:
    """Open your answers, or one ANSWER (`last`, its number, its folder), in the browser.

    The site is served to this machine alone and opens only with the printed link. Ctrl-C
    or the Quit button ends it. Where it runs already, that one is opened; a port in use
    gives another.
    """
    from voicecoach.cli.library_options import open_library, view_of
    from voicecoach.coaching.recover import clean_up
    from voicecoach.config import Paths
    from voicecoach.questions import load_packs
    from voicecoach.types import Pack
    from voicecoach.web.instance import find_running, remove_dead_notes, state_file
    from voicecoach.web.server import prepare

    paths, library = Paths(), open_library(recordings)
    path = f"/answer/{library.find(answer).ref}" if answer else "/"
    note = state_file(paths.state, library.root)

    def announce(running: Running, *, already: bool) -> None:
        _report(running, path, as_json=as_json, already=already)
        if not no_browser:
            # beside: a browser in the terminal returns only when it is closed
            threading.Thread(target=_open, args=(running, path), daemon=not already).start()

    if running := find_running(note):
        announce(running, already=True)
        return

    def packs() -> tuple[Pack, ...]:
        # a broken pack is known by `questions check`; here the others do
        return load_packs((), user_folder=paths.packs, on_broken=lambda *_: None)

    clean_up(library, paths)
    remove_dead_notes(paths.state)
    library.scan()  # the first time this takes long: better before the page than in it
    served = prepare(library, view_of, packs, port=port, note=note)
    served.run(lambda: announce(served.running, already=False))


def _report(running: Running, path: str, *, as_json: bool, already: bool) -> None:
    link = running.link(path, running.token)
    if as_json:
        known = {"link": link, "port": running.port, "pid": running.pid, "already_running": already}
        click.echo(json.dumps({"format_version": FORMAT_VERSION, **known}))
    else:
        click.echo(link)
    click.echo("It runs already." if already else "Ctrl-C ends it.", err=True)


def _open(running: Running, path: str) -> None:
    """Open a browser with a link that works once: others can read its command line."""
    import webbrowser

    if not webbrowser.open(running.link(path, SiteTokens(running.token).make_one_time())):
        click.echo("No browser could be opened; open the link yourself.", err=True)
