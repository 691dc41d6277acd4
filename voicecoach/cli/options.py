"""Declares a command-line option once: option, field and default are one thing.

A command's options are a frozen dataclass whose fields are made by `option` and `flag`; the
decorator `options_of` adds them all to a command and hands it one object.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, field, fields
from functools import wraps
from typing import Any, TypeVar

import click

Options = TypeVar("Options")
R = TypeVar("R")


def option(*names: str, default: Any = None, **attributes: Any) -> Any:
    """Return a dataclass field that is filled by a command-line option.

    Parameters
    ----------
    names
        As on the command line, such as ``"-o", "--output"``.
    default
        The field's value where the option is not given.
    attributes
        What else `click.option` takes.
    """
    return field(default=default, metadata={"names": names, "attributes": attributes})


def flag(*names: str, **attributes: Any) -> Any:
    """Return a field that is False, and True where its option is given."""
    return option(*names, default=False, is_flag=True, **attributes)


@dataclass(frozen=True)
class SharedOption:
    """An option that several commands have; only its help may differ between them.

    Parameters
    ----------
    names, default, attributes
        As `option` takes them.
    """

    names: tuple[str, ...]
    default: Any
    attributes: dict[str, Any]

    def field(self, help_text: str = "", **changes: Any) -> Any:
        """Return a dataclass field that is filled by this option.

        Parameters
        ----------
        help_text
            What it does in this command; the usual words if empty.
        changes
            Attributes that only this command has, such as ``shell_complete``.
        """
        words = {"help": help_text} if help_text else {}
        return option(*self.names, default=self.default, **{**self.attributes, **words, **changes})


def shared(*names: str, default: Any = None, **attributes: Any) -> SharedOption:
    """Return an option that several commands have; parameters as for `option`."""
    return SharedOption(names, default, attributes)


def options_of(
    kind: type[Options],
) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Add the options that ``kind`` declares to a command; it gets them as ``options``.

    The command's arguments stay parameters of their own.
    """
    declared: tuple[Field[Any], ...] = fields(kind)  # type: ignore[arg-type]

    def decorate(command: Callable[..., R]) -> Callable[..., R]:
        @wraps(command)
        def call(**given: Any) -> R:
            values = {one.name: given.pop(one.name) for one in declared}
            return command(options=kind(**values), **given)

        for one in reversed(declared):
            assert one.default is not MISSING  # noqa: S101 - made by `option`
            names, attributes = one.metadata["names"], one.metadata["attributes"]
            click.option(*names, one.name, default=one.default, **attributes)(call)
        return call

    return decorate
