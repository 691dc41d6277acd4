"""What is known of speech that goes on: how much of a long last piece must still be heard."""

from __future__ import annotations

import pytest

from voicecoach.recognition.chunking import Chunk
from voicecoach.recognition.pending import MAX_REST_S, MIN_REST_S, PendingSpeech
from voicecoach.recognition.segment import RecognisedSegment
from voicecoach.types import Word

RATE = 16_000


def said(seconds, first=0.0, stop="."):
    """Return two words a second, every eighth one the end of a sentence."""
    return [
        RecognisedSegment(
            tuple(
                Word(f"w{n}{stop if n % 8 == 7 else ''}", first + n / 2, first + n / 2 + 0.4, 0.9)
                for n in range(int(2 * seconds))
            ),
            1.0,
        )
    ]


def heard_twice(first_s, seconds, *, spoilt=False):
    """Return what is known after two hearings of a piece, the second of so many seconds."""
    pending = PendingSpeech(RATE)
    for length in (seconds - 3, seconds):
        piece = Chunk(round(first_s * RATE), round((first_s + length) * RATE))
        pending.compare(piece, said(length, first_s), cost_s=0.1, spoilt=spoilt)
    return pending


@pytest.mark.parametrize("first_s", [0.0, 40.0])
def test_the_rest_begins_behind_a_settled_sentence(first_s):
    """Of 18 s of which 15 are settled the last sentences are left, and their settled beginning."""
    pending = heard_twice(first_s, 18.0)
    piece = Chunk(round(first_s * RATE), round((first_s + 20) * RATE))
    rest = pending.find_rest(piece)
    assert rest is not None
    assert rest.n_words % 8 == 0
    assert MIN_REST_S <= 20 - rest.end <= MAX_REST_S
    settled = pending.settled_from(rest.n_words, piece).split()
    assert settled[0] == f"w{rest.n_words}"
    assert len(settled) == 30 - rest.n_words


def test_a_piece_is_not_given_words_behind_its_end():
    """Cut at 12 s, of what was settled up to 15 s only the words up to 10.5 s are its own."""
    piece = Chunk(0, 12 * RATE)
    pending = heard_twice(0.0, 18.0)
    assert pending.settled_text(piece).split()[-1] == "w20"
    assert pending.settled_from(8, piece).split()[-1] == "w20"


@pytest.mark.parametrize(
    ("pending", "piece"),
    [
        (heard_twice(0.0, 18.0, spoilt=True), Chunk(0, 20 * RATE)),
        (heard_twice(0.0, 18.0), Chunk(RATE, 20 * RATE)),
        (heard_twice(0.0, 9.0), Chunk(0, 10 * RATE)),
        (PendingSpeech(RATE), Chunk(0, 20 * RATE)),
    ],
    ids=["a loop", "another piece", "a short piece", "never heard"],
)
def test_all_of_a_piece_is_heard(pending, piece):
    """Where nothing can be trusted, or little would be saved, the whole piece is heard."""
    assert pending.find_rest(piece) is None
