"""Who hires.

No single place of an advert is sure to name the company, so each place where one can stand adds to
a name's weight: "About X", "join X", "at X", a line of its own, the address to write to.  The
heaviest name is taken if it is heavy enough; a wrong company is worse than none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from voicecoach.progress.advert_requirements import sections
from voicecoach.progress.advert_role import is_role
from voicecoach.progress.advert_terms import (
    AGENCIES,
    FOR_A_CLIENT,
    NO_COMPANY,
    NO_EMPLOYERS,
    ORGANISATIONS,
    ROLE_NOUNS,
)
from voicecoach.progress.advert_tools import NO_NAMES, TOOLS
from voicecoach.types import Pack

ENOUGH = 3
"""Weight from which a name counts as the company's.  Own rule."""

MOST_ONCE = 3
"""How often one kind of place adds to a name's weight: "at X" in each line is no better."""

OFTEN = 3
"""Times that a text names who hires.  Own rule."""

MOST_ADDRESSES = 40
"""Addresses that are compared with the text; a page of links has thousands."""

_WORD = r"(?:[A-Z](?:[\w&'’+-]|\.(?=\w))*|\d+[A-Z]\w*|[a-z]{1,3}[A-Z]\w*)"
_NAME = rf"({_WORD}(?: (?:&|and|of|the|for|{_WORD})){{0,4}})"
_LONG_NAME = rf"({_WORD}(?: (?:&|and|of|the|for|{_WORD})){{1,4}})"
_LABELLED = re.compile(
    rf"(?:Company|Employer|Organisation|Organization|Department|Client|Hiring organi[sz]ation)"
    rf"(?: name)?\s*[:|]\s*{_NAME}"
)
_BEGIN = r"(?:^|[.!?] )"
_KINDS = (
    "company|start-?up|scale-?up|firm|agency|charity|organi[sz]ation|provider|platform|leader|consultancy|bank"
    "|studio|business|retailer|publisher|marketplace|university|institution|employer|group|manufacturer|insurer"
)
_DEEDS = (
    "builds|helps|makes|provides|offers|runs|sells|develops|creates|operates|connects|delivers|exists|believes"
    "|supports|designs|enables|powers|serves|publishes|manufactures|was founded|has been|has grown|has become"
)
_PLACES: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (weight, re.compile(pattern))
    for weight, pattern in (
        (4, rf"\b{_NAME}(?:, [^.]{{3,60}},?)? (?:is|are) (?:now |currently |actively )?"
            r"(?:[Hh]iring|looking|[Rr]ecruiting|seeking|searching|growing)\b"),
        (3, rf"(?:\b[Aa]bout|^Why(?: join)?|^(?:Life|Working) (?:at|for|with)|^Who is|^Join(?:ing)?)"
            rf" {_NAME}[?!]?$"),
        (3, rf"\b[Ww]e(?: are|['’]re) (?:the )?{_NAME}(?:[,.!]|$| and | [–—-])"),
        (3, rf"{_BEGIN}At {_NAME},? (?:we|our|you|it)\b"),
        (3, rf"\b(?:company|employer|client|organi[sz]ation|firm) is {_NAME}"),
        (3, rf"^[^.]{{3,60}}\b(?i:{'|'.join(ROLE_NOUNS)})s?(?: \([^)]*\))? at {_NAME}(?:$|,| [|(–—-])"),
        (3, rf"{_BEGIN}{_NAME} (?:{_DEEDS})\b"),
        (2, rf"\b(?:[Jj]oin(?:ing)?|[Ww]ork(?:ing)? (?:for|with)|[Ww]elcome to|[Cc]areers? (?:at|with)"
            rf"|[Ll]ife at|[Hh]ere at|part of) {_NAME}"),
        (2, rf"{_BEGIN}{_NAME}(?: \([^)]*\))?,? (?:is|are|was) (?:an?|the|one|on|building|committed|proud)\b"),
        (2, rf"^{_LONG_NAME} (?:has|have|[a-z]{{2,}}s) "),
        (1, rf"{_BEGIN}{_NAME} is (?:an?|the|one of) [^.,]{{0,60}}\b(?:{_KINDS})\b"),
        (1, rf"{_BEGIN}{_LONG_NAME}(?: \([^)]*\))?,? (?:is|are) (?:an?|the|one)\b"),
        (1, rf"\b[Aa]t {_NAME}"),
        (1, rf"\b{_NAME}['’]s\b"),
        (1, rf"^{_NAME} (?:has|have|will|[a-z]{{2,}}s) "),
    )
)  # fmt: skip
"""Where a company's name stands, and how much each place says."""

_ADDRESS = re.compile(r"(?:https?://|www\.|@)([\w.-]+\.[a-z]{2,})((?:/[\w.-]+)?)", re.IGNORECASE)
_BOARDS = re.compile(
    r"(?:lever|greenhouse|workable|ashbyhq|smartrecruiters|breezy|recruitee|teamtailor|personio)\b"
)
_PLAIN_LABELS = frozenset(
    "www com co uk org net io de eu ie gov ac edu jobs job careers career boards apply hr mail "
    "recruitment recruiting talent people".split()
)
_HOUSE_ENDINGS = re.compile(r"(?:group|jobs|careers|hq|tech|app|inc|ltd|global|online|team|uk)$")


