"""`voicecoach devices`: lists, tries and chooses microphones, speakers and voices."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from voicecoach.errors import DeviceError, ExitStatus, SpeakerError

if TYPE_CHECKING:
    from voicecoach.coaching.workspace import Workspace
    from voicecoach.sound.devices import Device
    from voicecoach.sound.speaker import Voice


@click.command(short_help="List microphones, speakers and voices; try one.")
@click.option("--test-mic", is_flag=True, help="Record two seconds and check the microphone.")
@click.option("--say", metavar="TEXT", help="Say TEXT aloud.")
@click.option("--play-voice", metavar="NAME", help="Play a voice: its id or part of its name.")
@click.option("--device", metavar="NAME", help="Microphone, for this time: number or name.")
@click.option("--output", metavar="NAME", help="Speaker, for this time: number or name.")
@click.option("--voice", metavar="NAME", help="Voice, for this time: id or part of its name.")
@click.option("--use-mic", metavar="NAME", help="Use this microphone from now on.")
@click.option("--use-speaker", metavar="NAME", help="Use this speaker from now on.")
@click.option("--use-voice", metavar="NAME", help="Use this voice from now on.")
@click.option("--json", "as_json", is_flag=True, help="Print the lists, or the check, as JSON.")
def command(
    test_mic: bool,
    say: str | None,
    play_voice: str | None,
    device: str | None,
    output: str | None,
    voice: str | None,
    use_mic: str | None,
    use_speaker: str | None,
    use_voice: str | None,
    as_json: bool,
) -> int:
    """List microphones, speakers and voices.

    Part of a name is enough. The list ends with status 4 where there is no microphone.

    \b
    voicecoach devices --test-mic
    voicecoach devices --play-voice english
    voicecoach devices --use-mic headset
    """
    from voicecoach.cli.packs import open_workspace

    workspace = open_workspace(
        device=device or use_mic,
        output=output or use_speaker,
        voice=voice or play_voice or use_voice,
    )
    chosen = _look_up(use_mic, use_speaker, use_voice)
    if say is not None or play_voice is not None:
        from voicecoach.coaching.machine import SAMPLE

        said = workspace.speaker().say(SAMPLE if say is None else say)
        if said.warning is not None:
            click.echo(f"{said.warning} The system's own voice spoke.", err=True)
    _remember(workspace, chosen)
    if test_mic:
        return _test(workspace, as_json=as_json)
    if say is None and play_voice is None and not chosen:
        return _list(workspace, as_json=as_json)
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
