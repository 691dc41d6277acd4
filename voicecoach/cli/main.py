"""The command line: all commands, and the one place where errors are printed.

Commands are imported when they are called, so that ``--help`` does not load numpy.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import sys
import traceback
from typing import NoReturn

import click

from voicecoach import __version__
from voicecoach.cli.streams import open_streams
from voicecoach.errors import ExitStatus, VoiceCoachError

# name -> (module, one line of help), in the order in which a newcomer needs them
COMMANDS: dict[str, tuple[str, str]] = {
    "setup": ("setup", "Get a recognition model; try the voice and the microphone."),
    "demo": ("demo", "Everything once, without a microphone."),
    "open": ("open", "Practise and review in the browser."),
    "practice": ("practice", "Answer a question aloud and get the report at once."),
    "mock": ("mock", "A full mock interview: rounds, time limits, breaks, a debrief."),
    "analyze": ("analyze", "Analyse audio files, texts, folders or answers recorded earlier."),
    "add": ("add", "Bring recordings or transcripts from elsewhere into your library."),
    "review": ("review", "Read, play and correct your answers in the browser."),
    "show": ("show", "Show one answer again."),
    "history": ("history", "Your answers so far, and the trends of their figures."),
    "prepare": ("prepare", "From a job advert to a plan."),
    "plan": ("plan", "The way to your interview: days left, what is done, what is due."),
    "stories": ("stories", "Your stories, and which qualities they show."),
    "export": ("export", "Write one answer as html, md, json, vtt or csv."),
    "questions": ("questions", "List, show, check and write question packs."),
    "models": ("models", "List, fetch, choose and check recognition models."),
    "voices": ("voices", "List, fetch, choose and try the voice that asks."),
    "doctor": ("doctor", "What works here, and the command that repairs what does not."),
    "devices": ("devices", "List microphones, speakers and voices; try one."),
    "config": ("config", "Show and change settings; keep your own words."),
    "data": ("data", "Where your recordings are; rebuild or delete."),
    "completion": ("completion", "Print the completion script of your shell."),
}

DISK_ERRORS = frozenset({errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EFBIG})
"""Errors of the disk and not of the program: full, read-only, over quota, file too large."""

REFUSALS = frozenset(
    {errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP}
    | {errno.ENAMETOOLONG, errno.EIO, errno.EINVAL, errno.EBUSY, errno.ENXIO, errno.EEXIST}
)
"""What a disk or its owner refuses; no defect of a program."""

STDOUT = 1
"""The descriptor of standard output."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports each when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of ``COMMANDS``."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"voicecoach.cli.{COMMANDS[cmd_name][0]}")
        command = module.command
        assert isinstance(command, click.Command)  # noqa: S101 - our own modules
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with the help texts above, without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve as click does; after a typing error suggest the most similar command."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            if not near:
                raise
            hint = f"There is no command {args[0]!r}. Did you mean {near[0]!r}?"
            raise click.UsageError(hint, ctx) from error


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with `voicecoach setup`, then `voicecoach demo`. Exit status: "
    + ", ".join(f"{status.value} {status.meaning}" for status in ExitStatus)
    + ".",
)
@click.version_option(__version__, prog_name="voicecoach")
@click.pass_context
def voicecoach(context: click.Context) -> None:
    """Rehearse interview answers aloud, on your own machine.

    VoiceCoach speaks a question, records and transcribes your answer here, and reports
    timing, filler words and STAR coverage. Nothing leaves this machine.
    """
    if context.invoked_subcommand is not None:
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        # a script that forgot its command is helped more by the list than by a browser
        click.echo(context.get_help())
        context.exit(ExitStatus.USAGE)
    click.echo(
        "Opening the coach in your browser; `voicecoach --help` lists the commands.", err=True
    )
    command = voicecoach.get_command(context, "open")
    assert command is not None  # noqa: S101 - it stands in COMMANDS
    context.invoke(command)


def main() -> None:
    """Run the command line and exit with the documented status."""
    leave(run(sys.argv[1:]))


def leave(status: int) -> NoReturn:
    """End the process with this status, whatever a recogniser's native threads are doing.

    After Ctrl-C a model may still run while the interpreter shuts down; its threads then abort the
    process with signal 6, where the documented status is 130.
    """
    if "ctranslate2" in sys.modules:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


