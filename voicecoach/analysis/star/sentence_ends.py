"""What stands around the gap between two words, to find sentence ends where nothing is written.

The nearest words and their forms tell most; where the next verb stands on either side, and
whether a subject stands before it, tells whether a new clause begins here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from voicecoach.analysis.star.language import CONTENT, PAST, form, plain
from voicecoach.analysis.star.model import SCALE, Boundary

EDGE = "|"
"""Stands for every place before the first and after the last word."""

WORD_WINDOWS = ((1, 0), (2, 0), (0, 1), (0, 2), (1, 1))
FORM_WINDOWS = ((2, 0), (3, 0), (4, 0), (0, 3), (0, 4), (1, 1), (2, 1), (1, 2), (2, 2))
"""So many words, or forms, before and after the gap are taken together."""

STEM_LETTERS, ENDING_LETTERS = 5, 3
"""Letters of a word's stem and of its ending."""

FAR = 6
"""The forms of words from the third to this one on either side count, wherever they stand."""

SKETCH = 4
"""So many words on either side are drawn by their roles."""

FARTHEST_VERB = 8
"""A verb so many words away or farther is none of this clause's."""

PAD = max(FAR, SKETCH)
"""No place farther from a gap is looked at."""
SILENT = frozenset({CONTENT, EDGE})
"""Forms that tell nothing from farther away."""

VERBS = frozenset(
    "am is are was were do does did have has had will would can could should might must "
    "may shall 'd said say says told asked decided needed need want think believe supposed ended "
    "turned kept got get let".split()
) | {"'ve", PAST}
SUBJECTS = frozenset("i we he she they it you this that there".split())
JOINING = frozenset("and but so because when if then which who".split())


def gap_features(tokens: Sequence[str]) -> Iterator[list[str]]:
    """Yield, for the gap after each normalised word but the last, what stands around it.

    ``w`` words and ``f`` forms, with how many before and after the gap; ``s`` stems, ``e`` an
    ending, ``n`` the next but one; ``o`` forms farther away; ``v`` how far the nearest verbs are;
    ``r`` the roles around.  ``<`` is before the gap, ``>`` after it.  Each stands there once.
    """
    edge = [EDGE] * PAD
    words = [*edge, *tokens, *edge]
    forms = [*edge, *map(_shape, tokens), *edge]
    roles = "".join(["." * PAD, *map(_role, tokens), "." * PAD])
    since = _distances(roles)
    until = _distances(roles[::-1])[::-1]
    runs = [*_runs("w", words, WORD_WINDOWS), *_runs("f", forms, FORM_WINDOWS)]
    for at in range(PAD + 1, PAD + len(tokens)):
        last, first = words[at - 1], words[at]
        before, after = since[at - 1], until[at]
        ahead, behind = roles[at : at + SKETCH], roles[at - SKETCH : at]
        yield [
            *[name + run[at - back] for name, back, run in runs],
            "s< " + last[:STEM_LETTERS],
            "s> " + first[:STEM_LETTERS],
            "e< " + last[-ENDING_LETTERS:],
            "n< " + words[at - 2],
            "n> " + words[at + 1],
            *["o< " + one for one in dict.fromkeys(forms[at - FAR : at - 2]) if one not in SILENT],
            *["o> " + one for one in dict.fromkeys(forms[at + 2 : at + FAR]) if one not in SILENT],
            f"v<> {before} {after}",
            f"v< {before} {forms[at]}",
            f"v> {after} {first}",
            "r< " + behind,
            "r> " + ahead,
            f"r<> {behind}{ahead}",
            f"r+ {ahead} {first}",
        ]


def _runs(
    sign: str, items: Sequence[str], windows: Sequence[tuple[int, int]]
) -> list[tuple[str, int, list[str]]]:
    """Return, for each window, its name, its items before the gap, and all runs of its length."""
    sizes = {before + after for before, after in windows}
    runs = {
        size: [" ".join(items[i : i + size]) for i in range(len(items) - size + 1)]
        for size in sizes
    }
    return [(f"{sign}{b}{a} ", b, runs[b + a]) for b, a in windows]


@lru_cache(maxsize=8192)
def _shape(token: str) -> str:
    """Return a word's form, that of a contraction by its parts: "didn't" is "did+not"."""
    return "+".join(map(form, plain(token)))


@lru_cache(maxsize=8192)
def _role(token: str) -> str:
    """Return s for a subject, v for a verb, b for both ("we'd"), j for "and" and such, or a dot."""
    forms = [form(part) for part in plain(token)]
    subject, verb = bool(SUBJECTS & set(forms[:1])), bool(VERBS & set(forms))
    if subject or verb:
        return "b" if subject and verb else "s" if subject else "v"
    return "j" if JOINING & set(forms) else "."


def _distances(roles: str) -> list[int]:
    """Return how far back from each word the last verb stands, ``FARTHEST_VERB`` at most."""
    out, distance = [], FARTHEST_VERB
    for role in roles:
        distance = 0 if role in "vb" else min(FARTHEST_VERB, distance + 1)
        out.append(distance)
    return out


PAUSE_ODDS = 3.0
"""Log-odds that a pause of 0.6 s and more adds to a sentence end: our choice, since most such
pauses end sentences (Campione and Véronis 2002)."""

COMMA_ODDS = 1.0
"""Log-odds that a comma adds: recognisers write one where they heard a phrase end."""

EAGER_ODDS = 0.6
"""Added to every gap where nothing is punctuated: two halves of a sentence harm STAR less than two
parts in one (the best of 0.6, 1.2, 1.8, 2.4 and 3 on the development answers)."""


def gap_odds(
    boundary: Boundary,
    tokens: Sequence[str],
    pauses: Collection[int] = (),
    commas: Collection[int] = (),
) -> list[float]:
    """Return the log-odds of a sentence end after each normalised word but the last.

    ``pauses`` and ``commas`` hold the indices of words that a long pause, or a comma, follows.
    """
    weigh = boundary.weights.get
    return [
        boundary.bias
        + sum(filter(None, map(weigh, features))) / SCALE
        + PAUSE_ODDS * (i in pauses)
        + COMMA_ODDS * (i in commas)
        for i, features in enumerate(gap_features(tokens))
    ]


def best_ends(odds: Sequence[float], longest: int) -> list[int]:
    """Return the last words of the sentences with the largest sum of log-odds, the very last too.

    ``odds`` has a value for each gap; no sentence has more than ``longest`` words.
    """
    n = len(odds) + 1
    best, came = [0.0], [0]
    for end in range(1, n + 1):
        before = best[-longest:]
        top = max(before)
        best.append(top + (odds[end - 1] if end < n else 0.0))
        came.append(end - len(before) + before.index(top))
    ends, at = [], n
    while at > 0:
        ends.append(at - 1)
        at = came[at]
    return ends[::-1]
