"""The features of a sentence for the STAR model: runs of words, runs of its frame, named cues.

None of them knows where in the answer the sentence stands.  Training and run time call the same
function, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence

from voicecoach.analysis.star.cues import find_cues
from voicecoach.analysis.star.language import frame, plain_tokens

MAX_RUN, MAX_FRAME = 3, 3
"""Words, and signs of the frame, in a row: longer runs are too rare in this corpus to weigh."""

START, END = "^", "$"


def sentence_features(tokens: Sequence[str]) -> list[str]:
    """Return the features of a sentence's normalised words, each as often as it occurs.

    ``cue:`` a named cue, ``w:`` one to three plain tokens in a row, ``f:`` two or three signs of
    the frame in a row.
    """
    plain = plain_tokens(tokens)
    found = [f"cue:{name}" for name in find_cues(" ".join(plain))]
    words, signs = [START, *plain, END], [START, *frame(plain), END]
    found += [f"w:{run}" for size in range(1, MAX_RUN + 1) for run in _runs(words, size)]
    found += [f"f:{run}" for size in range(2, MAX_FRAME + 1) for run in _runs(signs, size)]
    return found


def _runs(items: Sequence[str], size: int) -> list[str]:
    return [" ".join(items[i : i + size]) for i in range(len(items) - size + 1)]