def find_company(lines: Sequence[str], packs: Sequence[Pack]) -> str:
    """Return who hires: by the advert's own words, else a company of the packs; else nothing."""
    texts = [line.removeprefix("# ").removeprefix("- ").rstrip(":") for line in lines]
    for text in texts:
        for name in _names(text, _LABELLED):
            return name
    if any(FOR_A_CLIENT.search(text) for text in texts):
        return ""  # who advertises is no employer
    weights = _weigh(lines, texts)
    best = max(weights, key=lambda name: weights[name], default="")
    if weights.get(best, 0) >= ENOUGH:
        return best
    known = {pack.company for pack in packs if pack.company[:1].isupper()}
    joined = "\n".join(texts)
    # "Microsoft" may hire where it is named, not where only Microsoft Fabric is
    counted = {name: len(re.findall(rf"\b{re.escape(name)}\b(?! [A-Z])", joined)) for name in known}
    best = max(counted, key=lambda name: counted[name], default="")
    return best if counted.get(best, 0) > 1 else ""


def _weigh(lines: Sequence[str], texts: Sequence[str]) -> dict[str, int]:
    """Return how much speaks for each name; short forms count for the whole name."""
    found: dict[str, Counter[int]] = {}
    for (line, section, _), text in zip(sections(lines), texts, strict=True):
        if line.startswith("- ") or section in ("wanted", "wished"):
            continue
        for kind, (_, pattern) in enumerate(_PLACES):
            for name in _names(text, pattern):
                found.setdefault(name, Counter())[kind] += 1
    joined = "\n".join(texts)
    weights: Counter[str] = Counter()
    for name, kinds in found.items():
        for kind, times in kinds.items():
            weights[name] += _PLACES[kind][0] * min(
                times, MOST_ONCE if _PLACES[kind][0] == 1 else 1
            )
    for name in (*_names_at_the_top(texts), *_names_of_addresses(texts)):
        weights[name] += ENOUGH
    for name in weights:
        weights[name] += joined.count(name) >= OFTEN
        weights[name] += bool(ORGANISATIONS & {*name.split()})  # a ward is named there too
    whole: Counter[str] = Counter()
    for name, weight in weights.items():
        alike = [other for other in weights if f"{other} ".startswith(f"{name} ")]
        # "Yoyo" is "Yoyo Wallet" if that is told often enough; "NIBC" is more than "NIBC IT"
        usual = [one for one in alike if 3 * joined.count(one) >= joined.count(name)]
        whole[max((one for one in usual if weights[one] >= ENOUGH), key=len, default=name)] += (
            weight
        )
    return whole


def _names(text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield what a pattern takes for the name of a company."""
    for found in pattern.finditer(text):
        name = re.sub(r"(?: (?:and|of|the|for|&))+$", "", found[1]).strip(" .,'’-")
        name = re.sub(r"['’]s$", "", name).removeprefix("The ")
        if _can_be_company(name):
            yield name


def _can_be_company(name: str) -> bool:
    words = name.split()
    if not words or words[-1] in AGENCIES or len(name) < 2:
        return False
    if words[0].casefold() in NO_COMPANY or {"we", "you", "our"} & {w.casefold() for w in words}:
        return False
    if all(w.casefold() in NO_NAMES for w in words):
        return False
    return (
        not is_role(name) and name.casefold() not in _TOOLS and name.casefold() not in NO_EMPLOYERS
    )


_TOOLS = frozenset(term.casefold() for term in TOOLS)


def _names_at_the_top(texts: Sequence[str]) -> Iterator[str]:
    """Yield names that fill one of the first lines or a piece of one.

    Such a name stands further down too, or says itself that it is an organisation's.
    """
    joined = "\n".join(texts)
    for text in texts[:6]:
        for piece in re.split(r"\s+(?:[|·•–—-]|//?)\s+", text):
            name = piece.strip().removeprefix("The ")
            if (
                re.fullmatch(_NAME, name)
                and _can_be_company(name)
                and not re.search(rf"\b(?:in|near) {re.escape(name)}\b", joined)  # a town
                and (joined.count(name) > 1 or ORGANISATIONS & {*name.split()})
            ):
                yield name


def _names_of_addresses(texts: Sequence[str]) -> Iterator[str]:
    """Yield names of the text that are spelt in an address to write to or to read at."""
    joined = "\n".join(texts)
    spelt: set[str] = set()
    for host, path in dict.fromkeys(_ADDRESS.findall(joined)[:MOST_ADDRESSES]):
        labels = [one for one in re.split(r"[.-]", host.casefold()) if one not in _PLAIN_LABELS]
        if _BOARDS.search(host.casefold()):  # a board of jobs names the company in its path
            labels = [path.strip("/").casefold(), *(o for o in labels if not _BOARDS.search(o))]
        spelt |= {*labels, "".join(labels), "".join(host.casefold().split("."))}
    spelt |= {_HOUSE_ENDINGS.sub("", one) for one in spelt}
    text = _ADDRESS.sub(" ", joined)
    for letters in sorted(spelt - NO_COMPANY - NO_NAMES):
        if len(letters) < 3 or not letters.isalnum():
            continue
        apart = r"[ .&'’-]{0,3}".join(letters)
        for found in re.finditer(rf"(?<![\w@.]){apart}(?![\w@]|\.\w)", text, re.IGNORECASE):
            name = found[0].strip()
            # some write themselves in small letters, as any word of the address is
            is_named = re.match(_WORD, name) or re.search(
                rf"\b(?:[Aa]bout|[Aa]t|[Jj]oin) {re.escape(name)}\b", text
            )
            if is_named and name.casefold() not in NO_EMPLOYERS:
                yield name
                break
