"""One priority, in the documented order, said in the answer's own words; and the next take."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import pytest

from tests.analysis.test_star import ACTION, RESULT, SITUATION, TASK
from voicecoach.analysis import analyze
from voicecoach.analysis.advice import NOTE_CODES
from voicecoach.analysis.advice.harm import _SIZED, BASE, MIN_HARM, harm_of
from voicecoach.analysis.advice.next_steps import SMALLER, TRY, smaller_step
from voicecoach.analysis.advice.priority import WORDLESS, choose_priority
from voicecoach.analysis.advice.retake import judge_retake
from voicecoach.analysis.advice.story import story_notes
from voicecoach.analysis.star.explained import NOT_PLAIN
from voicecoach.questions import load_packs
from voicecoach.types import (
    PARTS,
    Activity,
    Mistake,
    Note,
    Pack,
    Priority,
    QuantifiedResult,
    Question,
    Recording,
    Span,
    Transcript,
    Word,
)

PACKS = {pack.name: pack for pack in load_packs()}
AMAZON = PACKS["amazon-backend-developer"]
STORY = f"{SITUATION} {TASK} {ACTION} {RESULT}"


def asked(name: str, pack: Pack = AMAZON) -> Question:
    """Return a question of a pack."""
    return next(question for question in pack.questions if question.id == name)


def judge(text, question=None, *, pack=AMAZON, previous=None, seconds=None, usual_wpm=None):
    """Return the analysis of a text; with ``seconds`` it was spoken evenly over that time."""
    tokens = text.split()
    step = (seconds or 0) / len(tokens)
    words = tuple(
        Word(token, round(i * step, 3), round((i + 1) * step, 3), 0.9) if seconds else Word(token)
        for i, token in enumerate(tokens)
    )
    heard = Activity(seconds, (Span(0.0, seconds),)) if seconds else None
    recording = None
    if seconds:
        recording = Recording(seconds, 16_000, int(seconds * 16_000), "0" * 64, -3.0, 0.0, -60.0)
    transcript = Transcript("text", None, "en", text, words)
    return analyze(
        question,
        recording,
        transcript,
        heard,
        pack=pack,
        previous=previous,
        usual_wpm=usual_wpm,
    )


def codes(analysis):
    """Return the codes of an analysis's notes."""
    return {note.code for note in analysis.notes}


OF_THE_STORY = {"no-episode", "weak-result", *(f"missing-{part}" for part in PARTS)}
"""Priorities that are no note: their advice is built from the answer."""


def test_every_finding_that_costs_something_has_its_advice():
    """No priority can come up that tells nobody what to do."""
    ranked = set(BASE) | set(_SIZED)
    assert ranked | set(WORDLESS) <= set(NOTE_CODES) | OF_THE_STORY
    assert ranked - OF_THE_STORY - {"no-number"} <= set(TRY)
    assert set(SMALLER) <= ranked


def test_an_answer_with_nothing_to_mend_is_asked_on():
    """Exactly one priority, always: here the interviewer's next question."""
    learned = "Since then I ask one customer before I build anything."
    question = dataclasses.replace(asked("push-back"), target_s=(20.0, 60.0))
    analysis = judge(f"{STORY} {learned}", question, seconds=34.0)
    assert analysis.priority is not None
    assert analysis.priority.code == "follow-up"
    assert analysis.follow_ups[0] in analysis.priority.try_next


def test_a_missing_result_quotes_the_aim_and_the_figure_it_began_with():
    """What to say instead is built from the answer."""
    text = (
        "Last year at my old company the nightly report took six hours. "
        "It was my job to make it faster for the finance people. "
        "First I looked at the queries. Then I added an index and I split the job into parts."
    )
    analysis = judge(text)
    assert analysis.star.parts.result.verdict != "found"
    assert analysis.priority.code in {"missing-result", "weak-result"}
    assert "It was my job to make it faster" in analysis.priority.try_next
    assert "from six hours to" in analysis.priority.try_next


def test_we_throughout_is_told_with_a_sentence():
    """The advice takes one of the sentences that say we."""
    text = (
        "Two years ago at the bank we had a big migration and it was my task to lead it. "
        "We made a plan. We wrote scripts every night. We trained the people in the branches. "
        "As a result we cut the complaints by half."
    )
    analysis = judge(text)
    assert analysis.priority.code == "own-part-unclear"
    assert "We " in analysis.priority.try_next


