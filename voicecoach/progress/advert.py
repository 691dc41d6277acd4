"""What an advert asks for, found by rules: requirements, skills, company and role.

What no rule finds stays blank, to be filled in by hand; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voicecoach.progress.advert_skills import find_terms
from voicecoach.progress.advert_terms import (
    AGENCIES,
    ANY_ROLE,
    CUES,
    HEADINGS,
    MUSTS,
    NOT_ASKED,
    OFFERS,
    ORGANISATIONS,
    ROLE_NOUNS,
    ROLES,
    WISHED,
    Heading,
)
from voicecoach.types import Pack

UNKNOWN = "unknown"
"""What a section is about whose heading no rule knows."""

MAX_HEADING_WORDS = 8
"""Words of a line that may be a heading."""

MIN_REQUIREMENT_WORDS, MAX_REQUIREMENT_WORDS = 1, 60
"""Words of a requirement; longer ones are paragraphs about something else."""

MIN_NAMED = 2
"""Requirements that are a company's qualities by name; one may be chance.  Own rule."""

MAX_TITLE_WORDS = 10
"""Words of a job's title."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that the advert asks for; ``must`` is False where it is only wished for."""

    text: str
    must: bool = True


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
    found = list(_find_requirements(lines))
    unique = {re.sub(r"\W+", " ", one.text.casefold()).strip(): one for one in reversed(found)}
    kept = set(map(id, unique.values()))
    wanted = [line for line, kind, _ in _sections(lines) if kind != "other"]
    return Advert(
        find_company(lines, packs),
        find_role(lines),
        tuple(one for one in found if id(one) in kept),
        find_terms(wanted, packs),
    )


# --- requirements ------------------------------------------------------------------------


def _find_requirements(lines: Sequence[str]) -> Iterator[Requirement]:
    announced = any(kind == "wanted" for _, kind, _ in _sections(lines))
    for line, section, is_heading in _sections(lines):
        # where no heading announces requirements, a list under an unknown one may hold them
        kind = "wanted" if section == UNKNOWN and not announced else section
        if is_heading:
            continue
        is_entry = line.startswith("- ")
        text = line.removeprefix("- ")
        if is_entry and kind in ("wanted", "wished"):
            if _is_long_enough(text) and not OFFERS.search(text):
                yield Requirement(text.rstrip(" ;,."), kind == "wanted" and _is_must(text))
            continue
        if kind == "other":
            continue
        for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z“\"])", text):
            addresses = kind == "wanted" and re.match(r"You('|’| )", sentence)
            if not (addresses or CUES.search(sentence)) or _asks_nothing(sentence):
                continue
            if is_entry and kind == "duties" and not re.search(r"years|must|required", sentence):
                continue
            if _is_long_enough(sentence):
                yield Requirement(sentence.rstrip(" ;,."), kind != "wished" and _is_must(sentence))


def _asks_nothing(sentence: str) -> bool:
    """Return whether a sentence offers something, asks for nothing, or only opens a list."""
    opens_list = sentence.endswith(":")
    return bool(opens_list or OFFERS.search(sentence) or NOT_ASKED.search(sentence))


def _is_must(text: str) -> bool:
    return bool(MUSTS.search(text)) or not WISHED.search(text)


def _is_long_enough(text: str) -> bool:
    return MIN_REQUIREMENT_WORDS <= len(text.split()) <= MAX_REQUIREMENT_WORDS


def _sections(lines: Sequence[str]) -> Iterator[tuple[str, Heading, bool]]:
    """Yield each line, what its section is about, and whether it is the heading of one.

    Before the first heading a section is about nothing: the text is empty.
    """
    kind = ""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        heading = _heading_of(line, before_list=following.startswith("- "))
        if heading is not None:
            kind = heading
        yield line, kind, heading is not None


def _heading_of(line: str, *, before_list: bool) -> Heading | None:
    """Return what a heading announces, ``UNKNOWN`` where no rule says; None for other lines."""
    plain = line.removeprefix("# ").strip().rstrip(":").strip()
    if not line.startswith("# "):
        is_short = 0 < len(plain.split()) <= MAX_HEADING_WORDS and not line.startswith("- ")
        shouted = plain.isupper() and len(plain) > 3
        opens_list = before_list and plain[:1].isupper() and plain[-1] not in ".!?,;"
        if not is_short or not (
            line.endswith(":") or shouted or opens_list or _is_bare_heading(plain)
        ):
            return None
    return next((kind for kind, pattern in HEADINGS if pattern.search(plain)), UNKNOWN)


def _is_bare_heading(text: str) -> bool:
    """Return whether a line without a mark reads like a heading: a few words that announce."""
    if text[-1:] in ".!?,;" or len(text.split()) > 6 or not text[:1].isupper():
        return False
    return any(pattern.match(text) or pattern.fullmatch(text) or
               (len(text.split()) <= 4 and pattern.search(text))
               for _, pattern in HEADINGS)  # fmt: skip


# --- company and role --------------------------------------------------------------------

