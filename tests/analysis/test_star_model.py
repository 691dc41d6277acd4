"""The trained STAR model: traps that careers pages do not mention, and what it is made of."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.analysis.sentences import LONGEST, split_sentences
from voicecoach.analysis.star.coverage import is_episode, measure_star
from voicecoach.analysis.star.cues import find_reasons
from voicecoach.analysis.star.episode import GATE_FEATURES
from voicecoach.analysis.star.language import frame, plain_tokens
from voicecoach.analysis.star.model import MODEL_FORMAT, build_model, load_model
from voicecoach.analysis.star.sequence import (
    PRESENCE_FEATURES,
    place_features,
    presence_features,
)
from voicecoach.analysis.words import normalise, normalise_text
from voicecoach.types import PARTS, Span, Word

SITUATION = (
    "Two winters ago I was working at a small bakery in the old town. There were five of us, and "
    "the oven kept breaking down."
)
TASK = "My boss asked me to find a way to keep the shop open. It was my job to fix it by Monday."
ACTION = (
    "I called the man who had built the oven. Then I took the door off and I cleaned every burner. "
    "I wrote down what I had changed, and I showed the others how to do it."
)
RESULT = (
    "As a result we lost only one morning instead of three. Since then it has not failed once, "
    "and my boss thanked me for it."
)


def star_of(text, pauses=()):
    """Return the coverage of a text."""
    words = [Word(token) for token in text.split()]
    return measure_star(words, split_sentences(words, pauses), None, frozenset())


def verdicts(text):
    """Return the four verdicts."""
    parts = star_of(text).parts
    return {name: getattr(parts, name).verdict for name in PARTS}


def bare(text):
    """Return a text as a recogniser without punctuation writes it."""
    return "".join(c for c in text.lower() if c not in ".,?!")


WHOLE = f"{SITUATION} {TASK} {ACTION} {RESULT}"


@pytest.mark.parametrize("change", [str, bare], ids=["written", "bare"])
def test_an_answer_that_ends_on_an_action_has_no_result(change):
    """What ends an answer is no result for that."""
    assert verdicts(change(f"{SITUATION} {TASK} {ACTION}"))["result"] != "found"
    assert verdicts(change(WHOLE))["result"] == "found"


def test_a_piece_of_an_action_is_no_result():
    """A recogniser's full stop makes no outcome of "half an hour a day each"."""
    told = (
        "I was given twelve technicians and told to have them certified on the new fibre kit in "
        "five weeks. I paired them up, a strong one with a weak one. Friday I did a sort of test "
        "with a stopwatch and a bag of sweets. I asked him to run the bench with me instead. And "
        "he did, and he was much stricter than I was. In week three I put the two slowest on extra "
        "sessions before work. Half an hour a day each."
    )
    star = star_of(told)
    assert star.parts.result.verdict != "found"
    assert not star.quantified_result.found


@pytest.mark.parametrize("order", ["STAR", "RSTA", "TSAR", "STRA"])
def test_no_order_makes_a_part_missing(order):
    """Where a part is looked for is a hint: told in another order no part is called missing."""
    parts = {"S": SITUATION, "T": TASK, "A": ACTION, "R": RESULT}
    assert "missing" not in verdicts(" ".join(parts[part] for part in order)).values()


def test_the_same_sentence_is_the_same_part_in_every_take():
    """What follows or is left out does not turn the opening into another part."""
    opening = "Last spring our product manager wanted us to ship the new search page."
    for rest in (
        f"{TASK} {ACTION} {RESULT}",
        f"{ACTION} {RESULT}",
        f"{TASK} {ACTION}",
        f"There were five of us. {TASK} {ACTION} {RESULT}",
    ):
        star = star_of(f"{opening} {rest}")
        assert star.sentences[0].part == "situation"
        assert star.parts.situation.verdict != "missing"


def test_a_result_told_first_is_highlighted_as_one():
    """Order is told as it is."""
    star = star_of(f"{RESULT} {SITUATION} {TASK} {ACTION}")
    assert star.sentences[0].part == "result"
    assert star.order[0] == "result"


