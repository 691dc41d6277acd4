"""Keys from a real pseudo-terminal and lines from a real pipe."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import termios
import time

import pytest

from tests.waits import LIMIT_S
from voicecoach.cli import keys
from voicecoach.cli.terminal_ui import TerminalUI
from voicecoach.coaching.events import Command


@pytest.fixture
def terminal(monkeypatch):
    """Stand a pseudo-terminal in for standard input; yield the end that types."""
    typist, descriptor = pty.openpty()

    class Stdin:
        def fileno(self) -> int:
            return descriptor

    monkeypatch.setattr("sys.stdin", Stdin())
    yield typist, descriptor
    os.close(typist)
    os.close(descriptor)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (b"\r", keys.ENTER),
        (b"\n", keys.ENTER),
        (b" ", keys.SPACE),
        (b"\x1b", keys.ESCAPE),
        (b"r", "r"),
        (b"\x1b[A", None),
    ],
    ids=["return", "newline", "space", "escape", "letter", "an arrow is no escape"],
)
def test_terminal_keys(terminal, typed, expected):
    """A key arrives without Enter."""
    with keys.open_keys() as read:
        os.write(terminal[0], typed)
        assert read.read(1.0) == expected


def test_no_key_is_none(terminal):
    """Without a key the wait ends by itself."""
    with keys.open_keys() as read:
        assert read.read(0.01) is None


def test_terminal_is_put_back(terminal):
    """The terminal's settings return, also after an error."""
    before = termios.tcgetattr(terminal[1])
    with pytest.raises(ZeroDivisionError), keys.open_keys():
        _ = 1 / 0
    assert termios.tcgetattr(terminal[1]) == before


@pytest.fixture
def pipe():
    """Yield both ends of a pipe: what reads lines, and what writes."""
    reader, writer = os.pipe()
    yield keys.LineKeys(reader), writer
    os.close(reader)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"\n", keys.ENTER),
        (b"pause\n", keys.SPACE),
        (b"discard\n", keys.ESCAPE),
        (b"R\n", "R"),
        (b"q and more\n", "q"),
    ],
)
def test_lines(pipe, line, expected):
    """A line stands for a key."""
    read, writer = pipe
    os.write(writer, line)
    os.close(writer)
    assert read.read(1.0) == expected
    assert read.read(0.01) is None
    assert read.ended


def test_half_a_line_waits_for_its_end(pipe):
    """A line counts when it is whole, and two at once are two."""
    read, writer = pipe
    os.write(writer, b"\n\npau")
    assert [read.read(0.1), read.read(0.1), read.read(0.01)] == [keys.ENTER, keys.ENTER, None]
    os.write(writer, b"se\n")
    assert read.read(0.1) == keys.SPACE
    os.close(writer)


def test_end_of_input_is_no_key(pipe):
    """/dev/null ends no take by itself."""
    read, writer = pipe
    os.close(writer)
    assert read.read(0.01) is None
    assert read.ended


def test_keys_that_come_together_are_all_read(terminal):
    """Space and Enter typed at once are two keys, and an arrow between them is none."""
    with keys.open_keys() as read:
        os.write(terminal[0], b" \x1b[A\rr\x1b")
        found = [read.read(1.0) for _ in range(4)]
        assert found == [keys.SPACE, keys.ENTER, "r", keys.ESCAPE]
        assert read.read(0.01) is None


def test_what_was_typed_before_is_forgotten(terminal):
    """An Enter from before a question does not answer it."""
    with keys.open_keys() as read:
        os.write(terminal[0], b" \r\r")
        assert read.read(1.0) == keys.SPACE
        os.write(terminal[0], b"\r")
        read.forget()
        assert read.read(0.05) is None
        os.write(terminal[0], b"q")
        assert read.read(1.0) == "q"


def modes(descriptor):
    """Return whether a terminal echoes and waits for whole lines."""
    flags = termios.tcgetattr(descriptor)[3]
    return bool(flags & termios.ECHO), bool(flags & termios.ICANON)


def test_modes_are_set_again_when_the_program_goes_on(terminal, monkeypatch):
    """The shell gives back its own modes with fg: single keys are read again."""
    monkeypatch.setattr(os, "tcgetpgrp", lambda _: os.getpgrp())
    with keys.open_keys() as read:
        before = termios.tcgetattr(terminal[1])
        before[3] |= termios.ECHO | termios.ICANON
        termios.tcsetattr(terminal[1], termios.TCSANOW, before)
        assert modes(terminal[1]) == (True, True)
        signal.raise_signal(signal.SIGCONT)
        assert modes(terminal[1]) == (False, False)
        os.write(terminal[0], b" ")
        assert read.read(1.0) == keys.SPACE
    assert signal.getsignal(signal.SIGCONT) == signal.SIG_DFL


WAITING = """
import sys
from voicecoach.cli.keys import open_keys
with open_keys() as read:
    print("reading", flush=True)
    while True:
        read.read(60)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGQUIT])
def test_a_signal_gives_the_echo_back(number):
    """Ended from outside, the program leaves the terminal as it was."""
    typist, descriptor = pty.openpty()
    before = modes(descriptor)
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING], stdin=descriptor, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    assert modes(descriptor) == (False, False)
    process.send_signal(number)
    assert process.wait(LIMIT_S) == -number
    assert modes(descriptor) == before == (True, True)
    os.close(typist)
    os.close(descriptor)


class Typed:
    """Keys of a list; what came before `forget` is gone."""

    interactive = True

    def __init__(self, before: str, after: str) -> None:
        self._left, self._after = list(before), list(after)

    def read(self, timeout_s: float) -> str | None:
        """Return the next key."""
        del timeout_s
        return self._left.pop(0) if self._left else None

    def forget(self) -> None:
        """Drop what came before."""
        self._left = self._after


@pytest.mark.parametrize(
    ("after", "last", "command"),
    [
        ("\n\nr", True, Command.RETAKE),
        ("\nq", True, Command.QUIT),
        ("\n", False, Command.NEXT),
        ("q", False, Command.QUIT),
    ],
)
def test_an_enter_too_many_ends_no_session(after, last, command, capsys):
    """Keys from before the prompt are gone; after the last question only Q ends the session."""
    ui = TerminalUI(Typed("\n\n", after), lambda _: "")
    assert ui.choose_next(last=last) is command
    assert "Q ends the session" in capsys.readouterr().err


@pytest.mark.parametrize("after_s", [0.0, 0.05, 0.1, 0.2, 0.4, 0.8])
def test_ctrl_c_while_it_starts(after_s):
    """Ctrl-C at any moment of the start ends with 130, or by its signal, and without a trace."""
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import sys; print('up', flush=True); sys.argv = ['voicecoach', 'doctor']\n"
        "import runpy; runpy.run_module('voicecoach', run_name='__main__')"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(after_s)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=LIMIT_S)
    if after_s:
        assert "Traceback" not in err, err
        # by its signal where it comes while the interpreter shuts down
        assert process.returncode in {0, 4, 5, 130, -signal.SIGINT}
