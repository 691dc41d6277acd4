"""What a question pack says: questions, stages, qualities, and who said so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

QuestionKind = Literal["star", "introduction", "explain", "motivation", "ask_them"]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A second question, and the condition in the answer that calls for it.

    ``when`` is one of ``always``, ``no_number``, ``no_result``, ``no_task``,
    ``no_situation``, ``no_action``, ``only_we``, ``no_alternative``, ``no_lesson``,
    ``no_example``, ``too_short``.
    """

    when: str
    ask: str


@dataclass(frozen=True, slots=True)
class Quality:
    """What an interviewer looks for: ``name`` is its id, ``title`` what people read."""

    name: str
    title: str
    meaning: str
    how_to_show: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """One round of the interview process; ``length`` is empty where it is not known."""

    name: str
    title: str
    purpose: str
    length: str
    advice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One prompt, as it is spoken, with what belongs to judging its answer.

    ``follows`` names the question that this one asks on from: the answer to a follow-up is
    no story of its own, and its parts are not judged.  ``title`` is what lists call it, at most
    40 characters; empty where the pack gives none.
    """

    id: str
    pack: str
    stage: str
    kind: QuestionKind
    prompt: str
    target_s: tuple[float, float]
    qualities: tuple[str, ...] = ()
    listens_for: tuple[str, ...] = ()
    pitfalls: tuple[str, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    glossary: tuple[str, ...] = ()
    follows: str | None = None
    title: str = ""

    @property
    def asks_story(self) -> bool:
        """Whether an answer tells a story; a follow-up asks for one point only."""
        return self.kind == "star" and self.follows is None


@dataclass(frozen=True, slots=True)
class Titled:
    """A heading with its explanation: a checklist item, a skill, a fact, a FAQ entry.

    ``source`` is the title of the pack's source in which a fact was read; empty elsewhere.
    """

    title: str
    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What candidates often get wrong; ``phrases`` are words by which it is heard in an answer."""

    title: str
    text: str
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact of a pack comes from."""

    title: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PackParts:
    """Of which parts a guide is composed: ids of the company (empty: any), role and country."""

    company: str
    role: str
    country: str


@dataclass(frozen=True, slots=True)
class Pack:
    """Questions with everything a candidate prepares from: one file, or composed of parts.

    ``currency`` is the code of the one in which pay is named; empty where the pack does not say.
    ``parts`` are those of a composed guide.  ``variant_of`` names the guide of the same company
    and role for the usual country, where this one is for another.  ``say`` pairs terms of the
    questions with how they are said, where no rule knows.
    """

    name: str
    title: str
    company: str
    role: str
    locale: str
    summary: str
    last_verified: str
    stages: tuple[Stage, ...]
    qualities: tuple[Quality, ...]
    questions: tuple[Question, ...]
    part_shares: tuple[float, float, float, float] = (0.15, 0.10, 0.60, 0.15)
    company_terms: tuple[str, ...] = ()
    skills: tuple[Titled, ...] = ()
    checklist: tuple[Titled, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    faq: tuple[Titled, ...] = ()
    facts: tuple[Titled, ...] = ()
    sources: tuple[Source, ...] = ()
    day: tuple[Titled, ...] = ()
    currency: str = ""
    parts: PackParts | None = None
    variant_of: str = ""
    say: tuple[tuple[str, str], ...] = ()
