"""The score that the benchmarks of recognition give a transcript."""

import pytest

from benchmarks.transcript_scores import score


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("at 10:00 AM on Friday", "at 10 a.m. on Friday"),
        ("at 3 PM,", "at 3 p.m.,"),
        ("before 9:00AM", "before 9 am"),
        ("um we shipped it", "uhm, we shipped it"),
        ("it took fifty per cent", "it took 50 per cent"),
    ],
)
def test_one_thing_written_in_two_ways_is_no_error(said: str, heard: str) -> None:
    """What sounds the same scores the same, and half of a day's letter is no hesitation."""
    found = score(said.split(), heard.split())
    assert found.word_error == 0
    assert found.n_heard_hesitations == found.n_right_hesitations == found.n_hesitations


@pytest.mark.parametrize(
    ("said", "heard", "word_error", "hesitations"),
    [
        ("we shipped it", "we shipped", 1 / 3, (0, 0)),
        ("um we shipped it", "and we shipped it", 1 / 3, (0, 0)),
        ("we um shipped it", "we mm shipped it", 0, (1, 1)),
    ],
)
def test_errors_and_hesitations_are_counted(
    said: str, heard: str, word_error: float, hesitations: tuple[int, int]
) -> None:
    """A lost word is an error; a hesitation is never matched with a word."""
    found = score(said.split(), heard.split())
    assert found.word_error == pytest.approx(word_error)
    assert (found.n_heard_hesitations, found.n_right_hesitations) == hesitations
