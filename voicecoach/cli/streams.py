"""Standard streams that lose nothing: closed ones, and those that know only some letters.

A redirected standard output on Windows has the code page of the machine, a C locale ASCII alone.
What such a stream cannot show is written in letters that it can; in JSON as an escape.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
import unicodedata
from collections.abc import Sequence

LOOKALIKES = {
    "\u2026": "...",
    "\u2013": "-",
    "\u2014": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u00b7": "-",
    "\u2022": "-",
    "\u2192": "->",
    "\u2190": "<-",
    "\u2501": "=",
    "\u2504": ".",
    "\u2503": "|",
    "\u25a0": "#",
    "\u2248": "~",
    "\u2212": "-",
    "\u00d7": "x",
    "\u00a0": " ",
}


def open_streams(argv: Sequence[str]) -> None:
    """Let closed streams be empty ones, and let no letter end the program.

    Parameters
    ----------
    argv
        The command line: where it asks for JSON, letters become escapes and stay what they are.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123
    codecs.register_error("voicecoach-plain", _replace)
    codecs.register_error("voicecoach-json", _escape)
    wants_json = "--json" in argv or "json" in argv or "--format=json" in argv
    _set_errors(sys.stdout, "voicecoach-json" if wants_json else "voicecoach-plain")
    _set_errors(sys.stderr, "voicecoach-plain")


def _set_errors(stream: object, handler: str) -> None:
    if isinstance(stream, io.TextIOWrapper) and not stream.closed:
        stream.reconfigure(errors=handler)


def _replace(error: UnicodeError) -> tuple[str, int]:
    """Return letters that look like those that a stream cannot show."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    found = (_lookalike(letter) for letter in error.object[error.start : error.end])
    return "".join(found), error.end


def _lookalike(letter: str) -> str:
    known = LOOKALIKES.get(letter)
    if known is not None:
        return known
    base = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode("ascii")
    return base or "?"


def _escape(error: UnicodeError) -> tuple[str, int]:
    """Return letters as JSON escapes them: inside its strings they mean the same."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    data = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    units = (data[at : at + 2] for at in range(0, len(data), 2))
    return "".join(f"\\u{int.from_bytes(unit, 'big'):04x}" for unit in units), error.end
