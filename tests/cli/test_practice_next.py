"""`practice --next`: which questions it would ask, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.samples import PACK, missing_result, question, store
from voicecoach.cli.practice import SessionOptions, choose
from voicecoach.coaching.workspace import Workspace
from voicecoach.errors import UsageError
from voicecoach.library import Library
from voicecoach.questions.choosing import follow_up_questions
from voicecoach.types import Priority

RunCli = Callable[..., Any]


@pytest.fixture
def workspace(own_home: Path) -> Workspace:
    """Return a workspace whose one answer, of yesterday, had no result."""
    weak = replace(missing_result(), priority=Priority("missing-result", "No result.", "Add it."))
    yesterday = datetime.now().astimezone() - timedelta(days=1)
    store(Library(own_home / "recordings"), weak, yesterday)
    return Workspace.load()


def test_what_is_due(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """The weak answer of yesterday comes first, then new questions; --count takes fewer."""
    pack, questions = choose(workspace, None, SessionOptions(due_next=True))
    assert pack.name == PACK
    assert questions[0].id == "incomplete-information"
    assert questions[1] == pack.questions[0]
    assert f"Due today: {len(questions)} questions, about" in capsys.readouterr().err
    _, one = choose(workspace, None, SessionOptions(due_next=True, count=1))
    assert one == questions[:1]


def test_of_one_stage(workspace: Workspace) -> None:
    """Filters leave fewer questions to choose from."""
    stage = "recruiter-screen"
    _, questions = choose(workspace, None, SessionOptions(due_next=True, stage=stage))
    assert {question.stage for question in questions} == {stage}


def test_a_story_is_told_once(workspace: Workspace) -> None:
    """A story without a question gets one that wants a story, the first or what is due."""
    for due_next in (False, True):
        _, asked = choose(workspace, None, SessionOptions(story="The queue", due_next=due_next))
        assert [one.kind for one in asked] == ["star"]
    named = SessionOptions(story="The queue", question_ids=("push-back", "about-yourself"))
    assert len(choose(workspace, None, named)[1]) == 2
    with pytest.raises(UsageError, match="Questions of the kind explain ask for no story"):
        choose(workspace, None, SessionOptions(story="The queue", kind="explain"))


def test_what_tells_the_story() -> None:
    """A reply to a follow-up and a question of another kind do not get the story's name."""
    asked = question()
    assert asked.asks_story
    (follow_up,) = follow_up_questions(asked, ["And then?"])
    assert not follow_up.asks_story
    assert not replace(asked, kind="explain").asks_story


def test_contradictions(run_cli: RunCli, workspace: Workspace) -> None:
    """--next chooses itself: questions named beside it are refused before anything is opened."""
    result = run_cli("practice", "--next", "--question", "push-back")
    assert result.status == 2
    assert "--next chooses the questions" in result.stderr
