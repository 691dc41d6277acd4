"""Reads single keys from a terminal, or lines from a pipe."""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

ENTER = "\n"
ESCAPE = "\x1b"
SPACE = " "


class KeySource(Protocol):
    """A source of the candidate's keys."""

    interactive: bool
    """Whether somebody is there to answer a question."""

    def read(self, timeout_s: float) -> str | None:
        """Return the next key or line within ``timeout_s``; ``None`` if none came."""


class TerminalKeys:
    """Keys of a POSIX terminal, unbuffered; Ctrl-C stays a signal.

    An arrow key sends Escape and more; all of it is dropped, so that it does not discard a take.
    """

    interactive = True

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def read(self, timeout_s: float) -> str | None:
        """Return one key; Return counts as Enter."""
        if not select.select([self._descriptor], [], [], timeout_s)[0]:
            return None
        data = os.read(self._descriptor, 64)
        if not data:
            raise EOFError
        if data[:1] == b"\x1b" and len(data) > 1:
            return None
        text = data.decode("utf-8", "replace")
        return ENTER if text[0] in "\r\n" else text[0]


class LineKeys:
    """Lines of a pipe or file: an empty line is Enter, otherwise the first letter counts."""

    interactive = False

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._buffer = b""
        self._ended = False

    def read(self, timeout_s: float) -> str | None:
        """Return the key that the next line stands for; None after the end of input."""
        if b"\n" not in self._buffer and not self._ended:
            if not select.select([self._descriptor], [], [], timeout_s)[0]:
                return None
            data = os.read(self._descriptor, 4096)
            self._ended = not data
            self._buffer += data
        elif self._ended:
            time.sleep(timeout_s)
            return None
        line, newline, rest = self._buffer.partition(b"\n")
        if not newline:
            return None
        self._buffer = rest
        text = line.decode("utf-8", "replace").strip()
        if text.lower() in {"esc", "discard"}:
            return ESCAPE
        if text.lower() in {"pause", "p", "resume"}:
            return SPACE
        return text[0] if text else ENTER

    @property
    def ended(self) -> bool:
        """Whether the input has ended, so that no key can come."""
        return self._ended and b"\n" not in self._buffer


class ConsoleKeys:
    """Keys of a Windows console (not tried on a real one)."""

    interactive = True

    def read(self, timeout_s: float) -> str | None:
        """Return one key; Return counts as Enter, function keys are ignored."""
        import msvcrt

        end = time.monotonic() + timeout_s
        while not msvcrt.kbhit():  # type: ignore[attr-defined,unused-ignore]
            if time.monotonic() >= end:
                return None
            time.sleep(0.01)
        key = str(msvcrt.getwch())  # type: ignore[attr-defined,unused-ignore]
        if key in {"\x00", "\xe0"}:
            msvcrt.getwch()  # type: ignore[attr-defined,unused-ignore]
            return None
        if key == "\x03":
            raise KeyboardInterrupt
        return ENTER if key == "\r" else key


@contextmanager
def open_keys() -> Iterator[KeySource]:
    """Yield the keys of standard input and restore the terminal afterwards."""
    descriptor = sys.stdin.fileno()
    if not os.isatty(descriptor):
        yield LineKeys(descriptor)
        return
    if sys.platform == "win32":
        yield ConsoleKeys()
        return
    import termios
    import tty

    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        yield TerminalKeys(descriptor)
    finally:
        # drop what was typed too late: it must not reach the shell
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)
