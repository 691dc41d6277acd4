"""Write the manual page of all commands, from what `--help` says.

Usage: python -m tools.write_man FILE
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from voicecoach import __version__
from voicecoach.cli.main import COMMANDS, voicecoach


def main() -> None:
    """Write the page into the file that is named."""
    Path(sys.argv[1]).write_text(manual(), "utf-8")


def manual() -> str:
    """Return the page in the man macros of groff."""
    top = click.Context(voicecoach, info_name="voicecoach")
    lines = [
        f'.TH VOICECOACH 1 "" "VoiceCoach {__version__}" "User Commands"',
        ".SH NAME",
        r"voicecoach \- rehearse interview answers aloud, on your own machine",
        ".SH SYNOPSIS",
        ".B voicecoach",
        r"\fICOMMAND\fR [\fIOPTION\fR]... [\fIARGUMENT\fR]...",
        ".SH DESCRIPTION",
        *_paragraphs(voicecoach),
        ".SH COMMANDS",
    ]
    for name in COMMANDS:
        command = voicecoach.get_command(top, name)
        assert command is not None
        lines += _command(command, click.Context(command, parent=top, info_name=name))
    lines += [".SH EXIT STATUS", _text(voicecoach.epilog or "")]
    return "\n".join(lines) + "\n"


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    """Yield a command's section, then those of the commands in it."""
    pieces = " ".join(command.collect_usage_pieces(context))
    yield f".SS {_text(f'{context.command_path} {pieces}')}"
    yield from _paragraphs(command)
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            yield from (".TP", f".B {_text(record[0])}", _text(record[1]))
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _command(inner, click.Context(inner, parent=context, info_name=name))


def _paragraphs(command: click.Command) -> Iterator[str]:
    """Yield a help text paragraph by paragraph; examples (after a backspace) keep their lines."""
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        yield ".PP"
        if paragraph.startswith("\b"):
            examples = paragraph.removeprefix("\b").strip("\n")
            yield from (".nf", *map(_text, examples.splitlines()), ".fi")
        else:
            yield _text(" ".join(paragraph.split()))


def _text(text: str) -> str:
    """Return a text with what groff would take for a request or a hyphen escaped."""
    text = text.replace("\\", r"\e").replace("-", r"\-").replace("`", r"\(ga")
    text = re.sub(r"^([.'])", r"\\&\1", text)
    return "".join(c if c.isascii() else f"\\[u{ord(c):04X}]" for c in text)


if __name__ == "__main__":
    main()