def test_a_failure_needs_no_number():
    """A question about a mistake asks for what was learned."""
    text = f"{SITUATION} {TASK} {ACTION} In the end the customer left us. Since then I test first."
    assert "no-number" in codes(judge(text, asked("push-back")))
    assert "no-number" not in codes(judge(text, asked("mistake-others-felt")))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("It wasn't my fault, they simply did not care.", "blame"),
        ("Their lead was just lazy and never read it.", "blame"),
        ("They never did their part of it.", "blame"),
        ("It was not my area.", "not-my-area"),
    ],
)
def test_mistakes_that_can_be_heard(said, code):
    """Blame and closed doors are told with their quote."""
    analysis = judge(f"{STORY} {said}")
    note = next(note for note in analysis.notes if note.code == code)
    assert said.split(".")[0] in note.message


@pytest.mark.parametrize(
    "said",
    [
        "It was not my area, but I went and learned it.",
        "The supplier was late that week.",
        "It was my fault and I said so.",
        "It wasn't my job. So I asked whose it was and did it.",
        "The director came down to our floor, which she never did.",
    ],
)
def test_what_is_no_mistake(said):
    """Naming a cause, owning up and taking it on all the same are none."""
    assert not codes(judge(f"{STORY} {said}")) & {"blame", "not-my-area"}


def test_what_was_learned_is_no_outcome():
    """A lesson is praised as one; it makes no story whole and is asked for no number."""
    lesson = "I learned that people will tell you more face to face than in an email."
    analysis = judge(f"{SITUATION} {TASK} {ACTION} {lesson}")
    assert "lesson" in codes(analysis)
    assert not codes(analysis) & {"complete-story", "no-number"}
    assert "How it ended" in analysis.priority.message
    failure = judge(f"{SITUATION} {TASK} {ACTION} {lesson}", asked("mistake-others-felt"))
    assert "How it ended" not in failure.priority.message


def test_a_number_in_a_lesson_is_no_number_of_the_result():
    """Of a sentence that turns to a lesson only what stands before it is the outcome."""
    half = "What I learned is that a funnel shows you only half of the picture."
    analysis = judge(f"{SITUATION} {TASK} {ACTION} We lost 40,000 euros. {half}")
    assert analysis.star.quantified_result.quote == "We lost 40,000 euros."
    both = "As a result errors fell by 40%, and I learned that checks are cheap."
    assert judge(f"{SITUATION} {TASK} {ACTION} {both}").star.quantified_result.quote == both


def test_a_sentence_that_breaks_off_is_not_praised():
    """Whoever was cut off is not told that the half sentence was clear."""
    broken = "I sat next to the operators for two days and I noticed that it stopped when the"
    whole = judge(f"{SITUATION} {TASK} {broken} shift changed.")
    assert any("I noticed that" in note.message for note in whole.notes if note.severity == "good")
    cut = judge(f"{SITUATION} {TASK} {broken}")
    assert not any("I noticed that" in n.message for n in cut.notes if n.severity == "good")


def test_a_text_far_too_long_is_told_so_first():
    """Notes are shorter than what is said, never longer."""
    long = " ".join([SITUATION, TASK, *[ACTION] * 30, RESULT])
    question = asked("push-back")
    analysis = judge(long, question)
    assert analysis.priority.code == "too-long"


def test_a_phrase_three_times_in_a_long_answer_is_no_habit():
    """What is a repetition in one minute is none in six."""
    thrice = " ".join(["I asked the old platform team about it."] * 3)
    filling = " ".join(f"Step {i} went well for us that day." for i in range(60))
    assert "repeated-phrase" in codes(judge(thrice + " " + STORY))
    phrases = judge(f"{thrice} {filling}").content.repeated_phrases
    assert not any("old platform" in phrase.text for phrase in phrases)


def test_a_mistake_of_the_pack():
    """A pack names how a mistake sounds, and the report quotes it."""
    mistake = Mistake("No ending", "Write the last sentence.", ("that was that",))
    pack = dataclasses.replace(AMAZON, mistakes=(mistake,))
    analysis = judge(f"{STORY} So yes, that was that.", pack=pack)
    note = next(note for note in analysis.notes if note.code == "mistake-heard")
    assert note.message.startswith("No ending: “So yes, that was that.”")


