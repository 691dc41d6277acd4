"""What an advert asks for, found by rules: requirements, skills, company and role.

What no rule finds stays blank, to be filled in by hand; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voicecoach.progress.advert_company import find_company
from voicecoach.progress.advert_requirements import (
    Requirement,
    find_requirements,
    part_headings,
    sections,
)
from voicecoach.progress.advert_role import find_role
from voicecoach.progress.advert_skills import find_terms
from voicecoach.progress.advert_terms import ANY_ROLE, ROLES
from voicecoach.types import Pack

MIN_NAMED = 2
"""Requirements that are a company's qualities by name; one may be chance.  Own rule."""


@dataclass(frozen=True, slots=True)
class Advert:
    """What was found; texts are empty and tuples are empty where nothing was.

    ``terms`` are skills and tools, in the order in which the advert names them.
    """

    company: str
    role: str
    requirements: tuple[Requirement, ...]
    terms: tuple[str, ...]


def read_advert(lines: Sequence[str], packs: Sequence[Pack]) -> Advert:
    """Return what an advert asks for.

    Parameters
    ----------
    lines
        As ``coaching.read_advert.read_lines`` returns them: headings begin with ``# ``, entries
        of lists with ``- ``.
    packs
        Their companies and terms are looked for.
    """
    lines = part_headings(lines)
    found = list(find_requirements(lines))
    unique = {re.sub(r"\W+", " ", one.text.casefold()).strip(): one for one in reversed(found)}
    kept = set(map(id, unique.values()))
    wanted = [line for line, kind, _ in sections(lines) if kind != "other"]
    company = find_company(lines, packs)
    own = {company.casefold(), *company.casefold().split()}
    return Advert(
        company,
        find_role(lines),
        tuple(one for one in found if id(one) in kept),
        tuple(term for term in find_terms(wanted, packs) if term.casefold() not in own),
    )


def choose_guide(advert: Advert, packs: Sequence[Pack]) -> Pack | None:
    """Return the guide for the role at the company, else for the role anywhere.

    A company is also known by the qualities that it looks for, by their names: a department that
    asks for the Civil Service's behaviours.  Where the role is none of the parts' it is the guide
    for any role; None without packs.
    """
    role = next((name for name, pattern in ROLES if pattern.search(advert.role)), ANY_ROLE)
    company = advert.company.casefold()
    fitting = [p for p in packs if p.parts and p.parts.role == role and not p.variant_of]
    asked = {one.text.casefold() for one in advert.requirements}
    for pack in fitting:
        own = pack.company.casefold().removeprefix("the ").removeprefix("a ")
        if pack.parts and pack.parts.company and company and (own in company or company in own):
            return pack
    for pack in fitting:
        named = [one for one in pack.qualities if one.title.casefold() in asked]
        if pack.parts and pack.parts.company and len(named) >= MIN_NAMED:
            return pack
    anywhere = (pack for pack in fitting if pack.parts and not pack.parts.company)
    return next(anywhere, packs[0] if packs else None)
