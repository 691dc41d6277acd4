"""The rounds of a mock interview: how many, how long, which questions."""

from __future__ import annotations

import pytest

from voicecoach.progress.mock_rounds import (
    MAX_QUESTIONS,
    count_rounds,
    plan_rounds,
    round_limit_s,
    thinks_aloud,
)
from voicecoach.questions import load_packs
from voicecoach.types import Pack, Stage


@pytest.fixture(scope="module")
def packs() -> tuple[Pack, ...]:
    """Return the guides that come along."""
    return load_packs(())


@pytest.mark.parametrize(
    ("length", "n_rounds", "limit_s"),
    [
        ("", 1, 900),
        ("20 to 30 minutes", 1, 600),
        ("15 to 30 minutes by phone or video", 1, 450),
        ("About 60 minutes, often on the same day; weeks 2 to 4", 1, 1800),
        ("3 to 4 rounds of about 60 minutes, on site or by video; weeks 2 to 4", 3, 1800),
        ("Typically four conversations of 45 minutes", 4, 1350),
        ("Two to four conversations of up to an hour", 2, 1800),
        ("A few days to a week after the last round; weeks 3 to 5", 1, 900),
        ("30 minutes on the phone, or about 90 minutes online; week 1", 1, 900),
        ("9 rounds of 1 min", 4, 300),
    ],
)
def test_lengths_in_words(length: str, n_rounds: int, limit_s: float) -> None:
    """Rounds and minutes are read from the pack's words; the smaller of a range counts."""
    stage = Stage("one", "One", "", length)
    assert (count_rounds(stage), round_limit_s(stage)) == (n_rounds, limit_s)


def test_every_guide_has_rounds(packs: tuple[Pack, ...]) -> None:
    """Each stage with questions becomes rounds in order; no question twice, all from the stage."""
    for pack in packs:
        rounds = plan_rounds(pack, seed=7)
        stage_of = {question.id: question.stage for question in pack.questions}
        asked = [name for one in rounds for name in one.questions]
        assert len(set(asked)) == len(asked)
        assert all(stage_of[name] == one.stage for one in rounds for name in one.questions)
        assert all(1 <= len(one.questions) <= MAX_QUESTIONS for one in rounds)
        with_questions = set(stage_of.values())
        assert list(dict.fromkeys(one.stage for one in rounds)) == [
            stage.name for stage in pack.stages if stage.name in with_questions
        ]


def test_order_and_choice(packs: tuple[Pack, ...]) -> None:
    """Greeting first and own questions last; another seed asks other questions, one repeats."""
    pack = next(one for one in packs if one.name == "amazon-backend-developer")
    kinds = {question.id: question.kind for question in pack.questions}
    rounds = plan_rounds(pack, seed=1)
    assert rounds == plan_rounds(pack, seed=1)
    assert rounds != plan_rounds(pack, seed=2)
    assert kinds[rounds[0].questions[0]] == "introduction"
    assert kinds[rounds[0].questions[-1]] == "ask_them"
    assert [one.title[-12:] for one in rounds[2:5]] == [f"round {n} of 3" for n in (1, 2, 3)]
    on_site = [q for q in pack.questions if q.id in rounds[3].questions]
    assert thinks_aloud(on_site)
    stories = [question for question in pack.questions if question.kind == "star"]
    assert not thinks_aloud(stories)


def test_one_stage_and_what_a_plan_prefers(packs: tuple[Pack, ...]) -> None:
    """One stage alone; the questions of a plan's requirements come before others."""
    pack = next(one for one in packs if one.name == "amazon-backend-developer")
    wanted = {"looked-after-the-team", "bigger-idea"}
    for seed in range(5):
        (only,) = plan_rounds(pack, seed=seed, stage="bar-raiser", preferred=wanted)
        assert only.stage == "bar-raiser"
        assert wanted <= set(only.questions)
