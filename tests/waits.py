"""Waiting for states: no test waits for seconds, and none gives up long before the suite does.

A busy machine makes a test slow; it must not make it fail.  So a wait names the state that it
waits for and is given up only when something surely hangs.
"""

from __future__ import annotations

import time
from collections.abc import Callable

LIMIT_S = 300.0
"""How long one state is waited for, in seconds; pytest itself ends a test after twice this
(``timeout`` in pyproject.toml), so that it is the wait that says what never came."""


def wait_until(condition: Callable[[], object], what: str, *, pause_s: float = 0.02) -> None:
    """Wait until a condition holds.

    Parameters
    ----------
    condition
        Asked again and again; anything true ends the wait.
    what
        The state in words, for the failure's message.
    pause_s
        Seconds between two questions.

    Raises
    ------
    AssertionError
        If the condition does not hold within ``LIMIT_S`` seconds.
    """
    end = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(pause_s)
