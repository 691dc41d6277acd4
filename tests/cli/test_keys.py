"""Keys from a real pseudo-terminal and lines from a real pipe."""

from __future__ import annotations

import os
import pty
import termios

import pytest

from voicecoach.cli import keys


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
