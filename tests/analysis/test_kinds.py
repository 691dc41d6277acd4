"""The other kinds: what they hold and lack, and what is better left out."""

from __future__ import annotations

import pytest

from tests.analysis.test_advice import asked, codes, judge

INTRODUCTION = (
    "I'm a backend developer and I own the routing service at a logistics company. Before that I "
    "spent three years at a payment startup where I built their first ledger. I'd like to work on "
    "larger systems, and that's why this role caught my eye."
)
EXPLANATION = (
    "An index is a structure that keeps a column in order. The cost is that writes are slower. "
    "For example, in my project we dropped two of them. So I would index what queries filter on."
)
MOTIVATION = (
    "I use DynamoDB every day, and I wrote about how its partitions behave. In my current team I "
    "run a service on AWS. The first thing I would like to work on is the load tests."
)
QUESTIONS = (
    "What does the on-call rotation look like for this team? "
    "And what would you want finished after six months?"
)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("about-yourself", INTRODUCTION),
        ("choose-an-index", EXPLANATION),
        ("why-amazon", MOTIVATION),
        ("ask-recruiter", QUESTIONS),
    ],
)
def test_a_good_answer_lacks_nothing(question, text):
    """No part is missing and nothing is better left out."""
    heard = codes(judge(text, asked(question)))
    assert not [code for code in heard if code.endswith("-missing")]
    assert not heard & {"empty-words", "motivation-generic", "ask-closed", "explain-depends"}


@pytest.mark.parametrize(
    ("question", "text", "code"),
    [
        ("about-yourself", "I was born in Leeds and my hobbies are chess.", "introduction-private"),
        ("about-yourself", "I am a hard-working team player.", "empty-words"),
        ("about-yourself", "I am a developer.", "introduction-proof-missing"),
        ("choose-an-index", "Well, it depends. An index is a tree.", "explain-depends"),
        ("choose-an-index", "An index is a tree.", "explain-decision-missing"),
        ("why-amazon", "It is a great company with good people.", "motivation-generic"),
        ("why-amazon", "The salary is good and I want it.", "motivation-perks"),
        ("why-amazon", "I like Prime Video and AWS.", "motivation-give-missing"),
        ("ask-recruiter", "Do you like it here?", "ask-closed"),
        ("ask-recruiter", "What is your favourite food?", "ask-work-missing"),
        ("ask-recruiter", "How is the team set up?", "ask-few"),
        ("ask-recruiter", "How many employees are there?", "ask-website"),
    ],
)
def test_what_is_noticed(question, text, code):
    """Each lack and each slip has its code."""
    assert code in codes(judge(text, asked(question)))


@pytest.mark.parametrize(
    ("question", "text", "code"),
    [
        ("choose-an-index", "It depends on the queries.", "explain-depends"),
        ("ask-recruiter", "Could you tell me how the team works?", "ask-closed"),
        ("why-amazon", "I use DynamoDB in my own work.", "motivation-generic"),
    ],
)
def test_what_is_not_noticed(question, text, code):
    """Ordinary uses of the same words are left alone."""
    assert code not in codes(judge(text, asked(question)))