def test_a_setting_that_takes_half_the_answer():
    """Situation and task together are measured against the pack's shares."""
    setting = " ".join([SITUATION] * 4)
    assert "situation-long" in codes(judge(f"{setting} {TASK} {ACTION} {RESULT}"))
    assert "situation-long" not in codes(judge(STORY))


def test_the_next_take_is_judged_on_the_priority_first():
    """Last time no result; now seconds of it, with a number."""
    first = judge(f"{SITUATION} {TASK} {ACTION}", seconds=60.0)
    second = judge(STORY, previous=first, seconds=70.0)
    assert second.notes[0].code == "retake-improved"
    assert second.notes[0].message.startswith("Last time no result; now ")
    assert "with a number" in second.notes[0].message


def with_action(draft, verdict):
    """Return an analysis whose action has another verdict."""
    action = dataclasses.replace(draft.star.parts.action, verdict=verdict, seconds=20.0, quote="")
    parts = dataclasses.replace(draft.star.parts, action=action)
    return dataclasses.replace(draft, star=dataclasses.replace(draft.star, parts=parts))


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("found", "Last time your action was not clear; now it takes 20 s."),
        ("weak", "Last time your action was not clear; it is not clear yet."),
        ("missing", "Last time your action was not clear; this time it is not heard at all."),
    ],
)
def test_the_next_take_is_judged_on_the_part_that_was_not_clear(verdict, said):
    """It speaks of that part, whatever other part is weak now."""
    last = Priority("part-weak", "Your action is not clear.", "Say three things you did.")
    other = Note("part-weak", "info", "Task is only hinted at: “It had to be done.”")
    note = judge_retake(with_action(judge(STORY), verdict), [other], judge(STORY), last)
    assert note.message == said
    assert note.code == ("retake-improved" if verdict == "found" else "retake-same")


def test_a_result_merely_hinted_at_comes_before_a_number():
    """Nobody is asked for a number in a result that is hardly there."""
    parts = judge(STORY).star.parts
    weak = dataclasses.replace(parts, result=dataclasses.replace(parts.result, verdict="weak"))
    draft = judge(STORY)
    star = dataclasses.replace(
        draft.star, parts=weak, quantified_result=QuantifiedResult(False, "")
    )
    draft = dataclasses.replace(draft, star=star)
    notes = tuple(story_notes(draft, AMAZON))
    assert "no-number" not in {note.code for note in notes}
    assert choose_priority(draft, notes, None, ()).code == "weak-result"


def test_the_next_take_says_how_the_length_moved():
    """A length that stands is told with both figures."""
    learned = "Since then I ask one customer before I build anything."
    question = asked("push-back")
    first = judge(f"{STORY} {learned}", question, seconds=40.0)
    assert first.priority.code == "too-short"
    second = judge(f"{STORY} {learned}", question, seconds=60.0, previous=first)
    assert second.notes[0].code == "retake-same"
    assert "40 s last time, 60 s now" in second.notes[0].message


def test_follow_ups_without_a_pack():
    """The rules ask on as an interviewer would."""
    analysis = judge(f"{SITUATION} {TASK} {ACTION}", pack=None)
    assert analysis.follow_ups[0] == "How did it end?"
    assert "How did you measure that?" not in analysis.follow_ups
    assert 1 < len(analysis.follow_ups) <= 3


def without_words(analysis):
    """Return an analysis none of whose words is trusted."""
    measures = dataclasses.replace(analysis.measures, n_words=None)
    return dataclasses.replace(analysis, measures=measures)


def test_another_language_last_time():
    """Recognising it again is nothing that the next take did; what is not judged is not done."""
    story = judge(STORY)
    last = Priority("other-language", "It sounds like Spanish.", "Recognise it again.")
    now = judge_retake(story, (), without_words(story), last)
    assert (now.code, now.message.partition(";")[2]) == ("retake-improved", " this time they can.")
    assert judge_retake(without_words(story), (), without_words(story), last).code == "retake-same"


def test_a_take_whose_words_are_not_trusted_has_done_nothing():
    """What was to be mended in words cannot be found in them."""
    last = Priority("no-number", "Your result has no number.", "Say how much.")
    note = judge_retake(without_words(judge(STORY)), (), judge(STORY), last)
    assert note.message == "Without words it cannot be said whether it is done."