@pytest.mark.parametrize(
    "setting",
    [
        "We were a team of six in a small bank. The team had grown quickly and the code had not "
        "kept up. I was the on-call engineer for that week. We had an agreement that nothing may "
        "be down for more than ten minutes. The database was old and nobody wanted to touch it. "
        "My job was to keep it up over the weekend.",
        "I was the on-call engineer that weekend. We were in the middle of a migration that had "
        "been going on for months. The team had agreed not to deploy on Fridays. My manager had "
        "gone on leave. The other senior engineer was on a plane. I had to bring the payments "
        "back.",
        "I was leading the support team at a travel company. We were getting about four hundred "
        "mails a day. The company had just bought a smaller one. We had two tools and they did not "
        "talk to each other. People were copying things from one into the other. I was "
        "responsible for both.",
    ],
)
def test_a_long_setting_is_no_action(setting):
    """However far it reaches into the answer, how things stood is nothing that anybody did."""
    deed = "I moved the reports to a copy and I switched off two jobs."
    star = star_of(f"{setting} {deed} In the end nothing went down that week.")
    parts = [sentence.part for sentence in star.sentences]
    assert set(parts[:6]) <= {"situation", "task"}
    assert parts[6:] == ["action", "result"]


def test_steps_told_in_the_present_are_an_action():
    """As those tell what they did who learned English later."""
    star = star_of(
        "In my last company we have a big problem with the delivery. The customers are angry "
        "because everything comes late. My task was improve this. I make a list of all the "
        "deliveries and I look which driver is late. Then I talk with every driver. After two "
        "months only one in ten deliveries was late and my boss was very happy with me."
    )
    assert star.parts.action.verdict == "found"
    assert [sentence.part for sentence in star.sentences][3:5] == ["action", "action"]


def test_a_deed_in_the_place_of_a_task_is_no_hint_of_one():
    """A weak part shows a sentence that looks like it, or none."""
    star = star_of(
        "In my previous role as a project manager, we had a client who moved up the deadline for a "
        "major project by two weeks. I immediately called a team meeting to discuss the new dates "
        "and our progress. I delegated tasks more efficiently and found where we could save time. "
        "I also talked to the client every week. We met the new deadline, and the client was very "
        "satisfied with our work."
    )
    task = star.parts.task
    assert task.verdict in {"weak", "missing"}
    assert task.quote == ""
    assert "It was my job to" in task.why


def test_what_came_of_a_step_is_no_result():
    """An answer that goes on to act and stops there has no plain result."""
    step = "This helped, and the oven was working again in the afternoon."
    told = f"{SITUATION} {TASK} {ACTION} {step} Then I drove to the supplier. I ordered two doors."
    assert verdicts(told)["result"] != "found"
    assert verdicts(f"{told} In the end we lost one morning instead of three.")["result"] == "found"


def test_two_episodes_return_to_the_situation():
    """Parts may return: nothing forces one order."""
    second = (
        "Last year in another shop there was a queue every morning. I moved the till to the door."
    )
    assert set(verdicts(f"{WHOLE} {second}").values()) == {"found"}


def test_we_throughout_is_a_story():
    """A story told as we has its action."""
    text = WHOLE.replace("I called", "We called").replace("I took", "we took")
    text = text.replace("I cleaned", "we cleaned").replace("I wrote", "We wrote")
    assert verdicts(text)["action"] == "found"


def test_a_failure_has_a_result():
    """A bad result is a result."""
    text = f"{SITUATION} {TASK} {ACTION} In the end it did not work, and we lost the customer."
    assert verdicts(text)["result"] == "found"


def test_numbers_in_the_situation_are_no_result():
    """A team of twelve and two weeks to go say nothing of what came of it."""
    text = (
        "Last year we were twelve people, we had forty open orders and two weeks to go. "
        f"{TASK} {ACTION}"
    )
    assert verdicts(text)["result"] != "found"


def test_a_quote_inside_the_action():
    """What somebody says meanwhile does not end the action."""
    said = 'I asked the supplier, and he said "that will save you half the money".'
    assert verdicts(f"{SITUATION} {TASK} {ACTION} {said}")["action"] == "found"


@pytest.mark.parametrize(
    "text",
    [
        "If I were in that situation, I would first look at what is going on. My task would be to "
        "calm everybody down. Then I would call the customer and explain it. As a result I would "
        "expect them to be satisfied.",
        "A cache is a store that is close to the reader. It means that the next request is faster. "
        "As a result the database has less to do. You should use it when data is read often.",
        "I usually start with the people. I always ask what they need, and then I make a plan. I "
        "think it is important to listen. Most of the time that works well for me.",
        "I am a nurse, I have been working in hospitals for nine years. My strengths are patience "
        "and order. I would like to work with children, that is why I am here.",
    ],
    ids=["hypothetical", "definition", "habit", "introduction"],
)
@pytest.mark.parametrize("change", [str, bare], ids=["written", "bare"])
def test_what_is_no_episode_has_no_parts(text, change):
    """The gate stops what only sounds like a story."""
    star = star_of(change(text))
    assert {getattr(star.parts, name).verdict for name in PARTS} == {"missing"}
    assert {s.part for s in star.sentences} == {"other"}
    texts = [normalise_text(s.text) for s in star.sentences]
    assert not is_episode(texts)


