"""Which job an advert is for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voicecoach.progress.advert_terms import ROLE_NOUNS

MAX_TITLE_WORDS = 10
"""Words of a job's title."""

OPENINGS = r"(?:hiring|recruiting|wanted|vacancy|opening|job opportunity|now open)"
"""Words before a colon that announce a title: "Ledgerline is hiring: Data Analyst"."""

HEADS = re.compile(
    r"(?:Head|Director|Chief|VP|Vice President|Lead|Teacher|Lecturer|Professor) of (?:[A-Z&][\w&-]*(?: |$)|and )+$"
)
"""Titles that end in what is led: "Head of Customer Success"."""

FOR_ANYBODY = re.compile(r"\((?:(?:[mfwdx]/){2}[mfwdx]|all genders)\)", re.IGNORECASE)
"""What follows a title in countries where adverts must say that anybody may apply: "(m/w/d)"."""


def is_role(text: str) -> bool:
    """Return whether a text ends in a word for a job: "Senior Data Engineer"."""
    words = re.findall(r"[a-z]+", text.casefold())
    return bool(words) and words[-1].rstrip("s") in ROLE_NOUNS


def find_role(lines: Sequence[str]) -> str:
    """Return the job's title; nothing where no line names one."""
    lines = [line for line in lines if "://" not in line]
    for line in lines[:40]:
        text = line.removeprefix("# ").removeprefix("- ").strip()
        labelled = re.match(
            r"(?:(?:Job|Post|Position|Role|Vacancy) (?:title|name)|Title|Role|Position|Vacancy|Post|Job)"
            r"\s*:\s*(.+)",
            text,
            re.IGNORECASE,
        )
        if labelled:
            return _short_title(labelled[1])
    for line in lines[:15]:
        if not line.startswith("- ") and (title := _title_of(line)):
            return title
    nouns = "|".join(ROLE_NOUNS)
    asked = re.compile(
        rf"(?i:looking for|hiring|seeking|seeks?|recruiting|need|searching for|\bas)\s+"
        rf"(?i:an?|our (?:next|first|second)|another)\s+((?:[\w/+#.-]+ ){{1,4}}?(?i:{nouns}))\b"
        rf"(?! (?i:{nouns})\b)"
    )
    for line in lines:
        if found := asked.search(line):
            return found[1][:1].upper() + found[1][1:]
    named = (
        _title_of(line.removeprefix("- "))
        for line in lines
        if len(line.split()) <= 6 and line.istitle()
    )
    return next(filter(None, named), "")


def _title_of(line: str) -> str:
    """Return the title that fills a line; nothing where it holds something else."""
    text = line.removeprefix("# ").strip()
    title = _short_title(text)
    speaks = re.match(r"(we|you|join|are|our|i|come|wanted|could|key)\b", title, re.IGNORECASE)
    in_pieces = re.search(r"\s(?:[|·•]|//)\s", text)
    is_short = in_pieces or len(text.split()) <= MAX_TITLE_WORDS
    is_title = is_role(title) or bool(HEADS.match(title) or FOR_ANYBODY.search(text))
    return title if is_short and is_title and not speaks and " of the " not in title else ""


def _short_title(text: str) -> str:
    """Return a title without place, company, hours and level in brackets."""
    text = re.sub(
        rf"^[^:]{{0,60}}\b{OPENINGS}\s*[:–—-]\s*(?:an?\s)?", "", text, flags=re.IGNORECASE
    )
    # some lines begin with who hires: "Northwind — Senior Engineer (Platform)"
    parts = re.split(r"\s+(?:[–—|·•-]|//)\s+", text)[:2]
    named = [re.split(r"\s+(?:at|in|with|for|@)\s+|,|\s*\(", part)[0] for part in parts]
    text = next(filter(is_role, named), named[0])
    # a stroke joins two names of one job, or parts the job from what is none
    pieces = text.strip(" :.!?").split(" / ")[:MAX_TITLE_WORDS]
    joined = [" / ".join(pieces[:n]) for n in range(len(pieces), 0, -1)]
    title = next(filter(is_role, joined), joined[0])
    return title.capitalize() if title.isupper() else title
