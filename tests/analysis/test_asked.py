"""Openings made from the question."""

from __future__ import annotations

import re

import pytest

from voicecoach.analysis.advice.asked import asked_deed, opening, turn
from voicecoach.questions import load_packs

# guides share questions, and one of each is enough
PROMPTS = list(
    dict.fromkeys(q.prompt for pack in load_packs(()) for q in pack.questions if q.kind == "star")
)


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        (
            "Tell me about a time you made a decision with incomplete information. How did you?",
            "I made a decision with incomplete information when …",
        ),
        (
            "Tell me about the hardest bug you have tracked down in a running system.",
            "The hardest bug I have tracked down in a running system was …",
        ),
        (
            "Tell me about a time you improved something nobody had asked you to improve.",
            "I improved something nobody had asked me to improve when …",
        ),
        (
            "Tell me about a time you and your manager saw something differently.",
            "My manager and I saw something differently when …",
        ),
        (
            "Tell us about a disagreement with a colleague, and how you dealt with it.",
            "A disagreement with a colleague was …",
        ),
        ("Tell me about a time when plans changed at the last minute. What did you do?", None),
        ("How do you work?", None),
        ("", None),
    ],
)
def test_openings(prompt: str, words: str | None) -> None:
    """What the question wants, said by the candidate; nothing where it does not say."""
    assert opening(prompt) == words


@pytest.mark.parametrize("prompt", PROMPTS)
def test_every_shipped_question_opens_in_the_first_person(prompt: str) -> None:
    """No you is left over, no preposition has an I after it, and it is short."""
    words = opening(prompt)
    if words is None:
        return
    assert not re.search(r"\b(?:you|your|yours|yourself)\b", words, re.IGNORECASE)
    assert not re.search(r"\b(?:of|for|with|to|from|by|around) I\b", words)
    assert words[0].isupper()
    assert len(words.split()) <= 19


def test_most_shipped_questions_give_an_opening() -> None:
    """The hint is made from the question nearly always."""
    assert sum(opening(prompt) is not None for prompt in PROMPTS) > 0.85 * len(PROMPTS)


def test_the_deed_stays_as_asked() -> None:
    """For a sentence about it, the question's own words are kept."""
    assert asked_deed("Tell me about a time you failed.") == "you failed"
    assert turn("what you were asked, by your team") == "what I was asked, by my team"
