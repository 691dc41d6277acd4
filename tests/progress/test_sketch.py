"""Sketches of stories: key words, and what a take left out of them."""

from __future__ import annotations

import pytest

from voicecoach.progress.sketch import (
    Sketch,
    compare_sketch,
    comparison_line,
    find_too_long,
    key_words,
)

SKETCH = Sketch(
    "The queue",
    situation="March, the payment queue failed every evening.",
    task="On call, find the cause before Monday.",
    action="Compared three deployments, decided to disable retries, told support.",
    result="Failures from 9% to under 1%, 1,200 customers kept.",
)
TAKE = (
    "Last March our payment queues began to fail every evening. I was on call and so I had to "
    "find out what caused it. I was comparing the last three deployments, and I decided to "
    "turn the retrying off. As a result failures dropped from nine percent to under one percent."
)


def test_key_words() -> None:
    """Words that carry the text, each once; a number is one word however it is written."""
    assert key_words("The nightly report took six hours, and the reports took ages") == (
        "nightly",
        "report",
        "took",
        "six",
        "hours",
        "ages",
    )
    assert key_words("twelve hundred customers, 1,200 customers") == (
        "twelve hundred",
        "customers",
    )
    shown = dict(Sketch("x", action=" ".join(f"word{n}thing" for n in range(30))).key_words())
    assert len(shown["action"]) == 8


def test_what_was_left_out() -> None:
    """Other forms of a word count, numbers by their amount; what was not heard is listed."""
    found = compare_sketch(SKETCH, TAKE)
    parts = {part.name: part for part in found.parts}
    assert found.withheld == ""
    assert parts["situation"].left_out == ()
    assert parts["task"].left_out == ("Monday",)
    assert set(parts["action"].left_out) == {"disable", "told", "support"}
    assert {"Compared", "three", "decided", "retries"} <= set(parts["action"].said)
    assert parts["result"].left_out == ("1,200", "customers", "kept")
    assert comparison_line(parts["situation"]) == "Told, nothing left out."
    assert comparison_line(parts["task"]).endswith("Not heard: Monday.")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1.2 million users", "one point two"),
        ("200,000 calls", "two hundred thousand"),
        ("2 thousand calls", "two thousand"),
        ("45 shops", "forty five"),
        ("$1,200 saved", "twelve hundred"),
    ],
)
def test_numbers_in_words(written: str, said: str) -> None:
    """A number in digits is the same as one in words; a point in words is not read."""
    filler = "and then we went on with it " * 6
    sketch = Sketch("x", result=f"{written} in all")
    (part,) = compare_sketch(sketch, f"It was {said} in the end. {filler}").parts
    number = written.split(maxsplit=1)[0].lstrip("$")
    heard = any(key.startswith((number, f"${number}")) for key in part.said)
    assert heard is ("point" not in said)


def test_thin_material_is_not_judged() -> None:
    """No words, few words, a sketch of one word: the reason instead of a verdict."""
    assert "no words" in compare_sketch(SKETCH, None).withheld
    assert "too few" in compare_sketch(SKETCH, "I was on call.").withheld
    (part,) = compare_sketch(Sketch("x", task="Monday"), TAKE).parts
    assert part.withheld
    assert comparison_line(part) == part.withheld
    (part,) = compare_sketch(Sketch("x", task="write the invoice letter"), TAKE).parts
    assert not part.is_told
    assert comparison_line(part).startswith("Hardly told: 0 of 3")


def test_forty_words() -> None:
    """The forty-first word is too many."""
    assert find_too_long(Sketch("x", action="word " * 40)) is None
    assert find_too_long(Sketch("x", action="word " * 41)) == ("action", 41)
