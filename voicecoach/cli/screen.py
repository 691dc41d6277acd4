"""Standard output as a screen: how wide it is, and whether it wants colour."""

from __future__ import annotations

import os
import shutil
import sys

WIDEST = 100
"""Columns: longer lines are hard to read; typographers stop at 75 characters of prose."""


def screen(*, plain: bool = False) -> tuple[int, bool]:
    """Return the columns of standard output and whether to use colour there.

    Colour only on a terminal, and never where ``plain`` or NO_COLOR (no-color.org) forbids it.
    """
    columns = min(shutil.get_terminal_size((80, 24)).columns, WIDEST)
    return columns, sys.stdout.isatty() and not plain and not os.environ.get("NO_COLOR")
