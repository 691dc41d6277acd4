"""What a sitting shows over its answers: repeated, missing, and one thing next."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.samples import (
    PACK,
    STARTED,
    complete_star,
    introduction,
    missing_result,
    question,
    store,
    without_transcript,
)
from voicecoach.coaching.analyse_audio import AnswerContext, analyse_text
from voicecoach.coaching.debrief_session import debrief_session
from voicecoach.coaching.read_text import text_transcript
from voicecoach.errors import LibraryError
from voicecoach.library import Library
from voicecoach.progress.debrief import Debrief, find_sitting
from voicecoach.progress.debrief_text import debrief_document, render_debrief
from voicecoach.progress.filters import Titles
from voicecoach.questions import load_packs
from voicecoach.types import Analysis, Pack, Priority

NO_RESULT = (
    "In my last job at a bank the nightly report failed. I had to find out why before the morning. "
    "First I read the logs. Then I wrote a small script that compared the two tables, "
    "and I asked the team which of them they trusted."
)
WHOLE = (
    "Last March our payment queue began to fail every evening. I was on call, so it was my job to "
    "find out why. First I read the logs, and then I compared three deployments. I turned the new "
    "setting off for one region. As a result failures dropped from nine percent to under one."
)


def heard(text: str, question_id: str) -> Analysis:
    """Return the analysis of a text as the product makes it."""
    asked = question(question_id=question_id)
    return analyse_text(text_transcript(text, origin="test"), AnswerContext(asked)).analysis


@pytest.fixture
def library(own_home: Path) -> Library:
    """Return an empty library."""
    return Library(own_home / "recordings")


def sit(library: Library, *analyses: Analysis, minutes: int = 5, days: int = 0) -> Debrief:
    """Store analyses as sessions one after the other, as the site does, and debrief them."""
    for number, analysis in enumerate(analyses):
        store(library, analysis, STARTED + timedelta(days=days, minutes=minutes * number))
    return debrief_session(library, "last")


def test_a_part_that_is_missing_again(library: Library) -> None:
    """Two of three stories without an end: that is the one thing, on the last one's question."""
    debrief = sit(library, heard(NO_RESULT, "one"), heard(WHOLE, "two"), heard(NO_RESULT, "three"))
    (missing,) = debrief.missing
    assert (missing.code, missing.n_of, len(missing.refs)) == ("missing-result", 3, 2)
    step = debrief.next_step
    assert step is not None
    assert (step.code, step.question, step.pack) == ("missing-result", "three", PACK)
    assert step.message == "No result in 2 of 3 stories."
    assert step.try_next
    document = debrief_document(debrief)
    assert document["next"]["question"] == "three"
    assert [one["question"] for one in document["answers"]] == ["one", "two", "three"]


def test_what_repeated(library: Library) -> None:
    """Notes of two answers and the filler of both are named with their takes, praise is not."""
    debrief = sit(library, complete_star(), missing_result())
    assert all(len(one.refs) == 2 for one in debrief.repeated)
    filler = next(one for one in debrief.repeated if one.code == "filler")
    assert filler.text.startswith("“um” was said")
    good = {note.code for note in complete_star().notes if note.severity == "good"}
    assert not good & {one.code for one in debrief.repeated}


def test_the_commonest_advice_is_one_sentence(library: Library) -> None:
    """What several answers need is said with their number in front."""
    number = Priority("no-number", "The result holds no number.", "Name one.")
    analyses = [replace(heard(WHOLE, name), priority=number) for name in ("one", "two", "three")]
    step = sit(library, *analyses).next_step
    assert step is not None
    assert step.message == "In 3 answers: the result holds no number."


def test_one_answer_repeats_nothing(library: Library) -> None:
    """A single answer has a next step and no pattern; without words it has neither."""
    debrief = sit(library, missing_result())
    assert (debrief.missing, debrief.repeated) == ((), ())
    assert debrief.next_step is not None
    assert debrief.next_step.message == missing_result().priority.message  # type: ignore[union-attr]
    silent = sit(library, without_transcript(), days=3)
    assert silent.next_step is None
    assert silent.n_unjudged == 1
    assert "without words" in render_debrief(silent, Titles([]))


