"""Stories return as questions do: weak tellings tomorrow, good ones later, for another question."""

from __future__ import annotations

import shlex
from dataclasses import replace
from datetime import date, timedelta

from voicecoach.library import Entry
from voicecoach.progress.story_schedule import find_due_stories, find_story_standings
from voicecoach.types import Pack


def weak(entry: Entry) -> Entry:
    """Return the answer without a result."""
    assert entry.summary is not None
    return replace(entry, summary=replace(entry.summary, priority="missing-result"))


def on(entry: Entry, days: int, **changes: object) -> Entry:
    """Return the answer so many days later, in a session of its own."""
    started = entry.started + timedelta(days=days)
    return replace(entry, started=started, session=f"later-{days}", **changes)  # type: ignore[arg-type]


def test_a_weak_telling_returns_tomorrow(told: Entry, pack: Pack) -> None:
    """It is told again for the same question; a good one comes back later, for a new one."""
    day = told.started.date()
    (due,) = find_due_stories([weak(told)], pack, day + timedelta(days=1))
    assert (due.name, due.box) == ("The queue", 1)
    assert due.question is not None
    assert due.question.id == told.question_id
    assert due.reason(day + timedelta(days=1)) == "weak yesterday"
    assert find_due_stories([told], pack, day + timedelta(days=2)) == ()
    (later,) = find_due_stories([told], pack, day + timedelta(days=3))
    assert later.question is not None
    assert later.question.id != told.question_id


def test_what_counts_is_the_story(told: Entry, pack: Pack) -> None:
    """Tellings for other questions and packs climb its box; without a name nothing returns."""
    other = on(told, 3, question_id="other", pack="other")
    again = on(told, 10, question_id="third")
    (standing,) = find_story_standings([told, other, again], pack, date(2027, 1, 1))
    assert standing.box == 4
    assert standing.due == again.started.date() + timedelta(days=14)
    assert find_story_standings([replace(told, story="")], pack, date(2027, 1, 1)) == ()


def test_two_a_day(told: Entry, pack: Pack) -> None:
    """No more than two stories are named on one day, what waited longest first."""
    many = [on(weak(told), n, story=f"Story {n}") for n in range(4)]
    due = find_due_stories(many, pack, told.started.date() + timedelta(days=30))
    assert [one.name for one in due] == ["Story 0", "Story 1"]


def test_the_command_that_tells_it(told: Entry, pack: Pack) -> None:
    """A shell reads the name as one word, whatever marks it has."""
    (one,) = find_story_standings([weak(replace(told, story="Bob's queue; rm"))], pack, date.max)
    words = shlex.split(one.command(pack.name))
    assert words[:5] == ["voicecoach", "practice", pack.name, "--story", "Bob's queue; rm"]
    assert words[5:] == ["--question", told.question_id]
