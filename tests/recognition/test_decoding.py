"""What becomes of a decoder's pieces: words, sentences, and how much they repeat themselves."""

from __future__ import annotations

from voicecoach.recognition.decoding import _compression, _sentences


def pieces(*words):
    """Return the pieces as faster-whisper times them."""
    return [{"word": word} for word in words]


def test_a_sentence_ends_at_its_mark():
    """Each sentence is judged by itself, and a piece without a space before it begins none."""
    found = _sentences(pieces(" It", " was", " 99.", "9%.", " Then", " it", " fell.", " So"))
    assert [[one["word"] for one in sentence] for sentence in found] == [
        [" It", " was", " 99.", "9%."],
        [" Then", " it", " fell."],
        [" So"],
    ]
    assert _sentences([]) == []


def test_a_loop_in_one_sentence_shows():
    """A text that repeats itself is known beside one that does not."""
    first, loop = _sentences(pieces(" We", " moved", " it.", *[" and then"] * 30))
    assert _compression(first) < 1.5
    assert _compression(loop) > 2.4
