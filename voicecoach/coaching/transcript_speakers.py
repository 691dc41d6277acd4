"""Whose words a transcript holds: its speakers, the candidate among them, their words; pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from voicecoach.coaching.transcript_files import CANDIDATES, INTERVIEWERS, Line
from voicecoach.types import Word


def count_speakers(lines: Sequence[Line]) -> dict[str, int]:
    """Return the speakers in the order they first speak, each with the number of words."""
    counted: dict[str, int] = {}
    for line in lines:
        if line.speaker:
            counted[line.speaker] = counted.get(line.speaker, 0) + line.n_words
    return counted


def find_speaker(names: Sequence[str], wanted: str) -> str | None:
    """Return the speaker whose name is ``wanted`` or, if just one does, begins with or holds it."""
    key = wanted.casefold().strip()
    folded = {name: name.casefold() for name in names}
    tests: tuple[Callable[[str], bool], ...] = (
        lambda name: name == key,
        lambda name: name.startswith(key),
        lambda name: key in name,
    )
    for test in tests:
        found = [name for name, low in folded.items() if test(low)]
        if len(found) == 1:
            return found[0]
    return None


def guess_candidate(names: Sequence[str]) -> str | None:
    """Return who of the speakers the candidate is, where their names say it."""
    if len(names) == 1:
        return names[0]
    called = [name for name in names if name.casefold() in CANDIDATES]
    if len(called) == 1:
        return called[0]
    others = [name for name in names if not any(w in INTERVIEWERS for w in name.casefold().split())]
    return others[0] if len(others) == 1 else None


def words_of(lines: Sequence[Line]) -> tuple[Word, ...]:
    """Return the words with times shared out over each line by letters; null where it has none."""
    words: list[Word] = []
    for line in lines:
        texts = line.text.split()
        if line.start is None or line.end is None or line.end <= line.start:
            words += [Word(text) for text in texts]
            continue
        letters = [len(text) + 1 for text in texts]
        total, before = sum(letters), 0
        for text, length in zip(texts, letters, strict=True):
            start = line.start + (line.end - line.start) * before / total
            before += length
            end = line.start + (line.end - line.start) * before / total
            words.append(Word(text, round(start, 3), round(end, 3)))
    return tuple(words)
