"""A preparation from an advert to its last tick, over days of practice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from voicecoach.coaching.analyse_audio import AnswerContext, analyse_text
from voicecoach.coaching.load_plan import load_plan
from voicecoach.coaching.plan_changes import (
    add_own_question,
    add_question,
    add_requirement,
    add_term,
    drop_own_question,
    drop_requirement,
    drop_term,
    toggle,
)
from voicecoach.coaching.preparations import (
    AlreadyPreparedError,
    Preparations,
    current_for,
    own_terms,
    prepare_for,
)
from voicecoach.coaching.read_advert import AdvertError, read_lines
from voicecoach.coaching.read_text import text_transcript
from voicecoach.config import Paths
from voicecoach.errors import LibraryError, UsageError
from voicecoach.library import Library
from voicecoach.progress.plan import Plan
from voicecoach.progress.preparation import Preparation, choose_for
from voicecoach.questions import find_pack, load_packs
from voicecoach.types import Pack, Question

ADVERT = Path(__file__).parents[1] / "adverts" / "backend.md"
INTERVIEW = date(2026, 12, 10)
FIRST = datetime(2026, 11, 26, 18, 0).astimezone()
WHOLE = (
    "Last March our payment queue began to fail every evening. I was on call, so it was my job to "
    "find out why. First I read the logs of Kafka, and then I compared three deployments. I turned "
    "the new setting off for one region. As a result failures dropped from nine percent to under "
    "one within an hour."
)
EXPLAINED = (
    "A message queue is a buffer between two services that keeps work until somebody takes it. "
    "Unlike a direct call, the sender does not wait, but the answer comes later, perhaps twice. "
    "For example, in my last project I put Kafka between the checkout and the mail service, and "
    "orders went through while the mail was down. So I would take a queue when the work may wait, "
    "unless the user needs the answer at once, because then a direct call is simpler."
)


@pytest.fixture(scope="module")
def packs() -> tuple[Pack, ...]:
    """Return the shipped guides."""
    return load_packs(())


@pytest.fixture
def preparations(own_home: Path) -> Preparations:
    """Return the candidate's empty folder of preparations."""
    return Preparations(Paths())


@pytest.fixture
def library(own_home: Path) -> Library:
    """Return the candidate's empty library."""
    return Library(own_home / "recordings")


def make(preparations: Preparations, packs: tuple[Pack, ...]) -> Preparation:
    """Prepare for the back-end job."""
    return prepare_for(preparations, read_lines(ADVERT), packs, interview=INTERVIEW)


def answer(library: Library, question: Question, text: str, day: int, story: str = "") -> None:
    """Answer a question on a day, as the product analyses typed words."""
    started = FIRST + timedelta(days=day)
    folder = library.create_answer(library.create_session(question.pack, started), question)
    take = library.create_take(folder)
    transcript = text_transcript(text, origin="test")
    library.save_transcript(take, transcript)
    library.save_analysis(take, analyse_text(transcript, AnswerContext(question)).analysis)
    if story:
        entry = library.take(take.ref)
        assert entry is not None
        library.save_story(entry, story)


def items(plan: Plan) -> dict[str, tuple[int, int]]:
    """Return how far practising has brought each line."""
    return {item.key: (item.n_done, item.n_of) for item in plan.items if item.n_of}


def test_what_is_prepared(preparations: Preparations, packs: tuple[Pack, ...]) -> None:
    """The advert's rows with questions of the guide, kept in a plain file and current."""
    made = make(preparations, packs)
    assert made.title == "Senior Backend Engineer at Larkfield Payments"
    assert made.pack == "backend-developer"
    ids = {question.id for question in find_pack(packs, made.pack).questions}
    assert all(set(one.questions) <= ids for one in made.requirements)
    assert sum(bool(one.questions) for one in made.requirements) >= 5
    queue = next(one for one in made.requirements if "Kafka" in one.text)
    assert "queue-or-direct-call" in queue.questions
    file = preparations.folder / f"{made.name}.json"
    assert file.stat().st_mode & 0o077 == 0
    assert Preparations(Paths()).current() == made
    assert own_terms(Paths()) == tuple(one.term for one in made.terms)


@pytest.mark.parametrize(
    ("pack", "text", "questions"),
    [
        ("data-engineer", "Strong SQL and good working Python",
         ("join-that-multiplies", "window-or-group")),
        ("frontend-developer", "Several years of experience with React or Vue",
         ("state-where", "framework-or-none")),
        ("frontend-developer", "German at level B2 is a plus", ()),
        ("customer-support", "You can mend a puncture", ()),
        ("backend-developer", "More than five years of software development", ()),
        ("backend-developer", "Public talks", ()),
        ("backend-developer", "Some experience of talking to customers", ()),
        ("data-engineer", "Batch pipelines", ("batch-or-stream",)),
    ],
)  # fmt: skip
def test_questions_for_a_requirement(
    packs: tuple[Pack, ...], pack: str, text: str, questions: tuple[str, ...]
) -> None:
    """A skill finds questions that are about it; what is only said alike finds none."""
    assert choose_for(text, find_pack(packs, pack)) == questions