def test_what_belongs_to_a_sitting(library: Library) -> None:
    """Sessions within the hour belong together, whatever was practised on another day does not."""
    sit(library, complete_star(), introduction(), missing_result(), minutes=50)
    store(library, complete_star(), STARTED + timedelta(days=1))
    takes, _ = library.scan()
    first = min(takes, key=lambda entry: entry.started).session
    assert len(find_sitting(takes, first)) == 3
    assert len(debrief_session(library, "last").answers) == 1
    assert find_sitting(takes, "never") == ()


def test_a_story_told_twice(library: Library) -> None:
    """Told for two questions of one sitting it is pointed out, not when one is answered again."""
    sit(library, heard(WHOLE, "one"), heard(WHOLE, "one"))
    for entry in library.entries():
        library.save_story(entry, "The queue")
    assert debrief_session(library, "last").twice == ()
    sit(library, heard(WHOLE, "one-follow-up-1"), heard(WHOLE, "two"), minutes=20)
    for entry in library.entries():
        library.save_story(entry, "The queue")
    debrief = debrief_session(library, "last")
    assert [(name, len(refs)) for name, refs in debrief.twice] == [("The queue", 2)]
    assert "The queue: 2 times" in render_debrief(debrief, Titles([]))


def test_a_follow_up_is_practised_on_its_question(library: Library) -> None:
    """Nobody can practise a follow-up alone; lists call it by the question that it follows."""
    missing = missing_result()
    assert missing.question is not None
    asked = replace(missing.question, id="push-back-follow-up-1")
    debrief = sit(library, replace(missing, question=asked))
    assert debrief.next_step is not None
    assert debrief.next_step.question == "push-back"
    titles = Titles(load_packs((), only=PACK))
    assert titles.question(PACK, "push-back-follow-up-1") == "Pushed back on a deadline: follow-up"
    assert titles.question("gone", "own-it-follow-up-2") == "Own it: follow-up"


def test_qualities_shown_and_not(library: Library) -> None:
    """A quality that a sentence shows stands with its take, one that was asked for without."""
    debrief = sit(library, complete_star())
    shown = [name for name, _ in debrief.shown]
    assert shown == ["bias-for-action"]
    assert debrief.not_shown == ("ownership",)


def test_an_answer_without_words_shows_no_lack(library: Library) -> None:
    """Where nothing was recognised, no quality is said to be missing."""
    debrief = sit(library, without_transcript())
    assert debrief.n_unjudged == 1
    assert debrief.answers[0].entry.qualities
    assert debrief.not_shown == ()


def test_which_session_is_meant(library: Library) -> None:
    """By its folder or the beginning of it; what is ambiguous or not there is said."""
    with pytest.raises(LibraryError, match="no answers yet"):
        debrief_session(library, "last")
    sit(library, complete_star(), missing_result(), minutes=90)
    assert debrief_session(library, "2026-11-24T10-03").started == STARTED
    with pytest.raises(LibraryError, match="2 sessions begin"):
        debrief_session(library, "2026-11-24")
    with pytest.raises(LibraryError, match="There is no session"):
        debrief_session(library, "../..")


def test_the_text(library: Library) -> None:
    """At most 80 columns, and every part of it under its heading."""
    cut = heard(NO_RESULT, "one")
    text = render_debrief(sit(library, cut, replace(cut), complete_star()), Titles([]))
    assert max(map(len, text.split("\n"))) <= 80
    for heading in ("One thing for tomorrow", "Missing more than once", "Qualities"):
        assert heading in text


def test_the_text_names_things_by_their_titles(library: Library, pack: Pack) -> None:
    """Questions and qualities are called as their guide calls them, and by no id."""
    debrief = sit(library, complete_star())
    titles = {one.name: one.title for one in pack.qualities}
    text = render_debrief(debrief, Titles([pack]), width=200)
    assert f"Shown: {titles['bias-for-action']}\n" in text
    assert f"Asked for, never shown: {titles['ownership']}\n" in text
    (answer,) = debrief.answers
    asked = {one.id: one.title for one in pack.questions}[answer.entry.question_id]
    assert f"\n{asked} " in text
