"""What to tell the candidate: notes, exactly one priority, follow-ups.

``story``, ``delivery`` and ``word_choice`` find what there is to say; ``priority`` chooses the one
thing to work on by what it costs (``harm``); ``retake`` judges the next take on it;
``early`` helps who stopped before the story began; ``follow_ups`` asks on as an interviewer would.
"""

from voicecoach.analysis.advice.codes import NOTE_CODES
from voicecoach.analysis.advice.delivery import delivery_notes
from voicecoach.analysis.advice.early import advise_early, is_stopped_early
from voicecoach.analysis.advice.follow_ups import choose_follow_ups
from voicecoach.analysis.advice.priority import choose_priority
from voicecoach.analysis.advice.retake import judge_retake
from voicecoach.analysis.advice.story import story_notes
from voicecoach.analysis.advice.word_choice import word_choice_notes
from voicecoach.types import Analysis, Note, Pack, Priority, Question

__all__ = ["NOTE_CODES", "advise", "is_stopped_early"]


def advise(
    draft: Analysis,
    question: Question | None,
    pack: Pack | None,
    previous: Analysis | None,
    usual_wpm: float | None = None,
) -> tuple[tuple[Note, ...], Priority | None, tuple[str, ...]]:
    """Return notes, the one priority, and follow-up questions for an analysis without them.

    ``draft.notes`` holds the notes of the kind's own checks and is kept.  ``usual_wpm`` is the
    candidate's own usual rate, where it is known.
    """
    if is_stopped_early(draft):
        notes_early, first_step = advise_early(question, previous)
        return notes_early, first_step, ()
    notes = [*story_notes(draft, pack), *draft.notes, *delivery_notes(draft, question, usual_wpm)]
    notes += word_choice_notes(draft, pack)
    if any(note.code == "no-episode" for note in notes):  # what is said in general shows nothing
        notes = [note for note in notes if note.code != "quality-shown"]
    follow_ups = choose_follow_ups(draft, notes, question)
    priority = choose_priority(draft, notes, question, follow_ups, previous)
    if previous is not None and previous.priority is not None:
        notes.insert(0, judge_retake(draft, notes, previous, previous.priority))
    return tuple(notes), priority, follow_ups
