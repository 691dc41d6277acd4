"""`voicecoach config`: shows and changes settings, and the candidate's own words."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from voicecoach.cli.options import options_of
from voicecoach.cli.shared_options import PrintOptions
from voicecoach.errors import UsageError

if TYPE_CHECKING:
    from voicecoach.config import InForce

MAX_TERM_LETTERS = 60
"""Longest name or term; the recogniser would write a longer text into answers."""


def complete_names(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the settings that begin like this."""
    del ctx, param
    from voicecoach.config import Settings

    return [
        CompletionItem(name, help=field.description)
        for name, field in Settings.model_fields.items()
        if name.startswith(incomplete)
    ]


def complete_words(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the candidate's own words that begin like this."""
    del ctx, param
    from voicecoach.config import load_settings
    from voicecoach.errors import ConfigError

    try:
        words = load_settings().words
    except ConfigError:
        return []
    return [CompletionItem(w) for w in words if w.lower().startswith(incomplete.lower())]


@click.group(short_help="Show and change settings; keep your own words.")
def command() -> None:
    """Show and change settings.

    A setting comes from an option, else from VOICECOACH_ followed by its name in capitals,
    else from the settings file, else it has its default.
    """


@command.command()
@options_of(PrintOptions)
def show(options: PrintOptions) -> None:
    """Show every setting with its value and origin."""
    from voicecoach.config import Paths, settings_in_force

    found = settings_in_force()
    if options.as_json:
        rows = [_row(one) for one in found]
        click.echo(json.dumps({"format_version": 1, "settings": rows}, ensure_ascii=False))
        return
    for one in found:
        origin = "" if one.origin == "default" else f"  ({one.origin})"
        click.echo(f"{one.name:<19}{_text(one.value)}{origin}")
        click.echo(f"{'':<19}{one.description}")
    click.echo(f"\nThe settings file is {Paths().config_file}", err=True)


@command.command()
@click.argument("name", shell_complete=complete_names)
@options_of(PrintOptions)
def get(name: str, options: PrintOptions) -> None:
    """Print the value of the setting NAME; nothing if it is not set."""
    one = _find(name)
    if options.as_json:
        document = {"format_version": 1, **_row(one)}
        click.echo(json.dumps(document, ensure_ascii=False))
    elif isinstance(one.value, tuple):
        click.echo("\n".join(one.value), nl=bool(one.value))
    elif one.value is not None:
        click.echo(str(one.value))


@command.command(name="set")
@click.argument("name", shell_complete=complete_names)
@click.argument("value")
def set_value(name: str, value: str) -> None:
    """Set NAME to VALUE from now on.

    \b
    voicecoach config set stop_after_silence 4
    voicecoach config set voice en-gb
    """
    from voicecoach.config import check_setting, save_setting

    checked = check_setting(_find(name).name, value)
    if name == "pack":
        _check_pack(str(checked))
    if name == "model":
        checked = _check_model(str(checked))
    file = save_setting(name, str(checked) if isinstance(checked, Path) else checked)
    click.echo(f"{name} is {_text(checked)} from now on ({file}).", err=True)
    _warn_if_hidden(name)


def _check_pack(name: str) -> None:
    """Raise PackError where there is no such pack, which would stop every practice."""
    from voicecoach.config import Paths
    from voicecoach.questions import find_pack, load_packs

    if not name.endswith(".toml"):
        find_pack(load_packs((), user_folder=Paths().packs, only=name), name)


def _check_model(name: str) -> str:
    """Return the value to save for a model; raise ModelError where it is not installed."""
    from voicecoach.config import Paths
    from voicecoach.recognition.models import model_to_keep

    return model_to_keep(name, Paths())


@command.command()
@click.argument("name", shell_complete=complete_names)
def unset(name: str) -> None:
    """Reset NAME to its default."""
    from voicecoach.config import save_setting

    file = save_setting(_find(name).name, None)
    click.echo(f"{name} is reset to its default ({file}).", err=True)
    _warn_if_hidden(name)


@command.group()
def words() -> None:
    """Names and terms that you use, which the recogniser should expect.

    Every recognition gets them as a hint, after the terms of the question.
    """


@words.command(name="list")
@options_of(PrintOptions)
def list_words(options: PrintOptions) -> None:
    """List your words, one a line."""
    from voicecoach.config import load_settings

    own = load_settings().words
    if options.as_json:
        click.echo(json.dumps({"format_version": 1, "words": own}, ensure_ascii=False))
    else:
        click.echo("\n".join(own), nl=bool(own))


@words.command()
@click.argument("terms", nargs=-1, required=True, metavar="WORD…")
def add(terms: tuple[str, ...]) -> None:
    """Add words; put a term of several words in quotes.

    \b
    voicecoach config words add Kubernetes "Conway's law"
    """
    for term in terms:
        if len(term) > MAX_TERM_LETTERS or "," in term:
            raise UsageError(
                f"{term!r} cannot be a word or name.",
                f"Give names and terms of at most {MAX_TERM_LETTERS} letters, without commas.",
            )
    own = _file_words()
    _save_words((*own, *terms))


@words.command()
@click.argument("terms", nargs=-1, required=True, metavar="WORD…", shell_complete=complete_words)
def remove(terms: tuple[str, ...]) -> None:
    """Remove words."""
    own = _file_words()
    gone = {" ".join(term.split()).casefold() for term in terms}
    unknown = gone - {word.casefold() for word in own}
    if unknown:
        raise UsageError(
            f"{min(unknown)!r} is not among your words.",
            "`voicecoach config words list` shows them.",
            code="not-found",
        )
    _save_words(tuple(word for word in own if word.casefold() not in gone))


def _file_words() -> tuple[str, ...]:
    """Return the words of the settings file, without those of the environment."""
    from voicecoach.config import load_settings

    kept = {name: value for name, value in os.environ.items() if name != "VOICECOACH_WORDS"}
    return load_settings(environ=kept).words


def _save_words(terms: tuple[str, ...]) -> None:
    from voicecoach.config import check_setting, save_setting

    own = check_setting("words", terms)
    file = save_setting("words", own or None)
    n = len(own)
    click.echo(f"{n} {'word is' if n == 1 else 'words are'} saved ({file}).", err=True)
    _warn_if_hidden("words")
    _warn_if_too_many(own)


def _warn_if_too_many(own: tuple[str, ...]) -> None:
    from voicecoach.recognition.transcriber import MAX_HINT_LETTERS, hint_from

    if len(", ".join(own)) > MAX_HINT_LETTERS:
        n_given = len((hint_from(own) or "").split(", "))
        click.echo(f"  {n_given} of them fit into the hint; put the rarest names first.", err=True)


def _find(name: str) -> InForce:
    from voicecoach.config import settings_in_force

    found = settings_in_force()
    for one in found:
        if one.name == name:
            return one
    import difflib

    names = [one.name for one in found]
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(names)}."
    raise UsageError(f"There is no setting {name!r}.", hint, code="not-found")


def _warn_if_hidden(name: str) -> None:
    """Warn if a variable of the environment overrides the setting that was just saved."""
    one = _find(name)
    if one.origin.startswith("VOICECOACH_"):
        click.echo(f"  {one.origin} overrides it: {_text(one.value)}.", err=True)


def _row(one: InForce) -> dict[str, Any]:
    value = str(one.value) if isinstance(one.value, Path) else one.value
    return {
        "name": one.name,
        "value": value,
        "origin": one.origin,
        "description": one.description,
    }


def _text(value: object) -> str:
    if value is None:
        return "not set"
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    return str(value)
