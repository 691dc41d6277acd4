"""STAR coverage of whole answers, written here as people speak."""

from __future__ import annotations

import pytest

from voicecoach.analysis import analyze
from voicecoach.questions import load_packs
from voicecoach.types import PARTS, Question, Transcript, Word

SITUATION = (
    "Last spring I was working on the invoices of a small shop, and the nightly job was failing."
)
TASK = "It was my job to make it run again before the end of the month."
ACTION = (
    "First I wrote a script that shows which invoice breaks it. Then I asked the supplier why "
    "their dates were empty. I changed the import so that it asks back instead of stopping."
)
RESULT = "As a result the job ran every night, and we cut the support calls by half."


def judge(text, **options):
    """Return the analysis of a text."""
    words = tuple(Word(token) for token in text.split())
    transcript = Transcript("text", None, "en", text, words)
    return analyze(
        options.get("question"), None, transcript, None, previous=options.get("previous")
    )


def verdicts(text):
    """Return the four verdicts of a text."""
    parts = judge(text).star.parts
    assert parts is not None
    return {name: getattr(parts, name).verdict for name in PARTS}


def test_a_complete_story():
    """All four parts are found, in their order, with the number."""
    analysis = judge(f"{SITUATION} {TASK} {ACTION} {RESULT}")
    assert analysis.star.order == PARTS
    assert {getattr(analysis.star.parts, name).verdict for name in PARTS} == {"found"}
    assert analysis.star.quantified_result.found
    assert analysis.priority is None or analysis.priority.code != "missing-result"


def test_a_missing_result_is_the_priority():
    """An answer that ends on an action has no result, whatever stands last."""
    analysis = judge(f"{SITUATION} {TASK} {ACTION}")
    assert analysis.star.parts.result.verdict == "missing"
    assert analysis.priority.code == "missing-result"
    assert "As a result" in analysis.priority.try_next


def test_a_result_told_first_is_found():
    """Parts may come in another order."""
    analysis = judge(f"We cut the support calls by half in the end. {SITUATION} {TASK} {ACTION}")
    assert analysis.star.parts.result.verdict == "found"


def test_a_result_told_first_is_the_one_shown():
    """The headline with its figure is the result, not the announcement behind it."""
    headline = "I cut our cloud bill by forty percent, from 50 to 30 thousand a month."
    analysis = judge(
        f"{headline} Here is how it came about. In spring 2023 our CFO froze hiring, and I "
        "volunteered to look into it. I tagged every resource by team, which took two weeks. I "
        "wrote a scheduler that stops the test machines at night and moved the logs."
    )
    assert analysis.star.parts.result.quote == headline
    assert analysis.star.quantified_result.quote == headline
    assert "no-number" not in {note.code for note in analysis.notes}


def test_a_result_without_number():
    """A result without a number is found, and the number asked for, if only in a note."""
    analysis = judge(f"{SITUATION} {TASK} {ACTION} As a result the team was happy with it.")
    assert analysis.star.parts.result.verdict == "found"
    assert not analysis.star.quantified_result.found
    assert "no-number" in {note.code for note in analysis.notes}
    assert analysis.priority.code != "no-number"


def test_numbers_alone_are_no_result():
    """A team of twelve and two weeks to go are a situation."""
    analysis = judge(f"Last year we had twelve people and two weeks to go. {TASK} {ACTION}")
    assert not analysis.star.quantified_result.found


def test_a_failure_story_has_a_result():
    """A bad result is a result."""
    text = f"{SITUATION} {TASK} {ACTION} In the end we lost the customer. I learned to ask first."
    assert verdicts(text)["result"] == "found"


@pytest.mark.parametrize(
    "text",
    [
        "I usually begin with the tests. I always ask my team what they think. I believe that "
        "good communication is important. I would make a plan and I would follow it.",
        "An index is a structure that makes reads faster. As a result writes are slower. You "
        "should use one when a column is searched often, and you can leave it out otherwise.",
        "If I were in this situation I would first talk to the customer. Then I would make a "
        "plan, and as a result the customer would be satisfied with the outcome.",
    ],
    ids=["habits", "definition", "hypothetical"],
)
def test_what_is_no_story(text):
    """Habits, definitions and hypotheticals are no episode: that comes first."""
    analysis = judge(text)
    assert analysis.priority.code == "no-episode"
    assert sum(getattr(analysis.star.parts, name).verdict == "found" for name in PARTS) < 3


def test_only_we_is_told_neutrally():
    """An action told as we alone asks for the candidate's own part."""
    text = (
        f"{SITUATION} {TASK} First we wrote a script. Then we asked the supplier. We changed the "
        f"import and we tested it. {RESULT}"
    )
    analysis = judge(text)
    assert analysis.star.ownership.we >= 3
    assert any(note.code == "own-part-unclear" for note in analysis.notes)


def test_without_punctuation():
    """Recognised text often has neither capitals nor full stops."""
    text = f"{SITUATION} {TASK} {ACTION} {RESULT}".lower().replace(".", "").replace(",", "")
    found = verdicts(text)
    assert found["result"] == found["action"] == "found"
    assert "missing" not in found.values()