def run(argv: list[str]) -> int:
    """Run one command and return its exit status; the error boundary of the program."""
    open_streams(argv)
    try:
        result = voicecoach.main(args=argv, prog_name="voicecoach", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return ExitStatus.USAGE
    except VoiceCoachError as error:
        report_error(error)
        return error.exit_status
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nInterrupted.", err=True)
        return ExitStatus.INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # the reader (head, less) has ended: click turns that into SystemExit
        _drop_output()
        return ExitStatus.DONE
    except Exception as error:  # noqa: BLE001 - the one labelled boundary
        if isinstance(error, OSError) and error.errno in DISK_ERRORS:
            return _report_disk(error)
        if was_interrupted(error):
            click.echo("\nInterrupted.", err=True)
            return ExitStatus.INTERRUPTED
        known = explain_system_error(error)
        if known is None:
            return report_defect(error)
        report_error(known)
        return known.exit_status
    return int(result) if isinstance(result, int) else ExitStatus.DONE


def _drop_output() -> None:
    """Discard unwritten output, about which the interpreter would complain at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)


def _report_disk(error: OSError) -> ExitStatus:
    """Print what the disk refused; this is not a defect of the program."""
    what = f"{error.filename} could not be written" if error.filename else "Writing failed"
    with contextlib.suppress(OSError):  # standard error may lie on the same full disk
        click.echo(
            f"voicecoach: {what}: {(error.strerror or 'no reason given').lower()}.\n"
            "  Free some space, or set VOICECOACH_HOME or --recordings to another folder.",
            err=True,
        )
    _drop_output()
    return ExitStatus.FAILED


def was_interrupted(error: BaseException | None) -> bool:
    """Return whether Ctrl-C led to an error: libraries in C turn it into one of import."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt) or "KeyboardInterrupt" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def explain_system_error(error: BaseException) -> VoiceCoachError | None:
    """Return in one sentence what the system refused; None where that is nobody's but ours."""
    from voicecoach.errors import ResourceError, is_out_of_memory

    if is_out_of_memory(error):
        return ResourceError(
            "There is not enough memory for this.",
            "Close other programs, or take a smaller model: `voicecoach models list`.",
        )
    if _holds_errno(error, {errno.EMFILE, errno.ENFILE}):
        return ResourceError(
            "Too many files are open.", "Close programs, or raise the limit: `ulimit -n 1024`."
        )
    if not isinstance(error, OSError) or error.errno not in REFUSALS:
        return None
    what = (error.strerror or "no reason given").lower()
    if error.filename is None and error.errno == errno.ENOENT:
        return VoiceCoachError(
            "The folder you are in was deleted.", "Go to another one: `cd`.", code="no-folder"
        )
    name = f"{os.fsdecode(error.filename)} " if error.filename else "A file "
    return VoiceCoachError(
        f"{name}cannot be used: {what}.",
        "Check that it is there and that you may read and write it.",
        code="cannot-access",
    )


def _holds_errno(error: BaseException | None, numbers: set[int]) -> bool:
    """Return whether an error, or one that led to it, has one of these numbers or says so."""
    while error is not None:
        if getattr(error, "errno", None) in numbers:
            return True
        if any(os.strerror(number).lower() in str(error).lower() for number in numbers):
            return True
        error = error.__cause__ or error.__context__
    return False


def report_error(error: VoiceCoachError) -> None:
    """Print an error: what happened, then what to do."""
    click.echo(f"voicecoach: {error.message}", err=True)
    if error.remedy:
        click.echo(f"  {error.remedy}", err=True)


def report_defect(error: Exception) -> ExitStatus:
    """Save the traceback of a defect in a file and print its path."""
    from voicecoach.config import Paths
    from voicecoach.json_files import write_text

    text = "".join(traceback.format_exception(error))
    file = None
    try:
        file = Paths().data / "last-defect.txt"
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_text(file, f"voicecoach {__version__}, Python {sys.version}\n\n{text}")
        where = f"The details are in {file}."
    except (OSError, VoiceCoachError):
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"At {frame.name}, line {frame.lineno}; no file could be written."
    click.echo(
        f"voicecoach: this is a defect in VoiceCoach ({type(error).__name__}: {error}).\n"
        f"  Nothing recorded is lost. {where}",
        err=True,
    )
    return ExitStatus.FAILED
