"""`voicecoach models`: list, fetch, choose and check recognition models."""

from __future__ import annotations

import json
from pathlib import Path

import click

from voicecoach.errors import Interrupted, ModelError


@click.group(short_help="List, fetch, choose and check recognition models.")
def command() -> None:
    """List, fetch, choose and check recognition models."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the models as JSON.")
def list_models(as_json: bool) -> None:
    """List all models: which are installed, and which is in use."""
    from voicecoach.cli.packs import open_workspace
    from voicecoach.recognition.models import KNOWN_MODELS, installed_models
    from voicecoach.recognition.speed import find_factor

    wiring = open_workspace()
    here = {folder.name: folder for folder in installed_models(wiring.paths)}
    try:
        used = wiring.model()
    except ModelError as error:
        click.echo(f"{error.message} {error.remedy}", err=True)
        used = None
    rows = [
        {
            "name": model.name,
            "megabytes": model.megabytes,
            "languages": model.languages,
            "real_time_factor": model.real_time_factor,
            "measured_factor": (
                find_factor(wiring.paths, here[model.name]) if model.name in here else None
            ),
            "path": str(here[model.name].path) if model.name in here else None,
            "used": bool(used and used.name == model.name),
        }
        for model in KNOWN_MODELS
    ]
    if as_json:
        click.echo(json.dumps({"format_version": 1, "models": rows}))
        return
    click.echo(f"{'model':<17}{'size':>8}  {'languages':<13}{'two-minute answer':<19}here")
    for row in rows:
        measured, estimated = row["measured_factor"], row["real_time_factor"]
        speed = "not measured"
        if isinstance(measured, float):
            speed = f"{120 * measured:.0f} s here"
        elif isinstance(estimated, float):
            speed = f"about {120 * estimated:.0f} s"
        state = "in use" if row["used"] else "yes" if row["path"] else "no"
        size = f"{row['megabytes']} MB"
        click.echo(f"{row['name']:<17}{size:>8}  {row['languages']:<13}{speed:<19}{state}")
    if used and used.name not in {row["name"] for row in rows}:
        click.echo(f"In use: {used.name} in {used.path}")
    click.echo(
        "\nTimes marked “here” were measured on this machine (by `models check NAME`);"
        "\nthe others come from a machine with two cores. Unless one is named, the largest"
        "\nis used that needs at most half of the time spoken."
    )
    click.echo("`--model demo` ships with VoiceCoach; it knows the demo's voice alone.")


@command.command()
@click.argument("name")
@click.option("--again", is_flag=True, help="Fetch it even if it is here already.")
def fetch(name: str, again: bool) -> None:
    """Download the model NAME. The only command that uses the network.

    It comes from Hugging Face, without an account, and nothing about you is sent. A
    download that was cut off goes on where it stopped.
    """
    from voicecoach.cli.progress_line import progress
    from voicecoach.config import Paths
    from voicecoach.recognition.models import check_model, fetch_model, find_model

    paths = Paths()
    here = find_model(name, paths)
    if here and not again and not check_model(here.path, here.name):
        click.echo(f"{name} is here already, in {here.path}", err=True)
        return
    _announce(name)
    told = (0, 0)
    with progress() as line:

        def on_progress(have: int, total: int) -> None:
            nonlocal told
            told = have, total
            line.write(f"{name} {have / total:4.0%}  {_megabytes(have)} of {_megabytes(total)} MB")

        try:
            folder = fetch_model(name, paths, on_progress)
        except KeyboardInterrupt as error:
            have, total = map(_megabytes, told)
            raise Interrupted(
                f"{name} is not here yet; {have} of {total} MB are, and stay.",
                "Run the same command again: it goes on where it stopped.",
            ) from error
    click.echo(f"{folder.name} is in {folder.path}", err=True)


def _megabytes(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:.0f}"


def _announce(name: str) -> None:
    """Print, before the network is used, what is downloaded from where."""
    from voicecoach.recognition.download import hub_address
    from voicecoach.recognition.models import known_model

    known = known_model(name)
    if known:
        host = hub_address().partition("://")[2]
        click.echo(
            f"Using the network: {name} ({known.megabytes} MB) comes from "
            f"{host}/{known.repository}.",
            err=True,
        )


@command.command()
@click.argument("name", metavar="NAME|PATH")
def use(name: str) -> None:
    """Recognise with this model from now on."""
    from voicecoach.config import Paths, save_setting
    from voicecoach.recognition.models import model_to_keep

    kept = model_to_keep(name, Paths())
    file = save_setting("model", kept)
    click.echo(f"{Path(kept).name} is used from now on ({file}).", err=True)


@command.command()
@click.argument("name", required=False, metavar="[NAME|PATH]")
def check(name: str | None) -> None:
    """Check a model's files, load it, and measure how fast it is on this machine."""
    from voicecoach.cli.packs import open_workspace

    wiring = open_workspace(model=name)
    folder = wiring.model()
    if folder is None:
        raise ModelError("No model is installed.", "`voicecoach models fetch base.en` gets one.")
    factor = wiring.measure(folder)
    click.echo(
        f"{folder.name} in {folder.path} loads and decodes: "
        f"ten seconds of speech take {10 * factor:.1f} s here."
    )
