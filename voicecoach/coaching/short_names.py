"""Finds a session or a mock interview by what a candidate types of its name."""

from __future__ import annotations

from collections.abc import Sequence

from voicecoach.errors import LibraryError
from voicecoach.report.wording import clean

MAX_NAMED = 5
"""Names in a remedy: more are no help."""


def resolve_name(typed: str, names: Sequence[str], *, last: str, noun: str) -> str:
    """Return the name that is meant: typed whole, by its beginning if only one begins so.

    Parameters
    ----------
    names
        All names, at least one.
    last
        The name that ``last`` means.
    noun
        What is named, such as "session"; its plural ends in s.

    Raises
    ------
    LibraryError
        ``not-found`` if there is none, ``ambiguous`` if several begin so.
    """
    if typed == "last":
        return last
    if typed in names:
        return typed
    found = [one for one in names if typed and one.startswith(typed)]
    if len(found) == 1:
        return found[0]
    if found:
        raise LibraryError(
            f"{len(found)} {noun}s begin with {typed!r}.",
            f"Name one of: {', '.join(clean(one) for one in found[:MAX_NAMED])}.",
            code="ambiguous",
        )
    raise LibraryError(
        f"There is no {noun} {typed!r}.", f"The last one is {clean(last)}.", code="not-found"
    )
