"""`voicecoach devices`: lists, tries and chooses microphones, speakers and voices."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import click

from voicecoach.cli.options import flag, option, options_of
from voicecoach.cli.shared_options import JSON, MICROPHONE, SPEAKER, VOICE
from voicecoach.errors import DeviceError, ExitStatus, SpeakerError

if TYPE_CHECKING:
    from voicecoach.coaching.workspace import Workspace
    from voicecoach.sound.devices import Device
    from voicecoach.sound.speaker import Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicesOptions:
    """The options of `devices`."""

    test_mic: bool = flag("--test-mic", help="Record two seconds and check the microphone.")
    say: str | None = option("--say", metavar="TEXT", help="Say TEXT aloud.")
    play_voice: str | None = option(
        "--play-voice", metavar="NAME", help="Play a voice: its id or part of its name."
    )
    device: str | None = MICROPHONE.field("Microphone, for this time: number or name.")
    output: str | None = SPEAKER.field("Speaker, for this time: number or name.")
    voice: str | None = VOICE.field("Voice, for this time: id or part of its name.")
    use_mic: str | None = option(
        "--use-mic", metavar="NAME", help="Use this microphone from now on."
    )
    use_speaker: str | None = option(
        "--use-speaker", metavar="NAME", help="Use this speaker from now on."
    )
    use_voice: str | None = option(
        "--use-voice", metavar="NAME", help="Use this voice from now on."
    )
    as_json: bool = JSON.field("Print the lists, or the check, as JSON.")


@click.command(short_help="List microphones, speakers and voices; try one.")
@options_of(DevicesOptions)
def command(options: DevicesOptions) -> int:
    """List microphones, speakers and voices.

    Part of a name is enough. The list ends with status 4 where there is no microphone.

    \b
    voicecoach devices --test-mic
    voicecoach devices --play-voice english
    voicecoach devices --use-mic headset
    """
    from voicecoach.cli.packs import open_workspace

    workspace = open_workspace(
        device=options.device or options.use_mic,
        output=options.output or options.use_speaker,
        voice=options.voice or options.play_voice or options.use_voice,
    )
    chosen = _look_up(options.use_mic, options.use_speaker, options.use_voice)
    speaks = options.say is not None or options.play_voice is not None
    if speaks:
        from voicecoach.coaching.machine import SAMPLE

        said = workspace.speaker().say(SAMPLE if options.say is None else options.say)
        if said.warning is not None:
            click.echo(f"{said.warning} The system's own voice spoke.", err=True)
    _remember(workspace, chosen)
    if options.test_mic:
        return _test(workspace, as_json=options.as_json)
    if not speaks and not chosen:
        return _list(workspace, as_json=options.as_json)
    return ExitStatus.DONE


def _look_up(mic: str | None, speaker: str | None, voice: str | None) -> dict[str, str]:
    """Look up each name and return the settings to save; with a wrong name nothing is saved."""
    from voicecoach.coaching.natural_voices import find_any_voice
    from voicecoach.sound.devices import find_device

    chosen = {}
    if mic is not None:
        chosen["device"] = find_device(mic, "input").name
    if speaker is not None:
        chosen["output"] = find_device(speaker, "output").name
    if voice is not None:
        chosen["voice"] = find_any_voice(voice).id
    return chosen


def _remember(workspace: Workspace, chosen: dict[str, str]) -> None:
    from voicecoach.config import save_setting

    for name, value in chosen.items():
        file = save_setting(name, value, workspace.paths)
        click.echo(f"Saved: {name} = {value} (in {file})", err=True)


def _test(workspace: Workspace, *, as_json: bool) -> int:
    from voicecoach.cli.progress_line import progress
    from voicecoach.sound.recorder import check_microphone

    with progress() as line:
        line.write("Listening for two seconds: say something …")
        found = check_microphone(workspace.recorder())
    if as_json:
        click.echo(json.dumps({"format_version": 1, **asdict(found)}, ensure_ascii=False))
    else:
        click.echo(f"{found.message} Level: {found.level_db:.0f} dB.")
        if found.remedy:
            click.echo(f"  {found.remedy}")
    return ExitStatus.DONE if found.code == "ok" else ExitStatus.DEVICE


def _list(workspace: Workspace, *, as_json: bool) -> int:
    """Print the devices and voices; what is missing is explained on standard error."""
    from voicecoach.sound.devices import list_devices
    from voicecoach.sound.speaker import list_voices

    devices: tuple[Device, ...] = ()
    voices: tuple[Voice, ...] = ()
    try:
        devices = list_devices()
    except DeviceError as error:
        _report(error)
    try:
        voices = list_voices()
    except SpeakerError as error:
        _report(error)
    if as_json:
        document = {
            "format_version": 1,
            "devices": [asdict(one) for one in devices],
            "voices": [asdict(one) for one in voices],
        }
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        _print_devices(devices, workspace)
        _print_voices(voices, workspace)
    heard = any(one.direction == "input" for one in devices)
    return ExitStatus.DONE if heard else ExitStatus.DEVICE


def _report(error: DeviceError) -> None:
    click.echo(f"voicecoach: {error.message}\n  {error.remedy}", err=True)


def _print_devices(devices: tuple[Device, ...], workspace: Workspace) -> None:
    titles = (
        ("Microphones", "input", workspace.settings.device),
        ("Speakers", "output", workspace.settings.output),
    )
    for title, direction, chosen in titles:
        click.secho(title, bold=True)
        mine = [one for one in devices if one.direction == direction]
        width = max((len(one.name) for one in mine), default=0)
        for one in mine:
            in_use = chosen is not None and chosen.lower() in {str(one.index), one.name.lower()}
            marks = [
                word for word, holds in (("default", one.default), ("chosen", in_use)) if holds
            ]
            rate = f"{one.sample_rate / 1000:g} kHz"
            click.echo(
                f"  {one.index:>3}  {one.name:<{width}}  {rate}  {', '.join(marks)}".rstrip()
            )
        if not mine:
            click.echo("  none is found")


def _print_voices(voices: tuple[Voice, ...], workspace: Workspace) -> None:
    click.secho("Voices", bold=True)
    language = workspace.settings.language
    near = [one for one in voices if any(tag.startswith(language) for tag in one.languages)]
    for voice in near or voices:
        mark = "  chosen" if voice.id == workspace.settings.voice else ""
        click.echo(f"  {voice.id:<24} {voice.name}{mark}")
    rest = len(voices) - len(near or voices)
    if rest:
        click.echo(f"  and {rest} of other languages (--json lists them)")
    if not voices:
        click.echo("  none is found")
