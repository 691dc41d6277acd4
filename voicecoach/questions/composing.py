"""A guide out of its parts: a company's process and values, a role's skills, a country's customs.

The company's stages are the rounds of the guide.  A role sets its questions in rounds of its
own; each stage of the company says which of them it takes (``takes``), and what no stage takes
is left out, since there the company asks its own.  Where both define a quality of one name, the
company's meaning holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from voicecoach.questions.converting import (
    to_facts,
    to_mistakes,
    to_qualities,
    to_question,
    to_sources,
    to_stages,
    to_titled,
)
from voicecoach.questions.pack_parts import USUAL_COUNTRY, Parts, guide_name
from voicecoach.questions.part_tables import (
    CompanyTable,
    ConditionTable,
    CountryTable,
    PartQualityTable,
    PartQuestionTable,
    RoleTable,
)
from voicecoach.types import Pack, PackParts, Question

T = TypeVar("T", bound=ConditionTable)


def compose_all(parts: Parts) -> Iterator[Pack]:
    """Yield every guide: by name those for the usual country, then those for others."""
    guides = [
        compose(parts, company, role, country)
        for company in ("", *parts.companies)
        for role in parts.roles
        for country in countries_of(parts, company)
    ]
    yield from sorted(guides, key=lambda guide: (bool(guide.variant_of), guide.name))


def countries_of(parts: Parts, company: str) -> list[str]:
    """Return the countries of a company's guides, the usual one first."""
    only = parts.companies[company].only_countries if company else []
    if only:
        return [name for name in only if name in parts.countries]
    return sorted(parts.countries, key=lambda name: (name != USUAL_COUNTRY, name))


def compose(parts: Parts, company: str, role: str, country: str) -> Pack:
    """Return one guide.

    Parameters
    ----------
    company, role, country
        Names of parts; an empty company makes the guide of a role at any company.  The usual
        country is left out of the guide's name.
    """
    names = PackParts(company, role, country)
    craft, land = parts.roles[role], parts.countries[country]
    employer = parts.companies[company] if company else None
    usual = country == countries_of(parts, company)[0]
    name = guide_name(company, role, "" if usual else country)
    asking = employer or craft
    both: list[CompanyTable | RoleTable] = [employer, craft] if employer else [craft]
    every: list[CompanyTable | RoleTable | CountryTable] = [*both, land]
    questions = tuple(_questions(employer, craft, names, name))
    return Pack(
        name=name,
        title=_title(employer, craft, None if usual else land),
        company=employer.company if employer else "any company",
        role=craft.role,
        locale=land.locale,
        summary=" ".join(part.summary for part in both),
        last_verified=min(part.last_verified for part in every).isoformat(),
        stages=to_stages(_fit(employer.stages, names) if employer else _fit(craft.stages, names)),
        qualities=to_qualities(_qualities(both, names, questions)),
        questions=questions,
        part_shares=asking.part_shares.as_tuple(),
        company_terms=tuple(asking.company_terms),
        skills=to_titled(_fit(asking.skills, names) or _fit(craft.skills, names)),
        checklist=to_titled(_fit(asking.checklist, names) or _fit(craft.checklist, names)),
        mistakes=to_mistakes(one for part in both for one in _fit(part.mistakes, names)),
        faq=to_titled(one for part in every for one in _fit(part.faq, names)),
        facts=to_facts(one for part in every for one in _fit(part.facts, names)),
        sources=to_sources(one for part in every for one in _fit(part.sources, names)),
        day=to_titled(_fit(craft.day, names)),
        currency=land.currency,
        parts=names,
        variant_of="" if usual else guide_name(company, role),
        say=tuple(
            {term: said for part in reversed(both) for term, said in part.say.items()}.items()
        ),
    )


def _fit(entries: Iterable[T], names: PackParts) -> list[T]:
    """Return the entries that hold for these parts."""
    return [
        one
        for one in entries
        if (not one.companies or names.company in one.companies)
        and (not one.roles or names.role in one.roles)
        and (not one.countries or names.country in one.countries)
    ]


def _qualities(
    both: Sequence[CompanyTable | RoleTable], names: PackParts, questions: Iterable[Question]
) -> Iterator[PartQualityTable]:
    """Yield all qualities of the first part, and of the second those that questions ask for."""
    asked_for = {quality for question in questions for quality in question.qualities}
    defined: set[str] = set()
    for part in both:
        for quality in _fit(part.qualities, names):
            if quality.name not in defined and (part is both[0] or quality.name in asked_for):
                defined.add(quality.name)
                yield quality


def _questions(
    employer: CompanyTable | None, craft: RoleTable, names: PackParts, guide: str
) -> Iterator[Question]:
    """Yield the questions stage by stage: the company's own, then what it takes of the role."""
    own = _fit(craft.questions, names)
    if employer is None:
        yield from (to_question(one, guide) for one in own)
        return
    theirs = _fit(employer.questions, names)
    rounds = {stage.name: stage.round for stage in craft.stages}
    for stage in _fit(employer.stages, names):
        asked = [one for one in theirs if one.stage == stage.name]
        taken: Sequence[PartQuestionTable] = [
            one for kind in stage.takes for one in own if rounds[one.stage] == kind
        ]
        for one in (*asked, *taken):
            yield to_question(one, guide, stage.name)


def _title(employer: CompanyTable | None, craft: RoleTable, country: CountryTable | None) -> str:
    """Return such as "Amazon: backend developer (Ireland)"."""
    title = craft.title
    if employer:
        # "UX designer" keeps its capitals
        lower = title if title[1:2].isupper() else title[:1].lower() + title[1:]
        title = f"{employer.title}: {lower}"
    return f"{title} ({country.title})" if country else title
