"""What two hearings of growing speech agree on is settled (local agreement).

While somebody speaks, what is pending is recognised again and again.  Words that stand at its
beginning both times, in spite of what came behind them, will hardly change any more (Macháček,
Dabre and Bojar 2023, "Turning Whisper into a real-time transcription system").  The sound under
them need not be heard again: at the end of an answer little is left.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voicecoach.recognition.alignment import end_of, start_of
from voicecoach.sound.files import Samples
from voicecoach.types import Word

MIN_SETTLED_S = 8.0
"""What is settled at once lasts at least so long: every cut costs context."""

UNSETTLED_S = 1.5
"""Words this near to the end of the sound lack what will be said after them."""

SENTENCE_WORTH_S, PHRASE_WORTH_S = 0.5, 0.2
"""A sentence's or a phrase's end is as good a place to cut as so much more silence."""

SEARCH_S, FRAME_S = 0.06, 0.01
"""A cut lies at the quietest hundredth of a second, so far around the gap between two words."""


def count_agreed(before: Sequence[Word], now: Sequence[Word]) -> int:
    """Return how many words two hearings have in common from the beginning on."""
    n = 0
    for one, other in zip(before, now, strict=False):
        if _plain(one.text) != _plain(other.text):
            break
        n += 1
    return n


def count_settled(words: Sequence[Word], n_agreed: int, end: float) -> int:
    """Return how many of the agreed words lie far enough from the end of the sound to stay."""
    return sum(end_of(word) <= end - UNSETTLED_S for word in words[:n_agreed])


def choose_cut(words: Sequence[Word], n_agreed: int, end: float) -> int | None:
    """Return after how many words the sound may be cut; None where it had better not.

    Parameters
    ----------
    words
        Of the last hearing, in seconds of the piece.
    n_agreed
        How many of them are settled.
    end
        Of the sound, in seconds of the piece.
    """
    places = [
        n
        for n in range(1, min(n_agreed, len(words) - 1) + 1)
        if end_of(words[n - 1]) >= MIN_SETTLED_S and end_of(words[n - 1]) <= end - UNSETTLED_S
    ]
    # of equally good places the last: then least is left
    return max(places, key=lambda n: (worth_of_cut(words, n), n), default=None)


def find_quietest(samples: Samples, sample_rate: int, start: float, end: float) -> float:
    """Return the quietest moment between two words, in seconds."""
    first = max(0, round((min(start, end) - SEARCH_S) * sample_rate))
    last = min(len(samples), round((max(start, end) + SEARCH_S) * sample_rate))
    frame = max(1, round(FRAME_S * sample_rate))
    n_frames = (last - first) // frame
    if n_frames < 1:
        return (start + end) / 2
    cut = samples[first : first + n_frames * frame].reshape(n_frames, frame)
    quietest = int(np.argmin(np.square(cut).sum(axis=1)))
    return (first + (quietest + 0.5) * frame) / sample_rate


def worth_of_cut(words: Sequence[Word], n: int) -> float:
    """Return how good a place to cut lies before the word numbered ``n``, in seconds of silence."""
    mark = words[n - 1].text[-1:]
    worth = SENTENCE_WORTH_S if mark in ".?!" else PHRASE_WORTH_S if mark in ",;:" else 0.0
    return round(worth + max(0.0, start_of(words[n]) - end_of(words[n - 1])), 2)


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
