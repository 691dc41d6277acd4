"""A candidate's two weeks: advert, plan, daily practice, stories, mock interview, plan complete.

The answers are texts that the product's own rules judge; the mock interview hears a recording in
place of a microphone.  Every command and page of the programme is looked at on the last day.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.coaching.mock_interview import Candidate, short_answer
from tests.scripted import ScriptedTranscriber
from tests.web.site import get, serving
from voicecoach.cli.practice import SessionOptions, choose
from voicecoach.coaching.analyse_audio import AnswerContext, analyse_text
from voicecoach.coaching.load_plan import load_plan
from voicecoach.coaching.mock import MockInterview
from voicecoach.coaching.mock_store import Mocks
from voicecoach.coaching.preparations import Preparations
from voicecoach.coaching.read_text import text_transcript
from voicecoach.coaching.session import Practice
from voicecoach.coaching.story_board import load_board
from voicecoach.coaching.workspace import Workspace
from voicecoach.library import Library
from voicecoach.progress.plan import Plan
from voicecoach.sound.file_recorder import FileRecorder
from voicecoach.types import Pack, Question

RunCli = Callable[..., Any]

ADVERT = Path(__file__).parents[1] / "adverts" / "backend.md"
DAYS = 14
STORIES = ("The queue", "The report", "The form", "The migration", "The alarm", "The invoice")

BEGINNING = (
    "Last March at my old company our {thing} failed every evening and customers were waiting. "
    "I was responsible for {term} there, so it was my task to find out why before Monday. "
    "First I read the stack trace in the logs, then I compared three deployments and I wrote a "
    "test that failed. It turned out that a new setting was wrong. "
    "I decided to turn the new setting off for one region, and I told the support team. "
)
END = (
    "As a result failures dropped from nine percent to under one percent within a week. "
    "What I learned is to put a switch before each risky change."
)
SAID = {
    "explain": (
        "{term} is a way to keep work apart that runs at different speeds. Compared with one large "
        "program it costs more to run, but each part fails alone. For example, in my last job we "
        "put a queue before the invoices, and as a result the page took one second instead of "
        "nine. I would choose it when one part is ten times as busy as the others."
    ),
    "motivation": (
        "I would like to work at {company} because {company} moves payments for small shops, and I "
        "have used your interface in a project of mine. In my last job I built a payment service "
        "with {term}, so I know the problem from the other side. I would bring five years of that."
    ),
    "introduction": (
        "I am a backend developer and I build payment systems with {term}. Before that I worked on "
        "a booking service for three years, where I reduced failures from nine percent to one. "
        "Now I am here because {company} moves money for small shops, and that is what I like."
    ),
    "ask_them": (
        "How does the team decide what to build next? What would you expect of me in the first "
        "three months? And how do you review each other's code when somebody is on call?"
    ),
}


@dataclass
class Weeks:
    """The candidate: practises what is due, better each day, and names the stories told."""

    library: Library
    packs: tuple[Pack, ...]
    preparations: Preparations
    terms: Iterator[str]
    times: Counter[str] = field(default_factory=Counter)
    told: dict[str, str] = field(default_factory=dict)
    """The story by the question that it is told for."""

    def plan(self, day: date) -> Plan:
        """Return the plan as it stands on a day."""
        current = self.preparations.current()
        assert current is not None
        return load_plan(current, self.library, self.packs, today=day)

    def practise(self, plan: Plan, day: date) -> None:
        """Answer what is due on a day in one sitting."""
        started = datetime.combine(day, datetime.min.time()).astimezone() + timedelta(hours=19)
        session = self.library.create_session(plan.pack.name, started)
        for one in plan.day.due:
            question = one.question
            self.times[question.id] += 1
            text = self._say(question, plan, is_first_week=plan.days_left is not None
                             and plan.days_left > DAYS // 2)  # fmt: skip
            words = text_transcript(text, origin="a test")
            context = AnswerContext(question, plan.pack)
            take = self.library.create_take(self.library.create_answer(session, question))
            self.library.save_transcript(take, words)
            self.library.save_analysis(take, analyse_text(words, context).analysis)
            if question.kind == "star":
                name = self.told.setdefault(question.id, STORIES[len(self.told) % len(STORIES)])
                self.library.save_story(self.library.find(take.ref), name)

    def _say(self, question: Question, plan: Plan, *, is_first_week: bool) -> str:
        """Return the answer; in the first week a story is first told without its end."""
        company = plan.preparation.company
        if question.kind != "star":
            return SAID[question.kind].format(term=next(self.terms), company=company)
        story = BEGINNING.format(thing="payment queue", term=next(self.terms))
        is_weak = is_first_week and self.times[question.id] == 1
        return story if is_weak else story + END


def cycle_forever(terms: list[str]) -> Iterator[str]:
    """Return one term after the other, without end."""
    while True:
        yield from terms


def hold_mock(library: Library, pack: Pack, stage: str, folder: Path) -> None:
    """Hold one stage of a mock interview with a recorded answer."""
    mocks = Mocks(Workspace.load().paths)
    recorder = FileRecorder([short_answer(folder, 3.0)] * 20, hurried=True)
    candidate = Candidate(recorder)
    said = SAID["ask_them"]
    practice = Practice(library=library, pack=pack, ui=candidate, recorder=recorder,
                        transcriber=ScriptedTranscriber(lambda *_: said))  # fmt: skip
    assert MockInterview(mocks, mocks.propose(pack, stage=stage), practice, candidate).run().is_over


def test_two_weeks(run_cli: RunCli, own_home: Path, tmp_path: Path) -> None:
    """From the advert to the day before the interview: every line of the plan is done."""
    today = datetime.now().astimezone().date()
    made = run_cli("prepare", ADVERT, "--date", today + timedelta(days=1))
    assert made.status == 0
    workspace = Workspace.load()
    library, packs = workspace.library, workspace.packs()
    preparations = Preparations(workspace.paths)
    current = preparations.current()
    assert current is not None
    terms = [one.term for one in current.terms]
    weeks = Weeks(library, packs, preparations, cycle_forever(terms))
    n_done, n_stories = [], []
    for ago in reversed(range(DAYS)):
        day = today - timedelta(days=ago)
        plan = weeks.plan(day)
        assert plan.day.due, day
        weeks.practise(plan, day)
        n_done.append(weeks.plan(day).n_done)
        board = load_board(library, library.scan()[0], plan.pack, current.requirements)
        n_stories.append(len(board.stories))
    assert n_done == sorted(n_done)
    assert n_stories == sorted(n_stories)
    assert n_stories[-1] == len(STORIES)
    # what was weak at first came again, and the whole guide was met
    assert {question.id for question in plan.pack.questions} == set(weeks.times)
    told = [q.id for q in plan.pack.questions if q.kind == "star"]
    assert max(weeks.times[name] for name in told) > 1

    hold_mock(library, plan.pack, "final-round", tmp_path)
    for text in ("What broke last?", "Who decides what is built?", "What would you change?"):
        assert run_cli("plan", "--ask", text).status == 0
    for number, row in enumerate(weeks.plan(today).requirements, 1):
        if not row.is_done:
            assert not row.requirement.questions
            assert run_cli("plan", "--met", number).status == 0
    for number, item in enumerate(weeks.plan(today).items, 1):
        if not item.is_done and not item.n_of:
            assert run_cli("plan", "--tick", number).status == 0
    done = json.loads(run_cli("plan", "--json").stdout)
    assert [item["text"] for item in done["checklist"] if not item["done"]] == []
    assert all(row["done"] for row in done["requirements"])
    assert all(one["spoken"] for one in done["terms"])
    _look_at_everything(run_cli, library)


def _look_at_everything(run_cli: RunCli, library: Library) -> None:
    """Every command and page of the programme has something to show and nothing to complain of."""
    assert "The interview is tomorrow" in run_cli("plan").stdout
    stories = json.loads(run_cli("stories", "--json").stdout)
    assert {story["name"] for story in stories["stories"]} == set(STORIES)
    assert any(story["requirements"] for story in stories["stories"])
    shown = {name for story in stories["stories"] for name in story["qualities"]}
    assert {"debugging", "code-quality"} <= shown
    assert shown.isdisjoint(stories["missing"])
    assert "Advert:" in run_cli("stories").stdout
    assert choose(Workspace.load(), None, SessionOptions(due_next=True))[1]
    for command, expected in (
        (("mock", "--list"), "over"),
        (("mock", "--show", "last"), "Final round and offer"),
        (("mock", "--show", "last", "--markdown"), "# Mock interview"),
        (("show", "--session", "last"), "One thing for tomorrow"),
        (("history",), "Oldest to newest"),
        (("questions", "list", "--pack", "backend-developer"), "the last on"),
    ):
        shown = run_cli(*command)
        assert shown.status == 0, command
        assert expected in shown.stdout + shown.stderr, command
    with serving(library) as running:
        for path, expected in (
            ("/plan", "The interview is tomorrow"),
            ("/stories?pack=backend-developer", "Advert: "),
            ("/questions?pack=backend-developer", "27 of 27 questions practised"),
            ("/mock", "Final round and offer"),
            ("/mock/last", "What this mock interview showed"),
            ("/session/last", "What this sitting showed"),
            ("/", "VoiceCoach"),
            ("/trends", "VoiceCoach"),
        ):
            status, page = get(running, path)
            assert status == 200, path
            assert expected in page, path
