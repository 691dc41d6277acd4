"""How far a word may be trusted."""

from __future__ import annotations

from itertools import pairwise

from voicecoach.recognition.confidence import KNOWN, trust
from voicecoach.types import Word

TINY = KNOWN["tiny.en"]


def words(text, probability=0.9):
    """Return words of one probability."""
    return [Word(w, float(i), i + 0.5, probability) for i, w in enumerate(text.split())]


def test_a_word_that_the_second_best_text_lacks_is_doubted():
    """The same word, the same probability: where the next text has another one, less trust."""
    sure, doubted, _ = trust(words("we moved it", 0.7), "We mowed it.", -0.3, TINY)
    assert doubted.probability < sure.probability


def test_trust_grows_with_the_model_and_falls_with_the_text():
    """A likelier word and a likelier text are trusted more; probabilities stay inside [0, 1]."""
    known = [trust(words("cloud", p), "cloud", -0.3, TINY)[0].probability for p in (0, 0.3, 0.8, 1)]
    assert all(0 <= a < b <= 1 for a, b in pairwise(known))
    poor = trust(words("cloud", 0.8), "cloud", -1.5, TINY)[0].probability
    assert poor < known[2]


def test_clear_speech_is_not_marked():
    """Certain words on which both texts agree are far above a half."""
    found = trust(words("we moved the queue", 0.98), "we moved the queue", -0.2, TINY)
    assert min(word.probability for word in found) > 0.9


def test_hesitations_and_unknown_probabilities_stay():
    """How certain an "um" is, is judged elsewhere, by the model's own probability."""
    given = [Word("um,", 0.0, 0.2, 0.05), Word("so", 0.2, 0.4, None)]
    assert list(trust(given, "", -1.0, TINY)) == given


def test_base_is_doubted_less_than_tiny():
    """What is known of both is the same; base is right more often, so less of it is marked."""
    given = words("we moved it", 0.6)
    tiny, base = (trust(given, "We mowed it.", -0.5, KNOWN[name]) for name in ("tiny.en", "base"))
    assert all(a.probability < b.probability for a, b in zip(tiny, base, strict=True))