_NAME = r"((?:[A-Z][\w&'’.-]*)(?: (?:&|and|of|the|for|[A-Z][\w&'’.-]*)){0,4})"
_COMPANY = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:Company|Employer|Organisation|Organization|Department)\s*:\s*{_NAME}",
        rf"\b[Aa]bout {_NAME}$",
        rf"\b{_NAME} (?:is|are) (?:hiring|looking for|recruiting|seeking)\b",
        rf"\b(?:[Jj]oin|[Ww]ork(?:ing)? for|[Aa]t) {_NAME}",
        rf"^{_NAME} (?:is|are) (?:an?|the|one)\b",
        r"^([A-Z][\w'’.-]*(?: (?:&|[A-Z][\w'’.-]*)){1,3}) (?:has|[a-z]{2,}s) ",
    )
)
_NO_COMPANY = frozenset(
    {"us", "you", "the", "this", "our", "your", "we", "they", "it", "about", "who", "what", "why",
     "how", "role", "team", "job", "company", "join", "a", "an", "i", "if", "in", "as", "we're",
     "people", "engineering", "data", "product", "customer", "there", "these", "those", "that",
     "least"}
)  # fmt: skip


def find_company(lines: Sequence[str], packs: Sequence[Pack]) -> str:
    """Return who hires: by the advert's own words, else a company of the packs; else nothing."""
    texts = [line.removeprefix("# ").rstrip(":") for line in lines if not line.startswith("- ")]
    labelled, *told = _COMPANY
    name = (
        next(_names([line.removeprefix("- ") for line in lines], labelled), "")
        or _repeated_name(texts)
        or next((name for pattern in told for name in _names(texts, pattern)), "")
    )
    if name:
        return name
    known = {pack.company for pack in packs if pack.company[:1].isupper()}
    joined = "\n".join(texts)
    counted = {name: len(re.findall(rf"\b{re.escape(name)}\b", joined)) for name in known}
    best = max(counted, key=lambda name: counted[name], default="")
    return best if counted.get(best, 0) > 1 else ""


def _names(texts: Sequence[str], pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield what a pattern takes for the name of a company."""
    for text in texts:
        for found in pattern.finditer(text):
            name = re.sub(r"(?: (?:and|of|the|for|&))+$", "", found[1]).strip(" .,'’")
            name = re.sub(r"['’]s$", "", name)
            words = name.split()
            if not words or words[0].casefold() in _NO_COMPANY or words[-1] in AGENCIES:
                continue
            if not _is_role(name):
                yield name


def _repeated_name(texts: Sequence[str]) -> str:
    """Return a name at the top that fills a line or a piece of one.

    It stands further down too, or says itself that it is an organisation.
    """
    joined = "\n".join(texts)
    for text in texts[:6]:
        for piece in re.split(r"\s+(?:[|·•–—-]|//?)\s+", text):
            name = piece.strip()
            if (
                re.fullmatch(_NAME, name)
                and not _is_role(name)
                and (joined.count(name) > 1 or name.split()[-1] in ORGANISATIONS)
            ):
                return name
    return ""


def _is_role(text: str) -> bool:
    words = re.findall(r"[a-z]+", text.casefold())
    return bool(words) and words[-1].rstrip("s") in ROLE_NOUNS


def find_role(lines: Sequence[str]) -> str:
    """Return the job's title; nothing where no line names one."""
    for line in lines[:40]:
        text = line.removeprefix("# ").removeprefix("- ").strip()
        labelled = re.match(
            r"(?:Job title|Title|Role|Position|Vacancy|Post)\s*:\s*(.+)", text, re.IGNORECASE
        )
        if labelled:
            return _short_title(labelled[1])
    for line in lines[:15]:
        text = line.removeprefix("# ").strip()
        title = _short_title(text)
        speaks = re.match(r"(we|you|join|are|our|i|come|wanted|could)\b", title, re.IGNORECASE)
        in_pieces = re.search(r"\s(?:[|·•]|//)\s", text)
        is_short = in_pieces or len(text.split()) <= MAX_TITLE_WORDS
        if is_short and _is_role(title) and not speaks:
            return title
    nouns = "|".join(ROLE_NOUNS)
    asked = re.compile(
        rf"(?:looking for|hiring|seeking|recruiting|need|as)\s+(?:an?|our (?:next|first|second)|"
        rf"another)\s+((?:[\w/-]+ ){{0,4}}(?:{nouns}))\b",
        re.IGNORECASE,
    )
    for line in lines:
        if found := asked.search(line):
            return found[1][:1].upper() + found[1][1:]
    return ""


def _short_title(text: str) -> str:
    """Return a title without place, company, hours and level in brackets."""
    text = re.split(r"\s+(?:at|in|@|–|—|\||·|•|-|//)\s+|,|\s*\(", text)[0]
    # a stroke joins two names of one job, or parts the job from what is none
    pieces = text.strip(" :.!?").split(" / ")
    joined = [" / ".join(pieces[:n]) for n in range(len(pieces), 0, -1)]
    title = next(filter(_is_role, joined), joined[0])
    return title.capitalize() if title.isupper() else title


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
