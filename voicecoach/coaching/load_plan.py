"""How a preparation stands, by the answers in the library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from voicecoach.coaching.due_today import plan_today
from voicecoach.library import Entry, Library
from voicecoach.library.refs import shown_takes
from voicecoach.progress.advert_skills import find_term
from voicecoach.progress.plan import Plan, build_plan, interview_day
from voicecoach.progress.preparation import Preparation, order_questions
from voicecoach.progress.schedule import answers_to, grade_answer
from voicecoach.progress.stories import group_stories
from voicecoach.progress.story_schedule import find_due_stories
from voicecoach.questions import find_pack
from voicecoach.types import Pack


def load_plan(
    preparation: Preparation, library: Library, packs: Sequence[Pack], *, today: date | None = None
) -> Plan:
    """Return how a preparation stands today.

    Raises
    ------
    PackError
        If its pack is gone.
    """
    pack = find_pack(packs, preparation.pack)
    takes, _ = library.scan()
    whole_packs = {one.name for one in packs if one.parts is None}
    answers = answers_to(pack, takes, whole_packs)
    day = plan_today(
        pack,
        packs,
        takes,
        questions=order_questions(preparation, pack),
        interview=interview_day(preparation),
        today=today,
    )
    return build_plan(
        preparation,
        pack,
        answers,
        n_stories=len(group_stories(takes)),
        spoken=_spoken_terms(preparation, library, takes),
        day=day,
        due_stories=find_due_stories(takes, pack, day.today),
    )


def _spoken_terms(
    preparation: Preparation, library: Library, takes: Sequence[Entry]
) -> frozenset[str]:
    """Return the terms that an answer names which says how it ended, or which stands."""
    told = {entry.ref: entry for entry in shown_takes(takes) if _has_outcome(entry)}
    texts: dict[str, str] = {}
    spoken = set()
    for term in (one.term for one in preparation.terms if told):
        # the search takes beginnings of words for words; the transcript itself decides
        for ref in library.search(f'"{term}"') & told.keys():
            if ref not in texts:
                analysis = library.load(told[ref]).analysis
                transcript = analysis.transcript if analysis else None
                texts[ref] = transcript.text if transcript else ""
            if find_term(texts[ref], term):
                spoken.add(term)
                break
    return frozenset(spoken)


def _has_outcome(entry: Entry) -> bool:
    if entry.summary is None:
        return False
    if entry.summary.star:
        return entry.summary.star[-1] == "found"
    return grade_answer(entry) == "good"
