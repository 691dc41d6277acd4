"""The stories that were told: which take tells each best, and which qualities they show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from voicecoach.library import Entry
from voicecoach.library.refs import shown_takes
from voicecoach.progress.entry_figures import count_in_range, length_s
from voicecoach.progress.preparation import PreparedRequirement
from voicecoach.progress.schedule import Grade, grade_answer
from voicecoach.questions.choosing import main_question
from voicecoach.types import FORMAT_VERSION, Pack, Question

AIM = (6, 8)
"""Stories that are enough for an interview: each can be told for several questions."""

MAX_FITTING = 3
"""Questions that a story is proposed for."""

GRADES: tuple[Grade, ...] = ("unjudged", "weak", "fair", "good")
"""From worst to best."""


@dataclass(frozen=True, slots=True)
class StoryCell:
    """The take that shows a quality best, and how that take went."""

    ref: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class Story:
    """One story, known by the name that its answers carry.

    Parameters
    ----------
    best
        The take that tells it best: by how it went, its length, its date.
    number
        What the best take's result says in figures; empty where it holds no number.
    last_told
        When the session of its newest take began.
    told_for
        (pack, stage, question id) of each question that it answered, the first telling first.
    twice
        (stage, ids of the questions) where it was told for different questions of one stage.
    cells
        The quality's name with the take that shows it.
    met
        By the number of a requirement, counted from 0: the take that answered one of its questions.
    fits
        Further questions of the pack that look for a quality which it shows.
    """

    name: str
    best: Entry
    length_s: float | None
    number: str
    last_told: datetime
    told_for: tuple[tuple[str, str, str], ...]
    twice: tuple[tuple[str, tuple[str, ...]], ...]
    cells: Mapping[str, StoryCell]
    met: Mapping[int, StoryCell]
    fits: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class StoryBoard:
    """All stories against the qualities of a pack.

    ``qualities`` are (name, title) in the pack's order; ``missing`` those that no story shows.
    ``unnamed`` are answers that tell a story without a name.  ``requirements`` are those of the
    current preparation's advert that have questions.
    """

    pack: Pack
    stories: tuple[Story, ...]
    qualities: tuple[tuple[str, str], ...]
    missing: tuple[tuple[str, str], ...]
    unnamed: tuple[Entry, ...]
    requirements: tuple[PreparedRequirement, ...] = ()

    @property
    def unmet(self) -> tuple[PreparedRequirement, ...]:
        """The requirements that no story answers."""
        met = {number for story in self.stories for number in story.met}
        return tuple(one for n, one in enumerate(self.requirements) if n not in met)


def choose_best(takes: Sequence[Entry]) -> Entry:
    """Return the take that tells a story best.

    Parameters
    ----------
    takes
        At least one take, of any answers.
    """
    return max(takes, key=lambda take: (*_worth(take), take.started, take.answer, take.take))


def _worth(take: Entry) -> tuple[int, int, float]:
    star = take.summary.star if take.summary else ()
    in_range = count_in_range(take)
    return GRADES.index(grade_answer(take)), star.count("found"), in_range.top if in_range else 0.0


def group_stories(takes: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """Return the takes of each story by its name, the story told last first."""
    told: dict[str, list[Entry]] = {}
    for take in sorted(takes, key=lambda t: (t.started, t.answer, t.take), reverse=True):
        if take.story:
            told.setdefault(take.story, []).append(take)
    return {name: tuple(reversed(some)) for name, some in told.items()}


def told_twice(takes: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return a take of each question if takes of one story answer several, else nothing.

    That is noticed where the same people listen: the takes are those of one stage, or of one
    sitting or mock interview.  A question answered again is practice; a reply to a follow-up
    belongs to its question.
    """
    asked = {(take.pack, main_question(take.question_id)): take for take in takes}
    return tuple(asked.values()) if len(asked) > 1 else ()


