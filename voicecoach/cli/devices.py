"""`voicecoach devices`: microphones, speakers and voices; try one, remember one."""

from __future__ import annotations

import json
from dataclasses import asdict

import click


@click.command(short_help="List microphones, speakers and voices; try one.")
@click.option("--test-mic", is_flag=True, help="Listen for two seconds and say what is heard.")
@click.option("--say", metavar="TEXT", help="Say TEXT aloud.")
@click.option(
    "--device", metavar="NAME", help="Microphone for this: its number or part of its name."
)
@click.option("--output", metavar="NAME", help="Speaker for this: its number or part of its name.")
@click.option("--voice", metavar="NAME", help="Voice for this: its id or part of its name.")
@click.option("--remember", is_flag=True, help="Use the named ones from now on.")
@click.option("--json", "as_json", is_flag=True, help="Print the lists as JSON.")
def command(
    test_mic: bool,
    say: str | None,
    device: str | None,
    output: str | None,
    voice: str | None,
    remember: bool,
    as_json: bool,
) -> int:
    r"""List microphones, speakers and voices.

    \b
    voicecoach devices --test-mic
    voicecoach devices --say "Tell me about yourself." --voice english
    voicecoach devices --device headset --remember
    """
    from voicecoach.cli.wiring import Wiring

    wiring = Wiring.load(device=device, output=output, voice=voice)
    if remember:
        _remember(device, output, voice)
    if say:
        wiring.speaker().say(say)
    if test_mic:
        return _test(wiring)
    if say is None and not remember:
        _list(as_json)
    return 0


def _remember(device: str | None, output: str | None, voice: str | None) -> None:
    """Save the named ones, each looked up first."""
    from voicecoach.config import save_setting
    from voicecoach.devices import find_device
    from voicecoach.errors import UsageError
    from voicecoach.speaker import find_voice

    if not (device or output or voice):
        raise UsageError("There is nothing to remember.", "Add --device, --output or --voice.")
    if device:
        save_setting("device", find_device(device, "input").name)
    if output:
        save_setting("output", find_device(output, "output").name)
    if voice:
        save_setting("voice", find_voice(voice).id)
    click.echo("Remembered.", err=True)


def _test(wiring: object) -> int:
    from voicecoach.cli.progress import progress
    from voicecoach.cli.wiring import Wiring
    from voicecoach.errors import ExitStatus
    from voicecoach.recorder import check_microphone

    assert isinstance(wiring, Wiring)  # noqa: S101 - imported late: it is slow
    with progress() as line:
        line.write("Listening for two seconds: say something …")
        found = check_microphone(wiring.recorder())
    click.echo(f"{found.message} Level: {found.level_db:.0f} dB.")
    if found.remedy:
        click.echo(f"  {found.remedy}")
    return ExitStatus.DONE if found.code == "ok" else ExitStatus.DEVICE


def _list(as_json: bool) -> None:
    from voicecoach.devices import list_devices
    from voicecoach.errors import SpeakerError
    from voicecoach.speaker import list_voices

    devices = list_devices()
    try:
        voices = list_voices()
    except SpeakerError as error:
        click.echo(f"{error.message} {error.remedy}", err=True)
        voices = ()
    if as_json:
        document = {
            "format_version": 1,
            "devices": [asdict(one) for one in devices],
            "voices": [asdict(one) for one in voices],
        }
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for title, direction in (("Microphones", "input"), ("Speakers", "output")):
        click.secho(title, bold=True)
        mine = [one for one in devices if one.direction == direction]
        for one in mine:
            mark = "default" if one.default else ""
            click.echo(f"  {one.index:>3}  {one.name}  {one.sample_rate / 1000:g} kHz  {mark}")
        if not mine:
            click.echo("  none is found")
    click.secho("Voices", bold=True)
    english = [one for one in voices if any("en" in language for language in one.languages)]
    for voice in english or voices:
        click.echo(f"  {voice.id:<24} {voice.name}")
    rest = len(voices) - len(english or voices)
    if rest:
        click.echo(f"  and {rest} of other languages (--json lists them)")
