"""Opens the packs of a command; broken ones are reported on standard error and left out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from voicecoach.config import Paths, load_settings
from voicecoach.errors import PackError, VoiceCoachError
from voicecoach.questions import find_pack, load_packs, locate_packs
from voicecoach.types import Pack

if TYPE_CHECKING:
    from voicecoach.coaching.workspace import Workspace


def warn_broken_pack(file: Path, error: PackError) -> None:
    """Report a broken pack on standard error, once even if a command loads its packs twice."""
    context = click.get_current_context(silent=True)
    already_shown = context.meta.setdefault(__name__, set()) if context else set()
    if file not in already_shown:
        already_shown.add(file)
        # only the first line, which counts the problems: the command may want another pack
        first = error.message.partition("\n")[0].rstrip(":")
        click.echo(f"voicecoach: {first} and is left out.", err=True)
        click.echo(f"  `voicecoach questions check {file}` lists them.", err=True)


def open_workspace(**options: Any) -> Workspace:
    """Return the workspace of the settings; broken packs are reported on standard error.

    Parameters
    ----------
    options
        Settings from the command line, ``None`` where not given.

    Raises
    ------
    ConfigError
        If a setting is unknown or impossible.
    """
    from voicecoach.coaching.workspace import Workspace

    return Workspace.load(on_broken_pack=warn_broken_pack, **options)


def open_packs(name: str | None = None, *, every: bool = True) -> tuple[Pack, tuple[Pack, ...]]:
    """Return the pack asked for, and all packs.

    Parameters
    ----------
    name
        A pack's name, or a file that ends in ``.toml``; the settings' pack if not given.
    every
        Whether the others are wanted as well; reading all guides takes a moment.

    Raises
    ------
    ConfigError
        If a setting is unknown or impossible.
    PackError
        If there is no such pack, it is broken, or two packs have one name.
    """
    paths = Paths()
    name = name or load_settings(paths).pack
    file = Path(name)
    is_file = file.suffix == ".toml"
    wanted = file.stem if is_file else name

    def raise_or_warn(broken: Path, error: PackError) -> None:
        if broken.stem == wanted:
            raise error
        warn_broken_pack(broken, error)

    packs = load_packs(
        (file,) if is_file else (),
        user_folder=paths.packs,
        on_broken=raise_or_warn,
        only="" if every else wanted,
    )
    return find_pack(packs, wanted), packs


def complete_packs(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the packs whose names begin like this; files if none does."""
    del context, parameter
    try:
        names = locate_packs(user_folder=Paths().packs)
    except PackError:
        return []
    found = [CompletionItem(name) for name in names if name.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


def complete_questions(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the questions of the pack, by id, with the beginning of each as its help."""
    del parameter
    pack = _quiet_pack(context)
    if pack is None:
        return []
    return [
        CompletionItem(question.id, help=question.prompt)
        for question in pack.questions
        if question.id.startswith(incomplete)
    ]


def complete_stages(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the stages of the pack, or its qualities where those are asked for."""
    pack = _quiet_pack(context)
    if pack is None:
        return []
    entries = pack.qualities if parameter.name == "quality" else pack.stages
    return [
        CompletionItem(entry.name, help=entry.title)
        for entry in entries
        if entry.name.startswith(incomplete)
    ]


def _quiet_pack(context: click.Context) -> Pack | None:
    """Return the pack, or None where it cannot be loaded: completion reports no errors."""
    try:
        paths = Paths()
        name = context.params.get("pack") or load_settings(paths).pack
        file = Path(name)
        files = (file,) if file.suffix == ".toml" else ()
        wanted = file.stem if files else name
        packs = load_packs(files, user_folder=paths.packs, on_broken=lambda *_: None, only=wanted)
        return find_pack(packs, wanted)
    except VoiceCoachError:
        return None
