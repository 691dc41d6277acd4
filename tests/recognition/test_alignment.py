"""Words in their places: ordered, inside the recording, in the voice that says them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.recognition import RecognisedSegment, find_flags, place_words
from voicecoach.recognition.alignment import split_word, voice_between
from voicecoach.recognition.whisper import PROMPT
from voicecoach.types import Span, Word

FLAG_CODES = {
    "no-voice",
    "too-fast",
    "loop",
    "compressible",
    "stock-phrase",
    "low-probability",
    "unrecognised-speech",
}

WORDS = st.lists(
    st.builds(
        lambda text, start, length, p: Word(text, start, start + length, p),
        st.sampled_from(["um", "you", "thank", "for", "watching", "...", "so", "a", "”"]),
        st.floats(0, 40),
        st.floats(0, 8),
        st.floats(0, 1),
    ),
    max_size=40,
)  # fmt: skip
SPEECH = st.lists(st.floats(0, 40), unique=True, max_size=20).map(
    lambda edges: tuple(
        Span(a, b) for a, b in zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False)
    )
)


@given(WORDS, st.none() | SPEECH, st.floats(0.01, 40), st.integers(1, 5), st.floats(0, 5))
def test_nothing_is_lost_and_everything_lies_in_the_recording(
    words: list[Word],
    speech: tuple[Span, ...] | None,
    duration: float,
    size: int,
    ratio: float,
) -> None:
    """Whatever the recogniser says: same words, ordered, disjoint, inside; flags in order too."""
    if speech is not None:
        speech = tuple(span for span in speech if span.end <= duration)
    segments = [
        RecognisedSegment(tuple(words[i : i + size]), ratio) for i in range(0, len(words), size)
    ]
    placed = place_words(words, speech, duration)
    assert [word.text for word in placed] == [word.text for word in words]
    edges = [float(edge or 0) for word in placed for edge in (word.start, word.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= duration for edge in edges)
    flags = find_flags(segments, placed, speech, PROMPT)
    assert {flag.code for flag in flags} <= FLAG_CODES
    starts = [flag.start or 0.0 for flag in flags]
    assert starts == sorted(starts)
    assert all(flag.message.endswith(".") for flag in flags)
    assert all((flag.start or 0) <= (flag.end or 0) for flag in flags)


@given(st.text(max_size=30))
def test_a_token_becomes_words_without_spaces(text: str) -> None:
    """A token with spaces or control characters becomes clean words that share its time."""
    parts = list(split_word(text, 1.0, 2.0, 0.5))
    assert all(part.text.split() == [part.text] for part in parts)
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for part in parts for c in part.text)
    if parts:
        assert parts[0].start == 1.0
        assert parts[-1].end == pytest.approx(2.0)


def test_a_token_that_would_clear_the_screen() -> None:
    """Escape sequences lose their teeth; the rest of the token stays."""
    words = list(split_word(" so\x1b[2Jthen", 0.0, 1.0, 0.5))
    assert [word.text for word in words] == ["so", "[2Jthen"]


def test_words_move_out_of_pauses_into_the_speech_they_share_most_with() -> None:
    """An edge inside a pause moves to the voice; order and text stay."""
    placed = place_words(
        [Word("so", 0.2, 1.4, 0.9), Word("then", 1.4, 3.4, 0.9)],
        (Span(0.5, 1.0), Span(3.0, 4.0)),
        5.0,
    )
    assert [(word.start, word.end) for word in placed] == [(0.5, 1.0), (3.0, 3.4)]


@given(SPEECH, st.floats(0, 40), st.floats(0, 40))
def test_voice_between_agrees_with_the_plain_sum(
    speech: tuple[Span, ...], one: float, two: float
) -> None:
    """The search for the spans under a word leaves none out and counts none twice."""
    start, end = sorted((one, two))
    plain = sum(max(0.0, min(s.end, end) - max(s.start, start)) for s in speech)
    assert voice_between(speech, start, end) == pytest.approx(plain)


def flags_of(words: list[Word], speech: tuple[Span, ...]) -> list[tuple[str, float | None]]:
    """Return code and start of each flag of one segment."""
    placed = place_words(words, speech, 60.0)
    found = find_flags([RecognisedSegment(tuple(words), 1.2)], placed, speech, PROMPT)
    return [(flag.code, flag.start) for flag in found]


SENTENCE = [
    Word("we", 0.0, 0.3, 0.9),
    Word("went", 0.3, 0.6, 0.9),
    Word("live", 0.6, 0.9, 0.9),
]


@pytest.mark.parametrize(
    ("voice_s", "flagged"), [(0.0, True), (0.03, True), (0.06, False), (0.3, False)]
)
def test_a_word_needs_a_twentieth_of_a_second_of_voice(voice_s: float, flagged: bool) -> None:
    """Below 0.05 s of voice a word is doubted."""
    speech = (Span(0.0, 0.9), *((Span(5.1, 5.1 + voice_s),) if voice_s else ()))
    words = [*SENTENCE, Word("maybe", 5.0, 5.5, 0.9)]
    assert bool(flags_of(words, speech)) is flagged


def test_a_word_stretched_over_silence_that_touches_speech_is_doubted() -> None:
    """A sliver of voice at the end of a long stretched word does not vouch for it."""
    words = [*SENTENCE, Word("hello", 2.0, 8.01, 0.9)]
    assert flags_of(words, (Span(0.0, 0.9), Span(8.03, 8.05)))[0][0] == "no-voice"


def test_a_word_of_no_length_is_judged_by_what_lies_around_it() -> None:
    """Whisper gives words of 0 s: far from voice they are doubted, inside speech they are not."""
    words = [*SENTENCE, Word("now", 0.9, 0.9, 0.9), Word("then", 30.0, 30.0, 0.9)]
    assert flags_of(words, (Span(0.0, 1.2),)) == [("no-voice", 30.0)]


def test_pieces_of_speech_without_words_count_together() -> None:
    """Three pieces with pauses between them, 2.3 s of voice in all, and not a word."""
    speech = (Span(0.0, 0.9), Span(5.0, 6.0), Span(6.4, 7.4), Span(7.9, 8.2))
    assert flags_of(SENTENCE, speech) == [("unrecognised-speech", 5.0)]
    assert flags_of(SENTENCE, speech[:2]) == []
