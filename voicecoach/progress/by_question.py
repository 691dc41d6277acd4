"""Answers by question: every take of one question together, whatever session it was told in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from voicecoach.analysis.advice.codes import NOTE_CODES
from voicecoach.library import Entry

TOO_SHORT = "stopped-early"
"""The code of an answer of too few words, of which nothing was judged."""


@dataclass(frozen=True, slots=True)
class QuestionHistory:
    """What was practised of one question.

    Parameters
    ----------
    pack, question_id
        Which question.
    takes
        Every take, oldest first; never empty.
    """

    pack: str
    question_id: str
    takes: tuple[Entry, ...]

    @property
    def last(self) -> Entry:
        """The newest take."""
        return self.takes[-1]

    @property
    def n_answers(self) -> int:
        """How often the question was answered; takes of one sitting count once."""
        return len({(take.session, take.answer) for take in self.takes})

    @property
    def last_practised(self) -> datetime:
        """When the session of the newest take began."""
        return self.last.started

    @property
    def advice(self) -> str:
        """What the newest take was advised, as a sentence; empty where it needed nothing."""
        code = (self.last.summary.priority or "") if self.last.summary else ""
        meaning = NOTE_CODES.get(code, "")
        if not meaning.startswith("..."):
            return meaning
        # these codes say that what their twin names is not there
        found = NOTE_CODES[code.removesuffix("-missing")]
        return f"Not found yet: {found[:1].lower()}{found[1:]}"

    @property
    def was_met(self) -> bool | None:
        """Whether the newest take no longer has the priority of the one before it.

        None where there is no take before it, where that take had no priority, or where the
        newest is too short to be judged.
        """
        judged = [take.summary for take in self.takes if take.summary is not None]
        if len(judged) < 2 or judged[-2].priority is None or judged[-1].priority == TOO_SHORT:
            return None
        return judged[-1].priority != judged[-2].priority


def group_by_question(takes: Iterable[Entry]) -> tuple[QuestionHistory, ...]:
    """Return the history of every question that was answered, the newest practised first.

    Parameters
    ----------
    takes
        Takes of any sessions, in any order; those of no known question are left out.
    """
    grouped: dict[tuple[str, str], list[Entry]] = {}
    for take in takes:
        if take.question_id:
            grouped.setdefault((take.pack, take.question_id), []).append(take)
    histories = (
        QuestionHistory(pack, question, tuple(sorted(group, key=_moment)))
        for (pack, question), group in grouped.items()
    )
    return tuple(sorted(histories, key=lambda one: _moment(one.last), reverse=True))


def _moment(entry: Entry) -> tuple[datetime, str, int]:
    return (entry.started, entry.answer, entry.take)
