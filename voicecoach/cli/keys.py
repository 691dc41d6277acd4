"""Reads single keys from a terminal, or lines from a pipe."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import sys
import threading
import time
from collections import deque
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

    def forget(self) -> None:
        """Throw away keys that were typed before a question was asked; lines of a pipe stay."""


class TerminalKeys:
    """Keys of a POSIX terminal, unbuffered; Ctrl-C stays a signal.

    An arrow key sends Escape and more; all of it is dropped, so that it does not discard a take.
    """

    interactive = True

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._typed: deque[str] = deque()

    def read(self, timeout_s: float) -> str | None:
        """Return one key; Return counts as Enter.  Keys that came together are kept for later."""
        if not self._typed:
            if not select.select([self._descriptor], [], [], timeout_s)[0]:
                return None
            data = os.read(self._descriptor, 256)
            if not data:
                raise EOFError
            self._typed.extend(split_keys(data.decode("utf-8", "replace")))
        return self._typed.popleft() if self._typed else None

    def forget(self) -> None:
        """Throw away what was typed before a question was asked: it cannot answer it."""
        import termios

        self._typed.clear()
        with contextlib.suppress(termios.error):
            termios.tcflush(self._descriptor, termios.TCIFLUSH)


_SEQUENCE = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]?|O[ -~]?)")
"""What a terminal sends for an arrow or a function key."""


def split_keys(text: str) -> list[str]:
    """Return the keys in what a terminal sent at once, those of more than one letter left out."""
    plain = _SEQUENCE.sub("", text).replace("\r\n", ENTER)
    return [ENTER if key in "\r\n" else key for key in plain]


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

    def forget(self) -> None:
        """Keep the lines: whoever wrote them knew the questions."""

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

    def forget(self) -> None:
        """Throw away what was typed before a question was asked."""
        import msvcrt

        while msvcrt.kbhit():  # type: ignore[attr-defined,unused-ignore]
            msvcrt.getwch()  # type: ignore[attr-defined,unused-ignore]


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
    with _terminal_modes(descriptor):
        yield TerminalKeys(descriptor)


@contextmanager
def _terminal_modes(descriptor: int) -> Iterator[None]:
    """Read single keys without echo; give the terminal back at the end and at a signal.

    The shell sets its own modes when it stops a program and does not undo that: they are set
    again when the program goes on.
    """
    import termios
    import tty

    before = termios.tcgetattr(descriptor)

    def restore() -> None:
        with contextlib.suppress(termios.error):
            # what was typed too late must not land in the shell
            termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)

    def go_on(_number: int, _frame: object) -> None:
        if os.tcgetpgrp(descriptor) == os.getpgrp():  # in the background it is not ours
            with contextlib.suppress(termios.error):
                tty.setcbreak(descriptor, termios.TCSANOW)

    def end(number: int, _frame: object) -> None:
        restore()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    handlers = {signal.SIGCONT: go_on, signal.SIGTERM: end, signal.SIGQUIT: end}
    earlier = {}
    try:
        if threading.current_thread() is threading.main_thread():
            earlier = {number: signal.signal(number, do) for number, do in handlers.items()}
        tty.setcbreak(descriptor)
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
        restore()
