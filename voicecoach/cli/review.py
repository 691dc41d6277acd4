"""`voicecoach review`: read and hear your answers in the browser."""

from __future__ import annotations

import click

from voicecoach.cli.options import options_of
from voicecoach.cli.site import SiteOptions, open_site
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
    from voicecoach.cli.library_options import open_library, view_of
    from voicecoach.coaching.recover import clean_up
    from voicecoach.config import Paths
    from voicecoach.questions import load_packs
    from voicecoach.types import Pack
    from voicecoach.web.instance import find_running, state_file
    from voicecoach.web.server import prepare

    def choose_path(library: Library) -> str:
        return f"/answer/{library.find(answer).ref}" if answer else "/"

    def announce(running: Running, *, already: bool) -> None:
        _report(running, path, as_json=as_json, already=already)
        if not no_browser:
            # beside: a browser in the terminal returns only when it is closed
            threading.Thread(target=_open, args=(running, path), daemon=not already).start()

    if running := find_running(note):
        announce(running, already=True)
        return

    def packs() -> tuple[Pack, ...]:
        # a broken pack is told by `questions check`; here the others do
        return load_packs((), user_folder=paths.packs, on_broken=lambda *_: None)

    clean_up(library, paths)
    library.scan()  # the first time this takes long: better before the page than in it
    served = prepare(library, view_of, packs, port=port, note=note)
    served.run(lambda: announce(served.running, already=False))


def _report(running: Running, path: str, *, as_json: bool, already: bool) -> None:
    link = running.link(path, running.token)
    if as_json:
        told = {"link": link, "port": running.port, "pid": running.pid, "already_running": already}
        click.echo(json.dumps({"format_version": FORMAT_VERSION, **told}))
    else:
        click.echo(link)
    click.echo("It runs already." if already else "Ctrl-C ends it.", err=True)


def _open(running: Running, path: str) -> None:
    """Open a browser with a link that works once: others can read its command line."""
    import webbrowser

    if not webbrowser.open(running.link(path, SiteTokens(running.token).make_one_time())):
        click.echo("No browser could be opened; open the link yourself.", err=True)
    open_site(choose_path, options)