def test_too_few_words_are_withheld():
    """Under fifteen words there is no verdict, and it says why."""
    analysis = judge("I fixed it and it worked.")
    assert analysis.star.parts is None
    assert "star" in {item.what for item in analysis.withheld}


def test_the_next_take_is_judged_on_the_priority():
    """The second take hears first whether the missing part is there now."""
    first = judge(f"{SITUATION} {TASK} {ACTION}")
    second = judge(f"{SITUATION} {TASK} {ACTION} {RESULT}", previous=first)
    assert second.notes[0].code == "retake-improved"
    assert "with a number" in second.notes[0].message
    again = judge(f"{SITUATION} {TASK} {ACTION}", previous=first)
    assert again.notes[0].code == "retake-same"


@pytest.mark.parametrize(
    ("kind", "text", "codes"),
    [
        (
            "introduction",
            "I'm a developer at a bank. Before that I built web shops for two years. Now I'm "
            "looking for a team that runs what it builds.",
            {"introduction-present", "introduction-past", "introduction-why-here"},
        ),
        (
            "explain",
            "An index is a sorted copy of a column. Reads get faster, but writes get slower.",
            {"explain-definition", "explain-comparison", "explain-example-missing"},
        ),
        ("ask_them", "How do you decide what to build? What is hard here?", {"ask-questions"}),
        ("ask_them", "I have nothing to ask you today thanks.", {"ask-no-question"}),
    ],
)
def test_other_kinds_have_their_own_checks(kind, text, codes):
    """STAR is not applied to other kinds."""
    question = Question("q", "p", "s", kind, "Prompt?", (30, 60))
    analysis = judge(text, question=question)
    assert not analysis.star.applicable
    assert analysis.star.parts is None
    assert codes <= {note.code for note in analysis.notes}


def test_a_weak_result_is_not_pinned_to_a_sentence():
    """A promise in the situation is no result, and the report does not say that it is."""
    promise = "He had promised a customer that the form would be live in two weeks."
    analysis = judge(f"{SITUATION} {promise} {TASK} {ACTION}")
    assert analysis.star.parts.result.verdict != "found"
    assert analysis.star.parts.result.quote == ""
    assert all(s.part != "result" for s in analysis.star.sentences)
    assert "promised" not in analysis.priority.message
    assert "two weeks to" not in analysis.priority.try_next


@pytest.mark.parametrize(
    ("result", "number"),
    [
        ("In the end all but four of the orders were paid.", True),
        ("As a result we lost no customer.", True),
        ("In the end the team was happy with it.", False),
    ],
)
def test_what_counts_as_a_number(result, number):
    """All but four, and none at all, say how much."""
    analysis = judge(f"{SITUATION} {TASK} {ACTION} {result}")
    assert analysis.star.quantified_result.found == number


def test_the_opening_comes_from_the_question():
    """Who speaks in general hears how to begin, in the words of the question."""
    question = next(
        q for pack in load_packs(()) for q in pack.questions if q.id == "incomplete-information"
    )
    text = (
        "I usually collect the facts first, and then I think about the options. You should always "
        "ask your team, because it is important that everybody is heard. I believe in data."
    )
    analysis = judge(text, question=question)
    assert analysis.priority.code == "no-episode"
    assert "“I made a decision with incomplete information when …”" in analysis.priority.try_next


@pytest.mark.parametrize(
    ("last", "is_result"),
    [
        ("I completed all tasks successfully by ordering my work and staying calm.", True),
        ("We met the launch deadline, and more people use it.", True),
        ("I called the customer and I wrote the plan for the next week.", False),
    ],
)
def test_what_was_achieved_is_a_result(last, is_result):
    """The last sentence may tell of the result as a deed that succeeded; a deed alone is none."""
    verdict = verdicts(f"{SITUATION} {TASK} {ACTION} {last}")["result"]
    assert (verdict == "found") == is_result


def test_an_aim_is_no_achievement():
    """To meet a deadline is a task until it was met."""
    text = f"{SITUATION} {ACTION} I had to finish it successfully and on time."
    assert verdicts(text)["result"] != "found"


NOW = (
    "I'm the only admin there, the others are on a training. So I have to get two hundred people "
    "working again. I check the domain controller, and there I see that a certificate expired. "
    "I issue a new one, restart the service, and walk from floor to floor."
)


@pytest.mark.parametrize(
    "scene", ["So it's Monday morning, and nobody can log in.", "It's 3 am and my phone rings."]
)
def test_a_story_told_as_if_it_happened_now_is_one(scene):
    """Many tell the scene in the present; nobody who did is told to give an example."""
    analysis = judge(f"{scene} {NOW}")
    assert "no-episode" not in {note.code for note in analysis.notes}
    assert analysis.star.parts.action.verdict == "found"


@pytest.mark.parametrize(
    "said",
    [
        NOW,
        f"It's Monday morning in my office. I usually make a list. {NOW}",
        f"It's Monday morning, say. I would call everybody. {NOW}",
        f"It's Monday that I like best. {NOW.replace('I ', 'you ')}",
    ],
    ids=["no scene", "habit", "imagined", "no steps of one's own"],
)
def test_the_present_alone_is_no_story(said):
    """Without a scene, or with habits or what one would do, it is how things usually are."""
    assert "no-episode" in {note.code for note in judge(said).notes}