def test_practising_ticks(
    preparations: Preparations, library: Library, packs: tuple[Pack, ...]
) -> None:
    """Answers tick requirements, stories, stages and skills; the rest is ticked by hand."""
    made = make(preparations, packs)
    pack = find_pack(packs, made.pack)
    before = load_plan(made, library, packs, today=FIRST.date())
    assert before.countdown == "14 days until the interview"
    assert {done for done, _ in items(before).values()} == {0}
    assert before.n_done == 0

    incident = next(q for q in pack.questions if q.id == "production-incident")
    answer(library, incident, WHOLE, 0, story="The queue")
    after = load_plan(made, library, packs, today=FIRST.date() + timedelta(days=1))
    done = {key: n for key, (n, _) in items(after).items()}
    assert done["stories"] == 1
    assert done["stages"] == 1
    assert done["requirements"] >= 1
    assert after.spoken == {"on-call", "Kafka"}
    assert after.days_left == 13

    hand = next(item for item in after.items if not item.n_of)
    ticked = load_plan(toggle(after, hand.key), library, packs)
    assert ticked.n_done == after.n_done + 1
    assert toggle(ticked, hand.key).ticked == ()
    with pytest.raises(UsageError, match="no such line"):
        toggle(after, "requirement-never")


def test_requirements_that_differ_in_a_sign_are_ticked_apart(
    preparations: Preparations, library: Library, packs: tuple[Pack, ...]
) -> None:
    """Who knows C# may not know C++."""
    made = make(preparations, packs)
    for text in ("Fluent in C#", "Fluent in C++", "Fluent in C"):
        made = add_requirement(made, text, packs)
    plan = load_plan(made, library, packs)
    rows = load_plan(toggle(plan, plan.requirements[-2].key), library, packs).requirements[-3:]
    assert [row.ticked for row in rows] == [False, True, False]


def test_a_requirement_without_a_question(
    preparations: Preparations, library: Library, packs: tuple[Pack, ...]
) -> None:
    """It counts, a hand can tick it, and a question of the guide can be chosen for it."""
    made = add_requirement(make(preparations, packs), "A driving licence", packs)
    assert made.requirements[-1].questions == ()
    before = load_plan(made, library, packs)
    row = before.requirements[-1]
    assert items(before)["requirements"] == (0, len(made.requirements))
    after = load_plan(toggle(before, row.key), library, packs)
    assert items(after)["requirements"][0] == 1
    assert after.requirements[-1].is_done
    number = len(made.requirements)
    chosen = add_question(made, number, "production-incident", packs)
    assert chosen.requirements[-1].questions == ("production-incident",)
    assert add_question(chosen, number, "production-incident", packs) == chosen
    for wrong in ((number, "never"), (number + 1, "production-incident"), (0, "")):
        with pytest.raises(UsageError):
            add_question(made, *wrong, packs)


def test_questions_of_ones_own(
    preparations: Preparations, library: Library, packs: tuple[Pack, ...]
) -> None:
    """Three that are written down complete their line of the checklist."""
    made = make(preparations, packs)
    for text in ("What broke last?", " Who\n decides? ", "What is hard here?"):
        made = add_own_question(made, text)
    assert made.own_questions[1] == "Who decides?"
    assert items(load_plan(made, library, packs))["own-written"] == (3, 3)
    assert drop_own_question(made, 2).own_questions == ("What broke last?", "What is hard here?")
    for text in ("", "who decides?"):
        with pytest.raises(UsageError):
            add_own_question(made, text)
    with pytest.raises(UsageError):
        drop_own_question(made, 4)
    preparations.save(made)
    assert preparations.current() == made


def test_skills_are_corrected(preparations: Preparations, packs: tuple[Pack, ...]) -> None:
    """One more, one less; capitals do not matter, and nothing is there twice."""
    made = make(preparations, packs)
    more = add_term(made, " Apache  Pulsar ")
    assert more.terms[-1].term == "Apache Pulsar"
    assert drop_term(more, "apache pulsar") == made
    for wrong in ("", "python"):
        with pytest.raises(UsageError):
            add_term(made, wrong)
    with pytest.raises(UsageError, match="no skill"):
        drop_term(made, "Cobol")


