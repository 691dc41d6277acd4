"""What `open` and `review` share: serve the site, or find it running, and open a page of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from voicecoach.cli.options import option
from voicecoach.cli.shared_options import JSON, NO_BROWSER, RECORDINGS
from voicecoach.library import Library
from voicecoach.types import FORMAT_VERSION
from voicecoach.web.instance import Running
from voicecoach.web.tokens import SiteTokens


@dataclass(frozen=True, kw_only=True)
class SiteOptions:
    """Where the site is served, and what is opened."""

    no_browser: bool = NO_BROWSER.field("Print the link and serve, open nothing.")
    port: int | None = option(
        "--port", type=click.IntRange(0, 65535), help="Port on this machine; 8477."
    )
    as_json: bool = JSON.field("Print link, port and process as JSON.")
    recordings: Path | None = RECORDINGS.field()


def open_site(choose_path: Callable[[Library], str], options: SiteOptions) -> None:
    """Serve the site until it is ended; where it runs already, open that one.

    Parameters
    ----------
    choose_path
        Returns the page to open, given the library.

    Raises
    ------
    VoiceCoachError
        If a setting is impossible, or there is no such answer.
    """
    from voicecoach.cli.library_views import open_library, view_of
    from voicecoach.cli.packs import open_workspace
    from voicecoach.coaching.job_queue import JobQueue
    from voicecoach.coaching.machine import Machine
    from voicecoach.coaching.make_practice import practice_from
    from voicecoach.coaching.recover import clean_up
    from voicecoach.coaching.session_host import SessionHost
    from voicecoach.coaching.workspace import Workspace
    from voicecoach.questions import load_packs
    from voicecoach.types import Pack
    from voicecoach.web.instance import find_running, remove_dead_notes, state_file
    from voicecoach.web.server import prepare
    from voicecoach.web.site import Site

    def load() -> Workspace:
        return open_workspace(recordings=options.recordings)

    workspace, library = load(), open_library(options.recordings)
    paths = workspace.paths
    path = choose_path(library)
    note = state_file(paths.state, library.root)

    def announce(running: Running, *, already: bool) -> None:
        _report(running, path, as_json=options.as_json, already=already)
        if not options.no_browser:
            # beside: a browser in the terminal returns only when it is closed
            threading.Thread(target=_open, args=(running, path), daemon=not already).start()

    if running := find_running(note):
        announce(running, already=True)
        return

    def packs() -> tuple[Pack, ...]:
        # a broken pack is named by `questions check`; here the others do
        return load_packs((), user_folder=paths.packs, on_broken=lambda *_: None)

    clean_up(library, paths)
    remove_dead_notes(paths.state)
    library.scan()  # the first time this takes long: better before the page than in it
    site = Site(
        library,
        view_of,
        packs,
        host=SessionHost(practice_from(load)),
        jobs=JobQueue(),
        machine=Machine(load),
        default_pack=workspace.settings.pack,
    )
    served = prepare(site, port=options.port, note=note)
    served.run(lambda: announce(served.running, already=False))


def _report(running: Running, path: str, *, as_json: bool, already: bool) -> None:
    link = running.link(path, running.token)
    if as_json:
        found = {"link": link, "port": running.port, "pid": running.pid, "already_running": already}
        click.echo(json.dumps({"format_version": FORMAT_VERSION, **found}))
    else:
        click.echo(link)
    click.echo("Already running." if already else "Ctrl-C ends it.", err=True)


def _open(running: Running, path: str) -> None:
    """Open a browser with a link that works once: others can read its command line."""
    import webbrowser

    if not webbrowser.open(running.link(path, SiteTokens(running.token).make_one_time())):
        click.echo("No browser could be opened; open the link yourself.", err=True)
