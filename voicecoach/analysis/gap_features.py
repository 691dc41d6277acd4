"""What stands around a gap between two words, for finding sentence ends where nothing is written.

The nearest words and their forms tell most; where the next verb stands on either side, and
whether a subject stands before it, tells whether a new clause begins here.  Training and run time
call the same function, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence

from voicecoach.analysis.star_language import CONTENT, PAST, form

EDGE = "|"
"""Stands for every place before the first and after the last word."""

WORD_WINDOWS = ((1, 0), (2, 0), (0, 1), (0, 2), (1, 1))
FORM_WINDOWS = ((2, 0), (3, 0), (4, 0), (0, 3), (0, 4), (1, 1), (2, 1), (1, 2), (2, 2))
"""So many words, or forms, before and after the gap are taken together."""

STEM_LETTERS = 5
ENDING_LETTERS = 3
FAR = 6
"""Small words up to so many places away count wherever exactly they stand."""
SKETCH = 4
"""So many words on either side are drawn as subject, verb, joining word or anything else."""
FARTHEST_VERB = 8
"""A verb so many words away or farther is none of this clause's."""

VERBS = frozenset(
    "am is are was were do does did have has had will would can could should might must 'd".split()
) | {"'ve", PAST}
SUBJECTS = frozenset("i we he she they it you this that there".split())
JOINING = frozenset("and but so because when if then which who".split())


def gap_features(tokens: Sequence[str]) -> list[list[str]]:
    """Return, for the gap after each normalised word but the last, what stands around it."""
    n, pad = len(tokens), max(FAR, FARTHEST_VERB)
    words = [EDGE] * pad + list(tokens) + [EDGE] * pad
    forms = [EDGE] * pad + [form(token) for token in tokens] + [EDGE] * pad
    roles = "".join(map(_role, forms))
    since = _distances(forms)
    until = _distances(forms[::-1])[::-1]
    return [_around(words, forms, roles, since, until, pad + i + 1) for i in range(n - 1)]


def _around(
    words: Sequence[str],
    forms: Sequence[str],
    roles: str,
    since: Sequence[int],
    until: Sequence[int],
    at: int,
) -> list[str]:
    """Return the features of the gap before the word ``at``, each once."""
    last, first = words[at - 1], words[at]
    found = [f"w{b}{a} {' '.join(words[at - b : at + a])}" for b, a in WORD_WINDOWS]
    found += [f"f{b}{a} {' '.join(forms[at - b : at + a])}" for b, a in FORM_WINDOWS]
    found += [f"s< {last[:STEM_LETTERS]}", f"s> {first[:STEM_LETTERS]}"]
    found += [f"e< {last[-ENDING_LETTERS:]}", f"n< {words[at - 2]}", f"n> {words[at + 1]}"]
    far = [f"o< {one}" for one in forms[at - FAR : at - 2]]
    far += [f"o> {one}" for one in forms[at + 2 : at + FAR]]
    found += dict.fromkeys(one for one in far if one[3:] not in (CONTENT, EDGE))
    before, after = since[at - 1], until[at]
    found += [f"v<> {before} {after}", f"v< {before} {forms[at]}", f"v> {after} {first}"]
    ahead, behind = roles[at : at + SKETCH], roles[at - SKETCH : at]
    found += [f"r< {behind}", f"r> {ahead}", f"r<> {behind}{ahead}", f"r+ {ahead} {first}"]
    return found


def _role(one: str) -> str:
    if one in SUBJECTS:
        return "s"
    if one in VERBS:
        return "v"
    return "j" if one in JOINING else "."


def _distances(forms: Sequence[str]) -> list[int]:
    """Return how far back from each word the last verb stands, ``FARTHEST_VERB`` at most."""
    out, distance = [], FARTHEST_VERB
    for one in forms:
        distance = 0 if one in VERBS else min(FARTHEST_VERB, distance + 1)
        out.append(distance)
    return out
