"""How a written question is said: figures, short forms, marks, and what a pack knows better."""

from __future__ import annotations

import subprocess

import pytest

from voicecoach.sound.spoken_text import PARAGRAPH, spoken_text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("How did you bring p99 down?", "How did you bring P 99 down?"),
        ("It saved $1.2M.", "It saved 1.2 million dollars."),
        ("It cost $1, then $2.50.", "It cost 1 dollar, then 2 dollars 50."),
        ("A budget of £10-20k?", "A budget of 10 to 20 thousand pounds?"),
        ("You own $3 billion.", "You own 3 billion dollars."),
        ("Why gRPC?", "Why G-R-P-C?"),
        ("A store, e.g. a queue.", "A store, for example a queue."),
        ("Queues, topics, etc. Why?", "Queues, topics, and so on. Why?"),
        ("SQL vs. NoSQL", "S-Q-L versus no S-Q-L"),
        ("Which Backend endpoints?", "Which back-end end-points?"),
        ("Kubernetes on k8s, PostgreSQL", "koobernettees on koobernettees, post-gress Q-L"),
        ("What **exactly** did *you* do in `main`?", "What exactly did you do in main?"),
        ("See [the advert](https://example.org/a).", "See the advert."),
        ("What does “done” mean to you?", "What does done mean to you?"),
        ("What's your team’s goal?", "What's your team's goal?"),
        ("Since 2026-03-01, what changed?", "Since March 1, 2026, what changed?"),
        ("Part 2026-13-41 failed.", "Part 2026 to 13 to 41 failed."),
        ("99.9% of 200ms calls", "99.9 percent of 200 milliseconds calls"),
        ("5M users, 10x the load", "5 million users, 10 times the load"),
        ("Take 3–5 minutes (at most).", "Take 3 to 5 minutes, at most."),
        ("Which SLOs and APIs?", "Which S-L-O's and A-P-I's?"),
        ("Do NOT hurry.", "Do NOT hurry."),
        ("C++ or C#, Node.js & R&D?", "C plus plus or C sharp, Node J-S and R and D?"),
        ("It grew — slowly.", "It grew, slowly."),
        ("Too small? Use an example.", "Too small? Yooz an example."),
        ("What do people use?", "What do people yooz?"),
        (
            "Use of caches: what use are they to users?",
            "Use of caches: what use are they to users?",
        ),
    ],
)
def test_a_question_is_said_as_a_person_says_it(written, said):
    assert spoken_text(written) == said


def test_a_pack_knows_better():
    """A term of the pack goes before every rule, whole words only, the longest first."""
    say = (("S3", "S three"), ("S3 Glacier", "glacier"))
    assert spoken_text("Why S3 Glacier, not S3 or S3X?", say) == "Why glacier, not S three or S3X?"


def test_what_is_asked_comes_after_a_pause():
    """The pause stands between an introduction and what is asked, and after a thank you."""
    asked = "Tell me about a time you failed."
    assert spoken_text(f"We learn. {asked}") == f"We learn.{PARAGRAPH}{asked}"
    assert spoken_text(asked) == asked
    assert spoken_text(asked, thanks=True) == f"Thank you.{PARAGRAPH}{asked}"


def test_every_shipped_question_keeps_its_words():
    """No rule eats a word of a question that ships: as many words are said as are written."""
    from voicecoach.questions import load_packs

    prompts = {one.prompt for pack in load_packs() for one in pack.questions}
    assert prompts
    for prompt in prompts:
        said = spoken_text(prompt)
        assert len(said.split()) >= len(prompt.replace(" – ", " ").split()), prompt
        assert not set(said) & set('*_`~^|<>[]{}()"“”&%$€£#'), prompt


@pytest.mark.voice
@pytest.mark.parametrize(
    ("word", "begins"),
    [
        ("backend", "bˈæk"),
        ("endpoint", "ˈɛnd"),
        ("asynchronous", "ˈeɪ"),
        ("idempotent", "ˈaɪdˈɛm"),
        ("Kubernetes", "kˈuːbɚn"),
        ("Redis", "ɹˈɛd"),
        ("Postgres", "pˈoʊstɡɹ"),
    ],
)
def test_words_that_the_engine_stresses_wrongly(word: str, begins: str) -> None:
    """Its phonemes begin otherwise as the word is written, and rightly as it is said."""

    def phonemes(text: str) -> str:
        command = ["espeak-ng", "-v", "en-us", "-q", "--ipa", "--", text]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    assert phonemes(spoken_text(word)).startswith(begins)
    assert not phonemes(word).startswith(begins)
