"""The pages of the rehearsal programme, fetched from a real site without a browser."""

from __future__ import annotations

import html
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.samples import PACK, complete_star, missing_result
from tests.web.site import get, post, serving
from voicecoach.coaching.debrief_session import debrief_session
from voicecoach.coaching.mock_store import Mocks
from voicecoach.coaching.preparations import Preparations
from voicecoach.config import Paths
from voicecoach.library import Library
from voicecoach.progress.filters import Titles
from voicecoach.progress.mock_rounds import MockRecord, MockRound
from voicecoach.questions import find_question, load_packs
from voicecoach.questions.choosing import follow_up_questions
from voicecoach.types import Priority, Question
from voicecoach.web.sitting import describe_debrief

ADVERTS = Path(__file__).parents[1] / "adverts"
POEM = "The curfew tolls the knell of parting day,\n" * 8


@pytest.fixture(scope="module")
def questions() -> dict[str, Question]:
    """Return two questions of the shipped guide that tests answer."""
    packs = load_packs((), only=PACK)
    return {name: find_question(packs, name)[1] for name in ("incomplete-information", "push-back")}


@pytest.fixture
def library(own_home: Path, questions: dict[str, Question]) -> Library:
    """Store yesterday's sitting: one answer without a result, one that stands."""
    library = Library(own_home / "recordings")
    yesterday = datetime.now().astimezone() - timedelta(days=1)
    session = library.create_session(PACK, yesterday)
    weak = replace(missing_result(), priority=Priority("missing-result", "No result.", "Add it."))
    good = replace(complete_star(), priority=Priority("follow-up", "It stands.", "Go on."))
    for name, analysis in (("incomplete-information", weak), ("push-back", good)):
        answer = library.create_answer(session, questions[name])
        take = library.create_take(answer)
        if analysis.transcript is not None:
            library.save_transcript(take, analysis.transcript)
        library.save_analysis(take, analysis)
    return library


def test_due_today(library: Library) -> None:
    """The questions' page begins with what is due: the weak one of yesterday before all."""
    with serving(library) as running:
        status, page = get(running, f"/questions?pack={PACK}")
        _, filtered = get(running, f"/questions?pack={PACK}&kind=star")
    due = page.partition('<ol class="due-list">')[2].partition("</ol>")[0]
    assert status == 200
    assert due.index("weak yesterday") < due.index("not practised yet")
    assert "went well" not in due
    assert "more not practised yet" in page
    assert "Due today" not in filtered


def test_a_sitting(library: Library) -> None:
    """The page says one thing for tomorrow and lists the answers; home leads to it."""
    with serving(library) as running:
        _, home = get(running, "/")
        status, page = get(running, "/session/last")
        (session,) = {entry.session for entry in library.entries()}
        assert get(running, f"/session/{session}") == (200, page)
        missing, sentence = get(running, "/session/..%2f..")
    assert 'href="/session/last"' in home
    assert status == 200
    assert "One thing for tomorrow" in page
    assert "voicecoach practice" in page
    assert page.count('href="/answer/') >= 2
    assert missing == 404
    assert "/etc" not in sentence


def test_a_weak_follow_up_leads_to_its_question(
    library: Library, questions: dict[str, Question]
) -> None:
    """Nobody can practise a follow-up alone: the button names the question it leads to."""
    first = library.entries()[-1]
    (asked,) = follow_up_questions(questions["push-back"], ["And then?"])
    session = library.create_session(PACK, first.started + timedelta(minutes=5))
    weak = replace(missing_result(), priority=Priority("missing-result", "No result.", "Add it."))
    take = library.create_take(library.create_answer(session, asked))
    assert weak.transcript is not None
    library.save_transcript(take, weak.transcript)
    library.save_analysis(take, weak)
    debrief = debrief_session(library, "last")
    assert debrief.next_step is not None
    assert debrief.next_step.ref == take.ref
    shown = describe_debrief(debrief, Titles(load_packs((), only=PACK)))
    assert shown["step_title"] == questions["push-back"].title != ""


def test_told_twice_names_the_occasion(library: Library) -> None:
    """A sitting is one, a mock interview may last days; what it left bears its guide's title."""
    for ref in ("incomplete-information", "push-back"):
        library.save_story(library.find(ref), "The queue")
    (session,) = {entry.session for entry in library.entries()}
    asked = ("incomplete-information", "push-back", "sql-or-nosql")
    held = MockRound("technical", "Coding", asked, 900.0, (session,), "ended")
    Mocks(Paths()).save(MockRecord("one", PACK, "2026-11-24T10:00:00+00:00", (held,)))
    with serving(library) as running:
        _, sitting = get(running, "/session/last")
        _, mock = get(running, "/mock/one")
    assert "was told 2 times in one sitting" in sitting
    assert "was told 2 times in this interview" in mock
    assert "no time for: SQL or NoSQL." in mock


def test_stories(library: Library) -> None:
    """One row a story with its best take; what no story shows leads to its questions."""
    with serving(library) as running:
        _, before = get(running, "/stories")
        for ref in ("incomplete-information", "push-back"):
            library.save_story(library.find(ref), "The <queue>")
        status, page = get(running, f"/stories?pack={PACK}")
        _, unknown = get(running, "/stories?pack=never")
    assert "No answer carries a story" in before
    assert before.count("#notes") == 2
    assert status == 200
    assert "The &lt;queue&gt;" in page
    assert 'aria-label="Shown, nearly there"' in page
    assert "quality=ownership" in page.partition("No story shows yet")[2]
    assert "no pack of that name" in unknown