def test_a_story_passes_the_gate():
    """The gate lets a story through, bare too."""
    for text in (WHOLE, bare(WHOLE)):
        assert is_episode([normalise_text(s.text) for s in star_of(text).sentences])


def test_six_hundred_words_and_forty():
    """Long and short answers are judged; every word lies in exactly one sentence."""
    for text in (" ".join([WHOLE] * 5), f"{SITUATION} {ACTION}"):
        star = star_of(text)
        assert star.parts is not None
        covered = [i for s in star.sentences for i in range(s.first_word, s.last_word + 1)]
        assert covered == list(range(len(text.split())))


def test_every_verdict_is_explained():
    """A found part shows a sentence of its own and why; a missing one what could be said."""
    parts = star_of(WHOLE).parts
    for name in PARTS:
        part = getattr(parts, name)
        assert part.quote in WHOLE
        assert part.why.startswith("It says ")
        assert "“" not in part.why
    gone = star_of(f"{SITUATION} {TASK} {ACTION}").parts.result
    if gone.verdict == "missing":
        assert "As a result" in gone.why


WORDS = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=("Z", "C")), min_size=1, max_size=9),
    max_size=90,
)


@given(WORDS, st.lists(st.integers(0, 89), max_size=5))
def test_sentences_cover_the_words(tokens, paused):
    """Whatever the words and pauses: ranges follow each other and cover every word once."""
    words = [Word(t, 0.5 * i, 0.5 * i + 0.4) for i, t in enumerate(tokens)]
    pauses = [Span(0.5 * i + 0.3, 0.5 * i + 1.0) for i in paused]
    ranges = split_sentences(words, pauses)
    assert [i for a, b in ranges for i in range(a, b + 1)] == list(range(len(words)))
    spoken = [sum(bool(normalise(t)) for t in tokens[a : b + 1]) for a, b in ranges]
    assert max(spoken, default=0) <= LONGEST


def test_a_pause_ends_a_sentence():
    """Where there are times, a long pause makes an end likely."""
    text = "we moved the shelves to the other wall the whole team stayed until nine that evening"
    tokens = text.split()
    for after in (7,):
        words = [
            Word(t, 0.3 * i + (1.2 if i > after else 0), 0.3 * i + 0.25 + (1.2 if i > after else 0))
            for i, t in enumerate(tokens)
        ]
        pause = Span(words[after].end, words[after + 1].start)
        assert after in {last for _, last in split_sentences(words, [pause])}


def test_contractions_and_numbers_are_one():
    """However a recogniser writes it, the model sees the same."""
    assert plain_tokens(["didn't"]) == plain_tokens(["didnt"]) == plain_tokens(["did", "not"])
    assert plain_tokens(["twenty", "five"]) == plain_tokens(["25"]) == ["#"]
    assert plain_tokens(["um", "i'm"]) == ["i", "am"]
    assert frame(["i", "cleaned", "the", "red", "burners"]) == ["i", "<past>", "the", "x"]


@pytest.mark.parametrize(
    "text",
    ["it has not failed once", "i was nineteen then", "it was my first job", "next to the bakery"],
)
def test_such_words_alone_are_no_step(text):
    """Words such as "once" are a reason for an action only where a step follows."""
    assert "in which order" not in find_reasons(text, "action")


def test_steps_are_told_in_order():
    """Where a step follows, it is said so."""
    for text in ("once that was done i called them", "then i asked", "first i wrote a list"):
        assert "in which order" in find_reasons(text, "action")


def test_the_model_is_small_and_complete():
    """At most 2 MB, with a format, a version and named features."""
    raw = files("voicecoach.analysis.star").joinpath("star_model.json").read_bytes()
    assert len(raw) <= 2_000_000
    data = json.loads(raw)
    assert data["format"] == MODEL_FORMAT
    assert data["version"]
    assert len(data["gate"]["weights"]) == len(GATE_FEATURES)
    assert all(len(row) == 11 for row in data["sentence"]["features"].values())
    assert any(name.startswith("cue:") for name in data["sentence"]["features"])
    model = load_model()
    logs = [model.read(["i", "called", "them"])] * 3
    assert len(model.place[0].weights) == len(place_features([3, 3, 3])[0])
    assert len(model.presence[0].weights) == len(PRESENCE_FEATURES)
    assert len(presence_features(logs, [3, 3, 3], 0)) == len(PRESENCE_FEATURES)


def test_a_model_of_another_format_is_refused():
    """A file from another version is named, not misread."""
    with pytest.raises(ValueError, match="another format"):
        build_model({"format": 0, "classes": "STARN"})