def test_two_weeks(preparations: Preparations, library: Library, packs: tuple[Pack, ...]) -> None:
    """Who practises what is due for two weeks has met every question and ticked what can be."""
    made = make(preparations, packs)
    pack = find_pack(packs, made.pack)
    seen: set[str] = set()
    for day in range(14):
        plan = load_plan(made, library, packs, today=FIRST.date() + timedelta(days=day))
        for one in plan.day.due:
            seen.add(one.question.id)
            name = f"Story {len(seen) % 7}" if one.question.kind == "star" else ""
            text = EXPLAINED if one.question.kind == "explain" else WHOLE
            answer(library, one.question, text, day, story=name)
    plan = load_plan(made, library, packs, today=INTERVIEW)
    assert seen == {question.id for question in pack.questions}
    assert plan.countdown == "The interview is today"
    done = items(plan)
    assert done["stages"][0] == done["stages"][1]
    assert done["stories"][0] >= done["stories"][1]
    assert done["requirements"][0] == sum(bool(o.questions) for o in made.requirements)
    for line in (*plan.items, *plan.requirements):
        if not line.is_done:
            plan = load_plan(toggle(plan, line.key), library, packs, today=INTERVIEW)
    assert plan.n_done == len(plan.items)
    assert all(row.is_done for row in plan.requirements)


def test_corrections(preparations: Preparations, packs: tuple[Pack, ...]) -> None:
    """Rows are added with questions and taken out; what makes no sense is refused."""
    made = make(preparations, packs)
    more = add_requirement(made, " Database  transactions and isolation ", packs)
    assert more.requirements[-1].text == "Database transactions and isolation"
    assert "transactions-isolation" in more.requirements[-1].questions
    assert drop_requirement(more, len(more.requirements)) == made
    for number in (0, 99):
        with pytest.raises(UsageError):
            drop_requirement(made, number)
    with pytest.raises(UsageError):
        add_requirement(made, "  ", packs)


def test_several_and_broken_ones(preparations: Preparations, packs: tuple[Pack, ...]) -> None:
    """Two of one name do not overwrite each other; a broken file is named and stops nobody."""
    first = make(preparations, packs)
    with pytest.raises(AlreadyPreparedError) as caught:
        make(preparations, packs)
    assert caught.value.name == first.name
    second = prepare_for(preparations, read_lines(ADVERT), packs, again=True)
    assert second.name == f"{first.name}-2"
    current = preparations.current()
    assert current is not None
    assert current.name == second.name
    assert preparations.use(first.name) == first
    assert current_for(Paths(), "backend-developer") == first
    assert current_for(Paths(), "product-manager") is None
    with pytest.raises(LibraryError, match="no preparation"):
        preparations.use("../../etc/passwd")
    file = preparations.folder / f"{first.name}.json"
    file.write_text("{")
    with pytest.raises(LibraryError, match="damaged") as broken:
        preparations.current()
    assert second.name in broken.value.remedy
    assert preparations.damaged().keys() == {first.name}
    assert preparations.made_of(first.advert) == second
    assert current_for(Paths()) is None
    file.unlink()
    assert preparations.current() is None


def test_the_cv(preparations: Preparations, packs: tuple[Pack, ...]) -> None:
    """What the CV does not name is marked; without a CV nothing is said."""
    lines = read_lines(ADVERT)
    made = prepare_for(preparations, lines, packs, cv_lines=["Python, PostgreSQL, Django"])
    in_cv = {one.term: one.in_cv for one in made.terms}
    assert in_cv["Python"] is True
    assert in_cv["Kafka"] is False
    without = prepare_for(preparations, lines, packs, again=True)
    assert all(one.in_cv is None for one in without.terms)


def test_what_the_candidate_knows_better(
    preparations: Preparations, packs: tuple[Pack, ...]
) -> None:
    """Company, role and guide given by hand stand above what the rules find."""
    made = prepare_for(
        preparations, read_lines(ADVERT), packs, company="Amazon", role="Data engineer"
    )
    assert (made.company, made.pack) == ("Amazon", "amazon-data-engineer")


def test_nonsense_is_no_preparation(preparations: Preparations, packs: tuple[Pack, ...]) -> None:
    """A poem does not take the place of the current preparation."""
    made = make(preparations, packs)
    with pytest.raises(AdvertError, match="No job was found"):
        prepare_for(preparations, ["The curfew tolls the knell of parting day,"] * 8, packs)
    assert preparations.current() == made


def test_changes_at_the_same_moment(preparations: Preparations, packs: tuple[Pack, ...]) -> None:
    """Two windows that each add a question keep both: the second waits until the first is saved."""
    make(preparations, packs)
    ready = threading.Barrier(6)

    def ask(number: int) -> None:
        ready.wait()
        with preparations.changing():
            current = preparations.current()
            assert current is not None
            preparations.save(add_own_question(current, f"Question {number}?"))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(ask, range(6)))
    current = preparations.current()
    assert current is not None
    assert sorted(current.own_questions) == [f"Question {number}?" for number in range(6)]
    assert preparations.names() == [current.name]
    assert not (preparations.folder / ".changing").exists()
