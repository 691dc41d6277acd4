"""`voicecoach completion`: prints the completion script of a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print the completion script of SHELL; load it from your shell's start-up file.

    \b
    bash:  eval "$(voicecoach completion bash)"      in ~/.bashrc
    zsh:   eval "$(voicecoach completion zsh)"       in ~/.zshrc
    fish:  voicecoach completion fish | source       in ~/.config/fish/config.fish
    """
    from voicecoach.cli.main import voicecoach

    completion = get_completion_class(shell)
    assert completion is not None  # noqa: S101 - the choice above
    click.echo(completion(voicecoach, {}, "voicecoach", "_VOICECOACH_COMPLETE").source())
