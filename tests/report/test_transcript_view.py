"""The transcript as passages: every word once, marks in order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.samples import ALL, complete_star
from voicecoach.report.transcript_view import MAX_PASSAGE_WORDS, build_passages
from voicecoach.types import Pause, Word


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_word_once_in_order(name: str) -> None:
    """Marking fillers and pauses loses and doubles no word."""
    analysis = ALL[name]()
    words = analysis.transcript.words if analysis.transcript else ()
    pieces = [piece for passage in build_passages(analysis) for piece in passage.pieces]
    said = " ".join(piece.text for piece in pieces if piece.kind not in ("pause", "sound"))
    assert said == " ".join(word.text for word in words)
    starts = [piece.start for piece in pieces if piece.start is not None]
    assert starts == sorted(starts)


def test_long_pauses_and_sounds_all_appear() -> None:
    """Each long pause and held sound stands in the text exactly once."""
    analysis = complete_star()
    for pauses in (analysis.pauses, tuple(replace(p, after_word=None) for p in analysis.pauses)):
        changed = replace(analysis, pauses=pauses)
        pieces = [piece for passage in build_passages(changed) for piece in passage.pieces]
        assert sum(piece.kind == "pause" for piece in pieces) == 2
        assert sum(piece.kind == "sound" for piece in pieces) == 1


def test_text_without_sentences_is_broken_up() -> None:
    """Two hundred words without a full stop do not make one block."""
    analysis = complete_star()
    assert analysis.transcript is not None
    words = tuple(Word(f"word{n}", n / 2, n / 2 + 0.4, 0.9) for n in range(200))
    changed = replace(
        analysis,
        transcript=replace(analysis.transcript, words=words),
        star=replace(analysis.star, sentences=()),
        fillers=(),
        pauses=(Pause(0.4, 0.5, "long", 0, None),),
    )
    passages = build_passages(changed)
    sizes = [sum(piece.kind == "word" for piece in passage.pieces) for passage in passages]
    assert sum(sizes) == 200
    assert max(sizes) == MAX_PASSAGE_WORDS


def test_doubtful_words_are_marked() -> None:
    """A word the recogniser was unsure of is told apart in the text itself."""
    analysis = complete_star()
    assert analysis.transcript is not None
    words = list(analysis.transcript.words)
    words[3] = replace(words[3], probability=0.2)
    changed = replace(analysis, transcript=replace(analysis.transcript, words=tuple(words)))
    assert "my(?) last" in build_passages(changed)[0].marked
