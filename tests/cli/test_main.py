"""The command line itself: help, typing errors, completion, the error boundary."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from collections.abc import Iterator

import click
import pexpect
import pytest

from tests.waits import LIMIT_S
from voicecoach import __version__
from voicecoach.cli import main
from voicecoach.errors import ExitStatus, ModelError


def test_help_names_every_command(run_cli):
    """The help lists each command with its line."""
    result = run_cli("--help")
    assert result.status == 0
    for name, (_, text) in main.COMMANDS.items():
        assert name in result.stdout
        assert text in result.stdout


def test_help_imports_no_number_cruncher():
    """`--help` pays for click alone."""
    code = (
        "import sys; from voicecoach.cli.main import run; run(['--help']); "
        "print(sorted({'numpy', 'rich', 'pydantic', 'sounddevice'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", list(main.COMMANDS))
def test_every_command_has_help(run_cli, name):
    """Each command can be imported and explains itself."""
    result = run_cli(name, "--help")
    assert result.status == 0, result.stderr
    assert "Usage: voicecoach" in result.stdout


def help_pages(
    command: click.Command, name: str, parent: click.Context | None = None
) -> Iterator[tuple[str, click.Command, str]]:
    """Yield path, command and help of a command and of all below it, as 80 columns show it."""
    context = click.Context(command, info_name=name, parent=parent, terminal_width=80)
    yield context.command_path, command, command.get_help(context)
    if isinstance(command, click.Group):
        for sub in command.list_commands(context):
            child = command.get_command(context, sub)
            assert child is not None
            yield from help_pages(child, sub, context)


def test_help_reads_as_it_was_written():
    """Examples keep their lines, no control sign of click is left, and every option has a line."""
    pages = list(help_pages(main.voicecoach, "voicecoach"))
    assert len(pages) > 30
    with_examples = 0
    for path, command, text in pages:
        assert "\\b" not in text, path
        assert "\b" not in text, path
        lines = {line.strip() for line in text.splitlines()}
        _, _, kept = inspect.cleandoc(command.help or "").partition("\b\n")
        with_examples += bool(kept)
        for line in kept.partition("\n\n")[0].splitlines():
            assert line.strip() in lines, (path, line)
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, (path, option.name)
    assert with_examples >= 8


def test_help_names_every_exit_status(run_cli):
    """The statuses and their meanings have one source, which the help repeats."""
    text = " ".join(run_cli("--help").stdout.split())
    for status in ExitStatus:
        assert f"{status.value} {status.meaning}" in text


def test_version(run_cli):
    """`--version` prints the version alone."""
    assert run_cli("--version").stdout.strip() == f"voicecoach, version {__version__}"


def test_typing_error_names_the_nearest(run_cli):
    """A mistyped command is answered with the right one and the usage status."""
    result = run_cli("prctice")
    assert result.status == ExitStatus.USAGE
    assert "Did you mean 'practice'?" in result.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(run_cli, shell):
    """Each shell gets a script that calls voicecoach back."""
    assert "_VOICECOACH_COMPLETE" in run_cli("completion", shell).stdout


def test_known_error_is_two_lines_and_its_status(run_cli, monkeypatch):
    """A known error is a sentence, a remedy and the documented status."""

    def fail(*_args: object, **_kwargs: object) -> None:
        raise ModelError("No model.", "Fetch one.")

    monkeypatch.setattr(main.voicecoach, "main", fail)
    result = run_cli("demo")
    assert (result.status, result.stderr) == (5, "voicecoach: No model.\n  Fetch one.\n")


def test_defect_is_kept_and_named(run_cli, monkeypatch, own_home):
    """A defect leaves its traceback in a file and one sentence on the screen."""

    def fail(*_args: object, **_kwargs: object) -> None:
        raise ZeroDivisionError("so it goes")

    monkeypatch.setattr(main.voicecoach, "main", fail)
    result = run_cli("demo")
    assert result.status == 1
    assert "defect in VoiceCoach" in result.stderr
    assert "Traceback" not in result.stderr
    assert "so it goes" in (own_home / "last-defect.txt").read_text()


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), click.Abort()])
def test_ctrl_c_is_130(run_cli, monkeypatch, stop):
    """Ctrl-C ends with 130 and no traceback."""

    def interrupt(*_args: object, **_kwargs: object) -> None:
        raise stop

    monkeypatch.setattr(main.voicecoach, "main", interrupt)
    assert run_cli("demo").status == 130


def test_a_reader_that_goes_is_no_failure(tmp_path):
    """As with `| head`: the command ends with 0 and says nothing."""
    command = [sys.executable, "-m", "voicecoach", "questions", "list", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == ExitStatus.DONE


def test_without_a_command(run_cli):
    """A script gets the list of commands and status 2; only a terminal gets the browser."""
    result = run_cli()
    assert result.status == 2
    assert "practice" in result.stdout


def test_alone_on_a_terminal_it_opens_the_coach(tmp_path, own_home):
    """One line says so, then the link; Ctrl-C ends it in order."""
    command = ["-m", "voicecoach"]
    env = {**os.environ, "BROWSER": "true"}
    child = pexpect.spawn(sys.executable, command, env=env, encoding="utf-8", timeout=LIMIT_S)
    child.expect("Opening the coach in your browser")
    child.expect("http://127.0.0.1:")
    child.expect("Ctrl-C ends it")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
