"""Fetches a model on the terminal: announces the source, shows progress, handles Ctrl-C."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

import click

from voicecoach.cli.progress_line import progress
from voicecoach.config import Paths
from voicecoach.errors import Interrupted
from voicecoach.recognition.download import Progress
from voicecoach.recognition.fetch import fetch_model, unproven
from voicecoach.recognition.known_models import KnownModel
from voicecoach.recognition.model_sources import HUB, INDEX, where_from
from voicecoach.recognition.models import ModelFolder
from voicecoach.recognition.published import Published

T = TypeVar("T")


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

    def bring(on_progress: Progress, on_message: Callable[[str], None]) -> ModelFolder:
        return fetch_model(
            model.name,
            paths,
            on_progress,
            origin=origin,
            allow_unproven=allow_unproven,
            on_message=on_message,
        )

    return show_fetch(model, bring, origin)


def show_fetch(
    wanted: Published, bring: Callable[[Progress, Callable[[str], None]], T], origin: str = ""
) -> T:
    """Say what comes from where, let ``bring`` fetch it, and show how far it is.

    Parameters
    ----------
    bring
        Fetches; called with what takes the progress and what takes a message.

    Raises
    ------
    Interrupted
        After Ctrl-C; what has come stays.
    """
    size = _megabytes(wanted.download_bytes)
    if origin in {"", HUB, INDEX}:
        place = where_from(wanted, origin)
        click.echo(f"Using the network: {wanted.name} ({size} MB) comes from {place}.", err=True)
    shown = (0, wanted.download_bytes)
    with progress() as line:

        def on_progress(have: int, total: int) -> None:
            nonlocal shown
            shown = have, total
            line.write(
                f"{wanted.name} {have / total:4.0%}  {_megabytes(have)} of {_megabytes(total)} MB"
            )

        def on_message(text: str) -> None:
            line.clear()
            click.echo(text, err=True)

        try:
            return bring(on_progress, on_message)
        except KeyboardInterrupt as error:
            have, total = map(_megabytes, shown)
            raise Interrupted(
                f"{wanted.name} is not complete; {have} of {total} MB were downloaded and stay.",
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
