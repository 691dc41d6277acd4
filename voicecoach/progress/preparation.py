"""A preparation for one job: what its advert asks for, with questions to practise each on."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from voicecoach.progress.advert import Advert
from voicecoach.progress.advert_skills import find_term, find_terms
from voicecoach.types import FORMAT_VERSION, Pack, Question

QUESTIONS_EACH = 2
"""Questions chosen for a requirement."""

MIN_SCORE = 3.0
"""Below this a question shares only words that many questions have; none is better.  Own rule."""

ASIDE = 0.5
"""Weight of a word that a question has only in what the interviewer listens for.  Own rule."""

SKILL = 2.0
"""What a skill adds by its name: "SQL" is meant, in however many questions it stands.  Own rule."""

STEM = 6
"""Letters by which two words count as the same: "monitor" and "monitoring"."""

COMMON = frozenset(
    """
    ability able about after always asked asks because before best bonus build building built
    clear delivery develop developed developer developers developing development engineer
    engineering engineers enough every experience field find fine first found from good great half
    have industry know knowledge language languages learn learned least level like long many more
    most must need never new nice other others pays people plus point points practice practices
    professional record related report reports said says several short should similar software
    some somebody someone strange stranger strangers strong such take taken team technical tell
    than that their them then they this time tool tools understand understanding until using well
    what when where which with work worked working would write written year years your
    """.split()  # noqa: SIM905 - a list of words is read as text
)
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
    """Return the ids of the pack's questions that have most of a requirement's rare words.

    One shared word alone counts where it names what the question is about: the "public" of a
    public interface says nothing about "public talks".
    """
    titles = {quality.name: quality.title for quality in pack.qualities}
    asked = {
        question.id: _words(_text_of(question, titles))
        for question in pack.questions
        if question.kind in ("star", "explain")
    }
    heard = {
        question.id: _words(" ".join(question.listens_for)) - asked[question.id]
        for question in pack.questions
        if question.id in asked
    }
    counted = Counter(word for name in asked for word in asked[name] | heard[name])
    wanted = _words(text)

    def rarity(words: frozenset[str]) -> float:
        return sum(math.log(len(asked) / counted[word]) for word in wanted & words)

    terms = find_terms([text], ())
    scores: dict[str, float] = {}
    for question in pack.questions:
        if question.id not in asked:
            continue
        whole = _text_of(question, titles)
        n_skills = sum(bool(find_term(whole, term)) for term in terms)
        shared = wanted & (asked[question.id] | heard[question.id])
        if len(shared) > 1 or n_skills or shared & _words(_subject_of(question, titles)):
            scores[question.id] = (
                rarity(asked[question.id]) + ASIDE * rarity(heard[question.id]) + SKILL * n_skills
            )
    best = sorted((name for name in scores if scores[name] >= MIN_SCORE), key=lambda n: -scores[n])
    return tuple(best[:QUESTIONS_EACH])


def order_questions(preparation: Preparation, pack: Pack) -> tuple[Question, ...]:
    """Return the pack's questions, those of the requirements first."""
    chosen = {name for one in preparation.requirements for name in one.questions}
    return tuple(sorted(pack.questions, key=lambda question: question.id not in chosen))


def _text_of(question: Question, titles: dict[str, str]) -> str:
    return f"{question.prompt} {_subject_of(question, titles)}"


def _subject_of(question: Question, titles: dict[str, str]) -> str:
    """Return what names a question's subject: its title, its terms and its qualities."""
    qualities = (titles.get(name, "") for name in question.qualities)
    return " ".join((question.title, *question.glossary, *qualities))


def _words(text: str) -> frozenset[str]:
    found = re.findall(r"[a-z][a-z+#.]*[a-z+#]", text.casefold())
    return frozenset(_stem(word) for word in found if len(word) > 2 and word not in COMMON)


def _stem(word: str) -> str:
    """Return what "alert", "alerts" and "alerting" have in common."""
    bare = re.sub(r"(ings?|ed|ers?|es|s)$", "", word)
    return re.sub("y$", "i", bare if len(bare) > 3 else word)[:STEM]