def test_who_told_no_episode_is_asked_for_one():
    """Nothing is asked of a story that was not told, not even by the pack."""
    text = (
        "I usually start with the people and ask them what they need. Then I always make a plan, "
        "and I think that is important. You should never skip that step."
    )
    analysis = judge(text, asked("push-back"))
    assert analysis.priority.code == "no-episode"
    assert analysis.follow_ups[0].startswith("Can you give me one example")
    assert not set(analysis.follow_ups) & {one.ask for one in asked("push-back").follow_ups}


def test_no_guessed_sentence_is_quoted_as_praise():
    """Where sentence ends are not written, praise names the thing and quotes nothing."""
    text = f"{SITUATION} {TASK} {ACTION} {RESULT} Since then I always ask first."
    written = judge(text)
    bare = judge("".join(char for char in text.lower() if char not in ".,"))
    good = [note.message for note in bare.notes if note.severity == "good"]
    assert any("“" in note.message for note in written.notes if note.severity == "good")
    assert "Your result has a number." in good
    assert not any("“" in message for message in good)


def with_result(draft, probability, cues=()):
    """Return an analysis whose sentences of the result are so likely ones."""
    sentences = tuple(
        dataclasses.replace(s, probability=probability, cues=cues) if s.part == "result" else s
        for s in draft.star.sentences
    )
    return dataclasses.replace(draft, star=dataclasses.replace(draft.star, sentences=sentences))


def test_what_hardly_looks_like_a_result_is_not_praised():
    """A number in a deed that merely stands last is none, and makes no story whole."""
    draft = judge(STORY)
    for probability, cues, praised in (
        (0.2, (), set()),
        (0.2, ("what changed",), {"number"}),
        (0.6, (), {"number", "complete-story"}),
    ):
        notes = story_notes(with_result(draft, probability, cues), AMAZON)
        assert {note.code for note in notes} & {"number", "complete-story"} == praised


def test_a_text_far_too_short_says_how_long_it_would_be_aloud():
    """Words without times are judged by any pace between slow and fast."""
    analysis = judge(STORY, asked("push-back"))
    note = next(note for note in analysis.notes if note.code == "too-short")
    assert "aloud" in note.message


def with_measures(analysis, notes=(), **measures):
    """Return an analysis with other figures."""
    changed = dataclasses.replace(analysis.measures, **measures)
    return dataclasses.replace(analysis, measures=changed, notes=tuple(notes))


def test_the_larger_harm_comes_first():
    """26.7 fillers a minute outrank an answer that is 20 s short."""
    question = dataclasses.replace(asked("push-back"), target_s=(90.0, 150.0))
    draft = with_measures(
        judge(STORY, question, seconds=70.0), span_s=70.0, fillers_per_minute=(26.7, 27.0)
    )
    assert harm_of("too-short", draft) < MIN_HARM < harm_of("many-fillers", draft)
    much_shorter = with_measures(draft, span_s=30.0)
    assert harm_of("too-short", much_shorter) > harm_of(
        "too-short", with_measures(draft, span_s=60.0)
    )


@pytest.mark.parametrize(("seconds", "is_first"), [(70.0, False), (47.0, True)])
def test_a_quarter_off_the_length_is_no_priority(seconds, is_first):
    """From a quarter below the target the length may come first."""
    learned = "Since then I ask one customer before I build anything."
    question = dataclasses.replace(asked("push-back"), target_s=(78.0, 150.0))
    analysis = judge(f"{STORY} {learned}", question, seconds=seconds)
    assert "too-short" in codes(analysis)
    assert (analysis.priority.code == "too-short") == is_first


@pytest.mark.parametrize("text", ["I fixed it and it worked.", "So, last year I"])
def test_who_stopped_before_the_story_began_hears_that_alone(text):
    """Under fifteen words nothing else is judged or praised."""
    analysis = judge(text, asked("push-back"), seconds=5.0)
    assert analysis.priority.code == "stopped-early"
    assert codes(analysis) == {"stopped-early"}
    assert not analysis.follow_ups
    assert not analysis.content.qualities


def test_who_stops_early_again_hears_another_step_each_time():
    """The second take says that it is noticed; no step is given twice in a row."""
    takes = [judge("I fixed it and it worked.", asked("push-back"))]
    for _ in range(5):
        takes.append(judge("So I fixed it.", asked("push-back"), previous=takes[-1]))
    steps = [take.priority.try_next for take in takes]
    assert {take.priority.code for take in takes} == {"stopped-early"}
    assert all(one != then for one, then in pairwise(steps))
    assert len(set(steps)) == 4
    assert "As last time" in takes[1].notes[0].message
    assert judge(STORY, previous=takes[1]).notes[0].code == "retake-improved"


