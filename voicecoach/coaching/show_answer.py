"""Prepares a stored answer for reports, pages and exports."""

from __future__ import annotations

from voicecoach.analysis.advice.story import DEFAULT_SHARES
from voicecoach.analysis.corrections.log import correct_words
from voicecoach.errors import LibraryError
from voicecoach.library import Answer
from voicecoach.report.answer_view import ReportView, title_of


def view_answer(
    answer: Answer, part_shares: tuple[float, float, float, float] = DEFAULT_SHARES
) -> ReportView:
    """Return a stored answer as the view that all renderings take.

    Parameters
    ----------
    part_shares
        Share of a story that each of its four parts should take, as the question's pack says.

    Raises
    ------
    LibraryError
        ``not-analysed`` where there is no analysis; its remedy says how to get one.
    """
    if answer.analysis is None:
        raise _not_analysed(answer)
    origins: tuple[int, ...] = ()
    edited: frozenset[int] = frozenset()
    if answer.corrections is not None and answer.transcript is not None:
        corrected = correct_words(answer.transcript, answer.corrections.changes())
        origins, edited = corrected.origins, corrected.edited
    return ReportView(
        answer.analysis,
        (answer.question.title if answer.question else "") or title_of(answer.entry.question_id),
        when=answer.entry.started,
        take=answer.entry.take,
        n_takes=max(len(answer.takes), 1),
        question=answer.question,
        part_shares=part_shares,
        ref=answer.entry.ref,
        origins=origins,
        edited=edited,
    )


def _not_analysed(answer: Answer) -> LibraryError:
    """Return the error for an answer without analysis, with the way to get one."""
    ref = answer.entry.ref
    if any(p.code == "newer" and p.path.endswith("analysis.json") for p in answer.problems):
        return LibraryError(
            f"The analysis of {ref} was written by a newer VoiceCoach.",
            "Update VoiceCoach to read it.",
            code="newer",
        )
    if any(problem.path.endswith("analysis.json") for problem in answer.problems):
        return LibraryError(
            f"The analysis of {ref} cannot be read.",
            f"`voicecoach data rebuild` sets it aside, `voicecoach analyze {ref}` makes a new one.",
            code="not-analysed",
        )
    if answer.recording is None and answer.transcript is None:
        return LibraryError(
            f"{ref} holds no sound, no words and no analysis.",
            f"`voicecoach data delete {ref}` removes it.",
            code="not-analysed",
        )
    return LibraryError(
        f"{ref} was recorded but is not analysed yet.",
        f"`voicecoach analyze {ref}` does that.",
        code="not-analysed",
    )
