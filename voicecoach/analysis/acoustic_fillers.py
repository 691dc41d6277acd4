"""Finds fillers that no word names: held sounds, and hesitations that the recogniser left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voicecoach.types import Activity, Filler, HeldSound, PossibleHesitation, Word

Timed = Filler | HeldSound | PossibleHesitation

COVER_S = 0.12
"""A held sound so soon after a word is the end of that word: recognised ends come early."""

MIN_HELD_S = 0.30
"""Shortest held sound that counts, without the part that a word covers (Goto 1999)."""

ONE_SOUND_S = 0.7
"""Evidence this near to other evidence is of the same sound: written times are late by as much."""

UNWRITTEN = "(um?)"
"""Text of a hesitation that the recogniser weighed but did not write."""


def one_sound(one: Timed, other: Timed) -> bool:
    """Return whether two pieces of evidence are so near that they are of one sound."""
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    return one.start - other.end <= ONE_SOUND_S and other.start - one.end <= ONE_SOUND_S


def find_acoustic_fillers(
    hesitations: Sequence[Filler],
    words: Sequence[Word],
    activity: Activity | None,
    possible: Sequence[PossibleHesitation],
) -> list[Filler]:
    """Return the sounds that no word names, by time; two kinds of evidence make one more probable.

    Parameters
    ----------
    hesitations
        Those that are written: a sound near one of them is that one, and is left out.
    words
        Of the transcript.
    activity
        What the sound shows: held sounds; None for text.
    possible
        What the recogniser takes for hesitations although it wrote none.
    """
    weighed = [
        Filler(one.start, one.end, UNWRITTEN, "acoustic", None, one.probability) for one in possible
    ]
    held = _held(words, activity) if activity else []
    found: list[Filler] = []
    for sound in sorted([*weighed, *held], key=lambda filler: filler.start or 0.0):
        if any(one_sound(sound, word) for word in hesitations):
            continue
        if found and one_sound(found[-1], sound):
            found[-1] = _merge(found[-1], sound)
        else:
            found.append(sound)
    return found


def _merge(one: Filler, other: Filler) -> Filler:
    """Return one sound for two pieces of evidence."""
    same = one.text == other.text
    likelier = max(one, other, key=lambda filler: filler.probability)
    both = 1 - (1 - one.probability) * (1 - other.probability)
    return replace(likelier, probability=likelier.probability if same else round(both, 3))


def _held(words: Sequence[Word], activity: Activity) -> list[Filler]:
    """Return the held sounds that no word covers, without the part that a word's end covers."""
    timed = [(w.start, w.end) for w in words if w.start is not None and w.end is not None]
    found = []
    for held in activity.held_sounds:
        start = held.start
        covered = False
        for begin, end in timed:
            if begin <= held.start < end + COVER_S:
                start = max(start, end + COVER_S)
            elif held.start < begin < held.end - MIN_HELD_S / 2:
                covered = True
        if not covered and held.end - start >= MIN_HELD_S:
            found.append(
                Filler(start, held.end, "(held sound)", "acoustic", None, held.probability)
            )
    return found
