"""Compares two recognitions of one recording: which words and figures changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from voicecoach.report.figures import build_figures
from voicecoach.report.wording import LETTERS, PART_TITLES, clean, clock, count
from voicecoach.types import Analysis, Word

MAX_CHANGES = 30
"""Changes listed; of the rest only the number is given."""

MAX_WORDS = 12
"""Words quoted of one change; longer quotes are cut."""


def render_changes(before: Analysis, after: Analysis) -> str:
    """Return as text which words a second recognition changed, and which figures with them."""
    new = after.transcript.model if after.transcript else None
    if before.transcript is None or after.transcript is None:
        return f"{new or 'The model'} gave the first words of this answer.\n"
    old = before.transcript.model or before.transcript.engine
    words = list(_word_changes(before.transcript.words, after.transcript.words))
    if not words:
        return f"{new} recognised the same words as {old}.\n"
    lines = [f"{new} recognised {count(len(words), 'place')} differently from {old}:"]
    lines += [f"  {line}" for line in words[:MAX_CHANGES]]
    if len(words) > MAX_CHANGES:
        lines.append(f"  … and {len(words) - MAX_CHANGES} more")
    moved = [*_moved_figures(before, after), *_moved_verdicts(before, after)]
    lines.append("Figures that changed:" if moved else "No figure changed.")
    lines += [f"  {line}" for line in moved]
    return "\n".join(lines) + "\n"


def _word_changes(before: Sequence[Word], after: Sequence[Word]) -> Iterator[str]:
    one, two = ([_plain(word.text) for word in words] for words in (before, after))
    for tag, i, j, k, m in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        place = clock((after[k] if k < m else before[i]).start)
        old, new = _quote(before[i:j]), _quote(after[k:m])
        yield (
            f"{place:>5}  {old} → {new}"
            if old and new
            else (f"{place:>5}  {new} added" if new else f"{place:>5}  {old} gone")
        )


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _quote(words: Sequence[Word]) -> str:
    if not words:
        return ""
    text = clean(" ".join(word.text for word in words[:MAX_WORDS]))
    return f"“{text}{' …' if len(words) > MAX_WORDS else ''}”"


def _moved_figures(before: Analysis, after: Analysis) -> Iterator[str]:
    old = {figure.key: figure for figure in build_figures(before)}
    new = {figure.key: figure for figure in build_figures(after)}
    for key in dict.fromkeys([*old, *new]):
        values = [one[key].value if key in one else "not measured" for one in (old, new)]
        if values[0] != values[1]:
            label = (new.get(key) or old[key]).label
            yield f"{label}: {values[0]} → {values[1]}"


def _moved_verdicts(before: Analysis, after: Analysis) -> Iterator[str]:
    if before.star.parts is None or after.star.parts is None:
        return
    for name in LETTERS:
        was, now = (getattr(one, name).verdict for one in (before.star.parts, after.star.parts))
        if was != now:
            yield f"{PART_TITLES[name]}: {was} → {now}"