def test_the_third_time_it_is_a_smaller_step_and_then_something_else():
    """Advice that was not acted on twice is not given a third time."""
    text = f"{SITUATION} {TASK} {ACTION}"
    takes = [judge(text)]
    for _ in range(3):
        takes.append(judge(text, previous=takes[-1]))
    steps = [take.priority.try_next for take in takes]
    assert [take.priority.code for take in takes[:3]] == ["missing-result"] * 3
    assert steps[0] == steps[1] != steps[2] == smaller_step("missing-result")
    assert takes[3].priority.code != "missing-result"


def test_what_was_left_aside_is_not_said_to_stand():
    """Who cannot mend something is asked on, and hears that one thing was left aside."""
    more = (
        "Then I wrote down every step that the old job took and measured each of them alone. I "
        "asked the two people who had built it what they would keep. I wrote a test for each of "
        "the rules, and I ran both side by side on a copy. I read every difference by hand, and "
        "I explained each of them to the people in the branch. I moved the first table over, and "
        "then I moved the others one by one, each on a morning of its own."
    )
    text = f"{SITUATION} {TASK} {ACTION} {more}"
    take = judge(text)
    for _ in range(3):
        take = judge(text, previous=take)
    assert take.priority.code in ("follow-up", "again")
    assert take.priority.message.startswith("Leave that for now.")
    last = judge(text, previous=take)
    assert "Last time one thing was left aside." in {note.message for note in last.notes}


def test_a_part_only_hinted_at_is_no_priority_by_itself():
    """Only an unclear action, a situation that is not there and a weak result are asked for."""
    draft = judge(STORY, asked("push-back"), seconds=100.0)
    hint = Note("part-weak", "info", "Situation is only hinted at: “At the bakery.”")
    priority = choose_priority(draft, [hint], asked("push-back"), ())
    assert priority.code != "part-weak"


def test_facts_of_a_company_earn_no_praise():
    """Whoever comes into nothing of it told no story of their own, whatever its numbers."""
    text = (
        "Amazon was founded in 1994 and sold books at first. In 2006 they launched the cloud "
        "because the teams needed servers. They built the warehouses and they hired people. In "
        "the end they employ more than one and a half million people, and sales grew by 12%."
    )
    analysis = judge(text, asked("push-back"))
    assert not {"number", "complete-story"} & codes(analysis)


def test_nothing_is_shown_by_what_is_said_in_general():
    """A quality's words count where one event is told."""
    text = (
        "I always push back quite often actually when I disagree with somebody. I say no when I "
        "think that no is right. You should always speak up in a meeting. Good people usually do."
    )
    analysis = judge(text, asked("push-back"))
    assert "no-episode" in codes(analysis)
    assert "quality-shown" not in codes(analysis)


def test_a_number_is_asked_for_where_one_is_natural():
    """A thank-you needs no number; "faster" and "six hours" do."""
    thanked = judge(f"{SITUATION} {TASK} {ACTION} In the end my boss thanked me for it.")
    faster = judge(f"{SITUATION} {TASK} {ACTION} As a result the job was much faster.")
    assert harm_of("no-number", thanked) < MIN_HARM < harm_of("no-number", faster)
    assert thanked.priority.code != "no-number"
    assert "How did you measure that?" in faster.follow_ups
    assert "How did you measure that?" not in thanked.follow_ups


def test_an_aside_is_no_lesson():
    """Only a lesson at the end is praised."""
    aside = f"{SITUATION} {TASK} I learned a lot about mail in those days. {ACTION} {RESULT}"
    assert "lesson" not in codes(judge(aside))
    assert "lesson" in codes(judge(f"{STORY} I learned to ask the supplier first."))


def test_what_one_does_now_is_a_lesson_told():
    """A habit that came of it is not praised as a lesson, but none is missed."""
    plain = f"{SITUATION} {TASK} {ACTION} In the end the customer left us."
    assert "no-lesson" in codes(judge(plain))
    habit = judge(f"{plain} I read every date back out loud to people now, day and number.")
    assert not codes(habit) & {"lesson", "no-lesson"}