def test_a_guides_facts_lead_to_their_sources(library: Library) -> None:
    """Each number behind a fact is a link to a source on the page."""
    with serving(library) as running:
        _, page = get(running, "/guide/amazon-backend-developer")
    numbers = re.findall(r'href="#source-(\d+)"', page)
    assert numbers
    assert all(f'id="source-{number}"' in page for number in numbers)


def test_plan(library: Library) -> None:
    """A pasted advert becomes a plan; lines are ticked, rows dropped, wrong names corrected."""
    advert = (ADVERTS / "backend.md").read_text("utf-8").replace("Larkfield", "<Larkfield>")
    with serving(library) as running:
        _, before = get(running, "/plan")
        assert post(running, "/plan/new", advert="Too short.")[0] == 400
        for text, sentence in ((POEM, "No job was found"), ("word " * 50_000, "far too long")):
            refused, answer, _ = post(running, "/plan/new", advert=text)
            assert refused == 400
            assert sentence in answer
            assert text.strip()[:40] in answer  # what was pasted is not lost
        refused, answer, _ = post(running, "/plan/new", advert=advert, cv="Own", date="31.12.2099")
        assert refused == 400
        assert "is no day" in answer
        assert "&lt;Larkfield&gt;" in answer
        assert 'value="31.12.2099"' in answer
        assert post(running, "/plan/tick", key="x")[0] == 409
        status, _, where = post(running, "/plan/new", advert=advert, date="2099-12-10")
        assert (status, where) == (303, "/plan")
        _, page = get(running, "/plan")
        hand = page.split('name="key" value="hand-')[1].partition('"')[0]
        assert post(running, "/plan/tick", key=f"hand-{hand}")[0] == 303
        assert post(running, "/plan/tick", key="anything")[0] == 400
        assert post(running, "/plan/tick")[0] == 400
        again, answer, _ = post(running, "/plan/new", advert=advert)
        assert again == 409
        assert "There is a plan for this advert already" in answer
        assert 'name="again"' in answer
        _, ticked = get(running, "/plan")
        for path, fields in (
            ("add-skill", {"term": "Pulsar <x>"}),
            ("drop-skill", {"term": "Kafka"}),
            ("ask", {"text": "What broke last?"}),
            ("question", {"number": "1", "question": "production-incident"}),
        ):
            assert post(running, f"/plan/{path}", **fields)[0] == 303
            assert post(running, f"/plan/{path}")[0] == 400
        _, changed = get(running, "/plan")
        assert post(running, "/plan/drop-ask", text="What broke last?")[0] == 303
        first = re.search(r'action="/plan/drop">.*?name="text" value="([^"]+)"', changed)
        assert first is not None
        for _ in range(2):  # pressed twice it takes out no other
            assert post(running, "/plan/drop", text=html.unescape(first[1]))[0] == 303
        assert post(running, "/plan/drop")[0] == 400
        assert post(running, "/plan/add", text="Database <b>transactions</b>")[0] == 303
        post(running, "/plan/correct", company="Lark", role="Coder", date="", pack="data-engineer")
        _, corrected = get(running, "/plan")
        assert post(running, "/plan/correct", pack="never")[0] == 400
    assert "Pulsar &lt;x&gt;" in changed
    assert "Take out: Kafka" not in changed
    assert "What broke last?" in changed
    assert "Paste the advert" in before
    assert "days until the interview" in page
    assert "☑" not in page.partition("What the advert asks for")[0]
    assert "☑" in ticked.partition("What the advert asks for")[0]
    assert "Five or more years" in page
    assert "Five or more years" not in corrected
    assert corrected.count('"/plan/drop"') == changed.count('"/plan/drop"')  # one out, one in
    assert "&lt;b&gt;transactions" in corrected
    assert "<h1>Coder at Lark</h1>" in corrected
    assert "No date yet" in corrected


def test_of_many_ticks_at_once_none_is_lost(library: Library) -> None:
    """Each changes the plan that the one before has left."""
    with serving(library) as running:
        post(running, "/plan/new", advert=(ADVERTS / "backend.md").read_text("utf-8"))
        keys = re.findall(r'name="key" value="([^"]+)"', get(running, "/plan")[1])[:8]
        with ThreadPoolExecutor(len(keys)) as presses:
            answers = list(presses.map(lambda key: post(running, "/plan/tick", key=key), keys))
        current = Preparations(Paths()).current()
    assert {status for status, _, _ in answers} == {303}
    assert current is not None
    assert current.ticked == tuple(sorted(html.unescape(key) for key in keys))


def test_a_damaged_plan_hides_no_other(library: Library) -> None:
    """The page names the broken file and goes on with another."""
    with serving(library) as running:
        post(running, "/plan/new", advert=(ADVERTS / "backend.md").read_text("utf-8"))
        post(running, "/plan/new", advert=(ADVERTS / "startup.txt").read_text("utf-8"))
        preparations = Preparations(Paths())
        current = preparations.current()
        assert current is not None
        file = preparations.folder / f"{current.name}.json"
        file.write_text("{")
        status, page = get(running, "/plan")
        (other,) = set(preparations.names()) - {current.name}
        assert post(running, "/plan/use", name=other)[0] == 303
        _, shown = get(running, "/plan")
    assert status == 200
    for text in (page, shown):
        assert str(file) in text
    assert f'value="{other}"' in page
    assert "Larkfield" in shown
