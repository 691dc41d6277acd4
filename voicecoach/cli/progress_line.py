"""One line on standard error that moves while something takes time; nothing off a terminal."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

CLEAR_LINE = "\r\x1b[K"

APPEAR_AFTER_S = 0.4
"""Faster than this needs no word; the line would only flicker."""


class ProgressLine:
    """The moving line."""

    def __init__(self) -> None:
        self._stream = sys.stderr
        self._shown = False
        self._began = time.monotonic()
        self._live = self._stream.isatty()

    def write(self, text: str) -> None:
        """Replace the line's text."""
        if self._live:
            self._stream.write(f"{CLEAR_LINE}{text}")
            self._stream.flush()
            self._shown = True

    def step(self, name: str, share: float) -> None:
        """Show a step and, where it is known, how much of it is done (0 to 1)."""
        if time.monotonic() - self._began < APPEAR_AFTER_S:
            return
        done = f" {share:4.0%}" if 0 < share < 1 else ""
        self.write(f"{name} …{done}")

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            self._stream.write(CLEAR_LINE)
            self._stream.flush()
            self._shown = False


@contextmanager
def progress() -> Iterator[ProgressLine]:
    """Yield a line and take it away at the end, however it comes."""
    line = ProgressLine()
    try:
        yield line
    finally:
        line.clear()


WIDEST = 100
"""Columns: longer lines are hard to read; typographers stop at 75 characters of prose."""


def screen(*, plain: bool = False) -> tuple[int, bool]:
    """Return the columns of standard output and whether to use colour there.

    Colour only on a terminal, and never where ``plain`` or NO_COLOR (no-color.org) forbids it.
    """
    columns = min(shutil.get_terminal_size((80, 24)).columns, WIDEST)
    return columns, sys.stdout.isatty() and not plain and not os.environ.get("NO_COLOR")
