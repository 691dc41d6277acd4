"""Writes numbers, times and lists as text, the same in every rendering."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from voicecoach.types import PartName, SentencePart

LETTERS: dict[PartName, str] = {"situation": "S", "task": "T", "action": "A", "result": "R"}
PART_TITLES: dict[SentencePart, str] = {
    "situation": "Situation",
    "task": "Task",
    "action": "Action",
    "result": "Result",
    "other": "",
}
# marks that turn the direction of writing; without their end they garble what follows
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CONTROLS = (*range(0x20), *range(0x7F, 0xA0))
"""Every character of Unicode's category Cc."""
NOT_SHOWN = dict.fromkeys(CONTROLS, " ") | dict.fromkeys(map(ord, BIDI))


def clean(text: str) -> str:
    """Return ``text`` without control characters, which could move a terminal's cursor."""
    return " ".join(text.translate(NOT_SHOWN).split())


def title_of(question_id: str | None) -> str:
    """Return a question's id as a title: ``incomplete-information`` → Incomplete information."""
    words = re.sub(r"[-_]+", " ", question_id or "").strip()
    return words[:1].upper() + words[1:] if words else "Answer"


def clock(seconds: float | None) -> str:
    """Return a place in the recording as ``m:ss``; empty where it is not known."""
    if seconds is None:
        return ""
    whole = int(max(seconds, 0.0))
    if whole >= 3600:
        return f"{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}"
    return f"{whole // 60}:{whole % 60:02d}"


def clock_length(seconds: float | None) -> str:
    """Return a length as ``m:ss``, rounded as `seconds_text` rounds; empty where not known."""
    return clock(None if seconds is None else round(seconds))


def seconds_text(seconds: float) -> str:
    """Return a length: ``2.7 s`` below ten seconds, ``48 s`` below a minute, ``1 min 12 s``."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def size_text(n_bytes: int) -> str:
    """Return a size in bytes, kB, MB or GB, counted in powers of ten."""
    size = float(n_bytes)
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            return f"{size:.0f} {unit}" if unit == "bytes" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1000
    raise AssertionError("the last unit returns")


def count(number: int, one: str, many: str = "") -> str:
    """Return ``1 pause``, ``2 pauses``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def times(number: int) -> str:
    """Return how often: ``never``, ``once``, ``twice``, ``3 times``."""
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")


def percent(share: float) -> str:
    """Return a share as whole per cent; a small one is ``under 1 %``, never ``0 %``."""
    if 0 < share < 0.005:
        return "under 1 %"
    return f"{share * 100:.0f} %"


def rate(number: float) -> str:
    """Return a small rate with one digit after the point, without a needless zero."""
    text = f"{number:.1f}"
    return text.removesuffix(".0")


def listing(parts: Sequence[str], *, last: str = "and") -> str:
    """Return ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def moments(starts: Iterable[float | None], most: int = 8) -> str:
    """Return places as ``0:04, 0:12``; at most ``most`` of them, then how many more."""
    known = [clock(start) for start in starts if start is not None]
    rest = f" and {len(known) - most} more" if len(known) > most else ""
    return ", ".join(known[:most]) + rest


def sentence(text: str) -> str:
    """Return the text with a full stop, unless it ends like a sentence."""
    text = clean(text)
    return text if not text or text[-1] in ".!?…”\"'" else f"{text}."


def lower_first(text: str) -> str:
    """Return a phrase with a small first letter, for the middle of a sentence."""
    keep = len(text) > 1 and (text[1].isupper() or text[:2] in ("I ", "I'"))
    return text if keep or not text else text[0].lower() + text[1:]
