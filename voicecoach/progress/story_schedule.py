"""Which stories to tell again: the boxes of `progress.schedule` over the takes of a story.

A story is told for several questions, so none of these may be due while the story itself is.
After a weak telling it is told next for the question that it was told for last; after others for
a question that it fits and was not told for, else for the one that it was told for least lately.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from voicecoach.library import Entry
from voicecoach.library.refs import shown_takes
from voicecoach.progress.schedule import Grade, describe_last, find_box, grade_answer
from voicecoach.progress.stories import build_board, group_stories
from voicecoach.report.wording import clean
from voicecoach.types import Pack, Question

MAX_STORIES_A_DAY = 2
"""Stories that are named on one day: beside the questions, more are not told well.  Own rule."""


@dataclass(frozen=True, slots=True)
class StoryStanding:
    """How a story stands: its box, its last telling, the day it returns.

    ``question`` is what to tell it for next; None where no question of the pack fits.
    """

    name: str
    box: int
    grade: Grade
    last: date
    due: date
    question: Question | None

    def command(self, pack: str) -> str:
        """Return the command that tells it, as a shell reads it; ``pack`` is the guide's name."""
        asked = f" --question {self.question.id}" if self.question else ""
        story = shlex.quote(clean(self.name))
        return f"voicecoach practice {shlex.quote(pack)} --story {story}{asked}"

    def reason(self, today: date) -> str:
        """Return in a few words why it comes now."""
        return describe_last(self.grade, self.last, today)


def find_due_stories(
    takes: Sequence[Entry], pack: Pack, today: date, *, at_most: int = MAX_STORIES_A_DAY
) -> tuple[StoryStanding, ...]:
    """Return the stories to tell again today, what waited longest for its box first.

    Parameters
    ----------
    takes
        Every take of the library, whatever pack it answers.
    pack
        Of which questions are proposed.
    """
    standings = find_story_standings(takes, pack, today)
    due = [one for one in standings if one.due <= today]
    due.sort(key=lambda one: (one.due, one.box, one.name))
    return tuple(due[:at_most])


def find_story_standings(
    takes: Sequence[Entry], pack: Pack, today: date
) -> tuple[StoryStanding, ...]:
    """Return how each named story stands, the story told last first."""
    fits = {story.name: story.fits for story in build_board(takes, pack, {}).stories}
    return tuple(
        _standing(name, some, pack, fits.get(name, ()), today)
        for name, some in group_stories(takes).items()
    )


def _standing(
    name: str, takes: Iterable[Entry], pack: Pack, fits: Sequence[Question], today: date
) -> StoryStanding:
    days: dict[date, Grade] = {}
    told: dict[str, date] = {}
    for entry in reversed(shown_takes(list(takes))):
        day = min(entry.started.date(), today)
        days[day] = grade_answer(entry)
        told[entry.question_id] = day
    box, due = find_box(days)
    last = max(days)
    known = {question.id: question for question in pack.questions}
    again = sorted((n for n in told if n in known), key=lambda n: told[n])
    # a weak telling is mended where it was weak, a good one is tried on a new question
    choices = [known[n] for n in again]
    if days[last] != "weak":
        choices = [*fits, *choices]
    else:
        choices.reverse()
    return StoryStanding(name, box, days[last], last, due, next(iter(choices), None))