def build_board(
    takes: Sequence[Entry],
    pack: Pack,
    numbers: Mapping[str, str],
    requirements: Sequence[PreparedRequirement] = (),
) -> StoryBoard:
    """Return all stories against the qualities that a pack's questions look for.

    Parameters
    ----------
    takes
        Every take of the library, whatever pack it answers: a story belongs to its teller.
    numbers
        What the best take of each story says in figures, by the take's ``ref``.
    requirements
        What an advert asks for.
    """
    wanted = tuple(one for one in requirements if one.questions)
    asked = {name for question in pack.questions for name in question.qualities}
    qualities = tuple((one.name, one.title) for one in pack.qualities if one.name in asked)
    stories = tuple(
        _build_story(name, some, pack, numbers, wanted)
        for name, some in group_stories(takes).items()
    )
    covered = {name for story in stories for name in story.cells}
    unnamed = tuple(one for one in shown_takes(takes) if one.kind == "star" and not one.story
                    and one.summary is not None and one.summary.star)  # fmt: skip
    missing = tuple((name, title) for name, title in qualities if name not in covered)
    return StoryBoard(pack, stories, qualities, missing, unnamed, wanted)


def _build_story(
    name: str,
    takes: Sequence[Entry],
    pack: Pack,
    numbers: Mapping[str, str],
    requirements: Sequence[PreparedRequirement],
) -> Story:
    best = choose_best(takes)
    told_for = tuple(dict.fromkeys((take.pack, take.stage, take.question_id) for take in takes))
    stages: dict[tuple[str, str], list[Entry]] = {}
    for take in takes:
        stages.setdefault((take.pack, take.stage), []).append(take)
    twice = ((stage, told_twice(some)) for (_, stage), some in stages.items() if stage)
    cells: dict[str, StoryCell] = {}
    met: dict[int, StoryCell] = {}
    for take in sorted(takes, key=lambda t: (*_worth(t), t.started)):
        for number, one in enumerate(requirements):
            if take.question_id in one.questions:
                met[number] = StoryCell(take.ref, grade_answer(take))
        for quality in take.summary.shown if take.summary else ():
            cells[quality] = StoryCell(take.ref, grade_answer(take))
    return Story(
        name,
        best,
        length_s(best.summary),
        numbers.get(best.ref, ""),
        max(take.started for take in takes),
        told_for,
        tuple(
            (stage, tuple(main_question(take.question_id) for take in some))
            for stage, some in twice
            if some
        ),
        cells,
        met,
        _find_fitting(pack, cells, {question for _, _, question in told_for}),
    )


def _find_fitting(
    pack: Pack, cells: Mapping[str, StoryCell], answered: set[str]
) -> tuple[Question, ...]:
    """Return the stories' questions that look for most of what a story shows."""
    found = [
        (sum(name in cells for name in question.qualities), question)
        for question in pack.questions
        if question.kind == "star" and question.id not in answered
    ]
    fitting = [one for one in sorted(found, key=lambda pair: -pair[0]) if one[0]]
    return tuple(question for _, question in fitting[:MAX_FITTING])


def board_document(board: StoryBoard) -> dict[str, Any]:
    """Return the stories as plain data; docs/methods-programme.md says how they are found."""
    return {
        "format_version": FORMAT_VERSION,
        "pack": board.pack.name,
        "aim": list(AIM),
        "stories": [_story_document(story) for story in board.stories],
        "qualities": [name for name, _ in board.qualities],
        "missing": [name for name, _ in board.missing],
        "unnamed": [entry.ref for entry in board.unnamed],
        "requirements": [one.text for one in board.requirements],
        "requirements_missing": [one.text for one in board.unmet],
    }


def _story_document(story: Story) -> dict[str, Any]:
    return {
        "name": story.name,
        "best": story.best.ref,
        "grade": grade_answer(story.best),
        "length_s": story.length_s,
        "number": story.number,
        "last_told": story.last_told.isoformat(),
        "questions": [f"{pack}/{question}" for pack, _, question in story.told_for],
        "told_twice": {stage: list(ids) for stage, ids in story.twice},
        "qualities": {name: {"answer": cell.ref, "grade": cell.grade}
                      for name, cell in story.cells.items()},
        "requirements": {str(number + 1): {"answer": cell.ref, "grade": cell.grade}
                         for number, cell in story.met.items()},
        "fits": [question.id for question in story.fits],
    }  # fmt: skip
