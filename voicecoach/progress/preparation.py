"""A preparation for one job: what its advert asks for, with questions to practise each on."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from voicecoach.progress.advert import Advert
from voicecoach.progress.advert_skills import find_terms
from voicecoach.types import FORMAT_VERSION, Pack, Question

QUESTIONS_EACH = 2
"""Questions chosen for a requirement."""

MIN_SCORE = 3.0
"""Below this a question shares only words that many questions have; none is better.  Own rule."""

STEM = 6
"""Letters by which two words count as the same: "monitor" and "monitoring"."""

COMMON = frozenset(
    {"experience", "knowledge", "ability", "someone", "people", "working", "strong", "years",
     "somebody", "with", "from", "that", "this", "have", "your", "what", "when", "them", "they",
     "more", "about", "tell", "time", "able", "like", "such", "should", "must", "need", "would",
     "nice", "good", "well", "know", "where", "which", "because", "team", "work", "using"}
)  # fmt: skip
"""Words of adverts and questions that say nothing about their subject."""


@dataclass(frozen=True, slots=True)
class PreparedRequirement:
    """A requirement with the ids of the questions chosen for it; empty where none fits."""

    text: str
    must: bool = True
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PreparedTerm:
    """A skill or tool of the advert; ``in_cv`` is None where no CV was given."""

    term: str
    in_cv: bool | None = None


@dataclass(frozen=True, slots=True)
class Preparation:
    """One preparation, as its file holds it.

    Parameters
    ----------
    name
        The file's name without ``.json``.
    company, role
        As the advert names them; empty where it was not found.
    pack
        The guide that it builds on.
    interview
        The day as an ISO date; empty where it is not known.
    ticked
        Keys of what was ticked by hand.
    own_questions
        What the candidate will ask them.
    advert
        By which the same advert is known again (``coaching.preparations``); empty in files of
        earlier versions.
    """

    name: str
    company: str
    role: str
    pack: str
    interview: str = ""
    requirements: tuple[PreparedRequirement, ...] = ()
    terms: tuple[PreparedTerm, ...] = ()
    ticked: tuple[str, ...] = ()
    own_questions: tuple[str, ...] = ()
    advert: str = ""
    format_version: int = FORMAT_VERSION

    @property
    def title(self) -> str:
        """The name of the preparation: role and company, as far as they are known."""
        parts = [self.role or "A job", f"at {self.company}" if self.company else ""]
        return " ".join(filter(None, parts))


def prepare(
    name: str, advert: Advert, pack: Pack, *, cv_lines: Sequence[str] | None = None
) -> Preparation:
    """Return the preparation for an advert.

    Parameters
    ----------
    cv_lines
        The lines of the candidate's CV; without one nothing is said about it.
    """
    in_cv = None if cv_lines is None else {t.casefold() for t in find_terms(cv_lines, (pack,))}
    return Preparation(
        name,
        advert.company,
        advert.role,
        pack.name,
        requirements=tuple(
            PreparedRequirement(one.text, one.must, choose_for(one.text, pack))
            for one in advert.requirements
        ),
        terms=tuple(
            PreparedTerm(term, None if in_cv is None else term.casefold() in in_cv)
            for term in advert.terms
        ),
    )


def change_pack(preparation: Preparation, pack: Pack) -> Preparation:
    """Return the preparation on another guide, with questions of that."""
    chosen = tuple(
        replace(one, questions=choose_for(one.text, pack)) for one in preparation.requirements
    )
    return replace(preparation, pack=pack.name, requirements=chosen)


def choose_for(text: str, pack: Pack) -> tuple[str, ...]:
    """Return the ids of the pack's questions that have most of a requirement's rare words."""
    titles = {quality.name: quality.title for quality in pack.qualities}
    words = {
        question.id: _words(_text_of(question, titles))
        for question in pack.questions
        if question.kind in ("star", "explain")
    }
    counted = Counter(word for some in words.values() for word in some)
    wanted = _words(text)
    scores = {
        name: sum(math.log(len(words) / counted[word]) for word in wanted & some)
        for name, some in words.items()
    }
    best = sorted((name for name in scores if scores[name] >= MIN_SCORE), key=lambda n: -scores[n])
    return tuple(best[:QUESTIONS_EACH])


def order_questions(preparation: Preparation, pack: Pack) -> tuple[Question, ...]:
    """Return the pack's questions, those of the requirements first."""
    chosen = {name for one in preparation.requirements for name in one.questions}
    return tuple(sorted(pack.questions, key=lambda question: question.id not in chosen))


def _text_of(question: Question, titles: dict[str, str]) -> str:
    qualities = (titles.get(name, "") for name in question.qualities)
    texts = (question.prompt, question.title, *question.listens_for, *question.glossary, *qualities)
    return " ".join(texts)


def _words(text: str) -> frozenset[str]:
    found = re.findall(r"[a-z][a-z+#.]*[a-z+#]", text.casefold())
    return frozenset(word[:STEM] for word in found if len(word) > 2 and word not in COMMON)