def test_a_doubted_word_is_not_praised():
    """What the recogniser may have invented is not quoted as the candidate's own."""
    sure = judge(STORY, seconds=60.0)
    assert "number" in codes(sure)
    words = tuple(
        dataclasses.replace(word, probability=0.2) if word.text == "half." else word
        for word in sure.transcript.words
    )
    transcript = dataclasses.replace(sure.transcript, words=words)
    heard = Activity(60.0, (Span(0.0, 60.0),))
    doubted = analyze(None, sure.recording, transcript, heard, pack=AMAZON)
    assert not codes(doubted) & {"number", "no-number"}


def test_a_doubted_word_beside_the_number_is_not_quoted():
    """The number is praised, the sentence is not repeated."""
    sure = judge(STORY, seconds=60.0)
    words = tuple(
        dataclasses.replace(word, probability=0.2) if word.text == "support" else word
        for word in sure.transcript.words
    )
    transcript = dataclasses.replace(sure.transcript, words=words)
    heard = Activity(60.0, (Span(0.0, 60.0),))
    doubted = analyze(None, sure.recording, transcript, heard, pack=AMAZON)
    note = next(note for note in doubted.notes if note.code == "number")
    assert note.message == "Your result has a number."


def test_a_deed_that_is_not_heard_outranks_a_short_length():
    """Who says nothing of what they did hears that, though not as surely missing."""
    text = (
        f"{SITUATION} There were two of us in the office. {TASK} Everybody was waiting for it. "
        "In the end the customers were happy and the shop could pay its bills again."
    )
    draft = judge(text, asked("push-back"), seconds=32.0)
    action = dataclasses.replace(
        draft.star.parts.action, verdict="missing", why=f"{NOT_PLAIN}Say what you did."
    )
    parts = dataclasses.replace(draft.star.parts, action=action)
    draft = dataclasses.replace(draft, star=dataclasses.replace(draft.star, parts=parts))
    priority = choose_priority(draft, draft.notes, draft.question and asked("push-back"), ())
    assert priority.code == "part-weak"
    assert priority.message == "Your action is not clear."


def test_without_a_plain_deed_nobody_is_praised_for_their_part():
    """Two I in what is no deed are no own part, and what was done is asked for first."""
    text = (
        "During my thesis the firm that made our sensors went bankrupt, so there was no driver for "
        "the new board. The plan was to measure in April, because after that the soil is too dry. "
        "I knew only Python. I had about five weeks. The measurements ran from the ninth of April, "
        "so one week late. I got a good grade in the end, and two students use it now."
    )
    analysis = judge(text, asked("push-back"), seconds=33.0)
    assert analysis.star.parts.action.verdict != "found"
    assert "own-part" not in codes(analysis)
    assert analysis.priority.message == "Your action is not clear."
    assert "First I" in analysis.priority.try_next


def test_a_meeting_next_week_makes_no_story_whole():
    """What an answer ends on is no result for that, and then nothing is praised as whole."""
    assert "complete-story" in codes(judge(STORY))
    text = f"{SITUATION} {TASK} {ACTION} I have got a meeting with them a week on Thursday."
    assert "complete-story" not in codes(judge(text))


def test_nobody_set_out_to_a_complaint():
    """What was merely nearest to a task is not quoted as the aim."""
    text = (
        f"{SITUATION} My manager did not prioritise it at all, and the staff had no interest. "
        f"{ACTION}"
    )
    advice = judge(text).priority.try_next
    assert "prioritise" not in advice
    assert "You set out" not in advice
    aim = judge(f"{SITUATION} {TASK} {ACTION}").priority.try_next
    assert aim.startswith(f"You set out to do this: “{TASK[:20]}")


def test_a_slow_pace_of_ones_own_is_no_fault():
    """Slower than the band is remarked on, unless it is how one usually speaks."""
    text = "I moved the table to the other room and then we talked about it. " * 6
    found = {usual: judge(text, seconds=60.0, usual_wpm=usual) for usual in (None, 88.0, 115.0)}
    assert "pace-slow" in codes(found[None])
    assert "pace-slow" not in codes(found[88.0])
    assert {note.severity for note in found[88.0].notes if note.code == "pace-own"} == {"good"}
    assert "pace-slow" in codes(found[115.0])
    assert "pace-own" not in codes(judge(text, seconds=20.0, usual_wpm=95.0))
