"""The features of a sentence for the STAR model: named cues, runs of words, runs of its frame.

None of them knows where in the answer the sentence stands.  Training and run time call the same
function, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from voicecoach.analysis.star.cues import find_cues
from voicecoach.analysis.star.language import frame, plain_tokens

MAX_RUN = 3
MAX_FRAME = 4
"""Words, and signs of the frame, in a row: longer runs are too rare in this corpus to weigh."""

STEM_LETTERS = 5
"""Words are also taken by their first letters, alone and in pairs: "deliver" stands for
"delivered" and "delivery", which are too rare one by one."""

START, END = "^", "$"
NEAR_EDGE = 5
"""So many words at either end count once more, wherever exactly they stand there."""


def sentence_features(tokens: Sequence[str]) -> list[str]:
    """Return the features of a sentence's normalised words, each once, in a fixed order.

    ``cue:`` a named cue, ``w:`` one to three plain tokens in a row, ``b:`` and ``e:`` those near
    its beginning and end, ``s:`` stems, one or two in a row, ``f:`` two to four signs of the
    frame in a row, ``len:`` its length in classes.
    """
    plain = plain_tokens(tokens)
    found = dict.fromkeys(f"cue:{name}" for name in find_cues(" ".join(plain)))
    edged = [START, *plain, END]
    for size in range(1, MAX_RUN + 1):
        for i in range(len(edged) - size + 1):
            found[f"w:{' '.join(edged[i : i + size])}"] = None
    found |= dict.fromkeys(f"b:{token}" for token in plain[:NEAR_EDGE])
    found |= dict.fromkeys(f"e:{token}" for token in plain[-NEAR_EDGE:])
    stems = [token[:STEM_LETTERS] for token in plain]
    found |= dict.fromkeys(f"s:{stem}" for stem in stems)
    found |= dict.fromkeys(f"s:{one} {two}" for one, two in pairwise(stems))
    signs = [START, *frame(plain), END]
    for size in range(2, MAX_FRAME + 1):
        for i in range(len(signs) - size + 1):
            found[f"f:{' '.join(signs[i : i + size])}"] = None
    found[f"len:{length_class(len(plain))}"] = None
    return list(found)


def length_class(n_tokens: int) -> int:
    """Return 0 for very short (up to 4), 1 up to 9, 2 up to 17, 3 up to 27, else 4."""
    return sum(n_tokens > edge for edge in (4, 9, 17, 27))
